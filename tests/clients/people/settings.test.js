// Changing agents and members: what is accepted, what is refused and for which field, and the
// effect on signed-in sessions.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { call } from '../support/http.js';
import {
  foreignOwner,
  makeWorld,
  Member,
  newClientId,
  password,
  shopOrigin,
} from '../support/world.js';

const script = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
const unknownId = '01JAAAAAAAAAAAAAAAAAAAAAAA';

const fieldsRefused = (answer) => {
  assert.equal(answer.status, 422, answer.text.slice(0, 500));
  assert.equal(answer.problem, 'invalid');
  return answer.json.errors;
};

describe('an agent in the settings', () => {
  let world;
  before(async () => {
    world = await makeWorld({ members: 1 });
  });
  after(() => world?.discard());

  const path = () => `/api/agents/${world.agent}`;
  const change = (profile) => world.admin.call('PATCH', path(), profile);
  const emailField = { name: 'email', label: 'E-mail', type: 'email', required: true };
  const form = (fields) => ({ lead_form: { title: 'Stay in touch', text: '', fields } });

  test('what is written reaches the next widget; what is not mentioned stays', async () => {
    const before = (await world.admin.call('GET', path())).json;
    const answer = await change({
      name: ' Juniper ',
      ...form([{ ...emailField, label: 'Your e-mail' }]),
    });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.json, {
      ...before,
      name: 'Juniper',
      lead_form: {
        title: 'Stay in touch',
        text: '',
        fields: [{ ...emailField, label: 'Your e-mail' }],
      },
    });
    const { agent } = (await world.visitor()).init;
    assert.deepEqual([agent.name, agent.lead_form.fields[0].label], ['Juniper', 'Your e-mail']);
    assert.equal(
      (await world.owner.auditRows({ action: 'agent.update', target: world.agent })).length,
      1,
    );
  });

  test('an origin that is taken away is refused at once, and one that is added is let in', async () => {
    const init = (origin) =>
      call(world.base, 'POST', '/v1/widget/init', {
        json: { agent_id: world.agent, page_url: `${origin}/` },
        headers: { Origin: origin },
      });
    assert.equal((await change({ allowed_origins: ['https://other.example'] })).status, 200);
    assert.equal((await init(shopOrigin)).status, 403);
    assert.equal((await init('https://other.example')).status, 200);
    assert.equal((await change({ allowed_origins: [] })).status, 200);
    assert.equal((await init('https://other.example')).status, 403);
    assert.equal((await change({ allowed_origins: [shopOrigin] })).status, 200);
    assert.equal((await init(shopOrigin)).status, 200);
  });

  test('each field that is wrong is named, and nothing of the call is stored', async () => {
    const before = (await world.admin.call('GET', path())).json;
    const table = [
      [{ name: '' }, 'name'],
      [{ name: 7 }, 'name'],
      [{ name: 'Wren\r\nBcc: evil@example.com' }, 'name'],
      [{ name: 'x'.repeat(100_000) }, 'name'],
      [{ greeting: 'x'.repeat(100_000) }, 'greeting'],
      [{ greeting: 'Hi\u0000' }, 'greeting'],
      [{ allowed_origins: shopOrigin }, 'allowed_origins'],
      [{ allowed_origins: [null] }, 'allowed_origins'],
      [{ allowed_origins: ['https://shop.example/path'] }, 'allowed_origins'],
      [{ allowed_origins: ['https://a.example\r\nX-Evil:1'] }, 'allowed_origins'],
      [{ allowed_origins: ['javascript:alert(1)'] }, 'allowed_origins'],
      [{ allowed_origins: Array.from({ length: 4_000 }, (_, n) => `https://s${n}.example`) },
        'allowed_origins'],
      [{ lead_form: 'name, email' }, 'lead_form'],
      [{ lead_form: {} }, 'lead_form.title', 'lead_form.fields'],
      [form([]), 'lead_form.fields'],
      [form([emailField, 'phone']), 'lead_form.fields[1]'],
      [form([emailField, { ...emailField }]), 'lead_form.fields[1].name'],
      [form([{ ...emailField, required: false }]), 'lead_form.fields[0].required'],
      [form([emailField, { name: 'a b', label: 'A', type: 'text' }]), 'lead_form.fields[1].name'],
      [form([emailField, { name: 'a', label: 'A', type: 'password' }]), 'lead_form.fields[1].type'],
    ];
    for (const [spoiled, ...fields] of table) {
      const errors = fieldsRefused(await change({ greeting: 'Not this one', ...spoiled }));
      assert.deepEqual(
        Object.keys(errors).sort(),
        fields.sort(),
        `${JSON.stringify(spoiled).slice(0, 80)}: ${JSON.stringify(errors).slice(0, 300)}`,
      );
    }
    assert.deepEqual((await world.admin.call('GET', path())).json, before);
  });

  test('a form of hundreds of fields is refused in few words', async () => {
    const bomb = await change(
      form([
        emailField,
        ...Array.from({ length: 900 }, (_, n) => ({ name: `f${n}`, label: 'F', type: 'text' })),
      ]),
    );
    assert.deepEqual(Object.keys(fieldsRefused(bomb)), ['lead_form.fields']);
    const rubbish = await change(form(Array.from({ length: 9_000 }, () => 1)));
    assert.deepEqual(Object.keys(fieldsRefused(rubbish)), ['lead_form.fields']);
    assert.ok(rubbish.text.length < 1_000, `${rubbish.text.length} bytes`);
    assert.equal((await change({ greeting: 'x'.repeat(1_048_576) })).status, 413);
    assert.equal((await call(world.base, 'GET', '/health')).status, 200);
  });

  test('what looks like a script is text in every field', async () => {
    const profile = {
      name: '<b onclick=x>',
      greeting: script,
      lead_form: { title: script, text: script, fields: [{ ...emailField, label: script }] },
    };
    const answer = await change(profile);
    assert.equal(answer.status, 200, answer.text);
    const { agent } = (await world.visitor()).init;
    assert.deepEqual(
      [agent.name, agent.greeting, agent.lead_form],
      [profile.name, script, profile.lead_form],
    );
  });
});

describe('members in the settings', () => {
  let world;
  before(async () => {
    world = await makeWorld({ members: 1, settings: { 'limits.logins_per_minute': 0 } });
  });
  after(() => world?.discard());

  const newMember = (more = {}) => ({
    name: 'Lee',
    email: `${newClientId('lee')}@northline.example`,
    role: 'member',
    password,
    ...more,
  });
  const add = (by, more) => by.call('POST', '/api/members', newMember(more));
  const setRole = (by, id, role) => by.call('PATCH', `/api/members/${id}`, { role });
  const remove = (by, id) => by.call('DELETE', `/api/members/${id}`);
  const list = async (by) => (await by.call('GET', '/api/members')).json.items;

  /** Somebody new, who has signed in. */
  async function newcomer(role = 'member') {
    const who = newMember({ role });
    const answer = await world.owner.call('POST', '/api/members', who);
    assert.equal(answer.status, 201, answer.text);
    return Member.signIn(world.base, who.email);
  }

  test('who is added can sign in; only those who manage members see e-mails', async () => {
    const lee = await newcomer();
    assert.equal(lee.workspace.role, 'member');
    const seen = (await list(lee)).find((member) => member.id === lee.user.id);
    assert.equal(seen.email, null);
    assert.equal(
      (await list(world.admin)).find((member) => member.id === lee.user.id).email,
      lee.user.email,
    );
    assert.deepEqual(
      (await world.owner.auditRows({ action: 'member.add', target: lee.user.id })).map(
        (row) => row.actor.name,
      ),
      ['Olga'],
    );
  });

  test('each field that is wrong is named, and nobody is added', async () => {
    const before = await list(world.admin);
    const table = [
      [{ name: '' }, 'name'],
      [{ name: null }, 'name'],
      [{ name: 'Lee\r\nBcc: evil@example.com' }, 'name'],
      [{ name: 'x'.repeat(10_000) }, 'name'],
      [{ email: 'lee' }, 'email'],
      [{ email: 'lee@northline.example\r\nBcc: evil@example.com' }, 'email'],
      [{ email: 'ada@northline.example' }, 'email'],
      [{ role: 'root' }, 'role'],
      [{ role: 1 }, 'role'],
      [{ role: '' }, 'role'],
      [{ password: 'short' }, 'password'],
      [{ password: 'x'.repeat(1_025) }, 'password'],
    ];
    for (const [spoiled, field] of table) {
      const errors = fieldsRefused(await add(world.owner, spoiled));
      assert.deepEqual(
        Object.keys(errors),
        [field],
        `${JSON.stringify(spoiled).slice(0, 80)}: ${JSON.stringify(errors)}`,
      );
    }
    assert.equal((await add(world.owner, { name: 'x'.repeat(1_048_576) })).status, 413);
    assert.deepEqual(await list(world.admin), before);
  });

  test('a name that looks like a script is text', async () => {
    const answer = await add(world.owner, { name: '<script>alert(1)</script>' });
    assert.equal(answer.json.name, '<script>alert(1)</script>');
    assert.equal((await remove(world.owner, answer.json.id)).status, 204);
  });

  test('an account of another workspace joins with its own password alone', async () => {
    await world.foreignWorkspace();

    assert.deepEqual(
      Object.keys(
        fieldsRefused(
          await add(world.owner, { email: foreignOwner, password: 'a guess at it' }),
        ),
      ),
      ['email'],
    );
    const joined = await add(world.owner, { email: foreignOwner, name: 'Renamed' });
    assert.equal(joined.status, 201, joined.text);
    assert.equal(joined.json.name, 'Eve');
  });

  test('a role counts from the next call on', async () => {
    const lee = await newcomer();
    assert.equal((await lee.call('GET', '/api/agents')).status, 403);
    assert.equal((await setRole(world.admin, lee.user.id, 'admin')).status, 200);
    assert.equal((await lee.call('GET', '/api/agents')).status, 200);
    assert.equal((await setRole(world.admin, lee.user.id, 'member')).status, 200);
    assert.equal((await lee.call('GET', '/api/agents')).status, 403);
    assert.deepEqual(Object.keys(fieldsRefused(await setRole(world.admin, lee.user.id, 'root'))), [
      'role',
    ]);
  });

  test('what concerns an owner is for owners, and the last one stays', async () => {
    const lee = await newcomer();
    for (const answer of [
      await add(world.admin, { role: 'owner' }),
      await setRole(world.admin, lee.user.id, 'owner'),
      await setRole(world.admin, world.owner.user.id, 'member'),
      await remove(world.admin, world.owner.user.id),
    ]) {
      assert.equal(answer.status, 403, answer.text);
      assert.equal(answer.problem, 'forbidden');
    }
    assert.match(
      fieldsRefused(await setRole(world.owner, world.owner.user.id, 'admin')).role,
      /last owner/,
    );
    assert.match(fieldsRefused(await remove(world.owner, world.owner.user.id)).role, /last owner/);
    assert.equal(
      (await list(world.admin)).find((member) => member.id === world.owner.user.id).role,
      'owner',
    );
  });

  test('of two owners who remove each other at once, one stays', async () => {
    const second = await newcomer('owner');
    const answers = await Promise.all([
      remove(world.owner, second.user.id),
      remove(second, world.owner.user.id),
    ]);
    const owners = (await list(world.admin)).filter((member) => member.role === 'owner');
    assert.equal(owners.length, 1, answers.map((answer) => answer.text).join('\n'));
    // Whoever is left is the owner of the tests that follow.
    world.owner = owners[0].id === second.user.id ? second : world.owner;
  });

  test('who is removed is signed out at once, and the visitor they held is free', async () => {
    const lee = await newcomer();
    const visitor = await world.visitor();
    await visitor.say('Hello');
    assert.equal((await lee.claim(visitor.conversation)).status, 200);

    assert.equal((await remove(world.admin, lee.user.id)).status, 204);

    assert.equal((await lee.call('GET', '/api/conversations')).status, 401);
    assert.equal((await world.admin.conversation(visitor.conversation)).controller, 'bot');
    assert.ok(!(await list(world.admin)).some((member) => member.id === lee.user.id));
    assert.equal((await remove(world.admin, lee.user.id)).status, 404);
    assert.equal((await setRole(world.admin, lee.user.id, 'admin')).status, 404);
    assert.equal((await remove(world.admin, unknownId)).status, 404);
    assert.equal((await remove(world.admin, 'x')).status, 404);
  });
});
