// One workspace's dead receiver delays nobody else, a receiver that fails is left in peace, and many
// leads become few mails.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';

import { eventually } from '../support/eventually.js';
import { expectCall } from '../support/http.js';
import { MailServer } from '../support/mail_server.js';
import { Receiver } from '../support/receiver.js';
import { Member, foreignOwner, makeWorld } from '../support/world.js';

/** Takes calls and never answers. */
class SilentReceiver {
  sockets = new Set();
  most = 0;

  static async listen() {
    const receiver = new SilentReceiver();
    receiver.server = net.createServer((socket) => {
      receiver.sockets.add(socket);
      receiver.most = Math.max(receiver.most, receiver.sockets.size);
      socket.on('error', () => {});
      socket.on('close', () => receiver.sockets.delete(socket));
      socket.resume();
    });
    await new Promise((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
    receiver.url = `http://127.0.0.1:${receiver.server.address().port}/hook`;
    return receiver;
  }

  close() {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

async function addWebhook(member, url) {
  const { json } = await expectCall(201, member.base, 'POST', '/api/webhooks', {
    token: member.token,
    json: { url },
  });
  return json;
}
const webhook = async (member, { id }) =>
  (await member.call('GET', '/api/webhooks')).json.items.find((hook) => hook.id === id);
const deliveries = async (member, { id }) =>
  (await member.call('GET', `/api/webhooks/${id}/deliveries`)).json.items;
const settings = {
  'webhooks.allow_private_addresses': true,
  'webhooks.timeout': '30s',
  'delivery.retry_after': '20ms',
};

describe('a receiver that never answers', () => {
  let world;
  let silent;
  let receiver;
  before(async () => {
    world = await makeWorld({ members: 0, settings: { ...settings, 'delivery.max_waiting': 12 } });
    silent = await SilentReceiver.listen();
    receiver = await Receiver.listen();
  });
  after(async () => {
    await silent?.close();
    await world?.discard();
    await receiver?.close();
  });

  test('has two calls under way, and another workspace hears of its news meanwhile', async () => {
    await world.foreignWorkspace();
    const eve = await Member.signIn(world.base, foreignOwner);
    const hooks = [];
    for (let n = 0; n < 3; ++n) hooks.push(await addWebhook(world.owner, silent.url));
    for (let n = 0; n < 4; ++n) await world.leaveLead(`lou${n}@example.com`);
    await eventually('two calls hang', async () => silent.sockets.size === 2);

    const theirs = await addWebhook(eve, receiver.url);
    const ping = await eve.call('POST', `/api/webhooks/${theirs.id}/test`, {});
    assert.equal(ping.status, 202);
    await receiver.until(1);

    assert.equal(silent.most, 2);
    const rows = (await Promise.all(hooks.map((hook) => deliveries(world.owner, hook)))).flat();
    assert.equal(rows.length, 12);
    assert.ok(rows.every(({ state, attempts }) => state === 'waiting' && attempts === 0));
  });

  test('fills the queue of its workspace, which counts what it drops and keeps every lead', async () => {
    await world.leaveLead('one-too-many@example.com');

    const { json } = await world.owner.call('GET', '/api/settings/delivery');
    assert.equal(json.max_waiting, 12);
    assert.equal(json.webhook.waiting, 12);
    assert.equal(json.webhook.dropped.count, 3);
    assert.equal(json.mail.dropped, null);
    const leads = await world.owner.call('GET', '/api/leads?q=one-too-many');
    assert.equal(leads.json.items.length, 1);
  });
});

describe('a receiver that fails', () => {
  let world;
  let receiver;
  let hook;
  before(async () => {
    world = await makeWorld({
      members: 0,
      settings: { ...settings, 'webhooks.pause_after_failures': 3 },
    });
  });
  after(() => world?.discard());
  beforeEach(async () => {
    receiver = await Receiver.listen();
    hook = await addWebhook(world.owner, receiver.url);
  });
  afterEach(async () => {
    await world.owner.call('DELETE', `/api/webhooks/${hook.id}`);
    await receiver.close();
  });

  test('is left in peace until a member resumes the webhook, and gets everything then', async () => {
    receiver.answer = () => 500;
    await world.leaveLead('first@example.com');
    const paused = await eventually('the webhook is paused', async () => {
      const now = await webhook(world.owner, hook);
      return now.paused_at !== null && now;
    });
    assert.equal(paused.pause_reason, 'The receiver answered 500.');
    assert.equal(paused.active, true);
    const calls = receiver.calls.length;
    assert.equal(calls, 3);
    for (const name of ['second', 'third']) await world.leaveLead(`${name}@example.com`);
    const waiting = await deliveries(world.owner, hook);
    assert.deepEqual(
      waiting.map(({ state, next_try_at: next }) => [state, next !== null]),
      [
        ['waiting', false],
        ['waiting', false],
        ['waiting', true],
      ],
    );
    assert.ok(Date.parse(waiting[2].next_try_at) > Date.now() + 3_000_000);

    receiver.answer = () => 204;
    const resumed = await world.owner.call('POST', `/api/webhooks/${hook.id}/resume`, {});

    assert.equal(resumed.status, 200);
    assert.equal(resumed.json.paused_at, null);
    const all = await receiver.until(calls + 3);
    const emails = new Set(all.slice(calls).map(({ body }) => JSON.parse(body).data.lead.email));
    assert.equal(emails.size, 3);
    const audit = await world.owner.auditRows({ target: hook.id });
    const actions = audit.map(({ action, actor }) => `${action} ${actor === null ? 'system' : 'member'}`);
    assert.ok(actions.includes('webhook.pause system'), actions.join());
    assert.ok(actions.includes('webhook.resume member'), actions.join());
  });

  test('says with Retry-After when it wants to be called again', async () => {
    receiver.answer = () => ({ status: 429, headers: { 'Retry-After': '7200' } });
    await world.leaveLead('busy@example.com');

    const row = await eventually('it was refused', async () => {
      const [first] = await deliveries(world.owner, hook);
      return first?.status_code === 429 && first;
    });

    const wait = Date.parse(row.next_try_at) - Date.parse(row.created_at);
    assert.ok(wait >= 7_200_000, String(wait));
    assert.equal(receiver.calls.length, 1);
  });

  test('with a date that is too far away is called again after six hours', async () => {
    receiver.answer = () => ({
      status: 503,
      headers: { 'Retry-After': new Date(Date.now() + 9 * 86_400_000).toUTCString() },
    });
    await world.leaveLead('away@example.com');

    const row = await eventually('it was refused', async () => {
      const [first] = await deliveries(world.owner, hook);
      return first?.status_code === 503 && first;
    });

    const wait = Date.parse(row.next_try_at) - Date.parse(row.created_at);
    assert.ok(wait >= 6 * 3_600_000 && wait < 7 * 3_600_000, String(wait));
  });
});

describe('mails about many leads', () => {
  test('are few, name or count every lead, and the first comes at once', async () => {
    const server = await MailServer.listen();
    const world = await makeWorld({
      members: 0,
      settings: {
        'mail.url': server.url,
        'mail.from': 'chat@northline.example',
        'mail.digest_every': '2s',
      },
    });
    try {
      const count = 60;
      for (let n = 0; n < count; ++n) await world.leaveLead(`lou${n}@example.com`);
      const told = ({ parsed }) => 1 + Number(/and (\d+) more$/.exec(parsed.subject)?.[1] ?? 0);
      const sum = (mails) => mails.reduce((all, mail) => all + told(mail), 0);
      const managers = 2;
      await eventually('every lead was told', async () => sum(server.mails) >= managers * count);

      assert.equal(sum(server.mails), managers * count);
      assert.ok(server.mails.length < managers * count);
      assert.equal(
        new Set(server.mails.map(({ parsed }) => parsed.messageId)).size,
        server.mails.length,
      );
      assert.ok(server.mails[0].parsed.text.includes('lou0@example.com'));
    } finally {
      await world.discard();
      await server.close();
    }
  });

  test('that hang do not hold up a test of the mail server', async () => {
    let connections = 0;
    const server = await MailServer.listen({
      // The queue's two hang at the greeting.
      onConnect: (_, greet) => ((connections += 1), connections > 2 && greet()),
    });
    const world = await makeWorld({
      members: 0,
      settings: {
        'mail.url': server.url,
        'mail.from': 'chat@northline.example',
        'mail.timeout': '120s',
      },
    });
    try {
      await world.leaveLead('lou@example.com');
      await eventually('two mails hang', async () => connections === 2);

      const answer = await world.owner.call('POST', '/api/settings/mail/test', {});

      assert.deepEqual(answer.json, { sent: true, error: null });
      assert.equal(server.mails.length, 1);
    } finally {
      await world.discard();
      await server.close();
    }
  });

  test('a mail server that never answers is named as the reason', async () => {
    const silent = await SilentReceiver.listen();
    const world = await makeWorld({
      members: 0,
      settings: {
        'mail.url': silent.url.replace('http', 'smtp').replace('/hook', ''),
        'mail.from': 'chat@northline.example',
        'mail.timeout': '300ms',
      },
    });
    try {
      const answer = await world.owner.call('POST', '/api/settings/mail/test', {});
      assert.deepEqual(answer.json, {
        sent: false,
        error: 'The mail server did not answer in time.',
      });
    } finally {
      await world.discard();
      await silent.close();
    }
  });
});
