/**
 * The outbox: the visitor's own messages in order, each under its client id until the server has
 * it. Sends them one at a time as optimistic updates of the timeline, reads the streamed answers,
 * and retries with backoff what has an unknown outcome. Survives a change of page.
 */

import { isResponse, outcomeUnknown, problem, type Problem } from '../../shared/api';
import * as lines from '../../shared/timeline';
import { delta, entryAnswer } from '../../shared/wire';
import type { ChatStore } from '../state/chat_store';
import type { PersistedState } from '../state/persisted_state';
import type { LiveChannel } from './live_channel';
import { persist } from './pending';
import type { Calls } from './calls';
import { events, type StreamEvent } from './sse';

/**
 * Milliseconds before a retry: at first, doubled with each, and once the quick ones are used up.
 */
const firstRetry = 1_000;
const slowRetry = 15_000;
const quickTries = 3;

export class Outbox {
  readonly #store: ChatStore;
  readonly #calls: Calls;
  readonly #persisted: PersistedState;
  readonly #channel: Pick<LiveChannel, 'joined' | 'catchUp' | 'checkNow'>;
  readonly #ended: () => void;
  readonly #tries = new Map<string, number>();
  #sending: string | null = null;
  #stopped = false;
  #streams = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `ended` is called when the server says that the conversation is gone. */
  constructor(
    store: ChatStore,
    calls: Calls,
    persisted: PersistedState,
    channel: Pick<LiveChannel, 'joined' | 'catchUp' | 'checkNow'>,
    ended: () => void,
  ) {
    this.#store = store;
    this.#calls = calls;
    this.#persisted = persisted;
    this.#channel = channel;
    this.#ended = ended;
  }

  /** True while an answer is being streamed. */
  get streaming(): boolean {
    return this.#streams > 0;
  }

  /** Nothing more is sent from this page. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#stopped = true;
  }

  /** Sends the same message again, under the same client id. */
  retry(clientId: string): void {
    this.#tries.delete(clientId);
    this.#change(clientId, 'waiting');
    this.pump();
  }

  forget(): void {
    this.#sending = null;
    this.#persisted.set({ pending: [] });
    this.#store.update({ ...this.#timeline, pending: [] });
  }

  /**
   * The sends to carry into a conversation that begins or resumes now. Those of another
   * conversation, `remembered` being the one they were kept with, need a manual retry.
   */
  carried(remembered: string | null, conversationId: string): lines.PendingSend[] {
    const current = this.#timeline.pending;
    if (current.length > 0) return [...current];
    const state = remembered === conversationId ? 'waiting' : 'failed';
    return this.#persisted.get().pending.map((send) => ({ ...send, kind: 'message', state }));
  }

  /** Sends the next waiting message, unless one is in flight or the rate limit forbids it. */
  pump(): void {
    const { phase, sendFrom, timeline } = this.#store.state;
    const next = timeline.pending.find((send) => send.state === 'waiting');
    if (this.#stopped || phase !== 'ready' || this.#sending !== null || next === undefined) return;
    const early = sendFrom - Date.now();
    if (early > 0) return this.#later(early);
    clearTimeout(this.#timer);
    this.#sending = next.client_id;
    this.#change(next.client_id, 'sending');
    void this.#send(next);
  }

  get #timeline(): lines.Timeline {
    return this.#store.state.timeline;
  }

  #later(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.pump(), delay);
  }

  async #send(send: lines.PendingSend): Promise<void> {
    const { client_id, body } = send;
    const before = this.#store.conversation;
    const response = await this.#calls.open('/v1/widget/messages/stream', { client_id, body });
    // The visitor has cleared the conversation.
    if (this.#store.conversation !== before && !this.#isPending(client_id)) return;
    if (isResponse(response)) await this.#read(response, send);
    else this.#undelivered(send, response);
  }

  async #read(response: Response, send: lines.PendingSend): Promise<void> {
    let accepted = false;
    let done = false;
    let awaited = false;
    const conversation = this.#store.conversation;
    let epoch = 0;
    const awaits = (yes: boolean) => {
      if (yes) ({ epoch } = this.#store);
      // The count was reset when the epoch ended.
      if (yes !== awaited && epoch === this.#store.epoch)
        this.#store.set({ awaited: this.#store.state.awaited + (yes ? 1 : -1) });
      awaited = yes;
    };
    this.#streams += 1;
    try {
      for await (const event of events(response)) {
        if (this.#store.conversation !== conversation) break;
        done ||= event.name === 'done';
        this.#apply(event);
        if (event.name === 'accepted') {
          accepted = true;
          this.#delivered(send.client_id);
          awaits(this.#store.state.controller === 'bot');
        } else {
          awaits(false);
        }
      }
    } catch {
      // The connection broke, or an event could not be read: the catch-up below requests the rest.
    }
    this.#streams -= 1;
    awaits(false);
    if (this.#store.conversation !== conversation) return;
    if (!accepted) return this.#undelivered(send, problem('offline', 0, 'The connection dropped'));
    if (!this.#channel.joined && !done) this.#store.update(lines.connectionLost(this.#timeline));
    if (!this.#channel.joined || !done) void this.#channel.catchUp();
  }

  #apply(event: StreamEvent): void {
    const data: unknown = JSON.parse(event.data);
    if (event.name === 'delta') this.#store.update(lines.deltaArrived(this.#timeline, delta(data)));
    else if (event.name === 'accepted' || event.name === 'message') {
      this.#store.update(lines.acknowledged(this.#timeline, entryAnswer(data).entry));
    }
  }

  #delivered(clientId: string): void {
    this.#tries.delete(clientId);
    this.#reached();
    // The entry has replaced the send already, unless it was in the timeline before.
    this.#store.update(lines.sendDropped(this.#timeline, clientId));
    this.#next(clientId);
  }

  /** The server has answered. */
  #reached(): void {
    if (this.#store.state.offline && this.#channel.joined) this.#store.set({ offline: false });
  }

  #undelivered(send: lines.PendingSend, failure: Problem): void {
    const clientId = send.client_id;
    // It has arrived over the realtime channel.
    if (!this.#isPending(clientId)) return this.#next(clientId);
    if (failure.status > 0) this.#reached();
    if (failure.status === 410) {
      this.#ended();
    } else if (failure.status === 429) {
      this.#store.set({ sendFrom: Date.now() + (failure.retryAfter ?? 5) * 1000 });
      this.#change(clientId, 'waiting');
    } else if (outcomeUnknown(failure)) {
      // Said at once: the channel may need seconds to notice.
      if (failure.status === 0) {
        this.#store.set({ offline: true });
        this.#channel.checkNow();
      }
      const tries = (this.#tries.get(clientId) ?? 0) + 1;
      this.#tries.set(clientId, tries);
      // While offline a manual retry is pointless, even before the channel has noticed.
      const givenUp =
        tries > quickTries && this.#channel.joined && globalThis.navigator?.onLine !== false;
      this.#change(clientId, givenUp ? 'failed' : 'waiting');
      const delay =
        tries > quickTries
          ? slowRetry
          : (failure.retryAfter ?? 0) * 1000 || firstRetry * 2 ** (tries - 1);
      this.#sending = null;
      this.#persist();
      return this.#later(delay);
    } else {
      this.#change(
        clientId,
        'failed',
        failure.status === 413 ? 'It\u2019s too long.' : (Object.values(failure.errors)[0] ?? null),
      );
    }
    this.#next(clientId);
  }

  #isPending(clientId: string): boolean {
    return this.#timeline.pending.some((send) => send.client_id === clientId);
  }

  #next(clientId: string): void {
    if (this.#sending === clientId) this.#sending = null;
    this.#persist();
    this.pump();
  }

  #change(clientId: string, state: lines.PendingSend['state'], reason: string | null = null): void {
    this.#store.update(lines.sendChanged(this.#timeline, clientId, { state, reason }));
  }

  #persist(): void {
    persist(this.#store, this.#persisted);
  }
}
