// Everybody does everything at once while the server is killed, cut off and not listened to; then the whole history is checked
// (torture/checker.js has the rules). TAKEOVER_OPERATIONS makes it longer; TAKEOVER_SEED repeats a run's choices.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { seed } from './support/random.js';
import { check } from './torture/checker.js';
import { Torture } from './torture/torture.js';

const operations = Number(process.env.TAKEOVER_OPERATIONS ?? 5_000);
const kills = Math.max(3, Math.round(operations / 1_000));

const name = `${operations} random operations with ${kills} kills leave one consistent history (seed ${seed})`;
test(name, { timeout: 60_000 + operations * 10 }, async () => {
  const torture = new Torture({ operations, seed, kills, grace: 300, handoff: 300 });
  const history = await torture.run();

  const violations = check(history);

  assert.deepEqual(violations.map(({ rule, text }) => `${rule}: ${text}`), []);
  const made = new Set(history.conversations.flatMap(({ timeline }) => timeline.map(({ kind, role }) => role ?? kind)));
  const wanted = ['visitor', 'agent', 'human_agent', 'note', 'lead_captured', 'claimed', 'released', 'queued'];
  assert.deepEqual(wanted.filter((kind) => !made.has(kind)), []);
  assert.equal(torture.counts.kills, kills);
});
