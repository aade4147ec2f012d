// `takeover audit verify`, and the same check over HTTP, on logs that were tampered with.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { query } from '../support/database.js';
import { run } from '../support/server.js';
import { makeWorld } from '../support/world.js';

const columns =
  'id, workspace_id, position, actor_user_id, action, target_type, target_id, created_at, prev_hash, hash, details';

describe('the check of the audit log', () => {
  let world;
  let intact;
  /** What is in the log before: who was added, and who signed in. Always the same. */
  const given = 10;
  const length = given + 15;

  before(async () => {
    world = await makeWorld();
    const [member, other] = world.members;
    for (let n = 0; n < 3; n += 1) {
      const { conversation } = await world.visitor();
      await member.claim(conversation);
      await world.admin.claim(conversation, { force: true });
      await world.admin.release(conversation);
      await other.claim(conversation);
      await world.owner.call('DELETE', `/api/conversations/${conversation}`);
    }
    intact = await query(world.server.databaseFile, `SELECT ${columns} FROM audit_logs ORDER BY position`);
  });
  after(() => world?.discard());

  const tamper = (sql) => query(world.server.databaseFile, sql);
  const restore = () =>
    tamper(
      `DELETE FROM audit_logs; ${intact.map((row) => `INSERT INTO audit_logs (${columns}) VALUES ('${row.join("','")}');`).join('')}`,
    );
  const verify = () => run(['audit', 'verify', '--database', world.server.database]);
  const overHttp = async () => (await world.admin.call('GET', '/api/audit-logs/check')).json;

  test('a log that nobody touched holds', async () => {
    const { code, stdout } = await verify();
    assert.equal(code, 0, stdout);
    assert.match(stdout, new RegExp(`^ok .*Northline Coffee: ${length} rows`));
    assert.deepEqual(await overHttp(), {
      checked: length,
      length,
      proved_from: null,
      more: false,
      fault: null,
    });
  });

  const cases = [
    { name: 'an edited row',
    sql: `UPDATE audit_logs SET actor_user_id = '01JAAAAAAAAAAAAAAAAAAAAAAA' WHERE position = ${6 + given}`,
    row: 6 + given, words: /was changed/ },
    { name: 'an edited time',
    sql: `UPDATE audit_logs SET created_at = created_at - 60000 WHERE position = ${9 + given}`, row: 9 + given,
    words: /was changed/ },
    { name: 'a removed row', sql: `DELETE FROM audit_logs WHERE position = ${4 + given}`, row: 4 + given,
    words: /was removed/ },
    {
      name: 'a removed row whose gap was closed',
      sql: `DELETE FROM audit_logs WHERE position = ${4 + given}; UPDATE audit_logs SET position = position - 1000 WHERE position > ${4 + given}; UPDATE audit_logs SET position = position + 999 WHERE position < 0`,
      row: 4 + given,
      words: /was changed/,
    },
    {
      name: 'the first row removed',
      sql: 'DELETE FROM audit_logs WHERE position = 1',
      row: 1,
      words: /was removed/,
    },
    {
      name: 'the last row removed',
      sql: `DELETE FROM audit_logs WHERE position = ${15 + given}`,
      row: 15 + given,
      words: /was removed/,
    },
    { name: 'all rows removed', sql: 'DELETE FROM audit_logs', row: 1, words: /was removed/ },
    {
      name: 'two rows swapped',
      sql: `UPDATE audit_logs SET position = 999 WHERE position = ${7 + given}; UPDATE audit_logs SET position = ${7 + given} WHERE position = ${11 + given}; UPDATE audit_logs SET position = ${11 + given} WHERE position = 999`,
      row: 7 + given,
      words: /was changed or swapped/,
    },
  ];
  for (const { name, sql, row, words } of cases) {
    test(`${name} is named, and the exit code is 1`, async () => {
      await restore();
      await tamper(sql);
      const { code, stdout } = await verify();
      assert.equal(code, 1, stdout);
      assert.match(stdout, /^broken /);
      assert.match(stdout, new RegExp(`row ${row}\\b`));
      assert.match(stdout, words);
      assert.equal((await overHttp()).fault.position, row);
    });
  }

  test('what is done after a row was cut off does not hide it', async () => {
    await restore();
    await tamper(`DELETE FROM audit_logs WHERE position = ${length}`);
    const { conversation } = await world.visitor();
    assert.equal((await world.members[0].claim(conversation)).status, 200);
    assert.match((await verify()).stdout, new RegExp(`row ${length} was removed`));
  });

  test('the page lists rows by actor, action and target, and those of the system', async () => {
    const [member] = world.members;
    const rows = await world.admin.auditRows({
      actor: member.user.id,
      action: 'conversation.claim',
    });
    assert.ok(rows.length >= 3);
    assert.ok(
      rows.every((row) => row.actor.name === 'Member1' && row.action === 'conversation.claim'),
    );
    const bySystem = await world.admin.auditRows({ actor: 'system' });
    assert.ok(bySystem.every(({ details }) => details.by === 'command line'));
    assert.equal((await world.admin.call('GET', '/api/audit-logs?actor=x')).status, 400);
  });
});
