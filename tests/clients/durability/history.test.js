// Random concurrent operations while servers are killed, sockets are cut or stall, and the database
// goes away; then the whole history is checked (torture/checker.js has the rules).
// TAKEOVER_OPERATIONS makes the first one longer; TAKEOVER_SEED repeats a run's choices.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { seed } from '../support/random.js';
import { check } from '../torture/checker.js';
import { Torture } from '../torture/torture.js';

const operations = Number(process.env.TAKEOVER_OPERATIONS ?? 5_000);

/**
 * Milliseconds. A claim with two processes lasts longer, since a process that is starved of CPU for
 * that long counts as dead.
 */
const runs = [
  { name: 'on SQLite', operations, kills: Math.max(3, Math.round(operations / 1_000)), grace: 300,
    handoff: 300 },
  { name: 'on PostgreSQL that goes away twice', operations: 1_500, kills: 2, restarts: 2,
    database: 'postgresql', grace: 300, handoff: 300 },
  { name: 'by two processes on one PostgreSQL', operations: 1_500, kills: 2, database: 'postgresql',
    processes: 2, grace: 5_000, handoff: 300 },
];

const expected = [
  'visitor',
  'agent',
  'human_agent',
  'note',
  'lead_captured',
  'claimed',
  'transferred',
  'released',
  'queued',
];

for (const { name, ...run } of runs) {
  const title = `${run.operations} random operations with ${run.kills} kills ${name} leave one consistent history (seed ${seed})`;
  test(title, { timeout: 60_000 + run.operations * 10 }, async () => {
    const torture = new Torture({ ...run, seed });
    const history = await torture.run();

    const violations = check(history);

    assert.deepEqual(violations.map(({ rule, text }) => `${rule}: ${text}`), []);
    const made = new Set(
      history.conversations.flatMap(({ timeline }) =>
        timeline.map(({ kind, role, meta }) =>
          meta.transferred_by ? 'transferred' : (role ?? kind),
        ),
      ),
    );
    assert.deepEqual(expected.filter((kind) => !made.has(kind)), []);
    assert.deepEqual(
      [torture.counts.kills, torture.counts.restarts],
      [run.kills, run.restarts ?? 0],
    );
  });
}
