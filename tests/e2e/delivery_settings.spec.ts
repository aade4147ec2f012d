/** The settings page for mail and webhooks, as an admin and as a member see it. */
import { AxeBuilder } from '@axe-core/playwright';

import { Receiver } from '../clients/support/receiver.js';
import { expect, people, test as base } from './support/fixtures.ts';

const test = base.extend<{ receiver: Receiver }>({
  receiver: async ({}, use) => {
    const receiver = await Receiver.listen();
    await use(receiver);
    await receiver.close();
  },
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`an admin adds a webhook, sees its secret once, tests it, and deletes it, ${colorScheme}`, async ({ cast, receiver, snap }) => {
    const { page } = await cast.member(people.admin);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('link', { name: 'Mail and webhooks' }).click();
    await expect(page).toHaveURL(/\/app\/settings\/delivery$/);
    await expect(page.getByRole('heading', { name: 'Mail and webhooks' })).toBeVisible();
    await expect(page.getByText('No mailer is configured.')).toBeVisible();

    await page.getByRole('button', { name: 'Add a webhook' }).click();
    await page.getByLabel('URL that leads are sent to').fill('https://user:secret@crm.example.com/');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByLabel('URL that leads are sent to')).toHaveAccessibleDescription(/may hold no user name/);
    await page.getByLabel('URL that leads are sent to').fill(receiver.url);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByTestId('secret')).toHaveText(/^whsec_/);
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('secret'), 'the secret stays until it was read').toBeVisible();
    await snap(page, `50-webhook-secret-${colorScheme}`);
    await page.getByRole('button', { name: 'Done' }).click();
    await expect(page.getByTestId('secret')).toHaveCount(0);

    receiver.answer = (_, count) => (count === 1 ? 410 : 204);
    await page.getByRole('button', { name: 'Send a test' }).click();
    const log = page.getByRole('list', { name: `Deliveries to ${receiver.url}` });
    await expect(log).toContainText('Failed after 1 try: The receiver answered 410');
    await snap(page, `51-webhook-failed-${colorScheme}`);
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
    await log.getByRole('button', { name: /^Try now/ }).click();
    await expect(log).toContainText('Delivered');
    await log.getByRole('button', { name: /^Forget/ }).click();
    await expect(page.getByText('Nothing was sent to this webhook yet.')).toBeVisible();

    await page.getByRole('button', { name: `Delete ${receiver.url}` }).click();
    await page.getByRole('button', { name: 'Delete webhook' }).click();
    await expect(page.getByText('No webhooks yet')).toBeVisible();
  });
}

test('a member is told that this is for admins and owners', async ({ cast }) => {
  const { page } = await cast.member(people.ben);
  await page.goto('/app/settings/delivery');
  await expect(page.getByText('Only admins and owners can see and change these settings')).toBeVisible();
});

test('the page fits a phone', async ({ cast, snap }) => {
  const { page } = await cast.member(people.owner);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto('/app/settings/delivery');
  await expect(page.getByRole('heading', { name: 'Webhooks', exact: true })).toBeVisible();
  await snap(page, '52-delivery-phone');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
