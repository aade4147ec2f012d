// Handoff over HTTP: availability, business hours, the queue, and refusals.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';

import { RealtimeSocket } from '../support/realtime.js';
import { makeAgent, makeWorld } from '../support/world.js';

const always = { always_open: true };
/** Never open: the next opening is none. */
const never = { always_open: false, time_zone: 'Europe/Berlin', week: {}, dates_off: [] };
const allDay = [['00:00', '24:00']];
const everyDay = (windows) =>
  Object.fromEntries(
    ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [
      day,
      windows,
    ]),
  );
/** Open on every day but yesterday to tomorrow, in UTC. */
function closedAroundNow() {
  const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  return {
    always_open: false,
    time_zone: 'UTC',
    week: everyDay(allDay),
    dates_off: [day(-1), day(0), day(1)],
  };
}

describe('handoff over HTTP', () => {
  let world;

  before(async () => {
    world = await makeWorld({ members: 3 });
  });
  after(() => world?.discard());
  beforeEach(async () => {
    assert.equal(
      (await world.admin.settings({ hours: always, queue_position: 'hidden' })).status,
      200,
    );
    while ((await world.admin.next()).status === 200);
  });

  /** Somebody's socket on a channel. */
  async function listen(person, channel) {
    const socket = await RealtimeSocket.open(world.base, person.realtimeKey);
    await socket.subscribe(person, channel);
    return socket;
  }

  test('settings are read back as they were put, by admins and owners alone', async () => {
    const hours = {
      always_open: false,
      time_zone: 'America/New_York',
      week: {
        ...everyDay([]),
        monday: [
          ['09:00', '12:30'],
          ['13:30', '24:00'],
        ],
      },
      dates_off: ['2026-12-24'],
    };
    const put = await world.owner.settings({ hours, queue_position: 'shown' });
    assert.equal(put.status, 200);
    assert.deepEqual(put.json.hours, hours);
    assert.equal(put.json.queue_position, 'shown');
    assert.deepEqual(put.json.agents, [{ id: world.agent, name: 'Wren', hours: null }]);
    const got = await world.admin.call('GET', '/api/settings/live-chat');
    assert.deepEqual(got.json, put.json);

    const [member] = world.members;
    for (const refused of [
      await member.call('GET', '/api/settings/live-chat'),
      await member.settings({ hours, queue_position: 'shown' }),
      await member.agentHours(world.agent, hours),
    ]) {
      assert.deepEqual([refused.status, refused.problem], [403, 'forbidden']);
    }
    assert.ok((await world.admin.auditRows({ action: 'live_chat.update' })).length > 0);
  });

  test('settings that cannot be are refused with the field, and change nothing', async () => {
    const good = { always_open: false, time_zone: 'UTC', week: everyDay(allDay), dates_off: [] };
    const cases = [
      [{ queue_position: 'shown' }, 'hours'],
      [{ hours: good }, 'queue_position'],
      [{ hours: good, queue_position: 'maybe' }, 'queue_position'],
      [{ hours: 'always', queue_position: 'shown' }, 'hours'],
      [{ hours: { ...good, time_zone: 'Mars/Olympus' }, queue_position: 'shown' }, 'time_zone'],
      [{ hours: { ...good, time_zone: undefined }, queue_position: 'shown' }, 'time_zone'],
      [{ hours: { ...good, week: undefined }, queue_position: 'shown' }, 'week'],
      [{ hours: { ...good, week: { someday: [] } }, queue_position: 'shown' }, 'week'],
      [{ hours: { ...good, week: { monday: 'nine to five' } }, queue_position: 'shown' }, 'monday'],
      [{ hours: { ...good, week: { monday: [['09:00']] } }, queue_position: 'shown' }, 'monday'],
      [{ hours: { ...good, week: { monday: [['9:00', '17:00']] } }, queue_position: 'shown' },
        'monday'],
      [{ hours: { ...good, week: { monday: [['17:00', '09:00']] } }, queue_position: 'shown' },
        'monday'],
      [{ hours: { ...good, week: { tuesday: [['09:00', '12:00'], ['11:00', '13:00']] } }, queue_position: 'shown' },
        'tuesday'],
      [{ hours: { ...good, dates_off: ['24.12.2026'] }, queue_position: 'shown' }, 'dates_off'],
      [{ hours: { ...good, dates_off: ['2026-02-30'] }, queue_position: 'shown' }, 'dates_off'],
      [{ hours: { ...good, always_open: 'no' }, queue_position: 'shown' }, 'always_open'],
    ];
    for (const [body, field] of cases) {
      const refused = await world.admin.settings(body);
      assert.equal(refused.status, 422, JSON.stringify(body));
      assert.ok(
        field in refused.json.errors,
        `${JSON.stringify(body)}: ${JSON.stringify(refused.json.errors)}`,
      );
    }
    assert.equal((await world.admin.call('PUT', '/api/settings/live-chat')).status, 400);
    assert.deepEqual((await world.admin.call('GET', '/api/settings/live-chat')).json.hours, always);
  });

  test('an agent has hours of its own, or none; a foreign agent is not found', async () => {
    const put = await world.admin.agentHours(world.agent, never);
    assert.equal(put.status, 200);
    assert.equal(put.json.agents[0].hours.time_zone, 'Europe/Berlin');
    assert.equal((await (await world.visitor()).handOff()).json.state, 'closed');
    assert.equal((await world.admin.agentHours(world.agent, null)).json.agents[0].hours, null);
    assert.equal((await (await world.visitor()).handOff()).json.state, 'queued');

    const other = await world.server.tool(['workspace', 'create', 'Elsewhere']);
    const foreign = await makeAgent(world.server, other);
    assert.equal((await world.admin.agentHours(foreign, always)).status, 404);
    assert.equal((await world.admin.agentHours('nobody', always)).status, 404);
    assert.equal((await world.admin.agentHours(world.agent, 7)).status, 422);
  });

  test('out of hours a visitor hears so, once, and when somebody is there again', async () => {
    await world.admin.settings({ hours: closedAroundNow(), queue_position: 'hidden' });
    const visitor = await world.visitor();
    const { json } = await visitor.handOff();
    assert.equal(json.state, 'closed');
    assert.match(json.opens_at, /T00:00:00\.000Z$/);
    assert.equal(json.conversation.controller, 'bot');
    await visitor.handOff();
    const entries = await world.admin.timeline(visitor.conversation);
    assert.equal(entries.length, 1);
    assert.equal(entries[0].role, 'system');
    assert.match(entries[0].body, /^We’re closed right now\. Back on \w+day at 00:00 \(UTC\)\.$/);
    assert.deepEqual(entries[0].meta, { reason: 'closed', opens_at: json.opens_at });

    const said = await visitor.say('I would like to talk to a human');
    assert.equal(said.status, 201);
    assert.equal(said.json.replies.length, 1);
    assert.equal(said.json.replies[0].meta.reason, 'closed');
    const stream = await (await world.visitor()).ask('Can I speak to a person?');
    const events = await stream.ended;
    assert.deepEqual(events.map((event) => event.name), ['accepted', 'message', 'done']);
    assert.equal(events[1].data.entry.role, 'system');

    await world.admin.settings({ hours: never, queue_position: 'hidden' });
    const forever = await (await world.visitor()).handOff();
    assert.deepEqual([forever.json.state, forever.json.opens_at], ['closed', null]);
  });

  test('a member who is online and available takes visitors at any hour', async () => {
    await world.admin.settings({ hours: never, queue_position: 'hidden' });
    const [member] = world.members;
    const socket = await listen(member, `private-workspace.${world.workspace}`);
    const availability = async (visitor) => {
      await visitor.handOff();
      const last = (await world.admin.timeline(visitor.conversation)).at(-1);
      return last.kind === 'queued' ? last.meta.availability : last.meta.reason;
    };
    assert.equal(await availability(await world.visitor()), 'somebody');

    assert.deepEqual((await member.call('PUT', '/api/availability', { available: false })).json, {
      available: false,
    });
    assert.deepEqual((await member.call('GET', '/api/availability')).json, { available: false });
    assert.equal(
      (await world.admin.call('GET', '/api/members')).json.items.find(
        (colleague) => colleague.id === member.user.id,
      ).available,
      false,
    );
    assert.equal(await availability(await world.visitor()), 'closed');
    await world.admin.settings({ hours: always, queue_position: 'hidden' });
    assert.equal(await availability(await world.visitor()), 'nobody');
    await member.call('PUT', '/api/availability', { available: true });
    assert.equal(await availability(await world.visitor()), 'somebody');
    socket.close();
  });

  test('a switch without its value is refused', async () => {
    const [member] = world.members;
    for (const body of [{}, { available: null }, { available: 'yes' }]) {
      const refused = await member.call('PUT', '/api/availability', body);
      assert.deepEqual([refused.status, refused.problem], [422, 'invalid']);
    }
    assert.equal((await member.call('PUT', '/api/availability')).status, 400);
    const visitor = await world.visitor();
    assert.equal((await visitor.call('PUT', '/api/availability', { available: true })).status, 401);
  });

  test('the other windows of a member, and the colleagues, hear of the switch', async () => {
    const [member, colleague] = world.members;
    const socket = await listen(colleague, `private-workspace.${world.workspace}`);
    await member.call('PUT', '/api/availability', { available: false });
    assert.deepEqual((await socket.next((frame) => frame.event === 'member.updated')).data, {
      user_id: member.user.id,
      available: false,
    });
    await member.call('PUT', '/api/availability', { available: true });
    socket.close();
  });

  test('words and a yes to the offer ask for a human; what sounds like it does not', async () => {
    const controllers = {
      'Can I talk to a human?': 'queued',
      'Are you a human?': 'bot',
      'I don’t want to talk to a human': 'bot',
    };
    for (const [words, controller] of Object.entries(controllers)) {
      const visitor = await world.visitor();
      await visitor.say(words);
      assert.equal(
        (await world.admin.conversation(visitor.conversation)).controller,
        controller,
        words,
      );
    }
    const visitor = await world.visitor();
    const { json } = await visitor.say('What is the airspeed of an unladen swallow?');
    assert.equal(json.replies[0].meta.offer_human, true);
    await visitor.say('Yes, please');
    const last = (await world.admin.timeline(visitor.conversation)).at(-1);
    assert.deepEqual([last.kind, last.meta.reason], ['queued', 'offer']);
  });

  test('the call says why, when it wants to', async () => {
    const visitor = await world.visitor();
    const refused = await visitor.call('POST', '/v1/widget/handoff', { reason: 'because' });
    assert.deepEqual([refused.status, refused.problem], [422, 'invalid']);
    assert.equal(
      (await visitor.call('POST', '/v1/widget/handoff', { reason: 'offer' })).json.state,
      'queued',
    );
    assert.equal((await world.admin.timeline(visitor.conversation)).at(-1).meta.reason, 'offer');
  });

  test('next takes the longest wait; when nobody waits there is no content', async () => {
    const [member] = world.members;
    assert.equal((await member.next()).status, 204);
    const visitors = [];
    for (let n = 0; n < 3; n += 1) {
      visitors.push(await world.visitor());
      await visitors[n].handOff();
    }
    for (const visitor of visitors) {
      const { status, json } = await member.next();
      assert.equal(status, 200);
      assert.equal(json.conversation.id, visitor.conversation);
      assert.equal(json.conversation.claimed_by_user_id, member.user.id);
    }
    assert.equal((await member.next()).status, 204);
    assert.equal((await visitors[0].call('POST', '/api/queue/next', {})).status, 401);
  });

  test('members who take the next one at once each get another visitor', async () => {
    const count = 12;
    const waiting = new Set();
    for (let n = 0; n < count; n += 1) {
      const visitor = await world.visitor();
      await visitor.handOff();
      waiting.add(visitor.conversation);
    }
    const everybody = [world.owner, world.admin, ...world.members];
    const answers = await Promise.all(
      Array.from({ length: count + 5 }, (_, n) => everybody[n % everybody.length].next()),
    );
    const taken = answers
      .filter((answer) => answer.status === 200)
      .map((answer) => answer.json.conversation.id);
    assert.equal(new Set(taken).size, count);
    assert.deepEqual(new Set(taken), waiting);
    assert.equal(answers.filter((answer) => answer.status === 204).length, 5);
  });

  test('a foreign workspace’s visitors are never next', async () => {
    const other = await world.server.tool(['workspace', 'create', 'Abroad']);
    const foreign = await world.visitor(await makeAgent(world.server, other));
    await foreign.handOff();
    assert.equal((await world.admin.next()).status, 204);
  });

  test('a visitor sees the place in the line where the workspace wants it', async () => {
    await world.admin.settings({ hours: always, queue_position: 'shown' });
    const [member] = world.members;
    const first = await world.visitor();
    const second = await world.visitor();
    assert.equal(first.init.queue_position, null);
    const ahead = await listen(first, first.init.realtime.channel);
    assert.equal((await first.handOff()).json.conversation.queue_position, 1);
    const socket = await listen(second, second.init.realtime.channel);
    assert.equal((await second.handOff()).json.conversation.queue_position, 2);
    await member.next();
    assert.deepEqual((await socket.next((frame) => frame.event === 'queue.moved')).data, {
      conversation_id: second.conversation,
      position: 1,
    });
    socket.close();
    ahead.close();
    await world.admin.settings({ hours: always, queue_position: 'hidden' });
    assert.equal((await (await world.visitor()).handOff()).json.conversation.queue_position, null);
  });

  test('keep going is for the holder, and harmless when nobody asked', async () => {
    const { conversation } = await world.visitor();
    const [holder, other] = world.members;
    assert.equal((await holder.keep(conversation)).problem, 'not-holder');
    await holder.claim(conversation);
    const kept = await holder.keep(conversation);
    assert.equal(kept.status, 200);
    assert.equal(kept.json.conversation.shift, null);
    assert.equal((await other.keep(conversation)).problem, 'not-holder');
    assert.equal(
      (await world.admin.keep(conversation)).problem,
      'not-holder',
      'nobody answers for the holder',
    );
    assert.equal((await holder.keep('01JDB6T5XG0000000000000000')).status, 404);
  });

  test('a claim knows when the hours end, and new hours move it', async () => {
    const [holder] = world.members;
    await world.admin.settings({
      hours: {
        always_open: false,
        time_zone: 'UTC',
        week: everyDay([['00:00', '23:59']]),
        dates_off: [],
      },
      queue_position: 'hidden',
    });
    const { conversation } = await world.visitor();
    const { json } = await holder.claim(conversation);
    assert.match(json.conversation.shift.ends_at, /T23:59:00\.000Z$/);
    assert.equal(json.conversation.shift.asked_at, null);
  });
});

describe('settings over a restart', () => {
  test('hours, switches and waits are there after the process was killed', async () => {
    const world = await makeWorld({ members: 1 });
    try {
      const [member] = world.members;
      await world.admin.settings({ hours: never, queue_position: 'shown' });
      await world.admin.agentHours(world.agent, always);
      await member.call('PUT', '/api/availability', { available: false });
      const visitor = await world.visitor();
      await visitor.handOff();
      await world.server.kill();
      await world.server.start();
      assert.deepEqual((await member.call('GET', '/api/availability')).json, { available: false });
      assert.equal(
        (await world.admin.call('GET', '/api/settings/live-chat')).json.queue_position,
        'shown',
      );
      const again = await world.visitor();
      assert.equal(
        (await again.handOff()).json.conversation.queue_position,
        2,
        'the one from before still waits first',
      );
      assert.equal((await member.next()).json.conversation.id, visitor.conversation);
    } finally {
      await world.discard();
    }
  });
});
