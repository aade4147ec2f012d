/** The audit page: who did what, filters, and whether the chain holds. */
import { ConsolePage } from './support/console.ts';
import { expect, people, test } from './support/fixtures.ts';

test('claim, release and deletion appear with actor, time and target, and are filtered', async ({ cast, snap }) => {
  const shop = await cast.visitor();
  await shop.ask('Can I return opened beans?');
  const ines = await cast.member(people.ines);
  await ines.showTab('Live');
  await ines.open(await shop.answerBegins());
  await ines.takeOver.click();
  await expect(ines.handBack).toBeVisible();
  await ines.handBack.click();
  await expect(ines.takeOver).toBeVisible();

  const admin = new ConsolePage((await cast.member(people.admin)).page);
  await admin.goTo('Conversations');
  await admin
    .row(await shop.answerBegins())
    .first()
    .getByRole('button', { name: /^Delete/ })
    .click();
  await admin.dialog.getByRole('button', { name: 'Delete conversation' }).click();
  await expect(admin.toast).toContainText('1 conversation deleted');

  await admin.goTo('Audit log');
  await expect(admin.page.getByText('Chain verified')).toBeVisible();
  const rows = admin.table.locator('tbody tr');
  await expect(rows.nth(0)).toContainText('Deleted');
  await expect(rows.nth(0)).toContainText('conversation.delete');
  await expect(rows.nth(1)).toContainText('Signed in');
  await expect(rows.nth(2)).toContainText('Handed back');
  await expect(rows.nth(2)).toContainText('Ines Duarte');
  await expect(rows.nth(3)).toContainText('Took over');
  await rows.nth(3).getByRole('button', { name: /^Details of entry/ }).click();
  await expect(admin.page.getByText('Previous hash')).toBeVisible();
  await snap(admin.page, '60-audit');

  await admin.page.getByRole('combobox', { name: 'Who' }).selectOption({ label: 'Ines Duarte' });
  await expect(admin.row('Deleted')).toHaveCount(0);
  await expect(rows.nth(0)).toContainText('Ines Duarte');
  await admin.page.getByRole('combobox', { name: 'Action' }).selectOption({ label: 'Took over' });
  await expect(admin.row('Handed back')).toHaveCount(0);
  await expect(admin.page).toHaveURL(/actor=.+&action=conversation\.claim/);
  await admin.page.reload();
  await expect(rows.nth(0)).toContainText('Took over');

  const target = await rows.nth(0).locator('.mono[title]').getAttribute('title');
  await admin.page.getByRole('searchbox').fill(target?.toLowerCase() ?? '');
  await expect(admin.page).toHaveURL(/target=01/);
  await expect(rows).toHaveCount(1);
  await admin.page.getByRole('searchbox').fill('01JAAAAAAAAAAAAAAAAAAAAAAA');
  await expect(admin.page.getByText('No entries match these filters')).toBeVisible();
});
