// The real laravel-echo with pusher-js in Node, and a log of its events. Owns the connection.
import EchoModule from 'laravel-echo';
import Pusher from 'pusher-js';

const Echo = EchoModule.default ?? EchoModule;

/** Milliseconds that an event may be awaited. */
const patience = 15_000;

export const conversationEvents = [
  'message.created',
  'note.created',
  'message.delta',
  'conversation.claimed',
  'conversation.released',
  'conversation.queued',
  'lead.captured',
];

/** What one private channel said, in order. */
export class ChannelLog {
  heard = [];
  #waiting = new Set();

  constructor(channel, events = conversationEvents) {
    this.channel = channel;
    for (const name of events) channel.listen(`.${name}`, (data) => this.#add(name, data));
    channel.listenForWhisper('typing', (data) => this.#add('typing', data));
    channel.on('pusher:subscription_succeeded', (data) => this.#add('subscribed', data));
    channel.error((data) => this.#add('error', data));
  }

  #add(name, data) {
    this.heard.push({ name, data });
    for (const check of [...this.#waiting]) check();
  }

  names() {
    return this.heard.map((event) => event.name);
  }

  /** The first event of that name that fits, now or later. */
  next(name, fits = () => true) {
    return new Promise((resolve, reject) => {
      const check = () => {
        const event = this.heard.find((event) => event.name === name && fits(event.data));
        if (event === undefined) return;
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve(event.data);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(check);
        reject(new Error(`no ${name} within ${patience} ms; heard ${JSON.stringify(this.heard)}`));
      }, patience);
      this.#waiting.add(check);
      check();
    });
  }
}

export function options(base, key) {
  const { hostname, port } = new URL(base);
  return {
    broadcaster: 'reverb',
    key,
    wsHost: hostname,
    wsPort: Number(port),
    wssPort: Number(port),
    forceTLS: false,
    enabledTransports: ['ws'],
    authEndpoint: `${base}/broadcasting/auth`,
  };
}

/**
 * An Echo that shows the given token, or none. `more` overrides its options. All Echos share their
 * default headers, so each gets its own.
 */
export function connect(base, key, token, more = {}) {
  return new Echo({
    ...options(base, key),
    Pusher,
    bearerToken: token ?? null,
    auth: { headers: {} },
    ...more,
  });
}
