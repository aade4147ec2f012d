/** A long transcript is read back: nothing jumps, nothing is skipped, and there is no dead end. */
import type { Locator, Page } from '@playwright/test';

import { makeWorld, password } from '../clients/support/world.js';
import { expect, test as base } from './support/fixtures.ts';
import { Inbox } from './support/inbox.ts';

const entries = 400;
const test = base.extend<{ long: { base: string; conversation: string } }>({
  baseURL: async ({ long }, use) => use(long.base),
  long: async ({}, use) => {
    const world = await makeWorld({ members: 1 });
    const visitor = await world.visitor();
    await world.members[0].claim(visitor.conversation);
    for (let n = 1; n <= entries; n += 1) await visitor.say(`Message number ${n}.`);
    await use({ base: world.base, conversation: visitor.conversation });
    await world.discard();
  },
});

async function openTranscript(page: Page, conversation: string): Promise<Locator> {
  await new Inbox(page).signIn('olga@northline.example', password);
  await page.goto(`/app/inbox?conversation=${conversation}`);
  const log = page.getByRole('log');
  await expect(log.getByText(`Message number ${entries}.`)).toBeVisible();
  return log;
}

test('every message of a long transcript is seen on the way up', async ({ context, long, snap }) => {
  const page = await context.newPage();
  const log = await openTranscript(page, long.conversation);
  const inSight = () =>
    log.evaluate((element) => {
      const box = element.getBoundingClientRect();
      return [...element.querySelectorAll('ol > li')]
        .filter((row) => {
          const { top, bottom } = row.getBoundingClientRect();
          return bottom > box.top && top < box.bottom;
        })
        .flatMap((row) => /Message number (\d+)\./.exec(row.textContent ?? '')?.[1] ?? [])
        .map(Number);
    });
  const seen = new Set<number>();
  await log.hover();
  let lowest = entries + 1;
  await expect(async () => {
    const now = await inSight();
    for (const n of now) seen.add(n);
    const first = Math.min(...now);
    expect(first, 'the view never jumps down').toBeLessThanOrEqual(lowest);
    lowest = first;
    await page.mouse.wheel(0, -300);
    expect(first).toBe(1);
  }).toPass({ timeout: 60_000, intervals: [40] });
  expect(seen.size).toBe(entries);
  await snap(page, '70-transcript-top');
});

test('older messages that could not be loaded can be asked for again', async ({ context, long }) => {
  const page = await context.newPage();
  const log = await openTranscript(page, long.conversation);
  await page.route(/\/timeline\?.*before=/, (route) => route.abort());
  await log.evaluate((element) => element.scrollTo({ top: 0 }));
  const again = log.getByRole('button', { name: 'Load older messages' });
  await expect(again).toBeVisible();
  const before = await log.locator('ol > li').count();
  await page.unroute(/\/timeline\?.*before=/);
  await again.click();
  await expect(async () => {
    expect(await log.locator('ol > li').count()).toBeGreaterThan(before);
  }).toPass();
});
