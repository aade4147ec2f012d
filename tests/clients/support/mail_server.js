// A real mail server on loopback (npm's smtp-server) with a certificate of its own CA, and the
// mails it has accepted.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

const run = promisify(execFile);

/** An authority, and a certificate for 127.0.0.1 that it has signed: files in the folder. */
export async function makeCertificates(folder) {
  const at = (name) => path.join(folder, name);
  const openssl = (...args) => run('openssl', args, { cwd: folder });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=Test authority',
  );
  await openssl(
    'req',
    ...newKey,
    '-keyout',
    'server.key',
    '-out',
    'server.csr',
    '-subj',
    '/CN=127.0.0.1',
  );
  await writeFile(at('san'), 'subjectAltName=IP:127.0.0.1\n');
  await openssl(
    'x509',
    '-req',
    '-in',
    'server.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'san',
    '-out',
    'server.pem',
  );
  return {
    ca: at('ca.pem'),
    key: await readFile(at('server.key')),
    cert: await readFile(at('server.pem')),
  };
}

export class MailServer {
  mails = [];
  /** Called before a mail is taken; an error refuses it. */
  refuse = () => null;
  #server;
  #waiting = [];

  static async listen({ certificates, user = 'takeover', password = 'a secret', ...options } = {}) {
    const server = new MailServer();
    const tls =
      certificates === undefined
        ? { disabledCommands: ['STARTTLS', 'AUTH'], authOptional: true }
        : { key: certificates.key, cert: certificates.cert };
    server.#server = new SMTPServer({
      ...tls,
      ...options,
      logger: false,
      onAuth: (auth, session, done) =>
        auth.username === user && auth.password === password
          ? done(null, { user })
          : done(Object.assign(new Error('Invalid login'), { responseCode: 535 })),
      onData: (stream, session, done) => server.#take(stream, session, done),
    });
    server.#server.on('error', () => {});
    await new Promise((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    server.port = server.#server.server.address().port;
    server.url = `smtp://127.0.0.1:${server.port}`;
    return server;
  }

  async #take(stream, session, done) {
    const parts = [];
    try {
      for await (const part of stream) parts.push(part);
    } catch {
      return; // the sender died in the middle of its mail: nobody is left to answer
    }
    const raw = Buffer.concat(parts);
    const mail = {
      raw: raw.toString('latin1'),
      to: session.envelope.rcptTo.map(({ address }) => address),
      from: session.envelope.mailFrom.address,
      encrypted: session.secure,
      user: session.user,
      parsed: await simpleParser(raw),
    };
    const problem = this.refuse(mail);
    if (problem !== null) return done(Object.assign(new Error(problem), { responseCode: 451 }));
    this.mails.push(mail);
    done();
    this.#waiting = this.#waiting.filter(
      ({ isEnough, resolve }) => !(isEnough(this.mails) && (resolve(this.mails), true)),
    );
  }

  /** The mails, once there are so many. */
  until(count, patience = 30_000) {
    const isEnough = (mails) => mails.length >= count;
    if (isEnough(this.mails)) return Promise.resolve(this.mails);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () =>
          reject(new Error(`the mail server waited in vain; it got ${this.mails.length} mails`)),
        patience,
      );
      this.#waiting.push({
        isEnough,
        resolve: (mails) => {
          clearTimeout(timer);
          resolve(mails);
        },
      });
    });
  }

  close() {
    return new Promise((resolve) => this.#server.close(resolve));
  }
}
