// The real laravel-echo with pusher-js in Node: bearer tokens, private channels, whispers, and
// refusals.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';

import { ChannelLog, connect } from '../support/echo.js';
import { call } from '../support/http.js';
import { foreignOwner, longQuestion, makeWorld, Member } from '../support/world.js';

describe('laravel-echo in Node', () => {
  let world;
  const open = [];

  before(async () => {
    world = await makeWorld({ settings: { 'answerer.words_per_second': 150 } });
  });
  after(() => world?.discard());
  afterEach(() => {
    for (const echo of open.splice(0)) echo.disconnect();
  });

  function join(person, conversation, more) {
    const echo = connect(world.base, world.owner.realtimeKey, person?.token, more);
    open.push(echo);
    return new ChannelLog(echo.private(`conversation.${conversation}`));
  }

  test('a member joins a conversation and hears its messages, the answer as it is written, and the takeover', async () => {
    const visitor = await world.visitor();
    const [member] = world.members;
    const log = join(member, visitor.conversation);
    assert.equal((await log.next('subscribed')).last_seq, visitor.init.last_seq);

    const stream = await visitor.ask(longQuestion);
    const question = await log.next('message.created', ({ entry }) => entry.role === 'visitor');
    assert.equal(question.entry.body, longQuestion);
    assert.equal(question.conversation_id, visitor.conversation);
    assert.equal(question.prev_seq, question.seq - 1);
    const delta = await log.next('message.delta');
    assert.equal(delta.offset, 0);
    assert.ok(delta.text.length > 0);

    const claim = await member.claim(visitor.conversation);
    assert.equal(claim.status, 200);
    const claimed = await log.next('conversation.claimed');
    assert.equal(claimed.entry.kind, 'claimed');
    assert.deepEqual(claimed.conversation.claimed_by, {
      id: member.user.id,
      name: member.user.name,
    });
    assert.equal(claimed.conversation.controller, 'human');
    await stream.ended;
  });

  test('a visitor joins the own conversation, hears the same, and sees only the name of the holder', async () => {
    const visitor = await world.visitor();
    const [member] = world.members;
    const log = join(visitor, visitor.conversation);
    await log.next('subscribed');

    const stream = await visitor.ask(longQuestion);
    await log.next('message.delta');
    await member.claim(visitor.conversation);
    const claimed = await log.next('conversation.claimed');
    assert.deepEqual(claimed.conversation.claimed_by, { name: member.user.name });
    assert.deepEqual(Object.keys(claimed.conversation).sort(), [
      'claimed_by',
      'controller',
      'epoch',
      'id',
      'last_seq',
      'queue_position',
    ]);
    assert.deepEqual(claimed.entry.author, { name: member.user.name });
    await stream.ended;

    await member.call('POST', `/api/conversations/${visitor.conversation}/notes`, {
      client_id: 'note-1',
      body: 'Be kind.',
    });
    await member.reply(visitor.conversation, 'Hello, a person here.');
    const reply = await log.next('message.created', ({ entry }) => entry.role === 'human_agent');
    assert.equal(reply.entry.body, 'Hello, a person here.');
    assert.ok(!log.names().includes('note.created'), 'a visitor heard a note');
    assert.equal(reply.prev_seq, claimed.seq, 'the note counts as a gap for the visitor');
  });

  test('typing is whispered both ways, with the name that the server knows instead of what the client says', async () => {
    const visitor = await world.visitor();
    const [member, other] = world.members;
    await member.claim(visitor.conversation);
    const visitorLog = join(visitor, visitor.conversation);
    const memberLog = join(member, visitor.conversation);
    const otherLog = join(other, visitor.conversation);
    await Promise.all([visitorLog, memberLog, otherLog].map((log) => log.next('subscribed')));

    visitorLog.channel.whisper('typing', { from: 'member', name: 'Mallory' });
    const heard = await memberLog.next('typing');
    assert.equal(heard.from, 'visitor');
    assert.notEqual(heard.name, 'Mallory');

    // Not the holder: the visitor hears nothing of it. The holder's whisper after it is the one
    // that arrives first.
    otherLog.channel.whisper('typing', {});
    const fromOther = await memberLog.next('typing', ({ from }) => from === 'member');
    assert.equal(fromOther.name, other.user.name);
    memberLog.channel.whisper('typing', {});
    assert.deepEqual(await visitorLog.next('typing'), { from: 'member', name: member.user.name });
  });

  test("a visitor's token is refused any other conversation", async () => {
    const [visitor, neighbor] = await Promise.all([world.visitor(), world.visitor()]);
    const log = join(visitor, neighbor.conversation);
    assert.equal((await log.next('error')).status, 403);
    assert.ok(!log.names().includes('subscribed'));
    const workspace = await call(world.base, 'POST', '/broadcasting/auth', {
      token: visitor.token,
      form: { socket_id: '1.1', channel_name: `private-workspace.${world.workspace}` },
    });
    assert.equal(workspace.status, 403);
  });

  test('a stranger is refused every conversation', async () => {
    const visitor = await world.visitor();
    for (const token of [undefined, 'not-a-token', `${visitor.token}x`]) {
      const log = join({ token }, visitor.conversation);
      assert.equal((await log.next('error')).status, 403, `token ${token}`);
      assert.ok(!log.names().includes('subscribed'));
    }
  });

  test('a signature that the server did not make is refused by the server, and Echo says so', async () => {
    const visitor = await world.visitor();
    const channelData = JSON.stringify({
      kind: 'visitor',
      user_id: visitor.id,
      session_id: visitor.id,
    });
    const forged = {
      auth: `${world.owner.realtimeKey}:${'0'.repeat(64)}`,
      channel_data: channelData,
    };
    const log = join(visitor, visitor.conversation, {
      channelAuthorization: { customHandler: (_request, callback) => callback(null, forged) },
    });
    const error = await log.next('error');
    assert.equal(error.status, 401);
    assert.equal(error.type, 'AuthError');
  });

  test('a member of another workspace is refused', async () => {
    await world.foreignWorkspace();
    const eve = await Member.signIn(world.base, foreignOwner);
    const visitor = await world.visitor();
    const log = join(eve, visitor.conversation);
    assert.equal((await log.next('error')).status, 403);
    assert.equal((await eve.claim(visitor.conversation)).status, 404);
  });
});
