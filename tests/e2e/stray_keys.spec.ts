/** Keys that are pressed by mistake write nothing and lose no place. */
import { expect, people, test } from './support/fixtures.ts';

test('an arrow on a status opens its list, what is picked is saved, and can be undone', async ({ cast }) => {
  const ben = await cast.member(people.ben);
  const { page } = ben;
  let changes = 0;
  page.on('request', (request) => {
    if (request.method() === 'PATCH' && request.url().includes('/api/leads/')) changes += 1;
  });
  await ben.showTab('Leads');
  const row = page.locator('li.row').first();
  await row.getByRole('link').click();
  const status = row.getByRole('combobox');
  const before = await status.inputValue();
  const other = before === 'won' ? 'lost' : 'won';
  await status.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Escape');
  await page.keyboard.press('w');
  await page.keyboard.press('Escape');
  await expect(status).toHaveValue(before);
  expect(changes).toBe(0);

  const saved = page.waitForResponse((response) => response.request().method() === 'PATCH');
  await status.selectOption(other);
  await saved;
  await expect(status).toHaveValue(other);
  const undone = page.waitForResponse((response) => response.request().method() === 'PATCH');
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await undone;
  await expect(status).toHaveValue(before);
  expect(changes).toBe(2);
});

test('Escape leads back step by step, and what it closes can be opened again', async ({ cast }) => {
  const ben = await cast.member(people.ben);
  const { page } = ben;
  await ben.showTab('Leads');
  await page.locator('li.row').first().getByRole('link').click();
  await expect(ben.transcript).toBeVisible();
  const address = page.url();
  await page.keyboard.press('n');
  await expect(page.getByRole('textbox', { name: 'Note' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(ben.transcript).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.locator('li.row.selected a.open')).toBeFocused();
  expect(page.url()).toBe(address);
  await page.keyboard.press('Escape');
  await expect(ben.transcript).toHaveCount(0);
  await page.getByTestId('toast').getByRole('button', { name: 'Open again' }).click();
  await expect(ben.transcript).toBeVisible();
  expect(page.url()).toBe(address);
});
