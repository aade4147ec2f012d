// `./dev run`, as a newcomer calls it: the URLs that it prints answer, and the mails are in the
// mailbox.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { eventually } from '../support/eventually.js';
import { call, expectCall } from '../support/http.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** Milliseconds: the first time it fetches the mailbox. */
const patience = 180_000;

describe('./dev run', () => {
  let folder;
  let child;
  let ended;
  let output = '';
  const printed = (pattern) => pattern.exec(output)?.[1];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'takeover-run-'));
    const env = { ...process.env, TAKEOVER_DATABASE_URL: `sqlite:${folder}/demo.db` };
    child = spawn('./dev', ['run', '--listen', '127.0.0.1:0'], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));
    let gone = false;
    void ended.then(() => (gone = true));
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part) => (output += part));
    await eventually('the URLs and the password', () => {
      if (gone) throw new Error(`./dev run ended:\n${output}`);
      return printed(/^ *password +(\S+)$/m);
    }, patience);
  });
  after(async () => {
    child?.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  });

  test('prints where the shop, the inbox and the mails are, and who may sign in', async () => {
    const [shop, inbox, mailbox] = [
      /(http\S+\/demo)$/m,
      /(http\S+\/app\/inbox)$/m,
      /emails it sends +(http\S+)$/m,
    ].map(printed);
    const base = new URL(shop).origin;

    assert.equal((await call(base, 'GET', '/demo')).status, 200);
    assert.equal((await call(base, 'GET', new URL(inbox).pathname)).status, 200);
    assert.equal((await call(mailbox, 'GET', '/email')).status, 200);
    const signedIn = await call(base, 'POST', '/api/session', {
      json: { email: 'nora@northline.example', password: printed(/password +(\S+)$/m) },
    });
    assert.equal(signedIn.status, 200, signedIn.text);
  });

  test('shows the mails about a new lead: to the owner and the admin, and to no member', async () => {
    const base = new URL(printed(/(http\S+\/demo)$/m)).origin;
    const mailbox = printed(/emails it sends +(http\S+)$/m);
    const page = await expectCall(200, base, 'GET', '/demo');
    const agent = /data-agent-id="([^"]+)"/.exec(page.text)[1];
    const started = await expectCall([200, 201], base, 'POST', '/v1/widget/init', {
      json: { agent_id: agent, page_url: `${base}/demo` },
      headers: { Origin: base },
    });
    const json = {
      client_id: 'lead-1',
      source: 'form',
      fields: { email: 'lou@example.com', name: 'Lou' },
    };
    await expectCall(201, base, 'POST', '/v1/widget/leads', {
      json,
      token: started.json.token,
      headers: { Origin: base },
    });

    const mails = await eventually('both mails', async () => {
      const all = (await call(mailbox, 'GET', '/email')).json;
      return all.length >= 2 && all;
    });

    assert.deepEqual(mails.flatMap(({ to }) => to.map(({ address }) => address)).sort(), [
      'nora@northline.example',
      'sam@northline.example',
    ]);
    for (const { subject } of mails) assert.equal(subject, 'New lead: Lou');
  });

  test('ends in order, and the mailbox with it', async () => {
    const mailbox = printed(/emails it sends +(http\S+)$/m);
    child.kill('SIGTERM');
    assert.equal(await ended, 0, output);
    await assert.rejects(call(mailbox, 'GET', '/email'));
  });
});
