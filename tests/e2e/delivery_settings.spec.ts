/** The settings page for mail and webhooks, as an admin and as a member see it. */
import { AxeBuilder } from '@axe-core/playwright';

import { MailServer } from '../clients/support/mail_server.js';
import { Receiver } from '../clients/support/receiver.js';
import { Server } from '../clients/support/server.js';
import { expect, people, printedPassword, test as base } from './support/fixtures.ts';
import { Inbox } from './support/inbox.ts';

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
    await page.getByRole('link', { name: 'Email and webhooks' }).click();
    await expect(page).toHaveURL(/\/app\/settings\/delivery$/);
    await expect(page.getByRole('heading', { name: 'Email and webhooks' })).toBeVisible();
    await expect(page.getByText('Emails come from chat@northline.example. This demo sends none')).toBeVisible();
    await expect(page.getByRole('link', { name: 'read them here' })).toHaveAttribute('href', '/demo/mails');

    await page.getByRole('button', { name: 'Add a webhook' }).click();
    await page.getByLabel('Send leads to this URL').fill('https://user:secret@crm.example.com/');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByLabel('Send leads to this URL')).toHaveAccessibleDescription(
      /must not contain a user name/,
    );
    await page.getByLabel('Send leads to this URL').fill(receiver.url);
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
    await expect(log).toContainText('Failed after 1 attempt: The receiver answered 410');
    await snap(page, `51-webhook-failed-${colorScheme}`);
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    expect(
      violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
      ),
    ).toEqual([]);
    await log.getByRole('button', { name: /^Try now/ }).click();
    await expect(log).toContainText('Delivered');
    await log.getByRole('button', { name: /^Remove/ }).click();
    await expect(page.getByText('Nothing has been sent to this webhook yet.')).toBeVisible();

    await page.getByRole('button', { name: `Delete ${receiver.url}` }).click();
    await page.getByRole('button', { name: 'Delete webhook' }).click();
    await expect(page.getByText('No webhooks yet')).toBeVisible();
  });
}

test.describe('with a mailer', () => {
  let mail: MailServer;
  let server: Server;

  test.beforeAll(async () => {
    mail = await MailServer.listen();
    const settings = { 'mail.url': mail.url, 'mail.from': 'chat@northline.example' };
    server = await Server.prepare({ command: 'demo', settings });
    await server.start();
  });
  test.afterAll(async () => {
    await server?.discard();
    await mail?.close();
  });

  test('an admin sends a mail to try the mailer, and hears whether it was taken', async ({ browser, snap }) => {
    const page = await (await browser.newContext({ baseURL: server.base })).newPage();
    await new Inbox(page).signIn(people.admin, await printedPassword(server));
    await page.goto('/app/settings/delivery');
    const section = page.getByRole('region', { name: 'Email', exact: true });
    await expect(section).toContainText('from chat@northline.example');
    const button = section.getByRole('button', { name: 'Send test email' });

    await button.click();

    await expect(section.getByRole('status')).toContainText('Sent. The mail server accepted it.');
    expect(mail.mails.map(({ to, from }) => ({ to, from }))).toEqual([
      { to: [people.admin], from: 'chat@northline.example' },
    ]);
    await snap(page, '53-mail-test-sent');

    mail.refuse = () => 'the mailbox is full';
    await button.click();
    await expect(section.getByRole('status')).toContainText('Not sent.');
    expect(mail.mails).toHaveLength(1);
    await snap(page, '54-mail-test-refused');
    await page.context().close();
  });
});

test('without a mailer an admin reads that emails wait', async ({ browser, snap }) => {
  const server = await Server.prepare({ command: 'demo' });
  try {
    await server.start();
    const password = await printedPassword(server);
    await server.stop();
    server.command = 'serve';
    await server.start();
    const page = await (await browser.newContext({ baseURL: server.base })).newPage();
    await new Inbox(page).signIn(people.admin, password);
    await page.goto('/app/settings/delivery');
    await expect(page.getByText('Email isn’t set up yet.')).toBeVisible();
    await snap(page, '56-mail-not-set-up');
    await page.context().close();
  } finally {
    await server.discard();
  }
});

test('a webhook that only fails is paused with a notice, and resumed by hand', async ({ browser, receiver, snap }) => {
  const settings = {
    'webhooks.allow_private_addresses': true,
    'webhooks.pause_after_failures': 2,
  };
  const server = await Server.prepare({ command: 'demo', settings });
  try {
    await server.start();
    const page = await (await browser.newContext({ baseURL: server.base })).newPage();
    await new Inbox(page).signIn(people.admin, await printedPassword(server));
    await page.goto('/app/settings/delivery');
    await page.getByRole('button', { name: 'Add a webhook' }).click();
    await page.getByLabel('Send leads to this URL').fill(receiver.url);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    receiver.answer = () => 410;
    const log = page.getByRole('list', { name: `Deliveries to ${receiver.url}` });
    for (const failed of [1, 2]) {
      await page.getByRole('button', { name: 'Send a test' }).click();
      await expect(log.getByText('Failed after 1 attempt')).toHaveCount(failed);
    }

    await page.reload();
    const notice = page.getByText(/^Paused .* after too many failed calls in a row/);
    await expect(notice).toContainText('The receiver answered 410');
    await snap(page, '55-webhook-paused');

    receiver.answer = () => 204;
    await page.getByRole('button', { name: 'Resume now' }).click();
    await expect(notice).toHaveCount(0);
    await page.getByRole('button', { name: 'Send a test' }).click();
    await expect(log.getByText('Delivered')).toHaveCount(1);
    await page.context().close();
  } finally {
    await server.discard();
  }
});

test('a member is told that this is for admins and owners', async ({ cast }) => {
  const { page } = await cast.member(people.ben);
  await page.goto('/app/settings/delivery');
  await expect(
    page.getByText('Only admins and owners can see and change these settings'),
  ).toBeVisible();
});

test('the page fits a phone', async ({ cast, snap }) => {
  const { page } = await cast.member(people.owner);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto('/app/settings/delivery');
  await expect(page.getByRole('heading', { name: 'Webhooks', exact: true })).toBeVisible();
  await snap(page, '52-delivery-phone');
  const inside = await page.getByText(`to ${people.owner}`).boundingBox();
  expect((inside?.x ?? 0) + (inside?.width ?? 400)).toBeLessThanOrEqual(340);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
