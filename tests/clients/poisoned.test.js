// A conversation whose rows are damaged in the database: it alone fails, says so, and is named in the log; everything else goes on.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { query } from './support/database.js';
import { RealtimeSocket } from './support/realtime.js';
import { makeWorld } from './support/world.js';

const damages = [
  { name: 'a meta that is cut off', change: `meta = '{"generation":'` },
  { name: 'a meta that is no object', change: `meta = '[]'` },
  { name: 'a kind that nobody knows', change: `kind = 'telegram'` },
  { name: 'an author that is no id', change: `author_user_id = 'nobody'`, unchecked: true },
];

describe('a damaged conversation', () => {
  let world;
  let member;

  before(async () => {
    world = await makeWorld();
    [member] = world.members;
  });
  after(() => world?.discard());

  for (const { name, change, unchecked } of damages) {
    test(`${name} fails its own timeline and nothing else, also after a restart`, async () => {
      const [damaged, sound] = [await world.visitor(), await world.visitor()];
      for (const visitor of [damaged, sound]) assert.equal((await visitor.say('Good day')).status, 201);
      const at = `conversation_id = '${damaged.conversation}' AND seq = 1`;
      await query(world.server.databaseFile, `PRAGMA foreign_keys = ${unchecked ? 'OFF' : 'ON'}; UPDATE timeline_entries SET ${change} WHERE ${at}`);

      for (const again of [false, true]) {
        if (again) {
          await world.server.kill();
          await world.server.start();
        }
        const read = await member.call('GET', `/api/conversations/${damaged.conversation}/timeline`);
        const shown = await damaged.call('GET', '/v1/widget/timeline?after=0');
        assert.deepEqual([read.status, read.problem, shown.status, shown.problem], [500, 'damaged', 500, 'damaged'], read.text);
        assert.match(read.json.detail, /damaged/);
        assert.match(world.server.output, /cannot be read/);

        const list = await member.call('GET', '/api/conversations?filter=all');
        assert.equal(list.status, 200, list.text);
        assert.ok([damaged, sound].every(({ conversation }) => list.json.items.some(({ id }) => id === conversation)));
        assert.equal((await member.call('GET', '/api/leads')).status, 200);
        const socket = await RealtimeSocket.open(world.base, member.realtimeKey);
        await socket.subscribe(member, `private-conversation.${sound.conversation}`);
        assert.equal((await sound.say(`And ${again}`)).status, 201);
        await socket.next(({ event, data }) => event === 'message.created' && data.entry.body === `And ${again}`);
        socket.close();
        assert.ok((await member.timeline(sound.conversation)).length >= 2);
        assert.equal((await call(world, '/health')).status, 200);
      }
      assert.equal((await world.admin.call('DELETE', `/api/conversations/${damaged.conversation}`)).status, 204);
    });
  }
});

const call = (world, path) => world.owner.call('GET', path);
