// Random claims, releases and deletions while the server is killed: every change has its audit row,
// and every row its change. TAKEOVER_OPERATIONS sets how many; TAKEOVER_SEED repeats a run.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { query } from '../support/database.js';
import { Random, seed } from '../support/random.js';
import { run } from '../support/server.js';
import { makeWorld } from '../support/world.js';

const operations = Number(process.env.TAKEOVER_OPERATIONS ?? 1_000);
const kills = Math.max(3, Math.round(operations / 100));
const lanes = 6;
const open = 12;

/** The server went away before it answered: the call may have had its effect, or not. */
const unanswered = Symbol('unanswered');

describe(`audit rows and kill -9 (seed ${seed})`, () => {
  let world;
  const random = new Random(seed);
  const live = [];
  /** What was acknowledged, and what may have happened: counts by action and conversation. */
  const acknowledged = new Map();
  const attempted = new Map();
  const count = (map, action, id) =>
    map.set(`${action} ${id}`, (map.get(`${action} ${id}`) ?? 0) + 1);

  before(async () => {
    world = await makeWorld({ members: 3 });
    for (let n = 0; n < open; n += 1) live.push((await world.visitor()).conversation);
  });
  after(() => world?.discard());

  async function perhaps(calling) {
    try {
      return await calling();
    } catch (error) {
      if (error.code === undefined) throw error;
      return unanswered;
    }
  }

  /** One random command. Gives false when the server is gone. */
  async function act() {
    const who = random.pick([world.owner, world.admin, ...world.members]);
    const at = random.between(0, live.length - 1);
    const id = live[at];
    const dice = random.next();
    if (dice < 0.1) {
      const mayDelete = random.pick([world.owner, world.admin]);
      count(attempted, 'conversation.delete', id);
      const answer = await perhaps(() => mayDelete.call('DELETE', `/api/conversations/${id}`));
      if (answer === unanswered) return false;
      if (answer.status === 204) count(acknowledged, 'conversation.delete', id);
      else assert.ok([404, 410, 503].includes(answer.status), answer.text);
      const fresh = await perhaps(() => world.visitor());
      if (fresh === unanswered) return false;
      live[at] = fresh.conversation;
      return true;
    }
    const claims = dice < 0.6;
    const action = claims ? 'conversation.claim' : 'conversation.release';
    count(attempted, action, id);
    const force = claims && who !== world.members[0] && random.next() < 0.3;
    const answer = await perhaps(() =>
      claims ? who.claim(id, force ? { force: true } : {}) : who.release(id),
    );
    if (answer === unanswered) return false;
    assert.ok([200, 403, 404, 409, 410, 503].includes(answer.status), answer.text);
    return true;
  }

  const grouped = async (sql) =>
    new Map(
      (await query(world.server.databaseFile, sql)).map(([name, number]) => [name, Number(number)]),
    );

  test(`${operations} commands with ${kills} kills`, { timeout: 120_000 + operations * 100 }, async () => {
    let done = 0;
    for (let kill = 0; kill <= kills; kill += 1) {
      const until =
        kill === kills
          ? operations
          : Math.round((operations * (kill + random.next())) / (kills + 1));
      let killing = null;
      const lane = async () => {
        while (done < until && (await act())) {
          done += 1;
          // In the middle of what the other lanes are at.
          if (done >= until && kill < kills) killing ??= world.server.kill();
        }
      };
      await Promise.all(Array.from({ length: lanes }, lane));
      if (kill === kills) break;
      await (killing ?? world.server.kill());
      await world.server.start();
    }
    assert.ok(done >= operations);

    const rows = await grouped(
      "SELECT action || ' ' || target_id, count(*) FROM audit_logs WHERE action LIKE 'conversation.%' GROUP BY action, target_id",
    );
    const there = new Set(
      (await query(world.server.databaseFile, 'SELECT id FROM conversations')).map(([id]) => id),
    );
    // Of what is there, the timeline tells all that happened.
    const told = await grouped(
      "SELECT 'conversation.' || CASE kind WHEN 'claimed' THEN 'claim' WHEN 'released' THEN 'release' ELSE 'lapse' END || ' ' || conversation_id, count(*) " +
        "FROM timeline_entries WHERE kind IN ('claimed', 'released', 'lapsed') GROUP BY conversation_id, kind",
    );
    const wrong = [];
    for (const [what, times] of told)
      if (rows.get(what) !== times)
        wrong.push(`${what}: happened ${times} times, ${rows.get(what) ?? 0} rows`);
    for (const [what, times] of rows) {
      const [action, id] = what.split(' ');
      if (action === 'conversation.delete') {
        if (times !== 1 || there.has(id))
          wrong.push(`${what}: ${times} rows, ${there.has(id) ? 'and it is there' : 'gone'}`);
      } else if (there.has(id) && told.get(what) !== times) {
        wrong.push(`${what}: ${times} rows, happened ${told.get(what) ?? 0} times`);
      } else if (action !== 'conversation.lapse' && times > (attempted.get(what) ?? 0)) {
        wrong.push(`${what}: ${times} rows, and ${attempted.get(what) ?? 0} attempts`);
      }
    }
    for (const what of acknowledged.keys())
      if (!rows.has(what)) wrong.push(`${what}: acknowledged, and has no row`);
    const ids = [...attempted.keys()]
      .filter((what) => what.startsWith('conversation.delete'))
      .map((what) => what.split(' ')[1]);
    for (const id of ids)
      if (!there.has(id) && !rows.has(`conversation.delete ${id}`))
        wrong.push(`${id} is gone, and no row says so`);
    assert.deepEqual(wrong, []);
    assert.ok(
      ids.length > 0 && [...rows.keys()].some((what) => what.startsWith('conversation.claim')),
      'nothing happened',
    );

    const { code, stdout } = await run(['audit', 'verify', '--database', world.server.database]);
    assert.equal(code, 0, stdout);
  });
});
