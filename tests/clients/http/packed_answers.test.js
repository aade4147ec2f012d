// JSON answers packed with gzip: for whom, and for whom not.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { call } from '../support/http.js';
import { makeWorld, password } from '../support/world.js';

describe('packed answers', () => {
  let world;
  let cookie;

  before(async () => {
    world = await makeWorld({ members: 0 });
    for (let n = 0; n < 40; n += 1) await world.leaveLead(`visitor${n}@example.com`);
    const { headers } = await call(world.base, 'POST', '/api/session', {
      json: { email: world.owner.user.email, password },
    });
    cookie = headers['set-cookie'].map((line) => line.split(';')[0]).join('; ');
  });
  after(() => world?.discard());

  /** The bytes as they came. */
  function ask(path, headers, method = 'GET') {
    return new Promise((resolve, reject) => {
      const request = http.request(new URL(path, world.base), { method, headers });
      request.on('error', reject);
      request.on('response', (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () =>
          resolve({
            status: response.statusCode,
            headers: response.headers,
            bytes: Buffer.concat(parts),
          }),
        );
      });
      request.end();
    });
  }
  const coding = (answer) => answer.headers['content-encoding'];
  const bearer = (more) => ({ Authorization: `Bearer ${world.owner.token}`, ...more });

  test('a page of a list comes packed, and says that it may come otherwise', async () => {
    const plain = await ask('/api/leads', bearer());
    assert.equal(coding(plain), undefined);
    assert.match(plain.headers.vary, /Accept-Encoding/);
    const packed = await ask('/api/leads', bearer({ 'Accept-Encoding': 'br;q=1, gzip;q=0.8' }));
    assert.equal(packed.status, 200);
    assert.equal(coding(packed), 'gzip');
    assert.match(packed.headers.vary, /Accept-Encoding/);
    assert.equal(packed.headers['content-type'], 'application/json');
    assert.equal(Number(packed.headers['content-length']), packed.bytes.length);
    assert.ok(packed.bytes.length * 4 < plain.bytes.length, `${packed.bytes.length} bytes`);
    assert.deepEqual(JSON.parse(gunzipSync(packed.bytes)), JSON.parse(plain.bytes));
    const head = await ask('/api/leads', bearer({ 'Accept-Encoding': 'gzip' }), 'HEAD');
    assert.equal(coding(head), 'gzip');
    assert.equal(head.headers['content-length'], packed.headers['content-length']);
  });

  test('weights count', async () => {
    const cases = {
      'gzip;q=0': undefined,
      'gzip;q=0.0, *;q=1': undefined,
      'identity, gzip;q=0.5': undefined,
      '*': 'gzip',
      'GZIP': 'gzip',
    };
    for (const [accepted, expected] of Object.entries(cases)) {
      const answer = await ask('/api/leads', bearer({ 'Accept-Encoding': accepted }));
      assert.equal(coding(answer), expected, accepted);
    }
  });

  test('a cookie’s answer is packed only for our own pages', async () => {
    const from = async (site) =>
      coding(
        await ask('/api/leads', {
          Cookie: cookie,
          'Accept-Encoding': 'gzip',
          ...(site === null ? {} : { 'Sec-Fetch-Site': site }),
        }),
      );
    assert.equal(await from('same-origin'), 'gzip');
    for (const site of ['cross-site', 'same-site', 'none', null])
      assert.equal(await from(site), undefined, `${site}`);
  });

  test('small answers, answers to changes, problems and streams are never packed', async () => {
    const gzip = bearer({ 'Accept-Encoding': 'gzip' });
    assert.equal(coding(await ask('/api/session', gzip)), undefined);
    assert.equal(coding(await ask(`/api/leads?cursor=${'x'.repeat(2_000)}`, gzip)), undefined);
    const visitor = await world.visitor();
    for (let n = 0; n < 20; n += 1) await visitor.say(`question ${n} ${'and more of it '.repeat(9)}`);
    const again = await call(world.base, 'POST', '/v1/widget/init', {
      json: {
        agent_id: world.agent,
        page_url: 'https://shop.example/beans',
        anon_id: visitor.init.anon_id,
      },
      headers: { Origin: 'https://shop.example', 'Accept-Encoding': 'gzip' },
    });
    assert.equal(again.json.entries.length, 30);
    assert.equal(again.headers['content-encoding'], undefined, 'it holds a token');
    const timeline = await ask('/v1/widget/timeline', {
      Authorization: `Bearer ${visitor.token}`,
      'Accept-Encoding': 'gzip',
    });
    assert.equal(coding(timeline), 'gzip');
    const stream = await call(world.base, 'POST', '/v1/widget/messages/stream', {
      token: visitor.token,
      json: { client_id: 'streamed', body: 'And what of the grinder? '.repeat(60) },
      headers: { 'Accept-Encoding': 'gzip' },
    });
    assert.equal(stream.headers['content-type'], 'text/event-stream');
    assert.equal(stream.headers['content-encoding'], undefined);
  });
});
