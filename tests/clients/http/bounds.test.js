// Backpressure: beyond a bound calls are refused with 503 and Retry-After, never dropped silently;
// a slow socket is cut.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';

import { call } from '../support/http.js';
import { RealtimeSocket } from '../support/realtime.js';
import { makeWorld } from '../support/world.js';

/** Another program writes to the file: nobody else can, until `release`. */
async function lock(file) {
  const child = spawn('sqlite3', ['-batch', '-noheader', '-cmd', '.timeout 10000', file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  child.stdin.write("BEGIN IMMEDIATE; SELECT 'locked';\n");
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return {
    release() {
      child.stdin.end('ROLLBACK;\n');
      return ended;
    },
  };
}

describe('over the bounds', () => {
  let world;
  let member;

  before(async () => {
    world = await makeWorld();
    [member] = world.members;
  });
  after(() => world?.discard());

  test('replies beyond a full mailbox are refused with 503 and Retry-After, and sent again they are stored, each once', { timeout: 120_000 }, async () => {
    const mailbox = 256;
    const visitor = await world.visitor();
    const at = `/api/conversations/${visitor.conversation}`;
    assert.equal((await member.claim(visitor.conversation)).status, 200);
    const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity });
    const send = (n) =>
      call(world.base, 'POST', `${at}/messages`, {
        token: member.token,
        json: { client_id: `r${n}`, body: `Reply ${n}` },
        agent,
      });
    const all = Array.from({ length: mailbox + 100 }, (_, n) => n);

    const other = await lock(world.server.databaseFile);
    let refused = 0;
    let first;
    const oneRefused = new Promise((resolve) => (first = resolve));
    const answers = all.map(async (n) => {
      const answer = await send(n);
      if (answer.status !== 503) return answer;
      refused += 1;
      first();
      return answer;
    });
    await oneRefused;
    await other.release();
    const settled = await Promise.all(answers);

    assert.ok(refused > 0 && refused <= all.length - mailbox, `${refused} refused`);
    for (const answer of settled.filter(({ status }) => status === 503)) {
      assert.equal(answer.problem, 'overloaded');
      assert.match(answer.headers['retry-after'], /^[1-9]\d*$/);
    }
    assert.ok(settled.every(({ status }) => status === 201 || status === 503));
    for (const n of all.filter((_, at) => settled[at].status === 503))
      assert.equal((await send(n)).status, 201, 'refused means: not stored');
    const bodies = (await member.timeline(visitor.conversation))
      .filter(({ role }) => role === 'human_agent')
      .map(({ body }) => body);
    assert.deepEqual(bodies.toSorted(), all.map((n) => `Reply ${n}`).toSorted());
    agent.destroy();
  });

  test('a socket that is not read is cut, and everybody else hears everything', async () => {
    const visitor = await world.visitor();
    assert.equal((await member.claim(visitor.conversation)).status, 200);
    const channel = `private-conversation.${visitor.conversation}`;
    const [slow, quick] = [
      await RealtimeSocket.open(world.base, member.realtimeKey),
      await RealtimeSocket.open(world.base, member.realtimeKey),
    ];
    for (const socket of [slow, quick]) await socket.subscribe(member, channel);
    const cuts = async () =>
      Number(
        /^takeover_realtime_cut_slow_total (\d+)/m.exec(
          (await call(world.base, 'GET', '/metrics')).text,
        )[1],
      );
    assert.equal(await cuts(), 0);
    slow.pause();

    const body = 'Too much to read. '.repeat(3_000);
    let sent = 0;
    for (const most = 2_000; (await cuts()) === 0 && sent < most; sent += 1) {
      assert.equal((await member.reply(visitor.conversation, body)).status, 201);
    }
    assert.equal(await cuts(), 1, `not cut after ${sent} messages`);
    slow.resume();
    assert.ok((await slow.whenClosed()).code !== 1000);
    const last = await member.reply(visitor.conversation, 'The last one');
    await quick.next(
      ({ event, data }) => event === 'message.created' && data.entry.body === 'The last one',
    );
    const heard = quick.frames
      .filter(({ event }) => event === 'message.created')
      .map(({ data }) => data.seq);
    assert.deepEqual(
      heard,
      Array.from({ length: sent + 1 }, (_, n) => last.json.entry.seq - sent + n),
    );
    quick.close();
  });
});
