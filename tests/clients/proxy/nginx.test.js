// Behind nginx with TLS, as shipped: every visitor and member is told apart by the address that
// nginx saw, and sockets and streams pass.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Nginx } from '../support/nginx.js';
import { makeWorld, password, shopOrigin } from '../support/world.js';
import { assertStreamPasses, assertWebSocketPasses } from './passes.js';

const origin = 'https://chat.example.com';

describe('behind nginx', () => {
  let world;
  let nginx;

  before(async () => {
    world = await makeWorld({
      members: 1,
      settings: {
        'limits.init_per_minute': 60,
        'limits.logins_per_minute': 20,
        'server.public_url': origin,
        // A second proxy in front of nginx stands for the visitors' addresses.
        'server.trusted_proxies': '127.0.0.1, 10.0.0.0/8',
      },
    });
    nginx = await Nginx.start(world.server, 'set_real_ip_from 127.0.0.1; real_ip_header X-Test-Address;');
  });
  after(async () => {
    await nginx?.stop();
    await world?.discard();
  });

  const from = (address, headers = {}) => ({ 'X-Test-Address': address, ...headers });
  const init = (address, headers) =>
    nginx.call('POST', '/v1/widget/init', {
      json: { agent_id: world.agent, page_url: shopOrigin },
      headers: from(address, { Origin: shopOrigin, ...headers }),
    });
  const signIn = (address, secret, cookie) =>
    nginx.call('POST', '/api/session', {
      json: { email: 'member1@northline.example', password: secret },
      headers: from(address, { Origin: origin }),
      cookie,
    });

  test('two hundred visitors at two hundred addresses all begin', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) => init(`203.0.113.${n + 1}`)),
    );
    assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [200]);
    assert.equal(answers[0].headers['access-control-allow-origin'], shopOrigin);
  });

  test('a visitor cannot be somebody else by sending the headers', async () => {
    const statuses = [];
    for (let n = 0; n < 70; n += 1) {
      const answer = await init('198.51.100.1', {
        'X-Forwarded-For': `192.0.2.${n}`,
        Forwarded: `for=192.0.2.${n}`,
      });
      statuses.push(answer.status);
    }
    assert.equal(statuses.filter((status) => status === 200).length >= 60, true);
    assert.ok(statuses.includes(429));
  });

  test('headers from a peer that is no proxy are ignored', async () => {
    const open = await makeWorld({ settings: { 'limits.init_per_minute': 60 } });
    try {
      const statuses = await Promise.all(
        Array.from({ length: 80 }, async (_, n) => {
          const { call } = await import('../support/http.js');
          return (
            await call(open.base, 'POST', '/v1/widget/init', {
              json: { agent_id: open.agent, page_url: shopOrigin },
              headers: { Origin: shopOrigin, 'X-Forwarded-For': `203.0.113.${n}` },
            })
          ).status;
        }),
      );
      assert.ok(statuses.includes(429));
    } finally {
      await open.discard();
    }
  });

  test('wrong passwords from one address do not touch the member at another', async () => {
    const guesses = await Promise.all(
      Array.from({ length: 40 }, () => signIn('198.51.100.66', 'a wrong password')),
    );
    assert.ok(guesses.some((guess) => guess.status === 429));
    const theirs = await signIn('192.0.2.7', password);
    assert.equal(theirs.status, 200, theirs.text);
    const cookies = theirs.headers['set-cookie'];
    assert.equal(cookies.length, 2);
    for (const cookie of cookies) assert.match(cookie, /; HttpOnly; SameSite=Lax;.*; Secure$/);
  });

  test('a browser that signed in before is not slowed down by guesses at its own address', async () => {
    const first = await signIn('192.0.2.8', password);
    assert.equal(first.status, 200);
    const device = first.headers['set-cookie'].find((c) => c.startsWith('takeover_device='));
    await Promise.all(Array.from({ length: 40 }, () => signIn('192.0.2.8', 'a wrong password')));
    assert.equal((await signIn('192.0.2.8', password)).status, 429);
    assert.equal((await signIn('192.0.2.8', password, device.split(';')[0])).status, 200);
  });

  test('a WebSocket passes, and so does a stream of an answer', async () => {
    await assertWebSocketPasses(nginx, world.owner.realtimeKey);
    await assertStreamPasses(nginx, (await init('203.0.113.250')).json.token);
  });

  test('numbers are not for the internet', async () => {
    assert.equal((await nginx.call('GET', '/metrics', { headers: from('8.8.8.8') })).status, 404);
    for (const path of ['/%6detrics', '/metric%73', '/%2e%2e/metrics'])
      assert.notEqual((await nginx.call('GET', path, { headers: from('8.8.8.8') })).status, 200, path);
    const health = await nginx.call('GET', '/health', { headers: from('8.8.8.8') });
    assert.deepEqual(health.json, { health: 'OK' });
  });
});
