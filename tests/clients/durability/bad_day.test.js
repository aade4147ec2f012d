// What breaks around a server: a full disk, a limit of a file's size, a damaged file, no more
// descriptors. Callers get 503, the log a line a minute, /health says what to do; nothing that was
// acknowledged is lost, and the server goes on by itself.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import net from 'node:net';
import { constants } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';

import { query } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { call } from '../support/http.js';
import { cannotPreload, preload } from '../support/preload.js';
import { makeWorld, newClientId } from '../support/world.js';

const runFile = promisify(execFile);
const large = 'A long message. '.repeat(1500);

describe('on a bad day', () => {
  let world;
  let visitor;
  const acknowledged = [];

  before(async () => {
    world = await makeWorld({ members: 1 });
    visitor = await world.visitor();
  });
  after(() => world?.discard());

  const health = () => call(world.base, 'GET', '/health');
  /** Says it, and remembers it if it was acknowledged. */
  const say = async () => {
    const body = `${newClientId()} ${large}`;
    const answer = await visitor.say(body);
    if (answer.status === 201) acknowledged.push(body);
    return answer;
  };
  /** Until one is refused: gives the statuses that were not 201. */
  const sayUntilRefused = async () => {
    const refused = [];
    for (let n = 0; n < 2000 && refused.length < 200; n += 1) {
      const answer = await say();
      if (answer.status === 201) continue;
      assert.match(answer.headers['retry-after'], /^[1-9]\d*$/);
      refused.push(answer.status);
    }
    return [...new Set(refused)];
  };
  const isWell = async () => {
    await eventually('the server is well', async () => (await health()).status === 200);
    assert.equal((await say()).status, 201);
    const told = (await world.members[0].timeline(visitor.conversation)).map(({ body }) => body);
    for (const body of acknowledged) assert.equal(told.filter((one) => one === body).length, 1);
  };
  const isIll = async (says) => {
    const answer = await eventually('the server is ill', async () => {
      const now = await health();
      return now.status === 503 && now;
    });
    assert.equal(answer.json.health, 'FAILING');
    assert.match(answer.json.problems.join(' '), says);
  };
  const lines = (pattern) => world.server.output.split('\n').filter((line) => pattern.test(line));

  test('a limit of a file’s size is a full disk, for as long as it holds', async (t) => {
    const pid = String(world.server.pid);
    const log = `${world.server.databaseFile}-wal`;
    const limit = (await stat(log)).size + 300_000;
    try {
      await runFile('prlimit', ['--pid', pid, `--fsize=${limit}:`]);
    } catch (error) {
      return t.skip(`no prlimit: ${error.message}`);
    }
    assert.deepEqual(await sayUntilRefused(), [503]);
    await isIll(/no space left/i);
    assert.equal(lines(/database fails \(disk-full\)/).length, 1);
    await runFile('prlimit', ['--pid', pid, '--fsize=unlimited:']);
    await isWell();
  });

  test('without memory callers are refused, and the server lives', async (t) => {
    const pid = String(world.server.pid);
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const [, kibibytes] = /^VmSize:\s+(\d+) kB$/m.exec(status);
    try {
      await runFile('prlimit', ['--pid', pid, `--as=${Number(kibibytes) * 1024}:`]);
    } catch (error) {
      return t.skip(`no prlimit: ${error.message}`);
    }
    const callers = await Promise.all(Array.from({ length: 8 }, () => world.visitor().catch(() => null)));
    const statuses = new Set();
    for (let round = 0; round < 20; round += 1) {
      const answers = await Promise.all(
        callers.filter(Boolean).map((caller) => caller.say(large.repeat(2)).catch(() => ({ status: 'cut' }))),
      );
      for (const { status } of answers) statuses.add(status);
      const pages = await Promise.all(
        Array.from({ length: 20 }, () =>
          world.members[0]
            .call('GET', `/api/conversations/${visitor.conversation}/timeline?limit=200`)
            .catch(() => ({ status: 'cut' })),
        ),
      );
      for (const { status } of pages) statuses.add(status);
    }
    await runFile('prlimit', ['--pid', pid, '--as=unlimited:']);
    // Where there is no room for an answer either, the connection ends.
    for (const status of statuses) assert.ok([200, 201, 503, 'cut'].includes(status), status);
    assert.ok(lines(/no memory/).length <= 4, lines(/no memory/).join('\n'));
    await isWell();
  });

  test('without descriptors nobody new is let in, and those who are in are served', async (t) => {
    const pid = String(world.server.pid);
    const { stdout } = await runFile('ls', [`/proc/${pid}/fd`]);
    const used = stdout.trim().split('\n').length;
    try {
      await runFile('prlimit', ['--pid', pid, `--nofile=${used + 8}:`]);
    } catch (error) {
      return t.skip(`no prlimit: ${error.message}`);
    }
    const port = Number(new URL(world.base).port);
    const callers = Array.from({ length: 40 }, () => net.connect(port, '127.0.0.1').on('error', () => {}));
    await eventually('it is logged', () => lines(/cannot accept connections/).length > 0);
    assert.equal(lines(/cannot accept connections/).length, 1);
    for (const caller of callers) caller.destroy();
    await runFile('prlimit', ['--pid', pid, '--nofile=20000:']);
    await isWell();
  });
});

describe('on a disk that fails', { skip: cannotPreload }, () => {
  let world;
  let visitor;
  let setProblem;
  const acknowledged = [];

  before(async () => {
    world = await makeWorld({ members: 1 });
    await world.server.stop();
    setProblem = await preload(world.server, 'failing_disk', 'FAILING_DISK');
    await world.server.start();
    visitor = await world.visitor();
  });
  after(() => world?.discard());

  const say = async () => {
    const body = newClientId();
    const answer = await visitor.say(body);
    if (answer.status === 201) acknowledged.push(body);
    return answer;
  };

  for (const [name, number, says] of [
    ['a read-only file system', constants.errno.EROFS, /read-only/i],
    ['a quota that is used up', constants.errno.EDQUOT, /quota|space/i],
    ['an input or output error', constants.errno.EIO, /disk/i],
  ])
    test(`${name}: 503, one line, and on again without a restart`, async () => {
      const failures = () => world.server.output.split('\n').filter((line) => / error /.test(line));
      const before = failures().length;
      await setProblem(number);
      for (let n = 0; n < 20; n += 1) {
        const { status, headers } = await say();
        assert.equal(status, 503);
        assert.match(headers['retry-after'], /^[1-9]\d*$/);
      }
      const list = await world.members[0].call('GET', '/api/conversations?filter=all');
      assert.equal(list.status, 200);
      const ill = await call(world.base, 'GET', '/health');
      assert.equal(ill.status, 503);
      assert.match(ill.json.problems.join(' '), says);
      assert.equal(failures().length - before, 1, failures().join('\n'));
      await setProblem(0);
      await eventually('it is well', async () => {
        return (await call(world.base, 'GET', '/health')).status === 200;
      });
      assert.equal((await say()).status, 201);
      const told = (await world.members[0].timeline(visitor.conversation)).map(({ body }) => body);
      for (const body of acknowledged) assert.equal(told.filter((one) => one === body).length, 1);
    });
});

describe('on a disk of its own', () => {
  let world;
  let folder;
  let ballast;
  let isMounted = false;

  const sized = async () => {
    folder = `/tmp/takeover-full-${process.pid}`;
    await mkdir(folder, { recursive: true });
    await runFile('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder]);
    isMounted = true;
  };
  after(async () => {
    await world?.discard();
    if (isMounted) await runFile('umount', [folder]);
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  test('that is full, 503 and one line, and on again when there is space', async (t) => {
    try {
      await sized();
    } catch (error) {
      return t.skip(`no disk can be mounted here: ${error.message.split('\n')[0]}`);
    }
    world = await makeWorld({ members: 1, database: `sqlite:${path.join(folder, 'takeover.db')}` });
    const visitor = await world.visitor();
    ballast = path.join(folder, 'ballast');
    const fill = await open(ballast, 'w');
    try {
      for (;;) await fill.write(Buffer.alloc(65_536, 1));
    } catch (error) {
      assert.equal(error.code, 'ENOSPC');
    }
    await fill.close();

    const told = [];
    const refused = new Set();
    for (let n = 0; n < 300; n += 1) {
      const body = `${n} ${large}`;
      const answer = await visitor.say(body);
      if (answer.status === 201) told.push(body);
      else refused.add(answer.status);
    }
    assert.deepEqual([...refused], [503]);
    const ill = await call(world.base, 'GET', '/health');
    assert.equal(ill.status, 503);
    assert.match(ill.json.problems[0], /no space left/i);
    assert.equal((await world.members[0].call('GET', '/api/conversations?filter=all')).status, 200);
    const failures = world.server.output.split('\n').filter((line) => / error /.test(line));
    assert.equal(failures.length, 1, failures.join('\n'));
    assert.match(failures[0], /database fails \(disk-full\)/);

    await rm(ballast);
    await eventually('it is well', async () => {
      return (await call(world.base, 'GET', '/health')).status === 200;
    });
    assert.equal((await visitor.say('Here again')).status, 201);
    const bodies = (await world.members[0].timeline(visitor.conversation)).map(({ body }) => body);
    for (const body of told) assert.equal(bodies.filter((one) => one === body).length, 1);
  });
});

describe('with a damaged file', () => {
  let world;

  before(async () => {
    world = await makeWorld({ members: 1 });
  });
  after(() => world?.discard());

  test('health fails and says what to do, and no caller hears of a defect', async () => {
    const visitors = await Promise.all(Array.from({ length: 4 }, () => world.visitor()));
    for (const visitor of visitors) assert.equal((await visitor.say('Good day')).status, 201);
    await world.server.stop();
    const [[page]] = await query(
      world.server.databaseFile,
      `SELECT rootpage FROM sqlite_schema WHERE name = 'timeline_entries'`,
    );
    const file = await open(world.server.databaseFile, 'r+');
    await file.write(Buffer.alloc(4096, 0xa5), 0, 4096, 4096 * (Number(page) - 1));
    await file.close();
    await world.server.start();
    const statuses = new Set();
    for (const visitor of visitors) statuses.add((await visitor.say('And again')).status);
    assert.ok([...statuses].every((status) => [201, 503].includes(status)), [...statuses].join());
    await eventually('it fails', async () => {
      return (await call(world.base, 'GET', '/health')).status === 503;
    });
    const ill = await call(world.base, 'GET', '/health');
    assert.match(ill.json.problems[0], /damaged.*restore a backup/);
    const failures = world.server.output.split('\n').filter((line) => /database fails/.test(line));
    assert.equal(failures.length, 1, failures.join('\n'));
  });
});
