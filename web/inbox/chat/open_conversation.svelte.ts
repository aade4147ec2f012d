/**
 * One conversation that is, or was, on the screen: keeps its timeline complete by realtime channel
 * and catch-up, tracks who answers and types, and sends what is written. Owns its channel; the
 * conversation itself lives in the entity cache.
 */

import type { Problem } from '../../shared/api';
import type { Channel } from '../../shared/realtime';
import {
  acknowledged,
  announced,
  connectionLost,
  deltaArrived,
  emptyTimeline,
  generationEnded,
  hasGap,
  laterLoaded,
  missedTooMuch,
  newestLoaded,
  olderLoaded,
  sendAdded,
  sendChanged,
  sendDropped,
  serverReported,
  snapshotLoaded,
  type PendingSend,
  type Timeline,
} from '../../shared/timeline';
import {
  announcedConversation,
  announcement,
  conversationDeleted,
  delta,
  entryEvents,
  generationEnded as endedEvent,
  subscribed,
  typing as typingEvent,
  type Entry,
} from '../../shared/wire';
import type { Connection, Sync } from '../app/connection.svelte';
import type { Toasts } from '../app/toasts/toasts.svelte';
import type { EntityCache } from '../conversations/entity_cache.svelte';
import type { Clock } from '../lib/clock.svelte';
import { server } from '../lib/server';
import type { Lists } from '../list/lists.svelte';
import { newClientId, SendQueue } from './send_queue';

export interface ConversationDeps {
  clock: Clock;
  connection: Connection;
  cache: EntityCache;
  lists: Lists;
  toasts: Toasts;
  /** The pending sends have changed. */
  sendsChanged(): void;
}

const turns: ReadonlySet<string> = new Set(['claimed', 'released', 'lapsed', 'queued']);

/** Milliseconds that a typing whisper is shown, and the minimum between two of our own. */
const typingShown = 5000;
const typingEvery = 2500;

export class OpenConversation {
  readonly id: string;
  timeline = $state.raw<Timeline>(emptyTimeline);
  /** Why the first page could not be loaded. */
  failed = $state<Problem | null>(null);
  deletedBy = $state<{ name: string | null } | null>(null);
  /** Who is typing now. */
  typing = $state.raw<{ from: 'visitor' | 'member'; name: string | null } | null>(null);
  joined = $state(false);
  loadingOlder = $state(false);
  /** Entries with a greater `seq` arrived while the conversation was on the screen. */
  openedAt = $state(Number.MAX_SAFE_INTEGER);

  readonly #deps: ConversationDeps;
  readonly #queue: SendQueue;
  #channel: Channel | null = null;
  #fetching = false;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #whisperedAt = 0;

  constructor(id: string, deps: ConversationDeps, pending: readonly PendingSend[]) {
    this.id = id;
    this.#deps = deps;
    this.#queue = new SendQueue({
      pending: () => this.timeline.pending,
      send: (send) => server.send(id, send.kind, send.client_id, send.body),
      changed: (clientId, state, reason) =>
        this.#update(sendChanged(this.timeline, clientId, { state, reason })),
      acknowledged: (entry) => this.#update(acknowledged(this.timeline, entry)),
      refused: (_one, reason) => deps.toasts.alert(`Not sent. ${reason}`),
    });
    for (const send of pending)
      this.timeline = sendAdded(this.timeline, {
        ...send,
        state: send.state === 'failed' ? 'failed' : 'waiting',
      });
    if (pending.length > 0) this.#queue.kick();
  }

  readonly conversation = $derived.by(() => this.#deps.cache.conversation(this.id) ?? null);

  /**
   * The last entry that changed who answers, and who held the conversation before it. `waits`: a
   * lapse that left the visitor waiting.
   */
  readonly lastTurn = $derived.by(() => {
    let holder: Entry['author'] = null;
    let last = null as { entry: Entry; heldBefore: Entry['author']; waits: boolean } | null;
    for (const entry of this.timeline.entries) {
      if (!turns.has(entry.kind)) continue;
      if (entry.kind === 'queued' && entry.meta.reason === 'lapse' && last !== null) {
        last = { ...last, waits: true };
        continue;
      }
      last = { entry, heldBefore: holder, waits: false };
      holder = entry.kind === 'claimed' ? entry.author : null;
    }
    return last;
  });

  get sync(): Sync {
    if (this.#deps.connection.offline) return 'offline';
    return this.joined && this.timeline.loaded && !hasGap(this.timeline) ? 'ok' : 'catching';
  }

  get pending(): readonly PendingSend[] {
    return this.timeline.pending;
  }

  /** Called when it comes onto the screen: joins its channel and loads what is missing. */
  enter(): void {
    if (this.#channel !== null || this.deletedBy !== null) return;
    this.#channel = this.#deps.connection.realtime.join(`private-conversation.${this.id}`, {
      joined: (data) => this.#onJoined(data),
      event: (name, data) => this.#onEvent(name, data),
      refused: (status) => this.#onRefused(status),
    });
    void this.load();
  }

  leave(): void {
    this.#channel?.leave();
    this.#channel = null;
    this.joined = false;
    this.typing = null;
    clearTimeout(this.#typingTimer);
    clearTimeout(this.#retryTimer);
    this.#update(connectionLost(this.timeline));
  }

  connectionChanged(online: boolean): void {
    if (online) {
      this.#queue.kick();
      return;
    }
    this.joined = false;
    this.typing = null;
    this.#update(connectionLost(this.timeline));
  }

  async load(): Promise<void> {
    this.failed = null;
    const about = this.#loadConversation();
    if (this.timeline.loaded) {
      await this.#catchUp();
    } else {
      const answer = await server.timeline(this.id, {});
      if (answer.ok) {
        this.#update(newestLoaded(this.timeline, answer.value));
        this.openedAt = this.timeline.lastSeq;
        void this.#catchUp();
      } else {
        this.#notLoaded(answer.problem);
      }
    }
    await about;
  }

  async loadOlder(): Promise<void> {
    const first = this.timeline.entries[0];
    if (!this.timeline.hasOlder || this.loadingOlder || first === undefined) return;
    this.loadingOlder = true;
    const answer = await server.timeline(this.id, { before: first.seq });
    this.loadingOlder = false;
    if (answer.ok) this.#update(olderLoaded(this.timeline, answer.value));
  }

  send(kind: 'message' | 'note', body: string): void {
    this.#update(
      sendAdded(this.timeline, {
        client_id: newClientId(),
        kind,
        body,
        created_at: this.#deps.clock.nowText(),
        state: 'waiting',
        reason: null,
      }),
    );
    this.#queue.kick();
  }

  sendAgain(clientId: string): void {
    this.#update(sendChanged(this.timeline, clientId, { state: 'waiting', reason: null }));
    this.#queue.kick();
  }

  dropSend(clientId: string): void {
    this.#update(sendDropped(this.timeline, clientId));
  }

  /** Tells the others that a reply is being typed; throttled. */
  whisperTyping(): void {
    const now = Date.now();
    if (now - this.#whisperedAt < typingEvery) return;
    this.#whisperedAt = now;
    this.#channel?.whisper('client-typing', {});
  }

  stop(): void {
    this.leave();
    this.#queue.stop();
  }

  async #loadConversation(): Promise<void> {
    const answer = await server.conversation(this.id);
    if (answer.ok) this.#deps.lists.onConversation(answer.value.conversation);
    else if (answer.problem.type === 'deleted' || answer.problem.type === 'not-found')
      this.#gone(null);
  }

  #notLoaded(problem: Problem): void {
    if (problem.type === 'deleted' || problem.type === 'not-found') {
      this.#gone(null);
      return;
    }
    this.failed = problem;
    this.#retryTimer = setTimeout(
      () => this.#channel !== null && !this.timeline.loaded && void this.load(),
      5000,
    );
  }

  /** Requests missing entries, one page at a time, until there is no gap. */
  async #catchUp(): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    while (this.timeline.loaded && hasGap(this.timeline) && this.#channel !== null) {
      const reported = this.timeline.serverSeq;
      const whole = missedTooMuch(this.timeline);
      const answer = await server.timeline(
        this.id,
        whole ? { limit: 200 } : { after: this.timeline.lastSeq, limit: 200 },
      );
      if (!answer.ok) {
        this.#retryTimer = setTimeout(
          () => void this.#catchUp(),
          (answer.problem.retryAfter ?? 3) * 1000,
        );
        break;
      }
      this.#update((whole ? snapshotLoaded : laterLoaded)(this.timeline, answer.value, reported));
    }
    this.#fetching = false;
  }

  #onJoined(data: unknown): void {
    const again = this.timeline.loaded;
    this.joined = true;
    this.#update(serverReported(this.timeline, subscribed(data ?? {}).last_seq ?? 0));
    void this.#catchUp();
    if (again) void this.#loadConversation();
  }

  #onRefused(status: number): void {
    this.joined = false;
    if (status === 404 || status === 410) this.#gone(null);
  }

  #onEvent(name: string, data: unknown): void {
    try {
      if (entryEvents.has(name)) this.#onEntry(data);
      else if (name === 'message.delta') this.#update(deltaArrived(this.timeline, delta(data)));
      else if (name === 'generation.ended')
        this.#update(generationEnded(this.timeline, endedEvent(data).generation));
      else if (name === 'conversation.deleted')
        this.#gone(conversationDeleted(data).deleted_by?.name ?? null);
      else if (name === 'client-typing') this.#onTyping(typingEvent(data));
    } catch (error) {
      // The event breaks the protocol; its entry is fetched by number instead.
      console.warn('event not understood', name, error);
      this.#update(serverReported(this.timeline, this.timeline.lastSeq + 1));
      void this.#catchUp();
    }
  }

  #onEntry(data: unknown): void {
    const said = announcement(data);
    const { conversation } = announcedConversation(data);
    if (conversation !== undefined) this.#deps.lists.onConversation(conversation);
    this.#update(announced(this.timeline, said));
    if (said.entry.role === this.#typingRole()) this.typing = null;
    if (hasGap(this.timeline)) void this.#catchUp();
  }

  #typingRole(): Entry['role'] {
    return this.typing?.from === 'visitor' ? 'visitor' : 'human_agent';
  }

  #onTyping(typist: { from: 'visitor' | 'member'; name: string | null }): void {
    this.typing = typist;
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => (this.typing = null), typingShown);
  }

  #gone(name: string | null): void {
    this.deletedBy = { name };
    this.stop();
    this.#deps.lists.onDeleted(this.id);
  }

  #update(next: Timeline): void {
    const sends = next.pending !== this.timeline.pending;
    this.timeline = next;
    if (sends) this.#deps.sendsChanged();
  }
}
