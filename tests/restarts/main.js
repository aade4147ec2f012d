// How soon clients are back after an orderly restart under load, with the server away for a while:
// the real pusher-js, and an inbox and a widget in a browser, counted from the moment when the new
// server answers. Prints percentiles, and fails over the limits (1 s after 0.5 s away, 5 s after
// 3 s), or if a message was lost or doubled.
//
//   node tests/restarts/main.js [--rounds 20] [--clients 20] [--held]
//
// `--held`: the listening socket is held meanwhile, as a service manager does. Without it, clients
// are refused during the 3 s, and come back after 15 s: nothing but a held socket prevents that.
import { parseArgs } from 'node:util';

import { connect } from '../clients/support/echo.js';
import { eventually } from '../clients/support/eventually.js';
import { HeldSocket } from '../clients/support/held_socket.js';
import { makeWorld, newClientId } from '../clients/support/world.js';
import { BrowserClients } from './browsers.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    clients: { type: 'string', default: '20' },
    held: { type: 'boolean', default: false },
  },
});
/** Milliseconds: how long the server is away, and what p99 may be. */
const absences = [
  { away: 500, limit: 1_000 },
  { away: 3_000, limit: 5_000 },
];
/** Prints percentiles; true if p99 is over the limit. */
function report(what, times, limit) {
  times.sort((a, b) => a - b);
  const at = (part) => times[Math.min(times.length - 1, Math.floor(times.length * part))];
  const isOver = at(0.99) > limit;
  console.log(
    `${what}, ${times.length} times: p50 ${at(0.5).toFixed(0)} ms, p99 ${at(0.99).toFixed(0)} ms, ` +
      `most ${times.at(-1).toFixed(0)} ms (limit ${limit})${isOver ? ' TOO SLOW' : ''}`,
  );
  return isOver;
}
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
const world = await makeWorld({ members: 1 });
const visitors = await Promise.all(
  Array.from({ length: Number(values.clients) }, () => world.visitor()),
);
const said = new Map(visitors.map(({ conversation }) => [conversation, []]));
const heard = new Map(visitors.map(({ conversation }) => [conversation, []]));
let joinedAt = [];

const clients = visitors.map((visitor, n) => {
  const echo = connect(world.base, world.owner.realtimeKey, visitor.token);
  const channel = echo.private(`conversation.${visitor.conversation}`);
  channel.on('pusher:subscription_succeeded', () => (joinedAt[n] = performance.now()));
  channel.listen('.message.created', ({ entry }) => {
    if (entry.role === 'visitor') heard.get(visitor.conversation).push(entry.body);
  });
  return echo;
});

/** Keeps saying things, each until it is acknowledged, under one client id. */
let over = false;
const talking = visitors.map(async (visitor) => {
  for (let n = 0; !over; n += 1) {
    const body = `Message ${n}`;
    const id = newClientId('restart');
    let status = 0;
    while (status !== 201 && status !== 200) {
      status = await visitor.say(body, id).then((answer) => answer.status, () => 0);
      if (status !== 201 && status !== 200) await pause(100);
    }
    said.get(visitor.conversation).push(body);
    await pause(200);
  }
});

/** The holder's side of the conversation that the browser shows. */
const browser = await BrowserClients.open(world);
const replies = [];
const replying = (async () => {
  for (let n = 0; !over; n += 1) {
    const body = `Reply number ${n}.`;
    const id = newClientId('reply');
    let status = 0;
    while (status !== 201 && status !== 200) {
      status = await world.members[0]
        .reply(browser.conversation, body, id)
        .then((answer) => answer.status, () => 0);
      if (status !== 201 && status !== 200) await pause(100);
    }
    replies.push(body);
    await pause(500);
  }
})();

let isSlow = false;
let isWrong = false;
const everyoneIsIn = () => joinedAt.filter(Boolean).length === clients.length;
await eventually('everyone is in', everyoneIsIn, 60_000);
const held = values.held ? await (async () => {
  await world.server.stop();
  const socket = await HeldSocket.of(world.server);
  await world.server.start();
  await eventually('everyone is in', everyoneIsIn, 60_000);
  return socket;
})() : null;

for (const { away, limit } of absences) {
  const times = [];
  const browserTimes = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    await world.server.stop();
    joinedAt = [];
    browser.forget();
    await pause(away);
    await world.server.start();
    const up = performance.now();
    await eventually('everyone is back', everyoneIsIn, 60_000);
    await eventually('the browser is back', () => browser.joinedAt.filter(Boolean).length === browser.count, 60_000);
    times.push(...joinedAt.map((at) => Math.max(0, at - up)));
    browserTimes.push(...browser.joinedAt.map((at) => Math.max(0, at - up)));
    await pause(1_000);
  }
  isSlow = report(`away ${away} ms, pusher-js`, times, limit) || isSlow;
  isSlow = report(`away ${away} ms, inbox and widget`, browserTimes, limit) || isSlow;
}
over = true;
await Promise.all([...talking, replying]);
for (const visitor of visitors) {
  const stored = (await world.owner.timeline(visitor.conversation))
    .filter(({ role }) => role === 'visitor')
    .map(({ body }) => body);
  const expected = said.get(visitor.conversation);
  const twice = heard.get(visitor.conversation).length - new Set(heard.get(visitor.conversation)).size;
  if (JSON.stringify(stored) === JSON.stringify(expected) && twice === 0) continue;
  isWrong = true;
  console.log(`${visitor.conversation}: ${expected.length} said, ${stored.length} stored, ${twice} heard twice`);
}
console.log(`${[...said.values()].flat().length} messages, each stored and heard once: ${isWrong ? 'no, see above' : 'yes'}`);
const latest = replies.slice(-30);
await eventually('the browser shows the last reply', async () => (await browser.wrongOnes(latest.slice(-1))).length === 0);
const wrong = await browser.wrongOnes(latest);
isWrong ||= wrong.length > 0;
console.log(`${replies.length} replies, the last ${latest.length} shown once by inbox and widget: ${wrong.length > 0 ? wrong.join(', ') : 'yes'}`);
await browser.close();
for (const echo of clients) echo.disconnect();
await world.discard();
held?.release();
process.exit(isSlow || isWrong ? 1 : 0);
