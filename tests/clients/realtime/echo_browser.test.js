// The real laravel-echo with pusher-js in Chromium, with nothing but the session cookie of a
// signed-in member.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { launchBrowser } from '../support/browser.js';
import { longQuestion, makeWorld, password } from '../support/world.js';

const require = createRequire(import.meta.url);
const modules = (name, file) =>
  path.join(path.dirname(require.resolve(`${name}/package.json`)), file);
const pusherScript = modules('pusher-js', 'dist/web/pusher.js');
const echoScript = path.resolve(path.dirname(require.resolve('laravel-echo')), 'echo.iife.js');

/**
 * Runs in the page: joins the conversation and collects what the channel says in `window.heard`.
 */
function joinInPage({ key, conversation }) {
  window.heard = [];
  const Echo = window.Echo.default ?? window.Echo;
  const echo = new Echo({
    broadcaster: 'reverb',
    key,
    wsHost: location.hostname,
    wsPort: Number(location.port),
    wssPort: Number(location.port),
    forceTLS: false,
    enabledTransports: ['ws'],
    authEndpoint: '/broadcasting/auth',
  });
  const channel = echo.private(`conversation.${conversation}`);
  const keep = (name) => (data) => window.heard.push({ name, data });
  for (const name of ['message.created', 'message.delta', 'conversation.claimed'])
    channel.listen(`.${name}`, keep(name));
  channel.listenForWhisper('typing', keep('typing'));
  channel.on('pusher:subscription_succeeded', keep('subscribed'));
  channel.error(keep('error'));
  window.channel = channel;
}

describe('laravel-echo in Chromium', () => {
  let world;
  let browser;

  before(async () => {
    world = await makeWorld({ settings: { 'answerer.words_per_second': 150 } });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await world?.discard();
  });

  async function openPage() {
    const context = await browser.newContext();
    await context.addInitScript({ path: pusherScript });
    await context.addInitScript({
      content: `${readFileSync(echoScript, 'utf8')}\nwindow.Echo = Echo;`,
    });
    const page = await context.newPage();
    await page.goto(`${world.base}/login`);
    return page;
  }

  async function signIn(page, email) {
    const status = await page.evaluate(
      async ([address, secret]) => {
        const answer = await fetch('/api/session', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ email: address, password: secret }),
        });
        return answer.status;
      },
      [email, password],
    );
    assert.equal(status, 200);
    const [cookie] = await page.context().cookies();
    assert.equal(cookie.httpOnly, true);
    assert.equal(cookie.sameSite, 'Lax');
  }

  async function heard(page, name) {
    const handle = await page.waitForFunction(
      (expected) => window.heard.find((event) => event.name === expected),
      name,
    );
    return (await handle.jsonValue()).data;
  }

  test('a member joins by cookie, hears message.created, message.delta and conversation.claimed, and whispers typing', async () => {
    const visitor = await world.visitor();
    const page = await openPage();
    await signIn(page, 'member1@northline.example');
    await page.evaluate(joinInPage, {
      key: world.owner.realtimeKey,
      conversation: visitor.conversation,
    });
    assert.equal((await heard(page, 'subscribed')).last_seq, visitor.init.last_seq);

    const other = await openPage();
    await signIn(other, 'member2@northline.example');
    await other.evaluate(joinInPage, {
      key: world.owner.realtimeKey,
      conversation: visitor.conversation,
    });
    await heard(other, 'subscribed');

    const stream = await visitor.ask(longQuestion);
    assert.equal((await heard(page, 'message.created')).entry.body, longQuestion);
    assert.ok((await heard(page, 'message.delta')).text.length > 0);
    const [member] = world.members;
    assert.equal((await member.claim(visitor.conversation)).status, 200);
    assert.equal(
      (await heard(page, 'conversation.claimed')).conversation.claimed_by.name,
      member.user.name,
    );
    await stream.ended;

    await page.evaluate(() => window.channel.whisper('typing', {}));
    assert.deepEqual(await heard(other, 'typing'), { from: 'member', name: member.user.name });
    await Promise.all([page.context().close(), other.context().close()]);
  });

  test('without the cookie the browser is refused, and Echo says so', async () => {
    const visitor = await world.visitor();
    const page = await openPage();
    await page.evaluate(joinInPage, { key: world.owner.realtimeKey, conversation: visitor.conversation });
    assert.equal((await heard(page, 'error')).status, 403);
    await page.context().close();
  });
});
