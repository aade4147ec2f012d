// One person's realtime connection that reconnects whenever it is lost, and the record of its
// events. Owns the socket; asserts nothing.
import WebSocket from 'ws';

import { call } from '../support/http.js';
import { shortView } from './recorder.js';

const entryEvents = new Set([
  'message.created',
  'note.created',
  'conversation.claimed',
  'conversation.released',
  'conversation.lapsed',
  'conversation.queued',
  'lead.captured',
]);

/** Milliseconds between two tries to connect. */
const pause = 25;

export class Subscriber {
  #run;
  #person;
  #records;
  #socket = null;
  #listeners = new Map();
  #asked = new Map();
  /** The last seq that this person has of each conversation. */
  #last = new Map();
  #there = null;
  #heardAt = 0;
  #reading = true;
  #wanted = false;
  /**
   * Who hangs up and comes back while a try is under way has begun another one: only the last one
   * counts.
   */
  #tries = 0;
  #retry = null;
  /** The connection was not read for a while, and the server has not died since it was made. */
  #slow = false;

  /**
   * `person`: {viewer, token, base, process, realtimeKey, user?}; `records`: of the conversations
   * that it follows.
   */
  constructor(run, person, records) {
    this.#run = run;
    this.#person = person;
    this.#records = new Map(records.map((record) => [`private-conversation.${record.id}`, record]));
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Connects, now and whenever the connection is lost. */
  start() {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#connect();
  }

  /** Hangs up and stays away. */
  stop() {
    this.#wanted = false;
    this.cut();
  }

  /** The connection breaks. */
  cut() {
    this.#left(this.#run.recorder.now());
    this.#end();
    this.#hangUp();
  }

  /** What had arrived but was not read yet is not heard any more. */
  #hangUp() {
    if (this.#socket === null) return;
    this.#socket.givenUp = true;
    this.#socket.terminate();
  }

  /** Stops reading: what the server writes piles up. */
  pause() {
    if (!this.isOpen) return;
    this.#left(this.#run.recorder.now());
    this.#reading = false;
    this.#slow = true;
    this.#socket.wasPaused = true;
    for (const listener of this.#listeners.values()) listener.slow = true;
    this.#socket.pause();
  }

  resume() {
    this.#reading = true;
    if (this.isOpen) this.#socket.resume();
  }

  /** A process is gone, since `time`. */
  serverDied(process, time) {
    if (this.#person.process !== process) return;
    this.#slow = false;
    this.#left(time);
  }

  /**
   * Hears of one more conversation. Until it is greeted, a connection asks for nothing; then it
   * asks for all.
   */
  follow(record) {
    const channel = `private-conversation.${record.id}`;
    this.#records.set(channel, record);
    if (this.isOpen && this.#socket.socketId !== undefined) this.#subscribe(this.#socket, channel);
  }

  /** Hears no more of a conversation. */
  unfollow({ id }) {
    const channel = `private-conversation.${id}`;
    this.#drop(channel);
    if (this.isOpen && this.#socket.socketId !== undefined)
      this.#socket.send(JSON.stringify({ event: 'pusher:unsubscribe', data: { channel } }));
  }

  #drop(channel) {
    this.#records.delete(channel);
    const listener = this.#listeners.get(channel);
    if (listener !== undefined) listener.open = false;
    this.#listeners.delete(channel);
    if (this.#records.size === 0) this.stop();
  }

  /**
   * The server does not let it in, as it may when it is overloaded: it tries again with a new
   * connection.
   */
  #refused(channel) {
    // Nobody may hear a conversation that was deleted.
    if (this.#records.get(channel)?.erased) return this.#drop(channel);
    this.#run.counts.refused += 1;
    this.cut();
  }

  async #connect() {
    const attempt = (this.#tries += 1);
    clearTimeout(this.#retry);
    try {
      await this.#run.up(this.#person);
    } catch {
      return; // the run has failed, and says so
    }
    if (!this.#wanted || attempt !== this.#tries) return;
    const { base, realtimeKey } = this.#person;
    const socket = new WebSocket(
      `${base.replace(/^http/, 'ws')}/app/${realtimeKey}?protocol=7&client=js`,
      { perMessageDeflate: false },
    );
    this.#socket = socket;
    this.#reading = true;
    this.#slow = false;
    socket.on('error', () => {});
    socket.on('message', (data) => this.#heard(socket, JSON.parse(data.toString())));
    socket.on('pong', () => (this.#heardAt = this.#run.recorder.now()));
    socket.on('close', () => this.#closed(socket));
  }

  #closed(socket) {
    if (socket !== this.#socket) return;
    this.#left(this.#heardAt);
    this.#end();
    if (this.#slow) this.#run.counts.hungUp += 1;
    this.#socket = null;
    if (this.#wanted) this.#retry = setTimeout(() => this.#connect(), pause);
  }

  /** Nothing more is heard by the listeners of this connection. */
  #end() {
    for (const listener of this.#listeners.values()) listener.open = false;
    this.#listeners.clear();
    this.#asked.clear();
  }

  #left(time) {
    if (this.#there !== null)
      this.#there.to = Math.min(this.#there.to, Math.max(time, this.#there.from));
    this.#there = null;
  }

  #isThere() {
    if (this.#there !== null || this.#person.user === undefined) return;
    this.#there = { from: this.#run.recorder.now(), to: Infinity };
    this.#run.recorder.presence[this.#person.user.id].push(this.#there);
  }

  #heard(socket, frame) {
    if (socket.givenUp) return;
    const at = this.#run.recorder.now();
    this.#heardAt = at;
    if (frame.event === 'pusher:connection_established') {
      socket.socketId = JSON.parse(frame.data).socket_id;
      for (const channel of this.#records.keys()) this.#subscribe(socket, channel);
      return;
    }
    const record = this.#records.get(frame.channel);
    if (frame.channel !== undefined && record === undefined) return;
    if (frame.event === 'pusher_internal:subscription_succeeded')
      return this.#joined(record, frame, at);
    if (frame.event === 'pusher:subscription_error') return this.#refused(frame.channel);
    const listener = this.#listeners.get(frame.channel);
    if (listener === undefined) return;
    if (this.#reading) this.#isThere();
    if (entryEvents.has(frame.event)) {
      const { seq, prev_seq: prev, entry, conversation } = JSON.parse(frame.data);
      listener.frames.push({
        at,
        beat: this.#run.recorder.beat(),
        seq,
        prev,
        entry: record.keep(entry),
        ...(conversation && { view: shortView(conversation) }),
      });
      const last = this.#last.get(record.id);
      this.#last.set(record.id, seq);
      if (prev > last) this.#run.catchUp(this.#person, record, last, prev);
      this.#run.progress();
    } else if (frame.event === 'conversation.deleted') {
      listener.frames.push({ at, gone: true });
      this.#drop(frame.channel);
    } else if (frame.event === 'message.delta') {
      const { generation, epoch, offset, text } = JSON.parse(frame.data);
      listener.frames.push({ at, delta: { generation, epoch, offset, text } });
    }
  }

  #joined(record, frame, at) {
    const { last_seq: seq } = JSON.parse(frame.data);
    const from = { seq, asked: this.#asked.get(frame.channel), got: at };
    const listener = this.#run.recorder.listener(record, this.#person.viewer, from);
    // It may have been let in while the connection was not read.
    listener.slow = this.#socket.wasPaused === true;
    this.#listeners.set(frame.channel, listener);
    this.#isThere();
    const last = this.#last.get(record.id) ?? 0;
    this.#last.set(record.id, seq);
    this.#run.progress();
    if (seq > last) this.#run.catchUp(this.#person, record, last, seq);
  }

  async #subscribe(socket, channel) {
    this.#asked.set(channel, this.#run.recorder.now());
    try {
      const { base, token } = this.#person;
      const answer = await call(base, 'POST', '/broadcasting/auth', {
        form: { socket_id: socket.socketId, channel_name: channel },
        token,
      });
      if (answer.status !== 200 && !socket.givenUp) return this.#refused(channel);
      if (socket.readyState === WebSocket.OPEN)
        socket.send(
          JSON.stringify({ event: 'pusher:subscribe', data: { channel, ...answer.json } }),
        );
    } catch {
      if (!socket.givenUp) this.cut();
    }
  }
}
