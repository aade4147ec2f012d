/**
 * The claim's grace time: a member's connection dies while they hold a conversation; a colleague
 * takes over, and no late reply is delivered.
 */
import { Server } from '../clients/support/server.js';
import { Link } from '../clients/support/link.js';
import { expect, people, printedPassword, test } from './support/fixtures.ts';
import { Inbox } from './support/inbox.ts';
import { ShopPage } from './support/shop_page.ts';

let server: Server;
let link: Link;
let password: string;

test.beforeAll(async () => {
  server = await Server.prepare({
    command: 'demo',
    settings: { 'answerer.words_per_second': 0, 'live_chat.claim_grace': '4s' },
  });
  await server.start();
  link = await Link.open(server.port);
  password = await printedPassword(server);
});
test.afterAll(async () => {
  await link?.cut();
  await server?.discard();
});

test('a laptop is closed: the claim lapses, a colleague takes over, and what was typed on it is not sent', async ({ browser, snap }) => {
  const pages = await Promise.all(
    [server.base, link.base, server.base].map(async (baseURL) =>
      (await browser.newContext({ baseURL })).newPage(),
    ),
  );
  const [visitor, ben, ines] = [new ShopPage(pages[0]), new Inbox(pages[1]), new Inbox(pages[2])];
  await visitor.visit();
  await visitor.openChat();
  await ben.signIn(people.ben, password);
  await ines.signIn(people.ines, password);
  await visitor.ask('Which filter papers fit the dripper?');
  for (const member of [ben, ines]) {
    await member.showTab('Live');
    await member.open(await visitor.answerBegins());
  }
  await ben.takeOver.click();
  await expect(visitor.badge).toContainText('Ben');
  await ben.send('One moment, I look at the shelf.');
  await expect(visitor.said('human_agent')).toHaveCount(1);

  await link.cut();
  await expect(ben.page.getByText(/^Offline/).first()).toBeVisible();
  await ben.reply.fill('They fit, all of them.');
  await ben.reply.press('Enter');
  await visitor.send('Are you there?');

  await expect(ines.transcript).toContainText(/hold ended/);
  await expect(visitor.badge).not.toContainText('Ben');
  await expect(ines.transcript, 'what was left open is waiting for a human').toContainText(
    'was left waiting for a human',
  );
  await snap(ines.page, '25-lapsed');
  await ines.takeOver.click();
  await ines.send('Ines here: size 2 fits.');
  await expect(visitor.badge).toContainText('Ines');

  await link.mend();
  // The pauses between its tries to connect have grown.
  await expect(ben.page.getByTestId('sync').getByText('In sync')).toBeVisible({ timeout: 40_000 });
  await expect(ben.transcript).toContainText('Ines here: size 2 fits.');
  await expect(ben.handBack).toHaveCount(0);
  // What he wrote is still his: said to be not sent, to be tried again or thrown away.
  await expect(ben.transcript.getByText('Not sent. Ines holds this now.')).toBeVisible();
  await snap(ben.page, '26-laptop-opened-again');
  await expect(visitor.said('human_agent')).toHaveCount(2);
  await expect(visitor.log).not.toContainText('all of them');
  await Promise.all(pages.map((page) => page.context().close()));
});

test('who comes back finds the visitor waiting, and every place says so', async ({ browser, snap }) => {
  const pages = await Promise.all(
    [server.base, link.base].map(async (baseURL) =>
      (await browser.newContext({ baseURL })).newPage(),
    ),
  );
  const [visitor, ben] = [new ShopPage(pages[0]), new Inbox(pages[1])];
  await visitor.visit();
  await visitor.openChat();
  await ben.signIn(people.ben, password);
  await visitor.ask('How long does delivery to Norway take?');
  await ben.showTab('Live');
  await ben.open(await visitor.answerBegins());
  await ben.takeOver.click();
  await ben.send('One moment.');
  await link.cut();
  await expect(ben.page.getByText(/^Offline/).first()).toBeVisible();
  await visitor.send('Are you still there?');
  await expect(visitor.log).toContainText('had to leave');
  await expect(visitor.log).toContainText('Connecting you with someone');

  await link.mend();
  const toast = ben.page.getByTestId('toast');
  await expect(toast).toContainText('Your hold ended: you were offline too long', {
    timeout: 40_000,
  });
  await expect(toast).toContainText(/Visitor \w{4} is waiting for a human\./);
  await expect(ben.page.getByText(/is answering again/)).toHaveCount(0);
  await expect(ben.transcript).toContainText('was left waiting for a human');
  const whoAnswers = ben.page.getByRole('group', { name: 'Who answers' });
  await expect(whoAnswers).toHaveAttribute('data-state', 'queued');
  const summary = ben.page.getByRole('region', { name: 'Summary' });
  await expect(summary).toContainText('Left waiting when a hold ended');
  await expect(summary).toContainText(/Wait\s*\d\d:\d\d/);
  await snap(ben.page, '27-left-waiting');
  await Promise.all(pages.map((page) => page.context().close()));
});
