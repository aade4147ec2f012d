// One person under many spellings of the same email is one lead; what cannot be seen makes none.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { call } from '../support/http.js';
import { makeWorld, newClientId } from '../support/world.js';

describe('spellings', () => {
  let world;
  before(async () => (world = await makeWorld({ members: 1 })));
  after(() => world?.discard());

  const leave = async (fields) => {
    const visitor = await world.visitor();
    return visitor.call('POST', '/v1/widget/leads', {
      client_id: newClientId('lead'), source: 'form', fields,
    });
  };
  const leads = async (q = '') =>
    (await world.owner.call('GET', `/api/leads?limit=100&q=${encodeURIComponent(q)}`)).json;

  test('blanks of any kind around an email make no other lead', async () => {
    for (const email of [
      'pia@example.com', 'PIA@example.com', 'pia@example.com\u00A0', 'pia@example.com\u200B',
      'pia@example.com\u3000', '\u200Bpia@example.com', '\uFEFFpia@example.com',
    ])
      assert.equal((await leave({ email, name: 'Pia' })).status, 201, JSON.stringify(email));
    const { items } = await leads();
    assert.deepEqual(items.map(({ email }) => email), ['pia@example.com']);
  });

  test('a domain has one spelling, and is found by either', async () => {
    for (const email of ['user@münchen.example', 'user@MÜNCHEN.example', 'user@xn--mnchen-3ya.example'])
      assert.equal((await leave({ email })).status, 201, email);
    const { items } = await leads('MÜNCHEN');
    assert.deepEqual(items.map(({ email }) => email), ['user@münchen.example']);
    assert.equal((await leads('munchen')).items.length, 1);
  });

  test('a name of nothing is no name, and one that turns text around does not', async () => {
    await leave({ email: 'nothing@example.com', name: '\u200B\u3164' });
    await leave({ email: 'eve@example.com', name: 'Eve\u202E gpj.txe' });
    const { items } = await leads();
    const named = (email) => items.find((lead) => lead.email === email).name;
    assert.equal(named('nothing@example.com'), null);
    assert.equal(named('eve@example.com'), 'Eve gpj.txe');
  });

  test('emails with what cannot be seen inside, or that no mail reaches, are refused at the field', async () => {
    for (const email of ['pi\u200Ba@example.com', 'pi\u202Ea@example.com', 'josé@example.com', 'pia@exa_mple.com']) {
      const refused = await leave({ email });
      assert.equal(refused.status, 422, JSON.stringify(email));
      assert.ok(refused.json.errors['fields.email'] ?? refused.json.errors.email, refused.text);
    }
  });

  test('a message of nothing is no message', async () => {
    const visitor = await world.visitor();
    for (const body of ['', ' ', '\n', '\u200B', '\u3000\u00A0', '\u3164'])
      assert.equal((await visitor.say(body)).status, 422, JSON.stringify(body));
    assert.equal((await visitor.say('\u200B?')).status, 201);
  });

  test('origins are brought into the form of browsers, and what none sends is refused', async () => {
    const agent = (await world.owner.call('GET', '/api/agents')).json.items[0];
    const put = (origin) =>
      world.owner.call('PATCH', `/api/agents/${agent.id}`, { allowed_origins: [origin] });
    const forms = {
      'https://münchen.example': 'https://xn--mnchen-3ya.example',
      'https://shop.example/': 'https://shop.example',
      'https://shop.example:': 'https://shop.example',
      'https://shop.example:0443': 'https://shop.example',
      'https://[2001:db8:0:0:0:0:0:1]': 'https://[2001:db8::1]',
    };
    for (const [given, normal] of Object.entries(forms)) {
      const { json, status } = await put(given);
      assert.equal(status, 200, given);
      assert.deepEqual(json.allowed_origins, [normal], given);
      const init = (origin) =>
        call(world.base, 'POST', '/v1/widget/init', {
          json: { agent_id: agent.id, page_url: `${normal}/` },
          headers: { Origin: origin },
        });
      assert.equal((await init(normal)).status, 200, given);
      assert.equal((await init('https://other.example')).status, 403, given);
    }
    for (const wrong of ['http://[::1', 'https://shop.example:99999', 'https://a b.example'])
      assert.equal((await put(wrong)).status, 422, wrong);
    await put('*');
  });
});
