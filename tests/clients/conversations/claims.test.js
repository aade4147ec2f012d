// Concurrent claims: one winner, everybody else is told who holds the conversation.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { makeWorld, newClientId } from '../support/world.js';

describe('claims over HTTP', () => {
  let world;

  before(async () => {
    world = await makeWorld({ members: 8 });
  });
  after(() => world?.discard());

  for (let round = 1; round <= 10; round += 1) {
    test(`of 64 concurrent claims by 8 members one member wins (round ${round})`, async () => {
      const { conversation } = await world.visitor();

      const claims = [];
      for (let turn = 0; turn < 8; turn += 1) {
        for (const member of world.members)
          claims.push(member.claim(conversation).then((answer) => ({ member, answer })));
      }
      const results = await Promise.all(claims);

      const won = results.filter(({ answer }) => answer.status === 200);
      const holder = won[0]?.member.user;
      assert.ok(holder, 'nobody won');
      assert.equal(won.length, 8, "the winner's own repeats answer 200");
      for (const { member, answer } of results) {
        if (member.user.id === holder.id) {
          assert.equal(answer.status, 200);
          assert.equal(answer.json.conversation.claimed_by_user_id, holder.id);
          assert.equal(answer.json.conversation.epoch, 1);
        } else {
          assert.equal(answer.status, 409);
          assert.equal(answer.problem, 'already-claimed');
          assert.deepEqual(answer.json.claimed_by, { id: holder.id, name: holder.name });
        }
      }

      const audit = await world.admin.auditRows({ target: conversation });
      assert.deepEqual(
        audit.map(({ action, actor_user_id, target_type, target_id }) => ({
          action,
          actor_user_id,
          target_type,
          target_id,
        })),
        [
          {
            action: 'conversation.claim',
            actor_user_id: holder.id,
            target_type: 'conversation',
            target_id: conversation,
          },
        ],
      );
      const kinds = (await world.admin.timeline(conversation)).map((entry) => entry.kind);
      assert.deepEqual(kinds, ['claimed']);
    });
  }

  test('a reply by the member who lost the race is refused with the holder, and is not stored', async () => {
    const { conversation } = await world.visitor();
    const [winner, loser] = world.members;
    assert.equal((await winner.claim(conversation)).status, 200);
    assert.equal((await loser.claim(conversation)).status, 409);

    const refused = await loser.reply(conversation, 'I was faster.', 'late-reply');
    assert.equal(refused.status, 409);
    assert.equal(refused.problem, 'not-holder');
    assert.deepEqual(refused.json.claimed_by, { id: winner.user.id, name: winner.user.name });

    const entries = await world.admin.timeline(conversation);
    assert.ok(
      entries.every((entry) => entry.body !== 'I was faster.' && entry.client_id !== 'late-reply'),
    );
    assert.equal((await winner.reply(conversation, 'Here I am.', newClientId())).status, 201);
  });

  test('replies that race a forced takeover are stored only while their author holds', async () => {
    const { conversation } = await world.visitor();
    const [member] = world.members;
    await member.claim(conversation);

    const replies = Array.from({ length: 16 }, (_, n) =>
      member.reply(conversation, `Reply ${n}`, `race-${n}`),
    );
    const forced = world.admin.claim(conversation, { force: true });
    const more = Array.from({ length: 16 }, (_, n) =>
      member.reply(conversation, `Reply ${n + 16}`, `race-${n + 16}`),
    );
    const answers = await Promise.all([...replies, ...more]);
    assert.equal((await forced).status, 200);

    const entries = await world.admin.timeline(conversation);
    const takenAt = entries.find(
      (entry) => entry.kind === 'claimed' && entry.author.id === world.admin.user.id,
    ).seq;
    const stored = new Map(
      entries
        .filter((entry) => entry.role === 'human_agent')
        .map((entry) => [entry.client_id, entry.seq]),
    );
    answers.forEach((answer, n) => {
      if (answer.status === 201) {
        assert.equal(stored.get(`race-${n}`), answer.json.entry.seq);
        assert.ok(
          answer.json.entry.seq < takenAt,
          'a reply was stored after its author had lost the conversation',
        );
      } else {
        assert.equal(answer.status, 409);
        assert.ok(!stored.has(`race-${n}`), 'a refused reply was stored');
      }
    });
  });

  test('an admin takes over by force; a member may not', async () => {
    const { conversation } = await world.visitor();
    const [holder, member] = world.members;
    await holder.claim(conversation);

    const answer = await world.admin.claim(conversation);
    assert.equal(answer.status, 409, 'without force an admin is told who holds it');
    const refused = await member.claim(conversation, { force: true });
    assert.equal(refused.status, 403);
    assert.equal(refused.problem, 'forbidden');
    assert.equal((await member.conversation(conversation)).claimed_by_user_id, holder.user.id);

    const forced = await world.admin.claim(conversation, { force: true });
    assert.equal(forced.status, 200);
    assert.equal(forced.json.conversation.claimed_by_user_id, world.admin.user.id);
    assert.equal(forced.json.conversation.epoch, 2);
    const entries = await world.admin.timeline(conversation);
    assert.deepEqual(entries.at(-1).meta.forced_from, {
      id: holder.user.id,
      name: holder.user.name,
    });
    assert.equal((await holder.reply(conversation, 'Still me?')).status, 409);
    assert.equal(
      (await world.admin.auditRows({ target: conversation, action: 'conversation.claim' })).length,
      2,
    );
  });

  test('a conversation is released by its holder or by an admin, and by nobody else', async () => {
    const { conversation } = await world.visitor();
    const [holder, member] = world.members;
    await holder.claim(conversation);

    const refused = await member.release(conversation);
    assert.equal(refused.status, 409);
    assert.equal(refused.problem, 'not-holder');
    assert.deepEqual(refused.json.claimed_by, { id: holder.user.id, name: holder.user.name });

    const released = await holder.release(conversation);
    assert.equal(released.status, 200);
    assert.equal(released.json.conversation.controller, 'bot');
    assert.equal(released.json.conversation.claimed_by, null);
    assert.equal((await holder.release(conversation)).status, 200, 'a repeat has no effect');
    assert.equal(
      (await world.admin.auditRows({ target: conversation, action: 'conversation.release' }))
        .length,
      1,
    );

    await holder.claim(conversation);
    assert.equal((await world.admin.release(conversation)).status, 200);
    const actors = (await world.admin.auditRows({ target: conversation })).map(
      (row) => `${row.action} ${row.actor_user_id}`,
    );
    assert.deepEqual(actors, [
      `conversation.release ${world.admin.user.id}`,
      `conversation.claim ${holder.user.id}`,
      `conversation.release ${holder.user.id}`,
      `conversation.claim ${holder.user.id}`,
    ]);
  });

  test('the holder and an admin transfer to another member; a repeat has no effect', async () => {
    const { conversation } = await world.visitor();
    const [holder, next, member] = world.members;
    await holder.claim(conversation);

    const given = await holder.transfer(conversation, next.user.id);
    assert.equal(given.status, 200);
    assert.deepEqual(given.json.conversation.claimed_by, {
      id: next.user.id,
      name: next.user.name,
    });
    assert.equal(given.json.conversation.epoch, 2);
    assert.notEqual(
      given.json.conversation.deadline_at,
      null,
      'who is away has the grace time to come',
    );
    const entry = (await world.admin.timeline(conversation)).at(-1);
    assert.equal(entry.kind, 'claimed');
    assert.deepEqual(entry.author, { id: next.user.id, name: next.user.name });
    assert.deepEqual(entry.meta.transferred_by, { id: holder.user.id, name: holder.user.name });
    assert.deepEqual(entry.meta.transferred_from, { id: holder.user.id, name: holder.user.name });

    const again = await holder.transfer(conversation, next.user.id);
    assert.equal(again.status, 200);
    assert.equal(again.json.conversation.epoch, 2);
    assert.equal((await holder.reply(conversation, 'Still me?')).problem, 'not-holder');
    assert.equal((await next.reply(conversation, 'Here I am.')).status, 201);

    const byAdmin = await world.admin.transfer(conversation, member.user.id);
    assert.equal(byAdmin.status, 200);
    const rows = await world.admin.auditRows({
      target: conversation,
      action: 'conversation.transfer',
    });
    assert.deepEqual(rows.map((row) => row.actor_user_id), [world.admin.user.id, holder.user.id]);
  });

  test('the visitor hears of a transfer by name alone', async () => {
    const visitor = await world.visitor();
    const [holder, next] = world.members;
    await holder.claim(visitor.conversation);
    await holder.transfer(visitor.conversation, next.user.id);
    const { json } = await visitor.call('GET', '/v1/widget/timeline?after=0');
    const { meta, author } = json.entries.at(-1);
    assert.deepEqual(author, { name: next.user.name });
    assert.deepEqual(meta.transferred_by, { name: holder.user.name });
  });

  test('a transfer that may not be is refused, and changes nothing', async () => {
    const { conversation } = await world.visitor();
    const [holder, next, member] = world.members;
    const nobody = await world.admin.transfer(conversation, next.user.id);
    assert.equal(nobody.status, 409, 'what nobody holds cannot be given');
    assert.equal(nobody.problem, 'not-holder');
    assert.equal(nobody.json.claimed_by, null);
    await holder.claim(conversation);

    const refusals = [
      [await member.transfer(conversation, next.user.id), 409, 'not-holder'],
      [await holder.transfer(conversation, '01JDB6T5XG0000000000000000'), 404, 'not-found'],
      [await holder.transfer(conversation, 'somebody'), 404, 'not-found'],
      [await holder.transfer(conversation, null), 422, 'invalid'],
      [await holder.transfer(conversation, 7), 422, 'invalid'],
      [await holder.call('POST', `/api/conversations/${conversation}/transfer`), 400,
        'malformed-request'],
      [await holder.transfer('01JDB6T5XG0000000000000000', next.user.id), 404, 'not-found'],
    ];
    for (const [answer, status, problem] of refusals)
      assert.deepEqual([answer.status, answer.problem], [status, problem]);
    assert.equal((await world.admin.conversation(conversation)).epoch, 1);
    assert.deepEqual(
      await world.admin.auditRows({ target: conversation, action: 'conversation.transfer' }),
      [],
    );
  });

  test('members see who else works here, and nobody else does', async () => {
    const { status, json } = await world.members[0].call('GET', '/api/members');
    assert.equal(status, 200);
    assert.ok(
      json.items.some(
        (member) =>
          member.id === world.owner.user.id && member.role === 'owner' && member.online === false,
      ),
    );
    assert.deepEqual(
      json.items.map((member) => member.name),
      json.items.map((member) => member.name).sort(),
    );
    const visitor = await world.visitor();
    assert.equal((await visitor.call('GET', '/api/members')).status, 401);
  });
});
