// A Pusher protocol socket that records every frame in order. Owns the connection; asserts nothing.
import WebSocket from 'ws';

import { call } from './http.js';

/** Milliseconds that a frame may be awaited. */
const patience = 20_000;

export class RealtimeSocket {
  #socket;
  #waiting = new Set();
  frames = [];
  /** Set when the connection is over: {code, reason}. */
  closed = null;

  /**
   * Opens and waits for connection_established, or for the refusal (then `closed` or an error frame
   * is there).
   */
  static async open(base, key, query = 'protocol=7&client=js&version=8.6.0') {
    const socket = new RealtimeSocket();
    await socket.#open(`${base.replace(/^http/, 'ws')}/app/${key}?${query}`);
    return socket;
  }

  async #open(url) {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('message', (data) => this.#received(JSON.parse(data.toString())));
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.#tell();
    });
    const first = await this.next(
      (frame) => frame.event === 'pusher:connection_established' || frame.event === 'pusher:error',
      { orClosed: true },
    );
    this.socketId = first?.event === 'pusher:connection_established' ? first.data.socket_id : null;
  }

  #received(frame) {
    if (typeof frame.data === 'string') {
      try {
        frame.data = JSON.parse(frame.data);
      } catch {
        // Data that is plain text stays as it is.
      }
    }
    // A client that is quiet is asked whether it is there.
    if (frame.event === 'pusher:ping') this.send({ event: 'pusher:pong', data: {} });
    this.frames.push(frame);
    this.onFrame?.(frame);
    this.#tell();
  }

  #tell() {
    for (const check of [...this.#waiting]) check();
  }

  /**
   * The first frame from position `from` on that fits, now or later. With `orClosed`, null if the
   * connection ends first.
   */
  next(fits, { from = 0, orClosed = false } = {}) {
    return new Promise((resolve, reject) => {
      let position = from;
      const finish = (act) => {
        clearTimeout(timer);
        this.#waiting.delete(check);
        act();
      };
      const timer = setTimeout(
        () =>
          finish(() =>
            reject(
              new Error(
                `no such frame within ${patience} ms: ${fits}; heard ${JSON.stringify(this.frames.slice(-5))}`,
              ),
            ),
          ),
        patience,
      );
      const check = () => {
        for (; position < this.frames.length; position += 1) {
          const frame = this.frames[position];
          if (fits(frame)) return finish(() => resolve(frame));
        }
        if (this.closed !== null)
          finish(() =>
            orClosed ? resolve(null) : reject(new Error(`closed: ${JSON.stringify(this.closed)}`)),
          );
      };
      this.#waiting.add(check);
      check();
    });
  }

  whenClosed() {
    return this.next(() => false, { orClosed: true }).then(() => this.closed);
  }

  /** The text or bytes as they are. */
  sendRaw(data, options) {
    this.#socket.send(data, options);
  }

  send(frame) {
    this.sendRaw(JSON.stringify(frame));
  }

  ping() {
    this.send({ event: 'pusher:ping', data: {} });
  }

  /** What /broadcasting/auth says about this socket and channel. */
  authorize(base, channel, token) {
    return call(base, 'POST', '/broadcasting/auth', {
      form: { socket_id: this.socketId, channel_name: channel },
      token,
    });
  }

  /** Subscribes with the given person's token and waits for success; gives its data. */
  async subscribe(person, channel) {
    const answer = await this.authorize(person.base, channel, person.token);
    if (answer.status !== 200)
      throw new Error(`auth for ${channel}: ${answer.status} ${answer.text}`);
    const from = this.frames.length;
    this.send({ event: 'pusher:subscribe', data: { channel, ...answer.json } });
    const frame = await this.next(
      (heard) =>
        heard.channel === channel &&
        (heard.event === 'pusher_internal:subscription_succeeded' ||
          heard.event === 'pusher:subscription_error'),
      { from },
    );
    if (frame.event !== 'pusher_internal:subscription_succeeded')
      throw new Error(`${channel}: ${JSON.stringify(frame)}`);
    return frame.data;
  }

  unsubscribe(channel) {
    this.send({ event: 'pusher:unsubscribe', data: { channel } });
  }

  /** Reads nothing until `resume`: what is sent piles up. */
  pause() {
    this.#socket.pause();
  }

  resume() {
    this.#socket.resume();
  }

  close() {
    this.#socket.close();
  }

  terminate() {
    this.#socket.terminate();
  }
}
