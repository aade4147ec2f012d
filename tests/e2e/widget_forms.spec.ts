/** Forms in a panel that is lower than they are, and the chat on a phone that was reloaded. */
import { expect, people, test } from './support/fixtures.ts';

test('a form that is higher than the panel comes up with its head in sight, and stays so', async ({
  cast,
}) => {
  const visitor = await cast.shopPage();
  await visitor.page.setViewportSize({ width: 1280, height: 540 });
  await visitor.visit();
  await visitor.openChat();
  await visitor.send('Please call me back about a wholesale price');
  const form = visitor.log.locator('form');
  await expect(form.getByRole('button', { name: 'Send' })).toBeAttached();
  const head = form.getByRole('heading');
  await expect(head).toBeInViewport({ ratio: 1 });
  await expect(form.getByRole('button', { name: 'Send' })).not.toBeInViewport();
  await form.getByLabel('Email').focus();
  await form.getByRole('button', { name: 'Send' }).click();
  await expect(form.getByRole('alert')).toContainText('Please check');
  await expect(head).toBeInViewport({ ratio: 1 });
});

test('after a reload on a phone the chat is open while a person is talking, and closed with the bot', async ({
  cast,
}) => {
  const visitor = await cast.shopPage();
  await visitor.page.setViewportSize({ width: 390, height: 844 });
  await visitor.visit();
  await visitor.openChat();
  await visitor.ask('Can I visit the roastery on a Friday?');
  await visitor.page.reload();
  await expect(visitor.page.getByRole('button', { name: /^Open chat/ })).toBeVisible();
  await expect(visitor.panel).toHaveCount(0);

  await visitor.page.getByRole('button', { name: /^Open chat/ }).click();
  const ben = await cast.member(people.ben);
  await ben.showTab('Live');
  await ben.open(await visitor.answerBegins());
  await ben.takeOver.click();
  await expect(visitor.badge).toContainText('Human is here');
  await visitor.page.reload();
  await expect(visitor.badge).toContainText('Human is here');
  await expect(visitor.panel).toBeVisible();
});
