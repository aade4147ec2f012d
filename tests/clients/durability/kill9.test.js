// Repeated kill -9 under load: what was acknowledged is there exactly once and in order, and what
// was not settles when it is sent again. TAKEOVER_KILLS sets how often; TAKEOVER_SEED repeats a
// run.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Random, seed } from '../support/random.js';
import { makeWorld, Visitor } from '../support/world.js';

const kills = Number(process.env.TAKEOVER_KILLS ?? 20);
const talkingVisitors = 6;
const claimingMembers = 3;

describe(`kill -9 under load (seed ${seed})`, () => {
  const random = new Random(seed);
  let world;

  before(async () => {
    world = await makeWorld({
      members: claimingMembers + 1,
      settings: { 'live_chat.claim_grace': '24h', 'live_chat.handoff_timeout': '24h' },
    });
  });
  after(() => world?.discard());

  /** What the server promised about one conversation. */
  class Promised {
    constructor(visitor) {
      this.visitor = visitor;
      this.conversation = visitor.conversation;
      /** client id → {body, seq}: acknowledged. */
      this.kept = new Map();
      /** client id → how to send it again: sent, never acknowledged. */
      this.open = new Map();
      this.holder = null;
      /** The claim or release that was under way when the server died: the holder it would make. */
      this.wanted = undefined;
    }

    /** Sends under the client id; what comes back is a promise that must hold from now on. */
    async send(clientId, body, deliver) {
      const again = () => deliver(clientId, body);
      this.open.set(clientId, again);
      const answer = await again();
      this.settle(clientId, body, answer);
    }

    settle(clientId, body, answer) {
      assert.ok(answer.status === 201 || answer.status === 200, `${answer.status} ${answer.text}`);
      const { entry } = answer.json;
      assert.equal(entry.body, body);
      assert.equal(entry.client_id, clientId);
      this.open.delete(clientId);
      this.kept.set(clientId, { body, seq: entry.seq });
    }

    async want(holder, act) {
      this.wanted = holder;
      const answer = await act();
      assert.equal(answer.status, 200, answer.text);
      this.holder = holder;
      this.wanted = undefined;
    }
  }

  class Load {
    acknowledged = 0;
    #stopped = false;
    #reached;

    constructor(limit) {
      this.limit = limit;
      this.done = new Promise((resolve) => (this.#reached = resolve));
    }

    /**
     * Repeats `step` until the server is gone. Only a broken connection ends a lane: a wrong answer
     * fails the test.
     */
    async lane(step) {
      for (let n = 0; !this.#stopped; n += 1) {
        try {
          await step(n);
        } catch (error) {
          if (error.code === undefined || error instanceof assert.AssertionError) throw error;
          return;
        }
        this.acknowledged += 1;
        if (this.acknowledged >= this.limit) this.#reached();
      }
    }

    stop() {
      this.#stopped = true;
    }
  }

  async function cycle(number, promises) {
    const load = new Load(random.between(20, 250));
    const lanes = [];
    // Visitors talk: some with the agent, some with a member who holds their conversation.
    for (let n = 0; n < talkingVisitors; n += 1) {
      const promised = promises.talks[n];
      lanes.push(
        load.lane((turn) =>
          promised.send(
            `v${number}-${turn}`,
            `Visitor ${n} says ${turn} in ${number}`,
            (id, body) => promised.visitor.say(body, id),
          ),
        ),
      );
      if (promised.holder === null) continue;
      lanes.push(
        load.lane((turn) =>
          promised.send(`m${number}-${turn}`, `Member answers ${turn} in ${number}`, (id, body) =>
            world.members[0].reply(promised.conversation, body, id),
          ),
        ),
      );
    }
    // Members claim and release conversations that begin under the load.
    for (let n = 1; n <= claimingMembers; n += 1) {
      const member = world.members[n];
      let current = null;
      lanes.push(
        load.lane(async (turn) => {
          if (turn % 3 === 0) {
            current = new Promised(await world.visitor());
            promises.claims.push(current);
          } else if (turn % 3 === 1 || number % 2 === 0) {
            await current.want(member.user.id, () => member.claim(current.conversation));
          } else {
            await current.want(null, () => member.release(current.conversation));
          }
        }),
      );
    }
    await Promise.race([load.done, Promise.all(lanes)]);
    await world.server.kill();
    load.stop();
    await Promise.all(lanes);
    assert.ok(load.acknowledged >= load.limit, 'the load ended before the kill');
    await world.server.start();
  }

  async function checkEntries(promised) {
    const entries = await world.owner.timeline(promised.conversation);
    assert.deepEqual(
      entries.map((entry) => entry.seq),
      entries.map((_, n) => n + 1),
      'the timeline has holes or doubles',
    );
    const byClientId = new Map();
    for (const entry of entries.filter(({ client_id }) => client_id !== null)) {
      assert.ok(!byClientId.has(entry.client_id), `${entry.client_id} is there twice`);
      byClientId.set(entry.client_id, entry);
    }
    for (const [clientId, { body, seq }] of promised.kept) {
      const entry = byClientId.get(clientId);
      assert.ok(entry, `${clientId} was acknowledged and is gone`);
      assert.equal(entry.body, body);
      assert.equal(entry.seq, seq, `${clientId} moved`);
    }
    return byClientId;
  }

  async function checkClaim(promised) {
    const { claimed_by_user_id: holder, controller } = await world.owner.conversation(
      promised.conversation,
    );
    const allowed =
      promised.wanted === undefined ? [promised.holder] : [promised.holder, promised.wanted];
    assert.ok(allowed.includes(holder), `held by ${holder}, promised ${allowed}`);
    assert.equal(controller, holder === null ? 'bot' : 'human');
    promised.holder = holder;
    promised.wanted = undefined;
  }

  async function settleOpen(promised) {
    for (const [clientId, again] of [...promised.open]) {
      const answer = await again();
      const { body } = answer.json.entry;
      promised.settle(clientId, body, answer);
      const repeat = await again();
      assert.equal(repeat.status, 200, 'a second retry is a repeat');
      assert.equal(repeat.json.entry.seq, answer.json.entry.seq);
    }
    const byClientId = await checkEntries(promised);
    assert.equal(promised.open.size, 0);
    for (const clientId of promised.kept.keys()) assert.ok(byClientId.has(clientId));
  }

  test(`${kills} kills lose nothing that was acknowledged and double nothing`, { timeout: 60_000 + kills * 20_000 }, async () => {
    const promises = { talks: [], claims: [] };
    for (let n = 0; n < talkingVisitors; n += 1) {
      const promised = new Promised(await world.visitor());
      if (n % 2 === 1)
        await promised.want(world.members[0].user.id, () =>
          world.members[0].claim(promised.conversation),
        );
      promises.talks.push(promised);
    }
    let retried = 0;
    for (let number = 1; number <= kills; number += 1) {
      await cycle(number, promises);
      const all = [...promises.talks, ...promises.claims];
      await Promise.all(all.map(checkEntries));
      await Promise.all(all.map(checkClaim));
      retried += promises.talks.reduce((sum, promised) => sum + promised.open.size, 0);
      await Promise.all(promises.talks.map(settleOpen));
      // The next cycle's claims are its own; these have been checked after the restart that could
      // have lost them.
      promises.claims = [];
    }
    assert.ok(retried > 0, 'no kill came while a message was under way');
  });

  test('sessions and tokens from before the kill are still good', async () => {
    const visitor = await world.visitor();
    await world.server.kill();
    await world.server.start();
    assert.equal((await world.owner.call('GET', '/api/session')).status, 200);
    const sent = await new Visitor(world.base, visitor.init).say('Are you still there?');
    assert.equal(sent.status, 201);
  });
});
