/** The chat and the page it stands on do not work each other's parts. */
import { expect, test } from './site.ts';

/** Shortcuts as shops have them: taken everywhere but in text fields. */
const shortcuts = (capture: boolean) => `<script>
  window.heard = [];
  const take = (event) => {
    window.heard.push(event.type);
    if (event.type !== 'keydown') return;
    const at = event.target;
    if (at.matches('input, textarea, select') || at.isContentEditable) return;
    if (!['/', 's', 'n', '?'].includes(event.key)) return;
    event.preventDefault();
    document.getElementById('search').focus();
  };
  for (const name of ['keydown', 'keypress', 'keyup', 'input', 'beforeinput', 'paste', 'copy', 'wheel'])
    document.addEventListener(name, take, ${capture});
</script>`;

for (const capture of [false, true])
  test(`keys, text and clipboard of the chat work nothing on the page${capture ? ', also where it listens first' : ''}`, async ({
    site,
    chat,
    page,
    context,
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    site.serve(() => ({ content: shortcuts(capture) }));
    await page.goto(`${site.origin}/keys/0`);
    await chat.open();
    await chat.field.click();
    await page.evaluate('heard.length = 0');
    await page.keyboard.type('is it 2/3 now?');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('ControlOrMeta+C');
    await page.keyboard.press('End');
    await page.keyboard.press('ControlOrMeta+V');
    await expect(chat.field).toHaveValue('is it 2/3 now?is it 2/3 now?');
    await expect(page.locator('#search')).toHaveValue('');
    // Who listens in the capture phase hears it: that cannot be kept from them.
    if (!capture) expect(await page.evaluate('heard')).toEqual([]);
    await page.locator('main').click();
    await page.keyboard.press('/');
    await expect(page.locator('#search'), 'the page keeps its shortcuts').toBeFocused();
  });

test('a page that takes the wheel, the mouse and the focus leaves them to the chat', async ({
  site,
  chat,
  page,
}) => {
  const content = `<script>
    addEventListener('wheel', (event) => event.preventDefault(), { passive: false });
    document.onmousedown = document.onselectstart = document.oncontextmenu = () => false;
    document.addEventListener('focusin', (event) => {
      if (event.target.id !== 'search') document.getElementById('search').focus();
    });
  </script>`;
  site.serve(() => ({ content }));
  await page.goto(`${site.origin}/greedy/0`);
  await chat.open();
  for (let n = 1; n <= 3; n++)
    await chat.ask(`Question ${n}: how do I clean the burrs of my grinder?`);
  await chat.field.click();
  await expect(chat.field).toBeFocused();
  await chat.log.hover();
  const before = await chat.log.evaluate((log) => log.scrollTop);
  await page.mouse.wheel(0, -200);
  await expect.poll(() => chat.log.evaluate((log) => log.scrollTop)).toBeLessThan(before);
});

test('the Enter that ends a composition sends nothing, in whichever order it comes', async ({
  site,
  chat,
  page,
}) => {
  site.serve(() => ({}));
  await page.goto(`${site.origin}/ime/0`);
  await chat.open();
  await chat.field.fill('にほん');
  for (const order of ['Chromium', 'WebKit'])
    await chat.field.evaluate((field, by) => {
      const enter = (isComposing: boolean) =>
        field.dispatchEvent(
          new KeyboardEvent('keydown', {
            key: 'Enter',
            keyCode: 229,
            isComposing,
            bubbles: true,
            composed: true,
            cancelable: true,
          }),
        );
      field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
      if (by === 'Chromium') enter(true);
      field.dispatchEvent(
        new CompositionEvent('compositionend', { bubbles: true, data: 'にほん' }),
      );
      if (by === 'WebKit') enter(false);
    }, order);
  await expect(chat.field).toHaveValue('にほん');
  await expect(chat.log.locator('[data-role="visitor"]')).toHaveCount(0);
  await chat.field.press('Enter');
  await expect(chat.log.locator('[data-role="visitor"]')).toHaveText(/にほん/);
});

test('old libraries on the page: the conversation goes on from page to page', async ({
  site,
  chat,
  page,
}) => {
  const head = `<script>
    for (const type of [Array, Object, String, Number]) type.prototype.toJSON = function () { return '"spoiled"'; };
    Object.defineProperty(Object.prototype, 'toJSON', { enumerable: false });
    Array.from = (list) => Array.prototype.slice.call(list);
    Element.prototype.scrollTo = Element.prototype.show = Element.prototype.update = function () { throw new Error('old'); };
    const fetched = window.fetch;
    window.fetch = (...all) => fetched(...all).then((answer) => ({
      ok: answer.ok, status: answer.status, statusText: answer.statusText, headers: answer.headers, body: null,
      text: () => answer.text(), json: () => answer.json(),
    }));
    const Native = Promise;
    window.Promise = class extends Native {};
    delete Native.prototype.finally;
    window.JSON = { parse: JSON.parse, stringify: JSON.stringify };
  </script>`;
  site.serve(() => ({ head }));
  await page.goto(`${site.origin}/old/0`);
  await chat.open();
  await chat.ask('Which grinder suits me?');
  await page.goto(`${site.origin}/old/1`);
  await expect(chat.log).toContainText('Which grinder suits me?');
  await chat.ask('Does it grind for espresso too?');
  await expect(chat.log.locator('[data-role="visitor"]')).toHaveCount(2);
});

const resets = `<style>
  *, *::before, *::after { all: unset !important; display: block !important; opacity: .3 !important; pointer-events: none !important; }
  div, [id*="widget"] { display: none !important; position: static !important; transform: rotate(45deg) !important; }
  body { transform: translateX(-300px) scale(.5); zoom: 2; overflow: hidden; filter: blur(0); }
  html { direction: rtl; }
</style>`;

for (const [name, options] of [
  ['resets with !important, a transform and a zoom of the body', { head: resets }],
  ['a page from right to left', { html: 'lang="ar" dir="rtl"' }],
] as const)
  test(`looks the same on a page with ${name}`, async ({ site, chat, page }) => {
    const look = async () => {
      await chat.open();
      await expect(chat.panel).toBeVisible();
      // The panel slides in.
      await chat.panel.evaluate((panel) =>
        Promise.all(panel.getAnimations().map((a) => a.finished)),
      );
      const boxes = [chat.launcher, chat.panel, chat.field];
      return Promise.all(boxes.map((part) => part.boundingBox()));
    };
    site.serve((path) => (path === '/plain/0' ? {} : options));
    await page.goto(`${site.origin}/plain/0`);
    const plain = await look();
    await page.evaluate('localStorage.clear(); sessionStorage.clear()');
    await page.goto(`${site.origin}/odd/0`);
    expect(await look()).toEqual(plain);
    expect(await chat.panel.evaluate((panel) => getComputedStyle(panel).direction)).toBe('ltr');
  });

test('prints nothing of itself', async ({ site, chat, page }) => {
  site.serve(() => ({}));
  await page.goto(`${site.origin}/print/0`);
  await chat.open();
  await page.emulateMedia({ media: 'print' });
  await expect(chat.launcher).toBeHidden();
  await expect(chat.log).toBeHidden();
});
