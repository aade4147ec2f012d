// Deleting one conversation, a selection, and all unused ones: permissions, what is removed, which
// events and audit rows follow.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { query } from '../support/database.js';
import { RealtimeSocket } from '../support/realtime.js';
import { makeWorld } from '../support/world.js';

const unknownId = '01JAAAAAAAAAAAAAAAAAAAAAAA';

describe('deletion of many', () => {
  let world;

  before(async () => {
    world = await makeWorld();
  });
  after(() => world?.discard());

  const bulkDelete = (member, ids) =>
    member.call('POST', '/api/conversations/bulk-delete', { ids });
  const deleteEmpty = (member, body = {}) =>
    member.call('POST', '/api/conversations/delete-empty', body);
  const outcomes = (answer) =>
    Object.fromEntries(answer.json.items.map((item) => [item.id, item.outcome]));
  const isThere = async (id) =>
    (await world.admin.call('GET', `/api/conversations/${id}`)).status === 200;

  test('a member is refused and nothing is deleted', async () => {
    const { conversation } = await world.visitor();
    const [member] = world.members;

    for (const answer of [await bulkDelete(member, [conversation]), await deleteEmpty(member)]) {
      assert.equal(answer.status, 403);
      assert.equal(answer.problem, 'forbidden');
      assert.match(answer.json.detail, /Only admins and owners/);
    }
    assert.ok(await isThere(conversation));
  });

  test('a selection goes, with one audit row each; what is gone already, unknown or held is told apart', async () => {
    const plain = await world.visitor();
    await plain.say('Remember me');
    const held = await world.visitor();
    await world.members[0].claim(held.conversation);
    const gone = await world.visitor();
    assert.equal(
      (await world.owner.call('DELETE', `/api/conversations/${gone.conversation}`)).status,
      204,
    );

    const answer = await bulkDelete(world.admin, [
      plain.conversation,
      held.conversation,
      gone.conversation,
      unknownId,
      'no id',
      plain.conversation,
    ]);

    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json.deleted, 2);
    assert.deepEqual(outcomes(answer), {
      [plain.conversation]: 'deleted',
      [held.conversation]: 'deleted',
      [gone.conversation]: 'already_deleted',
      [unknownId]: 'not_found',
      'no id': 'not_found',
    });
    for (const { conversation } of [plain, held]) {
      assert.equal(
        (await world.admin.call('GET', `/api/conversations/${conversation}`)).status,
        410,
      );
      const rows = await world.admin.auditRows({
        target: conversation,
        action: 'conversation.delete',
      });
      assert.deepEqual(rows.map((row) => row.actor), [{ id: world.admin.user.id, name: 'Ada' }]);
    }
    assert.equal((await plain.say('Anybody?')).status, 410, "the visitor's token is void");
    const [[entries]] = await query(
      world.server.databaseFile,
      `SELECT count(*) FROM timeline_entries WHERE conversation_id = '${plain.conversation}'`,
    );
    assert.equal(entries, '0');
  });

  test('one that somebody holds goes under their hands, and only once', async () => {
    const [member] = world.members;
    const visitor = await world.visitor();
    await visitor.say('Hello');
    await member.claim(visitor.conversation);
    const path = `/api/conversations/${visitor.conversation}`;

    assert.equal((await world.admin.call('DELETE', path)).status, 204);

    for (const answer of [
      await member.reply(visitor.conversation, 'Are you there?'),
      await member.release(visitor.conversation),
      await visitor.say('Yes'),
    ])
      assert.equal(answer.problem, 'deleted');
    assert.equal((await world.owner.call('DELETE', path)).problem, 'deleted');
    assert.equal(
      (await world.owner.auditRows({ target: visitor.conversation, action: 'conversation.delete' }))
        .length,
      1,
    );
  });

  test('a lead stays, without its conversation', async () => {
    const visitor = await world.visitor();
    const { json } = await visitor.call('POST', '/v1/widget/leads', {
      client_id: 'l1',
      source: 'cta',
      fields: { email: 'lou@example.com' },
    });
    await bulkDelete(world.owner, [visitor.conversation]);
    const lead = await world.members[0].call('GET', `/api/leads/${json.lead_id}`);
    assert.equal(lead.status, 200);
    assert.equal(lead.json.conversation_id, null);
  });

  test('open widgets and inboxes hear of each deletion, and their subscriptions end', async () => {
    const visitor = await world.visitor();
    const widget = await RealtimeSocket.open(world.base, visitor.realtimeKey);
    const inbox = await RealtimeSocket.open(world.base, world.owner.realtimeKey);
    const channel = `private-conversation.${visitor.conversation}`;
    await widget.subscribe(visitor, channel);
    await inbox.subscribe(world.owner, `private-workspace.${world.workspace}`);

    await bulkDelete(world.admin, [visitor.conversation]);

    const heard = await widget.next((frame) => frame.event === 'conversation.deleted');
    assert.deepEqual(heard.data, {
      conversation_id: visitor.conversation,
      deleted_by: { name: 'Ada' },
    });
    await inbox.next(
      (frame) =>
        frame.event === 'conversation.deleted' &&
        frame.data.conversation_id === visitor.conversation,
    );
    assert.equal((await widget.authorize(world.base, channel, visitor.token)).status, 403);
    widget.close();
    inbox.close();
  });

  test('all empty sessions go, but not one whose visitor is there, who waits, or that is held; those with messages stay', async () => {
    const empty = await Promise.all(Array.from({ length: 30 }, () => world.visitor()));
    const connected = await world.visitor();
    const socket = await RealtimeSocket.open(world.base, connected.realtimeKey);
    await socket.subscribe(connected, `private-conversation.${connected.conversation}`);
    const held = await world.visitor();
    await world.members[0].claim(held.conversation);
    const waiting = await world.visitor();
    await waiting.handOff();
    const engaged = await world.visitor();
    await engaged.say('Hello');

    const answer = await deleteEmpty(world.admin);

    assert.equal(answer.status, 200, answer.text);
    assert.ok(answer.json.deleted >= 30);
    assert.equal(answer.json.kept, 3);
    assert.equal(answer.json.failed, 0);
    assert.equal(answer.json.next_cursor, null);
    for (const { conversation } of [connected, held, waiting, engaged])
      assert.ok(await isThere(conversation));
    for (const { conversation } of empty) assert.ok(!(await isThere(conversation)));
    const { json } = await world.admin.call('GET', '/api/conversations?filter=empty');
    assert.equal(json.items.length, 3);
    assert.equal(json.counts.empty, 3);
    socket.close();
  });

  test('a message that arrives while the sweep runs is not lost', async () => {
    const visitors = await Promise.all(Array.from({ length: 40 }, () => world.visitor()));

    const [swept, ...said] = await Promise.all([
      deleteEmpty(world.admin),
      ...visitors.map((visitor, n) => visitor.say('Am I too late?', `late-${n}`)),
    ]);

    assert.equal(swept.status, 200);
    for (const [n, visitor] of visitors.entries()) {
      if (said[n].status === 410) assert.ok(!(await isThere(visitor.conversation)));
      else {
        assert.equal(said[n].status, 201, said[n].text);
        assert.ok(
          await isThere(visitor.conversation),
          'an acknowledged message was deleted as an empty session',
        );
      }
    }
  });

  test('too many ids in one call are refused in words, and nothing is deleted', async () => {
    const { conversation } = await world.visitor();
    for (const count of [501, 10_000]) {
      const answer = await bulkDelete(
        world.admin,
        Array.from({ length: count }, () => conversation),
      );
      assert.equal(answer.status, 422);
      assert.match(answer.json.errors.ids, /500/);
    }
    for (const ids of [[], [7], 'x', null])
      assert.equal((await bulkDelete(world.admin, ids)).status, 422);
    assert.ok(await isThere(conversation));
    assert.equal(
      (
        await bulkDelete(
          world.admin,
          Array.from({ length: 500 }, () => conversation),
        )
      ).json.deleted,
      1,
    );
  });

  test('of two who delete the same selection at once, each conversation is deleted once', async () => {
    const ids = (await Promise.all(Array.from({ length: 100 }, () => world.visitor()))).map(
      (visitor) => visitor.conversation,
    );
    const [first, second] = await Promise.all([
      bulkDelete(world.admin, ids),
      bulkDelete(world.owner, ids),
    ]);
    assert.equal(first.json.deleted + second.json.deleted, 100);
    for (const answer of [first, second]) {
      for (const { outcome } of answer.json.items)
        assert.ok(outcome === 'deleted' || outcome === 'already_deleted', outcome);
    }
    const [[rows]] = await query(
      world.server.databaseFile,
      `SELECT count(*) FROM audit_logs WHERE action = 'conversation.delete' AND target_id IN ('${ids.join("','")}')`,
    );
    assert.equal(rows, '100');
  });
});
