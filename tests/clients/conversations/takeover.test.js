// Takeovers at random points of an answer that is being written. On no connection does a piece of
// the answer follow the takeover, and the transcript holds what was written before it.
// TAKEOVER_ROUNDS sets how many; TAKEOVER_SEED repeats a run.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Random, seed } from '../support/random.js';
import { RealtimeSocket } from '../support/realtime.js';
import { longQuestion, makeWorld } from '../support/world.js';

const rounds = Number(process.env.TAKEOVER_ROUNDS ?? 1000);
const lanes = 4;

describe(`takeover in the middle of an answer (seed ${seed})`, () => {
  let world;
  let wholeAnswer;

  before(async () => {
    world = await makeWorld({ members: lanes * 2, settings: { 'answerer.words_per_second': 120 } });
    const visitor = await world.visitor();
    const stream = await visitor.ask(longQuestion);
    const events = await stream.ended;
    wholeAnswer = {
      body: events.find(({ name, data }) => name === 'message' && data.entry.role === 'agent').data
        .entry.body,
      deltas: events.filter(({ name }) => name === 'delta').length,
    };
  });
  after(() => world?.discard());

  /**
   * One visitor, one takeover. Gives whether it came in mid-answer, and how much of the answer was
   * there.
   */
  async function takeOver(random, sockets, [taker]) {
    const visitor = await world.visitor();
    const { conversation } = visitor;
    const channel = `private-conversation.${conversation}`;
    const visitorSocket = await RealtimeSocket.open(world.base, visitor.realtimeKey);
    const all = [
      ...sockets.map(({ socket, person }) => ({ socket, person })),
      { socket: visitorSocket, person: visitor },
    ];
    const begins = all.map(({ socket }) => socket.frames.length);
    await Promise.all(all.map(({ socket, person }) => socket.subscribe(person, channel)));

    // The claim is sent when a random number of pieces has come by the stream (more than there are:
    // after the whole answer).
    const moment = random.between(0, wholeAnswer.deltas + 1);
    let seen = 0;
    let reached;
    const reachedMoment = new Promise((resolve) => (reached = resolve));
    const stream = await visitor.ask(longQuestion, (name) => {
      if (name === 'delta') seen += 1;
      if (seen >= moment || name === 'message' || name === 'done') reached();
    });
    assert.equal(stream.status, 200);
    if (moment === 0) reached();
    await reachedMoment;
    const claim = await taker.claim(conversation);
    assert.equal(claim.status, 200, claim.text);
    const streamEvents = await stream.ended;

    // Whatever was still under way has arrived when the reply, sent after the claim's
    // acknowledgement, is there.
    const marker = await taker.reply(conversation, 'A person is here now.');
    assert.equal(marker.status, 201);
    const markerSeq = marker.json.entry.seq;
    await Promise.all(
      all.map(({ socket }, n) =>
        socket.next(
          (f) => f.channel === channel && f.event === 'message.created' && f.data.seq === markerSeq,
          { from: begins[n] },
        ),
      ),
    );

    const entries = await taker.timeline(conversation);
    const answer = entries.find((entry) => entry.role === 'agent');
    const interrupted = answer?.meta.interrupted === true;
    all.forEach(({ socket }, n) => {
      const frames = socket.frames.slice(begins[n]).filter((frame) => frame.channel === channel);
      judgeConnection(frames, entries, answer, interrupted);
    });
    judgeStream(streamEvents, answer, interrupted);
    assert.deepEqual(
      entries.map((entry) => entry.seq),
      entries.map((_, n) => n + 1),
      'the timeline has holes',
    );
    if (answer !== undefined)
      assert.ok(
        wholeAnswer.body.startsWith(answer.body),
        'the kept text is no beginning of the answer',
      );
    if (answer !== undefined && !interrupted) assert.equal(answer.body, wholeAnswer.body);

    for (const { socket } of sockets) socket.unsubscribe(channel);
    visitorSocket.close();
    return { interrupted, length: answer?.body.length ?? 0 };
  }

  /** Deltas in the order of one connection, put together by their offsets. */
  function written(deltas) {
    let text = '';
    for (const { offset, text: piece } of deltas) {
      assert.ok(offset <= text.length, `a piece at ${offset} leaves a hole after ${text.length}`);
      text = text.slice(0, offset) + piece;
    }
    return text;
  }

  function judgeConnection(frames, entries, answer, interrupted) {
    const claimedAt = frames.findIndex((frame) => frame.event === 'conversation.claimed');
    assert.ok(claimedAt >= 0, 'conversation.claimed did not arrive');
    const late = frames.slice(claimedAt).filter((frame) => frame.event === 'message.delta');
    assert.deepEqual(late, [], 'pieces of the answer after conversation.claimed');

    const seqs = frames
      .filter((frame) => frame.data?.entry !== undefined)
      .map((frame) => frame.data.seq);
    assert.deepEqual(
      seqs,
      entries.map((entry) => entry.seq),
      'not every entry was announced once and in order',
    );

    const text = written(
      frames.filter((frame) => frame.event === 'message.delta').map((frame) => frame.data),
    );
    if (interrupted)
      assert.equal(text, answer.body, 'the kept text is not what this connection saw');
    else assert.ok((answer?.body ?? '').startsWith(text));
  }

  function judgeStream(events, answer, interrupted) {
    assert.equal(events[0].name, 'accepted');
    assert.equal(events.at(-1).name, 'done');
    assert.equal(events.filter(({ name }) => name === 'done').length, 1);
    assert.equal(events.at(-1).data.interrupted, interrupted || answer === undefined);
    const messageAt = events.findIndex(({ name }) => name === 'message');
    assert.equal(
      messageAt >= 0,
      answer !== undefined,
      "the answer's entry and its event on the stream belong together",
    );
    if (answer === undefined) return;
    assert.deepEqual(
      events.slice(messageAt).filter(({ name }) => name === 'delta'),
      [],
      'pieces of the answer after its end',
    );
    assert.equal(events[messageAt].data.entry.body, answer.body);
    const text = written(events.filter(({ name }) => name === 'delta').map(({ data }) => data));
    if (interrupted) assert.equal(text, answer.body, 'the kept text is not what the stream wrote');
    else assert.ok(answer.body.startsWith(text));
  }

  test(`${rounds} takeovers at random points`, { timeout: 60_000 + rounds * 4_000 }, async () => {
    const results = [];
    let next = 0;
    const lane = async (number) => {
      const random = new Random(seed + number);
      const members = world.members.slice(number * 2, number * 2 + 2);
      const sockets = await Promise.all(
        members.map(async (person) => ({
          person,
          socket: await RealtimeSocket.open(world.base, person.realtimeKey),
        })),
      );
      while (next < rounds) {
        next += 1;
        results.push(await takeOver(random, sockets, members));
      }
      for (const { socket } of sockets) socket.close();
    };
    await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)));

    assert.equal(results.length, rounds);
    const cut = results.filter(
      ({ interrupted, length }) => interrupted && length > 0 && length < wholeAnswer.body.length,
    );
    assert.ok(
      cut.length >= rounds * 0.3,
      `only ${cut.length} of ${rounds} takeovers came in mid-answer`,
    );
    // Half of the places at which the answer can be cut: of 32 draws fewer come up once in a
    // million runs.
    const lengths = new Set(cut.map(({ length }) => length));
    assert.ok(
      lengths.size >= Math.min((wholeAnswer.deltas - 1) / 2, cut.length / 3),
      `the takeovers came at ${lengths.size} of ${wholeAnswer.deltas - 1} points`,
    );
  });
});
