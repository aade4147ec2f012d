// GET /app/leads/feed: each captured lead once, by number, whatever happens at the same time, kill
// -9 included. TAKEOVER_KILLS sets how often; TAKEOVER_SEED repeats a run.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Random, seed } from '../support/random.js';
import { makeWorld } from '../support/world.js';

const kills = Number(process.env.TAKEOVER_KILLS ?? 5);

describe('the feed of leads', () => {
  let world;

  before(async () => {
    world = await makeWorld({ members: 1 });
  });
  after(() => world?.discard());

  const feed = async (cursor, limit) => {
    const query = new URLSearchParams(
      Object.entries({ cursor, limit }).filter(([, value]) => value !== undefined),
    );
    const answer = await world.members[0].call('GET', `/app/leads/feed?${query}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  };
  const leave = async (email) => {
    const visitor = await world.visitor();
    const fields = { name: `Name of ${email}`, email };
    const answer = await visitor.call('POST', '/v1/widget/leads', {
      client_id: 'l1',
      source: 'form',
      fields,
    });
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
    assert.deepEqual(
      (await feed(start.cursor)).leads.map((lead) => lead.id),
      [id],
      'asking again gives the same',
    );
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
        const page = await feed(cursor, 3);
        seen.push(...page.leads);
        cursor = page.cursor;
        last = last && page.leads.length === 0;
      }
    })();
    const ids = await Promise.all(
      Array.from({ length: 60 }, (_, n) => leave(`many${n}@example.com`)),
    );
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

describe(`the feed of leads and kill -9 (seed ${seed})`, () => {
  const random = new Random(seed);
  let world;
  /** Resolves while the server runs. */
  let up = Promise.resolve();

  before(async () => {
    world = await makeWorld({ members: 3 });
  });
  after(() => world?.discard());

  /** Calls until there is an answer, over every kill. Only a broken connection is tried again. */
  async function persist(calling) {
    for (;;) {
      await up;
      try {
        return await calling();
      } catch (error) {
        if (error.code === undefined) throw error;
      }
    }
  }

  /** Somebody who asks for a page of so many again and again until nothing comes any more. */
  class Poller {
    seen = [];
    #cursor;
    #last = false;

    constructor(member, limit) {
      Object.assign(this, { member, limit });
    }

    async ask(query) {
      const answer = await this.member.call('GET', `/app/leads/feed?${new URLSearchParams(query)}`);
      assert.equal(answer.status, 200, answer.text);
      return answer.json;
    }

    async begin() {
      ({ cursor: this.#cursor } = await this.ask({}));
    }

    async run() {
      for (let last = false, page; !last || page.leads.length > 0; ) {
        last = this.#last;
        page = await persist(() => this.ask({ cursor: this.#cursor, limit: this.limit }));
        this.seen.push(...page.leads);
        this.#cursor = page.cursor;
      }
    }

    /** No more leads are captured: what is there by now is all. */
    finish() {
      this.#last = true;
    }
  }

  test(`over ${kills} kills everybody who asks gets each acknowledged lead once, by number without a hole`, { timeout: 60_000 + kills * 20_000 }, async () => {
    const pollers = [1, 4, 200].map((limit, n) => new Poller(world.members[n], limit));
    await Promise.all(pollers.map((poller) => poller.begin()));
    const polling = Promise.all(pollers.map((poller) => poller.run()));
    const acknowledged = [];
    let unanswered = 0;
    let number = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      const until = acknowledged.length + random.between(5, 25);
      let killed = false;
      const lane = async () => {
        while (!killed) {
          number += 1;
          const lead = {
            client_id: `l${number}`,
            source: 'form',
            fields: { email: `kill${number}@example.com` },
          };
          const visitor = await persist(() => world.visitor());
          // A capture whose answer never came is sent again, under its client id.
          let tries = 0;
          const answer = await persist(() => {
            tries += 1;
            const sent = visitor.call('POST', '/v1/widget/leads', lead);
            // With this one under way, and in the middle of what the other lanes and the pollers
            // are at.
            if (acknowledged.length >= until && !killed) {
              killed = true;
              up = world.server.kill().then(() => world.server.start());
            }
            return sent;
          });
          assert.ok(answer.status === 201 || (answer.status === 200 && tries > 1), answer.text);
          unanswered += tries - 1;
          acknowledged.push(answer.json.lead_id);
        }
      };
      await Promise.all(Array.from({ length: 6 }, lane));
      await up;
    }
    for (const poller of pollers) poller.finish();
    await polling;

    assert.ok(unanswered > 0, 'no kill came while a lead was under way');
    const all = [...acknowledged].sort();
    assert.equal(new Set(all).size, number, 'two captures were answered with one lead');
    for (const { limit, seen } of pollers) {
      assert.deepEqual(seen.map((lead) => lead.id).sort(), all, `by pages of ${limit}`);
      const numbers = seen.map((lead) => lead.feed_number);
      assert.deepEqual(numbers, numbers.map((_, n) => numbers[0] + n), `by pages of ${limit}`);
    }
  });
});
