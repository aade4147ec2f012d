// An orderly restart under the real pusher-js and laravel-echo: they are told so that they come
// back at once, hear again, and nothing is lost or doubled. How long it takes: `./dev bench
// restarts`.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { ChannelLog, connect } from '../support/echo.js';
import { eventually } from '../support/eventually.js';
import { HeldSocket } from '../support/held_socket.js';
import { RealtimeSocket } from '../support/realtime.js';
import { makeWorld } from '../support/world.js';

/** An Echo, every state its connection was in, and what a conversation said to it. */
function listen(world, person, conversation) {
  const echo = connect(world.base, world.owner.realtimeKey, person.token);
  const { connection } = echo.connector.pusher;
  const states = [];
  connection.bind('state_change', ({ current }) => states.push(current));
  const log = new ChannelLog(echo.private(`conversation.${conversation}`));
  const joins = () => log.heard.filter(({ name }) => name === 'subscribed').length;
  return { echo, states, log, joins, connection };
}

describe('an orderly restart', () => {
  let world;
  let visitor;
  let clients;

  before(async () => {
    world = await makeWorld({ members: 1 });
    visitor = await world.visitor();
    await world.members[0].claim(visitor.conversation);
    clients = [listen(world, world.members[0], visitor.conversation), listen(world, visitor, visitor.conversation)];
    for (const { log } of clients) await log.next('subscribed');
  });
  after(async () => {
    for (const { echo } of clients ?? []) echo.disconnect();
    await world?.discard();
  });

  const isBack = async (round) => {
    for (const { joins } of clients)
      await eventually('the channel is joined again', () => joins() > round);
    // After 10 s without a connection pusher-js calls itself unavailable.
    for (const { states } of clients) assert.ok(!states.includes('unavailable'), states.join());
  };
  const everyoneHears = async (body) => {
    assert.equal((await visitor.say(body)).status, 201);
    for (const { log } of clients)
      assert.equal((await log.next('message.created', ({ entry }) => entry.body === body)).entry.body, body);
  };

  test('closes sockets with 1012, in order', async () => {
    const socket = await RealtimeSocket.open(world.base, world.owner.realtimeKey);
    await world.server.stop();
    const { code } = await socket.whenClosed();
    assert.equal(code, 1012);
    assert.ok(!socket.frames.some(({ event }) => event === 'pusher:error'));
    await world.server.start();
    await isBack(1);
    await everyoneHears('After the first restart');
  });

  test('again and again: clients are back, and everything is there once', async () => {
    for (let round = 2; round < 5; round += 1) {
      const before = `Before restart ${round}`;
      await everyoneHears(before);
      await world.server.stop();
      await world.server.start();
      await isBack(round);
      await everyoneHears(`After restart ${round}`);
    }
    const bodies = (await world.members[0].timeline(visitor.conversation))
      .filter(({ role }) => role === 'visitor')
      .map(({ body }) => body);
    assert.equal(bodies.length, 7);
    assert.equal(new Set(bodies).size, 7);
  });

  test('behind a socket that is held, whoever comes meanwhile waits and is served', async () => {
    const round = Math.max(...clients.map(({ joins }) => joins()));
    await world.server.stop();
    const held = await HeldSocket.of(world.server);
    try {
      for (const { connection } of clients)
        await eventually('it tries to come back', () => connection.state === 'connecting');
      const early = visitor.say('While nobody was there');
      await world.server.start();
      assert.equal((await early).status, 201);
      await isBack(round);
      await everyoneHears('Served by the held socket');
    } finally {
      // While they are connected: what pusher-js waits for in its attempts outlives `disconnect`.
      for (const { echo } of clients) echo.disconnect();
      await world.server.stop();
      held.release();
    }
  });
});
