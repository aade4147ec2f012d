// Failover: the primary PostgreSQL is gone for good and its synchronous standby is promoted; the
// server finds it by itself.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { eventually } from '../support/eventually.js';
import { call } from '../support/http.js';
import { PostgreSql } from '../support/postgresql.js';
import { makeWorld } from '../support/world.js';

describe('a database that is replaced by its standby', () => {
  let primary;
  let standby;
  let world;

  before(async () => {
    primary = await PostgreSql.start();
    const database = await primary.makeDatabase();
    standby = await PostgreSql.standbyOf(primary);
    world = await makeWorld({
      members: 2,
      database: database.replace(
        `host=${primary.folder}`,
        `host=${primary.folder},${standby.folder}`,
      ),
    });
  });
  after(async () => {
    await world?.discard();
    await primary?.discard();
    await standby?.discard();
  });

  test('nobody hears of it, and what was acknowledged is there once and in order', { timeout: 120_000 }, async () => {
    const visitors = await Promise.all(Array.from({ length: 8 }, () => world.visitor()));
    const [ada, bob] = world.members;
    for (const { conversation } of visitors)
      assert.equal((await ada.claim(conversation)).status, 200);
    let promoted = false;
    const said = visitors.map(async (visitor) => {
      const bodies = [];
      for (let more = 10; more > 0; more -= promoted ? 1 : 0) {
        const body = `Message ${bodies.length}`;
        const answer = await visitor.say(body);
        assert.equal(answer.status, 201, answer.text);
        bodies.push(body);
      }
      return bodies;
    });
    await eventually('all of them write', async () =>
      (await Promise.all(visitors.map((v) => ada.timeline(v.conversation)))).every(
        (t) => t.length > 5,
      ),
    );

    try {
      await primary.stop();
      await standby.promote();
    } finally {
      promoted = true;
    }

    for (const [v, bodies] of (await Promise.all(said)).entries()) {
      const timeline = await ada.timeline(visitors[v].conversation);
      assert.deepEqual(timeline.map(({ seq }) => seq), timeline.map((_, n) => n + 1));
      assert.deepEqual(
        timeline.filter(({ role }) => role === 'visitor').map(({ body }) => body),
        bodies,
      );
      assert.equal((await bob.claim(visitors[v].conversation)).status, 409, 'the claim stands');
    }
    assert.equal((await call(world.base, 'GET', '/health')).status, 200);
  });
});
