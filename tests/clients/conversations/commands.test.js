// Every command in every state of a conversation, by every role: what is answered, and that
// refusals change nothing.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { call } from '../support/http.js';
import { RealtimeSocket } from '../support/realtime.js';
import { foreignOwner, makeWorld, Member, newClientId } from '../support/world.js';

/** Answers that rows of the table name. */
const refusal = {
  claimed: [409, 'already-claimed', 'Member1'],
  notHolder: [409, 'not-holder', 'Member1'],
  nobody: [409, 'not-holder', null],
  forbidden: [403, 'forbidden'],
  gone: [410, 'deleted'],
  foreign: [404, 'not-found'],
};
const { claimed, notHolder, nobody, forbidden, gone, foreign } = refusal;

/**
 * By state, what each command is answered with. `human`: Member1 holds it. A status alone is a
 * success; `~` stands after one that changes nothing.
 */
const states = ['bot', 'queued', 'human', 'deleted'];
const table = [
  // command       by          bot        queued     human      deleted
  ['claim', 'holder', ['200', '200', '200~', gone]],
  ['claim', 'member', ['200', '200', claimed, gone]],
  ['claim', 'admin', ['200', '200', claimed, gone]],
  ['claim', 'eve', [foreign, foreign, foreign, foreign]],
  ['force', 'member', ['200', '200', forbidden, gone]],
  ['force', 'admin', ['200', '200', '200', gone]],
  ['force', 'eve', [foreign, foreign, foreign, foreign]],
  ['reply', 'holder', [nobody, nobody, '201', gone]],
  ['reply', 'member', [nobody, nobody, notHolder, gone]],
  ['reply', 'owner', [nobody, nobody, notHolder, gone]],
  ['reply', 'eve', [foreign, foreign, foreign, foreign]],
  ['note', 'holder', ['201', '201', '201', gone]],
  ['note', 'member', ['201', '201', '201', gone]],
  ['note', 'eve', [foreign, foreign, foreign, foreign]],
  ['release', 'holder', ['200~', nobody, '200', gone]],
  ['release', 'member', ['200~', nobody, notHolder, gone]],
  ['release', 'admin', ['200~', '200', '200', gone]],
  ['release', 'eve', [foreign, foreign, foreign, foreign]],
  ['transfer', 'holder', [nobody, nobody, '200', gone]],
  ['transfer', 'member', [nobody, nobody, notHolder, gone]],
  ['transfer', 'admin', [nobody, nobody, '200', gone]],
  ['transfer', 'eve', [foreign, foreign, foreign, foreign]],
  ['keep', 'holder', [nobody, nobody, '200~', gone]],
  ['keep', 'member', [nobody, nobody, notHolder, gone]],
  ['keep', 'eve', [foreign, foreign, foreign, foreign]],
  ['delete', 'member', [forbidden, forbidden, forbidden, forbidden]],
  ['delete', 'admin', ['204', '204', '204', gone]],
  ['delete', 'eve', [foreign, foreign, foreign, foreign]],
  ['say', 'visitor', ['201', '201', '201', gone]],
  ['handoff', 'visitor', ['200', '200~', '200~', gone]],
  ['lead', 'visitor', ['201', '201', '201', gone]],
];

describe('commands', () => {
  let world;
  let people;
  let socket;

  before(async () => {
    world = await makeWorld({ members: 3, settings: { 'limits.visitor_message_bytes': 8_192 } });
    const [holder, member, third] = world.members;
    await world.foreignWorkspace();
    people = {
      holder,
      member,
      third,
      admin: world.admin,
      owner: world.owner,
      eve: await Member.signIn(world.base, foreignOwner),
    };
    // Somebody is at hand, so that who asks for a human is queued.
    socket = await RealtimeSocket.open(world.base, holder.realtimeKey);
    await socket.subscribe(holder, `private-workspace.${world.workspace}`);
  });
  after(async () => {
    socket?.close();
    await world?.discard();
  });

  const acts = {
    claim: (by, id) => by.claim(id),
    force: (by, id) => by.claim(id, { force: true }),
    reply: (by, id) => by.reply(id, 'Hello'),
    note: (by, id) =>
      by.call('POST', `/api/conversations/${id}/notes`, { client_id: newClientId(), body: 'Hm' }),
    release: (by, id) => by.release(id),
    transfer: (by, id) => by.transfer(id, people.third.user.id),
    keep: (by, id) => by.keep(id),
    delete: (by, id) => by.call('DELETE', `/api/conversations/${id}`),
    say: (visitor) => visitor.say('Hello'),
    handoff: (visitor) => visitor.handOff(),
    lead: (visitor) =>
      visitor.call('POST', '/v1/widget/leads', {
        client_id: newClientId(),
        source: 'form',
        fields: { email: `${newClientId()}@b.example` },
      }),
  };

  async function given(state) {
    const visitor = await world.visitor();
    if (state === 'queued') assert.equal((await visitor.handOff()).json.state, 'queued');
    if (state === 'human')
      assert.equal((await people.holder.claim(visitor.conversation)).status, 200);
    if (state === 'deleted')
      assert.equal((await acts.delete(people.admin, visitor.conversation)).status, 204);
    return visitor;
  }

  /** All that a command might have changed. */
  async function looks(id) {
    const [view, timeline] = [
      await people.owner.call('GET', `/api/conversations/${id}`),
      await people.owner.call('GET', `/api/conversations/${id}/timeline`),
    ];
    return JSON.stringify([
      view.status,
      view.json,
      timeline.json,
      await people.owner.auditRows({ target: id }),
    ]);
  }

  for (const [n, state] of states.entries()) {
    for (const [op, by, answers] of table) {
      const due = answers[n];
      test(`${state}: ${op} by ${by}: ${due}`, async () => {
        const visitor = await given(state);
        const id = visitor.conversation;
        const before = await looks(id);
        const answer = await acts[op](by === 'visitor' ? visitor : people[by], id);
        const [status, problem, heldBy] = Array.isArray(due) ? due : [parseInt(due, 10), ''];
        assert.deepEqual([answer.status, answer.problem], [status, problem], answer.text);
        if (heldBy !== undefined) assert.equal(answer.json.claimed_by?.name ?? null, heldBy);
        const changes = status < 300 && !String(due).endsWith('~');
        assert.equal(
          (await looks(id)) !== before,
          changes,
          changes ? 'it has no effect' : 'it has an effect',
        );
      });
    }
  }

  describe("a visitor with another one's ids", () => {
    test("a token opens its own conversation's channel alone", async () => {
      const [mine, theirs] = [await world.visitor(), await world.visitor()];
      const own = await RealtimeSocket.open(world.base, mine.realtimeKey);
      const auth = (visitor) =>
        own.authorize(world.base, `private-conversation.${visitor.conversation}`, mine.token);
      assert.equal((await auth(mine)).status, 200);
      assert.deepEqual(
        [(await auth(theirs)).status, (await auth(theirs)).problem],
        [403, 'forbidden'],
      );
      own.close();
    });
  });

  describe('a client id that was used before', () => {
    /** Sends under the id: by whom, and which words. */
    const ways = {
      say: (who, clientId, body) => who.visitor.say(body, clientId),
      stream: (who, clientId, body) =>
        call(world.base, 'POST', '/v1/widget/messages/stream', {
          token: who.visitor.token,
          json: { client_id: clientId, body },
        }),
      reply: (who, clientId, body) => people.holder.reply(who.visitor.conversation, body, clientId),
      note: (who, clientId, body) =>
        people.holder.call('POST', `/api/conversations/${who.visitor.conversation}/notes`, {
          client_id: clientId,
          body,
        }),
      othersNote: (who, clientId, body) =>
        people.member.call('POST', `/api/conversations/${who.visitor.conversation}/notes`, {
          client_id: clientId,
          body,
        }),
      lead: (who, clientId, body) =>
        who.visitor.call('POST', '/v1/widget/leads', {
          client_id: clientId,
          source: 'form',
          fields: { email: `${body}-${clientId}@b.example` },
        }),
    };
    for (const first of ['say', 'reply', 'note', 'lead']) {
      for (const [second, send] of Object.entries(ways)) {
        const same = first === second || (first === 'say' && second === 'stream');
        test(`of ${first}, for ${second}: ${same ? 'the same words are a repeat, others' : 'any words'} are refused with 409`, async () => {
          const who = { visitor: await given('human') };
          const clientId = newClientId();
          const made = await ways[first](who, clientId, 'words');
          assert.equal(made.status, 201, made.text);
          const before = await looks(who.visitor.conversation);
          const again = await send(who, clientId, 'words');
          if (same) assert.equal(again.status, 200, again.text);
          else assert.deepEqual([again.status, again.problem], [409, 'client-id-reused']);
          const other = await send(who, clientId, 'others');
          assert.deepEqual([other.status, other.problem], [409, 'client-id-reused']);
          assert.equal(await looks(who.visitor.conversation), before);
        });
      }
    }
  });

  describe('words', () => {
    const ways = {
      say: (visitor, options) =>
        call(world.base, 'POST', '/v1/widget/messages', { token: visitor.token, ...options }),
      stream: (visitor, options) =>
        call(world.base, 'POST', '/v1/widget/messages/stream', {
          token: visitor.token,
          ...options,
        }),
      reply: (visitor, options) =>
        call(world.base, 'POST', `/api/conversations/${visitor.conversation}/messages`, {
          token: people.holder.token,
          ...options,
        }),
      note: (visitor, options) =>
        call(world.base, 'POST', `/api/conversations/${visitor.conversation}/notes`, {
          token: people.holder.token,
          ...options,
        }),
    };
    const raw = (body) => ({
      body: Buffer.concat([Buffer.from('{"client_id":"raw","body":"'), body, Buffer.from('"}')]),
      headers: { 'Content-Type': 'application/json' },
    });
    const words = (body) => ({ json: { client_id: newClientId(), body } });
    const ofVisitors = { most: 8_192, letters: 2_048 };
    const ofMembers = { most: 65_536, letters: 16_384 };
    const limits = { say: ofVisitors, stream: ofVisitors, reply: ofMembers, note: ofMembers };
    const badFor = ({ most, letters }) => [
      ['none', () => words(''), 422, 'invalid'],
      [`${most + 1} bytes`, () => words('x'.repeat(most + 1)), 413, 'too-large'],
      [`${most + 2} bytes in ${letters + 1} letters`, () => words(`${'𝄞'.repeat(letters)}é`), 413,
        'too-large'],
      ['a zero byte', () => words('a\u0000b'), 422, 'invalid'],
      ['a bell', () => words('a\u0007b'), 422, 'invalid'],
      ['an escape sequence', () => words('\u001b[31mred'), 422, 'invalid'],
      ['a carriage return alone', () => words('a\rb'), 422, 'invalid'],
      ['a byte that no letter begins with', () => raw(Buffer.from([0xff])), 400,
        'malformed-request'],
      ['half a letter', () => raw(Buffer.from([0xc3])), 400, 'malformed-request'],
      ['a letter that is longer than it must be', () => raw(Buffer.from([0xc0, 0xaf])), 400,
        'malformed-request'],
      ['half of a pair', () => raw(Buffer.from([0xed, 0xa0, 0x80])), 400, 'malformed-request'],
      ['a letter beyond the last', () => raw(Buffer.from([0xf4, 0x90, 0x80, 0x80])), 400,
        'malformed-request'],
    ];
    const goodFor = ({ most, letters }) => [
      ['one letter', 'x'],
      [`${most} bytes`, 'x'.repeat(most)],
      [`${most} bytes in ${letters} letters`, '𝄞'.repeat(letters)],
      ['an override of the direction', 'Pay \u202e00.1 $\u202c now \u2066\u200f\u061c\u2069'],
      ['tabs, line ends and separators', 'a\tb\r\nc\n\nd\u2028e\u007f'],
      ['markup', '<script>alert(1)</script>&amp;"\'`'],
    ];
    for (const [way, send] of Object.entries(ways)) {
      for (const [name, options, status, problem] of badFor(limits[way])) {
        test(`${way}: ${name}: ${status}`, async () => {
          const visitor = await given('human');
          const before = await looks(visitor.conversation);
          const answer = await send(visitor, options());
          assert.deepEqual([answer.status, answer.problem], [status, problem], answer.text);
          assert.equal(await looks(visitor.conversation), before);
        });
      }
      for (const [name, body] of goodFor(limits[way])) {
        test(`${way}: ${name}: kept to the byte`, async () => {
          const visitor = await given('human');
          const answer = await send(visitor, words(body));
          assert.ok(
            answer.status === 201 || (way === 'stream' && answer.status === 200),
            answer.text.slice(0, 300),
          );
          assert.equal((await people.owner.timeline(visitor.conversation)).at(-1).body, body);
        });
      }
    }
  });
});
