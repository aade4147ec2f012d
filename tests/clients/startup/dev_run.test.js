// `./dev run`, as a newcomer calls it: the URLs that it prints answer, and nothing of it needs Node
// or npm.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { eventually } from '../support/eventually.js';
import { call } from '../support/http.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** Milliseconds: it may have to link the program. */
const patience = 180_000;

describe('./dev run', () => {
  let folder;
  let calls;
  let child;
  let ended;
  let output = '';
  const printed = (pattern) => pattern.exec(output)?.[1];

  /** Programs of these names come first on the path, note that they were called, and fail. */
  async function forbid(...names) {
    const programs = path.join(folder, 'bin');
    await mkdir(programs);
    for (const name of names) {
      const file = path.join(programs, name);
      await writeFile(file, `#!/bin/sh\necho "$0 $*" >>${calls}\nexit 1\n`);
      await chmod(file, 0o755);
    }
    return `${programs}:${process.env.PATH}`;
  }

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'takeover-run-'));
    calls = path.join(folder, 'calls');
    await writeFile(calls, '');
    child = spawn('./dev', ['run', '--listen', '127.0.0.1:0'], {
      cwd: root,
      env: {
        ...process.env,
        PATH: await forbid('node', 'npm', 'npx'),
        TAKEOVER_DATABASE_URL: `sqlite:${folder}/demo.db`,
      },
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
    const pages = [/(http\S+\/demo)$/m, /(http\S+\/app\/inbox)$/m, /emails it would send +(http\S+)$/m];
    for (const page of pages.map(printed)) {
      const { origin, pathname } = new URL(page);
      assert.equal((await call(origin, 'GET', pathname)).status, 200, page);
    }
    const base = new URL(printed(pages[0])).origin;
    const signedIn = await call(base, 'POST', '/api/session', {
      json: { email: 'nora@northline.example', password: printed(/password +(\S+)$/m) },
    });
    assert.equal(signedIn.status, 200, signedIn.text);
  });

  test('calls neither Node nor npm', async () => {
    assert.equal(await readFile(calls, 'utf8'), '');
  });

  test('ends in order', async () => {
    child.kill('SIGTERM');
    assert.equal(await ended, 0, output);
  });
});
