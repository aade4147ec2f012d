// Every route of the server × who calls × own or foreign workspace, made from the server's own
// table (`takeover routes`). A route that is not described here fails, so that nobody adds one
// without saying who may reach it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { call } from '../support/http.js';
import { bodies, nobody, table } from '../support/routes.js';
import {
  foreignOwner,
  makeAgent,
  makeWorld,
  Member,
  newClientId,
  shopOrigin,
} from '../support/world.js';

/** What is open to everyone on purpose. */
const open = new Set([
  'POST /broadcasting/auth',
  'POST /v1/widget/init',
  'POST /api/session',
  'GET /v1/widget/rules',
  'GET /up',
  'GET /health',
  'GET /metrics',
  'GET /',
  'GET /login',
  'GET /app',
  'GET /app/*',
  'GET /widget.js',
  'GET /widget/widget.js',
  'GET /widget/*',
  'GET /demo',
  'GET /demo/mails',
  'GET /demo/mails.json',
  'GET /demo/*',
]);

/**
 * The lowest role for each route of members: said a second time, so that a slip in the server's
 * table is seen.
 */
const lowest = {
  'GET /api/session': 'member',
  'DELETE /api/session': 'member',
  'POST /api/session/workspace': 'member',
  'GET /api/conversations': 'member',
  'GET /api/conversations/{id}': 'member',
  'GET /api/conversations/{id}/timeline': 'member',
  'GET /api/conversations/{id}/summary': 'member',
  'POST /api/conversations/{id}/claim': 'member',
  'POST /api/conversations/{id}/release': 'member',
  'POST /api/conversations/{id}/transfer': 'member',
  'POST /api/conversations/{id}/keep': 'member',
  'POST /api/queue/next': 'member',
  'GET /api/availability': 'member',
  'PUT /api/availability': 'member',
  'GET /api/settings/live-chat': 'admin',
  'PUT /api/settings/live-chat': 'admin',
  'PUT /api/agents/{id}/hours': 'admin',
  'POST /api/conversations/{id}/messages': 'member',
  'POST /api/conversations/{id}/notes': 'member',
  'GET /api/agents': 'admin',
  'GET /api/agents/{id}': 'admin',
  'PATCH /api/agents/{id}': 'admin',
  'GET /api/agents/{id}/rules': 'admin',
  'PUT /api/agents/{id}/rules': 'admin',
  'GET /api/members': 'member',
  'POST /api/members': 'admin',
  'PATCH /api/members/{id}': 'admin',
  'DELETE /api/members/{id}': 'admin',
  'DELETE /api/conversations/{id}': 'admin',
  'POST /api/conversations/bulk-delete': 'admin',
  'POST /api/conversations/delete-empty': 'admin',
  'GET /api/leads': 'member',
  'GET /api/leads/{id}': 'member',
  'PATCH /api/leads/{id}': 'member',
  'DELETE /api/leads/{id}': 'admin',
  'GET /app/leads/feed': 'member',
  'GET /api/audit-logs': 'admin',
  'GET /api/audit-logs/check': 'admin',
  'GET /api/webhooks': 'admin',
  'POST /api/webhooks': 'admin',
  'PATCH /api/webhooks/{id}': 'admin',
  'DELETE /api/webhooks/{id}': 'admin',
  'POST /api/webhooks/{id}/test': 'admin',
  'POST /api/webhooks/{id}/resume': 'admin',
  'GET /api/webhooks/{id}/deliveries': 'admin',
  'GET /api/jobs': 'admin',
  'POST /api/jobs/{id}/retry': 'admin',
  'DELETE /api/jobs/{id}': 'admin',
  'GET /api/settings/delivery': 'admin',
  'GET /api/settings/mail': 'admin',
  'POST /api/settings/mail/test': 'admin',
};
const roles = ['member', 'admin', 'owner'];

describe('who reaches which route', () => {
  let world;
  let home;
  let abroad;
  let eve;
  let visitor;
  let last;
  const emails = {
    member: 'member1@northline.example',
    admin: 'ada@northline.example',
    owner: 'olga@northline.example',
  };

  /** A conversation with a lead, the mail that waits to tell of it, and a webhook. */
  const furnished = async (workspace, agent, owner = world.owner) => {
    const made = await world.visitor(agent);
    await made.say('Hello');
    const lead = await made.call('POST', '/v1/widget/leads', {
      client_id: 'l',
      source: 'form',
      fields: { email: `${newClientId()}@example.com` },
    });
    const mails = await owner.call('GET', '/api/jobs?kind=mail');
    const hook =
      (await owner.call('GET', '/api/webhooks')).json.items[0] ??
      (await owner.call('POST', '/api/webhooks', { url: nobody })).json;
    const member = await owner.call('POST', '/api/members', bodies['POST /api/members']());
    return {
      workspace,
      agent,
      member: member.json.id,
      visitor: made,
      conversation: made.conversation,
      lead: lead.json.lead_id,
      job: mails.json.items[0].id,
      webhook: hook.id,
    };
  };

  before(async () => {
    world = await makeWorld({ members: 1, settings: { 'webhooks.allow_private_addresses': true } });
    const elsewhere = await world.foreignWorkspace();
    eve = await Member.signIn(world.base, foreignOwner);
    const strange = await makeAgent(world.server, elsewhere);
    home = await furnished(world.workspace, world.agent);
    abroad = await furnished(elsewhere, strange, eve);
    visitor = home.visitor;
  });
  after(() => world?.discard());

  /** A session of its own for each call, since some end it; few at once, since a user has 20. */
  const signedIn = async (role) => {
    await last?.call('DELETE', '/api/session');
    return (last = await Member.signIn(world.base, emails[role]));
  };

  const idOf = {
    agents: 'agent',
    members: 'member',
    leads: 'lead',
    webhooks: 'webhook',
    jobs: 'job',
  };
  const pathOf = (route, place) =>
    route.pattern.replace('{id}', place[idOf[route.pattern.split('/')[2]] ?? 'conversation']);
  const send = (route, place, options) => {
    const json = bodies[route.name]?.(place);
    return call(world.base, route.method, pathOf(route, place), { json, ...options });
  };
  /** What a stranger must leave as it was. */
  const picture = async (owner, place) => {
    const conversation = await owner.call('GET', `/api/conversations/${place.conversation}`);
    const lead = await owner.call('GET', `/api/leads/${place.lead}`);
    return {
      status: conversation.status,
      last_seq: conversation.json.conversation?.last_seq,
      controller: conversation.json.conversation?.controller,
      lead: lead.json.status,
    };
  };

  test('every route of the table is described here, and none that is not there', () => {
    for (const route of table) {
      if (route.caller === 'anyone')
        assert.ok(
          open.has(route.name),
          `${route.name} is open to everyone, and this test does not say why`,
        );
      if (route.caller === 'member') assert.equal(route.least, lowest[route.name], route.name);
      if (route.method !== 'GET' && route.method !== 'DELETE' && route.caller !== 'anyone')
        assert.ok(bodies[route.name], `${route.name} has no body here`);
    }
    const names = new Set(table.map((route) => route.name));
    for (const name of [...open, ...Object.keys(lowest)])
      assert.ok(names.has(name), `${name} is not in the table`);
  });

  for (const route of table.filter(({ caller }) => caller !== 'anyone')) {
    test(`${route.name}: nobody who is not signed in`, async () => {
      for (const token of [undefined, 'x', `${'a'.repeat(20)}.b.c`]) {
        const answer = await send(route, home, { token });
        assert.equal(answer.status, 401, answer.text);
        assert.equal(answer.problem, 'unauthenticated');
      }
    });

    test(`${route.name}: not with the other kind of token`, async () => {
      const token = route.caller === 'member' ? visitor.token : world.owner.token;
      const answer = await send(route, home, {
        token,
        headers: route.caller === 'visitor' ? { Origin: shopOrigin } : {},
      });
      assert.equal(answer.status, 401, answer.text);
    });
  }

  for (const route of table.filter(({ caller }) => caller === 'member')) {
    for (const role of roles) {
      const may = roles.indexOf(role) >= roles.indexOf(route.least);

      test(`${route.name}: ${role} ${may ? 'may' : 'may not'}, at home`, async () => {
        const member = await signedIn(role);
        const place = may ? await furnished(world.workspace, world.agent) : home;
        const before = await picture(world.owner, home);
        const answer = await send(route, place, { token: member.token });
        if (may) {
          // 409: there is nothing to reply to or release; that is the conversation's own rule. 422:
          // there is no mailer to test.
          const expected =
            route.name === 'POST /api/settings/mail/test' ? [422] : [200, 201, 202, 204, 409];
          assert.ok(expected.includes(answer.status), `${answer.status} ${answer.text}`);
        } else {
          assert.equal(answer.status, 403, answer.text);
          assert.equal(answer.problem, 'forbidden');
          assert.deepEqual(await picture(world.owner, home), before);
        }
      });
    }

    test(`${route.name}: nothing of another workspace, not even for an owner`, async () => {
      const { token } = await signedIn('owner');
      const before = await picture(eve, abroad);
      const answer = await send(route, abroad, { token });
      if (route.pattern.includes('{id}') || route.name === 'POST /api/session/workspace') {
        assert.equal(answer.status, 404, answer.text);
      } else if (route.name === 'POST /api/conversations/bulk-delete') {
        assert.deepEqual(answer.json, {
          deleted: 0,
          items: [{ id: abroad.conversation, outcome: 'not_found' }],
        });
      }
      for (const secret of [
        abroad.conversation,
        abroad.lead,
        abroad.workspace,
        abroad.webhook,
        abroad.job,
        abroad.agent,
        abroad.member,
      ]) {
        if (route.name !== 'POST /api/conversations/bulk-delete')
          assert.ok(!answer.text.includes(secret), `${route.name} tells of another workspace`);
      }
      assert.deepEqual(await picture(eve, abroad), before);
    });
  }

  test('the demo is not there where it was not asked for', async () => {
    for (const path of ['/demo', '/demo/index.html', '/demo/grinders', '/demo/mails', '/demo/mails.json'])
      assert.equal((await call(world.base, 'GET', path)).status, 404);
  });

  test('methods that a path does not know are refused for everyone', async () => {
    for (const path of ['/api/conversations/bulk-delete', '/app/leads/feed', '/api/audit-logs']) {
      const answer = await call(world.base, 'PUT', path, { token: world.owner.token, json: {} });
      assert.ok([404, 405].includes(answer.status), `${path}: ${answer.status}`);
    }
  });
});
