// GET /app/leads/feed: each captured lead once, by number, whatever happens at the same time.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { makeWorld } from './support/world.js';

describe('the feed of leads', () => {
  let world;

  before(async () => {
    world = await makeWorld({ members: 1 });
  });
  after(() => world?.discard());

  const feed = async (cursor, limit) => {
    const query = new URLSearchParams(Object.entries({ cursor, limit }).filter(([, value]) => value !== undefined));
    const answer = await world.members[0].call('GET', `/app/leads/feed?${query}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  };
  const leave = async (email) => {
    const visitor = await world.visitor();
    const fields = { name: `Name of ${email}`, email };
    const answer = await visitor.call('POST', '/v1/widget/leads', { client_id: 'l1', source: 'form', fields });
    assert.ok(answer.status === 201 || answer.status === 200, answer.text);
    return answer.json.lead_id;
  };

  test('without a cursor it gives none, and where it ends now', async () => {
    await leave('before@example.com');
    const start = await feed();
    assert.deepEqual(start.leads, []);
    assert.equal(start.more, false);
    const id = await leave('after@example.com');
    const next = await feed(start.cursor);
    assert.deepEqual(next.leads.map((lead) => lead.id), [id]);
    assert.equal(next.leads[0].name, 'Name of after@example.com');
    assert.equal(String(next.leads[0].feed_number), next.cursor);
    assert.deepEqual((await feed(next.cursor)).leads, []);
    assert.deepEqual((await feed(start.cursor)).leads.map((lead) => lead.id), [id], 'asking again gives the same');
  });

  test('a lead that comes again under a known e-mail is no news', async () => {
    const { cursor } = await feed();
    await leave('after@example.com');
    assert.deepEqual((await feed(cursor)).leads, []);
  });

  test('who asks again and again while leads are captured gets each of them once and in order', async () => {
    let { cursor } = await feed();
    const seen = [];
    let capturing = true;
    const reader = (async () => {
      for (let last = false; !last; ) {
        last = !capturing;
        const news = await feed(cursor, 3);
        seen.push(...news.leads);
        cursor = news.cursor;
        last = last && news.leads.length === 0;
      }
    })();
    const ids = await Promise.all(Array.from({ length: 60 }, (_, n) => leave(`many${n}@example.com`)));
    capturing = false;
    await reader;
    assert.deepEqual(seen.map((lead) => lead.id).sort(), [...ids].sort());
    const numbers = seen.map((lead) => lead.feed_number);
    assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b));
    assert.equal(new Set(numbers).size, 60);
  });

  test('a cursor that is no number is refused, one from another time gives nothing and the end of now', async () => {
    for (const cursor of ['x', '-1', '1.5', '99999999999999999999']) {
      assert.equal((await world.admin.call('GET', `/app/leads/feed?cursor=${cursor}`)).status, 400);
    }
    const now = await feed();
    const later = await feed('999999');
    assert.deepEqual(later, { leads: [], cursor: now.cursor, more: false });
  });
});
