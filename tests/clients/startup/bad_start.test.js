// Starts that must fail: with a reason on stderr that names the fault, and a non-zero exit code.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { query } from '../support/database.js';
import { freePort, run } from '../support/server.js';

describe('a start that is refused', () => {
  let folder;
  let port;
  let taken;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'takeover-start-'));
    port = await freePort();
    taken = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.on('listening', resolve));
    await mkdir(path.join(folder, 'a-folder.db'));
    await writeFile(
      path.join(folder, 'no-database.db'),
      'This is a shopping list, not a database.\n'.repeat(200),
    );
  });
  after(async () => {
    taken.close();
    await rm(folder, { recursive: true, force: true });
  });

  const file = (name) => path.join(folder, name);
  async function config(text) {
    const name = file('takeover.toml');
    await writeFile(name, text);
    return ['--config', name];
  }
  const listen = () => ['--listen', `127.0.0.1:${port}`];
  const database = () => ['--database', `sqlite:${file('takeover.db')}`];

  const rows = [
    { name: 'an unknown key in the settings',
      args: async () => [
        ...(await config('[live_chat]\nclaim_grce = "2m"\n')),
        ...listen(),
        ...database(),
      ],
      says: /live_chat\.claim_grce/ },
    { name: 'an unknown section in the settings',
      args: async () => [
        ...(await config('[live_chta]\nclaim_grace = "2m"\n')),
        ...listen(),
        ...database(),
      ],
      says: /live_chta/ },
    { name: 'an unknown key in the environment', args: () => [...listen(), ...database()],
      settings: { 'live_chat.claim_grce': '2m' },
      says: /TAKEOVER_LIVE_CHAT_CLAIM_GRCE|live_chat\.claim_grce/ },
    { name: 'a duration that is none',
      args: async () => [
        ...(await config('[live_chat]\nclaim_grace = "soon"\n')),
        ...listen(),
        ...database(),
      ],
      says: /live_chat\.claim_grace/ },
    { name: 'a duration that is none, in the environment', args: () => [...listen(), ...database()],
      settings: { 'live_chat.claim_grace': '2 fortnights' },
      says: /TAKEOVER_LIVE_CHAT_CLAIM_GRACE|live_chat\.claim_grace/ },
    { name: 'a text for a number',
      args: async () => [
        ...(await config('[limits]\nmessages_per_minute = "many"\n')),
        ...listen(),
        ...database(),
      ],
      says: /limits\.messages_per_minute/ },
    { name: 'a number below zero', args: () => [...listen(), ...database()],
      settings: { 'limits.messages_per_minute': '-5' },
      says: /LIMITS_MESSAGES_PER_MINUTE|limits\.messages_per_minute/ },
    { name: 'settings that are no TOML',
      args: async () => [...(await config('[live_chat\n')), ...listen(), ...database()],
      says: /takeover\.toml/ },
    { name: 'settings that are not there',
      args: () => ['--config', file('missing.toml'), ...listen(), ...database()],
      says: /missing\.toml/ },
    { name: 'an address that is none', args: () => ['--listen', 'here', ...database()],
      says: /here/ },
    { name: 'a port that is none', args: () => ['--listen', '127.0.0.1:99999', ...database()],
      says: /99999/ },
    { name: 'a port in use',
      args: () => ['--listen', `127.0.0.1:${taken.address().port}`, ...database()],
      says: () =>
        new RegExp(`${taken.address().port}.*in use|in use.*${taken.address().port}`, 'is') },
    { name: 'a database in folders that are not there',
      args: () => [...listen(), '--database', `sqlite:${file('nowhere/at-all/takeover.db')}`],
      says: /nowhere\/at-all\/takeover\.db/ },
    { name: 'a database that is a folder',
      args: () => [...listen(), '--database', `sqlite:${file('a-folder.db')}`],
      says: /a-folder\.db/ },
    { name: 'a database where nothing can be written',
      args: () => [...listen(), '--database', 'sqlite:/proc/takeover.db'],
      says: /\/proc\/takeover\.db/ },
    { name: 'a database that is something else',
      args: () => [...listen(), '--database', `sqlite:${file('no-database.db')}`],
      says: /no-database\.db/ },
    { name: 'a database of an unknown kind',
      args: () => [...listen(), '--database', 'mysql://localhost/takeover'], says: /mysql/ },
    { name: 'an option that is none', args: () => ['--listne', '127.0.0.1:0', ...database()],
      says: /--listne/ },
  ];
  for (const { name, args, settings, says } of rows) {
    test(name, async () => {
      const { code, stderr } = await run(['serve', ...(await args())], { settings });
      assert.ok(code > 0, `exit code ${code}: ${stderr}`);
      assert.match(stderr, typeof says === 'function' ? says() : says);
    });
  }

  test('a database that a newer program wrote', async () => {
    const name = file('newer.db');
    assert.equal((await run(['migrate', '--database', `sqlite:${name}`])).code, 0);
    await query(
      name,
      "INSERT INTO schema_migrations (version, name, applied_at) VALUES (9999, 'from_the_future', 0)",
    );
    const { code, stderr } = await run(['serve', ...listen(), '--database', `sqlite:${name}`]);
    assert.ok(code > 0);
    assert.match(stderr, /newer\.db/);
    assert.match(stderr, /newer/);
  });

  test('an unknown command', async () => {
    const { code, stderr } = await run(['srve']);
    assert.ok(code > 0);
    assert.match(stderr, /srve/);
  });

  test('tools refuse what is not there, by name', async () => {
    const where = ['--database', `sqlite:${file('tools.db')}`];
    const person = ['--email', 'a@b.example', '--name', 'A', '--role', 'owner', '--password-stdin'];
    const unknown = await run(
      ['user', 'add', '--workspace', '01JAAAAAAAAAAAAAAAAAAAAAAA', ...person, ...where],
      { input: 'a long password\n' },
    );
    assert.ok(unknown.code > 0);
    assert.match(unknown.stderr, /workspace/i);
    const role = await run(
      [
        'user',
        'add',
        '--workspace',
        '01JAAAAAAAAAAAAAAAAAAAAAAA',
        ...person.with(5, 'king'),
        ...where,
      ],
      { input: 'a long password\n' },
    );
    assert.ok(role.code > 0);
    assert.match(role.stderr, /king|role/);
    const agent = await run([
      'agent',
      'import',
      '--agent',
      '01JAAAAAAAAAAAAAAAAAAAAAAA',
      file('no-database.db'),
      ...where,
    ]);
    assert.ok(agent.code > 0);
    assert.match(agent.stderr, /agent/i);
  });
});
