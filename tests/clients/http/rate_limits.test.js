// Rate limits over HTTP: beyond each the answer is 429 with Retry-After, and only the sender that
// was too fast is affected.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { call } from '../support/http.js';
import { makeWorld, password, shopOrigin } from '../support/world.js';

const longEmail = `${'a'.repeat(255 - '@northline.example'.length)}@northline.example`;

describe('too fast', () => {
  let world;

  before(async () => {
    world = await makeWorld({
      settings: {
        'limits.init_per_minute': 4,
        'limits.messages_per_minute': 2,
        'limits.leads_per_minute': 2,
        'limits.logins_per_minute': 3,
      },
    });
  });
  after(() => world?.discard());

  /** Repeats until refused, at most `most` times. Gives the statuses before, and the refusal. */
  async function untilRefused(most, send) {
    const statuses = [];
    for (let n = 0; n < most; n += 1) {
      const answer = await send(n);
      if (answer.status === 429) return { statuses, answer };
      statuses.push(answer.status);
    }
    assert.fail(`not refused after ${most}: ${statuses}`);
  }

  function judge({ answer }) {
    assert.equal(answer.problem, 'too-many-requests');
    assert.match(answer.headers['retry-after'], /^[1-9]\d*$/);
    assert.ok(Number(answer.headers['retry-after']) <= 60);
  }

  test('messages of one visitor, while another may still write', async () => {
    const [visitor, other] = [await world.visitor(), await world.visitor()];
    const refusal = await untilRefused(10, (n) => visitor.say(`Message ${n}`));
    judge(refusal);
    assert.deepEqual(refusal.statuses, [201, 201]);
    assert.equal((await other.say('Me too')).status, 201);
    const bodies = (await world.admin.timeline(visitor.conversation))
      .filter(({ role }) => role === 'visitor')
      .map(({ body }) => body);
    assert.deepEqual(bodies, ['Message 0', 'Message 1']);
  });

  test('leads of one visitor', async () => {
    const visitor = await world.visitor();
    const refusal = await untilRefused(10, (n) =>
      visitor.call('POST', '/v1/widget/leads', {
        client_id: `l${n}`,
        source: 'cta',
        fields: { email: `l${n}@b.example` },
      }),
    );
    judge(refusal);
    assert.deepEqual(refusal.statuses, [201, 201]);
  });

  test('new visitors from one address', async () => {
    const refusal = await untilRefused(10, () =>
      call(world.base, 'POST', '/v1/widget/init', {
        json: { agent_id: world.agent, page_url: shopOrigin },
        headers: { Origin: shopOrigin },
      }),
    );
    judge(refusal);
    assert.ok(refusal.statuses.every((status) => status === 200));
  });

  test('guesses at a password, also with the right one at the end', async () => {
    const signIn = (secret) =>
      call(world.base, 'POST', '/api/session', {
        json: { email: 'ada@northline.example', password: secret },
      });
    const refusal = await untilRefused(10, (n) => signIn(`guess ${n}`));
    judge(refusal);
    assert.ok(refusal.statuses.every((status) => status === 401));
    assert.equal((await signIn(password)).status, 429);
    const other = await call(world.base, 'POST', '/api/session', {
      json: { email: 'olga@northline.example', password },
    });
    assert.equal(other.status, 200, 'another account is not locked out');
  });

  test('an e-mail that nobody can have is refused without being counted', async () => {
    for (let n = 0; n < 8; n += 1) {
      const answer = await call(world.base, 'POST', '/api/session', {
        json: { email: longEmail, password },
      });
      assert.equal(answer.problem, 'wrong-credentials', `try ${n}`);
    }
  });
});
