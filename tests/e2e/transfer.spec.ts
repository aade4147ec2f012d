/** A claim moves from one member to another: transferred, or taken over by an admin. */
import { expect, people, test } from './support/fixtures.ts';

test('the holder transfers to a colleague: both sides and the visitor see it at once', async ({ cast, snap }) => {
  const visitor = await cast.visitor();
  const ben = await cast.member(people.ben);
  const ines = await cast.member(people.ines);
  await visitor.ask('How long does delivery to Norway take?');
  await ben.showTab('Live');
  await ben.open(await visitor.answerBegins());
  await ben.takeOver.click();
  await expect(visitor.badge).toContainText('Ben');

  await ben.more('Transfer…');
  const dialog = ben.page.getByRole('dialog', { name: 'Transfer to…' });
  await expect(dialog.getByRole('radio', { name: /Ines Duarte/ })).toBeVisible();
  await expect(dialog.getByRole('radio', { name: /Ben/ }), 'not to the holder').toHaveCount(0);
  await dialog.getByRole('radio', { name: /Ines Duarte/ }).check();
  await snap(ben.page, '20-transfer-to');
  await dialog.getByRole('button', { name: 'Transfer', exact: true }).click();

  await expect(ben.transcript).toContainText('You transferred this to Ines');
  await expect(ben.handBack).toHaveCount(0);
  await expect(visitor.badge).toContainText('Ines Duarte');
  await expect(visitor.log).toContainText('Ben handed this over to Ines');
  await snap(ben.page, '21-transferred');

  // Ines is told where she is, and opens it from there.
  await expect(ines.page.getByText('is now yours')).toBeVisible();
  await snap(ines.page, '22-yours-now');
  await ines.page.getByTestId('toast').getByRole('button', { name: 'Open', exact: true }).click();
  await expect(ines.transcript).toContainText('Ben transferred this to you');
  await ines.send('Hello, Ines here. I take it from here.');
  await expect(visitor.said('human_agent').last()).toContainText('Ines here');
});

test('a member may not transfer what a colleague holds; an admin may', async ({ cast }) => {
  const visitor = await cast.visitor();
  const ben = await cast.member(people.ben);
  const ines = await cast.member(people.ines);
  const sam = await cast.member(people.admin);
  await visitor.ask('Which grinder suits me?');
  const begins = await visitor.answerBegins();
  for (const member of [ben, ines, sam]) {
    await member.showTab('Live');
    await member.open(begins);
  }
  await ben.takeOver.click();
  await expect(ben.handBack).toBeVisible();

  await ines.openMore();
  await expect(ines.page.getByRole('menuitem', { name: 'Copy link' })).toBeVisible();
  await expect(ines.page.getByRole('menuitem', { name: 'Transfer…' })).toHaveCount(0);

  await sam.more('Transfer…');
  await sam.page.getByRole('radio', { name: /Ines Duarte/ }).check();
  await sam.page.getByRole('button', { name: 'Transfer', exact: true }).click();
  await expect(ines.handBack).toBeVisible();
  await expect(
    ben.page.getByText('Sam transferred this to Ines', { exact: true }).first(),
  ).toBeVisible();
});

test('an admin takes over from a member after a question: both sides and the visitor see it, and the draft stays', async ({ cast, snap }) => {
  const visitor = await cast.visitor();
  const ben = await cast.member(people.ben);
  const ines = await cast.member(people.ines);
  const sam = await cast.member(people.admin);
  await visitor.ask('How long does delivery to Norway take?');
  const begins = await visitor.answerBegins();
  for (const member of [ben, ines, sam]) {
    await member.showTab('Live');
    await member.open(begins);
  }
  await ben.takeOver.click();
  await expect(visitor.badge).toContainText('Ben');
  await ben.reply.fill('Three days, I think, but');

  // A colleague without that right finds a button that does nothing.
  const force = { name: 'Take over from Ben…' };
  await expect(ines.page.getByRole('button', force)).toHaveAttribute('aria-disabled', 'true');
  await expect(ines.page.getByTestId('locked')).toContainText(
    'Only admins and owners can take over from Ben.',
  );

  // The question can be put away, and then nothing has happened.
  const dialog = sam.page.getByRole('dialog', { name: 'Take over from Ben?' });
  await sam.page.getByRole('button', force).click();
  await expect(dialog).toContainText('Ben will be notified right away and can’t reply anymore');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await snap(sam.page, '23-take-over-from-ben');
  await sam.page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(ben.handBack).toBeVisible();

  await sam.page.getByRole('button', force).click();
  await dialog.getByRole('button', { name: 'Take over', exact: true }).click();

  await expect(sam.handBack).toBeVisible();
  await expect(sam.transcript).toContainText('You took over from Ben');
  await expect(ben.page.getByTestId('toast')).toContainText('Sam took over from you');
  await expect(ben.transcript).toContainText('Sam took over from you');
  await expect(ben.handBack).toHaveCount(0);
  await expect(ben.reply).toHaveCount(0);
  await expect(ines.transcript).toContainText('Sam took over from Ben');
  await expect(visitor.badge).toContainText('Sam');
  await expect(visitor.badge).not.toContainText('Ben');
  await expect(visitor.log).toContainText(/Sam joined at/);
  await snap(ben.page, '24-taken-from-ben');
  await sam.send('Sam here: two to three days.');
  await expect(visitor.said('human_agent').last()).toContainText('Sam here');
  await expect(visitor.said('human_agent')).toHaveCount(1);

  // What Ben had typed waits for him.
  await sam.handBack.click();
  await ben.takeOver.click();
  await expect(ben.reply).toHaveValue('Three days, I think, but');
});
