// What people do is on record: rows of the audit log, and log lines that a guard such as fail2ban
// reads.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { eventually } from '../support/eventually.js';
import { call } from '../support/http.js';
import { makeWorld, Member, password } from '../support/world.js';

describe('what people do is on record', () => {
  let world;
  before(async () => {
    world = await makeWorld({ members: 1, settings: { 'limits.leads_per_minute': 1 } });
  });
  after(() => world?.discard());

  const logged = (event, ...parts) =>
    eventually(`a line with event=${event} ${parts.join(' ')}`, () =>
      world.server.output
        .split('\n')
        .find(
          (line) =>
            line.includes(` event=${event} `) && parts.every((part) => line.includes(` ${part}`)),
        ),
    );
  const newest = async (action) => (await world.owner.auditRows({ action }))[0];
  const signIn = (email, secret) =>
    call(world.base, 'POST', '/api/session', { json: { email, password: secret, bearer: true } });

  test('a good and a failed sign-in, with the address and the account, and without its email', async () => {
    const ada = await Member.signIn(world.base, 'ada@northline.example');
    const good = await newest('session.sign_in');
    assert.deepEqual(
      [good.actor.name, good.target_type, good.details],
      ['Ada', 'user', { address: '127.0.0.1' }],
    );
    await logged('sign_in', 'address=127.0.0.1', `account_id=${ada.user.id}`);

    assert.equal((await signIn('ada@northline.example', 'wrong password')).status, 401);
    const failed = await newest('session.sign_in_failed');
    assert.deepEqual([failed.actor, failed.target_id], [null, ada.user.id]);
    await logged('sign_in_failed', 'address=127.0.0.1', `account_id=${ada.user.id}`);

    assert.equal((await signIn('nobody@northline.example', password)).status, 401);
    assert.equal((await ada.call('DELETE', '/api/session')).status, 204);
    assert.equal((await newest('session.sign_out')).actor.name, 'Ada');
    await logged('sign_out', 'address=127.0.0.1', `account_id=${ada.user.id}`);
    assert.ok(!world.server.output.includes('northline.example'), 'an email is in the log');
  });

  test('refusals by role, by origin, by limit and of tokens, one line a second each', async () => {
    const [member] = world.members;
    for (let n = 0; n < 20; n += 1)
      assert.equal((await member.call('GET', '/api/audit-logs')).status, 403);
    await logged('role_refused', 'address=127.0.0.1', `account_id=${member.user.id}`, 'path=/api/audit-logs');

    const evil = { Origin: 'https://evil.example' };
    const init = { agent_id: world.agent, page_url: 'https://evil.example/' };
    assert.equal(
      (await call(world.base, 'POST', '/v1/widget/init', { json: init, headers: evil })).status,
      403,
    );
    await logged('origin_refused', 'address=127.0.0.1', 'path=/v1/widget/init');

    const visitor = await world.visitor();
    const leave = (n) =>
      visitor.call('POST', '/v1/widget/leads', {
        client_id: `l${n}`,
        source: 'form',
        fields: { email: `l${n}@example.com` },
      });
    await eventually('the limit is met', async () => (await leave(Math.random())).status === 429);
    await logged('limit_hit', 'address=127.0.0.1', 'path=/v1/widget/leads');

    assert.equal((await call(world.base, 'GET', '/api/leads', { token: 'x' })).status, 401);
    await logged('token_refused', 'address=127.0.0.1', 'path=/api/leads');
  });

  test('nobody can write a line of their own into the log', async () => {
    const forged = `/api/conversations/${encodeURIComponent('x\n2026-01-01T00:00:00.000Z info event=sign_in_failed address=203.0.113.9')}`;
    // Again until a second has passed since the last line of this kind.
    await eventually('its path is in one line', async () => {
      assert.equal((await call(world.base, 'GET', forged, { token: 'y' })).status, 401);
      return world.server.output.includes(' path=/api/conversations/x%0A2026');
    });
    assert.ok(!/^2026-01-01/m.test(world.server.output));
  });

  test('fail2ban finds the address with the filter of docs/operations.md', async () => {
    const guide = await readFile(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
    const [, pattern] = /^failregex = (.*)$/m.exec(guide);
    const filter = new RegExp(pattern.replace('<HOST>', '(?<host>\\S+)'));
    const line = await logged('sign_in_failed');
    assert.equal(filter.exec(line)?.groups.host, '127.0.0.1', `${filter} does not match ${line}`);
  });

  test('a lead\'s status, a role and settings tell what was there and what is there now', async () => {
    const lead = await world.leaveLead('kept@example.com');
    await world.admin.call('PATCH', `/api/leads/${lead}`, { status: 'won' });
    assert.deepEqual((await newest('lead.status')).details, { status: { old: 'new', new: 'won' } });

    const { id } = world.members[0].user;
    await world.owner.call('PATCH', `/api/members/${id}`, { role: 'admin' });
    assert.deepEqual((await newest('member.role')).details, { role: { old: 'member', new: 'admin' } });

    await world.admin.call('PATCH', `/api/agents/${world.agent}`, { greeting: 'Hello!' });
    const { details } = await newest('agent.update');
    assert.deepEqual([Object.keys(details), details.greeting.new], [['greeting'], 'Hello!']);

    await world.admin.settings({ hours: { always_open: true }, queue_position: 'shown' });
    assert.deepEqual((await newest('live_chat.update')).details, {
      queue_position: { old: 'hidden', new: 'shown' },
    });
  });

  test('what the command line changes is there, by the command line', async () => {
    const added = (await world.owner.auditRows({ action: 'member.add' })).at(-1);
    assert.deepEqual(
      [added.actor, added.details],
      [null, { by: 'command line', role: 'owner' }],
    );
    assert.equal((await newest('agent.create')).target_id, world.agent);
    assert.equal((await newest('agent.import')).details.documents, '1');
    const { json } = await world.owner.call('GET', '/api/audit-logs/check');
    assert.equal(json.fault, null);
  });

  test('the oldest of more than twenty sessions ends', async () => {
    const sessions = [];
    for (let n = 0; n < 22; n += 1)
      sessions.push(await Member.signIn(world.base, 'member1@northline.example'));
    const alive = await Promise.all(
      sessions.map(async (member) => (await member.call('GET', '/api/session')).status),
    );
    assert.deepEqual(alive, [401, 401, ...Array.from({ length: 20 }, () => 200)]);
  });
});
