/** What is typed in the settings and not saved goes with nobody's consent but the member's. */
import type { Page } from '@playwright/test';

import { expect, people, test } from './support/fixtures.ts';

const bar = (page: Page) => page.getByTestId('save-bar');
const question = (page: Page) => page.getByRole('dialog', { name: 'Leave without saving?' });

async function typeGreeting(page: Page): Promise<void> {
  await page.goto('/app/settings/members');
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Agent' }).click();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Juniper');
  await expect(bar(page)).not.toContainText('Unsaved changes');
  await page.getByLabel('Greeting').fill('Typed and not saved');
  await expect(bar(page)).toContainText('Unsaved changes');
}

test('every way out of a page asks first, and staying keeps what is typed', async ({ cast, snap }) => {
  const { page } = await cast.member(people.owner);
  await typeGreeting(page);
  const ways: [name: string, take: () => Promise<unknown>][] = [
    ['another page of the settings', () => page.getByRole('link', { name: 'Members' }).click()],
    ['another page of the app', () => page.getByRole('link', { name: 'Conversations' }).click()],
    ['the Back button', () => page.evaluate(() => history.back())],
    ['a key', async () => {
      await page.getByRole('heading', { level: 1 }).click();
      await page.keyboard.press('g');
      await page.keyboard.press('i');
    }],
    ['signing out', async () => {
      await page.getByRole('button', { name: /^Account of/ }).filter({ visible: true }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
    }],
  ];
  for (const [name, take] of ways) {
    await test.step(name, async () => {
      await take();
      await expect(question(page)).toBeVisible();
      await expect(question(page).getByRole('button', { name: 'Stay' })).toBeFocused();
      if (name === 'a key') await snap(page, '80-leave-without-saving');
      await page.keyboard.press('Enter');
      await expect(question(page)).toHaveCount(0);
      await expect(page).toHaveURL(/settings\/agent$/);
      await expect(page.getByLabel('Greeting')).toHaveValue('Typed and not saved');
    });
  }
});

test('leaving after the question goes where it was meant to', async ({ cast }) => {
  const { page } = await cast.member(people.owner);
  await typeGreeting(page);
  await page.evaluate(() => history.back());
  await question(page).getByRole('button', { name: 'Leave without saving' }).click();
  await expect(page).toHaveURL(/settings\/members$/);
  await expect(page.getByRole('heading', { level: 1, name: 'Members' })).toBeVisible();
  await typeGreeting(page);
  await page.getByRole('link', { name: 'Inbox' }).click();
  await question(page).getByRole('button', { name: 'Leave without saving' }).click();
  await expect(page).toHaveURL(/app\/inbox/);
});

test('the browser asks before the tab is closed, and only while something is unsaved', async ({ cast }) => {
  const { page } = await cast.member(people.owner);
  await typeGreeting(page);
  const asked = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await bar(page).getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByLabel('Greeting')).not.toHaveValue('Typed and not saved');
  await expect(bar(page)).not.toContainText('Unsaved changes');
  const closed = page.waitForEvent('close');
  await page.close({ runBeforeUnload: true });
  await closed;
});

test('saving is in reach wherever the page is scrolled, and by key', async ({ cast, demo }) => {
  const { page } = await cast.member(people.owner);
  await page.setViewportSize({ width: 1280, height: 600 });
  await typeGreeting(page);
  const before = await page.request.get(`${demo.base}/api/agents`);
  const [agent] = ((await before.json()) as { items: { id: string; greeting: string }[] }).items;
  await expect(bar(page).getByRole('button', { name: 'Save' })).toBeInViewport();
  await page.getByRole('heading', { name: 'On your site' }).scrollIntoViewIfNeeded();
  await expect(bar(page).getByRole('button', { name: 'Save' })).toBeInViewport();
  await page.getByLabel('Greeting').press('Control+s');
  await expect(bar(page)).toContainText('Saved');
  await page.getByRole('link', { name: 'Members' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Members' })).toBeVisible();
  await page.request.patch(`${demo.base}/api/agents/${agent?.id}`, {
    headers: { Origin: demo.base },
    data: { greeting: agent?.greeting },
  });
});

test('a dialog asks before what is typed in it goes', async ({ cast }) => {
  const { page } = await cast.member(people.owner);
  await page.goto('/app/settings/members');
  await page.getByRole('button', { name: 'Add a member' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a member' });
  await dialog.getByLabel('Name').fill('Lee');
  await page.mouse.click(5, 5);
  await expect(question(page)).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Name')).toHaveValue('Lee');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await question(page).getByRole('button', { name: 'Leave without saving' }).click();
  await expect(dialog).toHaveCount(0);
});
