// Strangers can hold few connections and little memory, and others do not notice.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { call } from '../clients/support/http.js';
import { attackedWorld, connect, forgetPeak, memoryOf, statusOf } from './support.js';

describe('connections of one address', () => {
  let world;
  let port;

  before(async () => {
    world = await attackedWorld();
    port = world.server.port;
  });
  after(() => world?.discard());

  const announced = (token, size) =>
    `POST /v1/widget/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${size}\r\n\r\n`;

  test('600 with made-up tokens and large bodies hold under 32 MiB, and get no more than the bound', async (t) => {
    await forgetPeak(world.server);
    const before = await memoryOf(world.server);
    const sockets = await Promise.all(
      Array.from({ length: 600 }, () => connect(port, { bytes: announced('made-up', 524_288) })),
    );
    for (const socket of sockets) socket.write('x'.repeat(65_536));
    const statuses = await Promise.all(sockets.map(statusOf));
    const held = (await memoryOf(world.server)).peak - before.now;
    t.diagnostic(`${held.toFixed(1)} MB held at most`);
    assert.ok(held < 32, `${held} MB`);
    assert.ok(statuses.filter((status) => status === 401).length > 100, `${statuses}`);
    assert.ok(statuses.every((status) => [0, 401, 503].includes(status)), `${statuses}`);
    for (const socket of sockets) socket.destroy();
    await Promise.all(sockets.map((socket) => socket.ended));
  });

  test('a body of a stranger up to 16 KiB is read, and answered by what is wrong', async () => {
    const answer = await call(world.base, 'POST', '/v1/widget/messages', {
      token: 'made-up',
      body: 'x'.repeat(16_000),
    });
    assert.equal(answer.status, 401);
  });

  test('a verified visitor may send as much as the call takes, in chunks too', async () => {
    const visitor = await world.visitor();
    const json = JSON.stringify({ client_id: 'big', body: 'x'.repeat(8_192), unknown: 'y'.repeat(30_000) });
    const socket = await connect(port, {
      bytes:
        `POST /v1/widget/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${visitor.token}\r\n` +
        `Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n` +
        `${json.length.toString(16)}\r\n${json}\r\n0\r\n\r\n`,
    });
    assert.equal(await statusOf(socket), 201, socket.heard);
    socket.destroy();
  });

  test('one address cannot take more than its bound, and another one is served meanwhile', async () => {
    const silent = [];
    for (let n = 0; n < 560; n += 1) silent.push(await connect(port, { from: '127.0.0.2' }).catch(() => null));
    const one = await connect(port, { from: '127.0.0.2', bytes: 'GET /up HTTP/1.1\r\nHost: x\r\n\r\n' });
    assert.equal(await statusOf(one), 503);
    assert.match(one.heard, /Retry-After: \d+/);
    assert.equal((await call(world.base, 'GET', '/up')).status, 200);
    const open = silent.filter((socket) => socket !== null && !socket.destroyed);
    for (const socket of open) socket.destroy();
    one.destroy();
    // The places are free again as soon as the server has seen the ends.
    let status = 0;
    while (status !== 200) {
      const again = await connect(port, { from: '127.0.0.2', bytes: 'GET /up HTTP/1.1\r\nHost: x\r\n\r\n' });
      status = await statusOf(again);
      again.destroy();
    }
  });

  test('near the bound of all, connections that wait for a next request make room', async () => {
    const small = await attackedWorld({ 'server.max_connections': 100 });
    try {
      const idle = [];
      for (let n = 0; n < 300; n += 1) {
        const socket = await connect(small.server.port, {
          bytes: 'GET /up HTTP/1.1\r\nHost: x\r\n\r\n',
        });
        assert.equal(await statusOf(socket), 200, `connection ${n}`);
        idle.push(socket);
      }
      for (const socket of idle) socket.destroy();
    } finally {
      await small.discard();
    }
  });

  test('the realtime address answers a plain request with 426 and a sentence', async () => {
    const answer = await call(world.base, 'GET', `/app/${world.owner.realtimeKey}?protocol=7`);
    assert.equal(answer.status, 426);
    assert.equal(answer.problem, 'upgrade-required');
    assert.match(answer.json.detail, /proxy/);
  });
});
