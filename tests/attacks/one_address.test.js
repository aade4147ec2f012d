// One address cannot make more than its share, whichever calls it makes in whichever order.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { call } from '../clients/support/http.js';
import { newClientId, shopOrigin } from '../clients/support/world.js';
import { attackedWorld, seeded } from './support.js';

const seed = Number(process.env.TAKEOVER_SEED ?? 2711);
const rounds = Number(process.env.TAKEOVER_ROUNDS ?? 3_000);

/** The defaults per address and minute. */
const most = { conversations: 60, messages: 600, leads: 20, handoffs: 20 };

describe(`a stranger with one address (seed ${seed})`, () => {
  let world;
  const tokens = [];
  const random = seeded(seed);
  const accepted = { conversations: 0, messages: 0, leads: 0, handoffs: 0 };

  before(async () => {
    world = await attackedWorld();
  });
  after(() => world?.discard());

  const begin = async () => {
    const known = tokens.length > 0 && random.below(3) === 0 ? random.pick(tokens).anon : undefined;
    const answer = await call(world.base, 'POST', '/v1/widget/init', {
      json: { agent_id: world.agent, page_url: `${shopOrigin}/${random.below(99)}`, anon_id: known },
      headers: { Origin: shopOrigin },
    });
    if (answer.status === 200) keep(answer.json);
    return answer;
  };
  const keep = (json) => {
    if (!tokens.some((each) => each.conversation === json.conversation_id))
      accepted.conversations += 1;
    tokens.push({ token: json.token, anon: json.anon_id, conversation: json.conversation_id });
  };
  const asVisitor = (method, path, json) =>
    call(world.base, method, path, { token: random.pick(tokens).token, json });
  const count = (kind) => (answer) => {
    if (answer.status === 200 || answer.status === 201) accepted[kind] += 1;
    return answer;
  };
  const moves = [
    begin,
    async () => {
      const answer = await asVisitor('POST', '/v1/widget/clear', {});
      if (answer.status === 200) keep(answer.json);
      return answer;
    },
    () =>
      asVisitor('POST', '/v1/widget/messages', {
        client_id: newClientId('m'),
        body: random.pick(['hello', 'I want to talk to a human', 'x'.repeat(random.below(9_000) + 1)]),
      }).then(count('messages')),
    () =>
      asVisitor('POST', '/v1/widget/leads', {
        client_id: newClientId('l'),
        source: 'form',
        fields: { email: `lead${random.below(1e9)}@mail.example` },
      }).then(count('leads')),
    () => asVisitor('POST', '/v1/widget/handoff', {}).then(count('handoffs')),
    () => asVisitor('GET', `/v1/widget/timeline?after=${random.below(50)}`),
    () => call(world.base, 'GET', `/v1/widget/rules?agent_id=${world.agent}`, { headers: { Origin: shopOrigin } }),
  ];

  test('makes no more rows than the limits allow', { timeout: 300_000 }, async (t) => {
    const started = performance.now();
    await begin();
    const statuses = {};
    for (let done = 0; done < rounds; ) {
      // A burst of one kind, or a mixture: both are tried.
      const kind = random.below(4) === 0 ? random.pick(moves) : null;
      const burst = Array.from({ length: random.below(24) + 1 }, () => (kind ?? random.pick(moves))());
      for (const answer of await Promise.all(burst)) {
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        assert.ok([200, 201, 410, 413, 422, 429].includes(answer.status), answer.text.slice(0, 300));
        if (answer.status === 429) assert.ok(Number(answer.headers['retry-after']) > 0);
      }
      done += burst.length;
    }
    const minutes = 1 + (performance.now() - started) / 60_000;
    t.diagnostic(`${JSON.stringify(accepted)} of ${rounds} calls in ${minutes.toFixed(2)} bucket minutes; ${JSON.stringify(statuses)}`);
    for (const [kind, bound] of Object.entries(most))
      assert.ok(accepted[kind] <= bound * minutes + 1, `${kind}: ${accepted[kind]}`);
    // What the database has is what was accepted.
    const listed = await world.owner.call('GET', '/api/leads?limit=200');
    assert.ok(listed.json.total <= most.leads * minutes + 1);
    assert.ok(rounds < 1_000 || statuses[429] > 0);
  });

  test('cannot get new limits by starting over', async () => {
    const fresh = await attackedWorld();
    try {
      let visitor = await fresh.visitor();
      let leads = 0;
      for (let n = 0; n < 30; n += 1) {
        const answer = await visitor.call('POST', '/v1/widget/leads', {
          client_id: newClientId('l'),
          source: 'form',
          fields: { email: `again${n}@mail.example` },
        });
        if (answer.status === 201) leads += 1;
        const cleared = await visitor.call('POST', '/v1/widget/clear', {});
        if (cleared.status === 200) {
          visitor.token = cleared.json.token;
        }
      }
      assert.equal(leads, 5);
    } finally {
      await fresh.discard();
    }
  });
});
