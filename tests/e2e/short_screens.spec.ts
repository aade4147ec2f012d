/**
 * Every page at every size, from a wide window to one at 400 %: what is there can be reached and
 * read, and nothing lies beyond an edge.
 */
import type { Page } from '@playwright/test';

import { makeWorld, password } from '../clients/support/world.js';
import { expect, test as base } from './support/fixtures.ts';
import { Inbox } from './support/inbox.ts';

const sizes = [
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
  { width: 1181, height: 800 },
  { width: 820, height: 1180 },
  { width: 844, height: 390 },
  { width: 667, height: 375 },
  { width: 390, height: 844 },
  { width: 320, height: 256 },
];
const named = sizes.map((size) => ({ ...size, size: `${size.width}x${size.height}` }));

interface Shop {
  base: string;
  conversation: string;
}
const test = base.extend<{ page: Page }, { shop: Shop }>({
  shop: [
    async ({}, use) => {
      const world = await makeWorld({ members: 1 });
      const visitor = await world.visitor();
      await visitor.say('Which grinder suits an office of twenty people, and does it make noise?');
      await world.members[0].claim(visitor.conversation);
      await world.members[0].reply(visitor.conversation, 'One moment, I look it up for you.');
      for (let n = 0; n < 3; n += 1) await world.visitor();
      await world.leaveLead('ingrid@solheim.example', { name: 'Ingrid Solheim' });
      await use({ base: world.base, conversation: visitor.conversation });
      await world.discard();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: async ({ shop }, use) => use(shop.base),
  page: async ({ page }, use) => {
    await new Inbox(page).signIn('olga@northline.example', password);
    await use(page);
  },
});

/** Controls, headings and counts that lie beyond an edge, or whose words are cut. */
function cut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const told = (element: Element) =>
      `${element.tagName.toLowerCase()}.${element.className} “${(element.textContent ?? '').trim().slice(0, 40)}”`;
    const bad: string[] = [];
    if (document.documentElement.scrollWidth > innerWidth) bad.push('the page is wider than the window');
    for (const element of document.querySelectorAll<HTMLElement>(
      'button, a, input, select, textarea, h1, h2, h3, label, [role=tab], .count',
    )) {
      if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('.sr, .off')) continue;
      const { left, right, width, height } = element.getBoundingClientRect();
      if (width <= 1 || height <= 1) continue;
      if (left < -0.5 || right > innerWidth + 0.5) bad.push(`beyond the edge: ${told(element)}`);
      const style = getComputedStyle(element);
      const words = element.matches('button, [role=tab], h1') && style.textOverflow !== 'ellipsis';
      if (words && element.scrollWidth > element.clientWidth + 1) bad.push(`cut: ${told(element)}`);
    }
    return bad;
  });
}

for (const { width, height, size } of named) {
  test(`no page is cut at ${size}`, async ({ page, shop, snap }) => {
    await page.setViewportSize({ width, height });
    const pages = {
      list: '/app/inbox',
      chat: `/app/inbox?conversation=${shop.conversation}`,
      conversations: '/app/conversations',
      audit: '/app/audit',
      agent: '/app/settings/agent',
      members: '/app/settings/members',
      hours: '/app/settings/live-chat',
      delivery: '/app/settings/delivery',
    };
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(path);
      await expect(page.locator('.sk')).toHaveCount(0);
      if (name === 'list') await expect(page.locator('li.row')).toHaveCount(1);
      if (name === 'chat') await expect(page.getByRole('log').locator('li')).not.toHaveCount(0);
      if (name === 'hours') await page.getByLabel('Always open').uncheck();
      await snap(page, `90-${name}-${size}`);
      expect(await cut(page), name).toEqual([]);
    }
  });

  test(`a transcript is read and answered at ${size}`, async ({ page, shop }) => {
    await page.setViewportSize({ width, height });
    await page.goto(`/app/inbox?conversation=${shop.conversation}`);
    const log = page.getByRole('log');
    await expect(log.getByText('One moment, I look it up')).toBeInViewport();
    const room = await log.evaluate((element) => element.clientHeight);
    expect(room).toBeGreaterThanOrEqual(Math.min(200, Math.floor(height * 0.37)));
    const control = page.getByRole('button', { name: /^Take over from/ });
    await expect(control).toBeInViewport({ ratio: 1 });
    expect(
      await control.evaluate((button) =>
        [...button.querySelectorAll('.held .trunc')].every((words) => words.scrollWidth <= words.clientWidth),
      ),
    ).toBe(true);
    await page.getByRole('tab', { name: 'Note' }).click();
    await page.getByRole('textbox', { name: 'Note' }).fill('Written here');
    await expect(page.getByRole('textbox', { name: 'Note' })).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('button', { name: 'Add note' })).toBeInViewport({ ratio: 1 });
  });
}

test('from 1281 px the control bar stands beside the name', async ({ page, shop }) => {
  await page.setViewportSize({ width: 1281, height: 800 });
  await page.goto(`/app/inbox?conversation=${shop.conversation}`);
  const heading = await page.getByRole('heading', { level: 2, name: /Visitor/ }).boundingBox();
  const bar = await page.getByRole('group', { name: 'Who answers' }).boundingBox();
  expect(bar?.y).toBeLessThan((heading?.y ?? 0) + (heading?.height ?? 0));
});

for (const { width, height, size } of named) {
  test(`counts of three digits stay in their column at ${size}`, async ({ page }) => {
    await page.route(/\/api\/(leads|conversations)(\?|$)/, async (route) => {
      const answer = await route.fetch();
      const json = (await answer.json()) as Record<string, unknown>;
      const counts = json['counts'] as Record<string, number> | undefined;
      for (const name of Object.keys(counts ?? {})) if (counts) counts[name] = 345;
      await route.fulfill({ response: answer, json: 'total' in json ? { ...json, total: 1234 } : json });
    });
    await page.setViewportSize({ width, height });
    await page.goto('/app/inbox');
    const tabs = page.getByRole('tablist', { name: 'Lists' });
    await expect(tabs.locator('.count')).toHaveText(['99+', '99+', '99+', '99+']);
    const column = await page.locator('[data-pane="list"]').boundingBox();
    const boxes = await tabs.locator('.count, .word').evaluateAll((all) =>
      all.map((element) => element.getBoundingClientRect()).map(({ left, right, top, bottom }) => ({ left, right, top, bottom })),
    );
    for (const [at, box] of boxes.entries()) {
      expect(box.left).toBeGreaterThanOrEqual(column?.x ?? 0);
      expect(box.right).toBeLessThanOrEqual((column?.x ?? 0) + (column?.width ?? 0));
      for (const other of boxes.slice(at + 1))
        expect(
          box.right <= other.left || other.right <= box.left || box.bottom <= other.top || other.bottom <= box.top,
        ).toBe(true);
    }
  });
}

test('at 400 % the account, the search and every page of the settings are reached', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 256 });
  for (const path of ['/app/inbox', '/app/conversations', '/app/audit', '/app/settings/agent']) {
    await page.goto(path);
    await page.getByRole('button', { name: /^Account of/ }).filter({ visible: true }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).scrollIntoViewIfNeeded();
    await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('Escape');
  }
  for (const path of ['/app/conversations', '/app/audit']) {
    await page.goto(path);
    await page.getByRole('searchbox').click();
    await expect(page.getByRole('searchbox')).toBeInViewport({ ratio: 1 });
  }
  await page.goto('/app/settings/agent');
  for (const name of ['Members', 'Business hours', 'Email and webhooks', 'Agent']) {
    await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name }).click();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  }
});

test('a long system line keeps its icon at its words, and the bot’s certainty one line', async ({ page, shop }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(`/app/inbox?conversation=${shop.conversation}`);
  const line = page.locator('li[data-kind="system"]').filter({ hasText: 'took over' });
  await expect(line).toBeVisible();
  const gap = await line.evaluate((element) => {
    const icon = element.querySelector('svg')?.getBoundingClientRect();
    const words = document.createRange();
    const bold = element.querySelector('b')?.firstChild;
    if (!icon || !bold) throw new Error('no icon or words');
    words.setStart(bold, 0);
    words.setEnd(bold, 1);
    const first = words.getBoundingClientRect();
    return { beside: first.left - icon.right, above: Math.abs(first.top - icon.top) };
  });
  expect(gap.beside).toBeGreaterThan(0);
  expect(gap.beside).toBeLessThan(12);
  expect(gap.above).toBeLessThan(10);

  await page.setViewportSize({ width: 1440, height: 900 });
  const certainty = page.getByRole('region', { name: 'Summary' }).getByText(/\d+% sure/);
  const bar = await certainty.locator('xpath=..').boundingBox();
  expect(bar?.height).toBeLessThan(24);
});
