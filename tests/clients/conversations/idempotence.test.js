// Idempotence: a client that does not know the outcome sends again under the same client id, and
// catches up by the timeline.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { call } from '../support/http.js';
import { RealtimeSocket } from '../support/realtime.js';
import { longQuestion, makeWorld, newClientId, shopOrigin } from '../support/world.js';

describe('sending again and catching up', () => {
  let world;

  before(async () => {
    world = await makeWorld({ settings: { 'answerer.words_per_second': 40 } });
  });
  after(() => world?.discard());

  test("a visitor's message sent twice is one entry, and both answers carry it", async () => {
    const visitor = await world.visitor();
    const id = newClientId();
    const first = await visitor.say(longQuestion, id);
    const second = await visitor.say(longQuestion, id);
    assert.equal(first.status, 201);
    assert.equal(second.status, 200);
    assert.deepEqual(second.json.entry, first.json.entry);
    assert.deepEqual(second.json.replies, first.json.replies);
    assert.equal(first.json.replies.length, 1);
    const own = (await world.admin.timeline(visitor.conversation)).filter(
      (entry) => entry.client_id === id,
    );
    assert.equal(own.length, 1);
  });

  test('a message sent again while its answer is being written joins that answer', async () => {
    const visitor = await world.visitor();
    const id = newClientId();
    let firstPiece;
    const started = new Promise((resolve) => (firstPiece = resolve));
    const stream = await visitor.ask(longQuestion, (name) => name === 'delta' && firstPiece(), id);
    await started;
    const again = await visitor.ask(longQuestion, undefined, id);
    const [first, second] = await Promise.all([stream.ended, again.ended]);
    const answerOf = (events) => events.find(({ name }) => name === 'message').data.entry;
    assert.deepEqual(answerOf(second), answerOf(first));
    const joined = second.find(({ name }) => name === 'delta').data;
    assert.equal(joined.offset, 0, 'who joins starts with all that was written so far');
    assert.equal(
      (await world.admin.timeline(visitor.conversation)).filter(({ role }) => role === 'agent')
        .length,
      1,
    );
  });

  test('16 copies of a message sent at once are one entry', async () => {
    const visitor = await world.visitor();
    await world.members[0].claim(visitor.conversation);
    const id = newClientId();
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => visitor.say('Anybody?', id)),
    );
    assert.equal(answers.filter(({ status }) => status === 201).length, 1);
    assert.equal(answers.filter(({ status }) => status === 200).length, 15);
    assert.equal(new Set(answers.map(({ json }) => json.entry.seq)).size, 1);
  });

  test('the same client id with another body is refused', async () => {
    const visitor = await world.visitor();
    const [member] = world.members;
    await member.claim(visitor.conversation);
    await visitor.say('One', 'same-id');
    const refused = await visitor.say('Two', 'same-id');
    assert.equal(refused.status, 409);
    assert.equal(refused.problem, 'client-id-reused');

    await member.reply(visitor.conversation, 'Three', 'same-reply');
    const repeat = await member.reply(visitor.conversation, 'Three', 'same-reply');
    assert.equal(repeat.status, 200);
    const other = await member.reply(visitor.conversation, 'Four', 'same-reply');
    assert.equal(other.status, 409);
    assert.equal(other.problem, 'client-id-reused');
    const bodies = (await member.timeline(visitor.conversation)).map(({ body }) => body);
    assert.ok(!bodies.includes('Two') && !bodies.includes('Four'));
  });

  test('a lead sent again under its client id is the same lead, and a known e-mail tells nothing', async () => {
    const [visitor, other] = await Promise.all([world.visitor(), world.visitor()]);
    const send = (from, clientId, name) =>
      from.call('POST', '/v1/widget/leads', {
        client_id: clientId,
        source: 'cta',
        fields: { name, email: 'aoife@example.com' },
      });
    const first = await send(visitor, 'lead-1', 'Aoife');
    assert.equal(first.status, 201);
    const repeat = await send(visitor, 'lead-1', 'Aoife');
    assert.equal(repeat.status, 200);
    assert.equal(repeat.json.lead_id, first.json.lead_id);
    const known = await send(other, 'lead-2', 'Aoife Brennan');
    assert.equal(known.status, 201);
    assert.notEqual(known.json.lead_id, first.json.lead_id);
    assert.deepEqual((await send(other, 'lead-2', 'Aoife Brennan')).json, known.json);
    const feed = await world.members[0].call('GET', '/api/leads?q=aoife@example.com');
    assert.equal(feed.json.total, 1);
  });

  test('a client that was away asks for the timeline after its last known entry, and gets exactly the rest', async () => {
    const visitor = await world.visitor();
    const [member] = world.members;
    await member.claim(visitor.conversation);
    const channel = `private-conversation.${visitor.conversation}`;
    const socket = await RealtimeSocket.open(world.base, member.realtimeKey);
    await socket.subscribe(member, channel);
    await visitor.say('Before');
    const before = await socket.next(({ event }) => event === 'message.created');
    socket.terminate();

    for (let n = 0; n < 7; n += 1) await visitor.say(`Missed ${n}`);

    const back = await RealtimeSocket.open(world.base, member.realtimeKey);
    const joined = await back.subscribe(member, channel);
    assert.equal(joined.last_seq, before.data.seq + 7);
    const page = await member.call(
      'GET',
      `/api/conversations/${visitor.conversation}/timeline?after=${before.data.seq}&limit=5`,
    );
    assert.deepEqual(
      page.json.entries.map(({ body }) => body),
      ['Missed 0', 'Missed 1', 'Missed 2', 'Missed 3', 'Missed 4'],
    );
    assert.equal(page.json.more, true);
    const rest = await member.call(
      'GET',
      `/api/conversations/${visitor.conversation}/timeline?after=${page.json.entries.at(-1).seq}&limit=5`,
    );
    assert.deepEqual(rest.json.entries.map(({ body }) => body), ['Missed 5', 'Missed 6']);
    assert.equal(rest.json.more, false);
    assert.equal(rest.json.last_seq, joined.last_seq);

    await visitor.say('After');
    const next = await back.next(({ event }) => event === 'message.created');
    assert.equal(next.data.prev_seq, joined.last_seq, 'there is no gap after joining');
    back.close();
  });

  test("the visitor's timeline skips notes without a gap", async () => {
    const visitor = await world.visitor();
    const [member] = world.members;
    await member.claim(visitor.conversation);
    await member.call('POST', `/api/conversations/${visitor.conversation}/notes`, {
      client_id: 'n1',
      body: 'A note',
    });
    await visitor.say('A question');
    const { json } = await visitor.call('GET', '/v1/widget/timeline?after=0&limit=50');
    assert.deepEqual(json.entries.map(({ kind }) => kind), ['claimed', 'message']);
    assert.ok(!JSON.stringify(json).includes('A note'));
  });

  test('a visitor who comes back with the own anonymous id resumes the conversation; an unknown id is replaced', async () => {
    const visitor = await world.visitor();
    await world.members[0].claim(visitor.conversation);
    await visitor.say('Remember me');
    const init = (anonId) =>
      call(world.base, 'POST', '/v1/widget/init', {
        json: { agent_id: world.agent, page_url: `${shopOrigin}/cart`, anon_id: anonId },
        headers: { Origin: shopOrigin },
      });
    const back = (await init(visitor.init.anon_id)).json;
    assert.equal(back.conversation_id, visitor.conversation);
    assert.equal(back.controller, 'human');
    assert.deepEqual(back.claimed_by, { name: world.members[0].user.name });
    assert.ok(back.entries.some(({ body }) => body === 'Remember me'));
    const stranger = (await init('made-up-by-somebody')).json;
    assert.notEqual(stranger.anon_id, 'made-up-by-somebody');
    assert.notEqual(stranger.conversation_id, visitor.conversation);

    const cleared = await visitor.call('POST', '/v1/widget/clear', {});
    assert.equal(cleared.status, 200);
    assert.notEqual(cleared.json.conversation_id, visitor.conversation);
    assert.equal(
      (await init(visitor.init.anon_id)).json.conversation_id,
      cleared.json.conversation_id,
    );
  });
});
