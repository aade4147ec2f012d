/**
 * The main journey: a visitor talks to the agent, a member takes over in the middle of an answer,
 * and hands back.
 */
import { expect, people, slowAnswers, test } from './support/fixtures.ts';

test.use(slowAnswers);

const longQuestion = 'How do I clean the burrs of my grinder?';

test('a member takes over in the middle of an answer, replies, and hands back', async ({ cast, snap }) => {
  const visitor = await cast.visitor();
  const ben = await cast.member(people.ben);
  await visitor.ask('How long does delivery to Norway take?');
  await snap(visitor.page, '01-visitor-answered');

  await ben.showTab('Live');
  await ben.open(await visitor.answerBegins());
  await expect(ben.transcript).toContainText('How long does delivery to Norway take?');
  await expect(
    ben.transcript.locator('[data-kind="agent"] li'),
    'the member sees the list that the visitor sees',
  ).toContainText('Norway');
  await snap(ben.page, '02-member-reads-along');

  // The answer streams on both sides.
  await visitor.send(longQuestion);
  await expect(visitor.writing).toBeVisible();
  const streaming = ben.transcript.locator('[aria-busy="true"]');
  await expect(streaming).toBeVisible();
  await expect
    .poll(async () => (await visitor.writing.innerText()).split(/\s+/).length)
    .toBeGreaterThan(5);
  await snap(visitor.page, '03-visitor-sees-the-answer-grow');
  await snap(ben.page, '04-member-sees-the-answer-grow');

  // In its middle the member takes over: it stops on both sides.
  await ben.takeOver.click();
  await expect(ben.handBack).toBeVisible();
  await expect(visitor.badge).toContainText('Human is here');
  await expect(visitor.writing).toHaveCount(0);
  await expect(streaming).toHaveCount(0);
  await expect(ben.transcript).toContainText('Stopped mid-reply by the takeover.');
  const stopped = visitor.said('agent').last().locator('.b');
  const stoppedAt = await stopped.innerText();
  expect(stoppedAt.length).toBeGreaterThan(10);
  await snap(visitor.page, '05-human-is-here');
  await snap(ben.page, '06-member-holds');

  // The next message gets no answer of the bot; the member's reply is a human's.
  const answers = await visitor.said('agent').count();
  await visitor.send('Oh, somebody is here. Can I use rice to clean it?');
  await expect(ben.transcript).toContainText('Can I use rice to clean it?');
  await ben.send('Please no rice: it can crack the burr carrier. A dry brush is all it needs.');
  await expect(visitor.said('human_agent').last()).toContainText('A dry brush is all it needs.');
  await expect(visitor.said('human_agent').last()).toContainText('Ben');
  expect(await visitor.said('agent').count()).toBe(answers);
  expect(await stopped.innerText(), 'the stopped answer grew').toBe(stoppedAt);
  await snap(visitor.page, '07-the-human-replied');

  // A question that the member leaves open is answered by the agent after the hand-back.
  await visitor.send('And how long is the warranty on it?');
  await expect(ben.transcript).toContainText('And how long is the warranty on it?');
  await ben.handBack.click();
  await expect(ben.takeOver).toBeVisible();
  await expect(visitor.badge).toContainText('AI assistant');
  await expect(visitor.badge).not.toContainText('paused');
  await expect.poll(() => visitor.said('agent').count()).toBe(answers + 1);
  await expect(visitor.said('agent').last()).toContainText(/year/);
  await expect(visitor.writing).toHaveCount(0);
  await expect(ben.transcript).toContainText(/year/);
  await snap(visitor.page, '08-the-agent-answers-the-open-question');
  await snap(ben.page, '09-handed-back');
});

test('a lead from the card appears in the list, and its status changes in a second browser', async ({ cast, snap }) => {
  const visitor = await cast.visitor();
  const ben = await cast.member(people.ben);
  const ines = await cast.member(people.ines);
  await visitor.ask('Which grinder suits me?');
  await visitor.ask('Does it grind for espresso too?');

  await visitor.log.getByRole('button', { name: 'Get advice' }).click();
  await visitor.log.getByRole('button', { name: 'Send' }).click();
  await expect(visitor.log.getByRole('alert')).toContainText('Please check the highlighted fields');
  await snap(visitor.page, '10-lead-form-with-errors');
  await visitor.log.getByLabel('Name').fill('Aoife Brennan');
  await visitor.log.getByLabel('Email').fill('aoife.brennan@example.com');
  await visitor.log.getByRole('button', { name: 'Send' }).click();
  await expect(visitor.log).toContainText('We’ll write to aoife.brennan@example.com.');
  await snap(visitor.page, '11-lead-sent');

  await ben.showTab('Leads');
  await expect(ben.row('Aoife Brennan')).toBeVisible();
  await expect(ines.row('Aoife Brennan')).toBeVisible();
  const status = { name: 'Status of Aoife Brennan' };
  await expect(ines.row('Aoife Brennan').getByRole('combobox', status)).toHaveValue('new');
  await ben.row('Aoife Brennan').getByRole('combobox', status).selectOption('qualified');
  await expect(ines.row('Aoife Brennan').getByRole('combobox', status)).toHaveValue('qualified');
  await snap(ines.page, '12-status-in-the-second-browser');

  await ben.page.reload();
  await expect(ben.row('Aoife Brennan').getByRole('combobox', status)).toHaveValue('qualified');
});

test('who asks for a human waits in the list, and hears who came', async ({ cast, snap }) => {
  const visitor = await cast.visitor();
  const ines = await cast.member(people.ines);
  const question = 'I would like to speak about a wedding order';
  await visitor.ask(question);
  await visitor.panel.getByRole('button', { name: 'Talk to a human' }).click();
  await expect(visitor.log).toContainText('Connecting you with someone');
  await expect(visitor.badge).toContainText('AI assistant, paused');

  await ines.showTab('Needs human');
  // Others may wait with the same words: the list is in the order of the wait, so the last one is
  // this visitor.
  await expect(ines.row(await visitor.answerBegins()).last()).toContainText(/00:\d\d/);
  await ines.row(await visitor.answerBegins()).last().getByRole('link').click();
  await snap(ines.page, '13-needs-human');
  await ines.takeOver.click();
  await expect(visitor.badge).toContainText('Human is here');
  await expect(visitor.badge).toContainText('Ines Duarte');
  await snap(visitor.page, '14-ines-came');
});
