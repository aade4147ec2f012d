/** What is loaded when, under a strict policy, and what the members see of where the visitor is. */
import { people } from '../support/fixtures.ts';
import { expect, test } from './site.ts';

test('a page loads the loader alone; the panel comes with a click, and the rest when it is needed', async ({
  site,
  chat,
  page,
}) => {
  site.serve(() => ({}));
  await page.goto(`${site.origin}/lazy/0`, { waitUntil: 'networkidle' });
  await expect(chat.launcher).toBeVisible();
  expect(chat.files.toSorted()).toEqual(['entry', 'loader']);
  await chat.open();
  expect(chat.files).toContain('panel');
  for (const later of ['answer', 'lead_form', 'menu', 'speech_input', 'waiting'])
    expect(chat.files).not.toContain(later);
  await chat.ask('Do you repair grinders that I bought elsewhere?');
  expect(chat.files).toContain('answer');
  await page.getByRole('button', { name: 'More' }).click();
  await expect(page.getByRole('button', { name: 'Clear conversation' })).toBeVisible();
  expect(chat.files).toContain('menu');
  expect(new Set(chat.files).size, 'each once').toBe(chat.files.length);
});

test('hovering brings the panel before the click, and opens nothing', async ({
  site,
  chat,
  page,
}) => {
  site.serve(() => ({}));
  await page.goto(`${site.origin}/hover/0`);
  const panel = page.waitForRequest(/\/widget\/panel-/);
  await chat.launcher.hover();
  await panel;
  await expect(chat.panel).toHaveCount(0);
  expect(chat.sockets).toEqual([]);
});

test('a panel that cannot be loaded comes when the network is back', async ({
  site,
  chat,
  page,
}) => {
  site.serve(() => ({}));
  await page.goto(`${site.origin}/away/0`);
  let tries = 0;
  await page.route(/\/widget\/panel-/, (route) =>
    ++tries === 1 ? route.abort() : route.continue(),
  );
  await chat.launcher.click();
  await expect(chat.panel).toBeVisible();
  expect(tries).toBeGreaterThan(1);
});

test('an entry of an older build, whose loader is gone, brings that of now', async ({
  site,
  chat,
  page,
}) => {
  site.serve(() => ({}));
  await page.route(/\/widget\.js$/, async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace(/loader-[\w-]+\.js/, 'loader-OLD.js');
    await route.fulfill({ response: answer, body });
  });
  await page.goto(`${site.origin}/older/0`);
  await expect(chat.launcher).toBeVisible();
  await chat.open();
});

test('runs under a strict policy, with trusted types and a nonce, and shifts nothing', async ({
  site,
  chat,
  page,
}) => {
  const policy = `default-src 'none'; script-src 'nonce-only' ${site.widget}; style-src 'none'; connect-src ${site.widget} ${site.widget.replace('http', 'ws')}; require-trusted-types-for 'script'; trusted-types 'none'`;
  site.serve(() => ({ headers: { 'Content-Security-Policy': policy } }));
  const refused: string[] = [];
  page.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
  await page.goto(`${site.origin}/strict/0`);
  const shift = () =>
    page.evaluate(
      () =>
        new Promise<number>((done) => {
          new PerformanceObserver((list) =>
            done(
              list
                .getEntries()
                .reduce((sum, entry) => sum + (entry as unknown as { value: number }).value, 0),
            ),
          ).observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => done(0), 300);
        }),
    );
  await expect(chat.launcher).toBeVisible();
  expect(await shift()).toBe(0);
  await chat.open();
  await chat.ask('Which grinder suits me?');
  expect(refused.filter((text) => !text.includes('favicon'))).toEqual([]);
});

test('the files of a build are kept for good, and the entry is not', async ({
  site,
  chat,
  page,
  request,
}) => {
  site.serve(() => ({}));
  const loaded = page.waitForResponse(/\/widget\/loader-/);
  await page.goto(`${site.origin}/cache/0`);
  const loader = await loaded;
  await expect(chat.launcher).toBeVisible();
  expect(loader.headers()).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'access-control-allow-origin': '*',
    'content-type': 'text/javascript; charset=utf-8',
  });
  for (const path of ['/widget.js', '/widget/widget.js'])
    expect((await request.get(site.widget + path)).headers()['cache-control']).toBe(
      'public, max-age=300',
    );
  const gone = await request.get(`${site.widget}/widget/loader-OLD.js`);
  expect(gone.status()).toBe(404);
  expect(gone.headers()['cache-control'] ?? '').not.toContain('immutable');
});

test('members see where the visitor is, after a change of page without a load and with one', async ({
  site,
  chat,
  page,
  cast,
}) => {
  site.serve(() => ({}));
  const start = `${site.origin}/page/0`;
  await page.goto(`${start}?gclid=${'x'.repeat(2100)}`);
  await chat.open();
  await chat.ask('Do you repair grinders that I bought elsewhere?');
  const ben = await cast.member(people.ben);
  await ben.showTab('Live');
  const answer = chat.log.locator('[data-role="agent"] .b').last();
  await ben.open((await answer.innerText()).slice(0, 20));
  const shown = (path: string) => ben.page.getByText(path, { exact: false }).first();

  await page.evaluate(() => history.pushState({}, '', '/pricing'));
  await expect(shown('/pricing')).toBeVisible();
  await page.goto(`${site.origin}/checkout`);
  await expect(chat.log).toContainText('Do you repair grinders');
  await expect(shown('/checkout')).toBeVisible();
});
