// A real nginx with TLS in front of a server, run with the configuration that the project ships.
// Changes its names, ports and paths only.
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { freePort } from './server.js';
import { TlsProxy } from './tls_proxy.js';

const shipped = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../conf/nginx.conf');

export class Nginx extends TlsProxy {
  /** `extra`: lines for `server {}`, as for an address that a test stands in for. */
  static async start(server, extra = '') {
    const nginx = new Nginx(await freePort());
    const folder = path.join(server.folder, 'nginx');
    await mkdir(folder, { recursive: true });
    const certificate = path.join(folder, 'certificate.pem');
    const key = path.join(folder, 'key.pem');
    await promisify(execFile)('openssl', [
      'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
      '-subj', '/CN=chat.example.com', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:chat.example.com',
      '-days', '2', '-keyout', key, '-out', certificate,
    ]);
    const site = (await readFile(shipped, 'utf8'))
      .replace('127.0.0.1:8080', `127.0.0.1:${server.port}`)
      .replace('listen 443 ssl;', `listen 127.0.0.1:${nginx.port} ssl;`)
      .replace('listen [::]:443 ssl;', extra)
      .replace('/etc/ssl/chat.example.com.pem', certificate)
      .replace('/etc/ssl/chat.example.com.key', key);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${folder}/${name};`)
      .join('\n');
    const file = path.join(folder, 'nginx.conf');
    await writeFile(
      file,
      `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; worker_processes 1;
       events { worker_connections 2048; }
       http { access_log off; ${temporary} ${site} }`,
    );
    return nginx.run('nginx', ['-c', file, '-p', folder], {
      trust: { ca: await readFile(certificate, 'utf8') },
    });
  }
}
