// Two servers on one PostgreSQL: who is demoted, removed or signed out at one is refused at the
// other, on every privileged route and on an open socket. Prints how long each took.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { eventually } from '../support/eventually.js';
import { call } from '../support/http.js';
import { PostgreSql } from '../support/postgresql.js';
import { RealtimeSocket } from '../support/realtime.js';
import { bodies, nobody, table } from '../support/routes.js';
import { Server } from '../support/server.js';
import { makeWorld, Member, newClientId, password } from '../support/world.js';

const privileged = table.filter(({ caller, least }) => caller === 'member' && least !== 'member');

describe('what is taken away at one server is gone at the other', () => {
  let postgresql;
  let world;
  let other;
  let olgaThere;
  let place;
  const took = [];

  before(async () => {
    postgresql = await PostgreSql.start();
    world = await makeWorld({
      members: 0,
      database: await postgresql.makeDatabase(),
      settings: { 'webhooks.allow_private_addresses': true },
    });
    other = await Server.prepare({ settings: world.server.settings, database: world.server.database });
    await other.start();
    olgaThere = await Member.signIn(other.base, 'olga@northline.example');
    const visitor = await world.visitor();
    await visitor.say('Hello');
    const lead = await world.leaveLead(`${newClientId()}@example.com`, {}, visitor);
    const hook = (await world.owner.call('POST', '/api/webhooks', { url: nobody })).json;
    const [job] = (await world.owner.call('GET', '/api/jobs?kind=mail')).json.items;
    place = {
      workspace: world.workspace,
      agents: world.agent,
      conversations: visitor.conversation,
      conversation: visitor.conversation,
      leads: lead,
      webhooks: hook.id,
      jobs: job.id,
      members: world.admin.user.id,
    };
  });
  after(async () => {
    const width = Math.max(...took.map(([name]) => name.length));
    for (const [name, ms] of took) console.log(`${name.padEnd(width)}  ${ms.toFixed(0)} ms`);
    await other?.discard();
    await world?.discard();
    await postgresql?.discard();
  });

  /** Someone who has just worked at the first server, so that it remembers them. */
  async function remembered(role) {
    const email = `${newClientId()}@northline.example`;
    const added = await olgaThere.call('POST', '/api/members', { name: 'Pat', email, role, password });
    assert.equal(added.status, 201, added.text);
    const member = await Member.signIn(world.base, email);
    assert.equal((await member.call('GET', '/api/leads')).status, 200);
    return member;
  }
  const send = (member, route) =>
    call(world.base, route.method, route.pattern.replace('{id}', place[route.pattern.split('/')[2]]), {
      json: bodies[route.name]?.(place),
      token: member.token,
    });

  for (const route of privileged) {
    test(`${route.name}: a demoted admin is refused at once`, async () => {
      const pat = await remembered('admin');
      const demoted = await olgaThere.call('PATCH', `/api/members/${pat.user.id}`, { role: 'member' });
      assert.equal(demoted.status, 200, demoted.text);

      const since = performance.now();
      const answer = await send(pat, route);

      took.push([`${route.name} (demoted)`, performance.now() - since]);
      assert.equal(answer.status, 403, answer.text);
    });

    test(`${route.name}: a removed admin is refused at once`, async () => {
      const pat = await remembered('admin');
      assert.equal((await olgaThere.call('DELETE', `/api/members/${pat.user.id}`)).status, 204);

      const since = performance.now();
      const answer = await send(pat, route);

      took.push([`${route.name} (removed)`, performance.now() - since]);
      assert.equal(answer.status, 401, answer.text);
    });
  }

  test('none of the refused calls changed anything', async () => {
    const { json } = await world.owner.call('GET', '/api/webhooks');
    assert.deepEqual(json.items.map(({ id, active }) => [id, active]), [[place.webhooks, true]]);
    assert.equal((await world.owner.call('GET', `/api/leads/${place.leads}`)).status, 200);
    const stays = await world.owner.call('GET', `/api/conversations/${place.conversation}`);
    assert.equal(stays.status, 200);
  });

  for (const [what, end] of [
    ['removed', (pat) => olgaThere.call('DELETE', `/api/members/${pat.user.id}`)],
    ['signed out', (pat) => call(other.base, 'DELETE', '/api/session', { token: pat.token })],
  ])
    test(`a member who was ${what} reads nothing more, and their socket ends`, async () => {
      const pat = await remembered('member');
      const socket = await RealtimeSocket.open(world.base, pat.realtimeKey);
      await socket.subscribe(pat, `private-workspace.${world.workspace}`);
      assert.equal((await end(pat)).status, 204);

      const since = performance.now();
      const ended = socket
        .whenClosed()
        .then(() => took.push([`open socket (${what})`, performance.now() - since]));
      await eventually('the session is refused', async () =>
        (await pat.call('GET', '/api/leads')).status === 401);
      took.push([`GET /api/leads (${what})`, performance.now() - since]);
      await ended;
    });
});
