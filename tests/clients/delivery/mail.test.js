// Mail about new leads as a real mail server gets it: encrypted, authenticated, to owners and
// admins only, whatever visitors write.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';

import { eventually } from '../support/eventually.js';
import { call } from '../support/http.js';
import { MailServer, makeCertificates } from '../support/mail_server.js';
import { run } from '../support/server.js';
import { makeWorld } from '../support/world.js';

const from = 'Takeover Chat <chat@northline.example>';
const quick = {
  'delivery.retry_after': '20ms',
  'mail.timeout': '3s',
  'mail.digest_every': '0s',
};
const managers = ['ada@northline.example', 'olga@northline.example'];
const health = async (world) => (await call(world.base, 'GET', '/health')).json.delivery.mail;

describe('mail', () => {
  let folder;
  let certificates;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'takeover-mail-'));
    certificates = await makeCertificates(folder);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  describe('through a server that wants encryption and a password', () => {
    let world;
    let server;
    before(async () => {
      server = await MailServer.listen({ certificates });
      world = await makeWorld({
        members: 2,
        settings: {
          ...quick,
          'mail.url': server.url,
          'mail.from': from,
          'mail.username': 'takeover',
          'mail.password': 'a secret',
          'mail.tls': 'required',
          'delivery.ca_file': certificates.ca,
          'server.public_url': 'https://chat.northline.example',
        },
      });
    });
    after(async () => {
      await world?.discard();
      await server?.close();
    });
    beforeEach(() => {
      server.mails.length = 0;
      server.refuse = () => null;
    });

    test('a member is mailed under a domain beyond ASCII, and refused where no mail could arrive', async () => {
      const add = (email) =>
        world.owner.call('POST', '/api/members', {
          name: 'Chef', email, role: 'admin', password: 'a long password',
        });
      for (const email of ['josé@example.com', 'x\u200By@example.com', 'x@-shop.example', '.x@shop.example']) {
        const refused = await add(email);
        assert.equal(refused.status, 422, email);
        assert.ok(refused.json.errors.email, email);
      }
      const added = await add('Chef@MÜNCHEN.example\u200B');
      assert.equal(added.status, 201);
      assert.equal(added.json.email, 'chef@münchen.example');
      assert.equal((await add('chef@xn--mnchen-3ya.example')).status, 422, 'the same account');
      const signedIn = await call(world.base, 'POST', '/api/session', {
        json: { email: 'chef@xn--mnchen-3ya.example', password: 'a long password', bearer: true },
      });
      assert.equal(signedIn.status, 200);

      await world.leaveLead('info@例え.テスト', { name: '\u202ELou' });
      const mails = await server.until(3);
      assert.ok(mails.flatMap(({ to }) => to).includes('chef@münchen.example'));
      assert.equal(mails[0].parsed.subject, 'New lead: Lou');
      assert.equal((await world.owner.call('DELETE', `/api/members/${added.json.id}`)).status, 204);
    });

    test('owners and admins are told of a lead, and no member', async () => {
      const lead = await world.leaveLead('lou@example.com', {
        name: 'Lou Østergård',
        phone: '+49 30 1',
        company: 'Lou & Söhne',
      });

      const mails = await server.until(2);
      await eventually(
        'the queue is empty',
        async () => (await world.owner.call('GET', '/api/jobs?kind=mail')).json.items.length === 0,
      );

      assert.deepEqual(mails.flatMap(({ to }) => to).sort(), managers);
      for (const mail of mails) {
        assert.ok(mail.encrypted, 'the mail came in the clear');
        assert.equal(mail.user, 'takeover');
        assert.equal(mail.from, 'chat@northline.example');
        assert.equal(mail.parsed.from.value[0].name, 'Takeover Chat');
        assert.equal(mail.parsed.subject, 'New lead: Lou Østergård');
        assert.match(mail.parsed.text, /Email: lou@example\.com/);
        assert.match(mail.parsed.text, /company: Lou & Söhne/);
        assert.match(mail.parsed.html, /Lou &amp; Söhne/);
        assert.match(
          mail.parsed.text,
          /https:\/\/chat\.northline\.example\/app\/inbox\?conversation=/,
        );
        assert.match(mail.parsed.messageId, /^<[0-9A-Z]{26}@northline\.example>$/);
        assert.ok(Math.abs(mail.parsed.date - Date.now()) < 120_000);
      }
      assert.equal(new Set(mails.map(({ parsed }) => parsed.messageId)).size, 2);
      assert.ok(lead);
    });

    test('nothing that a visitor writes becomes a header or markup', async () => {
      const evil = '=?UTF-8?Q?x=0D=0ABcc:_evil@example.com?= <script>alert(1)</script>';
      await world.leaveLead('evil@example.com', {
        name: evil,
        note: '"><img src=x onerror=alert(1)>\r\nBcc: evil@example.com\r\n.\r\nMAIL FROM:<evil@example.com>',
      });

      const mails = await server.until(2);

      assert.deepEqual(mails.flatMap(({ to }) => to).sort(), managers);
      for (const { parsed } of mails) {
        assert.equal(parsed.subject, `New lead: ${evil}`);
        for (const header of ['bcc', 'cc', 'reply-to'])
          assert.ok(!parsed.headers.has(header), header);
        assert.ok(!/<script|<img/i.test(parsed.html), parsed.html);
      }
    });

    test('a name of several lines is refused by the form, long before it comes near a header', async () => {
      const visitor = await world.visitor();
      const answer = await visitor.call('POST', '/v1/widget/leads', {
        client_id: 'several-lines',
        source: 'form',
        fields: { email: 'lines@example.com', name: 'Lou\r\nBcc: evil@example.com' },
      });
      assert.equal(answer.status, 422);
    });

    test('a mail that was refused for now is sent again with the same Message-ID', async () => {
      const refused = [];
      server.refuse = (mail) => {
        if (refused.length === 4) return null;
        refused.push(mail.parsed.messageId);
        return 'try again later';
      };
      await world.leaveLead('later@example.com');

      const mails = await server.until(2);

      const ids = new Set(mails.map(({ parsed }) => parsed.messageId));
      assert.equal(ids.size, 2);
      assert.equal(refused.length, 4);
      for (const id of refused) assert.ok(ids.has(id), id);
    });

    test('a test of the mailer goes to the one who asks', async () => {
      const answer = await world.admin.call('POST', '/api/settings/mail/test', {});

      assert.deepEqual(answer.json, { sent: true, error: null });
      const [mail] = await server.until(1);
      assert.deepEqual(mail.to, ['ada@northline.example']);
      // A mail that was taken is settled in the database a moment later.
      const state = await eventually('the queue is empty', async () => {
        const { json } = await world.admin.call('GET', '/api/settings/mail');
        return json.waiting === 0 && json;
      });
      assert.deepEqual(state, {
        configured: true,
        from: 'chat@northline.example',
        shown_at: null,
        waiting: 0,
        failed: 0,
      });
    });

    test('doctor asks the mail server, and says what is wrong with it', async () => {
      const database = [
        '--database',
        `sqlite:${path.join(folder, 'doctor.db')}`,
        '--listen',
        '127.0.0.1:0',
      ];
      const { settings } = world.server;
      const well = await run(['doctor', ...database], { settings });
      assert.equal(well.code, 0, well.stdout);
      assert.match(well.stdout, /^ok +mail: the mail server responds$/m);
      const wrong = await run(['doctor', ...database], {
        settings: { ...settings, 'mail.password': 'not the secret' },
      });
      assert.equal(wrong.code, 1);
      assert.match(wrong.stdout, /^problem +mail: /m);
      assert.ok(!wrong.stdout.includes('not the secret'));
    });
  });

  test('a server whose certificate nobody vouches for gets no mail and no password', async () => {
    let tried = 0;
    const server = await MailServer.listen({ certificates });
    const world = await makeWorld({
      members: 0,
      settings: {
        ...quick,
        'delivery.tries': 2,
        'mail.url': server.url,
        'mail.from': from,
        'mail.username': 'takeover',
        'mail.password': 'a secret',
      },
    });
    try {
      server.refuse = () => ((tried += 1), 'never');
      await world.leaveLead('lou@example.com');
      const jobs = await eventually('both mails were given up', async () => {
        const { items } = (await world.owner.call('GET', '/api/jobs?kind=mail')).json;
        return items.length === 2 && items.every(({ state }) => state === 'failed') && items;
      });
      assert.match(jobs[0].error, /certificate/i);
      assert.equal(jobs[0].attempts, 2);
      assert.equal(tried, 0);
      assert.deepEqual(await health(world), { configured: true, waiting: 0, failed: 2 });

      assert.equal((await world.owner.call('DELETE', `/api/jobs/${jobs[0].id}`)).status, 204);
      assert.deepEqual(await health(world), { configured: true, waiting: 0, failed: 1 });
    } finally {
      await world.discard();
      await server.close();
    }
  });

  test('a server that would take it in the clear is not used where encryption is required', async () => {
    const server = await MailServer.listen();
    const world = await makeWorld({
      members: 0,
      settings: {
        ...quick,
        'delivery.tries': 1,
        'mail.url': server.url,
        'mail.from': from,
        'mail.tls': 'required',
      },
    });
    try {
      await world.leaveLead('lou@example.com');
      await eventually('both mails were given up', async () => (await health(world)).failed === 2);
      assert.equal(server.mails.length, 0);
    } finally {
      await world.discard();
      await server.close();
    }
  });

  test('without a mailer the mail waits, everybody is told so, and it goes out once there is one', async () => {
    const world = await makeWorld({ members: 1, settings: quick });
    const server = await MailServer.listen();
    try {
      await world.leaveLead('early@example.com');

      assert.deepEqual(await health(world), { configured: false, waiting: 2, failed: 0 });
      assert.deepEqual((await world.owner.call('GET', '/api/settings/mail')).json, {
        configured: false,
        from: null,
        shown_at: null,
        waiting: 2,
        failed: 0,
      });
      assert.equal((await world.owner.call('POST', '/api/settings/mail/test', {})).status, 422);
      assert.match(world.server.output, /email is not set up/);
      await world.server.stop();
      const doctor = await run([
        'doctor',
        '--database',
        world.server.database,
        '--listen',
        '127.0.0.1:0',
      ]);
      assert.equal(doctor.code, 0, doctor.stdout);
      assert.match(doctor.stdout, /^note +mail: email is not set up/m);
      Object.assign(world.server.settings, { 'mail.url': server.url, 'mail.from': from });
      await world.server.start();

      const mails = await server.until(2);

      assert.deepEqual(mails.flatMap(({ to }) => to).sort(), managers);
      await eventually('the queue is empty', async () => (await health(world)).waiting === 0);
    } finally {
      await world.discard();
      await server.close();
    }
  });

  test('a mailer without a sender keeps the program from starting', async () => {
    const { code, stderr } = await run(['serve', '--listen', '127.0.0.1:0'], {
      settings: { 'mail.url': 'smtp://127.0.0.1:25' },
    });
    assert.equal(code, 1);
    assert.match(stderr, /mail\.from is missing/);
  });
});
