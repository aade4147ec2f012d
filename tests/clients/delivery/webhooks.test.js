// Webhooks as receivers see them: signed, retried until they arrive, never sent to a private
// address unless allowed.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import dns from 'node:dns/promises';
import { hostname } from 'node:os';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';

import { Webhook } from 'standardwebhooks';

import { eventually } from '../support/eventually.js';
import { expectCall } from '../support/http.js';
import { Receiver } from '../support/receiver.js';
import { makeWorld } from '../support/world.js';

async function addWebhook(member, url) {
  const answer = await member.call('POST', '/api/webhooks', {
    url,
    events: ['lead.captured'],
    active: true,
  });
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
}

const deliveries = async (member, hook) =>
  (await member.call('GET', `/api/webhooks/${hook.id}/deliveries`)).json.items;

describe('webhooks', () => {
  let world;
  let receiver;
  let hook;

  before(async () => {
    world = await makeWorld({
      members: 1,
      settings: {
        'webhooks.allow_private_addresses': true,
        'webhooks.timeout': '2s',
        'delivery.retry_after': '20ms',
        'delivery.tries': 5,
      },
    });
  });
  after(() => world?.discard());
  beforeEach(async () => {
    receiver = await Receiver.listen();
    hook = await addWebhook(world.admin, receiver.url);
  });
  afterEach(async () => {
    await world.admin.call('DELETE', `/api/webhooks/${hook.id}`);
    await receiver.close();
  });

  test('a lead arrives signed as Standard Webhooks say, and with our own signature', async () => {
    const lead = await world.leaveLead('signed@example.com', {
      name: 'Søren "Sam" Østergård',
      company: 'Lou & Sons',
    });

    const [call] = await receiver.until(1);

    const body = new Webhook(hook.secret).verify(call.body, call.headers);
    assert.equal(body.type, 'lead.captured');
    assert.equal(body.id, call.headers['webhook-id']);
    assert.equal(body.data.lead.id, lead);
    assert.equal(body.data.lead.email, 'signed@example.com');
    assert.equal(body.data.lead.name, 'Søren "Sam" Østergård');
    assert.deepEqual(body.data.lead.fields, { company: 'Lou & Sons' });
    assert.equal(body.data.lead.agent.name, 'Wren');
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(call.headers['x-takeover-signature']);
    assert.equal(t, call.headers['webhook-timestamp']);
    assert.equal(v1, createHmac('sha256', hook.secret).update(`${t}.${call.body}`).digest('hex'));
    assert.equal(call.headers['content-type'], 'application/json');
    assert.throws(() =>
      new Webhook(hook.secret).verify(call.body.replace('signed', 'forged'), call.headers),
    );
  });

  test('a receiver that fails three times gets it in the end, with the same id', async () => {
    receiver.answer = (_, count) => (count <= 3 ? 500 : 200);
    await world.leaveLead('stubborn@example.com');

    const calls = await receiver.until(4);

    assert.equal(new Set(calls.map((call) => call.headers['webhook-id'])).size, 1);
    for (const call of calls) new Webhook(hook.secret).verify(call.body, call.headers);
    const [row] = await eventually('the log says delivered', async () => {
      const rows = await deliveries(world.admin, hook);
      return rows[0]?.state === 'delivered' && rows;
    });
    assert.equal(row.attempts, 4);
    assert.equal(row.status_code, 200);
    assert.equal(row.id, calls[0].headers['webhook-id']);
  });

  test('what was given up is visible, can be tried again, and can be forgotten', async () => {
    receiver.answer = () => 410;
    await world.leaveLead('gone@example.com');
    const [row] = await eventually('the log says failed', async () => {
      const rows = await deliveries(world.admin, hook);
      return rows[0]?.state === 'failed' && rows;
    });
    assert.match(row.error, /410/);
    const jobs = await world.owner.call('GET', '/api/jobs?kind=webhook');
    assert.equal(jobs.json.items[0].id, row.id);
    assert.equal(jobs.json.items[0].state, 'failed');

    receiver.answer = () => 204;
    assert.equal((await world.owner.call('POST', `/api/jobs/${row.id}/retry`, {})).status, 204);
    const calls = await receiver.until(2);
    assert.equal(calls[1].headers['webhook-id'], row.id);
    await eventually(
      'the log says delivered',
      async () => (await deliveries(world.admin, hook))[0].state === 'delivered',
    );

    assert.equal((await world.owner.call('DELETE', `/api/jobs/${row.id}`)).status, 204);
    assert.deepEqual(await deliveries(world.admin, hook), []);
    const audit = await world.owner.auditRows({ target: row.id });
    assert.deepEqual(audit.map(({ action }) => action).sort(), [
      'delivery.forget',
      'delivery.retry',
    ]);
  });

  test('a redirect is not followed', async () => {
    const elsewhere = await Receiver.listen();
    receiver.answer = () => ({ status: 307, headers: { Location: elsewhere.url } });
    await world.leaveLead('moved@example.com');

    await receiver.until(5);
    await eventually(
      'it was given up',
      async () => (await deliveries(world.admin, hook))[0].state === 'failed',
    );

    assert.equal(elsewhere.calls.length, 0);
    assert.match((await deliveries(world.admin, hook))[0].error, /redirects are not followed/);
    await elsewhere.close();
  });

  test('a ping goes out at once, and to a paused webhook too, which hears of no lead', async () => {
    assert.equal(
      (await world.admin.call('PATCH', `/api/webhooks/${hook.id}`, { active: false })).json.active,
      false,
    );
    await world.leaveLead('unheard@example.com');
    const answer = await world.admin.call('POST', `/api/webhooks/${hook.id}/test`, {});
    assert.equal(answer.status, 202);

    const [call] = await receiver.until(1);

    assert.equal(new Webhook(hook.secret).verify(call.body, call.headers).type, 'ping');
    assert.equal(call.headers['webhook-id'], answer.json.id);
    assert.equal((await deliveries(world.admin, hook)).length, 1);
  });

  test('the secret is told once', async () => {
    assert.match(hook.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    const list = await world.owner.call('GET', '/api/webhooks');
    assert.ok(list.json.items.some(({ id }) => id === hook.id));
    assert.ok(!list.text.includes(hook.secret) && !list.text.includes('secret'));
  });

  test('what is no webhook is refused field by field', async () => {
    for (const [body, status, field] of [
      [{}, 422, 'url'],
      [{ url: 'ftp://crm.example.com' }, 422, 'url'],
      [{ url: 'https://u:p@crm.example.com' }, 422, 'url'],
      [{ url: receiver.url, events: [] }, 422, 'events'],
      [{ url: receiver.url, events: ['lead.melted'] }, 422, 'events'],
      [{ url: receiver.url, active: 'yes' }, 422, 'active'],
    ]) {
      const answer = await world.admin.call('POST', '/api/webhooks', body);
      assert.equal(answer.status, status, answer.text);
      assert.ok(answer.json.errors[field], answer.text);
    }
  });
});

describe('webhooks and private addresses', () => {
  let world;
  before(async () => {
    world = await makeWorld({ members: 0 });
  });
  after(() => world?.discard());

  test('an address that the internet does not reach is refused when it is written', async () => {
    for (const url of [
      'http://127.0.0.1/',
      'http://localhost:8080/',
      'http://[::1]/',
      'http://169.254.169.254/latest',
      'http://10.1.2.3/',
      'http://2130706433/',
    ]) {
      const answer = await world.owner.call('POST', '/api/webhooks', { url });
      assert.equal(answer.status, 422, url);
      assert.match(answer.json.errors.url, /private/);
    }
  });

  test('a name that leads to one is refused when it is called', async (t) => {
    const name = hostname();
    const addresses = await dns.lookup(name, { all: true }).catch(() => []);
    const isPrivate = ({ address }) =>
      /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|::1$|f[cd]|fe80)/.test(
        address,
      );
    if (name === 'localhost' || addresses.length === 0 || !addresses.every(isPrivate))
      return t.skip('this machine has no name that leads to a private address');
    const receiver = await Receiver.listen();
    const { json: hook } = await expectCall(201, world.base, 'POST', '/api/webhooks', {
      token: world.owner.token,
      json: { url: `http://${name}:${receiver.port}/` },
    });

    await expectCall(202, world.base, 'POST', `/api/webhooks/${hook.id}/test`, {
      token: world.owner.token,
      json: {},
    });

    const [row] = await eventually('it was given up', async () => {
      const rows = await deliveries(world.owner, hook);
      return rows[0]?.state === 'failed' && rows;
    });
    assert.match(row.error, /private address/);
    assert.equal(row.attempts, 1);
    assert.equal(receiver.calls.length, 0);
    await receiver.close();
  });
});
