/** The handoff timeout: a visitor asks for a human, and no member reacts. */
import { Server } from '../clients/support/server.js';
import { expect, people, printedPassword, test } from './support/fixtures.ts';
import { Inbox } from './support/inbox.ts';
import { ShopPage } from './support/shop_page.ts';

let server: Server;

test.beforeAll(async () => {
  server = await Server.prepare({
    command: 'demo',
    settings: { 'answerer.words_per_second': 0, 'live_chat.handoff_timeout': '2s' },
  });
  await server.start();
});
test.afterAll(async () => {
  await server?.discard();
});

test('nobody comes: the visitor hears so and leaves an e-mail, members have the lead, and the agent answers again', async ({ browser, snap }) => {
  const pages = await Promise.all(
    [0, 1].map(async () => (await browser.newContext({ baseURL: server.base })).newPage()),
  );
  const [visitor, ben] = [new ShopPage(pages[0]), new Inbox(pages[1])];
  await ben.signIn(people.ben, await printedPassword(server));
  await expect(ben.page.getByRole('switch', { name: 'Available for visitors' })).toHaveAttribute(
    'aria-checked',
    'true',
  );
  await visitor.visit();
  await visitor.openChat();
  await visitor.ask('I would like to speak about a wedding order');
  await ben.showTab('Live');
  await ben.open(await visitor.answerBegins());

  await visitor.panel.getByRole('button', { name: 'Talk to a human' }).click();

  const form = visitor.log.getByRole('form', { name: 'No one’s around right now' });
  await expect(form).toContainText('Leave your email and we’ll reply there.');
  await expect(visitor.badge).toContainText('AI assistant');
  await expect(visitor.badge).not.toContainText('paused');
  await expect(visitor.panel.getByRole('button', { name: 'Ask for a human again' })).toBeVisible();
  await expect(ben.transcript).toContainText('No one came');
  await expect(ben.takeOver, 'it is not taken from the list').toBeVisible();
  await snap(visitor.page, '35-no-one-is-around');
  await snap(ben.page, '36-no-one-came');

  await form.getByRole('button', { name: 'Send' }).click();
  await expect(form.getByRole('alert')).toContainText('Please check the highlighted field');
  await form.getByLabel('Email').fill('left.alone@example.com');
  await form.getByRole('button', { name: 'Send' }).click();
  await expect(visitor.log).toContainText('We’ll write to left.alone@example.com.');
  await expect(form).toHaveCount(0);
  await expect(ben.transcript).toContainText('Lead captured · left.alone@example.com');
  await ben.showTab('Leads');
  await expect(ben.row('left.alone@example.com')).toHaveCount(1);

  const answers = await visitor.said('agent').count();
  await visitor.ask('How long does delivery to Norway take?');
  await expect(visitor.said('agent')).toHaveCount(answers + 1);
  await expect(visitor.said('agent').last()).toContainText('Norway');
  await Promise.all(pages.map((page) => page.context().close()));
});
