// A real nginx with TLS in front of a server, run with the configuration that the project ships.
// Changes its names, ports and paths only.
import { execFile, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import https from 'node:https';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { freePort } from './server.js';

const shipped = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../conf/nginx.conf');

export class Nginx {
  #child;
  #exited;

  /** `extra`: lines for `server {}`, as for an address that a test stands in for. */
  static async start(server, extra = '') {
    const nginx = new Nginx();
    const folder = path.join(server.folder, 'nginx');
    await mkdir(folder, { recursive: true });
    nginx.port = await freePort();
    nginx.base = `https://127.0.0.1:${nginx.port}`;
    const certificate = path.join(folder, 'certificate.pem');
    const key = path.join(folder, 'key.pem');
    await promisify(execFile)('openssl', [
      'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
      '-subj', '/CN=chat.example.com', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:chat.example.com',
      '-days', '2', '-keyout', key, '-out', certificate,
    ]);
    nginx.certificate = await readFile(certificate, 'utf8');
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
    nginx.#child = spawn('nginx', ['-c', file, '-p', folder], { stdio: 'pipe' });
    let output = '';
    nginx.#child.stderr.setEncoding('utf8').on('data', (part) => (output += part));
    let gone = false;
    nginx.#exited = new Promise((resolve) => nginx.#child.on('close', () => resolve((gone = true))));
    nginx.agent = new https.Agent({ keepAlive: true, ca: nginx.certificate, maxSockets: 256 });
    while (!(await nginx.#answers())) {
      if (gone) throw new Error(`nginx ended: ${output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return nginx;
  }

  async #answers() {
    try {
      return (await this.call('GET', '/up')).status === 200;
    } catch {
      return false;
    }
  }

  /** {status, headers, text, json}. */
  call(method, url, { json, headers = {}, token, cookie } = {}) {
    return new Promise((resolve, reject) => {
      const payload = json === undefined ? undefined : JSON.stringify(json);
      const all = { Host: 'chat.example.com', ...headers };
      if (payload !== undefined) {
        all['Content-Type'] = 'application/json';
        all['Content-Length'] = Buffer.byteLength(payload);
      }
      if (token !== undefined) all.Authorization = `Bearer ${token}`;
      if (cookie !== undefined) all.Cookie = cookie;
      const request = https.request(new URL(url, this.base), { method, headers: all, agent: this.agent });
      request.on('error', reject);
      request.on('response', (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(parts).toString();
          resolve({
            status: response.statusCode,
            headers: response.headers,
            text,
            get json() {
              return JSON.parse(text);
            },
          });
        });
      });
      request.end(payload);
    });
  }

  async stop() {
    this.agent.destroy();
    this.#child.kill('SIGTERM');
    await this.#exited;
  }
}
