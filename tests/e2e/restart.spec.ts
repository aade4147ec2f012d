/**
 * The server is killed while one conversation is held, one waits for a human, and one is being
 * answered: every client recovers the state.
 */
import { Server } from '../clients/support/server.js';
import { expect, people, printedPassword, test } from './support/fixtures.ts';
import { Inbox } from './support/inbox.ts';
import { ShopPage } from './support/shop_page.ts';

let server: Server;
let password: string;

test.beforeAll(async () => {
  // An answer of some seconds, so that the end comes in the middle of one.
  server = await Server.prepare({ command: 'demo', settings: { 'answerer.words_per_second': 5 } });
  await server.start();
  password = await printedPassword(server);
});
test.afterAll(async () => {
  await server?.discard();
});

test('after a kill every claim, wait and answer is as it was, and who was away catches up', async ({ browser, snap }) => {
  test.setTimeout(180_000);
  const pages = await Promise.all(
    [0, 1, 2, 3].map(async () => (await browser.newContext({ baseURL: server.base })).newPage()),
  );
  const [held, waits, reads] = pages.slice(1).map((page) => new ShopPage(page));
  const ben = new Inbox(pages[0]);
  await ben.signIn(people.ben, password);
  for (const shop of [held, waits, reads]) {
    await shop.visit();
    await shop.openChat();
  }
  await held.ask('Do you repair grinders that I bought elsewhere?');
  await ben.showTab('Live');
  await ben.open(await held.answerBegins());
  await ben.takeOver.click();
  await expect(held.badge).toContainText('Human is here');
  await waits.panel.getByRole('button', { name: 'Talk to a human' }).click();
  await expect(waits.badge).toContainText('AI assistant, paused');
  await expect(ben.page.getByRole('tab', { name: 'Needs human' })).toContainText('1');
  // This visitor's own network is gone as well, and stays away longer.
  await held.page.context().setOffline(true);
  await reads.send('How do I clean the burrs of my grinder?');
  await expect(reads.writing).toBeVisible();

  await server.kill();
  await expect(waits.badge).toContainText('Offline. Reconnecting');
  await expect(ben.page.getByText(/^Offline/).first()).toBeVisible();
  await server.start();

  await expect(ben.page.getByTestId('sync').getByText('In sync')).toBeVisible({ timeout: 40_000 });
  await expect(ben.handBack).toBeVisible();
  await ben.send('Here I am again.');
  await expect(ben.page.getByRole('tab', { name: 'Needs human' })).toContainText('1');
  await expect(waits.badge).toContainText('AI assistant, paused', { timeout: 40_000 });
  await expect(waits.panel).toContainText('Getting you a human');

  await expect(reads.badge).toContainText('AI assistant', { timeout: 40_000 });
  await expect(reads.said('agent').last()).toHaveAttribute('data-seq', /\d+/, { timeout: 30_000 });
  await expect(reads.said('visitor')).toHaveCount(1);
  await expect(reads.said('agent'), 'the greeting and one answer').toHaveCount(2);

  let letThrough = () => {};
  const mayGo = new Promise<void>((resolve) => (letThrough = resolve));
  await held.page.route('**/v1/widget/timeline**', async (route) => {
    await mayGo;
    await route.continue();
  });
  await held.page.context().setOffline(false);
  await expect(held.badge).toContainText('Catching up', { timeout: 40_000 });
  await expect(held.said('human_agent')).toHaveCount(0);
  await snap(held.page, '33-visitor-catches-up');
  letThrough();
  await expect(held.said('human_agent')).toHaveText(/Here I am again\./);
  await expect(held.badge).toContainText('Human is here');
  await Promise.all(pages.map((page) => page.context().close()));
});
