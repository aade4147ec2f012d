/** The conversations page: filters, search, deleting one, a selection, and all empty ones. */
import { ConsolePage } from './support/console.ts';
import { expect, people, test } from './support/fixtures.ts';
import type { Inbox } from './support/inbox.ts';

test('every session is listed, filtered and found', async ({ cast, snap }) => {
  const shop = await cast.visitor();
  const admin = new ConsolePage((await cast.member(people.admin)).page);
  await admin.goTo('Conversations');
  await expect(admin.page).toHaveURL(/\/app\/conversations$/);
  await expect(admin.row('Astrid Nyberg')).toBeVisible();
  const empty = admin.table.locator('tbody tr').filter({ hasText: 'No visitor message' });
  await expect(empty.first()).toBeVisible();
  await snap(admin.page, '50-conversations');

  await admin.filter('Engaged only');
  await expect(admin.page).toHaveURL(/filter=engaged/);
  await expect(admin.row('Astrid Nyberg')).toBeVisible();
  await expect(empty).toHaveCount(0);
  await admin.filter('Empty');
  await expect(empty.first()).toBeVisible();
  await expect(admin.row('Astrid Nyberg')).toHaveCount(0);

  await admin.filter('All');
  await admin.page.getByRole('searchbox').fill('astrid');
  await expect(admin.table.locator('tbody tr')).toHaveCount(1);
  await admin.page.getByRole('searchbox').fill('skarn');
  await expect(admin.page.getByText('No conversations match these filters')).toBeVisible();
  await admin.page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(admin.row('Astrid Nyberg')).toBeVisible();

  // A reload, Back and Forward keep to the address.
  await admin.filter('Engaged only');
  await admin.page.reload();
  await expect(admin.page.getByRole('button', { name: /^Engaged only/ })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await admin.row('Astrid Nyberg').getByRole('link').click();
  await expect(admin.page.getByRole('log', { name: 'Transcript' })).toContainText('Gaggia');
  await admin.page.goBack();
  await expect(admin.page).toHaveURL(/\/app\/conversations\?filter=engaged/);
  await expect(admin.row('Astrid Nyberg')).toBeVisible();
  await shop.page.close();
});

test('a selection is deleted after a question that says what is lost and who holds one of them; widget and inbox hear of it', async ({ cast, snap }) => {
  const first = await cast.visitor();
  const second = await cast.visitor();
  const questionOne = 'Do you sell a left-handed tamper?';
  const questionTwo = 'Is there a left-handed grinder?';
  await first.ask(questionOne);
  await second.ask(questionTwo);
  const ben = await cast.member(people.ben);
  await ben.showTab('Live');
  await ben.open(await first.answerBegins());
  await ben.takeOver.click();
  await ben.send('One moment, I look for a left-handed one.');

  const admin = new ConsolePage((await cast.member(people.admin)).page);
  await admin.goTo('Conversations');
  const held = admin.row('One moment, I look');
  await expect(held).toContainText('Ben');
  await held.getByRole('checkbox').check();
  const answer = await second.answerBegins();
  await admin.row(answer).first().getByRole('checkbox').check();
  await expect(admin.page.getByText('2 selected')).toBeVisible();
  await snap(admin.page, '51-selection');

  await admin.page.getByRole('button', { name: 'Delete 2…' }).click();
  await expect(admin.dialog).toContainText('Delete 2 conversations?');
  await expect(admin.dialog).toContainText('2 transcripts');
  await expect(admin.dialog).toContainText('Held by Ben right now');
  await expect(admin.dialog).toContainText('2 visitors are still on the site');
  await expect(admin.dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await snap(admin.page, '52-delete-two');
  await admin.page.keyboard.press('Escape');
  await expect(admin.dialog).toHaveCount(0);
  await expect(held).toBeVisible();

  await admin.page.getByRole('button', { name: 'Delete 2…' }).click();
  await admin.dialog.getByRole('button', { name: 'Delete 2 conversations' }).click();
  await expect(admin.toast).toContainText('2 conversations deleted');
  await expect(held).toHaveCount(0);
  await expect(ben.page.getByText('This conversation was deleted')).toBeVisible();
  await expect(first.page.getByText('This chat has ended')).toBeVisible();
  await expect(second.page.getByText('This chat has ended')).toBeVisible();
  await snap(ben.page, '53-deleted-under-a-member');
});

test('one row is deleted, and what somebody else deletes goes by itself', async ({ cast }) => {
  const shop = await cast.visitor();
  await shop.ask('Which beans are new this week?');
  const begins = await shop.answerBegins();
  const admin = new ConsolePage((await cast.member(people.admin)).page);
  const owner = new ConsolePage((await cast.member(people.owner)).page);
  await admin.goTo('Conversations');
  await owner.goTo('Conversations');
  await expect(owner.row(begins).first()).toBeVisible();
  const rows = await owner.row(begins).count();
  expect(rows).toBeGreaterThan(0);

  await admin.row(begins).first().getByRole('button', { name: /^Delete/ }).click();
  await expect(admin.dialog).toContainText('Kept: the audit log');
  await admin.dialog.getByRole('button', { name: 'Delete conversation' }).click();
  await expect(admin.toast).toContainText('1 conversation deleted');
  await expect(owner.row(begins)).toHaveCount(rows - 1);
  await expect(shop.page.getByText('This chat has ended')).toBeVisible();
});

test('all empty sessions are deleted, and one whose visitor is there stays', async ({ cast, snap }) => {
  const there = await cast.visitor();
  const owner = new ConsolePage((await cast.member(people.owner)).page);
  await owner.goTo('Conversations');
  await owner.filter('Empty');
  const rows = owner.table.locator('tbody tr').filter({ hasText: 'No visitor message' });
  await expect.poll(() => rows.count()).toBeGreaterThan(1);

  await owner.page.getByRole('button', { name: /^Delete \d+ empty conversations…/ }).click();
  await expect(owner.dialog).toContainText('Kept: conversations in use');
  await snap(owner.page, '54-delete-empty');
  await owner.dialog.getByRole('button', { name: 'Delete empty conversations' }).click();
  await expect(owner.toast).toContainText(/\d+ empty conversations? deleted/);
  await expect(rows).toHaveCount(1);
  await there.ask('I am still here. Do you deliver to Norway?');
});

test('a member sees the index and no control that deletes', async ({ cast, snap }) => {
  const ben = new ConsolePage((await cast.member(people.ben)).page);
  await ben.goTo('Conversations');
  await expect(ben.row('Astrid Nyberg')).toBeVisible();
  await expect(ben.page.getByRole('checkbox')).toHaveCount(0);
  await expect(ben.page.getByRole('button', { name: /Delete/ })).toHaveCount(0);
  await expect(ben.page.getByText('Only admins and owners can delete')).toBeVisible();
  await expect(ben.page.getByRole('link', { name: 'Audit log' })).toHaveCount(0);
  await snap(ben.page, '55-conversations-of-a-member');

  await ben.page.goto('/app/audit');
  await expect(ben.page.getByText('Only admins and owners can see the audit log')).toBeVisible();
});

test('a member who calls the deletion without a control is refused, and an admin who does the same is not', async ({ cast }) => {
  const shop = await cast.visitor();
  await shop.ask('Which beans are new this week?');
  const ben = await cast.member(people.ben);
  await ben.showTab('Live');
  await ben.open(await shop.answerBegins());
  const id = new URL(ben.page.url()).searchParams.get('conversation');
  const sam = await cast.member(people.admin);
  const remove = ({ page }: ConsolePage | Inbox) => page.request.delete(`/api/conversations/${id}`);

  const refused = await remove(ben);
  expect(refused.status()).toBe(403);
  expect((await refused.json()).type).toMatch(/\/forbidden$/);
  await shop.ask('I am still here. Do you deliver to Norway?');

  expect((await remove(sam)).status()).toBe(204);
  await expect(shop.page.getByText('This chat has ended')).toBeVisible();
});

test('the index is used by keyboard alone', async ({ cast }) => {
  const admin = new ConsolePage((await cast.member(people.admin)).page);
  await admin.page.keyboard.press('g');
  await admin.page.keyboard.press('c');
  await expect(admin.page.getByRole('heading', { level: 1, name: 'Conversations' })).toBeVisible();
  await admin.page.keyboard.press('/');
  await expect(admin.page.getByRole('searchbox')).toBeFocused();
  await admin.page.keyboard.type('astrid');
  await expect(admin.table.locator('tbody tr')).toHaveCount(1);
  await admin.table.locator('tbody').getByRole('checkbox').focus();
  await admin.page.keyboard.press('Space');
  await expect(admin.page.getByText('1 selected')).toBeVisible();
  await admin.page.getByRole('button', { name: 'Delete 1…' }).press('Enter');
  await expect(admin.dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await admin.page.keyboard.press('Enter');
  await expect(admin.page.getByRole('button', { name: 'Delete 1…' })).toBeFocused();
  await admin.page.getByRole('heading', { level: 1 }).click();
  await admin.page.keyboard.press('Escape');
  await expect(admin.page.getByText('1 selected')).toHaveCount(0);
});
