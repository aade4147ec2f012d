/** Signing in and out. */
import { expect, people, test } from './support/fixtures.ts';

test('a wrong password is refused in words, and the right one leads to the inbox', async ({ cast, demo, snap }) => {
  const page = await cast.page();
  await page.goto('/app/inbox');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.getByLabel('Email').fill(people.ben);
  await page.getByLabel('Password', { exact: true }).fill('not it');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('Wrong email or password.');
  await expect(page).toHaveURL(/\/login/);
  await snap(page, '20-wrong-password');

  await page.getByLabel('Password', { exact: true }).fill(demo.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/app\/inbox/);
  await expect(page.getByText('In sync')).toBeVisible();
  await snap(page, '21-inbox');
});

test('an empty form asks for what is missing and sends nothing', async ({ cast }) => {
  const page = await cast.page();
  let sent = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/session')) sent += 1;
  });
  await page.goto('/login');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('Enter your email and password.');
  for (const field of ['Email', 'Password'])
    await expect(page.getByLabel(field, { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Email')).toBeFocused();
  expect(sent).toBe(0);
});

test('a session that ended elsewhere leads back to signing in', async ({ cast }) => {
  const inbox = await cast.member(people.ines);
  // The session ends behind the page's back.
  const status = await inbox.page.evaluate(
    async () => (await fetch('/api/session', { method: 'DELETE' })).status,
  );
  expect(status).toBe(204);
  await inbox.page.reload();
  await expect(inbox.page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});
