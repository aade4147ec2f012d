// What a service manager does: the listening socket stays while the server restarts, and who
// connects meanwhile waits in its backlog.
import { execFile, spawn } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const source = new URL('./hold_socket.c', import.meta.url).pathname;

/** Holds the port of a server that does not run; its next starts get the socket. */
export class HeldSocket {
  #child;

  static async of(server) {
    const held = new HeldSocket();
    const program = path.join(server.folder, 'hold_socket');
    const door = path.join(server.folder, 'socket');
    await promisify(execFile)('cc', ['-O1', '-o', program, source]);
    held.#child = spawn(program, ['hold', String(server.port), door], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve, reject) => {
      held.#child.stdout.once('data', resolve);
      held.#child.once('exit', () => reject(new Error('the socket could not be held')));
    });
    server.launcher = [program, 'with', door];
    return held;
  }

  release() {
    this.#child.kill('SIGKILL');
  }
}
