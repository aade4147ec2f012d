// kill -9 during lead delivery: every acknowledged lead reaches the webhook and the mail server at
// least once, under one id each, also when it comes twice. TAKEOVER_KILLS sets how often;
// TAKEOVER_SEED repeats a run.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { eventually } from '../support/eventually.js';
import { call } from '../support/http.js';
import { MailServer } from '../support/mail_server.js';
import { Random, seed } from '../support/random.js';
import { Receiver } from '../support/receiver.js';
import { makeWorld } from '../support/world.js';

const kills = Number(process.env.TAKEOVER_KILLS ?? 12);
const lanes = 4;

describe(`deliveries and kill -9 (seed ${seed})`, () => {
  const random = new Random(seed);
  let world;
  let receiver;
  let mail;

  before(async () => {
    receiver = await Receiver.listen();
    mail = await MailServer.listen();
    world = await makeWorld({
      members: 1,
      settings: {
        'webhooks.allow_private_addresses': true,
        'webhooks.timeout': '700ms',
        'mail.timeout': '700ms',
        'mail.url': mail.url,
        'mail.from': 'chat@northline.example',
        'mail.digest_every': '0s',
        'delivery.retry_after': '20ms',
        'delivery.tries': 50,
      },
    });
    assert.equal(
      (await world.owner.call('POST', '/api/webhooks', { url: receiver.url })).status,
      201,
    );
  });
  after(async () => {
    await world?.discard();
    await receiver?.close();
    await mail?.close();
  });

  test(`${kills} kills lose no news of a lead`, { timeout: 120_000 + kills * 20_000 }, async () => {
    // Some calls fail, so that kills also fall between tries.
    receiver.answer = () => (random.next() < 0.2 ? 500 : 204);
    /** What was acknowledged: the id of each lead and its e-mail. */
    const leads = new Map();
    let number = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      let stopped = false;
      const until = random.between(3, 25);
      let acknowledged = 0;
      let reached;
      const enough = new Promise((resolve) => (reached = resolve));
      const lane = async () => {
        while (!stopped) {
          number += 1;
          const email = `lead${number}@example.com`;
          try {
            leads.set(await world.leaveLead(email), email);
          } catch (error) {
            if (error.code === undefined) throw error;
            return;
          }
          acknowledged += 1;
          if (acknowledged >= until) reached();
        }
      };
      const running = Array.from({ length: lanes }, lane);
      await Promise.race([enough, Promise.all(running)]);
      await world.server.kill();
      stopped = true;
      await Promise.all(running);
      await world.server.start();
    }

    await eventually(
      'the queue is empty',
      async () => {
        const { mail: mails, webhooks } = (await call(world.base, 'GET', '/health')).json.delivery;
        assert.equal(mails.failed + webhooks.failed, 0);
        return mails.waiting === 0 && webhooks.waiting === 0;
      },
      90_000,
    );

    const idsByLead = new Map();
    for (const { headers, body } of receiver.calls) {
      const { id } = JSON.parse(body).data.lead;
      idsByLead.set(id, (idsByLead.get(id) ?? new Set()).add(headers['webhook-id']));
    }
    for (const id of leads.keys())
      assert.equal(
        idsByLead.get(id)?.size,
        1,
        `${id} was acknowledged, and told under ${idsByLead.get(id)?.size ?? 0} ids`,
      );
    // A mail that came twice has the same Message-ID.
    const mails = new Map(
      mail.mails.map(({ to, parsed }) => [parsed.messageId, `${to} ${parsed.subject}`]),
    );
    const told = new Set(mails.values());
    assert.equal(told.size, mails.size, 'somebody was told of one lead under two ids');
    // To each manager a mail that names this lead, and to nobody else any.
    const managers = [world.owner, world.admin].map(({ user }) => user.email);
    const due = [...leads.values()].flatMap((email) =>
      managers.map((manager) => `${manager} New lead: ${email}`),
    );
    assert.deepEqual(
      due.filter((mail) => !told.has(mail)),
      [],
      'leads were acknowledged, and somebody got no mail of them',
    );
    assert.deepEqual(
      [...told].filter((mail) => !managers.some((manager) => mail.startsWith(`${manager} `))),
      [],
    );
  });
});
