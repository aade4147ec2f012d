/** Accessibility: axe finds no violations on the main pages, in light and dark. */
import { AxeBuilder } from '@axe-core/playwright';
import type { APIRequestContext, Page } from '@playwright/test';

import { ConsolePage } from './support/console.ts';
import { expect, people, test, type Demo } from './support/fixtures.ts';
import type { Inbox } from './support/inbox.ts';
import type { ShopPage } from './support/shop_page.ts';

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const faults = violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n  ${nodes.map((node) => node.target.join(' ')).join('\n  ')}`,
  );
  expect(faults.join('\n')).toBe('');
}

type Scheme = 'light' | 'dark';
const calm = (page: Page, colorScheme: Scheme) =>
  page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });

/**
 * Runs `inside` while it is out of hours and nobody is there; the hours that were before are put
 * back.
 */
async function outOfHours(
  request: APIRequestContext,
  { base, password }: Demo,
  inside: () => Promise<void>,
): Promise<void> {
  const login = await request.post(`${base}/api/session`, {
    data: { email: people.owner, password, bearer: true },
  });
  const headers = { Authorization: `Bearer ${((await login.json()) as { token: string }).token}` };
  const path = `${base}/api/settings/live-chat`;
  const before = (await (await request.get(path, { headers })).json()) as {
    hours: unknown;
    queue_position: string;
  };
  const put = async (hours: unknown) => {
    const answer = await request.put(path, {
      headers,
      data: { hours, queue_position: before.queue_position },
    });
    expect(answer.ok(), await answer.text()).toBe(true);
  };
  await put({ always_open: false, time_zone: 'Europe/Stockholm', week: {}, dates_off: [] });
  // Whoever is online receives visitors at any hour.
  const online = async () => {
    const { items } = (await (await request.get(`${base}/api/members`, { headers })).json()) as {
      items: { online: boolean }[];
    };
    return items.filter((member) => member.online).length;
  };
  await expect.poll(online).toBe(0);
  try {
    await inside();
  } finally {
    await put(before.hours);
  }
}

/** The visitor asks, and the member takes over. */
async function hold(member: Inbox, visitor: ShopPage): Promise<void> {
  await visitor.ask('How long does delivery to Norway take?');
  await member.showTab('Live');
  await member.open(await visitor.answerBegins());
  await member.takeOver.click();
  await expect(member.handBack).toBeVisible();
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`sign-in, ${colorScheme}`, async ({ cast }) => {
    const page = await cast.page();
    await calm(page, colorScheme);
    await page.goto('/login');
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
    await expectNoViolations(page);
  });

  test(`inbox with an open conversation, ${colorScheme}`, async ({ cast, snap }) => {
    const inbox = await cast.member(people.admin);
    await calm(inbox.page, colorScheme);
    await expect(inbox.row('Astrid Nyberg')).toBeVisible();
    await inbox.open('Astrid Nyberg');
    await expect(inbox.transcript).toContainText('Gaggia');
    await snap(inbox.page, `40-inbox-${colorScheme}`);
    await expectNoViolations(inbox.page);
  });

  test(`the index of conversations with a selection and its question, ${colorScheme}`, async ({ cast, snap }) => {
    const admin = new ConsolePage((await cast.member(people.admin)).page);
    await calm(admin.page, colorScheme);
    await admin.goTo('Conversations');
    await expect(admin.row('Astrid Nyberg')).toBeVisible();
    await snap(admin.page, `42-conversations-${colorScheme}`);
    await expectNoViolations(admin.page);
    await admin.row('Astrid Nyberg').getByRole('checkbox').check();
    await expectNoViolations(admin.page);
    await admin.page.getByRole('button', { name: 'Delete 1…' }).click();
    await expect(admin.dialog).toBeVisible();
    await snap(admin.page, `43-conversations-question-${colorScheme}`);
    await expectNoViolations(admin.page);
  });

  test(`the audit log, ${colorScheme}`, async ({ cast, snap }) => {
    const admin = new ConsolePage((await cast.member(people.admin)).page);
    await calm(admin.page, colorScheme);
    await admin.goTo('Audit log');
    await expect(admin.page.getByText('Chain verified')).toBeVisible();
    await admin.page.getByRole('button', { name: /^Details of entry/ }).first().click();
    await snap(admin.page, `44-audit-${colorScheme}`);
    await expectNoViolations(admin.page);
  });

  test(`index and audit log on a phone, ${colorScheme}`, async ({ cast, snap }) => {
    const admin = new ConsolePage((await cast.member(people.admin)).page);
    await calm(admin.page, colorScheme);
    await admin.page.setViewportSize({ width: 390, height: 844 });
    await snap(admin.page, `45-phone-inbox-${colorScheme}`);
    await admin.goTo('Conversations');
    await expect(admin.row('Astrid Nyberg')).toBeVisible();
    await snap(admin.page, `46-phone-conversations-${colorScheme}`);
    await expectNoViolations(admin.page);
    await admin.goTo('Audit log');
    await expect(admin.page.getByText('Chain verified')).toBeVisible();
    await snap(admin.page, `47-phone-audit-${colorScheme}`);
    await expectNoViolations(admin.page);
  });

  test(`the shop with the chat open, ${colorScheme}`, async ({ cast, snap }) => {
    const visitor = await cast.visitor();
    await calm(visitor.page, colorScheme);
    await visitor.ask('What does the subscription cost?');
    await snap(visitor.page, `41-widget-${colorScheme}`);
    await expectNoViolations(visitor.page);
  });

  test(`the widget with its lead form, and with what is wrong in it, ${colorScheme}`, async ({ cast, snap }) => {
    const visitor = await cast.visitor();
    await calm(visitor.page, colorScheme);
    await visitor.ask('Which grinder suits me?');
    await visitor.ask('Does it grind for espresso too?');
    await visitor.log.getByRole('button', { name: 'Get advice' }).click();
    await expect(visitor.log.getByLabel('Email')).toBeVisible();
    await snap(visitor.page, `60-widget-lead-form-${colorScheme}`);
    await expectNoViolations(visitor.page);
    await visitor.log.getByRole('button', { name: 'Send' }).click();
    await expect(visitor.log.getByRole('alert')).toContainText(
      'Please check the highlighted fields',
    );
    await expectNoViolations(visitor.page);
  });

  test(`widget and inbox while a visitor is waiting for a human, and while one is here, ${colorScheme}`, async ({ cast, snap }) => {
    const held = await cast.visitor();
    const waits = await cast.visitor();
    const ben = await cast.member(people.ben);
    const sam = await cast.member(people.admin);
    for (const { page } of [held, waits, ben, sam]) await calm(page, colorScheme);
    await hold(ben, held);
    await waits.ask('I would like to speak about a wedding order');
    await waits.panel.getByRole('button', { name: 'Talk to a human' }).click();

    await expect(waits.badge).toContainText('AI assistant, paused');
    await snap(waits.page, `61-widget-queued-${colorScheme}`);
    await expectNoViolations(waits.page);
    await sam.showTab('Needs human');
    await sam.open(await waits.answerBegins());
    await expect(sam.page.getByTestId('locked')).toContainText('is waiting for a human');
    await snap(sam.page, `62-inbox-queued-${colorScheme}`);
    await expectNoViolations(sam.page);
    // Nobody is left waiting for the tests that count who waits.
    await sam.takeOver.click();
    await sam.handBack.click();
    await expect(waits.badge).not.toContainText('paused');

    await ben.send('Two to three days.');
    await expect(held.said('human_agent').last()).toContainText('Two to three days.');
    await snap(held.page, `63-widget-human-is-here-${colorScheme}`);
    await expectNoViolations(held.page);
    await snap(ben.page, `64-inbox-held-by-me-${colorScheme}`);
    await expectNoViolations(ben.page);
    await sam.showTab('Live');
    await sam.open('Two to three days.');
    await expect(sam.page.getByTestId('locked')).toContainText('Ben is replying');
    await snap(sam.page, `65-inbox-held-by-another-${colorScheme}`);
    await expectNoViolations(sam.page);
  });

  test(`the widget out of hours, ${colorScheme}`, async ({ cast, demo, request, snap }) => {
    await outOfHours(request, demo, async () => {
      const visitor = await cast.visitor();
      await calm(visitor.page, colorScheme);
      await visitor.send('Can I talk to a human?');
      await expect(visitor.log.getByRole('form', { name: 'We’re closed right now' })).toBeVisible();
      await snap(visitor.page, `66-widget-closed-${colorScheme}`);
      await expectNoViolations(visitor.page);
    });
  });

  test(`the questions before a forced takeover and a transfer, and the help for keys, ${colorScheme}`, async ({ cast, snap }) => {
    const visitor = await cast.visitor();
    const ben = await cast.member(people.ben);
    const sam = await cast.member(people.admin);
    for (const { page } of [visitor, ben, sam]) await calm(page, colorScheme);
    await hold(ben, visitor);

    await ben.more('Transfer…');
    const transfer = ben.page.getByRole('dialog', { name: 'Transfer to…' });
    await transfer.getByRole('radio', { name: /Ines Duarte/ }).check();
    await snap(ben.page, `67-transfer-${colorScheme}`);
    await expectNoViolations(ben.page);

    await sam.showTab('Live');
    await sam.open(await visitor.answerBegins());
    await sam.page.getByRole('button', { name: 'Take over from Ben…' }).click();
    await expect(sam.page.getByRole('dialog', { name: 'Take over from Ben?' })).toBeVisible();
    await snap(sam.page, `68-force-${colorScheme}`);
    await expectNoViolations(sam.page);
    await sam.page.keyboard.press('Escape');

    await sam.page.getByRole('heading', { level: 2 }).first().click();
    await sam.page.keyboard.press('?');
    await expect(sam.page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await snap(sam.page, `69-keys-${colorScheme}`);
    await expectNoViolations(sam.page);
  });

  test(`the business hours, ${colorScheme}`, async ({ cast, snap }) => {
    const { page } = await cast.member(people.admin);
    await calm(page, colorScheme);
    await page.goto('/app/settings/live-chat');
    await expect(page.getByLabel('Always open')).toBeChecked();
    await expectNoViolations(page);
    await page.getByLabel('Always open').uncheck();
    await expect(page.getByLabel('Monday', { exact: true })).toBeVisible();
    await snap(page, `72-business-hours-${colorScheme}`);
    await expectNoViolations(page);
    await page.getByLabel('Time zone').fill('Mars/Olympus');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Unknown time zone. Search for a city, like Berlin')).toBeVisible();
    await expectNoViolations(page);
  });
}
