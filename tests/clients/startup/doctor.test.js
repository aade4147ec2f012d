// `takeover doctor` changes nothing, and answers sensibly where there is no database yet, beside a
// running server, and where strangers can read secrets.
import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { query } from '../support/database.js';
import { freePort, run, Server } from '../support/server.js';

describe('doctor', () => {
  let server;
  let folder;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'takeover-doctor-'));
    server = await Server.prepare();
    await server.start();
  });
  after(async () => {
    await server?.discard();
    await rm(folder, { recursive: true, force: true });
  });

  const ask = async (file, port, ...more) =>
    run(['doctor', '--database', `sqlite:${file}`, '--listen', `127.0.0.1:${port}`, ...more]);

  test('makes no database', async () => {
    const { code, stdout } = await ask(path.join(folder, 'none.db'), await freePort());
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^note +database: .*none\.db is not there yet/m);
    assert.deepEqual(await readdir(folder), []);
  });

  test('is content beside a running server', async () => {
    const { code, stdout } = await ask(server.databaseFile, server.port);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^ok +database: .*intact/m);
    assert.match(stdout, /^ok +port: a Takeover server is running on/m);
  });

  test('says when everybody can read the database, or settings with a password', async () => {
    const settings = path.join(folder, 'takeover.toml');
    await writeFile(settings, '[mail]\npassword = "secret"\n', { mode: 0o644 });
    await chmod(settings, 0o644);
    await chmod(server.databaseFile, 0o644);
    const { code, stdout } = await ask(server.databaseFile, server.port, '--config', settings);
    await chmod(server.databaseFile, 0o600);
    assert.equal(code, 1, stdout);
    assert.match(stdout, /^problem +rights: everybody can read the file .*takeover\.db/m);
    assert.match(stdout, /^problem +rights: everybody can read the settings .*takeover\.toml/m);
  });

  test('says when everybody can read a password in the list of processes', async () => {
    const url = 'postgresql://shop:secret@127.0.0.1:1/shop';
    const asArgument = await run(['doctor', '--database', url]);
    assert.match(asArgument.stdout, /^note +database: --database holds a password/m);
    assert.doesNotMatch(asArgument.stdout, /secret/);
    const asSetting = await run(['doctor'], { settings: { 'database.url': url } });
    assert.doesNotMatch(asSetting.stdout, /holds a password|secret/);
  });

  test('leaves an older schema as it is, and says so', async () => {
    const file = path.join(folder, 'older.db');
    assert.equal((await run(['migrate', '--database', `sqlite:${file}`])).code, 0);
    const newest = 'SELECT max(version) FROM schema_migrations';
    await query(file, `DELETE FROM schema_migrations WHERE version = (${newest})`);
    const [[before]] = await query(file, newest);
    const { stdout } = await ask(file, await freePort());
    assert.match(stdout, new RegExp(`^note +database: .*has schema ${before}`, 'm'));
    assert.deepEqual(await query(file, newest), [[before]]);
  });
});
