// One SQLite file serves one server: a second one is refused by whatever name it has for the file,
// and files are for their owner alone.
import assert from 'node:assert/strict';
import { chmod, link, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { freePort, run, Server } from '../support/server.js';

describe('a database that a server has', () => {
  let first;

  before(async () => {
    first = await Server.prepare();
    await first.start();
    await symlink(first.databaseFile, path.join(first.folder, 'symbolic.db'));
    await link(first.databaseFile, path.join(first.folder, 'hard.db'));
  });
  after(() => first?.discard());

  const second = async (file) =>
    run(['serve', '--listen', `127.0.0.1:${await freePort()}`, '--database', `sqlite:${file}`]);

  const names = [
    { name: 'its own path', of: () => first.databaseFile },
    { name: 'a relative path', of: () => path.relative(process.cwd(), first.databaseFile) },
    { name: 'a symbolic link', of: () => path.join(first.folder, 'symbolic.db') },
    { name: 'a hard link', of: () => path.join(first.folder, 'hard.db') },
  ];
  for (const { name, of } of names) {
    test(`refuses a second one by ${name}, and names the first`, async () => {
      const { code, stderr } = await second(of());
      assert.equal(code, 1, stderr);
      assert.equal(stderr.match(/^takeover: /gm).length, 1, stderr);
      assert.match(stderr, new RegExp(`in use by another Takeover server \\(process ${first.pid}\\)`));
    });
  }

  test('still takes commands', async () => {
    assert.match(await first.tool(['workspace', 'create', 'Beside it']), /^[0-9A-Z]{26}$/);
  });

  test('is free again when its server is killed', async () => {
    await first.kill();
    await first.start();
  });
});

describe('the files of a database', () => {
  let server;

  before(async () => {
    server = await Server.prepare();
    server.databaseFile = path.join(server.folder, 'data', 'takeover.db');
    await server.start();
  });
  after(() => server?.discard());

  const mode = async (name) => ((await stat(name)).mode & 0o777).toString(8);
  const all = () => ['', '-wal', '-shm', '.lock'].map((ending) => server.databaseFile + ending);

  test('and their folder are for their owner alone', async () => {
    assert.equal(await mode(path.dirname(server.databaseFile)), '700');
    for (const file of all()) assert.equal(await mode(file), '600', file);
  });

  test('lose wider rights at the next start, which the log says', async () => {
    await server.stop();
    await chmod(server.databaseFile, 0o644);
    await server.start();
    for (const file of all()) assert.equal(await mode(file), '600', file);
    assert.match(server.output, /took the rights of group and others from .*takeover\.db/);
  });
});
