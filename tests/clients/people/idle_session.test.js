// `sessions.idle`: a session that nobody used for so long is over; one that is used is not.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { query } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { cannotPreload, preload } from '../support/preload.js';
import { makeWorld, Member } from '../support/world.js';

const hour = 3600;

describe('a session', { skip: cannotPreload }, () => {
  let world;
  /** Seconds to add to the machine's clock. */
  let setClock;

  before(async () => {
    world = await makeWorld({
      members: 1,
      settings: { 'sessions.idle': '2h', 'sessions.lifetime': '48h' },
    });
    await world.server.stop();
    setClock = await preload(world.server, 'set_clock', 'SET_CLOCK');
    await world.server.start();
  });
  after(() => world?.discard());

  /** One call after so many hours; what it notes about the session is stored when this ends. */
  const useAt = async (member, hours) => {
    const before = Date.now();
    await setClock(hours * hour);
    assert.equal(await status(member), 200);
    await eventually('the use is stored', async () => {
      const [[seen]] = await query(world.server.databaseFile, 'SELECT max(seen_at) FROM sessions');
      return Number(seen) >= before + hours * hour * 1000;
    });
  };
  const status = async (member) => (await member.call('GET', '/api/session')).status;

  test('that is used goes on until its lifetime is over, and one that is not ends', async () => {
    const used = await Member.signIn(world.base, 'olga@northline.example');
    const forgotten = await Member.signIn(world.base, 'member1@northline.example');
    for (let passed = 1; passed <= 4; passed += 1) await useAt(used, passed);
    assert.equal(await status(forgotten), 401);
    for (let passed = 5; passed <= 47; passed += 1) await useAt(used, passed);
    await setClock(48.5 * hour);
    assert.equal(await status(used), 401);
  });

  test('that was forgotten stays over after a restart', async () => {
    const forgotten = await Member.signIn(world.base, 'member1@northline.example');
    await setClock(52 * hour);
    await world.server.stop();
    await world.server.start();
    assert.equal(await status(forgotten), 401);
  });
});
