// Behind Caddy, as shipped: it says whom it serves, nobody can be somebody else by sending its
// headers, and sockets and streams pass.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Caddy } from '../support/caddy.js';
import { makeWorld, password, shopOrigin } from '../support/world.js';
import { assertStreamPasses, assertWebSocketPasses } from './passes.js';

const origin = 'https://chat.example.com';

describe('behind Caddy', () => {
  let world;
  let caddy;

  before(async () => {
    world = await makeWorld({
      members: 1,
      settings: {
        'limits.init_per_minute': 60,
        'server.public_url': origin,
        'server.trusted_proxies': '127.0.0.1, ::1',
      },
    });
    caddy = await Caddy.start(world.server);
  });
  after(async () => {
    await caddy?.stop();
    await world?.discard();
  });

  const init = (headers) =>
    caddy.call('POST', '/v1/widget/init', {
      json: { agent_id: world.agent, page_url: shopOrigin },
      headers: { Origin: shopOrigin, ...headers },
    });

  test('a WebSocket passes, and so does a stream of an answer', async () => {
    await assertWebSocketPasses(caddy, world.owner.realtimeKey);
    await assertStreamPasses(caddy, (await init()).json.token);
  });

  test('the session is only for HTTPS', async () => {
    const answer = await caddy.call('POST', '/api/session', {
      json: { email: 'member1@northline.example', password },
      headers: { Origin: origin },
    });
    assert.equal(answer.status, 200, answer.text);
    for (const cookie of answer.headers['set-cookie']) assert.match(cookie, /; Secure$/);
  });

  test('a visitor cannot be somebody else by sending the headers', async () => {
    const statuses = [];
    for (let n = 0; n < 80; n += 1) {
      const address = `192.0.2.${n}`;
      statuses.push((await init({ 'X-Forwarded-For': address, Forwarded: `for=${address}` })).status);
    }
    assert.ok(statuses.includes(200));
    assert.ok(statuses.includes(429));
  });

  test('numbers are not for the internet', async () => {
    assert.equal((await caddy.call('GET', '/metrics')).status, 404);
    assert.equal((await caddy.call('GET', '/up')).status, 200);
  });
});
