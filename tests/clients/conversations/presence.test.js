// Visitors who left the site: since when, their place in the queue, and what a restart leaves of it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { eventually } from '../support/eventually.js';
import { RealtimeSocket } from '../support/realtime.js';
import { makeWorld } from '../support/world.js';

describe('a visitor who left the site', () => {
  let world;

  before(async () => {
    world = await makeWorld({ members: 1, settings: { 'live_chat.visitor_grace': '0s' } });
  });
  after(() => world?.discard());

  /** Opens the chat on the page: the visitor is on the site until the socket closes. */
  async function enter(visitor) {
    const socket = await RealtimeSocket.open(world.base, visitor.init.realtime.key);
    await socket.subscribe(visitor, visitor.init.realtime.channel);
    await eventually('the visitor is on the site', async () => {
      return (await world.admin.conversation(visitor.conversation)).visitor.online;
    });
    return socket;
  }

  async function leave(visitor, socket) {
    socket.close();
    return eventually('the visitor left', async () => {
      const { online, left_at } = (await world.admin.conversation(visitor.conversation)).visitor;
      return online ? null : left_at;
    });
  }

  const needsHuman = async () =>
    (await world.admin.call('GET', '/api/conversations?filter=needs_human&limit=1')).json;

  test('is told with the time since when, in rows, views and events, until they are back', async () => {
    const [member] = world.members;
    const visitor = await world.visitor();
    assert.equal((await world.admin.conversation(visitor.conversation)).visitor.left_at, null);
    const team = await RealtimeSocket.open(world.base, member.realtimeKey);
    await team.subscribe(member, `private-workspace.${world.workspace}`);
    const before = Date.now();
    const leftAt = await leave(visitor, await enter(visitor));
    assert.ok(Math.abs(Date.parse(leftAt) - before) < 60_000, leftAt);
    const told = await team.next(
      ({ event, data }) =>
        event === 'conversation.updated' &&
        data.conversation.id === visitor.conversation &&
        data.conversation.visitor.left_at !== null,
    );
    assert.equal(told.data.conversation.visitor.left_at, leftAt);
    assert.equal(told.data.conversation.visitor.online, false);

    await world.leaveLead('left@example.com', {}, visitor);
    const { items } = (await world.admin.call('GET', '/api/leads')).json;
    assert.deepEqual([items[0].online, items[0].left_at], [false, leftAt]);

    const back = await enter(visitor);
    const there = (await world.admin.conversation(visitor.conversation)).visitor;
    assert.deepEqual([there.online, there.left_at], [true, null]);
    back.close();
    team.close();
  });

  test('comes after everybody who is there, in the list, the queue and for Next visitor', async () => {
    await world.admin.settings({ hours: { always_open: true }, queue_position: 'shown' });
    const visitors = [];
    const sockets = [];
    for (let n = 0; n < 3; n += 1) {
      visitors.push(await world.visitor());
      sockets.push(await enter(visitors[n]));
      assert.equal((await visitors[n].handOff()).json.conversation.queue_position, n + 1);
    }
    await leave(visitors[0], sockets[0]);
    for (const [n, position] of [[1, 1], [2, 2]]) {
      await sockets[n].next(
        (frame) => frame.event === 'queue.moved' && frame.data.position === position,
      );
    }
    const ids = [];
    for (let cursor = ''; cursor !== null;) {
      const path = `/api/conversations?filter=needs_human&limit=1&cursor=${cursor}`;
      const { json } = await world.admin.call('GET', path);
      ids.push(...json.items.map((item) => item.id));
      cursor = json.next_cursor;
    }
    const [left, second, third] = visitors.map((visitor) => visitor.conversation);
    assert.deepEqual(ids, [second, third, left]);

    const [member] = world.members;
    for (const expected of [second, third, left]) {
      const { status, json } = await member.next();
      assert.deepEqual([status, json.conversation.id], [200, expected]);
    }
    assert.equal((await member.next()).status, 204);
    for (const socket of sockets.slice(1)) socket.close();
  });

  test('after a restart nobody is there until their page is, and has their place again then', async () => {
    const first = await world.visitor();
    const second = await world.visitor();
    for (const visitor of [first, second]) await visitor.handOff();
    await world.server.stop();
    await world.server.start();
    const { visitor } = await world.admin.conversation(first.conversation);
    assert.deepEqual([visitor.online, visitor.left_at], [false, null]);
    assert.equal((await needsHuman()).items[0].id, first.conversation, 'nobody is: by their wait');
    const socket = await enter(second);
    assert.equal((await needsHuman()).items[0].id, second.conversation);
    const other = await enter(first);
    assert.equal((await needsHuman()).items[0].id, first.conversation);
    for (const each of [socket, other]) each.close();
  });
});
