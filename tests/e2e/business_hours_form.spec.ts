/** Business hours: times and dates from fields, a zone by its city, and every wrong field at once. */
import { expect, people, test } from './support/fixtures.ts';

test('hours are set by their fields and copied to the weekdays', async ({ cast, demo, snap }) => {
  const { page } = await cast.member(people.admin);
  const path = `${demo.base}/api/settings/live-chat`;
  const stored = async () =>
    ((await (await page.request.get(path)).json()) as { hours: Record<string, unknown> }).hours;
  const before = await (await page.request.get(path)).json();
  await page.goto('/app/settings/live-chat');
  await page.getByLabel('Always open').uncheck();

  await page.getByLabel('Time zone').fill('göteb');
  await page.getByLabel('Time zone').fill('gothenburg');
  await expect(page.getByRole('option')).toHaveText(/Stockholm/);
  await page.getByRole('option').click();
  await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Stockholm');

  const add = page.getByRole('button', { name: 'Add hours on Monday' });
  await add.click();
  await expect(page.getByLabel('Monday, opens at')).toBeFocused();
  await page.getByLabel('Monday, closes at').fill('12:00');
  await add.click();
  await page.getByLabel('Monday, closes at').last().fill('00:00');
  await page.getByRole('button', { name: 'Copy to all weekdays' }).click();
  await page.getByRole('button', { name: 'Add a day off' }).click();
  await page.getByLabel('Day off').fill('2026-12-24');
  await snap(page, '81-business-hours');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByTestId('save-bar')).toContainText('Saved');
  const day = [['09:00', '12:00'], ['13:00', '24:00']];
  expect(await stored()).toMatchObject({
    time_zone: 'Europe/Stockholm',
    week: { monday: day, tuesday: day, wednesday: day, thursday: day, friday: day, saturday: [] },
    dates_off: ['2026-12-24'],
  });
  await page.reload();
  await expect(page.getByLabel('Friday, closes at').last()).toHaveValue('00:00');
  await page.request.put(path, { headers: { Origin: demo.base }, data: before });
});

test('every wrong field is marked at once, and the summary leads to the first', async ({ cast, snap }) => {
  const { page } = await cast.member(people.admin);
  await page.setViewportSize({ width: 1280, height: 500 });
  await page.goto('/app/settings/live-chat');
  await page.getByLabel('Always open').uncheck();
  await page.getByLabel('Time zone').fill('Mars/Olympus');
  await page.getByLabel('Time zone').press('Tab');
  await page.getByRole('button', { name: 'Add hours on Tuesday' }).click();
  await page.getByLabel('Tuesday, closes at').fill('02:00');
  await page.getByRole('button', { name: 'Add a day off' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Time zone')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Tuesday, closes at')).toHaveAccessibleDescription(
    /must end after it starts/,
  );
  await expect(page.getByLabel('Day off')).toHaveAccessibleDescription(/Choose a date/);
  await expect(page.getByTestId('save-bar')).toContainText('3 fields need another look');
  await expect(page.getByTestId('save-bar')).toBeInViewport();
  await expect(page.getByLabel('Time zone')).toBeFocused();
  await page.getByLabel('Tuesday, closes at').focus();
  await page.getByTestId('save-bar').getByRole('button', { name: 'Show' }).click();
  await expect(page.getByLabel('Time zone')).toBeFocused();
  await snap(page, '82-business-hours-wrong');
});

test('a new member’s form marks all that is missing', async ({ cast }) => {
  const { page } = await cast.member(people.owner);
  await page.goto('/app/settings/members');
  await page.getByRole('button', { name: 'Add a member' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a member' });
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  for (const label of ['Name', 'Email', 'Password'])
    await expect(dialog.getByLabel(label)).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByLabel('Email')).toHaveAccessibleDescription(/of the new member/);
  await expect(dialog.getByLabel('Name')).toBeFocused();
});
