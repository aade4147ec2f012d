// A server whose PostgreSQL is not up yet, goes away, or breaks connections: it reports so, waits,
// and recovers by itself.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';

import { eventually } from '../support/eventually.js';
import { call } from '../support/http.js';
import { PostgreSql } from '../support/postgresql.js';
import { makeWorld, newClientId, shopOrigin } from '../support/world.js';

describe('without its database', () => {
  let postgresql;
  let world;

  before(async () => {
    postgresql = await PostgreSql.start();
    world = await makeWorld({ members: 1, database: await postgresql.makeDatabase() });
  });
  after(async () => {
    await world?.discard();
    await postgresql?.discard();
  });

  const strangers = new http.Agent({ keepAlive: false });
  const health = () => call(world.base, 'GET', '/health', { agent: strangers });
  const isWell = () =>
    eventually('the server is well', async () => (await health()).status === 200);
  const init = () =>
    call(world.base, 'POST', '/v1/widget/init', {
      json: { agent_id: world.agent, page_url: `${shopOrigin}/` },
      headers: { Origin: shopOrigin },
      agent: strangers,
    });

  test('a server starts, says what is missing, refuses for now, and serves when the database is there', async () => {
    await world.server.stop();
    await postgresql.stop();
    await world.server.start();

    assert.equal((await call(world.base, 'GET', '/up')).status, 200);
    const ill = await health();
    assert.deepEqual(
      [ill.status, ill.json.health, ill.json.database.healthy],
      [503, 'FAILING', false],
    );
    const answer = await init();
    assert.deepEqual([answer.status, answer.problem], [503, 'overloaded']);
    assert.match(answer.headers['retry-after'], /^[1-9]\d*$/);
    const long = await world.members[0].reply(newClientId(), 'A long reply. '.repeat(2000));
    assert.deepEqual([long.status, long.problem], [503, 'overloaded'], 'it is not too large');

    // Nobody who comes meanwhile is turned away: not when the server that waited makes way for the
    // one that serves either.
    const callers = Array.from({ length: 8 }, async () => {
      const statuses = [];
      while (statuses.at(-1) !== 200) statuses.push((await init()).status);
      return statuses;
    });
    await postgresql.start();
    const statuses = (await Promise.all(callers)).flat();
    assert.deepEqual([...new Set(statuses)].sort(), [200, 503]);
    await isWell();
    assert.equal((await (await world.visitor()).say('Here again')).status, 201);
  });

  test('a database that is started again in mid-work is not heard of, and nothing is lost or doubled', async () => {
    const visitors = await Promise.all(Array.from({ length: 8 }, () => world.visitor()));
    const [member] = world.members;
    for (const { conversation } of visitors)
      assert.equal((await member.claim(conversation)).status, 200);
    let over = false;
    const said = visitors.map(async (visitor) => {
      const bodies = [];
      for (let n = 0; !over; n += 1) {
        const answer = await visitor.say(`Message ${n}`);
        assert.equal(answer.status, 201, answer.text);
        bodies.push(`Message ${n}`);
      }
      return bodies;
    });
    for (let n = 0; n < 3; n += 1) await postgresql.restart();
    await isWell();
    over = true;
    for (const [v, bodies] of (await Promise.all(said)).entries()) {
      const stored = (await member.timeline(visitors[v].conversation))
        .filter(({ role }) => role === 'visitor')
        .map(({ body }) => body);
      assert.deepEqual(stored, bodies);
    }
  });

  test('while it is away /health says so, and what waits for it is done when it is back', async () => {
    const visitor = await world.visitor();
    await postgresql.stop();
    await eventually('the loss is seen', async () => (await health()).status === 503);
    const waiting = visitor.say('Is this on?');
    const failures = () =>
      world.server.output.split('\n').filter((line) => / error .*database/.test(line));
    await eventually('the log says so', () => failures().length > 0);
    await postgresql.start();
    assert.equal((await waiting).status, 201);
    await isWell();
    assert.equal(failures().length, 1, failures().join('\n'));
    assert.match(failures()[0], /database fails \(away\)/);
    assert.match(world.server.output, /info database works again/);
  });
});
