// What attacks have in common: a world at default limits, plain bytes on a socket, and what the
// server's process holds. Uses the parts of tests/clients.
import { readFile, writeFile } from 'node:fs/promises';
import net from 'node:net';

import { makeWorld } from '../clients/support/world.js';

/** Every limit as the program has it. */
const defaults = {
  'limits.init_per_minute': 60,
  'limits.messages_per_minute': 60,
  'limits.leads_per_minute': 5,
  'limits.events_per_minute': 600,
  'limits.logins_per_minute': 20,
  'server.max_connections_per_address': 512,
  'limits.visitor_message_bytes': 8_192,
};

/** A workspace whose visitors have the default limits. */
export function attackedWorld(settings = {}) {
  return makeWorld({ members: 1, settings: { ...defaults, ...settings } });
}

/** The peak of `memoryOf` begins anew. Source: Linux, proc(5), clear_refs. */
export const forgetPeak = (server) => writeFile(`/proc/${server.pid}/clear_refs`, '5');

/** Megabytes of resident memory: {now, peak}. */
export async function memoryOf(server) {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  const megabytes = (name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)[1]) / 1024;
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
}

/** Opens a connection, from another loopback address if one is given, and sends bytes. */
export function connect(port, { from, bytes } = {}) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1', localAddress: from });
    socket.heard = '';
    socket.setEncoding('latin1');
    socket.on('data', (part) => (socket.heard += part));
    socket.ended = new Promise((done) => socket.on('close', done));
    socket.on('connect', () => {
      if (bytes !== undefined) socket.write(bytes);
      resolve(socket);
    });
    socket.on('error', reject);
  });
}

/** The status of the first answer on a socket of `connect`, once its head is there; 0 if it was closed. */
export async function statusOf(socket) {
  const answered = () => /^HTTP\/1\.1 (\d{3})/.exec(socket.heard);
  if (!answered()) {
    await Promise.race([
      socket.ended,
      new Promise((resolve) => socket.on('data', () => answered() && resolve())),
    ]);
  }
  return Number(answered()?.[1] ?? 0);
}

/** The same numbers for the same seed (mulberry32). */
export function seeded(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return { below: (n) => Math.floor(next() * n), pick: (list) => list[Math.floor(next() * list.length)] };
}
