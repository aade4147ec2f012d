/**
 * The widget on pages whose body is replaced without a load: one launcher, one socket, and the chat
 * as it was, after ten visits each.
 */
import { expect, test, type Chat, type Place, type Site } from './site.ts';

const visits = 10;
const question = 'Do you repair grinders that I bought elsewhere?';

async function talk(site: Site, chat: Chat, path: string): Promise<void> {
  await chat.page.goto(`${site.origin}${path}`);
  await chat.open();
  await chat.ask(question);
  await chat.field.fill('half a sente');
}

/** One of everything, with all that was in it; and it still works. */
async function expectOneAndTheSame(chat: Chat): Promise<void> {
  await expect(chat.launcher).toHaveCount(1);
  await expect(chat.panel).toBeVisible();
  await expect(chat.field).toHaveValue('half a sente');
  await expect(chat.log).toContainText(question);
  expect(chat.sockets).toHaveLength(1);
  expect(chat.openSockets).toBe(1);
  await chat.ask('Still there?');
  await chat.launcher.click();
  await expect(chat.panel).toHaveCount(0);
  await expect(chat.launcher).toBeVisible();
  expect(chat.errors).toEqual([]);
}

for (const place of ['head', 'body'] as Place[]) {
  test(`Turbo replaces the body, the tag in the ${place}`, async ({ site, chat, page }) => {
    site.serve(() => ({ library: 'turbo', place }));
    await talk(site, chat, '/turbo/0');
    for (let visit = 1; visit <= visits; visit++) {
      await page.getByRole('link', { name: 'Next' }).click();
      await expect(page.getByRole('heading', { name: `Page ${visit}`, exact: true })).toBeVisible();
    }
    await page.goBack();
    await expect(page.getByRole('heading', { name: `Page ${visits - 1}` })).toBeVisible();
    await expectOneAndTheSame(chat);
  });

  test(`Turbo morphs the body, the tag in the ${place}`, async ({ site, chat, page }) => {
    const head = '<meta name="turbo-refresh-method" content="morph">';
    site.serve(() => ({ library: 'turbo', place, head }));
    await talk(site, chat, '/turbo/0');
    for (let visit = 2; visit <= visits + 1; visit++) {
      await page.evaluate('Turbo.visit(location.href, { action: "replace" })');
      await expect(page.getByText(`Visit ${visit}`, { exact: true })).toBeVisible();
    }
    await expectOneAndTheSame(chat);
  });

  test(`htmx boosts the links, the tag in the ${place}`, async ({ site, chat, page }) => {
    site.serve(() => ({ library: 'htmx', place, body: 'hx-boost="true"' }));
    await talk(site, chat, '/htmx/0');
    for (let visit = 1; visit <= visits; visit++) {
      await page.getByRole('link', { name: 'Next' }).click();
      await expect(page.getByRole('heading', { name: `Page ${visit}`, exact: true })).toBeVisible();
    }
    await expectOneAndTheSame(chat);
  });

  test(`swup swaps its container, the tag in the ${place}`, async ({ site, chat, page }) => {
    const content = '<script>window.swapping ??= new Swup({ animationSelector: false })</script>';
    site.serve(() => ({ library: 'swup', place, content }));
    await talk(site, chat, '/swup/0');
    for (let visit = 1; visit <= visits; visit++) {
      await page.getByRole('link', { name: 'Next' }).click();
      await expect(page.getByRole('heading', { name: `Page ${visit}`, exact: true })).toBeVisible();
    }
    await expectOneAndTheSame(chat);
  });

  /*
   * By name, since their packages need a build chain: what Astro's client router documents (it
   * replaces the body, and runs again only the scripts that ask for it), and Turbolinks (the body
   * is replaced, and its scripts are made anew).
   */
  for (const [name, runsScripts] of [
    ['Astro', false],
    ['Turbolinks', true],
  ] as const)
    test(`${name} replaces the body, the tag in the ${place}`, async ({ site, chat, page }) => {
      site.serve(() => ({ place }));
      await talk(site, chat, '/steps/0');
      for (let visit = 1; visit <= visits; visit++)
        await page.evaluate(
          async ([path, again]) => {
            const text = await (await fetch(path)).text();
            const next = new DOMParser().parseFromString(text, 'text/html');
            history.pushState({}, '', path);
            document.title = next.title;
            document.documentElement.replaceChild(document.adoptNode(next.body), document.body);
            for (const inert of again ? document.body.querySelectorAll('script') : []) {
              const script = document.createElement('script');
              for (const { name: key, value } of inert.attributes) script.setAttribute(key, value);
              inert.replaceWith(script);
            }
          },
          [`/steps/${visit}`, runsScripts] as const,
        );
      await expect(page.getByRole('heading', { name: `Page ${visits}` })).toBeVisible();
      await expectOneAndTheSame(chat);
    });

  test(`the body's HTML is set, the tag in the ${place}`, async ({ site, chat, page }) => {
    site.serve(() => ({ place }));
    await talk(site, chat, '/html/0');
    for (let visit = 1; visit <= visits; visit++)
      await page.evaluate((number) => {
        document.body.innerHTML = `<h1>Page ${number}</h1>`;
      }, visit);
    await expectOneAndTheSame(chat);
  });
}

/** A page that React rendered on the server, as far as it matters here, and takes over. */
const shell = (name: string) => `React.createElement(${name}, { key: location.pathname })`;

test('React hydrates its container, renders it ten times, and makes it anew', async ({
  site,
  chat,
  page,
}) => {
  const content = `<div id="app"><p>0</p></div><script>
    let set;
    function App() { const [n, change] = React.useState(0); set = change; return React.createElement('p', null, String(n)); }
    let root = ReactDOMClient.hydrateRoot(document.getElementById('app'), ${shell('App')});
    window.render = (n) => set(n);
    window.anew = () => { root.unmount(); root = ReactDOMClient.createRoot(document.getElementById('app')); root.render(${shell('App')}); };
  </script>`;
  site.serve(() => ({ library: 'react', content }));
  await talk(site, chat, '/react/0');
  for (let visit = 1; visit <= visits; visit++) {
    await page.evaluate(`render(${visit})`);
    await expect(page.locator('#app p')).toHaveText(String(visit));
  }
  await page.evaluate('anew()');
  await expect(page.locator('#app p')).toHaveText('0');
  await expectOneAndTheSame(chat);
});

for (const matches of [true, false])
  test(`React hydrates the whole document, which ${matches ? 'matches' : 'does not match'}`, async ({
    site,
    chat,
    page,
  }) => {
    const words = matches ? 'Page 0' : 'Another page';
    site.serve(() => ({
      whole:
        '<!doctype html><html lang="en"><head><title>Whole</title></head>' +
        '<body><h1>Page 0</h1></body></html>',
    }));
    await page.goto(`${site.origin}/whole/0`);
    await page.addScriptTag({ url: '/lib/react.js' });
    await page.evaluate(
      ([src, agent]) =>
        new Promise<void>((done) => {
          const tag = document.createElement('script');
          tag.src = `${src}/widget.js`;
          tag.dataset['agentId'] = agent;
          tag.onload = tag.onerror = () => done();
          document.head.append(tag);
        }),
      [site.widget, site.agentId] as const,
    );
    await expect(chat.launcher).toBeVisible();
    await page.evaluate(`{
      const h = React.createElement;
      let set;
      function Whole() {
        const [n, change] = React.useState(0);
        set = change;
        return h('html', { lang: 'en' }, h('head', null, h('title', null, 'Whole')), h('body', null, h('h1', null, '${words}'), n > 0 && h('p', null, 'Render ' + n)));
      }
      ReactDOMClient.hydrateRoot(document, h(Whole), { onRecoverableError() {} });
      window.render = (n) => set(n);
    }`);
    await expect(page.getByRole('heading', { name: words })).toBeVisible();
    await chat.open();
    await chat.ask(question);
    await chat.field.fill('half a sente');
    for (let visit = 1; visit <= visits; visit++) {
      await page.evaluate(`render(${visit})`);
      await expect(page.getByText(`Render ${visit}`, { exact: true })).toBeVisible();
    }
    await expectOneAndTheSame(chat);
  });

test('a page that takes the widget out gets it back, with the chat open; a tag of another agent ends it', async ({
  site,
  chat,
  page,
}) => {
  site.serve(() => ({}));
  await talk(site, chat, '/out/0');
  await page.evaluate(() => document.querySelector('[id^="takeover-widget-"]')?.remove());
  await expect(chat.panel).toBeVisible();
  await page.evaluate(() => {
    document.documentElement.replaceChildren(...document.documentElement.children);
  });
  await expect(chat.launcher).toHaveCount(1);

  await page.evaluate((src) => {
    document.querySelector('script[data-agent-id]')?.remove();
    const tag = document.createElement('script');
    tag.src = `${src}/widget.js`;
    tag.dataset['agentId'] = '01JDB6T5XG000000000000C0V0';
    document.head.append(tag);
  }, site.widget);
  await expect(chat.log).toHaveCount(0);
  await expect(chat.launcher).toHaveCount(1);
  await expect.poll(() => chat.openSockets).toBe(0);
});
