// A real Caddy in front of a server, run with the configuration that the project ships. Changes its
// port and where its certificates come from only.
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { freePort } from './server.js';
import { TlsProxy } from './tls_proxy.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const shipped = path.join(root, 'conf/Caddyfile');
/** Debian's, unpacked and not installed: an installation would start it on port 80. */
const unpacked = path.join(root, 'build/tools/caddy/usr/bin/caddy');

export class Caddy extends TlsProxy {
  static async start(server) {
    const caddy = new Caddy(await freePort());
    const folder = path.join(server.folder, 'caddy');
    await mkdir(folder, { recursive: true });
    const site = (await readFile(shipped, 'utf8'))
      .replace('127.0.0.1:8080', `127.0.0.1:${server.port}`)
      .replace('chat.example.com {', `chat.example.com:${caddy.port} {\n\tbind 127.0.0.1`);
    const file = path.join(folder, 'Caddyfile');
    await writeFile(
      file,
      `{
         admin off
         local_certs
         skip_install_trust
         auto_https disable_redirects
         storage file_system ${folder}
       }
       ${site}`,
    );
    const program = await access(unpacked).then(() => unpacked, () => 'caddy');
    return caddy.run(program, ['run', '--adapter', 'caddyfile', '--config', file], {
      trust: { rejectUnauthorized: false },
      env: { HOME: folder },
    });
  }
}
