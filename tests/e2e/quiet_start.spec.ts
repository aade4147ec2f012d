/** What the inbox asks of the server when it starts: each thing once, and nothing that is refused. */
import { expect, people, test } from './support/fixtures.ts';

test('signing in and opening the inbox is refused nothing and asks for each list once', async ({ cast, demo }) => {
  const page = await cast.page();
  const errors: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname === '/api/leads' || pathname === '/api/conversations')
      asked.push(`${pathname} ${searchParams.get('filter') ?? ''} ${searchParams.get('limit') ?? ''}`.trim());
  });
  const inbox = await cast.signIn(page, people.ben);
  await expect(inbox.row('Astrid Nyberg')).toBeVisible();
  await expect(page.getByRole('tab', { name: /^Leads/ }).locator('.count')).toHaveText(/^\d+$/);
  expect(asked.sort()).toEqual(['/api/conversations needs_human', '/api/leads']);
  expect(errors).toEqual([]);
  expect(new URL(page.url()).origin).toBe(demo.base);
});

test('the tab of the leads has its count wherever the inbox starts', async ({ cast }) => {
  const { page } = await cast.member(people.ben);
  const leads = page.getByRole('tab', { name: /^Leads/ }).locator('.count');
  await expect(leads).toHaveText(/^[1-9]/);
  const count = await leads.innerText();
  await page.goto('/app/inbox?tab=mine');
  await expect(page.getByRole('tab', { name: /^Mine/ })).toHaveAttribute('aria-selected', 'true');
  await expect(leads).toBeVisible();
  await expect(leads).toHaveText(count);
});
