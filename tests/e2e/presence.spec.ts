/** Visitors who left the site: shown as such, and after those who are there. */
import { Server } from '../clients/support/server.js';
import { expect, people, printedPassword, test } from './support/fixtures.ts';
import { Inbox } from './support/inbox.ts';
import { ShopPage } from './support/shop_page.ts';

let server: Server;

test.beforeAll(async () => {
  server = await Server.prepare({
    command: 'demo',
    settings: { 'answerer.words_per_second': 0, 'live_chat.visitor_grace': '0s' },
  });
  await server.start();
});
test.afterAll(async () => {
  await server?.discard();
});

test('who left is said to have left, and is next only when nobody else waits', async ({ browser, snap }) => {
  const pages = await Promise.all(
    [0, 1, 2].map(async () => (await browser.newContext({ baseURL: server.base })).newPage()),
  );
  const [first, second, ben] = [new ShopPage(pages[0]), new ShopPage(pages[1]), new Inbox(pages[2])];
  await ben.signIn(people.ben, await printedPassword(server));
  for (const visitor of [first, second]) {
    await visitor.visit();
    await visitor.openChat();
  }
  await first.send('Can I talk to a human? I am in a hurry');
  await expect(first.log).toContainText('Connecting you with someone');
  await second.send('Please let me talk to a human');
  await expect(second.log).toContainText('Connecting you with someone');

  await ben.showTab('Needs human');
  const rows = ben.page.locator('li.row');
  const next = ben.page.getByTestId('next-is');
  await expect(rows.first()).toContainText('in a hurry');
  await expect(next).toContainText(/waiting \d\d:\d\d/);
  await expect(next).toContainText('on the site');
  const hurried = (await rows.first().locator('.name').innerText()).trim();
  const patient = (await rows.last().locator('.name').innerText()).trim();
  await expect(next).toContainText(hurried);

  await first.page.close();
  await expect(rows.last()).toContainText('in a hurry');
  await expect(rows.last()).toContainText(/Left \d\d:\d\d/);
  await expect(next).toContainText(patient);
  await snap(ben.page, '37-one-who-waits-left');

  await ben.page.getByRole('button', { name: 'Next visitor' }).click();
  await expect(second.badge).toContainText('Ben');
  await expect(ben.page.getByText('Human is here”')).toBeVisible();
  await expect(next).toContainText(hurried);
  await expect(next).toContainText(/Left \d\d:\d\d/);
  await ben.page.getByRole('button', { name: 'Next visitor' }).click();
  await expect(ben.transcript).toContainText('in a hurry');
  const header = ben.page.locator('[data-pane="chat"] header');
  await expect(header).toContainText(/Not on the site since \d\d:\d\d/);
  await expect(ben.page.getByText(/left the site at \d\d:\d\d\. Replies wait here\./)).toBeVisible();
  await expect(ben.page.getByText('Human is here”')).toHaveCount(0);
  await ben.send('Here I am.');
  const reply = ben.transcript.getByRole('listitem').filter({ hasText: 'Here I am.' });
  await expect(reply).toContainText('Saved');
  await expect(reply.getByLabel('Sent')).toHaveCount(0);
  await snap(ben.page, '38-not-on-the-site');
  await Promise.all(pages.map((page) => page.context().close()));
});
