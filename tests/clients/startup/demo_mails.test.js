// The mails of the demo: caught instead of sent, shown at /demo/mails to those who may see them, and
// nowhere else.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { simpleParser } from 'mailparser';

import { eventually } from '../support/eventually.js';
import { call, expectCall } from '../support/http.js';
import { MailServer } from '../support/mail_server.js';
import { run, Server } from '../support/server.js';

const quick = { 'mail.digest_every': '0s' };
const people = {
  owner: 'nora@northline.example',
  admin: 'sam@northline.example',
  member: 'ben@northline.example',
};
const list = (base, options) => call(base, 'GET', '/demo/mails.json', options);
const messages = async (base, options) => (await expectCall(200, base, 'GET', '/demo/mails.json', options)).json.messages;

/** A visitor of the shop leaves a lead. `origin`: where the shop's page is, as browsers see it. */
async function leaveLead(base, fields, origin = base) {
  const page = await expectCall(200, base, 'GET', '/demo');
  const started = await expectCall([200, 201], base, 'POST', '/v1/widget/init', {
    json: {
      agent_id: /data-agent-id="([^"]+)"/.exec(page.text)[1],
      page_url: `${origin}/demo`,
    },
    headers: { Origin: origin },
  });
  await expectCall(201, base, 'POST', '/v1/widget/leads', {
    json: { client_id: 'lead-1', source: 'form', fields },
    token: started.json.token,
    headers: { Origin: origin },
  });
}

async function tokenOf(server, email) {
  const password = /password +(\S+)$/m.exec(server.output)[1];
  const { json } = await expectCall(200, server.base, 'POST', '/api/session', {
    json: { email, password, bearer: true },
  });
  return json.token;
}

describe('the mails of the demo', () => {
  let server;
  before(async () => {
    server = await Server.prepare({ command: 'demo', settings: quick });
    await server.start();
  });
  after(() => server?.discard());

  test('have a page, which is printed, and which runs no script but its own', async () => {
    assert.match(server.output, new RegExp(`emails it would send +${server.base}/demo/mails$`, 'm'));
    const page = await expectCall(200, server.base, 'GET', '/demo/mails');
    assert.match(page.headers['content-type'], /^text\/html/);
    assert.match(page.headers['content-security-policy'], /script-src 'self';.*frame-ancestors 'none'/);
    const files = [...page.text.matchAll(/(?:src|href)="(\/demo\/[^"]+)"/g)].map(([, file]) => file);
    assert.ok(files.length >= 2, page.text);
    for (const file of files) await expectCall(200, server.base, 'GET', file);
  });

  test('are those that a mail server would get, newest first, with links that lead here', async () => {
    assert.deepEqual(await messages(server.base), []);
    await leaveLead(server.base, { name: 'Lou', email: 'lou@example.com' });
    await eventually('both mails', async () => (await messages(server.base)).length === 2);
    await leaveLead(server.base, { name: 'Kim', email: 'kim@example.com' });
    const all = await eventually('all four', async () => {
      const now = await messages(server.base);
      return now.length === 4 && now;
    });

    const mails = await Promise.all(all.map((message) => simpleParser(message)));
    assert.deepEqual(
      mails.map(({ subject }) => subject),
      ['New lead: Kim', 'New lead: Kim', 'New lead: Lou', 'New lead: Lou'],
    );
    assert.deepEqual(mails.slice(0, 2).map(({ to }) => to.text).sort(), [people.owner, people.admin]);
    const link = `${server.base}/app/inbox?conversation=`;
    for (const mail of mails) {
      assert.equal(mail.from.text, '"Northline Coffee" <chat@northline.example>');
      assert.ok(mail.text.includes(link) && mail.html.includes(`href="${link}`), mail.text);
    }
  });

  test('are not sent again to those who have them', async () => {
    const first = await expectCall(200, server.base, 'GET', '/demo/mails.json');
    const known = { headers: { 'If-None-Match': first.headers.etag } };
    assert.equal((await list(server.base, known)).status, 304);
    await leaveLead(server.base, { name: 'Ida', email: 'ida@example.com' });
    const news = await eventually('the list changes', async () => {
      const answer = await list(server.base, known);
      return answer.status === 200 && answer;
    });
    assert.match((await simpleParser(news.json.messages[0])).subject, /Ida/);
  });

  test('hold no markup and no header of a visitor', async () => {
    const name = '<script>alert(1)</script>';
    await leaveLead(server.base, { name, email: 'evil@example.com', wish: '"><img src=x onerror=alert(1)>' });
    const mail = await eventually('the mail', async () => {
      const mails = await Promise.all((await messages(server.base)).map((each) => simpleParser(each)));
      return mails.find(({ text }) => text.includes('evil@example.com'));
    });
    const answer = await list(server.base);

    assert.equal(mail.subject, `New lead: ${name}`);
    assert.ok(!/<script|<img/i.test(mail.html), mail.html);
    assert.match(mail.html, /&lt;script&gt;alert\(1\)/);
    assert.match(answer.headers['content-type'], /^application\/json/);
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
  });

  test('do not count as waiting, and the test mail is among them', async () => {
    const token = await tokenOf(server, people.admin);
    const { json } = await call(server.base, 'GET', '/api/settings/mail', { token });
    assert.deepEqual(
      [json.configured, json.from, json.shown_at],
      [true, 'chat@northline.example', '/demo/mails'],
    );
    const sent = await call(server.base, 'POST', '/api/settings/mail/test', { token, json: {} });
    assert.deepEqual(sent.json, { sent: true, error: null });
    const newest = await simpleParser((await messages(server.base))[0]);
    assert.equal(newest.to.text, people.admin);
    await eventually('nothing waits', async () => {
      const health = (await call(server.base, 'GET', '/health')).json;
      return health.health === 'OK' && health.delivery.mail.waiting === 0 && health.delivery.mail.configured;
    });
    assert.doesNotMatch(server.output, /email is not set up/);
  });

  test('are for the owner and the admin alone where the request names another host', async () => {
    const elsewhere = (token) => list(server.base, { token, headers: { Host: 'demo.example' } });
    assert.equal((await elsewhere()).status, 401);
    assert.equal((await elsewhere(await tokenOf(server, people.member))).status, 403);
    assert.equal((await elsewhere(await tokenOf(server, people.admin))).status, 200);
  });

  test('are not there for `serve`, which keeps them in the queue and says so', async () => {
    await server.stop();
    server.command = 'serve';
    await server.start();
    for (const path of ['/demo/mails', '/demo/mails.json', '/demo/mails/mails.js'])
      assert.equal((await call(server.base, 'GET', path)).status, 404, path);
    assert.match(server.output, /email is not set up/);
  });
});

test('behind a public address the mails of the demo need a sign-in', async () => {
  const origin = 'https://demo.example';
  const server = await Server.prepare({
    command: 'demo',
    settings: { ...quick, 'server.public_url': origin },
  });
  try {
    await server.start();
    assert.equal((await list(server.base)).status, 401);
    await leaveLead(server.base, { name: 'Lou', email: 'lou@example.com' }, origin);
    const token = await tokenOf(server, people.owner);
    const [message] = await eventually('the mails', async () => {
      const all = await messages(server.base, { token });
      return all.length === 2 && all;
    });
    assert.match((await simpleParser(message)).text, /https:\/\/demo\.example\/app\/inbox\?/);
  } finally {
    await server.discard();
  }
});

test('a demo with a mail server sends, and has no list', async () => {
  const mails = await MailServer.listen();
  const server = await Server.prepare({
    command: 'demo',
    settings: { ...quick, 'mail.url': mails.url, 'mail.from': 'Shop <shop@northline.example>' },
  });
  try {
    await server.start();
    assert.doesNotMatch(server.output, /demo\/mails/);
    for (const path of ['/demo/mails', '/demo/mails.json'])
      assert.equal((await call(server.base, 'GET', path)).status, 404);
    await leaveLead(server.base, { name: 'Lou', email: 'lou@example.com' });
    const sent = await mails.until(2);
    for (const { from } of sent) assert.equal(from, 'shop@northline.example');
  } finally {
    await server.discard();
    await mails.close();
  }
});

test('doctor does not say that the mails of a demo wait', async () => {
  const { stdout } = await run(['doctor', '--database', 'sqlite:/nowhere/demo.db']);
  assert.match(stdout, /^note +mail: .*`serve` keeps emails in the queue.*`demo` shows them at \/demo\/mails$/m);
});
