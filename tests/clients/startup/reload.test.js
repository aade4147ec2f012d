// SIGHUP: takes over what a running server can, says what needs a restart, and never ends it.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { eventually } from '../support/eventually.js';
import { call } from '../support/http.js';
import { MailServer } from '../support/mail_server.js';
import { Server } from '../support/server.js';
import { makeWorld } from '../support/world.js';

describe('SIGHUP', () => {
  let server;
  let file;

  before(async () => {
    server = await Server.prepare();
    // The environment would win over the file.
    server.settings = {};
    file = path.join(server.folder, 'takeover.toml');
    await writeFile(file, '[limits]\nlogins_per_minute = 1000\n');
    server.command = 'serve';
    server.extra = ['--config', file];
    await server.start();
  });
  after(() => server?.discard());

  const hangUp = async (says) => {
    process.kill(server.pid, 'SIGHUP');
    await eventually(`the log says ${says}`, () => says.test(server.output));
    assert.equal((await call(server.base, 'GET', '/up')).status, 200);
  };
  const signIn = async () =>
    (await call(server.base, 'POST', '/api/session', {
      json: { email: 'nobody@shop.example', password: 'a wrong password' },
    })).status;

  test('takes over limits', async () => {
    assert.deepEqual([await signIn(), await signIn(), await signIn()], [401, 401, 401]);
    await writeFile(file, '[limits]\nlogins_per_minute = 1\n');
    await hangUp(/reloaded its settings: limits\.logins_per_minute/);
    assert.deepEqual([await signIn(), await signIn()].at(-1), 429);
  });

  test('keeps the old settings if the file is broken', async () => {
    await writeFile(file, '[limits]\nlogins_per_minute = "many"\n');
    await hangUp(/keeps its settings: .*takeover\.toml:2: limits\.logins_per_minute/);
    assert.equal(await signIn(), 429);
  });

  test('names what needs a restart', async () => {
    await writeFile(file, '[limits]\nlogins_per_minute = 1\n[server]\nthreads = 3\n');
    await hangUp(/needs a restart for changed settings: server\.threads/);
  });

  test('takes over the mail server, and sends what waited for one', async () => {
    const mails = await MailServer.listen();
    const world = await makeWorld({ members: 1 });
    try {
      const settings = path.join(world.server.folder, 'takeover.toml');
      await writeFile(settings, '');
      await world.server.stop();
      world.server.extra = ['--config', settings];
      await world.server.start();
      const email = 'lou@customer.example';
      await world.leaveLead(email);
      await writeFile(settings, `[mail]\nurl = "${mails.url}"\nfrom = "Shop <chat@shop.example>"\n`);
      process.kill(world.server.pid, 'SIGHUP');
      await eventually('the mail arrives', () => mails.mails.some(({ parsed }) => parsed.text.includes(email)));
      assert.match(world.server.output, /reloaded its settings: mail\.url, mail\.from/);
    } finally {
      await world.discard();
      await mails.close();
    }
  });

  test('takes over the level of the log', async () => {
    await writeFile(file, '[log]\nlevel = "off"\n[limits]\nlogins_per_minute = 0\n');
    process.kill(server.pid, 'SIGHUP');
    await eventually('sign-ins are unlimited', async () => (await signIn()) === 401);
    const before = server.output;
    await server.stop();
    assert.equal(server.output, before);
  });
});

test('SIGHUP without a settings file reloads nothing and ends nothing', async () => {
  const server = await Server.prepare();
  try {
    await server.start();
    process.kill(server.pid, 'SIGHUP');
    await eventually('the log says so', () => /nothing to reload/.test(server.output));
    assert.equal((await call(server.base, 'GET', '/up')).status, 200);
  } finally {
    await server.discard();
  }
});
