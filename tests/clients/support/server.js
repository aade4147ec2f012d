// Runs the binary on a free loopback port with a database of its own. Owns the process and the
// temporary folder.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { call } from './http.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
export const binary = process.env.TAKEOVER_BINARY ?? path.join(root, 'build/release/takeover');

/** Milliseconds. */
const times = { start: 20_000, stop: 15_000, command: 30_000 };

/** Nothing is too fast in a test that does not ask about it. */
const unlimited = {
  'limits.init_per_minute': 0,
  'limits.messages_per_minute': 0,
  'limits.leads_per_minute': 0,
  'limits.events_per_minute': 0,
  'limits.logins_per_minute': 0,
  'server.max_connections_per_address': 0,
  'limits.visitor_message_bytes': 65_536,
};

/**
 * A sanitizer's report. A test that expects the program to fail must not take one for the failure.
 */
const report = /^.*(==\d+==ERROR: \w+Sanitizer|: runtime error: |^SUMMARY: \w+Sanitizer)/m;

function assertNoReport(output) {
  const match = report.exec(output);
  if (match !== null)
    throw new Error(`a sanitizer reports:\n${output.slice(match.index, match.index + 8000)}`);
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** `limits.init_per_minute` is `TAKEOVER_LIMITS_INIT_PER_MINUTE` in the environment. */
export function environment(settings) {
  const result = { ...process.env };
  for (const [key, value] of Object.entries(settings))
    result[`TAKEOVER_${key.replaceAll('.', '_').toUpperCase()}`] = String(value);
  return result;
}

/** Runs a command of the binary to its end: {code, stdout, stderr}. */
export function run(args, { input = '', settings = {}, timeout = times.command } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, { env: environment(settings) });
    let stdout = '';
    let stderr = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeout);
    child.stdout.setEncoding('utf8').on('data', (part) => (stdout += part));
    child.stderr.setEncoding('utf8').on('data', (part) => (stderr += part));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      try {
        assertNoReport(stderr);
      } catch (error) {
        reject(error);
      }
      if (late)
        reject(new Error(`takeover ${args.join(' ')} did not end within ${timeout} ms: ${stderr}`));
      else resolve({ code, stdout, stderr });
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

export class Server {
  #child = null;
  #exited = null;
  #url = null;
  command = 'serve';
  settings = {};
  /** More of the environment of the process. */
  variables = {};
  /** What runs the program, as words in front of it. */
  launcher = [];
  /** More arguments of the command. */
  extra = [];
  folder = '';
  databaseFile = '';
  port = 0;
  base = '';
  /** The end of what the process printed. */
  output = '';

  /**
   * A folder with an empty database and a port; nothing runs yet. `database` is the URL of another
   * one.
   */
  static async prepare({ settings = {}, command = 'serve', database = null } = {}) {
    const server = new Server();
    server.#url = database;
    server.command = command;
    server.settings = { ...unlimited, ...settings };
    server.folder = await mkdtemp(path.join(tmpdir(), 'takeover-test-'));
    server.databaseFile = path.join(server.folder, 'takeover.db');
    server.port = await freePort();
    server.base = `http://127.0.0.1:${server.port}`;
    return server;
  }

  get database() {
    return this.#url ?? `sqlite:${this.databaseFile}`;
  }

  get pid() {
    return this.#child?.pid;
  }

  /** Runs an administrative command on this server's database; gives what it printed. */
  async tool(args, input) {
    const result = await run([...args, '--database', this.database], {
      input,
      settings: this.settings,
    });
    if (result.code !== 0)
      throw new Error(`takeover ${args.join(' ')} ended with ${result.code}: ${result.stderr}`);
    return result.stdout.trim();
  }

  /** Starts the process and waits until it answers. */
  async start() {
    const where = ['--listen', `127.0.0.1:${this.port}`, '--database', this.database];
    const args = [this.command, ...where, ...this.extra];
    const [program, ...words] = [...this.launcher, binary, ...args];
    const child = spawn(program, words, {
      env: { ...environment(this.settings), ...this.variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#exited = new Promise((resolve) =>
      child.on('close', (code, signal) => resolve({ code, signal })),
    );
    const keep = (part) => (this.output = (this.output + part).slice(-200_000));
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    let gone = null;
    child.on('error', (error) => (gone = error.message));
    this.#exited.then(({ code, signal }) => (gone = `ended with ${code ?? signal}`));
    const deadline = Date.now() + times.start;
    while (!(await this.#answers())) {
      if (gone !== null || Date.now() > deadline)
        throw new Error(`the server does not answer (${gone ?? 'too slow'}):\n${this.output}`);
    }
    return this;
  }

  async #answers() {
    try {
      return (await call(this.base, 'GET', '/up')).status === 200;
    } catch {
      // Not listening yet: look again in a moment.
      await new Promise((resolve) => setTimeout(resolve, 20));
      return false;
    }
  }

  /** Ends the process in order; its exit code must be 0. */
  async stop() {
    if (this.#child === null) return;
    const child = this.#child;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), times.stop);
    const { code, signal } = await this.#exited;
    clearTimeout(timer);
    this.#child = null;
    assertNoReport(this.output);
    if (code !== 0)
      throw new Error(
        `the server ended with ${code ?? signal} when told to stop:\n${this.output.slice(-4000)}`,
      );
  }

  /** As a power cut would: the process has no say. */
  async kill() {
    this.#child.kill('SIGKILL');
    await this.#exited;
    this.#child = null;
    assertNoReport(this.output);
  }

  /** Stops and removes everything. */
  async discard() {
    try {
      await this.stop();
    } finally {
      await rm(this.folder, { recursive: true, force: true });
    }
  }
}
