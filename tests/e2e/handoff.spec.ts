/**
 * Handoff requests with members available, unavailable, and out of hours; and taking the next
 * visitor from the queue.
 */
import { expect, people, test } from './support/fixtures.ts';
import type { Inbox } from './support/inbox.ts';

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Opens the settings by the sidebar, and leaves them saved. */
async function setHours(admin: Inbox, change: () => Promise<void>): Promise<void> {
  const { page } = admin;
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('link', { name: 'Business hours' }).click();
  await expect(page.getByRole('heading', { name: 'Business hours' })).toBeVisible();
  await change();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Inbox' }).click();
  await expect(page.getByTestId('sync').getByText('In sync')).toBeVisible();
}

test('out of hours the visitor hears when somebody is back, and leaves an e-mail', async ({ cast, snap }) => {
  const sam = await cast.member(people.admin);
  const { page } = sam;
  await setHours(sam, async () => {
    await page.getByLabel('Always open').uncheck();
    await page.getByLabel('Time zone').fill('Mars/Olympus');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Unknown time zone. Search for a city, like Berlin')).toBeVisible();
    await page.getByLabel('Time zone').fill('stockholm');
    await page.getByLabel('Time zone').press('Enter');
    await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Stockholm');
    await snap(page, '30-business-hours');
  });
  // Sam is available, whatever the hours say: only away it is closed.
  const available = page.getByRole('switch', { name: 'Available for visitors' });
  await expect(available).toHaveAttribute('aria-checked', 'true');
  await available.click();
  await expect(available).toHaveAttribute('aria-checked', 'false');

  const visitor = await cast.visitor();
  await visitor.send('Can I talk to a human?');
  await expect(visitor.log.getByText('We’re closed right now')).toBeVisible();
  await expect(visitor.badge).not.toContainText('paused');
  await snap(visitor.page, '31-closed');
  await visitor.log.getByLabel('Email').fill('late@example.com');
  await visitor.log.getByRole('button', { name: 'Leave a message' }).click();
  await expect(visitor.log).toContainText('We’ll write to late@example.com.');

  await available.click();
  await expect(available).toHaveAttribute('aria-checked', 'true');
  const other = await cast.visitor();
  await other.ask('I would like to speak about a wedding order');
  await other.panel.getByRole('button', { name: 'Talk to a human' }).click();
  await expect(other.log).toContainText('Connecting you with someone');
  await sam.showTab('Needs human');
  await page.getByRole('button', { name: 'Next visitor' }).click();
  await expect(other.badge).toContainText('Sam');
  await setHours(sam, () => page.getByLabel('Always open').check());
});

test('next visitor takes the longest wait, and those behind move up', async ({ cast, snap }) => {
  const sam = await cast.member(people.admin);
  await setHours(sam, () =>
    sam.page.getByLabel('Show waiting visitors their position in the queue').check(),
  );
  const ines = await cast.member(people.ines);
  const first = await cast.visitor();
  const second = await cast.visitor();
  for (const visitor of [first, second]) {
    await visitor.send('I want to talk to a human');
    await expect(visitor.log).toContainText('Connecting you with someone');
  }
  await expect(first.log).toContainText('You’re next.');
  await expect(second.log).toContainText('One person is ahead of you.');
  await snap(second.page, '32-place-in-the-line');

  await ines.showTab('Needs human');
  await expect(ines.page.locator('li.row')).toHaveCount(2);
  await snap(ines.page, '33-next-visitor');
  await ines.page.getByRole('button', { name: 'Next visitor' }).click();
  await expect(first.badge).toContainText('Ines');
  await expect(second.log).toContainText('You’re next.');
  await expect(ines.handBack).toBeVisible();
  await expect(ines.reply).toBeFocused();
  await ines.page.getByRole('button', { name: 'Next visitor' }).click();
  await expect(second.badge).toContainText('Ines');
  await expect(ines.page.getByRole('button', { name: 'Next visitor' })).toHaveCount(0);
  await setHours(sam, () =>
    sam.page.getByLabel('Show waiting visitors their position in the queue').uncheck(),
  );
});

test('a visitor takes the offer of an answer that did not know, by its button and by words', async ({ cast }) => {
  const byButton = await cast.visitor();
  await byButton.ask('I would like to speak about a wedding order');
  await byButton.log.getByRole('button', { name: 'Get a human' }).click();
  await expect(byButton.log).toContainText('Connecting you with someone');
  const byWords = await cast.visitor();
  await byWords.ask('I would like to speak about a wedding order');
  await byWords.send('Yes, please');
  await expect(byWords.log).toContainText('Connecting you with someone');
});

test('when the hours end the holder is asked, and keeps going', async ({ cast, snap }) => {
  test.setTimeout(200_000);
  const visitor = await cast.visitor();
  const ben = await cast.member(people.ben);
  const sam = await cast.member(people.admin);
  await visitor.ask('Which grinder suits me?');
  await ben.showTab('Live');
  await ben.open(await visitor.answerBegins());
  await ben.takeOver.click();
  await expect(ben.handBack).toBeVisible();
  // Hours that end with a minute of the clock, as soon as there is time to set them.
  // Far from midnight, which would join them with the next day's.
  const west = new Date().getUTCHours() >= 22 ? 5 : 0;
  const end = new Date(Date.now() + 75_000 - west * 3_600_000).toISOString().slice(11, 16);
  await setHours(sam, async () => {
    await sam.page.getByLabel('Always open').uncheck();
    await sam.page.getByLabel('Time zone').fill(west === 0 ? 'UTC' : `Etc/GMT+${west}`);
    await sam.page.getByLabel('Time zone').press('Tab');
    for (const day of days) {
      const { page } = sam;
      await page.getByRole('button', { name: `Add hours on ${day}` }).click();
      await page.getByLabel(`${day}, opens at`).fill('00:00');
      await page.getByLabel(`${day}, closes at`).fill(end);
    }
  });
  const banner = ben.page.getByRole('region', { name: 'End of business hours' });
  await expect(banner).toBeVisible({ timeout: 100_000 });
  await snap(ben.page, '34-end-of-business-hours');
  await banner.getByRole('button', { name: 'Keep going' }).click();
  await expect(banner).toHaveCount(0);
  await expect(ben.handBack).toBeVisible();
  await ben.send('Still here.');
  await setHours(sam, () => sam.page.getByLabel('Always open').check());
});
