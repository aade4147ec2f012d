/** Lead capture by rule, intent and card: from what the visitor does to what a member sees. */
import { test } from './support/agent_settings.ts';
import { expect, people } from './support/fixtures.ts';
import type { Inbox } from './support/inbox.ts';
import type { ShopPage } from './support/shop_page.ts';

async function fillIn(visitor: ShopPage, name: string, email: string): Promise<void> {
  await visitor.log.getByLabel('Name').fill(name);
  await visitor.log.getByLabel('Email').fill(email);
  await visitor.log.getByRole('button', { name: 'Send' }).click();
  await expect(visitor.log).toContainText(`We’ll write to ${email}`);
}

/** The row in the list and the details say by which door, and what opened it. */
async function expectDoor(
  inbox: Inbox,
  name: string,
  chip: string,
  trigger: string,
): Promise<void> {
  await inbox.showTab('Leads');
  await expect(inbox.row(name)).toContainText(chip);
  await inbox.open(name);
  const lead = inbox.page.getByRole('region', { name: 'Lead', exact: true });
  await expect(lead).toContainText(chip);
  await expect(lead.getByText(trigger)).toBeVisible();
}

const leavePage = (visitor: ShopPage) =>
  visitor.page.evaluate(() =>
    document.documentElement.dispatchEvent(new MouseEvent('mouseleave', { clientY: -1 })),
  );
/**
 * Until it is noticed: that the rules have come does not say that the widget listens yet. Only the
 * first time counts.
 */
async function leaveUntilTheFormComes(visitor: ShopPage): Promise<void> {
  await expect(async () => {
    await leavePage(visitor);
    await expect(visitor.log.getByRole('heading', { name: 'Before you go' })).toBeVisible({
      timeout: 1_000,
    });
  }).toPass({ timeout: 15_000 });
}

const leaving = {
  kind: 'lead_capture',
  name: 'Leaving the shop',
  title: 'Before you go',
  text: 'Shall we send you our price list?',
  when: { exit_intent: true, url: '/demo*' },
};

test('a rule: who turns to leave gets the form, and the lead says which rule it was', async ({ cast, settings, snap }) => {
  await settings.setRules([leaving]);
  const admin = await cast.member(people.admin);
  const visitor = await cast.shopPage();
  const rules = visitor.page.waitForResponse(/\/v1\/widget\/rules/);
  await visitor.visit();
  await (await rules).finished();
  await expect(visitor.panel).toHaveCount(0);

  await leaveUntilTheFormComes(visitor);

  await expect(visitor.log.getByLabel('Name'), 'the page keeps the focus').not.toBeFocused();
  await snap(visitor.page, '60-rule-form');
  await fillIn(visitor, 'Ruth Leaver', 'ruth@example.com');
  await expectDoor(admin, 'Ruth Leaver', 'Pop-up', 'Rule “Leaving the shop”');
  await snap(admin.page, '61-rule-lead');
});

test('a rule that was put away comes back neither at once nor on the next page', async ({ cast, settings }) => {
  await settings.setRules([leaving]);
  const visitor = await cast.shopPage();
  const watched = () => visitor.page.waitForResponse(/\/v1\/widget\/(rules|init)/);
  await visitor.visit();
  await leaveUntilTheFormComes(visitor);
  await visitor.log.getByRole('button', { name: 'Not now' }).click();
  await expect(visitor.log.getByRole('heading', { name: 'Before you go' })).toHaveCount(0);

  const second = watched();
  await visitor.visit();
  await (await second).finished();
  await leavePage(visitor);
  await visitor.ask('What does the subscription cost?');
  await expect(visitor.log.getByRole('heading', { name: 'Before you go' })).toHaveCount(0);
});

test('rules that wait for scrolling and for stillness', async ({ cast, settings }) => {
  await settings.setRules([
    { kind: 'lead_capture', name: 'Far down', title: 'Read so far?', when: { scroll_percent: 60 } },
    { kind: 'cta', name: 'Still here', label: 'Ask', title: 'Still looking?',
      when: { idle_seconds: 1 } },
  ]);
  const visitor = await cast.shopPage();
  await visitor.page.setViewportSize({ width: 1200, height: 500 });
  await visitor.visit();
  await expect(visitor.log.getByRole('heading', { name: 'Still looking?' })).toBeVisible();
  await expect(visitor.log.getByRole('heading', { name: 'Read so far?' })).toHaveCount(0);
  await visitor.page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await visitor.ask('What does the subscription cost?');
  await expect(visitor.log.getByRole('heading', { name: 'Read so far?' })).toBeVisible();
});

test('a rule with keywords: the form comes after the answer', async ({ cast, settings }) => {
  await settings.setRules([
    {
      kind: 'lead_capture',
      name: 'Wholesale',
      title: 'Prices for shops',
      when: { keywords: ['wholesale'] },
    },
  ]);
  const admin = await cast.member(people.admin);
  const visitor = await cast.visitor();
  await visitor.ask('How do returns work?');
  await expect(visitor.log.getByRole('heading', { name: 'Prices for shops' })).toHaveCount(0);
  await visitor.ask('Do you sell WHOLESALE?');
  await expect(visitor.log.getByRole('heading', { name: 'Prices for shops' })).toBeVisible();
  await fillIn(visitor, 'Wim Wholesaler', 'wim@example.com');
  await expectDoor(admin, 'Wim Wholesaler', 'Pop-up', 'Rule “Wholesale”');
});

test('an admin deletes a lead, and it is gone for everybody while the conversation stays', async ({ cast, settings, snap }) => {
  await settings.setRules([leaving]);
  const admin = await cast.member(people.admin);
  const owner = await cast.member(people.owner);
  const visitor = await cast.shopPage();
  const rules = visitor.page.waitForResponse(/\/v1\/widget\/rules/);
  await visitor.visit();
  await (await rules).finished();
  await leaveUntilTheFormComes(visitor);
  await fillIn(visitor, 'Ruth Forgotten', 'ruth.forgotten@example.com');
  await owner.showTab('Leads');
  await expect(owner.row('Ruth Forgotten')).toBeVisible();
  await admin.showTab('Leads');
  await admin.open('Ruth Forgotten');

  await admin.page.getByRole('button', { name: 'Delete lead…' }).click();
  const dialog = admin.page.getByRole('dialog', { name: 'Delete the lead Ruth Forgotten?' });
  await expect(dialog).toContainText('The conversation stays.');
  await snap(admin.page, '65-lead-delete');
  await dialog.getByRole('button', { name: 'Delete lead' }).click();

  await expect(dialog).toHaveCount(0);
  await expect(admin.row('Ruth Forgotten')).toHaveCount(0);
  await expect(owner.row('Ruth Forgotten')).toHaveCount(0);
  await expect(admin.page.getByText('ruth.forgotten@example.com')).toHaveCount(0);
});

test('intent: who asks to be written to gets the form after the answer, and the lead has the phrase', async ({ cast, settings, snap }) => {
  await settings.setRules([]);
  const admin = await cast.member(people.admin);
  const visitor = await cast.visitor();
  await visitor.ask('Could you send me a quote for our office?');
  await expect(visitor.log.getByRole('heading', { name: 'Let us get back to you' })).toBeVisible();
  await snap(visitor.page, '62-intent-form');
  await fillIn(visitor, 'Inga Tent', 'inga@example.com');
  await expectDoor(admin, 'Inga Tent', 'Message', '“send me a quote” in a message');
  await snap(admin.page, '63-intent-lead');
});

test('cta: the card opens the form, and the lead has the rule', async ({ cast, settings }) => {
  await settings.restore();
  const admin = await cast.member(people.admin);
  const visitor = await cast.visitor();
  await visitor.ask('What does the subscription cost?');
  await visitor.ask('How do returns work?');
  await visitor.log.getByRole('button', { name: 'Get advice' }).click();
  await fillIn(visitor, 'Carl Tan', 'carl@example.com');
  await expectDoor(admin, 'Carl Tan', 'Button', 'Rule “Advice after two messages”');
});

test('on a phone a rule covers nothing: the button says that there is something', async ({ cast, settings, snap }) => {
  await settings.setRules([{ ...leaving, when: { idle_seconds: 1 } }]);
  const visitor = await cast.shopPage();
  await visitor.page.setViewportSize({ width: 390, height: 844 });
  await visitor.page.emulateMedia({ reducedMotion: 'reduce' });
  await visitor.visit();
  const button = visitor.page.getByRole('button', { name: 'Open chat: Ask us, 1 new message' });
  await expect(button).toBeVisible();
  await expect(visitor.panel).toHaveCount(0);
  await snap(visitor.page, '64-rule-phone-button');
  await button.click();
  await expect(visitor.log.getByRole('heading', { name: 'Before you go' })).toBeVisible();
  await snap(visitor.page, '65-rule-phone-form');
});

test('what looks like a script is text in every place where it is shown', async ({ cast, settings }) => {
  const script = '<img src=x onerror="window.wasRun=1"><script>window.wasRun=1</script>';
  const name = '<img src=x onerror=window.wasRun=1>';
  await settings.setRules([
    {
      kind: 'lead_capture',
      name,
      title: `${script} T`,
      text: `${script} X`,
      when: { keywords: ['wholesale'] },
    },
  ]);
  await settings.setProfile({ greeting: `${script} G` });
  const admin = await cast.member(people.admin);
  const visitor = await cast.visitor();
  await expect(visitor.log).toContainText(`${script} G`);
  await visitor.ask(`wholesale? ${script}`);
  await expect(visitor.log.getByRole('heading', { name: `${script} T` })).toBeVisible();
  await expect(visitor.log).toContainText(`${script} X`);
  await fillIn(visitor, name, 'script@example.com');
  await expectDoor(admin, name, 'Pop-up', `Rule “${name}”`);
  await expect(admin.transcript).toContainText(`wholesale? ${script}`);
  await admin.page.getByRole('link', { name: 'Settings' }).click();
  await expect(admin.page.getByText(name, { exact: true })).toBeVisible();
  for (const { page } of [visitor, admin]) {
    expect(await page.evaluate(() => 'wasRun' in window)).toBe(false);
    await expect(page.locator('img[src="x"]')).toHaveCount(0);
  }
});

test('a rule calls a human: by words at once, and by what happens on the page once something was said', async ({ cast, settings, snap }) => {
  await settings.setRules([
    { kind: 'route', name: 'Wholesale', when: { keywords: ['wholesale'] } },
    { kind: 'route', name: 'Turns to leave', when: { exit_intent: true } },
  ]);
  const ines = await cast.member(people.ines);
  const visitor = await cast.visitor();
  await visitor.send('What are your wholesale terms?');
  await expect(visitor.badge).toContainText('AI assistant, paused');
  await ines.showTab('Needs human');
  await ines.open('wholesale terms');
  await expect(ines.page.getByRole('region', { name: 'Summary' })).toContainText(
    'Rule “Wholesale”',
  );
  await snap(ines.page, '66-rule-called-a-human');

  const other = await cast.visitor();
  await leavePage(other);
  await expect(other.badge, 'nobody is called to somebody who said nothing').not.toContainText(
    'paused',
  );
  await other.ask('Which grinder suits me?');
  await expect(other.badge).toContainText('AI assistant, paused');

  // Nobody is left waiting: other tests take whoever waits longest.
  for (const text of ['wholesale terms', await other.answerBegins()]) {
    await ines.showTab('Needs human');
    await ines.open(text);
    await ines.takeOver.click();
    await ines.handBack.click();
    await expect(ines.handBack).toHaveCount(0);
  }
});
