// Invalid input on realtime sockets: each must be answered or closed as the Pusher protocol says,
// without affecting other clients.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';

import { RealtimeSocket } from '../support/realtime.js';
import { makeWorld, Member } from '../support/world.js';

describe('bad frames', () => {
  let world;
  let member;
  let visitor;
  let channel;

  before(async () => {
    world = await makeWorld();
    [member] = world.members;
    visitor = await world.visitor();
    channel = `private-conversation.${visitor.conversation}`;
  });
  after(() => world?.discard());

  const open = (query) => RealtimeSocket.open(world.base, member.realtimeKey, query);

  /** The socket still serves: a ping gets its pong. */
  async function assertAlive(socket) {
    const from = socket.frames.length;
    socket.ping();
    await socket.next(({ event }) => event === 'pusher:pong', { from });
  }

  const answered = [
    { name: 'no JSON', frame: '{"event":', code: 4200 },
    { name: 'JSON that is no object', frame: '[1,2,3]', code: 4200 },
    { name: 'no event', frame: '{"data":{}}', code: 4200 },
    { name: 'an event that is no text', frame: '{"event":7,"data":{}}', code: 4200 },
    { name: 'nested without end', frame: `{"event":"pusher:ping","data":${'['.repeat(8000)}`,
      code: 4200 },
    { name: 'a subscription without a channel', frame: '{"event":"pusher:subscribe","data":{}}',
      code: 4200 },
    { name: 'a subscription whose channel is a number',
      frame: '{"event":"pusher:subscribe","data":{"channel":5}}', code: 4200 },
    { name: 'an unknown event of the protocol', frame: '{"event":"pusher:dance","data":{}}',
      code: 4200 },
  ];
  for (const { name, frame, code } of answered) {
    test(`${name}: error ${code}, and the socket lives on`, async () => {
      const socket = await open();
      socket.sendRaw(frame);
      const error = await socket.next(({ event }) => event === 'pusher:error');
      assert.equal(error.data.code, code);
      assert.ok(error.data.message.length > 0);
      await assertAlive(socket);
      socket.close();
    });
  }

  const closing = [
    { name: 'a frame of 1 MB', code: 1009,
      send: (socket) => socket.sendRaw('x'.repeat(1_000_000)) },
    { name: 'text that is not UTF-8', code: 1007,
      send: (socket) => socket.sendRaw(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), { binary: false }) },
  ];
  for (const { name, code, send } of closing) {
    test(`${name}: closed with ${code}`, async () => {
      const socket = await open();
      send(socket);
      assert.equal((await socket.whenClosed()).code, code);
    });
  }

  test('a frame that is not masked: closed with 1002', async () => {
    const heard = await raw(Buffer.from([0x81, 0x02, 0x7b, 0x7d]));
    assert.equal(closeCode(heard), 1002);
  });

  test('a frame with a reserved opcode: closed with 1002', async () => {
    const heard = await raw(Buffer.from([0x83, 0x80, 0, 0, 0, 0]));
    assert.equal(closeCode(heard), 1002);
  });

  /** Upgrades by hand, sends the bytes, and gives all that came until the server hung up. */
  function raw(bytes) {
    return new Promise((resolve, reject) => {
      const parts = [];
      const socket = net.connect(world.server.port, '127.0.0.1');
      const timer = setTimeout(() => {
        socket.destroy();
        reject(new Error('the server did not hang up'));
      }, 15_000);
      socket.write(
        `GET /app/${member.realtimeKey}?protocol=7 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      );
      let sent = false;
      socket.on('data', (part) => {
        parts.push(part);
        if (sent || !Buffer.concat(parts).includes('connection_established')) return;
        sent = true;
        socket.write(bytes);
      });
      socket.on('error', () => {});
      socket.on('close', () => {
        clearTimeout(timer);
        resolve(Buffer.concat(parts));
      });
    });
  }

  /** The code of the close frame that ends what was heard: 0x88, length, two bytes. */
  function closeCode(heard) {
    const at = heard.lastIndexOf(0x88);
    assert.ok(at >= 0 && heard.length >= at + 4, 'no close frame');
    return heard.readUInt16BE(at + 2);
  }

  test('an unknown key: error and close 4001', async () => {
    const socket = await RealtimeSocket.open(world.base, 'nobody');
    assert.equal((await socket.next(({ event }) => event === 'pusher:error')).data.code, 4001);
    assert.equal((await socket.whenClosed()).code, 4001);
  });

  test('a protocol that is not spoken here: error and close 4007', async () => {
    const socket = await open('protocol=3');
    assert.equal((await socket.whenClosed()).code, 4007);
  });

  describe('subscriptions that are refused with both of the known answers', () => {
    const tries = [
      { name: 'without a signature', make: () => ({ channel, auth: '', channel_data: '{}' }) },
      { name: 'with a made-up signature',
        make: async (good) => ({ ...good, auth: `${member.realtimeKey}:${'ab'.repeat(32)}` }) },
      { name: "with another key's name before the right signature",
        make: async (good) => ({ ...good, auth: good.auth.replace(/^[^:]*/, 'zzz') }) },
      { name: "with another socket's signature",
        make: async (good, other) => ({ ...good, auth: other.auth }) },
      { name: "with another person's channel data",
        make: async (good) => ({
          ...good,
          channel_data: good.channel_data.replace(
            /"user_id":"[^"]*"/,
            `"user_id":"${world.admin.user.id}"`,
          ),
        }) },
      { name: 'without channel data',
        make: async (good) => ({ channel: good.channel, auth: good.auth }) },
      { name: 'for a channel of no kind',
        make: async (good) => ({ ...good, channel: 'private-orders.7' }) },
      { name: 'for a public channel', make: () => ({ channel: 'news' }) },
      { name: 'for a name with a line break',
        make: async (good) => ({ ...good, channel: `${channel}\n` }) },
      { name: 'for a name of 300 characters',
        make: async (good) => ({ ...good, channel: `private-${'x'.repeat(292)}` }) },
      { name: 'for a user without signing in',
        make: () => ({ channel: `#server-to-user-${member.user.id}`, auth: '' }) },
    ];
    for (const { name, make } of tries) {
      test(name, async () => {
        const [socket, second] = await Promise.all([open(), open()]);
        const good = {
          channel,
          ...(await socket.authorize(world.base, channel, member.token)).json,
        };
        const other = (await second.authorize(world.base, channel, member.token)).json;
        const data = await make(good, other);
        socket.send({ event: 'pusher:subscribe', data });
        const error = await socket.next(({ event }) => event === 'pusher:error');
        assert.equal(error.data.code, 4009);
        const refused = await socket.next(({ event }) => event === 'pusher:subscription_error');
        assert.equal(refused.channel, data.channel);
        assert.equal(refused.data.status, 401);
        assert.equal(refused.data.type, 'AuthError');

        await member.claim(visitor.conversation);
        await visitor.say('Is anybody listening?');
        await assertAlive(socket);
        assert.ok(
          !socket.frames.some(({ event }) => event === 'message.created'),
          'a refused socket heard a message',
        );
        socket.close();
        second.close();
      });
    }

    test("a visitor cannot use the signature that a member's socket got", async () => {
      const stolen = await open();
      const answer = (await stolen.authorize(world.base, channel, member.token)).json;
      const thief = await open();
      thief.send({ event: 'pusher:subscribe', data: { channel, ...answer } });
      await thief.next(({ event }) => event === 'pusher:subscription_error');
    });
  });

  describe('client events that reach nobody', () => {
    const events = [
      { name: 'on a channel that the socket did not join', joined: false,
        frame: () => ({ event: 'client-typing', channel, data: {} }) },
      { name: 'that are not typing', joined: true,
        frame: () => ({ event: 'client-message', channel, data: { body: 'I am the agent' } }) },
      { name: 'that take the name of a server event', joined: true,
        frame: () => ({ event: 'message.created', channel, data: { entry: {} } }) },
      { name: 'that take the name of the protocol', joined: true,
        frame: () => ({ event: 'pusher_internal:member_added', channel, data: {} }) },
    ];
    for (const { name, joined, frame } of events) {
      test(name, async () => {
        const [sender, listener] = await Promise.all([open(), open()]);
        await listener.subscribe(member, channel);
        if (joined) await sender.subscribe(visitor, channel);
        const from = listener.frames.length;
        sender.send(frame());
        await assertAlive(sender);
        await assertAlive(listener);
        const heard = listener.frames.slice(from).filter(({ channel: where }) => where === channel);
        assert.deepEqual(heard, []);
        sender.close();
        listener.close();
      });
    }

    test('an event that the client may not send is answered with 4301', async () => {
      const sender = await open();
      await sender.subscribe(visitor, channel);
      sender.send({ event: 'client-message', channel, data: {} });
      assert.equal((await sender.next(({ event }) => event === 'pusher:error')).data.code, 4301);
      sender.close();
    });

    test('more than ten in a second: the rest is refused with 4301', async () => {
      const [sender, listener] = await Promise.all([open(), open()]);
      await listener.subscribe(member, channel);
      await sender.subscribe(visitor, channel);
      for (let n = 0; n < 50; n += 1) sender.send({ event: 'client-typing', channel, data: {} });
      assert.equal((await sender.next(({ event }) => event === 'pusher:error')).data.code, 4301);
      await assertAlive(sender);
      await assertAlive(listener);
      assert.ok(listener.frames.filter(({ event }) => event === 'client-typing').length <= 20);
      sender.close();
      listener.close();
    });
  });

  test('a deleted conversation is announced, its channel ends, and it cannot be joined again', async () => {
    const gone = await world.visitor();
    const where = `private-conversation.${gone.conversation}`;
    const socket = await open();
    await socket.subscribe(member, where);
    assert.equal(
      (await world.admin.call('DELETE', `/api/conversations/${gone.conversation}`)).status,
      204,
    );
    const told = await socket.next(
      ({ event, channel: heard }) => event === 'conversation.deleted' && heard === where,
    );
    assert.equal(told.data.conversation_id, gone.conversation);
    assert.equal(told.data.deleted_by.name, world.admin.user.name);
    assert.notEqual((await socket.authorize(world.base, where, gone.token)).status, 200);
    await assertAlive(socket);
    socket.close();
  });

  test('signing out ends what the session had joined', async () => {
    const leaving = await Member.signIn(world.base, 'member2@northline.example');
    const other = await world.visitor();
    const where = `private-conversation.${other.conversation}`;
    const [socket, witness] = await Promise.all([open(), open()]);
    await socket.subscribe(leaving, where);
    await witness.subscribe(member, where);
    await leaving.call('DELETE', '/api/session');
    await member.claim(other.conversation);
    await witness.next(({ event }) => event === 'conversation.claimed');
    if (socket.closed === null) {
      const from = socket.frames.length;
      socket.ping();
      await socket.next(({ event }) => event === 'pusher:pong', { from, orClosed: true });
    }
    assert.ok(
      !socket.frames.some(({ event }) => event === 'conversation.claimed'),
      'a signed-out session heard an event',
    );
    witness.close();
  });
});
