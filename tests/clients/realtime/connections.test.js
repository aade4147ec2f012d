// Connections at their edges: HTTP/1.0 clients, ending sessions, and a server that shuts down.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';

import { eventually } from '../support/eventually.js';
import { expectCall, sendBytes } from '../support/http.js';
import { RealtimeSocket } from '../support/realtime.js';
import { makeWorld, Member } from '../support/world.js';

const upgrade = (key, name = 'websocket') =>
  `GET /app/${key}?protocol=7 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: ${name}\r\n` +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

/** Opens a connection and sends; `heard()` gives what came so far, `until(text)` waits for it. */
function speak(port, bytes) {
  let heard = '';
  let check = () => {};
  const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes));
  socket.setEncoding('latin1');
  socket.on('data', (part) => {
    heard += part;
    check();
  });
  socket.on('error', () => {});
  socket.on('close', () => check());
  const until = (text) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`"${text}" did not come; heard: ${heard}`)),
        15_000,
      );
      check = () => {
        if (!heard.includes(text) && !socket.closed) return;
        clearTimeout(timer);
        if (heard.includes(text)) resolve(heard);
        else reject(new Error(`closed before "${text}"; heard: ${heard}`));
      };
      check();
    });
  return { until, close: () => socket.destroy() };
}

describe('clients of older protocols', () => {
  let world;
  before(async () => {
    world = await makeWorld();
  });
  after(() => world?.discard());

  test('a stream over HTTP/1.0 has its events as they are, and ends with the connection', async () => {
    const visitor = await world.visitor();
    await world.members[0].claim(visitor.conversation);
    const body = JSON.stringify({ client_id: 'old', body: 'Hello' });
    const answer = await sendBytes(
      world.server.port,
      `POST /v1/widget/messages/stream HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\nAuthorization: Bearer ${visitor.token}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    assert.equal(answer.status, 200);
    assert.match(answer.text, /^event: accepted\ndata: \{.*\}\n\nevent: done\ndata: \{.*\}\n\n$/);
  });

  for (const name of ['websocket', 'WebSocket', 'WEBSOCKET', 'h2c, Websocket']) {
    test(`an upgrade to ${name} becomes a socket`, async () => {
      const connection = speak(world.server.port, upgrade(world.owner.realtimeKey, name));
      assert.match(await connection.until('connection_established'), /^HTTP\/1\.1 101 /);
      connection.close();
    });
  }
});

describe('sessions that end', () => {
  let world;
  before(async () => {
    world = await makeWorld({ members: 1, settings: { 'sessions.lifetime': '6s' } });
  });
  after(() => world?.discard());

  const member = () => Member.signIn(world.base, 'member1@northline.example');
  const open = (person) => RealtimeSocket.open(world.base, person.realtimeKey);

  test('what was signed before signing out lets nobody in', async () => {
    const leaving = await member();
    const socket = await open(leaving);
    const channel = `private-workspace.${world.workspace}`;
    const signed = (await socket.authorize(world.base, channel, leaving.token)).json;
    await expectCall(204, world.base, 'DELETE', '/api/session', { token: leaving.token });
    socket.send({ event: 'pusher:subscribe', data: { channel, ...signed } });
    const error = await socket.next(({ event }) => event === 'pusher:subscription_error');
    assert.equal(error.data.status, 401);
    socket.close();
  });

  test('a socket is closed with 4009 when its session is over its time', async () => {
    const late = await member();
    const socket = await open(late);
    await socket.subscribe(late, `private-workspace.${world.workspace}`);
    assert.equal((await socket.whenClosed()).code, 4009);
    assert.equal((await late.call('GET', '/api/session')).status, 401);
  });
});

test('a client that is told to reconnect finds the listener closed already', async () => {
  const world = await makeWorld({ members: 0 });
  try {
    const connection = speak(world.server.port, upgrade(world.owner.realtimeKey));
    await connection.until('connection_established');
    // This client answers no close frame, so the server waits for it a moment.
    const stopped = world.server.stop();
    await connection.until('The server restarts');
    const refused = await new Promise((resolve) => {
      const again = net.connect(world.server.port, '127.0.0.1', () => resolve('connected'));
      again.on('error', ({ code }) => resolve(code));
      again.on('connect', () => again.destroy());
    });
    assert.equal(refused, 'ECONNREFUSED');
    connection.close();
    await stopped;
  } finally {
    await world.discard();
  }
});

test('a server that is full says so in the protocol, and to HTTP with 503, and takes the next when there is room', async () => {
  const world = await makeWorld({ members: 0, settings: { 'server.max_connections': 20 } });
  const key = world.owner.realtimeKey;
  const sockets = [];
  try {
    let refused = null;
    while (refused === null && sockets.length < 40) {
      const socket = await RealtimeSocket.open(world.base, key);
      if (socket.socketId === null) refused = socket;
      else sockets.push(socket);
    }
    assert.ok(sockets.length >= 10 && sockets.length <= 20, `${sockets.length} sockets`);
    assert.equal((await refused.whenClosed()).code, 4100);
    assert.deepEqual(refused.frames.map(({ event, data }) => [event, data.code]), [['pusher:error', 4100]]);
    const answer = await sendBytes(
      world.server.port,
      'GET /up HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    assert.equal(answer.status, 503);
    assert.match(answer.headers['retry-after'], /^[1-9]\d*$/);

    for (const socket of sockets.splice(0, 5)) socket.close();
    await eventually('there is room again', async () => {
      const socket = await RealtimeSocket.open(world.base, key);
      sockets.push(socket);
      return socket.socketId !== null;
    });
  } finally {
    for (const socket of sockets) socket.close();
    await world.discard();
  }
});

test('one socket holds a thousand channels, and hears each', async () => {
  const world = await makeWorld({ members: 1 });
  try {
    const member = world.members[0];
    const socket = await RealtimeSocket.open(world.base, member.realtimeKey);
    const visitors = [];
    for (let n = 0; n < 50; n += 1)
      visitors.push(...(await Promise.all(Array.from({ length: 20 }, () => world.visitor()))));
    for (let n = 0; n < visitors.length; n += 20)
      await Promise.all(
        visitors
          .slice(n, n + 20)
          .map(({ conversation }) => socket.subscribe(member, `private-conversation.${conversation}`)),
      );
    for (const visitor of [visitors[0], visitors[499], visitors[999]]) {
      assert.equal((await visitor.say('Here')).status, 201);
      await socket.next(
        ({ event, channel }) =>
          event === 'message.created' && channel === `private-conversation.${visitor.conversation}`,
      );
    }
    const over = await world.visitor();
    await assert.rejects(
      socket.subscribe(member, `private-conversation.${over.conversation}`),
      /subscription_error|LimitReached|limit/i,
    );
    socket.close();
  } finally {
    await world.discard();
  }
});
