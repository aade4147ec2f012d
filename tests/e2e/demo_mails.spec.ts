/** The page of the demo's emails: what came is read there, and its link leads to the conversation. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { Server } from '../clients/support/server.js';
import { expect, people, printedPassword, test as base, type Demo } from './support/fixtures.ts';

/** A demo where no other test has left a lead, and where each lead has its own email. */
const test = base.extend<object, { demo: Demo }>({
  demo: [
    async ({}, use) => {
      const server = await Server.prepare({
        command: 'demo',
        settings: { 'answerer.words_per_second': 80, 'mail.digest_every': '0s' },
      });
      try {
        await server.start();
        await use({ base: server.base, password: await printedPassword(server) });
      } finally {
        await server.discard();
      }
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});

/** Not while a mail is shown as HTML: its frame runs no scripts, and axe waits for its own there. */
async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(
    violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
    ),
  ).toEqual([]);
}

async function wear(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
}

const evil = '<script>document.title="broken"</script><b>Mallory</b>';

test('a lead’s email comes up by itself, is read as HTML and as text, and its link opens the conversation', async ({ cast, snap }) => {
  const { page } = await cast.member(people.owner);
  await page.goto('/demo/mails');
  await expect(page.getByText('No emails yet')).toBeVisible();
  await snap(page, '70-mails-empty');
  const visitor = await cast.visitor();
  await visitor.leaveLead(evil, 'mallory@example.com');

  const list = page.getByRole('region', { name: 'Emails' });
  const mine = list.getByRole('link', { name: people.owner });
  await expect(mine).toContainText(`New lead: ${evil}`);
  await expect(list.getByRole('link', { name: people.admin })).toContainText(`New lead: ${evil}`);
  await mine.click();
  const mail = page.getByRole('article', { name: 'New lead:' });
  await expect(mail).toContainText('Northline Coffee <chat@northline.example>');
  await expect(mail).toContainText(people.owner);
  const body = mail.frameLocator('iframe');
  await expect(body.getByRole('heading', { name: 'New lead at Northline Coffee' })).toBeVisible();
  await expect(body.getByRole('row', { name: 'Name' })).toContainText(evil);
  await expect(body.locator('b')).toHaveCount(0);
  for (const colorScheme of ['light', 'dark'] as const) {
    await wear(page, colorScheme);
    await snap(page, `71-mails-${colorScheme}`);
  }

  await mail.getByRole('button', { name: 'Plain text' }).click();
  await expect(mail.locator('pre')).toContainText('Email: mallory@example.com');
  for (const colorScheme of ['light', 'dark'] as const) {
    await wear(page, colorScheme);
    await expectNoViolations(page);
  }
  await mail.getByRole('button', { name: 'Source' }).click();
  await expect(mail.locator('pre')).toContainText('Content-Type: multipart/alternative');
  await mail.getByRole('button', { name: 'HTML' }).click();
  await expect(page).toHaveTitle(/Demo emails/);

  const opened = page.context().waitForEvent('page');
  await body.getByRole('link', { name: 'Open the conversation' }).click();
  const inbox = await opened;
  await expect(inbox).toHaveURL(/\/app\/inbox\?conversation=/);
  await expect(inbox.getByRole('log', { name: 'Transcript' })).toContainText('Which grinder suits me?');
});

test('on a phone the list and an email take turns', async ({ cast, snap }) => {
  const visitor = await cast.visitor();
  await visitor.leaveLead('Ida Holm', 'ida@example.com');
  const page = await cast.page();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/demo/mails');
  const list = page.getByRole('region', { name: 'Emails' });
  const mail = page.getByRole('article', { name: 'New lead:' });
  const toAdmin = list.getByRole('link', { name: `New lead: Ida Holm` }).filter({ hasText: people.admin });
  await expect(toAdmin).toBeVisible();
  await expect(mail).toBeHidden();
  for (const colorScheme of ['light', 'dark'] as const) {
    await wear(page, colorScheme);
    await snap(page, `72-mails-phone-list-${colorScheme}`);
    await expectNoViolations(page);
    await toAdmin.click();
    await expect(mail).toBeVisible();
    await expect(list).toBeHidden();
    await snap(page, `73-mails-phone-mail-${colorScheme}`);
    await mail.getByRole('button', { name: 'Plain text' }).click();
    await expectNoViolations(page);
    await mail.getByRole('button', { name: 'HTML' }).click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await mail.getByRole('link', { name: 'All emails' }).click();
    await expect(list).toBeVisible();
  }
});
