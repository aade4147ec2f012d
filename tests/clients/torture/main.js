// ./dev bench torture: runs the harness, checks what it recorded, prints a table for each run. With
// --expect RULE it succeeds only if the checker finds that broken: for a server that was broken on
// purpose. --save FILE keeps the history, one conversation a line.
import { appendFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { binary } from '../support/server.js';
import { check } from './checker.js';
import { Torture } from './torture.js';

const { values } = parseArgs({
  options: {
    operations: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    database: { type: 'string' },
    processes: { type: 'string', default: '1' },
    kills: { type: 'string' },
    restarts: { type: 'string' },
    expect: { type: 'string', default: 'nothing' },
    save: { type: 'string' },
  },
});
const seed = Number(values.seed);
const mostShown = 25;

/**
 * One run of its own, or, if no argument says which, the three that there are: {name, operations,
 * database, processes, kills, restarts}.
 */
function runs() {
  const option = (name, ifNone) => Number(values[name] ?? ifNone);
  const plan = ({ operations, database, processes }) => {
    const restarts = database === 'postgresql' ? Math.max(2, Math.round(operations / 10_000)) : 0;
    return {
      name: `${database === 'sqlite' ? 'SQLite' : 'PostgreSQL'}, ${processes === 1 ? 'one process' : `${processes} processes`}`,
      operations,
      database,
      processes,
      kills: option('kills', Math.max(5, Math.round(operations / 5_000))),
      restarts: option('restarts', restarts),
    };
  };
  if (values.database !== undefined || values.processes !== '1' || values.expect !== 'nothing') {
    const processes = Number(values.processes);
    const database = values.database ?? (processes > 1 ? 'postgresql' : 'sqlite');
    return [plan({ operations: option('operations', 100_000), database, processes })];
  }
  const all = option('operations', 120_000);
  return [
    plan({ operations: Math.ceil(all / 2), database: 'sqlite', processes: 1 }),
    plan({ operations: Math.ceil(all / 4), database: 'postgresql', processes: 1 }),
    plan({ operations: Math.ceil(all / 4), database: 'postgresql', processes: 2 }),
  ];
}

const print = (text) => process.stdout.write(`${text}\n`);

function save(history, file) {
  const { conversations, ...world } = history;
  appendFileSync(file, `${JSON.stringify(world)}\n`);
  for (const conversation of conversations)
    appendFileSync(file, `${JSON.stringify(conversation)}\n`);
}

/** Prints what one run did and what the checker found. Gives the rules that were broken. */
async function torment(plan) {
  print(`\n${plan.name}`);
  const torture = new Torture({ ...plan, seed });
  const begin = performance.now();
  const history = await torture.run();
  const ran = performance.now();
  const violations = check(history);
  const checked = performance.now();
  if (values.save !== undefined) save(history, values.save);
  printCounts(torture.counts, history, violations, { run: ran - begin, check: checked - ran });
  const rules = new Map();
  for (const violation of violations)
    rules.set(violation.rule, [...(rules.get(violation.rule) ?? []), violation]);
  for (const [rule, violations] of rules) {
    print(`\n${rule}: ${violations.length}`);
    for (const { text } of violations.slice(0, mostShown)) print(`  ${text}`);
  }
  return { operations: torture.counts.operations, rules };
}

function printCounts(counts, history, violations, times) {
  const sum = (pick) =>
    history.conversations.reduce((total, conversation) => total + pick(conversation), 0);
  const framesOf = ({ listeners }) =>
    listeners.reduce((total, { frames }) => total + frames.length, 0);
  const byOutcome = (fits) => sum(({ calls }) => calls.filter(fits).length);
  const rows = [
    ['operations', counts.operations],
    ['calls, with retries and catching up', counts.calls],
    ['  refused, with the holder named', byOutcome(({ status }) => status === 409)],
    ['  without an answer', byOutcome(({ status }) => status === null || status === 503)],
    ['kill -9', counts.kills],
    ['database ended and started again', counts.restarts],
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
    ['  claims, forced ones and transfers too',
      sum(({ timeline }) => timeline.filter(({ kind }) => kind === 'claimed').length)],
    ['  transfers',
      sum(({ timeline }) => timeline.filter(({ meta }) => meta.transferred_by).length)],
    ['  lapses', sum(({ timeline }) => timeline.filter(({ kind }) => kind === 'lapsed').length)],
    ['  answers cut off by a takeover',
      sum(({ timeline }) => timeline.filter(({ meta }) => meta.interrupted).length)],
    ['seconds to run', (times.run / 1000).toFixed(1)],
    ['seconds to check', (times.check / 1000).toFixed(1)],
    ['violations', violations.length],
  ];
  for (const [name, value] of rows) print(`${name.padEnd(38)}${String(value).padStart(10)}`);
}

if (values.save !== undefined) writeFileSync(values.save, '');
print(`seed ${seed}; ${binary}`);
let operations = 0;
const broken = new Set();
for (const plan of runs()) {
  const outcome = await torment(plan);
  operations += outcome.operations;
  for (const rule of outcome.rules.keys()) broken.add(rule);
}
print(`\n${operations} operations; rules that were broken: ${[...broken].join(', ') || 'none'}`);
if (values.expect !== 'nothing') {
  const caught = broken.has(values.expect);
  print(`The broken server was ${caught ? '' : 'NOT '}caught by the rule "${values.expect}".`);
  process.exitCode = caught ? 0 : 1;
} else {
  process.exitCode = broken.size > 0 ? 1 : 0;
}
