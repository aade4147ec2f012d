// A restart while visitors wait, members hold claims and the agent writes: every timer, badge and
// claim is as before.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { eventually } from '../support/eventually.js';
import { RealtimeSocket } from '../support/realtime.js';
import { longQuestion, makeWorld, newClientId } from '../support/world.js';

/** Milliseconds. Long enough that nothing is due before the server is back. */
const grace = 8_000;
const handoff = 10_000;

const kept = ({
  id,
  controller,
  claimed_by,
  claimed_at,
  epoch,
  last_seq,
  queued_at,
  visitor_message_count,
  last_message,
}) => ({
  id,
  controller,
  claimed_by,
  claimed_at,
  epoch,
  last_seq,
  queued_at,
  visitor_message_count,
  last_message,
});
const ms = (time) => new Date(time).getTime();

/** Joins the workspace's channel: whoever does is there. */
async function arrive(world, member) {
  const socket = await RealtimeSocket.open(world.base, member.realtimeKey);
  await socket.subscribe(member, `private-workspace.${world.workspace}`);
  return socket;
}

async function badges(members) {
  return Promise.all(
    members.map(
      async (member) =>
        (await member.call('GET', '/api/conversations?filter=needs_human')).json.counts,
    ),
  );
}

/** What the sweeper does, heard on a channel: the entry's time. */
async function heard(socket, conversation, event) {
  const frame = await socket.next(
    (frame) => frame.event === event && frame.data.conversation_id === conversation,
  );
  return {
    at: ms(frame.data.entry.created_at),
    entry: frame.data.entry,
    controller: frame.data.conversation.controller,
  };
}

for (const [how, name] of [['kill', 'a kill'], ['stop', 'an orderly stop']]) {
  describe(`after ${name}`, () => {
    test('what was queued, held and being written goes on where it was', { timeout: 120_000 }, async () => {
      const settings = {
        'live_chat.claim_grace': `${grace}ms`,
        'live_chat.handoff_timeout': `${handoff}ms`,
        'answerer.words_per_second': 10,
      };
      const world = await makeWorld({ members: 4, settings });
      try {
        const [stayer, leaver, quiet, gone] = world.members;
        const sockets = await Promise.all(world.members.map((member) => arrive(world, member)));
        const [waits, stays, left, empty, away, asks] = await Promise.all(
          Array.from({ length: 6 }, () => world.visitor()),
        );
        assert.equal((await waits.handOff()).json.state, 'queued');
        for (const [member, visitor] of [
          [stayer, stays],
          [leaver, left],
          [quiet, empty],
          [gone, away],
        ]) {
          assert.equal((await member.claim(visitor.conversation)).status, 200);
        }
        assert.equal((await left.say('Is anybody there?')).status, 201);
        const answering = newClientId();
        let begun;
        const firstWords = new Promise((resolve) => (begun = resolve));
        const stream = await asks.ask(
          longQuestion,
          (event) => event === 'delta' && begun(),
          answering,
        );
        stream.ended.catch(() => {});
        await firstWords;
        // One holder goes before the server does: the grace is counted from then.
        sockets[3].close();
        const view = ({ conversation }) => world.owner.conversation(conversation);
        await eventually(
          'the holder who left is missed',
          async () => (await view(away)).deadline_at !== null,
        );
        const steady = [waits, stays, left, empty, away];
        const before = await Promise.all(steady.map(view));
        const badgesBefore = await badges(world.members);

        await world.server[how]();
        const down = Date.now();
        await world.server.start();

        const now = await Promise.all(steady.map(view));
        const read = Date.now();
        assert.deepEqual(now.map(kept), before.map(kept));
        assert.deepEqual(await badges(world.members), badgesBefore);
        const deadlines = (views) => views.map(({ deadline_at: at }) => at);
        assert.deepEqual(
          [now[0], now[4]].map(({ deadline_at: at }) => at),
          [before[0], before[4]].map(({ deadline_at: at }) => at),
          'a timer runs on',
        );
        for (const at of deadlines(now.slice(1, 4))) {
          assert.ok(
            ms(at) >= down + grace && ms(at) <= read + grace,
            `the grace begins with the start: ${ms(at) - down - grace}`,
          );
        }

        const watcher = await RealtimeSocket.open(world.base, world.owner.realtimeKey);
        for (const visitor of steady)
          await watcher.subscribe(world.owner, `private-conversation.${visitor.conversation}`);
        const back = await arrive(world, stayer);
        await eventually(
          'who comes back keeps the claim',
          async () => (await view(stays)).deadline_at === null,
        );
        const lapses = [[away, now[4], 'bot'], [left, now[2], 'queued'], [empty, now[3], 'bot']];
        for (const [{ conversation }, { deadline_at: due }, controller] of lapses) {
          const lapse = await heard(watcher, conversation, 'conversation.lapsed');
          assert.equal(lapse.controller, controller);
          assert.ok(lapse.at >= ms(due), `${lapse.at - ms(due)} ms before it was due`);
        }
        const over = await heard(watcher, waits.conversation, 'conversation.released');
        assert.deepEqual(
          [over.entry.meta.reason, over.at >= ms(before[0].deadline_at)],
          ['timeout', true],
        );
        assert.deepEqual(kept(await view(stays)), kept(before[1]));

        // The answer that was cut off is given whole, once; and who asks again is given it.
        const again = await asks.say(longQuestion, answering);
        assert.deepEqual([again.status, again.json.replies.length], [200, 1]);
        const entries = await world.owner.timeline(asks.conversation);
        assert.deepEqual(entries.map(({ role }) => role), ['visitor', 'agent']);
        assert.deepEqual(
          [entries[1].meta.interrupted, entries[1].body],
          [undefined, again.json.replies[0].body],
        );
        for (const socket of [...sockets, watcher, back]) socket.terminate();
      } finally {
        await world.discard();
      }
    });
  });
}
