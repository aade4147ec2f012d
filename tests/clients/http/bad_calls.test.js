// Long because it is a table with a row for each invalid call.
// Invalid input over HTTP: every row is a call that must be refused, with the status and the
// problem of docs/protocol.md.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';

import { query } from '../support/database.js';
import { call, expectCall, sendBytes } from '../support/http.js';
import { refusals } from '../support/table.js';
import {
  foreignOwner,
  makeAgent,
  makeWorld,
  Member,
  newClientId,
  password,
  shopOrigin,
} from '../support/world.js';

const longEmail = `${'a'.repeat(255 - '@northline.example'.length)}@northline.example`;
const unknownId = '01JAAAAAAAAAAAAAAAAAAAAAAA';
const json = { 'Content-Type': 'application/json' };

describe('bad calls', () => {
  let world;
  let member;
  let visitor;
  let held;
  let deleted;
  let deletedVisitor;
  let cookie;
  let tokenKey;
  let eve;

  before(async () => {
    world = await makeWorld();
    [member] = world.members;
    visitor = await world.visitor();
    held = (await world.visitor()).conversation;
    await member.claim(held);
    deletedVisitor = await world.visitor();
    deleted = deletedVisitor.conversation;
    await deletedVisitor.say('Forget me');
    assert.equal((await world.admin.call('DELETE', `/api/conversations/${deleted}`)).status, 204);
    const signedIn = await expectCall(200, world.base, 'POST', '/api/session', {
      json: { email: 'member1@northline.example', password },
    });
    cookie = signedIn.headers['set-cookie'][0].split(';')[0];
    [[tokenKey]] = await query(
      world.server.databaseFile,
      "SELECT value FROM secrets WHERE name = 'visitor_token_key'",
    );
    await world.foreignWorkspace();
    eve = await Member.signIn(world.base, foreignOwner);
  });
  after(() => world?.discard());

  const asMember = (method, path, options) =>
    call(world.base, method, path, { token: member.token, ...options });
  const asVisitor = (method, path, options) =>
    call(world.base, method, path, { token: visitor.token, ...options });
  const reply = (options) => asMember('POST', `/api/conversations/${held}/messages`, options);
  const say = (options) => asVisitor('POST', '/v1/widget/messages', options);
  const init = (fields, headers = { Origin: shopOrigin }) =>
    call(world.base, 'POST', '/v1/widget/init', {
      json: { agent_id: world.agent, page_url: `${shopOrigin}/`, ...fields },
      headers,
    });

  describe('bodies', () => {
    refusals([
      { name: 'no JSON', send: () => reply({ body: '{"client_id":', headers: json }), status: 400,
        problem: 'malformed-request', detail: /JSON/ },
      { name: 'nothing at all', send: () => reply({ body: '', headers: json }), status: 400,
        problem: 'malformed-request' },
      { name: 'two documents', send: () => reply({ body: '{}{}', headers: json }), status: 400,
        problem: 'malformed-request' },
      { name: 'not UTF-8',
        send: () =>
          reply({ body: Buffer.from('{"client_id":"a","body":"\xff"}', 'latin1'), headers: json }),
        status: 400, problem: 'malformed-request' },
      { name: 'half a surrogate pair',
        send: () => reply({ body: '{"client_id":"a","body":"\\ud800"}', headers: json }),
        status: 400, problem: 'malformed-request' },
      { name: 'nested without end', send: () => reply({ body: '['.repeat(20_000), headers: json }),
        status: 400, problem: 'malformed-request' },
      { name: 'an array instead of an object', send: () => reply({ json: ['body'] }), status: 400,
        problem: 'malformed-request' },
      { name: 'a form instead of JSON', send: () => reply({ form: { client_id: 'a', body: 'b' } }),
        status: 400, problem: 'malformed-request' },
      { name: 'a missing field', send: () => reply({ json: { body: 'Hello' } }), status: 422,
        problem: 'invalid', field: 'client_id' },
      { name: 'the other missing field', send: () => reply({ json: { client_id: 'a' } }),
        status: 422, problem: 'invalid', field: 'body' },
      { name: 'a number for a text', send: () => reply({ json: { client_id: 'a', body: 7 } }),
        status: 422, problem: 'invalid', field: 'body' },
      { name: 'null for a text', send: () => reply({ json: { client_id: null, body: 'Hello' } }),
        status: 422, problem: 'invalid', field: 'client_id' },
      { name: 'a client id with a space',
        send: () => reply({ json: { client_id: 'a b', body: 'Hello' } }), status: 422,
        problem: 'invalid', field: 'client_id' },
      { name: 'a client id of 65 characters',
        send: () => reply({ json: { client_id: 'a'.repeat(65), body: 'Hello' } }), status: 422,
        problem: 'invalid', field: 'client_id' },
      { name: 'an empty message', send: () => reply({ json: { client_id: 'a', body: '' } }),
        status: 422, problem: 'invalid', field: 'body' },
      { name: 'a message of 65,537 bytes',
        send: () => reply({ json: { client_id: 'a', body: 'x'.repeat(65_537) } }), status: 413,
        problem: 'too-large' },
      { name: 'a message of 65,538 bytes in 32,769 characters',
        send: () => say({ json: { client_id: 'a', body: 'é'.repeat(32_769) } }), status: 413,
        problem: 'too-large' },
      { name: 'a request of 4 MB',
        send: () => reply({ body: Buffer.alloc(4_000_000, 0x20), headers: json }), status: 413,
        problem: 'too-large' },
      { name: 'a message of 20,000 bytes from nobody',
        send: () =>
          call(world.base, 'POST', '/v1/widget/messages', {
            json: { client_id: 'a', body: 'x'.repeat(20_000) },
          }),
        status: 413, problem: 'too-large' },
      { name: 'a reply of 20,000 bytes from nobody',
        send: () =>
          call(world.base, 'POST', `/api/conversations/${held}/messages`, {
            json: { client_id: 'a', body: 'x'.repeat(20_000) },
          }),
        status: 413, problem: 'too-large' },
      { name: 'a password of 20,000 bytes',
        send: () =>
          call(world.base, 'POST', '/api/session', {
            json: { email: 'ada@northline.example', password: 'x'.repeat(20_000) },
          }),
        status: 413, problem: 'too-large' },
      { name: 'a text for a truth',
        send: () =>
          asMember('POST', `/api/conversations/${held}/claim`, { json: { force: 'yes' } }),
        status: 422, problem: 'invalid', field: 'force' },
      { name: 'a visitor message without JSON', send: () => say({ body: 'Hello', headers: json }),
        status: 400, problem: 'malformed-request' },
      { name: 'a visitor message without text', send: () => say({ json: { client_id: 'a' } }),
        status: 422, problem: 'invalid', field: 'body' },
      { name: 'a streamed message without text',
        send: () => asVisitor('POST', '/v1/widget/messages/stream', { json: { client_id: 'a' } }),
        status: 422, problem: 'invalid', field: 'body' },
      { name: 'a lead without an e-mail',
        send: () =>
          asVisitor('POST', '/v1/widget/leads', {
            json: { client_id: 'a', source: 'cta', fields: { name: 'A' } },
          }),
        status: 422, problem: 'invalid', field: 'email' },
      { name: 'a lead with half an e-mail',
        send: () =>
          asVisitor('POST', '/v1/widget/leads', {
            json: { client_id: 'a', source: 'cta', fields: { email: 'a@' } },
          }),
        status: 422, problem: 'invalid', field: 'email' },
      { name: 'a lead from nowhere',
        send: () =>
          asVisitor('POST', '/v1/widget/leads', {
            json: { client_id: 'a', source: 'moon', fields: { email: 'a@b.example' } },
          }),
        status: 422, problem: 'invalid', field: 'source' },
      { name: 'a lead whose fields are no object',
        send: () =>
          asVisitor('POST', '/v1/widget/leads', {
            json: { client_id: 'a', source: 'cta', fields: 'a@b.example' },
          }),
        status: 422, problem: 'invalid', field: 'fields' },
      { name: 'init without an agent', send: () => init({ agent_id: undefined }), status: 422,
        problem: 'invalid', field: 'agent_id' },
      { name: 'init with a number for the agent', send: () => init({ agent_id: 5 }), status: 422,
        problem: 'invalid', field: 'agent_id' },
      { name: 'sign-in without a password',
        send: () =>
          call(world.base, 'POST', '/api/session', { json: { email: 'ada@northline.example' } }),
        status: 422, problem: 'invalid', field: 'password' },
      { name: 'sign-in with a wrong password',
        send: () =>
          call(world.base, 'POST', '/api/session', {
            json: { email: 'ada@northline.example', password: 'guess' },
          }),
        status: 401, problem: 'wrong-credentials' },
      { name: 'sign-in of nobody',
        send: () =>
          call(world.base, 'POST', '/api/session', {
            json: { email: 'nobody@northline.example', password },
          }),
        status: 401, problem: 'wrong-credentials' },
      { name: 'sign-in with an e-mail of 255 bytes',
        send: () =>
          call(world.base, 'POST', '/api/session', { json: { email: longEmail, password } }),
        status: 401, problem: 'wrong-credentials' },
      { name: 'broadcasting/auth without a channel',
        send: () => asMember('POST', '/broadcasting/auth', { form: { socket_id: '1.1' } }),
        status: 422, problem: 'invalid', field: 'channel_name' },
      { name: 'broadcasting/auth with a socket id that is none',
        send: () =>
          asMember('POST', '/broadcasting/auth', {
            form: { socket_id: '1.1:x', channel_name: `private-conversation.${held}` },
          }),
        status: 422, problem: 'invalid', field: 'socket_id' },
    ]);

    test('a message of exactly 65,536 bytes is taken', async () => {
      const answer = await reply({ json: { client_id: newClientId(), body: 'x'.repeat(65_536) } });
      assert.equal(answer.status, 201, answer.text);
    });

    test('nothing of what was refused is stored', async () => {
      const entries = await world.admin.timeline(held);
      assert.deepEqual(
        entries.map(({ kind, body }) => [kind, body.length]),
        [
          ['claimed', 0],
          ['message', 65_536],
        ],
      );
      assert.deepEqual(await world.admin.timeline(visitor.conversation), []);
    });
  });

  describe('addresses and parameters', () => {
    refusals([
      { name: 'an unknown address', send: () => asMember('GET', '/api/nothing'), status: 404,
        problem: 'not-found' },
      { name: 'an address with a broken escape',
        send: () => asMember('GET', '/api/conversations/%zz'), status: 400,
        problem: 'malformed-request' },
      { name: 'a method that the address does not know',
        send: () => asMember('PUT', `/api/conversations/${held}`), status: 405,
        problem: 'method-not-allowed', headers: { allow: /GET/ } },
      { name: 'an unknown conversation',
        send: () => asMember('GET', `/api/conversations/${unknownId}`), status: 404,
        problem: 'not-found' },
      { name: 'a claim of an unknown conversation', send: () => member.claim(unknownId),
        status: 404, problem: 'not-found' },
      { name: 'the timeline of an unknown conversation',
        send: () => asMember('GET', `/api/conversations/${unknownId}/timeline`), status: 404,
        problem: 'not-found' },
      { name: 'a conversation id that is none', send: () => member.claim('12'), status: 404,
        problem: 'not-found' },
      { name: 'an unknown lead',
        send: () => asMember('PATCH', `/api/leads/${unknownId}`, { json: { status: 'won' } }),
        status: 404, problem: 'not-found' },
      { name: 'an unknown agent', send: () => init({ agent_id: unknownId }), status: 404,
        problem: 'not-found' },
      { name: 'an agent id that is none', send: () => init({ agent_id: 'wren' }), status: 404,
        problem: 'not-found' },
      { name: "another workspace's conversation",
        send: () => eve.call('GET', `/api/conversations/${held}`), status: 404,
        problem: 'not-found' },
      { name: "a claim of another workspace's conversation",
        send: () => eve.claim(held, { force: true }), status: 404, problem: 'not-found' },
      { name: "deleting another workspace's conversation",
        send: () => eve.call('DELETE', `/api/conversations/${held}`), status: 404,
        problem: 'not-found' },
      { name: 'a limit that is no number',
        send: () => asMember('GET', '/api/conversations?limit=many'), status: 400,
        problem: 'malformed-request', detail: /limit/ },
      { name: 'a limit of zero', send: () => asMember('GET', '/api/conversations?limit=0'),
        status: 400, problem: 'malformed-request', detail: /limit/ },
      { name: 'a cursor that nobody gave out',
        send: () => asMember('GET', '/api/conversations?cursor=abc'), status: 400,
        problem: 'malformed-request', detail: /cursor/ },
      { name: 'a lead cursor that nobody gave out',
        send: () => asMember('GET', '/api/leads?cursor=%22%3B'), status: 400,
        problem: 'malformed-request', detail: /cursor/ },
      { name: 'an unknown filter', send: () => asMember('GET', '/api/conversations?filter=nice'),
        status: 400, problem: 'malformed-request', detail: /filter/ },
      { name: 'an unknown lead status to list',
        send: () => asMember('GET', '/api/leads?status=nice'), status: 400,
        problem: 'malformed-request', detail: /status/ },
      { name: 'a position that is no number',
        send: () => asMember('GET', `/api/conversations/${held}/timeline?after=first`), status: 400,
        problem: 'malformed-request', detail: /after/ },
      { name: 'a position before the first',
        send: () => asMember('GET', `/api/conversations/${held}/timeline?after=-1`), status: 400,
        problem: 'malformed-request', detail: /after/ },
      { name: 'a position beyond all numbers',
        send: () =>
          asMember('GET', `/api/conversations/${held}/timeline?after=99999999999999999999`),
        status: 400, problem: 'malformed-request', detail: /after/ },
    ]);

    test('a forged cursor is refused, or begins within the own workspace', async () => {
      await world.leaveLead('cursor@b.example');
      const hook = (
        await world.admin.call('POST', '/api/webhooks', {
          url: 'https://crm.example/',
          active: false,
        })
      ).json.id;
      const lists = [
        'conversations',
        'conversations?filter=needs_human',
        'leads',
        'audit-logs',
        'jobs',
        `webhooks/${hook}/deliveries`,
      ];
      const broken = [
        'abc',
        '1',
        '1.',
        '.',
        `.${unknownId}`,
        `x.${unknownId}`,
        `1.5.${unknownId}`,
        `99999999999999999999.${unknownId}`,
        `1.${unknownId}0`,
        `1.${unknownId}'; DROP TABLE leads; --`,
        `1.${unknownId}\u0000`,
        `0x1.${unknownId}`,
        '1'.repeat(4_000),
      ];
      const far = [
        `9223372036854775807.7${'Z'.repeat(25)}`,
        `-9223372036854775808.${'0'.repeat(26)}`,
        `1.${unknownId}`,
      ];
      const ask = (who, list, cursor) =>
        who.call(
          'GET',
          `/api/${list}${list.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`,
        );
      for (const list of lists) {
        for (const cursor of broken)
          assert.equal(
            (await ask(world.admin, list, cursor)).problem,
            'malformed-request',
            `${list}: ${cursor.slice(0, 60)}`,
          );
        for (const cursor of far) {
          assert.equal((await ask(world.admin, list, cursor)).status, 200, `${list}: ${cursor}`);
          if (list.startsWith('webhooks')) continue;
          // Her own sign-in is in her workspace's audit log, and how she came into it.
          const { items } = (await ask(eve, list, cursor)).json;
          const foreign = items.filter(
            (item) => list !== 'audit-logs' || item.target_id !== eve.user.id,
          );
          assert.deepEqual(foreign, [], `${list}: ${cursor}`);
        }
      }
      const sweep = await world.admin.call('POST', '/api/conversations/delete-empty', {
        cursor: 'abc',
      });
      assert.equal(sweep.problem, 'malformed-request');
    });

    test('an empty parameter counts as absent, and a limit over 200 as 200', async () => {
      const answer = await asMember('GET', '/api/conversations?filter=&q=&cursor=&limit=5000');
      assert.equal(answer.status, 200, answer.text);
      assert.ok(answer.json.items.length > 0);
    });

    test('a lead status that is none is refused, and the lead stays as it was', async () => {
      const lead = await asVisitor('POST', '/v1/widget/leads', {
        json: { client_id: 'lead', source: 'cta', fields: { email: 'b@b.example' } },
      });
      const refused = await asMember('PATCH', `/api/leads/${lead.json.lead_id}`, {
        json: { status: 'nice' },
      });
      assert.equal(refused.status, 422);
      assert.ok(refused.json.errors.status.length > 0);
      assert.equal((await asMember('GET', `/api/leads/${lead.json.lead_id}`)).json.status, 'new');
    });
  });

  describe('who may not', () => {
    refusals([
      { name: 'nobody lists conversations',
        send: () => call(world.base, 'GET', '/api/conversations'), status: 401,
        problem: 'unauthenticated' },
      { name: 'nobody claims',
        send: () => call(world.base, 'POST', `/api/conversations/${held}/claim`, { json: {} }),
        status: 401, problem: 'unauthenticated' },
      { name: 'a made-up session',
        send: () => asMember('GET', '/api/session', { token: 'x'.repeat(43) }), status: 401,
        problem: 'unauthenticated' },
      { name: 'a made-up cookie',
        send: () =>
          call(world.base, 'GET', '/api/session', {
            cookie: `${cookie.split('=')[0]}=${'x'.repeat(43)}`,
          }),
        status: 401, problem: 'unauthenticated' },
      { name: 'an Authorization header that is none',
        send: () =>
          call(world.base, 'GET', '/api/session', { headers: { Authorization: 'Basic YTpi' } }),
        status: 401, problem: 'unauthenticated' },
      { name: "a visitor's token on the operators' side",
        send: () => asVisitor('GET', '/api/conversations'), status: 401,
        problem: 'unauthenticated' },
      { name: "a member's token on the widget's side",
        send: () =>
          asMember('POST', '/v1/widget/messages', { json: { client_id: 'a', body: 'Hello' } }),
        status: 401, problem: 'unauthenticated' },
      { name: 'a visitor without a token',
        send: () => call(world.base, 'GET', '/v1/widget/timeline?after=0'), status: 401,
        problem: 'unauthenticated' },
      { name: 'a member deletes', send: () => asMember('DELETE', `/api/conversations/${held}`),
        status: 403, problem: 'forbidden' },
      { name: 'a member reads the audit log', send: () => asMember('GET', '/api/audit-logs'),
        status: 403, problem: 'forbidden' },
      { name: "a member joins another workspace's channel",
        send: () =>
          call(world.base, 'POST', '/broadcasting/auth', {
            token: eve.token,
            form: { socket_id: '1.1', channel_name: `private-workspace.${world.workspace}` },
          }),
        status: 403 },
      { name: 'a channel of no kind',
        send: () =>
          asMember('POST', '/broadcasting/auth', {
            form: { socket_id: '1.1', channel_name: 'private-orders.1' },
          }),
        status: 403 },
      { name: 'a session after signing out', send: async () => {
        const gone = await Member.signIn(world.base, 'member2@northline.example');
        assert.equal((await gone.call('DELETE', '/api/session')).status, 204);
        return gone.call('GET', '/api/session');
      }, status: 401, problem: 'unauthenticated' },
      { name: 'a session past its time', send: async () => {
        const token = 'of-a-session-that-is-past-its-time';
        const hash = createHash('sha256').update(token).digest('hex');
        await query(
          world.server.databaseFile,
          `INSERT INTO sessions (id, token_hash, user_id, workspace_id, created_at, expires_at) SELECT '${unknownId}', '${hash}', user_id, workspace_id, 0, 1 FROM sessions WHERE user_id = '${member.user.id}' LIMIT 1`,
        );
        return call(world.base, 'GET', '/api/session', { token });
      }, status: 401, problem: 'unauthenticated' },
    ]);
  });

  describe("visitors' tokens", () => {
    const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = () => JSON.parse(Buffer.from(visitor.token.split('.')[1], 'base64url'));
    const sign = (
      payload,
      key = Buffer.from(tokenKey, 'hex'),
      head = { alg: 'HS256', typ: 'JWT' },
    ) => {
      const text = `${encode(head)}.${encode(payload)}`;
      return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
    };
    const seconds = () => Math.floor(Date.now() / 1000);
    const use = (token) => call(world.base, 'GET', '/v1/widget/timeline?after=0', { token });

    test('a token signed as the server does is taken, so that the rows below fail for their own reason', async () => {
      const answer = await use(sign(claims()));
      assert.equal(answer.status, 200, answer.text);
    });
    refusals([
      { name: 'expired', send: () => use(sign({ ...claims(), exp: seconds() - 3600 })), status: 401,
        problem: 'token-expired' },
      { name: 'expired, for a streamed message',
        send: () =>
          call(world.base, 'POST', '/v1/widget/messages/stream', {
            token: sign({ ...claims(), exp: seconds() - 3600 }),
            json: { client_id: 'a', body: 'b' },
          }),
        status: 401, problem: 'token-expired' },
      { name: 'expired, for a channel',
        send: () =>
          call(world.base, 'POST', '/broadcasting/auth', {
            token: sign({ ...claims(), exp: seconds() - 3600 }),
            form: {
              socket_id: '1.1',
              channel_name: `private-conversation.${visitor.conversation}`,
            },
          }),
        status: 403 },
      { name: 'without an end', send: () => use(sign({ ...claims(), exp: undefined })), status: 401,
        problem: 'unauthenticated' },
      { name: 'signed with another key', send: () => use(sign(claims(), Buffer.alloc(32, 7))),
        status: 401, problem: 'unauthenticated' },
      { name: 'changed after signing',
        send: () =>
          use(
            visitor.token
              .split('.')
              .map((part, n) =>
                n === 1 ? encode({ ...claims(), exp: seconds() + 9_999_999 }) : part,
              )
              .join('.'),
          ),
        status: 401, problem: 'unauthenticated' },
      { name: 'with the algorithm none',
        send: () => use(`${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims())}.`), status: 401,
        problem: 'unauthenticated' },
      { name: 'with another algorithm in the head',
        send: () => use(sign(claims(), undefined, { alg: 'HS512', typ: 'JWT' })), status: 401,
        problem: 'unauthenticated' },
      { name: 'cut short', send: () => use(visitor.token.slice(0, -1)), status: 401,
        problem: 'unauthenticated' },
      { name: 'with two parts', send: () => use(visitor.token.split('.').slice(0, 2).join('.')),
        status: 401, problem: 'unauthenticated' },
      { name: 'no token at all', send: () => use('visitor'), status: 401,
        problem: 'unauthenticated' },
      { name: 'with claims that are no object', send: () => use(sign([1, 2, 3])), status: 401,
        problem: 'unauthenticated' },
    ]);
  });

  describe('origins', () => {
    const claimBy = (headers) =>
      call(world.base, 'POST', `/api/conversations/${held}/claim`, { json: {}, cookie, headers });
    refusals([
      { name: 'init from a foreign page', send: () => init({}, { Origin: 'https://evil.example' }),
        status: 403, problem: 'forbidden' },
      { name: 'init from nowhere', send: () => init({}, {}), status: 403, problem: 'forbidden' },
      { name: 'init from a page whose name begins like ours',
        send: () => init({}, { Origin: `${shopOrigin}.evil.example` }), status: 403,
        problem: 'forbidden' },
      { name: 'init over another scheme',
        send: () => init({}, { Origin: shopOrigin.replace('https', 'http') }), status: 403,
        problem: 'forbidden' },
      { name: 'init from a hidden origin', send: () => init({}, { Origin: 'null' }), status: 403,
        problem: 'forbidden' },
      { name: 'a message from a foreign page',
        send: () =>
          say({
            json: { client_id: 'o', body: 'Hello' },
            headers: { Origin: 'https://evil.example' },
          }),
        status: 403, problem: 'forbidden' },
      { name: 'a hand-off from a foreign page',
        send: () =>
          asVisitor('POST', '/v1/widget/handoff', {
            json: {},
            headers: { Origin: 'https://evil.example' },
          }),
        status: 403, problem: 'forbidden' },
      { name: 'a cookie call from a foreign page',
        send: () => claimBy({ Origin: 'https://evil.example' }), status: 403,
        problem: 'forbidden' },
      { name: 'a cookie call across sites', send: () => claimBy({ 'Sec-Fetch-Site': 'cross-site' }),
        status: 403, problem: 'forbidden' },
      { name: 'a cookie call from a neighbor of our site',
        send: () => claimBy({ 'Sec-Fetch-Site': 'same-site' }), status: 403, problem: 'forbidden' },
      { name: 'a cookie call that says same-origin and comes from elsewhere',
        send: () => claimBy({ 'Sec-Fetch-Site': 'same-origin', Origin: 'https://evil.example' }),
        status: 403, problem: 'forbidden' },
      { name: 'signing out across sites',
        send: () =>
          call(world.base, 'DELETE', '/api/session', {
            cookie,
            headers: { 'Sec-Fetch-Site': 'cross-site' },
          }),
        status: 403, problem: 'forbidden' },
    ]);

    test('the same calls from our own page, from no browser, and with a bearer token are taken', async () => {
      assert.equal(
        (await claimBy({ Origin: world.base, 'Sec-Fetch-Site': 'same-origin' })).status,
        200,
      );
      assert.equal((await claimBy({})).status, 200);
      const bearer = await asMember('POST', `/api/conversations/${held}/claim`, {
        json: {},
        headers: { Origin: 'https://evil.example' },
      });
      assert.equal(bearer.status, 200);
    });

    test("a preflight names the origin of one of the agents' pages and no other", async () => {
      const preflight = (origin) =>
        call(world.base, 'OPTIONS', '/v1/widget/messages', {
          headers: {
            Origin: origin,
            'Access-Control-Request-Method': 'POST',
            'Access-Control-Request-Headers': 'authorization,content-type',
          },
        });
      const allowed = await preflight(shopOrigin);
      assert.equal(allowed.headers['access-control-allow-origin'], shopOrigin);
      assert.match(allowed.headers['access-control-allow-headers'], /Authorization/i);
      assert.equal(allowed.headers['access-control-allow-credentials'], undefined);
      const refused = await preflight('https://evil.example');
      assert.equal(refused.headers['access-control-allow-origin'], undefined);
    });

    test("an agent's page may not speak with another agent's token", async () => {
      const origin = 'https://other.example';
      const agent = await makeAgent(world.server, world.workspace, origin);
      const other = await world.visitor(agent, origin);
      const answer = await other.call('POST', '/v1/widget/handoff', {}, { Origin: shopOrigin });
      assert.equal(answer.status, 403);
    });
  });

  describe('a deleted conversation', () => {
    refusals([
      { name: 'claim', send: () => member.claim(deleted), status: 410, problem: 'deleted' },
      { name: 'release', send: () => member.release(deleted), status: 410, problem: 'deleted' },
      { name: 'reply', send: () => member.reply(deleted, 'Hello'), status: 410,
        problem: 'deleted' },
      { name: 'note',
        send: () =>
          asMember('POST', `/api/conversations/${deleted}/notes`, {
            json: { client_id: 'n', body: 'Hello' },
          }),
        status: 410, problem: 'deleted' },
      { name: 'read', send: () => asMember('GET', `/api/conversations/${deleted}`), status: 410,
        problem: 'deleted' },
      { name: 'timeline', send: () => asMember('GET', `/api/conversations/${deleted}/timeline`),
        status: 410, problem: 'deleted' },
      { name: 'delete again',
        send: () => world.admin.call('DELETE', `/api/conversations/${deleted}`), status: 410,
        problem: 'deleted' },
      { name: "the visitor's message", send: () => deletedVisitor.say('Still here'), status: 410,
        problem: 'deleted' },
      { name: "the visitor's streamed message",
        send: () =>
          call(world.base, 'POST', '/v1/widget/messages/stream', {
            token: deletedVisitor.token,
            json: { client_id: 's', body: 'Still here' },
          }),
        status: 410, problem: 'deleted' },
      { name: "the visitor's hand-off", send: () => deletedVisitor.handOff(), status: 410,
        problem: 'deleted' },
      { name: "the visitor's timeline",
        send: () => deletedVisitor.call('GET', '/v1/widget/timeline?after=0'), status: 410,
        problem: 'deleted' },
    ]);

    test('another workspace is not told that it existed', async () => {
      assert.equal((await eve.claim(deleted)).status, 404);
    });
  });

  describe('bytes that are no HTTP', () => {
    const send = (text) => sendBytes(world.server.port, text);
    const post = (head, body) =>
      `POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${head}\r\n${body}`;
    refusals([
      { name: 'noise', send: () => send('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n'),
        status: 400 },
      { name: 'a request line without a version', send: () => send('GET /up\r\n\r\n'),
        status: 400 },
      { name: 'a header without a colon',
        send: () => send('GET /up HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n'), status: 400 },
      { name: 'a length that is no number', send: () => send(post('Content-Length: ten\r\n', '{}')),
        status: 400 },
      { name: 'two lengths',
        send: () => send(post('Content-Length: 2\r\nContent-Length: 3\r\n', '{} ')), status: 400 },
      { name: 'a chunk whose size is none',
        send: () => send(post('Transfer-Encoding: chunked\r\n', 'zz\r\n{}\r\n0\r\n\r\n')),
        status: 400 },
      { name: 'a body in an encoding that is not read here',
        send: () => send(post('Transfer-Encoding: gzip, chunked\r\n', '2\r\n{}\r\n0\r\n\r\n')),
        status: 400, problem: 'malformed-request' },
      { name: 'a length beside another encoding',
        send: () => send(post('Content-Length: 2\r\nTransfer-Encoding: identity\r\n', '{}')),
        status: 400, problem: 'malformed-request' },
      { name: 'chunks in HTTP/1.0',
        send: () =>
          send(
            post('Transfer-Encoding: chunked\r\n', '2\r\n{}\r\n0\r\n\r\n').replace(
              'HTTP/1.1',
              'HTTP/1.0',
            ),
          ),
        status: 400, problem: 'malformed-request' },
      { name: 'a header of 100 kB',
        send: () => send(`GET /up HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`),
        status: 431 },
      { name: 'a body that says 4 GB',
        send: () => send(post('Content-Length: 4294967296\r\n', '{}')), status: 413 },
      { name: 'chunks over the limit',
        send: () =>
          send(
            post(
              'Transfer-Encoding: chunked\r\n',
              `200000\r\n${'x'.repeat(0x200000)}\r\n0\r\n\r\n`,
            ),
          ),
        status: 413 },
    ]);

    test('after all of it the server is well', async () => {
      const answer = await call(world.base, 'GET', '/health');
      assert.equal(answer.status, 200, answer.text);
    });
  });
});
