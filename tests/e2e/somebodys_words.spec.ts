/** What people write, and what they are called: addresses, directions, avatars. */
import type { Locator } from '@playwright/test';

import { makeWorld, Member, password } from '../clients/support/world.js';
import { expect, test as base } from './support/fixtures.ts';
import { Inbox } from './support/inbox.ts';

type World = Awaited<ReturnType<typeof makeWorld>>;

const test = base.extend<{ world: World }>({
  baseURL: async ({ world }, use) => use(world.base),
  world: async ({}, use) => {
    const world = await makeWorld({ members: 0 });
    await use(world);
    await world.discard();
  },
});

const question = 'مرحبا! هل السعر 50 USD؟';

/** Whether the first character stands to the right of the last. */
function runsFromTheRight(text: Locator): Promise<boolean> {
  return text.evaluate((element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const nodes: Text[] = [];
    while (walker.nextNode())
      if (walker.currentNode.textContent !== '') nodes.push(walker.currentNode as Text);
    const at = (node: Text | undefined, offset: number) => {
      if (node === undefined) throw new Error('no text');
      const range = document.createRange();
      range.setStart(node, offset);
      range.setEnd(node, offset + 1);
      return range.getBoundingClientRect().left;
    };
    const last = nodes.at(-1);
    return at(nodes[0], 0) > at(last, (last?.length ?? 1) - 1);
  });
}

test('an address that anybody writes can be followed, whole and without what is around it', async ({ context, world }) => {
  const visitor = await world.visitor();
  await visitor.say('See https://en.wikipedia.org/wiki/Mug_(disambiguation), or https://shop.example/a。谢谢');
  await world.owner.claim(visitor.conversation);
  await world.owner.reply(visitor.conversation, 'Look: *here* https://shop.example/b (https://shop.example/c)');
  await world.owner.call('POST', `/api/conversations/${visitor.conversation}/notes`, {
    client_id: 'note-1',
    body: '**Their** order: https://shop.example/orders/7.',
  });
  const page = await context.newPage();
  const inbox = new Inbox(page);
  await inbox.signIn('olga@northline.example', password);
  await page.goto(`/app/inbox?conversation=${visitor.conversation}`);
  const links = (kind: string) =>
    inbox.transcript
      .locator(`li[data-kind="${kind}"] a`)
      .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
  await expect(inbox.transcript.locator('li[data-kind="note"]')).toContainText('**Their** order');
  expect(await links('visitor')).toEqual([
    'https://en.wikipedia.org/wiki/Mug_(disambiguation)',
    'https://shop.example/a',
  ]);
  expect(await links('human')).toEqual(['https://shop.example/b', 'https://shop.example/c']);
  await expect(inbox.transcript.locator('li[data-kind="human"] em')).toHaveText('here');
  expect(await links('note')).toEqual(['https://shop.example/orders/7']);
});

test('Arabic and Hebrew run from the right wherever they stand, and turn nothing around them', async ({ context, world, snap }) => {
  const visitor = await world.visitor();
  await visitor.say(question);
  await world.owner.call('POST', '/api/members', {
    name: 'שרה לוי',
    email: 'sara@northline.example',
    role: 'admin',
    password,
  });
  const sara = await Member.signIn(world.base, 'sara@northline.example');
  await sara.claim(visitor.conversation);
  await sara.call('POST', `/api/conversations/${visitor.conversation}/notes`, {
    client_id: 'note-2',
    body: question,
  });
  await sara.reply(visitor.conversation, question);
  const page = await context.newPage();
  const inbox = new Inbox(page);
  await inbox.signIn('olga@northline.example', password);
  await page.goto(`/app/inbox?conversation=${visitor.conversation}&tab=live`);
  await expect(inbox.transcript.getByText(question)).toHaveCount(3);
  for (const text of await inbox.transcript.getByText(question).all())
    expect(await runsFromTheRight(text)).toBe(true);
  expect(await runsFromTheRight(page.getByRole('region', { name: 'Summary' }).locator('blockquote'))).toBe(true);
  expect(await runsFromTheRight(page.locator('li.row').getByText(question))).toBe(true);
  // The sentence goes on behind the name.
  await expect(inbox.transcript.getByText('took over from')).toHaveText('\u2068שרה\u2069 took over from Wren');
  await page.getByRole('tab', { name: 'Note' }).click();
  await page.getByRole('textbox', { name: 'Note' }).fill(question);
  await expect(page.getByRole('textbox', { name: 'Note' })).toHaveCSS('direction', 'rtl');
  await snap(page, '71-right-to-left');
  await page.goto('/app/conversations');
  expect(await runsFromTheRight(page.locator('tbody tr').getByText(question))).toBe(true);
});

test('an avatar shows whole characters', async ({ context, world }) => {
  const names = { '🦊 Fox': '🦊F', '𠮷野 家': '𠮷家', '🇸🇪 Sweden': '🇸🇪S' };
  for (const [n, name] of Object.keys(names).entries())
    await world.owner.call('POST', '/api/members', {
      name,
      email: `m${n}@northline.example`,
      role: 'member',
      password,
    });
  const page = await context.newPage();
  await new Inbox(page).signIn('olga@northline.example', password);
  await page.goto('/app/settings/members');
  for (const [name, shown] of Object.entries(names))
    await expect(page.getByRole('listitem').filter({ hasText: name }).locator('.av')).toHaveText(shown);
});
