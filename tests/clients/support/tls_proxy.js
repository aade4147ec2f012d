// A real proxy with TLS in front of a server: its process, and HTTPS to it. What it is configured
// with is up to those who extend it.
import { spawn } from 'node:child_process';
import https from 'node:https';

export class TlsProxy {
  #child;
  #exited;

  constructor(port) {
    this.port = port;
    this.base = `https://127.0.0.1:${port}`;
  }

  /** Runs it until `stop`, and waits until it answers. `trust`: options of TLS. */
  async run(program, args, { trust, env = {} }) {
    this.trust = { servername: 'chat.example.com', ...trust };
    this.agent = new https.Agent({ keepAlive: true, maxSockets: 256, ...this.trust });
    this.#child = spawn(program, args, { stdio: 'pipe', env: { ...process.env, ...env } });
    let output = '';
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.setEncoding('utf8').on('data', (part) => (output = (output + part).slice(-20_000)));
    let gone = false;
    this.#child.on('error', (error) => (output += error.message));
    this.#exited = new Promise((resolve) => this.#child.on('close', () => resolve((gone = true))));
    while (!(await this.#answers())) {
      if (gone) throw new Error(`${program} ended: ${output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return this;
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
