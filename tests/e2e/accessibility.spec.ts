/** What axe finds on the pages that people use most, light and dark. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { ConsolePage } from './support/console.ts';
import { expect, people, test } from './support/fixtures.ts';

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  const found = violations.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((node) => node.target.join(' ')).join('\n  ')}`);
  expect(found.join('\n')).toBe('');
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`sign-in, ${colorScheme}`, async ({ cast }) => {
    const page = await cast.page();
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto('/login');
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
    await expectNoViolations(page);
  });

  test(`inbox with an open conversation, ${colorScheme}`, async ({ cast, snap }) => {
    const inbox = await cast.member(people.admin);
    await inbox.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(inbox.row('Astrid Nyberg')).toBeVisible();
    await inbox.open('Astrid Nyberg');
    await expect(inbox.transcript).toContainText('Gaggia');
    await snap(inbox.page, `40-inbox-${colorScheme}`);
    await expectNoViolations(inbox.page);
  });

  test(`the index of conversations with a selection and its question, ${colorScheme}`, async ({ cast, snap }) => {
    const admin = new ConsolePage((await cast.member(people.admin)).page);
    await admin.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
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
    await admin.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await admin.goTo('Audit log');
    await expect(admin.page.getByText('Chain verified')).toBeVisible();
    await admin.page.getByRole('button', { name: /^Details of row/ }).first().click();
    await snap(admin.page, `44-audit-${colorScheme}`);
    await expectNoViolations(admin.page);
  });

  test(`index and audit log on a phone, ${colorScheme}`, async ({ cast, snap }) => {
    const admin = new ConsolePage((await cast.member(people.admin)).page);
    await admin.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
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
    await visitor.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await visitor.ask('What does the subscription cost?');
    await snap(visitor.page, `41-widget-${colorScheme}`);
    await expectNoViolations(visitor.page);
  });
}
