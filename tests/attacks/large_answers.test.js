// However much is stored, an answer stays small, and asking for many at once costs little.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { call } from '../clients/support/http.js';
import { newClientId, shopOrigin } from '../clients/support/world.js';
import { attackedWorld, forgetPeak, memoryOf } from './support.js';

const mebibyte = 1_048_576;
const budget = 400_000;  // 256 KiB of rows, and what a page has around them

describe('a conversation full of the largest texts', () => {
  let world;
  let visitor;
  let member;
  const bodies = [];

  before(async () => {
    world = await attackedWorld({
      'limits.init_per_minute': 0,
      'limits.messages_per_minute': 0,
      'limits.leads_per_minute': 0,
    });
    [member] = world.members;
    visitor = await world.visitor();
    for (let n = 0; n < 40; n += 1) {
      // What grows in JSON, what takes four bytes a character, and what is plain.
      const text = [`"\\${n}`.padEnd(8_192, '"'), '🦊'.repeat(2_048), `${n}`.padEnd(8_192, 'x')][n % 3];
      const posted = await visitor.call('POST', '/v1/widget/messages', {
        client_id: newClientId('big'),
        body: text,
      });
      assert.equal(posted.status, 201, posted.text.slice(0, 200));
      bodies.push(text);
    }
    assert.equal((await member.claim(visitor.conversation)).status, 200);
    for (let n = 0; n < 60; n += 1) {
      const text = `\t"${n}`.padEnd(65_536, n % 2 ? '"' : '\n');
      assert.equal((await member.reply(visitor.conversation, text)).status, 201);
      bodies.push(text);
    }
    const extra = Object.fromEntries(
      Array.from({ length: 20 }, (_, n) => [`field ${n}`, '"'.repeat(2_000)]),
    );
    for (let n = 0; n < 80; n += 1) {
      const other = await world.visitor();
      const lead = await other.call('POST', '/v1/widget/leads', {
        client_id: newClientId('lead'),
        source: 'form',
        fields: { email: `lead${n}@mail.example`, ...extra },
      });
      assert.equal(lead.status, 201, lead.text.slice(0, 200));
    }
  });
  after(() => world?.discard());

  test('no answer to a visitor is over 1 MiB', async () => {
    const answers = [
      await visitor.call('GET', '/v1/widget/timeline?limit=200'),
      await visitor.call('GET', '/v1/widget/timeline?after=0&limit=200'),
      await visitor.call('GET', '/v1/widget/timeline?after=40&limit=200'),
      await call(world.base, 'POST', '/v1/widget/init', {
        json: { agent_id: world.agent, page_url: shopOrigin, anon_id: visitor.init.anon_id },
        headers: { Origin: shopOrigin },
      }),
      await call(world.base, 'GET', `/v1/widget/rules?agent_id=${world.agent}`, {
        headers: { Origin: shopOrigin },
      }),
    ];
    for (const answer of answers) {
      assert.equal(answer.status, 200);
      assert.ok(Buffer.byteLength(answer.text) < mebibyte, `${answer.text.length} bytes`);
    }
  });

  test('no list of members is over its budget either', async () => {
    for (const path of [
      `/api/conversations/${visitor.conversation}/timeline?limit=200`,
      '/api/conversations?limit=200',
      '/api/leads?limit=200',
      '/app/leads/feed?cursor=0&limit=200',
    ]) {
      const answer = await member.call('GET', path);
      assert.equal(answer.status, 200);
      assert.ok(Buffer.byteLength(answer.text) < budget, `${path}: ${answer.text.length} bytes`);
    }
  });

  test('page by page, everything is there once and in order', async () => {
    const read = [];
    for (let after = 0, more = true; more; ) {
      const { json } = await visitor.call('GET', `/v1/widget/timeline?after=${after}&limit=200`);
      read.push(...json.entries);
      more = json.more;
      assert.ok(!more || json.entries.length > 0);
      after = json.entries.at(-1)?.seq ?? after;
    }
    const theirs = read.filter((e) => e.kind === 'message' && e.role !== 'agent').map((e) => e.body);
    assert.deepEqual(theirs.filter((body) => bodies.includes(body)), bodies);
    const members = (await member.timeline(visitor.conversation)).map((e) => e.seq);
    assert.deepEqual(members, members.map((_, n) => n + 1));
    const backwards = [];
    for (let before = members.length + 1, more = true; more; ) {
      const path = `/api/conversations/${visitor.conversation}/timeline?before=${before}&limit=200`;
      const { json } = await member.call('GET', path);
      backwards.unshift(...json.entries.map((e) => e.seq));
      more = json.more;
      before = json.entries[0].seq;
    }
    assert.deepEqual(backwards, members);
  });

  test('lists of leads go on behind a page that ended at its budget', async () => {
    const seen = new Set();
    for (let cursor = ''; cursor !== null; ) {
      const { json } = await member.call('GET', `/api/leads?limit=200&cursor=${cursor}`);
      for (const lead of json.items) seen.add(lead.id);
      cursor = json.next_cursor;
    }
    assert.equal(seen.size, 80);
    const fed = new Set();
    for (let cursor = 0, more = true; more; ) {
      const { json } = await member.call('GET', `/app/leads/feed?cursor=${cursor}&limit=200`);
      for (const lead of json.leads) fed.add(lead.id);
      ({ cursor, more } = json);
    }
    assert.equal(fed.size, 80);
    const listed = new Set();
    for (let cursor = ''; cursor !== null; ) {
      const { json } = await member.call('GET', `/api/conversations?limit=200&cursor=${cursor}`);
      for (const row of json.items) listed.add(row.id);
      cursor = json.next_cursor;
    }
    assert.equal(listed.size, 81);
  });

  test('a hundred visitors who ask for all of it at once cost no memory to speak of', async (t) => {
    await forgetPeak(world.server);
    const before = await memoryOf(world.server);
    const begin = performance.now();
    const asked = Array.from({ length: 100 }, () =>
      visitor.call('GET', '/v1/widget/timeline?limit=200'),
    );
    const upBegin = performance.now();
    assert.equal((await call(world.base, 'GET', '/up')).status, 200);
    const up = performance.now() - upBegin;
    const statuses = (await Promise.all(asked)).map((answer) => answer.status);
    assert.ok(statuses.every((status) => status === 200 || status === 429), `${statuses}`);
    assert.ok(statuses.includes(200));
    const peak = (await memoryOf(world.server)).peak;
    t.diagnostic(
      `100 answers in ${(performance.now() - begin).toFixed(0)} ms, /up within ${up.toFixed(0)} ms, ` +
        `${before.now.toFixed(0)} MB before, at most ${peak.toFixed(0)} MB`,
    );
    assert.ok(peak < 200, `${peak} MB`);
  });
});
