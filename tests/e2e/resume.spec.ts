/** Resuming: after a reload, in a second tab, and after being offline. */
import { expect, people, slowAnswers, test } from './support/fixtures.ts';

test.use(slowAnswers);

test('after a reload the visitor finds the open chat and all of its messages', async ({ cast, snap }) => {
  const visitor = await cast.visitor();
  await visitor.ask('Do you repair grinders that I bought elsewhere?');
  const before = await visitor.said('agent').last().locator('.b').innerText();

  await visitor.page.reload();
  await expect(visitor.said('visitor')).toHaveCount(1);
  await expect(visitor.said('visitor')).toContainText(
    'Do you repair grinders that I bought elsewhere?',
  );
  await expect(visitor.said('agent').last().locator('.b')).toHaveText(before, {
    useInnerText: true,
  });
  await snap(visitor.page, '30-resumed');

  const second = await visitor.page.context().newPage();
  await second.goto('/demo');
  await second.getByRole('button', { name: /^Open chat/ }).click();
  await expect(second.getByRole('log', { name: 'Messages' })).toContainText(
    'Do you repair grinders that I bought elsewhere?',
  );
});

test('a reload in the middle of an answer loses nothing and doubles nothing', async ({ cast }) => {
  const visitor = await cast.visitor();
  await visitor.send('How do I clean the burrs of my grinder?');
  await expect(visitor.writing).toBeVisible();
  await visitor.page.reload();
  await expect(visitor.said('agent').last()).toHaveAttribute('data-seq', /\d+/);
  await expect(visitor.writing).toHaveCount(0);
  await expect(visitor.said('visitor')).toHaveCount(1);
  // The greeting and one answer.
  await expect(visitor.said('agent')).toHaveCount(2);
});

test('a message written offline waits, and is sent once when the network is back', async ({ cast, snap }) => {
  const visitor = await cast.visitor();
  const ben = await cast.member(people.ben);
  const question = 'Is there a class on latte art in December?';
  await visitor.ask(question);
  await ben.showTab('Live');
  await ben.open(await visitor.answerBegins());
  await ben.takeOver.click();
  await expect(visitor.badge).toContainText('Human is here');

  await visitor.page.context().setOffline(true);
  await visitor.send('I am in a tunnel');
  await expect(visitor.log).toContainText('Will send when you’re back online');
  await snap(visitor.page, '31-visitor-offline');
  await visitor.page.context().setOffline(false);
  await expect(ben.transcript.getByText('I am in a tunnel')).toHaveCount(1);
  await expect(visitor.log).not.toContainText('Will send when you’re back online');
  await expect(visitor.said('visitor').filter({ hasText: 'I am in a tunnel' })).toHaveCount(1);
});

test('a member who was offline catches up with what was missed, and queued replies go out in order', async ({ cast, snap }) => {
  const visitor = await cast.visitor();
  const ben = await cast.member(people.ben);
  const question = 'Can I visit the roastery on a Friday?';
  await visitor.ask(question);
  await ben.showTab('Live');
  await ben.open(await visitor.answerBegins());
  await ben.takeOver.click();
  await expect(ben.handBack).toBeVisible();

  await ben.page.context().setOffline(true);
  await expect(ben.page.getByText(/^Offline/).first()).toBeVisible();
  await ben.reply.fill('First reply');
  await ben.reply.press('Enter');
  await ben.reply.fill('Second reply');
  await ben.reply.press('Enter');
  await visitor.send('Are you still there?');
  await snap(ben.page, '32-member-offline');
  await ben.page.context().setOffline(false);

  await expect(ben.page.getByTestId('sync').getByText('In sync')).toBeVisible();
  await expect(ben.transcript.getByText('Are you still there?')).toHaveCount(1);
  await expect(visitor.said('human_agent')).toHaveCount(2);
  await expect(visitor.said('human_agent').nth(0)).toContainText('First reply');
  await expect(visitor.said('human_agent').nth(1)).toContainText('Second reply');
});
