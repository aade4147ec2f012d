/**
 * A client of the Pusher Channels protocol 7, as docs/protocol.md uses it: one socket, private
 * channels, whispers, liveness, and reconnection with jittered exponential backoff. Owns the
 * socket; knows nothing of conversations.
 */

import type { Answer } from './api';
import { anyObject, number, optional, shape, text } from './fields';
import { toJson } from './json';

export type ConnectionState = 'connecting' | 'connected' | 'waiting' | 'stopped';

export interface ChannelHandlers {
  /** Called after every join, also after a reconnection, before any later event of the channel. */
  joined?(data: unknown): void;
  event(name: string, data: unknown): void;
  /** The channel will not be joined again by itself. `status` is 401, 403 or 404. */
  refused?(status: number): void;
}

export interface Channel {
  readonly joined: boolean;
  /** A client event. Dropped while the channel is not joined. */
  whisper(event: string, data: Record<string, unknown>): void;
  leave(): void;
}

export interface RealtimeOptions {
  /** The full ws:// or wss:// URL, evaluated at each attempt. */
  url(): string;
  authorize(
    socketId: string,
    channel: string,
  ): Promise<Answer<{ auth: string; channel_data: string | undefined }>>;
  onState?(state: ConnectionState): void;
  /** The server has answered a ping: the connection is alive. */
  onPong?(): void;
  /** For tests. */
  makeSocket?(url: string): WebSocket;
  random?(): number;
}

export const channelAuth = shape({ auth: text, channel_data: optional(text) });

/** Milliseconds. */
const times = {
  connect: 10_000,
  pong: 10_000,
  check: 4_000,
  activity: 30_000,
  firstDelay: 500,
  /** So many attempts before the delay grows: a restart of the server is over by then. */
  quickTries: 4,
  longestDelay: 30_000,
  healthy: 10_000,
};

interface Joining {
  handlers: ChannelHandlers;
  joined: boolean;
  /** Grows with every attempt, so that a late authorization for an earlier socket is dropped. */
  attempt: number;
  retry: ReturnType<typeof setTimeout> | undefined;
  failures: number;
}

export class Realtime {
  readonly #options: RealtimeOptions;
  readonly #channels = new Map<string, Joining>();
  #state: ConnectionState = 'stopped';
  #socket: WebSocket | null = null;
  #socketId: string | null = null;
  #activity = times.activity;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #healthy: ReturnType<typeof setTimeout> | undefined;

  constructor(options: RealtimeOptions) {
    this.#options = options;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get socketId(): string | null {
    return this.#socketId;
  }

  /** Opens the socket; if it is waiting for the next attempt, retries at once. */
  connect(): void {
    if (this.#state === 'connecting' || this.#state === 'connected') return;
    this.#open();
  }

  /**
   * The network changed, or the page was asleep: check the connection now instead of waiting for
   * the timeout.
   */
  checkNow(): void {
    if (this.#state === 'waiting') this.#open();
    else if (this.#state === 'connected') this.#ping(times.check);
  }

  disconnect(): void {
    this.#abandon();
    this.#setState('stopped');
  }

  join(name: string, handlers: ChannelHandlers): Channel {
    const joining: Joining = { handlers, joined: false, attempt: 0, retry: undefined, failures: 0 };
    this.#dropChannel(name);
    this.#channels.set(name, joining);
    if (this.#state === 'connected') void this.#authorize(name, joining);
    const current = () => this.#channels.get(name) === joining;
    return {
      get joined() {
        return joining.joined;
      },
      whisper: (event, data) => {
        if (joining.joined && current()) this.#send({ event, channel: name, data });
      },
      leave: () => {
        if (current()) this.#dropChannel(name);
      },
    };
  }

  #dropChannel(name: string): void {
    const joining = this.#channels.get(name);
    if (joining === undefined) return;
    clearTimeout(joining.retry);
    joining.attempt += 1;
    this.#channels.delete(name);
    if (this.#state === 'connected')
      this.#send({ event: 'pusher:unsubscribe', data: { channel: name } });
  }

  #open(): void {
    this.#abandon();
    this.#setState('connecting');
    let socket: WebSocket;
    try {
      socket = (this.#options.makeSocket ?? ((url) => new WebSocket(url)))(this.#options.url());
    } catch {
      this.#retryLater(null);
      return;
    }
    this.#socket = socket;
    socket.onmessage = (message) => this.#received(message.data);
    socket.onclose = (closed) => this.#closed(closed.code);
    this.#timer = setTimeout(() => this.#closed(1006), times.connect);
  }

  /** Drops the socket and ignores its further events. */
  #abandon(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#healthy);
    const socket = this.#socket;
    this.#socket = null;
    this.#socketId = null;
    if (socket !== null) {
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
    }
    for (const joining of this.#channels.values()) {
      clearTimeout(joining.retry);
      joining.joined = false;
      joining.attempt += 1;
    }
  }

  /**
   * Close codes: no reconnect after 4000–4099 and from 4300 up, an immediate one after 4200–4299,
   * else with backoff. The end of a service that restarts (1012) is no failure.
   */
  #closed(code: number): void {
    if (code === 1012 && this.#state === 'connected') this.#failures = 0;
    this.#abandon();
    if ((code >= 4000 && code < 4100) || (code >= 4300 && code < 5000)) this.#setState('stopped');
    else this.#retryLater(code >= 4200 && code < 4300 ? 0 : null);
  }

  #retryLater(fixed: number | null): void {
    const doublings = Math.max(0, this.#failures - times.quickTries + 1);
    const grown = Math.min(times.longestDelay, times.firstDelay * 2 ** doublings);
    const delay = this.#failures === 0 && fixed !== null ? fixed : grown;
    this.#failures += 1;
    this.#setState('waiting');
    this.#timer = setTimeout(
      () => this.#open(),
      delay * (0.5 + (this.#options.random ?? Math.random)() / 2),
    );
  }

  #setState(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onState?.(state);
  }

  #send(frame: Record<string, unknown>): void {
    if (this.#socket?.readyState === 1) this.#socket.send(toJson(frame));
  }

  #ping(patience = times.pong): void {
    clearTimeout(this.#timer);
    this.#send({ event: 'pusher:ping', data: {} });
    this.#timer = setTimeout(() => this.#closed(1006), patience);
  }

  /** Any frame proves that the connection is alive. */
  #heard(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ping(), this.#activity);
  }

  #received(raw: unknown): void {
    let name: string;
    let channel: string | undefined;
    let data: unknown;
    try {
      const frame = anyObject(JSON.parse(text(raw)) as unknown);
      name = text(frame['event']);
      channel = optional(text)(frame['channel']);
      data =
        typeof frame['data'] === 'string' ? (JSON.parse(frame['data']) as unknown) : frame['data'];
    } catch {
      return; // Not a frame of the protocol: ignored.
    }
    if (this.#state === 'connected') this.#heard();
    if (name === 'pusher:connection_established') this.#established(data);
    else if (name === 'pusher:ping') this.#send({ event: 'pusher:pong', data: {} });
    else if (name === 'pusher:pong') this.#options.onPong?.();
    else if (name === 'pusher:error') this.#failed(data);
    else if (channel !== undefined) this.#channelEvent(channel, name, data);
  }

  #established(data: unknown): void {
    let hello: { socket_id: string; activity_timeout: number | undefined };
    try {
      hello = shape({ socket_id: text, activity_timeout: optional(number) })(data);
    } catch {
      this.#closed(1006);
      return;
    }
    this.#socketId = hello.socket_id;
    this.#activity = Math.min(times.activity, (hello.activity_timeout ?? 30) * 1000);
    // Only a connection that lasts resets the backoff; one that is closed at once does not.
    this.#healthy = setTimeout(() => (this.#failures = 0), times.healthy);
    this.#setState('connected');
    this.#heard();
    for (const [name, joining] of this.#channels) void this.#authorize(name, joining);
  }

  /**
   * Before the connection is established, errors are treated by the table of close codes;
   * afterwards they close nothing.
   */
  #failed(data: unknown): void {
    if (this.#state !== 'connecting') return;
    let code = 1006;
    try {
      code = number(anyObject(data)['code']);
    } catch {
      // No code: treat it as any other lost connection.
    }
    this.#closed(code);
  }

  #channelEvent(channel: string, name: string, data: unknown): void {
    const joining = this.#channels.get(channel);
    if (joining === undefined) return;
    if (name === 'pusher_internal:subscription_succeeded') {
      joining.joined = true;
      joining.failures = 0;
      joining.handlers.joined?.(data);
    } else if (name === 'pusher:subscription_error') {
      joining.joined = false;
      joining.handlers.refused?.(403);
    } else {
      joining.handlers.event(name, data);
    }
  }

  async #authorize(name: string, joining: Joining): Promise<void> {
    const socketId = this.#socketId;
    if (socketId === null) return;
    const attempt = ++joining.attempt;
    const answer = await this.#options.authorize(socketId, name);
    if (attempt !== joining.attempt || this.#socketId !== socketId) return;
    if (answer.ok) {
      this.#send({ event: 'pusher:subscribe', data: { channel: name, ...answer.value } });
      return;
    }
    const status = answer.problem.status;
    if (status === 401 || status === 403 || status === 404 || status === 410) {
      joining.handlers.refused?.(status);
      return;
    }
    const delay = Math.min(times.longestDelay, 1000 * 2 ** joining.failures);
    joining.failures += 1;
    joining.retry = setTimeout(() => void this.#authorize(name, joining), delay);
  }
}

/** The socket's URL for an origin. */
export function socketUrl(origin: string, key: string, client: string): string {
  return `${origin.replace(/^http/, 'ws')}/app/${encodeURIComponent(key)}?protocol=7&client=${client}&version=1.0`;
}
