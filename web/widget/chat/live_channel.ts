/**
 * Keeps the timeline, and who answers, in step with the server: hears the conversation's realtime
 * channel, and catches up by number on what it missed. Owns the connection; sends nothing but
 * typing whispers.
 */

import type { Problem } from '../../shared/api';
import { channelAuth, Realtime, socketUrl, type Channel } from '../../shared/realtime';
import * as lines from '../../shared/timeline';
import {
  announcedVisitorConversation,
  announcement,
  delta,
  entryEvents,
  generationEnded,
  queueMoved,
  subscribed,
  timelinePage,
  typing,
  type Entry,
  type VisitorConversation,
  type WidgetInit,
} from '../../shared/wire';
import type { ChatStore } from '../state/chat_store';
import type { Calls } from './calls';
import type { Session } from './session';

export interface LiveChannelHooks {
  /** The channel is joined. */
  joined(): void;
  /** The conversation is gone. */
  ended(): void;
  /**
   * True while an answer is being streamed over HTTP: then a lost connection does not interrupt it.
   */
  streaming(): boolean;
}

/** Milliseconds that a typing whisper is shown, and the minimum between two of our own. */
const typingShown = 6_000;
const typingEvery = 3_000;
/** Milliseconds before a lost connection is shown, and before one that was never established is. */
const grace = 1_500;
const firstGrace = 6_000;
const retryDelay = 2_000;

export class LiveChannel {
  readonly #store: ChatStore;
  readonly #calls: Calls;
  readonly #session: Session;
  readonly #hooks: LiveChannelHooks;
  #realtime: Realtime | null = null;
  #channel: Channel | null = null;
  #catching = false;
  #everJoined = false;
  #whispered = 0;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;
  #offlineTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: ChatStore, calls: Calls, session: Session, hooks: LiveChannelHooks) {
    this.#calls = calls;
    this.#store = store;
    this.#session = session;
    this.#hooks = hooks;
  }

  get joined(): boolean {
    return this.#channel?.joined ?? false;
  }

  /** Joins the conversation's channel in place of the one before. */
  join(realtime: WidgetInit['realtime']): void {
    this.#channel?.leave();
    this.#realtime ??= new Realtime({
      url: () => socketUrl(this.#session.origin.replace(/\/$/, ''), realtime.key, 'widget'),
      authorize: (socket_id, channel_name) =>
        this.#calls.call('/broadcasting/auth', {
          method: 'POST',
          form: { socket_id, channel_name },
          read: channelAuth,
        }),
      onState: (state) => state !== 'connected' && this.#onLost(),
      onPong: () => this.joined && this.#store.set({ offline: false }),
    });
    this.#channel = this.#realtime.join(realtime.channel, {
      joined: (data) => this.#onJoined(data),
      event: (name, data) => {
        try {
          this.#onEvent(name, data);
        } catch (error) {
          console.warn('Takeover: could not read an event', error);
        }
      },
      refused: (status) =>
        status === 404 || status === 410 ? this.#hooks.ended() : this.#store.set({ offline: true }),
    });
    this.#realtime.connect();
  }

  leave(): void {
    this.#channel?.leave();
    this.#channel = null;
  }

  /** For good. */
  disconnect(): void {
    this.leave();
    this.#realtime?.disconnect();
    clearTimeout(this.#offlineTimer);
    clearTimeout(this.#typingTimer);
  }

  /** The network came or went, or the page woke up. */
  checkNow(): void {
    this.#realtime?.checkNow();
  }

  /** Reconnects after the server has closed the connection for good. */
  revive(): void {
    if (this.#realtime?.state === 'stopped') this.#realtime.connect();
  }

  /** Tells the members that the visitor is typing. Throttled. */
  whisperTyping(): void {
    if (Date.now() - this.#whispered < typingEvery) return;
    this.#whispered = Date.now();
    this.#channel?.whisper('client-typing', {});
  }

  /** Requests the entries after the last known one, page by page, until there is no gap. */
  async catchUp(): Promise<void> {
    if (this.#catching) return;
    this.#catching = true;
    const { conversation } = this.#store;
    let problem: Problem | null = null;
    do {
      const { lastSeq, serverSeq } = this.#timeline;
      const whole = lines.missedTooMuch(this.#timeline);
      const answer = await this.#calls.call(
        `/v1/widget/timeline?${whole ? '' : `after=${lastSeq}&`}limit=200`,
        { read: timelinePage },
      );
      if (conversation !== this.#store.conversation) break;
      if (answer.ok) {
        this.#store.update(
          (whole ? lines.snapshotLoaded : lines.laterLoaded)(
            this.#timeline,
            answer.value,
            serverSeq,
          ),
        );
        this.#controlFrom(answer.value.entries);
        if (this.#timeline.lastSeq === lastSeq) break;
      } else {
        problem = answer.problem;
      }
    } while (problem === null && lines.hasGap(this.#timeline));
    this.#catching = false;
    // Meanwhile another conversation began, which was not caught up.
    if (conversation !== this.#store.conversation) return this.fillGap();
    if (problem?.status === 410) return this.#hooks.ended();
    if (lines.hasGap(this.#timeline)) {
      setTimeout(() => this.fillGap(), (problem?.retryAfter ?? 0) * 1000 || retryDelay);
    }
  }

  /** Catches up if there is a known gap and the channel is joined. */
  fillGap(): void {
    if (this.#store.conversation !== null && this.joined && lines.hasGap(this.#timeline))
      void this.catchUp();
  }

  /** Sets who answers now. A stale epoch is ignored. */
  control(conversation: VisitorConversation): void {
    const { epoch, state } = this.#store;
    if (conversation.epoch < epoch) return;
    this.#store.epoch = conversation.epoch;
    this.#store.set({
      controller: conversation.controller,
      holder: conversation.claimed_by?.name ?? null,
      queuePosition: conversation.queue_position,
      typing: null,
      // Answers of an older epoch will not arrive any more.
      awaited: conversation.epoch > epoch ? 0 : state.awaited,
    });
  }

  get #timeline(): lines.Timeline {
    return this.#store.state.timeline;
  }

  /**
   * Derives who answers from the last change of controller in the timeline; a lapse can go two
   * ways, so the server is asked.
   */
  #controlFrom(entries: readonly Entry[]): void {
    const last = entries.findLast((entry) => entry.meta.epoch !== undefined);
    if (last === undefined || (last.meta.epoch ?? 0) <= this.#store.epoch) return;
    if (last.kind === 'lapsed') return void this.#session.begin();
    this.control({
      id: '',
      controller: last.kind === 'claimed' ? 'human' : last.kind === 'queued' ? 'queued' : 'bot',
      claimed_by: last.kind === 'claimed' ? last.author : null,
      last_seq: last.seq,
      epoch: last.meta.epoch ?? 0,
      queue_position: null,
    });
  }

  #onLost(): void {
    this.#offlineTimer ??= setTimeout(
      () => this.#store.set({ offline: !this.joined }),
      this.#everJoined ? grace : firstGrace,
    );
    if (this.#store.state.awaited === 0 && !this.#hooks.streaming())
      this.#store.update(lines.connectionLost(this.#timeline));
  }

  #onJoined(data: unknown): void {
    clearTimeout(this.#offlineTimer);
    this.#offlineTimer = undefined;
    this.#everJoined = true;
    this.#store.set({
      offline: false,
      timeline: lines.serverReported(this.#timeline, subscribed(data).last_seq ?? 0),
    });
    this.fillGap();
    this.#hooks.joined();
  }

  #onEvent(name: string, data: unknown): void {
    if (entryEvents.has(name)) this.#onEntry(data);
    else if (name === 'message.delta')
      this.#store.update(lines.deltaArrived(this.#timeline, delta(data)));
    else if (name === 'generation.ended')
      this.#store.update(lines.generationEnded(this.#timeline, generationEnded(data).generation));
    else if (name === 'queue.moved') this.#onQueueMoved(queueMoved(data).position);
    else if (name === 'conversation.deleted') this.#hooks.ended();
    else if (name === 'client-typing') this.#onTyping(typing(data));
  }

  #onEntry(data: unknown): void {
    const announced = announcement(data);
    this.#store.update(lines.announced(this.#timeline, announced));
    if (announced.entry.role === 'human_agent') this.#store.set({ typing: null });
    const { conversation } = announcedVisitorConversation(data);
    if (conversation) this.control(conversation);
    this.fillGap();
  }

  #onQueueMoved(position: number): void {
    if (this.#store.state.controller === 'queued') this.#store.set({ queuePosition: position });
  }

  #onTyping({ from, name }: ReturnType<typeof typing>): void {
    const { controller, holder } = this.#store.state;
    if (from !== 'member' || controller !== 'human') return;
    this.#store.set({ typing: name ?? holder });
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => this.#store.set({ typing: null }), typingShown);
  }
}
