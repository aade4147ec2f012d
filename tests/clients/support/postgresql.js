// A PostgreSQL server of the tests' own: a new cluster in a temporary folder, reached by a socket
// there, ended with the tests.
import { execFile, spawn } from 'node:child_process';
import { appendFile, chown, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { eventually } from './eventually.js';

const runFile = promisify(execFile);

/** Milliseconds. */
const patience = 30_000;
const pause = 10;

/**
 * Where the programs of the newest installed version are, as Debian's packages postgresql-NN put
 * them.
 */
async function programs() {
  const versions = await readdir('/usr/lib/postgresql').catch(() => []);
  const [newest] = versions.map(Number).sort((a, b) => b - a);
  if (newest === undefined)
    throw new Error(
      'there is no PostgreSQL under /usr/lib/postgresql: install the package postgresql-15',
    );
  return `/usr/lib/postgresql/${newest}/bin`;
}

/** Who the server runs as: it refuses to serve the superuser. */
async function servant() {
  if (process.getuid() !== 0) return null;
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await runFile('id', [flag, 'postgres'])).stdout)),
  );
  return { uid, gid };
}

export class PostgreSql {
  #child = null;
  #exited = null;
  #databases = 0;

  constructor(folder, bin, user) {
    Object.assign(this, { folder, bin, user });
  }

  /** One that takes connections. */
  static start() {
    return PostgreSql.#made(async (server) => {
      const how = [
        '-U',
        'takeover',
        '--auth=trust',
        '-E',
        'UTF8',
        '--locale=C.UTF-8',
        '--no-sync',
        '--no-instructions',
      ];
      await server.#program('initdb', '-D', server.#data, ...how);
      // The tests end the server, never the machine.
      await server.#configure("listen_addresses = ''", 'fsync = off', 'shared_buffers = 32MB');
    });
  }

  /**
   * A standby that has all that `primary` has. From now on nothing is committed there that is not
   * here, too.
   */
  static async standbyOf(primary) {
    const standby = await PostgreSql.#made((server) =>
      server.#program(
        'pg_basebackup',
        '-d',
        primary.url(),
        '-D',
        server.#data,
        '--write-recovery-conf',
        '--checkpoint=fast',
        '--no-sync',
      ),
    );
    await primary.query(primary.url(), "ALTER SYSTEM SET synchronous_standby_names = '*'");
    await primary.query(primary.url(), 'SELECT pg_reload_conf()');
    const joined = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'";
    await eventually(
      'the standby has joined',
      async () => (await primary.query(primary.url(), joined))[0][0] === '1',
    );
    return standby;
  }

  static async #made(prepare) {
    const [bin, user] = await Promise.all([programs(), servant()]);
    const server = new PostgreSql(
      await mkdtemp(path.join(tmpdir(), 'takeover-postgresql-')),
      bin,
      user,
    );
    try {
      if (user !== null) await chown(server.folder, user.uid, user.gid);
      await prepare(server);
      await server.#configure(`unix_socket_directories = '${server.folder}'`);
      await server.start();
      return server;
    } catch (error) {
      await server.discard();
      throw error;
    }
  }

  #program(name, ...options) {
    return runFile(`${this.bin}/${name}`, options, { cwd: '/', ...this.user });
  }

  #configure(...settings) {
    return appendFile(path.join(this.#data, 'postgresql.conf'), `${settings.join('\n')}\n`);
  }

  get #data() {
    return path.join(this.folder, 'data');
  }

  /** The url of one of its databases. */
  url(database = 'postgres') {
    return `postgresql:///${database}?host=${this.folder}&user=takeover`;
  }

  /** The url of a new, empty database. */
  async makeDatabase() {
    this.#databases += 1;
    const name = `takeover_${this.#databases}`;
    await this.query(this.url(), `CREATE DATABASE ${name}`);
    return this.url(name);
  }

  /** Runs SQL and gives the rows as arrays of text. */
  async query(url, sql) {
    const { stdout } = await runFile(`${this.bin}/psql`, [
      '-X',
      '-q',
      '-A',
      '-t',
      '-F',
      '\t',
      '-v',
      'ON_ERROR_STOP=1',
      '-d',
      url,
      '-c',
      sql,
    ]);
    return stdout.split('\n').filter((line) => line !== '').map((line) => line.split('\t'));
  }

  /** Runs SQL in a transaction that stays open. Gives the function that commits it. */
  async hold(url, sql) {
    const child = spawn(`${this.bin}/psql`, ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', url], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const exited = new Promise((resolve) => child.on('close', resolve));
    const held = new Promise((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (part) => part.includes('held') && resolve());
      exited.then(() => reject(new Error(`could not hold ${sql}`)));
    });
    child.stdin.write(`BEGIN;\n${sql};\n\\echo held\n`);
    await held;
    return async () => {
      if (child.stdin.writable) child.stdin.end('COMMIT;\n');
      await exited;
    };
  }

  async start() {
    const pidFile = path.join(this.#data, 'postmaster.pid');
    await rm(pidFile, { force: true }); // of a server that was ended
    // It ends with this program, however that ends.
    const child = spawn(
      'setpriv',
      ['--pdeathsig', 'QUIT', `${this.bin}/postgres`, '-D', this.#data],
      { cwd: '/', stdio: ['ignore', 'ignore', 'pipe'], ...this.user },
    );
    this.#child = child;
    this.#exited = new Promise((resolve) => child.on('close', resolve));
    let output = '';
    child.stderr
      .setEncoding('utf8')
      .on('data', (part) => (output = (output + part).slice(-20_000)));
    let gone = false;
    this.#exited.then(() => (gone = true));
    const deadline = Date.now() + patience;
    // The server writes there how far its start has come.
    while (!/^ready/m.test(await readFile(pidFile, 'utf8').catch(() => ''))) {
      if (gone || Date.now() > deadline) throw new Error(`PostgreSQL did not start:\n${output}`);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  /**
   * Ends it so that clients lose their connections, and nothing is written back that is not in its
   * log.
   */
  async stop() {
    if (this.#child === null) return;
    this.#child.kill('SIGQUIT');
    await this.#exited;
    this.#child = null;
  }

  /** Makes a standby the one that takes writes. */
  promote() {
    return this.#program('pg_ctl', 'promote', '-D', this.#data);
  }

  async restart() {
    await this.stop();
    await this.start();
  }

  async discard() {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
