// Libraries that are loaded into a server before others and change what the system tells it; each
// is steered by a file that it has mapped.
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const runFile = promisify(execFile);

/** Why nothing can be preloaded, or false: for `skip`. */
export const cannotPreload =
  /asan|tsan/.test(process.env.TAKEOVER_BINARY ?? '') && 'a sanitizer has to be loaded first';

/**
 * Compiles `name`.c from this folder for the server's next start; `variable` names the file that
 * steers it. Gives the function that writes a number there: 8 bytes of which a library may read 4.
 */
export async function preload(server, name, variable) {
  const library = path.join(server.folder, `${name}.so`);
  const source = new URL(`./${name}.c`, import.meta.url).pathname;
  await runFile('cc', ['-shared', '-fPIC', '-O1', '-o', library, source]);
  const steering = path.join(server.folder, `${name}.number`);
  const set = async (number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(number));
    // In place, since the process has the file mapped.
    const file = await open(steering, constants.O_RDWR | constants.O_CREAT);
    await file.write(bytes, 0, 8, 0);
    await file.close();
  };
  await set(0);
  server.variables = { LD_PRELOAD: library, [variable]: steering };
  return set;
}
