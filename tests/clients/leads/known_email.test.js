// The email of a lead that is there already: what others can do with it, what is refused, and how a
// lead is deleted.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { makeWorld, newClientId } from '../support/world.js';

describe('the email of a lead', () => {
  let world;
  before(async () => {
    world = await makeWorld({ members: 1 });
  });
  after(() => world?.discard());

  const email = () => `${newClientId()}@example.com`;
  const leave = (visitor, source, more = {}) =>
    visitor.call('POST', '/v1/widget/leads', { client_id: newClientId(), source, ...more });
  const leadOf = async (answer) =>
    (await world.admin.call('GET', `/api/leads/${answer.json.lead_id}`)).json;
  const fieldsRefused = (answer) => {
    assert.equal(answer.status, 422, answer.text.slice(0, 500));
    return answer.json.errors;
  };

  test('who knows the email of a lead learns nothing of it and changes nothing in it', async () => {
    const [lou, mallory] = [await world.visitor(), await world.visitor()];
    const address = email();
    const before = await leadOf(
      await leave(lou, 'form', { fields: { email: address, name: 'Lou', phone: '+49 30 1' } }),
    );

    const client_id = newClientId();
    const fields = { email: address, name: 'Mallory', phone: '+666', note: 'Call me' };
    const known = await leave(mallory, 'form', { client_id, fields });
    const repeated = await leave(mallory, 'form', { client_id, fields });
    const fresh = await leave(mallory, 'form', { fields: { email: email(), name: 'Mallory' } });

    assert.deepEqual([known.status, fresh.status], [201, 201]);
    assert.deepEqual(Object.keys(known.json), Object.keys(fresh.json));
    assert.notEqual(known.json.lead_id, before.id);
    assert.deepEqual([repeated.status, repeated.json], [200, known.json]);
    const seen = (await mallory.call('GET', '/v1/widget/timeline?after=0')).text;
    assert.ok(!seen.includes(before.id) && !seen.includes('Lou'), seen);

    const lead = (await world.admin.call('GET', `/api/leads/${before.id}`)).json;
    const { also_given, other_conversation_ids, last_activity_at, ...kept } = lead;
    for (const name of Object.keys(kept).filter((key) => key !== 'last_message'))
      assert.deepEqual(kept[name], before[name], name);
    assert.deepEqual(
      also_given.map(({ given_at, ...given }) => given),
      [
        {
          name: 'Mallory',
          phone: '+666',
          fields: { note: 'Call me' },
          conversation_id: mallory.conversation,
        },
      ],
    );
    assert.ok(Date.parse(also_given[0].given_at) <= Date.parse(last_activity_at));
    assert.deepEqual([before.also_given, before.other_conversation_ids], [[], []]);
    // The latest lead of a conversation is its lead: here it is the fresh one.
    assert.deepEqual(other_conversation_ids, []);
  });

  test('an email that would say more in a link than whom to write to is refused', async () => {
    const visitor = await world.visitor();
    for (const character of '?&=%#/;[]')
      assert.deepEqual(
        Object.keys(
          fieldsRefused(
            await leave(visitor, 'form', { fields: { email: `a${character}b@shop.example` } }),
          ),
        ),
        ['email'],
        character,
      );
    const plain = await leave(visitor, 'form', { fields: { email: "o'n+x_y-z!$*^`{|}~@shop.example" } });
    assert.equal(plain.status, 201, plain.text);
  });

  test('a deleted lead is gone, the members hear of it, and its conversation stays', async () => {
    const visitor = await world.visitor();
    const address = email();
    const { id } = await leadOf(await leave(visitor, 'form', { fields: { email: address } }));
    assert.equal((await world.members[0].call('DELETE', `/api/leads/${id}`)).status, 403);

    assert.equal((await world.admin.call('DELETE', `/api/leads/${id}`)).status, 204);

    assert.equal((await world.admin.call('GET', `/api/leads/${id}`)).status, 404);
    assert.equal((await world.admin.call('DELETE', `/api/leads/${id}`)).status, 404);
    const conversation = await world.admin.conversation(visitor.conversation);
    assert.deepEqual(
      [conversation.lead, conversation.visitor.name, conversation.visitor.email],
      [null, null, null],
    );
    const timeline = JSON.stringify(await world.admin.timeline(visitor.conversation));
    assert.ok(!timeline.includes(address), timeline);
    const [row] = await world.owner.auditRows({ action: 'lead.delete' });
    assert.deepEqual([row.target_type, row.target_id], ['lead', id]);
    assert.equal((await leave(visitor, 'form', { fields: { email: address } })).status, 201);
  });
});
