// ./dev bench torture: runs the harness, checks what it recorded, prints a table. With --expect RULE it succeeds only if the
// checker finds that broken: for a server that was broken on purpose. --save FILE keeps the history, one conversation a line.
import { appendFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { binary } from '../support/server.js';
import { check } from './checker.js';
import { Torture } from './torture.js';

const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    kills: { type: 'string' },
    database: { type: 'string' },
    processes: { type: 'string', default: '1' },
    expect: { type: 'string', default: 'nothing' },
    save: { type: 'string' },
  },
});
const operations = Number(values.operations);
const seed = Number(values.seed);
const kills = Number(values.kills ?? Math.max(5, Math.round(operations / 5_000)));
const mostShown = 25;

const print = (text) => process.stdout.write(`${text}\n`);
print(`seed ${seed}; ${binary}`);

const torture = new Torture({ operations, seed, kills, database: values.database ?? null, processes: Number(values.processes) });
const begin = performance.now();
const history = await torture.run();
const ran = performance.now();
const violations = check(history);
const checked = performance.now();
if (values.save !== undefined) {
  const { conversations, ...world } = history;
  writeFileSync(values.save, `${JSON.stringify(world)}\n`);
  for (const conversation of conversations) appendFileSync(values.save, `${JSON.stringify(conversation)}\n`);
}

const sum = (pick) => history.conversations.reduce((total, conversation) => total + pick(conversation), 0);
const framesOf = ({ listeners }) => listeners.reduce((total, { frames }) => total + frames.length, 0);
const byOutcome = (fits) => sum(({ calls }) => calls.filter(fits).length);
const { counts } = torture;
const rows = [
  ['operations', counts.operations],
  ['calls, with retries and catching up', counts.calls],
  ['  refused, with the holder named', byOutcome(({ status }) => status === 409)],
  ['  without an answer', byOutcome(({ status }) => status === null || status === 503)],
  ['kill -9', counts.kills],
  ['sockets cut', counts.cuts],
  ['sockets not read', counts.slow],
  ['  of them given up by the server', counts.hungUp],
  ['subscriptions refused', counts.refused],
  ['members gone for a while', counts.left],
  ['conversations', counts.conversations],
  ['  deleted', counts.deleted],
  ['connections to them', sum(({ listeners }) => listeners.length)],
  ['frames checked', sum(framesOf)],
  ['entries checked', sum(({ timeline }) => timeline.length)],
  ['  claims, forced ones included', sum(({ timeline }) => timeline.filter(({ kind }) => kind === 'claimed').length)],
  ['  lapses', sum(({ timeline }) => timeline.filter(({ kind }) => kind === 'lapsed').length)],
  ['  answers cut off by a takeover', sum(({ timeline }) => timeline.filter(({ meta }) => meta.interrupted).length)],
  ['seconds to run', ((ran - begin) / 1000).toFixed(1)],
  ['seconds to check', ((checked - ran) / 1000).toFixed(1)],
  ['violations', violations.length],
];
for (const [name, value] of rows) print(`${name.padEnd(38)}${String(value).padStart(10)}`);

const byRule = Map.groupBy ? Map.groupBy(violations, ({ rule }) => rule) : new Map();
if (!Map.groupBy) for (const found of violations) byRule.set(found.rule, [...(byRule.get(found.rule) ?? []), found]);
for (const [rule, found] of byRule) {
  print(`\n${rule}: ${found.length}`);
  for (const { text } of found.slice(0, mostShown)) print(`  ${text}`);
}

if (values.expect !== 'nothing') {
  const caught = byRule.has(values.expect);
  print(`\nThe broken server was ${caught ? '' : 'NOT '}caught by the rule "${values.expect}".`);
  process.exitCode = caught ? 0 : 1;
} else {
  process.exitCode = violations.length > 0 ? 1 : 0;
}
