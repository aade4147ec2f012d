// The machine's clock is put back and ahead under a running server, and while none runs.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { query } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { call } from '../support/http.js';
import { cannotPreload, preload } from '../support/preload.js';
import { run } from '../support/server.js';
import { makeWorld } from '../support/world.js';

const hour = 3_600_000;

describe('a clock that is set', { skip: cannotPreload }, () => {
  let world;
  let visitor;
  /** Seconds to add to the machine's clock. */
  let setClock;

  const health = () => call(world.base, 'GET', '/health');
  const lines = (pattern) => world.server.output.split('\n').filter((line) => pattern.test(line));
  const timesOfEntries = async () =>
    (await query(world.server.databaseFile, 'SELECT created_at FROM timeline_entries ORDER BY seq'))
      .map(([at]) => Number(at));

  before(async () => {
    world = await makeWorld({ members: 1 });
    await world.server.stop();
    setClock = await preload(world.server, 'set_clock', 'SET_CLOCK');
    await world.server.start();
    visitor = await world.visitor();
    assert.equal((await visitor.say('Before')).status, 201);
  });
  after(() => world?.discard());

  test('back: times do not go back, health and the log say so', async () => {
    await setClock(-7200);
    await eventually('the log says so', () => lines(/put back by 7\d{3} s/).length === 1);
    const { status, json } = await health();
    assert.equal(status, 503);
    assert.match(json.problems.join(' '), /put back by 7\d{3} s.*NTP/);
    assert.equal((await visitor.say('Afterwards')).status, 201);
    const times = await timesOfEntries();
    assert.deepEqual(times, times.toSorted((a, b) => a - b));
    assert.ok(Date.now() - times.at(-1) < hour, 'it goes on from where it was');
  });

  test('back while the server is down: it goes on from what was stored', async () => {
    await world.server.stop();
    await world.server.start();
    assert.equal((await visitor.say('After a restart')).status, 201);
    const times = await timesOfEntries();
    assert.deepEqual(times, times.toSorted((a, b) => a - b));
    assert.equal((await health()).status, 503);
    await eventually('the log says so again', () => lines(/put back by 7\d{3} s/).length === 2);
    assert.equal((await world.members[0].call('GET', '/api/session')).status, 200);
  });

  test('right again: all is well', async () => {
    await setClock(0);
    await eventually('it is well', async () => (await health()).status === 200);
    await eventually('the log says so', () => lines(/clock has caught up/).length > 0);
  });

  test('ahead: it follows, and goes on', async () => {
    await setClock(1800);
    await eventually('the log says so', () => lines(/clock went 1[78]\d\d s ahead/).length === 1);
    assert.equal((await visitor.say('Later')).status, 201);
    assert.ok((await timesOfEntries()).at(-1) - Date.now() > hour / 3);
    assert.equal((await health()).status, 200);
    assert.equal((await world.members[0].call('GET', '/api/session')).status, 200);
  });

  test('doctor sees activity in the future', async () => {
    await world.server.stop();
    const { code, stdout } = await run([
      'doctor', '--database', world.server.database, '--listen', `127.0.0.1:${world.server.port}`,
    ]);
    assert.equal(code, 1, stdout);
    assert.match(stdout, /^problem +clock: the database has activity 1[78]\d\d s in the future/m);
  });

  test('more than a day back: it is followed, and the log says so', async () => {
    await setClock(-90_000 + 1800);
    await world.server.start();
    assert.equal(lines(/more than a day in the future/).length, 1);
    assert.equal((await visitor.say('Long before')).status, 201);
    assert.equal((await health()).status, 200);
  });
});
