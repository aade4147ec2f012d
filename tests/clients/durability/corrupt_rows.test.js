// Corrupt rows in the database: only their conversation fails, with its own error, and is named in
// the log; everything else works.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { query } from '../support/database.js';
import { call } from '../support/http.js';
import { RealtimeSocket } from '../support/realtime.js';
import { makeWorld, newClientId, shopOrigin } from '../support/world.js';

/** What a broken disk or a careless hand may leave in an entry. */
const entryDamages = [
  { name: 'a meta that is cut off', change: `meta = '{"generation":'` },
  { name: 'a meta that is no object', change: `meta = '[]'` },
  { name: 'a kind that nobody knows', change: `kind = 'telegram'` },
  { name: 'a role that nobody knows', change: `role = 'parrot'` },
  { name: 'an author that is no id', change: `author_user_id = 'nobody'` },
];
/** And in the row of a conversation. */
const rowDamages = [
  { name: 'a controller that nobody knows', change: `controller = 'ghost'` },
  { name: 'a holder that is no id',
    change: `controller = 'human', claimed_by_user_id = 'nobody', claimed_at = 1` },
  { name: 'a lead that is no id', change: `lead_id = 'nobody'` },
];

/** Milliseconds. */
const handoff = 300;

describe('a damaged conversation', () => {
  let world;
  let member;

  before(async () => {
    world = await makeWorld({ settings: { 'live_chat.handoff_timeout': `${handoff}ms` } });
    [member] = world.members;
  });
  after(() => world?.discard());

  /** Past all that the database itself would refuse. */
  const damage = (table, change, where) =>
    query(
      world.server.databaseFile,
      `PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; UPDATE ${table} SET ${change} WHERE ${where}`,
    );
  const brief = ({ status, problem }) => [status, problem];
  const listed = async () => {
    const list = await member.call('GET', '/api/conversations?filter=all');
    assert.equal(list.status, 200, list.text);
    return list.json.items.map(({ id }) => id);
  };

  async function twoVisitors() {
    const both = [await world.visitor(), await world.visitor()];
    for (const visitor of both) assert.equal((await visitor.say('Good day')).status, 201);
    return both;
  }

  /**
   * Another conversation is served as ever: said, heard, read, queued, and let out of the queue by
   * the sweeper.
   */
  async function isWell(sound) {
    const socket = await RealtimeSocket.open(world.base, member.realtimeKey);
    await socket.subscribe(member, `private-conversation.${sound.conversation}`);
    const body = `And ${newClientId()}`;
    assert.equal((await sound.say(body)).status, 201);
    await socket.next(({ event, data }) => event === 'message.created' && data.entry.body === body);
    assert.equal((await sound.handOff()).json.state, 'queued');
    await socket.next(({ event }) => event === 'conversation.released');
    socket.close();
    assert.ok((await member.timeline(sound.conversation)).some((entry) => entry.body === body));
    assert.ok((await listed()).includes(sound.conversation));
    assert.equal((await member.call('GET', '/api/leads')).status, 200);
    assert.equal((await call(world.base, 'GET', '/health')).status, 200);
  }

  for (const { name, change } of entryDamages) {
    test(`${name} fails its own timeline and nothing else, also after a restart`, async () => {
      const [damaged, sound] = await twoVisitors();
      await damage(
        'timeline_entries',
        change,
        `conversation_id = '${damaged.conversation}' AND seq = 1`,
      );

      for (const again of [false, true]) {
        if (again) {
          await world.server.kill();
          await world.server.start();
        }
        const read = await member.call(
          'GET',
          `/api/conversations/${damaged.conversation}/timeline`,
        );
        const shown = await damaged.call('GET', '/v1/widget/timeline?after=0');
        assert.deepEqual(
          [brief(read), brief(shown)],
          [
            [500, 'damaged'],
            [500, 'damaged'],
          ],
          read.text,
        );
        assert.match(read.json.detail, /damaged/);
        assert.match(world.server.output, /a read failed: .*damaged/);
        assert.ok((await listed()).includes(damaged.conversation));
        assert.equal((await damaged.say(`Still here ${again}`)).status, 201);
        await isWell(sound);
      }
      assert.equal(
        (await world.admin.call('DELETE', `/api/conversations/${damaged.conversation}`)).status,
        204,
      );
    });
  }

  test('a message whose entry is damaged is not sent anew under its client id', async () => {
    const [damaged] = await twoVisitors();
    const clientId = newClientId();
    assert.equal((await damaged.say('Once', clientId)).status, 201);
    await damage('timeline_entries', `meta = '{'`, `client_id = '${clientId}'`);
    assert.deepEqual(brief(await damaged.say('Once', clientId)), [500, 'damaged']);
    assert.equal((await damaged.say('Twice')).status, 201);
  });

  for (const { name, change } of rowDamages) {
    test(`${name} fails every call of that conversation, until it is deleted, and no other`, async () => {
      const [damaged, sound] = await twoVisitors();
      const at = `/api/conversations/${damaged.conversation}`;
      await world.server.stop();
      await damage('conversations', `${change}, deadline_at = 1`, `id = '${damaged.conversation}'`);
      await world.server.start();

      const socket = await RealtimeSocket.open(world.base, member.realtimeKey);
      const lead = {
        client_id: newClientId(),
        source: 'form',
        fields: { email: 'lou@shop.example' },
      };
      const calls = {
        read: member.call('GET', at),
        claim: member.claim(damaged.conversation),
        force: world.admin.claim(damaged.conversation, { force: true }),
        reply: member.reply(damaged.conversation, 'Hello'),
        release: member.release(damaged.conversation),
        subscription: socket.authorize(
          world.base,
          `private-conversation.${damaged.conversation}`,
          member.token,
        ),
        say: damaged.say('Hello?'),
        handoff: damaged.handOff(),
        lead: damaged.call('POST', '/v1/widget/leads', lead),
      };
      for (const [what, answer] of Object.entries(calls))
        assert.deepEqual(brief(await answer), [500, 'damaged'], what);
      const stream = await damaged.ask('Hello?');
      assert.equal(stream.status, 500);
      socket.close();
      assert.match(
        world.server.output,
        new RegExp(`could not be read.*${damaged.conversation}.*damaged`),
      );

      assert.ok(!(await listed()).includes(damaged.conversation));
      await isWell(sound);
      const back = await call(world.base, 'POST', '/v1/widget/init', {
        json: { agent_id: world.agent, page_url: `${shopOrigin}/`, anon_id: damaged.init.anon_id },
        headers: { Origin: shopOrigin },
      });
      assert.deepEqual([back.status, back.json.anon_id], [200, damaged.init.anon_id]);
      assert.notEqual(
        back.json.conversation_id,
        damaged.conversation,
        'who cannot go on begins another one',
      );

      assert.deepEqual(brief(await member.call('DELETE', at)), [403, 'forbidden']);
      assert.equal((await world.admin.call('DELETE', at)).status, 204);
      assert.deepEqual(brief(await member.call('GET', at)), [410, 'deleted']);
      assert.deepEqual(brief(await damaged.say('Hello?')), [410, 'deleted']);
      const [row] = await world.admin.auditRows({ target: damaged.conversation });
      assert.equal(row.action, 'conversation.delete');
    });
  }
});
