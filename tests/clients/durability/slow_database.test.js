// A database that does not come to an end: somebody holds a lock. Callers hear so in time, reads
// of callers who have gone are not done, and nothing that was acknowledged is lost.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';

import { eventually } from '../support/eventually.js';
import { call } from '../support/http.js';
import { PostgreSql } from '../support/postgresql.js';
import { makeWorld, newClientId } from '../support/world.js';

describe('with a database that is slow', () => {
  let postgresql;
  let url;
  let world;
  let visitor;

  before(async () => {
    postgresql = await PostgreSql.start();
    url = await postgresql.makeDatabase();
    world = await makeWorld({ members: 1, database: url });
    visitor = await world.visitor();
  });
  after(async () => {
    await world?.discard();
    await postgresql?.discard();
  });

  const lock = () => postgresql.hold(url, 'LOCK TABLE conversations IN ACCESS EXCLUSIVE MODE');
  const metric = async (name) => {
    const { text } = await call(world.base, 'GET', '/metrics');
    return Number(new RegExp(`^takeover_${name} (\\S+)$`, 'm').exec(text)[1]);
  };
  const waiting = () => metric('store_waiting_reads');

  test('callers are told to come again, and what was said meanwhile is there once', async () => {
    assert.equal((await visitor.say('Before')).status, 201);
    const release = await lock();
    const body = 'While it hangs';
    const clientId = newClientId('slow');
    const told = visitor.say(body, clientId);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => world.members[0].call('GET', '/api/conversations?filter=all')),
    );
    for (const { status, headers } of answers) {
      assert.equal(status, 503);
      assert.match(headers['retry-after'], /^[1-9]\d*$/);
    }
    assert.equal((await call(world.base, 'GET', '/up')).status, 200);
    const unknown = await told;
    assert.ok([201, 503].includes(unknown.status), String(unknown.status));
    await release();
    await eventually('it is well', async () => (await visitor.say('After')).status === 201);
    if (unknown.status === 503) {
      const again = await visitor.say(body, clientId);
      assert.ok([200, 201].includes(again.status), String(again.status));
    }
    const bodies = (await world.members[0].timeline(visitor.conversation)).map((entry) => entry.body);
    assert.equal(bodies.filter((one) => one === body).length, 1);
    assert.equal(bodies.filter((one) => one === 'Before').length, 1);
  });

  /** Sends GETs that read the database; resolves when all of them are on their way. */
  async function ask(count) {
    const { port } = new URL(world.base);
    const { token } = world.members[0];
    const request = `GET /api/conversations?filter=all HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`;
    const callers = Array.from({ length: count }, () => {
      const caller = { socket: net.connect(Number(port), '127.0.0.1'), heard: false };
      caller.socket.on('error', () => {}).on('data', () => (caller.heard = true));
      return caller;
    });
    await Promise.all(
      callers.map(({ socket }) => new Promise((resolve) => socket.write(request, resolve))),
    );
    await eventually('most of them wait', async () => (await waiting()) >= (count * 2) / 3);
    return callers;
  }

  test('whoever watches the program is answered before the reads are', async (context) => {
    const release = await lock();
    context.after(release);
    const callers = await ask(30);
    const health = await world.members[0].call('GET', '/health');
    assert.equal(health.json.delivery.mail.waiting, null, 'it counted without the database');
    assert.equal(callers.filter(({ heard }) => heard).length, 0, 'reads were answered first');
    for (const { socket } of callers) socket.destroy();
    await release();
    await eventually('nothing waits', async () => (await waiting()) === 0);
  });

  // Those that a thread had begun may end by the database's own limit.
  test('reads whose callers hung up are not done', async (context) => {
    const before = await metric('http_abandoned_total');
    const release = await lock();
    context.after(release);
    const callers = await ask(30);
    for (const { socket } of callers) socket.destroy();
    await eventually('they are given up', async () => {
      return (await metric('http_abandoned_total')) - before >= callers.length / 2;
    });
    await release();
    await eventually('nothing waits', async () => (await waiting()) === 0);
  });
});
