/**
 * Toasts of captured leads: in every browser without a reload, once per person, reachable by
 * keyboard, as desktop notifications when enabled.
 */
import type { Page } from '@playwright/test';
import { ConsolePage } from './support/console.ts';
import { expect, people, test } from './support/fixtures.ts';

test('a captured lead is a toast in each person’s browser, on whatever page, and is said aloud', async ({ cast, snap }) => {
  const shop = await cast.visitor();
  const ben = new ConsolePage((await cast.member(people.ben)).page);
  const sam = new ConsolePage((await cast.member(people.admin)).page);
  await sam.goTo('Audit log');

  await shop.leaveLead('Tomasz Wolny', 'tomasz.wolny@example.com');

  for (const member of [ben, sam]) {
    await expect(member.toast).toContainText('New lead: Tomasz Wolny');
    await expect(member.page.getByTestId('said')).toContainText('New lead: Tomasz Wolny');
  }
  await snap(ben.page, '70-lead-toast');
  await snap(sam.page, '71-lead-toast-on-the-audit-page');

  // By keyboard: O opens what the toast tells of.
  await sam.page.keyboard.press('o');
  await expect(sam.page).toHaveURL(/\/app\/inbox\?conversation=/);
  await expect(sam.page.getByRole('log', { name: 'Transcript' })).toContainText(
    'Which grinder suits me?',
  );
  await expect(sam.toast).toHaveCount(0);
  await ben.toast.getByRole('button', { name: 'Open' }).focus();
  await ben.page.keyboard.press('Enter');
  await expect(ben.page.getByRole('log', { name: 'Transcript' })).toContainText(
    'Which grinder suits me?',
  );

  // Once: neither a reload nor a second tab tells of it again.
  await ben.page.reload();
  await expect(ben.page.getByTestId('sync').getByText('In sync')).toBeVisible();
  const second = new ConsolePage(await ben.page.context().newPage());
  const polled = second.page.waitForResponse((response) =>
    response.url().includes('/app/leads/feed'),
  );
  await second.page.goto('/app/inbox');
  expect((await (await polled).json()).leads).toEqual([]);
  await expect(second.toast).toHaveCount(0);
  await expect(ben.toast).toHaveCount(0);
});

test('no toast for the lead of the conversation that one looks at', async ({ cast }) => {
  const shop = await cast.visitor();
  await shop.ask('Do you have a gift card?');
  const ines = await cast.member(people.ines);
  await ines.showTab('Live');
  await ines.open(await shop.answerBegins());
  const ben = new ConsolePage((await cast.member(people.ben)).page);

  await shop.leaveLead('Léa Fontanel', 'lea.fontanel@example.com');

  await expect(ben.toast).toContainText('New lead: Léa Fontanel');
  await expect(ines.transcript).toContainText('Lead captured · Léa Fontanel');
  await expect(new ConsolePage(ines.page).toast).toHaveCount(0);
});

/**
 * Notes what the page would show through the operating system. The page has the focus when
 * `isInFront` says so.
 */
async function recordNotifications(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shown: string[] = [];
    class Recorded extends EventTarget {
      static permission: NotificationPermission = 'default';
      static async requestPermission(): Promise<NotificationPermission> {
        Recorded.permission = navigator.userActivation.isActive ? 'granted' : 'denied';
        return Recorded.permission;
      }
      constructor(title: string) {
        super();
        shown.push(title);
      }
      close(): void {}
    }
    Object.assign(globalThis, {
      Notification: Recorded,
      shownNotifications: shown,
      isInFront: false,
    });
    document.hasFocus = () => (globalThis as unknown as { isInFront: boolean }).isInFront;
  });
}

const shownNotifications = (page: Page): Promise<string[]> =>
  page.evaluate(
    () => (globalThis as unknown as { shownNotifications: string[] }).shownNotifications,
  );

/** Turns them on by a click, on a page that records them. */
async function askForNotifications(page: Page): Promise<void> {
  await recordNotifications(page);
  await page.reload();
  await expect(page.getByTestId('sync').getByText('In sync')).toBeVisible();
  await page.getByRole('button', { name: /^Account of/ }).first().click();
  await page.getByRole('menuitem', { name: 'Turn on desktop notifications…' }).click();
  await expect(new ConsolePage(page).toast).toContainText('Desktop notifications are on');
}

test('the operating system tells of a lead after a click asked for it', async ({ cast }) => {
  const shop = await cast.visitor();
  const ben = await cast.member(people.ben);
  await askForNotifications(ben.page);

  await shop.leaveLead('Marcus Oyelaran', 'marcus.oyelaran@example.com');

  await expect.poll(() => shownNotifications(ben.page)).toEqual(['New lead: Marcus Oyelaran']);
});

test('the operating system tells of no lead while the page has the focus', async ({ cast }) => {
  const [first, second] = [await cast.visitor(), await cast.visitor()];
  const ben = new ConsolePage((await cast.member(people.ben)).page);
  await askForNotifications(ben.page);
  const bringToFront = (inFront: boolean) =>
    ben.page.evaluate((is) => Object.assign(globalThis, { isInFront: is }), inFront);

  await bringToFront(true);
  await first.leaveLead('Ottoline Marsh', 'ottoline.marsh@example.com');
  await expect(ben.toast).toContainText('New lead: Ottoline Marsh');
  expect(await shownNotifications(ben.page)).toEqual([]);

  await bringToFront(false);
  await second.leaveLead('Pavel Hruška', 'pavel.hruska@example.com');
  await expect.poll(() => shownNotifications(ben.page)).toEqual(['New lead: Pavel Hruška']);
});
