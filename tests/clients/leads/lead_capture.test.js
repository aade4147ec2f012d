// Lead capture: rules that admins write and widgets act on, the visitor's own words, and cards.
// What each lead records of its source, and what is refused with an error per field.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { call } from '../support/http.js';
import { makeWorld, newClientId, shopOrigin } from '../support/world.js';

const formRule = (more = {}) => ({
  kind: 'lead_capture',
  name: 'Prices',
  when: { keywords: ['price'] },
  ...more,
});
const cardRule = (more = {}) => ({
  kind: 'cta',
  name: 'Advice',
  label: 'Get advice',
  title: 'Unsure?',
  when: { after_messages: 1 },
  ...more,
});
const script = '<img src=x onerror="alert(1)"><script>alert(2)</script>';

describe('lead capture', () => {
  let world;
  before(async () => {
    world = await makeWorld({ members: 1, settings: { 'limits.leads_per_minute': 0 } });
  });
  after(() => world?.discard());

  const rulesPath = () => `/api/agents/${world.agent}/rules`;
  const setRules = (rules, by = world.admin) => by.call('PUT', rulesPath(), { rules });
  const email = () => `${newClientId()}@example.com`;
  const leave = (visitor, source, more = {}) =>
    visitor.call('POST', '/v1/widget/leads', {
      client_id: newClientId(),
      source,
      fields: { email: email() },
      ...more,
    });
  const leadOf = async (answer) =>
    (await world.admin.call('GET', `/api/leads/${answer.json.lead_id}`)).json;
  const fieldsRefused = (answer) => {
    assert.equal(answer.status, 422, answer.text.slice(0, 500));
    assert.equal(answer.problem, 'invalid');
    return answer.json.errors;
  };

  test('rules are written as a whole, keep their ids, and reach the next widget without keywords and names', async () => {
    const made = await setRules([
      cardRule(),
      formRule(),
      formRule({ name: 'Off', enabled: false }),
    ]);
    assert.equal(made.status, 200, made.text);
    assert.deepEqual((await world.admin.call('GET', rulesPath())).json, made.json);
    const ids = made.json.items.map((rule) => rule.id);

    const { rules } = (await world.visitor()).init;
    assert.deepEqual(
      rules.map(({ id, kind }) => [id, kind]),
      [
        [ids[0], 'cta'],
        [ids[1], 'lead_capture'],
      ],
    );
    assert.equal(rules[1].when.keywords, true);
    assert.ok(
      !JSON.stringify(rules).includes('Prices') && !JSON.stringify(rules).includes('"price"'),
    );

    const moved = await setRules([made.json.items[1], made.json.items[0]]);
    assert.deepEqual(moved.json.items.map((rule) => rule.id), [ids[1], ids[0]]);
    assert.ok((await world.owner.auditRows({ action: 'agent.rules' })).length >= 2);
  });

  test('a rule captures a lead, and its name is on the lead, in the timeline and in the list', async () => {
    const { json } = await setRules([formRule()]);
    const [rule] = json.items;
    const visitor = await world.visitor();
    const said = await visitor.say('What is the Price?');
    assert.deepEqual(said.json.replies[0].meta.rules, [rule.id]);
    assert.equal((await visitor.say('Hello')).json.replies[0].meta.rules, undefined);

    const lead = await leadOf(await leave(visitor, 'rule', { rule_id: rule.id }));
    assert.deepEqual([lead.source, lead.rule_id, lead.triggered_by], ['rule', rule.id, 'Prices']);
    const entry = (await world.admin.timeline(visitor.conversation)).find(
      (entry) => entry.kind === 'lead_captured',
    );
    assert.equal(entry.meta.triggered_by, 'Prices');
    const seen = (await visitor.call('GET', '/v1/widget/timeline?after=0')).json.entries.find(
      (entry) => entry.kind === 'lead_captured',
    );
    assert.equal(seen.meta.triggered_by, undefined);
  });

  test('a card captures a lead with the source cta', async () => {
    const { json } = await setRules([cardRule()]);
    const visitor = await world.visitor();
    const lead = await leadOf(await leave(visitor, 'cta', { rule_id: json.items[0].id }));
    assert.deepEqual([lead.source, lead.triggered_by], ['cta', 'Advice']);
  });

  test('the words of the visitor capture a lead, and the phrase is the server\'s finding', async () => {
    const visitor = await world.visitor();
    const said = await visitor.say('Could you SEND me a quote, please?');
    assert.equal(said.json.replies[0].meta.intent, 'send me a quote');
    const lead = await leadOf(await leave(visitor, 'intent', { triggered_by: 'made up' }));
    assert.deepEqual(
      [lead.source, lead.rule_id, lead.triggered_by],
      ['intent', null, 'send me a quote'],
    );
  });

  test('a lead that claims a rule or words that are not there is kept, without a trigger', async () => {
    const visitor = await world.visitor();
    for (const [source, rule_id] of [
      ['rule', '01JDB6T5XG000000000000CTA0'],
      ['rule', 'x'],
      ['cta', null],
      ['intent', undefined],
      ['rule', undefined],
    ]) {
      const answer = await leave(visitor, source, { rule_id });
      assert.equal(answer.status, 201, answer.text);
      const lead = await leadOf(answer);
      assert.deepEqual([lead.source, lead.rule_id, lead.triggered_by], [source, null, null]);
    }
    assert.deepEqual(Object.keys(fieldsRefused(await leave(visitor, 'door'))), ['source']);
    assert.deepEqual(Object.keys(fieldsRefused(await leave(visitor, 'rule', { rule_id: 7 }))), [
      'rule_id',
    ]);
  });

  test('who left a lead corrects it, and it keeps the first source', async () => {
    const visitor = await world.visitor();
    await visitor.say('please call me');
    const address = email();
    const first = await leave(visitor, 'intent', { fields: { email: address } });
    const again = await leave(visitor, 'form', {
      fields: { email: address.toUpperCase(), name: 'Lou' },
    });
    assert.deepEqual([first.status, again.status], [201, 201]);
    const lead = await leadOf(first);
    assert.deepEqual(
      [lead.name, lead.source, lead.triggered_by],
      ['Lou', 'intent', 'please call me'],
    );
  });

  test('a rule that routes calls a human for the words it waits for, by name, and the agent is silent', async () => {
    await setRules([
      { kind: 'route', name: 'Wholesale', when: { keywords: ['wholesale'], after_messages: 2 } },
    ]);
    const visitor = await world.visitor();
    assert.deepEqual(
      visitor.init.rules,
      [],
      'what calls a human by words is no matter of the widget',
    );
    assert.equal((await visitor.say('Is there wholesale?')).json.replies[0].role, 'agent');
    const said = await visitor.say('WHOLESALE, please.');

    assert.deepEqual(said.json.replies, []);
    const queued = (await world.admin.timeline(visitor.conversation)).at(-1);
    assert.deepEqual(
      [queued.kind, queued.meta.reason, queued.meta.triggered_by],
      ['queued', 'rule', 'Wholesale'],
    );
    const seen = (await visitor.call('GET', '/v1/widget/timeline?after=0')).json.entries.at(-1);
    assert.deepEqual([seen.kind, seen.meta.triggered_by], ['queued', undefined]);
  });

  test('a rule that routes by the page is acted on by the widget, and only as long as it is there and enabled', async () => {
    const route = {
      kind: 'route',
      name: 'Stuck at the till',
      when: { url: '/checkout*', idle_seconds: 30 },
    };
    const { json } = await setRules([route, formRule(), { ...route, name: 'Off', enabled: false }]);
    const [mine, form, off] = json.items.map(({ id }) => id);
    const visitor = await world.visitor();
    assert.deepEqual(
      visitor.init.rules.map(({ id, kind }) => [id, kind]),
      [
        [mine, 'route'],
        [form, 'lead_capture'],
      ],
    );
    const ask = (more) => visitor.call('POST', '/v1/widget/handoff', { reason: 'rule', ...more });

    for (const rule_id of [form, off, '01JDB6T5XG000000000000CTA0', 'x', 7, undefined])
      assert.deepEqual(Object.keys(fieldsRefused(await ask({ rule_id }))), ['rule_id']);
    assert.deepEqual(
      Object.keys(
        fieldsRefused(await visitor.call('POST', '/v1/widget/handoff', { reason: 'because' })),
      ),
      ['reason'],
    );
    const answer = await ask({ rule_id: mine });
    assert.deepEqual([answer.status, answer.json.state], [200, 'queued']);
    const queued = (await world.admin.timeline(visitor.conversation)).at(-1);
    assert.deepEqual([queued.meta.reason, queued.meta.triggered_by], ['rule', 'Stuck at the till']);
  });

  test('rules that wait for the page alone are told before there is a conversation, to pages of the agent', async () => {
    const page = formRule({ name: 'Leaving', when: { exit_intent: true, url: '/beans*' } });
    await setRules([page, formRule(), cardRule(), formRule({ ...page, enabled: false })]);
    const ask = (agent, headers) =>
      call(world.base, 'GET', `/v1/widget/rules?agent_id=${agent}`, { headers });
    const counted = async () =>
      (await world.admin.call('GET', '/api/conversations?filter=empty')).json.counts.empty;
    const before = await counted();

    const { status, json, headers } = await ask(world.agent, { Origin: shopOrigin });
    assert.equal(status, 200);
    assert.equal(headers['access-control-allow-origin'], shopOrigin);
    assert.equal(json.rules.length, 1);
    assert.deepEqual(json.rules[0].when, {
      keywords: false,
      url: '/beans*',
      scroll_percent: null,
      idle_seconds: null,
      exit_intent: true,
    });

    assert.equal((await ask(world.agent, { Origin: 'https://evil.example' })).status, 403);
    assert.equal((await ask(world.agent, {})).status, 403);
    assert.equal((await ask('01JDB6T5XG00000000000000A0', { Origin: shopOrigin })).status, 404);
    assert.equal((await ask('', { Origin: shopOrigin })).status, 404);
    assert.equal(await counted(), before);
  });

  test('each field that is wrong is named with its rule', async () => {
    const before = (await world.admin.call('GET', rulesPath())).json;
    const table = [
      [{ kind: 'popup' }, 'rules[1].kind'],
      [{ kind: 'curated' }, 'rules[1].kind'],
      [{ kind: 'route', when: {} }, 'rules[1].when'],
      [{ kind: null }, 'rules[1].kind'],
      [{ kind: 5 }, 'rules[1].kind'],
      [{ name: '' }, 'rules[1].name'],
      [{ name: 5 }, 'rules[1].name'],
      [{ name: 'x'.repeat(400_000) }, 'rules[1].name'],
      [{ label: 'x'.repeat(41), kind: 'cta', title: 'T' }, 'rules[1].label'],
      [{ text: 'x'.repeat(501) }, 'rules[1].text'],
      [{ id: 'no id' }, 'rules[1].id'],
      [{ enabled: 'yes' }, 'rules[1].enabled'],
      [{ when: [] }, 'rules[1].when'],
      [{ when: {} }, 'rules[1].when'],
      [{ when: { keywords: 'price' } }, 'rules[1].keywords'],
      [{ when: { keywords: [1] } }, 'rules[1].keywords'],
      [{ when: { url: 'javascript:alert(1)' } }, 'rules[1].url'],
      [{ when: { scroll_percent: 101 } }, 'rules[1].scroll_percent'],
      [{ when: { scroll_percent: 1.5 } }, 'rules[1].scroll_percent'],
      [{ when: { idle_seconds: -1 } }, 'rules[1].idle_seconds'],
      [{ when: { idle_seconds: 1e99 } }, 'rules[1].idle_seconds'],
      [{ when: { after_messages: '3' } }, 'rules[1].after_messages'],
      [{ when: { exit_intent: 'true' } }, 'rules[1].exit_intent'],
    ];
    for (const [spoiled, field] of table) {
      const errors = fieldsRefused(await setRules([cardRule(), formRule(spoiled)]));
      assert.deepEqual(
        Object.keys(errors),
        [field],
        `${JSON.stringify(spoiled).slice(0, 80)}: ${JSON.stringify(errors)}`,
      );
    }
    assert.deepEqual(Object.keys(fieldsRefused(await world.admin.call('PUT', rulesPath(), {}))), [
      'rules',
    ]);
    assert.deepEqual(
      Object.keys(fieldsRefused(await world.admin.call('PUT', rulesPath(), { rules: 'x' }))),
      ['rules'],
    );
    assert.deepEqual(
      Object.keys(fieldsRefused(await world.admin.call('PUT', rulesPath(), { rules: ['x'] }))),
      ['rules[0]'],
    );
    assert.deepEqual((await world.admin.call('GET', rulesPath())).json, before);
  });

  test('oversized and deeply nested rules are refused in one sentence and leave the server well', async () => {
    const many = await setRules(Array.from({ length: 3_000 }, () => ({})));
    assert.deepEqual(Object.keys(fieldsRefused(many)), ['rules']);
    assert.ok(many.text.length < 1_000);
    assert.deepEqual(
      Object.keys(
        fieldsRefused(
          await setRules([formRule({ when: { keywords: Array(5_000).fill('price') } })]),
        ),
      ),
      ['rules[0].keywords'],
    );
    assert.deepEqual(
      Object.keys(fieldsRefused(await setRules(Array.from({ length: 21 }, () => formRule())))),
      ['rules'],
    );
    assert.equal((await setRules([formRule({ name: 'x'.repeat(1_048_576) })])).status, 413);
    const deep = await call(world.base, 'PUT', rulesPath(), {
      token: world.admin.token,
      body: `{"rules":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
    });
    assert.equal(deep.status, 400);
    assert.equal((await call(world.base, 'GET', '/health')).status, 200);
  });

  test('what looks like a script is text in every field, and comes back as it was written', async () => {
    const rule = cardRule({
      name: script,
      label: '<b onclick=x>',
      title: script,
      text: script,
      when: { keywords: [script], after_messages: 1 },
    });
    const { status, json, text } = await setRules([rule]);
    assert.equal(status, 200, text);
    assert.deepEqual(
      [json.items[0].name, json.items[0].title, json.items[0].text, json.items[0].when.keywords],
      [script, script, script, [script]],
    );
    assert.equal((await setRules([])).status, 200);
  });

  test('an oversized form of a visitor is refused with the names of its fields', async () => {
    const visitor = await world.visitor();
    const with1 = (fields) => leave(visitor, 'form', { fields: { email: email(), ...fields } });
    assert.deepEqual(Object.keys(fieldsRefused(await with1({ name: 'x'.repeat(2_001) }))), [
      'name',
    ]);
    assert.equal((await with1({ name: 'x'.repeat(1_048_576) })).status, 413);
    const bomb = await with1(
      Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`f${n}`, 'x'])),
    );
    assert.deepEqual(Object.keys(fieldsRefused(bomb)), ['fields']);
    const lead = await leadOf(await with1({ name: script, phone: script, wish: script }));
    assert.deepEqual([lead.name, lead.phone, lead.fields.wish], [script, script, script]);
  });
});
