// A long, busy day in half an hour: connections, conversations, sign-ins, leads and deletions come
// and go, and the server must not grow or slow down. Prints a line a minute, writes a picture, and
// fails if memory or open files kept growing.
//
//   node tests/soak/main.js [--minutes 30] [--picture docs/soak.svg]
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { call } from '../clients/support/http.js';
import { RealtimeSocket } from '../clients/support/realtime.js';
import { makeWorld, newClientId, password } from '../clients/support/world.js';
import { drawn } from './picture.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    picture: { type: 'string' },
    workers: { type: 'string', default: '8' },
  },
});
const duration = Number(values.minutes) * 60_000;
const between = 10_000;

const world = await makeWorld({ members: 3 });
const counts = { conversations: 0, messages: 0, leads: 0, signIns: 0, deleted: 0, sockets: 0 };
let latencies = [];

async function timed(what) {
  const begin = performance.now();
  const answer = await what();
  latencies.push(performance.now() - begin);
  if (answer.status >= 500) throw new Error(`${answer.status} ${answer.text}`);
  return answer;
}

async function visit(n) {
  const visitor = await world.visitor();
  counts.conversations += 1;
  const socket = n % 4 === 0 ? await RealtimeSocket.open(world.base, visitor.realtimeKey) : null;
  if (socket !== null) {
    counts.sockets += 1;
    await socket.subscribe(visitor, visitor.init.realtime.channel);
  }
  for (let m = 0; m < 3; m += 1) {
    await timed(() => visitor.say(`What does the grinder cost, question ${m}?`));
    counts.messages += 1;
  }
  let email = null;
  if (n % 3 === 0) {
    counts.leads += 1;
    email = `visitor${counts.leads}.only@mail.example`;
    await timed(() =>
      visitor.call('POST', '/v1/widget/leads', {
        client_id: newClientId('lead'),
        source: 'form',
        fields: { email },
      }),
    );
  }
  const member = world.members[n % world.members.length];
  if (n % 2 === 0) {
    await timed(() => member.claim(visitor.conversation));
    await timed(() => member.reply(visitor.conversation, 'Hello, how can I help?'));
    await timed(() => member.release(visitor.conversation));
  }
  if (n % 10 === 0) {
    const opened = await timed(() =>
      call(world.base, 'POST', '/api/session', {
        json: { email: 'member1@northline.example', password, bearer: true },
      }),
    );
    await call(world.base, 'DELETE', '/api/session', { token: opened.json.token });
    counts.signIns += 1;
  }
  await member.call('GET', '/api/conversations?limit=50');
  socket?.close();
  // What was there before this visit goes, so that the day ends as it began.
  const gone = await world.owner.call('DELETE', `/api/conversations/${visitor.conversation}`);
  if (gone.status === 204) counts.deleted += 1;
  if (email !== null) {
    const found = await world.owner.call('GET', `/api/leads?q=${email}`);
    const { status } = await world.owner.call('DELETE', `/api/leads/${found.json.items[0].id}`);
    if (status !== 204) throw new Error(`a lead is not deleted: ${status}`);
  }
}

async function sample(at) {
  const pid = world.server.pid;
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const sorted = latencies.sort((a, b) => a - b);
  latencies = [];
  return {
    minute: at / 60_000,
    memory: Number(/VmRSS:\s+(\d+) kB/.exec(status)[1]) / 1024,
    files: (await readdir(`/proc/${pid}/fd`)).length,
    p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
  };
}

const begin = performance.now();
let ended = false;
const failures = [];
const workers = Array.from({ length: Number(values.workers) }, async (_, worker) => {
  for (let n = worker; !ended; n += 1) await visit(n).catch((error) => failures.push(error.message));
});
const samples = [];
for (let next = between; next <= duration; next += between) {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, begin + next - performance.now())));
  const row = await sample(next);
  samples.push(row);
  if (next % 60_000 === 0)
    console.log(
      `${row.minute.toFixed(0).padStart(3)} min ${row.memory.toFixed(1).padStart(7)} MB ` +
        `${String(row.files).padStart(4)} files  p99 ${row.p99.toFixed(1).padStart(6)} ms  ` +
        JSON.stringify(counts),
    );
}
ended = true;
await Promise.all(workers);
if (values.picture !== undefined) await writeFile(values.picture, drawn(samples, counts));
await world.discard();

const middle = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
/** The middle of the last quarter over that of the second one; the first is for warming up. */
const growth = (name) => {
  const quarter = Math.floor(samples.length / 4);
  const part = (n) => samples.slice(n * quarter, (n + 1) * quarter).map((row) => row[name]);
  return middle(part(3)) / middle(part(1));
};
const memory = growth('memory');
const files = growth('files');
console.log(
  `last quarter over second: memory ${memory.toFixed(3)}, open files ${files.toFixed(3)}, ` +
    `p99 ${growth('p99').toFixed(2)}; ${failures.length} failures`,
);
for (const failure of failures.slice(0, 5)) console.log(failure);
process.exit(failures.length > 0 || memory > 1.1 || files > 1.1 ? 1 : 0);
