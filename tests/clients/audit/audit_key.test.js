// `takeover audit verify` with a key outside of the database.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { query } from '../support/database.js';
import { run } from '../support/server.js';
import { makeWorld } from '../support/world.js';

const key = 'a key that is in no database at all';

describe('the check of the audit log with a key', () => {
  let world;
  before(async () => {
    world = await makeWorld({ members: 0, settings: { 'audit.key': key } });
  });
  after(() => world?.discard());

  const verify = (settings) =>
    run(['audit', 'verify', '--database', world.server.database], { settings });

  test('a log that was written with it holds, from its first row on', async () => {
    const { code, stdout } = await verify({ 'audit.key': key });
    assert.equal(code, 0, stdout);
    assert.match(stdout, /all intact; proved by the key since row 1$/m);
    const plain = await verify({});
    assert.match(plain.stdout, /all intact$/m);
    assert.equal((await world.admin.call('GET', '/api/audit-logs/check')).json.proved_from, 1);
  });

  test('a tail that was taken out with the end moved back is found out with the key alone', async () => {
    const { databaseFile } = world.server;
    const [[position, hash]] = await query(
      databaseFile,
      'SELECT position, hash FROM audit_logs ORDER BY position DESC LIMIT 1 OFFSET 1',
    );
    await query(
      databaseFile,
      `DELETE FROM audit_logs WHERE position > ${position}; UPDATE audit_heads SET position = ${position}, hash = '${hash}'`,
    );

    assert.equal((await verify({})).code, 0);
    const { code, stdout } = await verify({ 'audit.key': key });
    assert.equal(code, 1, stdout);
    assert.match(stdout, new RegExp(`row ${position} .*was written without the key`));
  });

  test('a key that is too short, or given twice, is refused', async () => {
    const short = await verify({ 'audit.key': 'short' });
    assert.notEqual(short.code, 0);
    assert.match(short.stderr, /at least 16 bytes/);
    const twice = await verify({ 'audit.key': key, 'audit.key_file': '/dev/null' });
    assert.match(twice.stderr, /both set/);
    const away = await verify({ 'audit.key_file': '/nowhere/key' });
    assert.match(away.stderr, /cannot read/);
  });
});
