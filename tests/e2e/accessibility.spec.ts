/** What axe finds on the pages that people use most, light and dark. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

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

  test(`the shop with the chat open, ${colorScheme}`, async ({ cast, snap }) => {
    const visitor = await cast.visitor();
    await visitor.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await visitor.ask('What does the subscription cost?');
    await snap(visitor.page, `41-widget-${colorScheme}`);
    await expectNoViolations(visitor.page);
  });
}
