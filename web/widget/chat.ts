/**
 * The visitor's side of one conversation: what is known of it, and what can be done with it. Owns the state and the
 * realtime channel; sending is `Outbox`'s, calls are `Session`'s, the look is the views'.
 */

import type { Problem } from '../shared/api';
import { channelAuth, Realtime, socketUrl, type Channel } from '../shared/realtime';
import * as lines from '../shared/timeline';
import {
  announcedVisitorConversation,
  announcement,
  delta,
  entryEvents,
  generationEnded,
  handoffAnswer,
  queueMoved,
  subscribed,
  timelinePage,
  typing,
  widgetInit,
  widgetLeadAnswer,
  type Controller,
  type Entry,
  type LeadSource,
  type Rule,
  type VisitorConversation,
  type WidgetInit,
} from '../shared/wire';
import { Cards, type Card } from './cards';
import type { Memory } from './memory';
import { Outbox } from './outbox';
import { PageFacts, waitsForPage } from './page_facts';
import { Session } from './session';

export type Agent = WidgetInit['agent'];
export type FormState = { state: 'open' | 'dismissed' } | { state: 'sent'; email: string };

export interface ChatState {
  /** `refused`: this page may not have a chat. `ended`: the conversation was deleted; the next message begins another. */
  phase: 'idle' | 'starting' | 'ready' | 'refused' | 'ended';
  agent: Agent | null;
  timeline: lines.Timeline;
  controller: Controller;
  /** Who holds the conversation, while a human does. */
  holder: string | null;
  offline: boolean;
  /** The member who is typing. */
  typing: string | null;
  /** How many sends wait for the first word of their answer. */
  awaited: number;
  /** No send before this moment, in milliseconds since 1970. */
  sendFrom: number;
  /** A human is being asked for, and no answer is here yet. */
  asking: boolean;
  /** How many wait before this visitor, this one included, where the shop shows it. */
  queuePosition: number | null;
  /** What went wrong with the last action, in words; empty when nothing did. */
  trouble: string;
  /** What has come up by itself. */
  cards: readonly Card[];
  forms: Readonly<Record<string, FormState>>;
}

const times = { typing: 6_000, whisper: 3_000, grace: 1_500, firstGrace: 6_000, retry: 2_000, day: 86_400_000 };

export class Chat {
  readonly memory: Memory;
  readonly session: Session;
  readonly #origin: string;
  readonly #changed: () => void;
  readonly #outbox: Outbox;
  #state: ChatState = {
    phase: 'idle',
    agent: null,
    timeline: lines.emptyTimeline,
    controller: 'bot',
    holder: null,
    offline: false,
    typing: null,
    awaited: 0,
    sendFrom: 0,
    asking: false,
    queuePosition: null,
    trouble: '',
    cards: [],
    forms: {},
  };
  readonly #cards: Cards;
  #conversation: string | null = null;
  #epoch = 0;
  #realtime: Realtime | null = null;
  #channel: Channel | null = null;
  #catching = false;
  #everJoined = false;
  /** Ends the pause before the next try to begin. */
  #tryNow: () => void = () => undefined;
  #whispered = 0;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;
  #offlineTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(origin: string, agentId: string, memory: Memory, changed: () => void) {
    this.#origin = origin;
    this.memory = memory;
    this.#changed = changed;
    this.session = new Session(origin, agentId, memory, (init) => this.#begun(init));
    this.#outbox = new Outbox(this);
    this.#cards = new Cards(memory, new PageFacts(() => this.#pageMoved()));
  }

  /** Called when the chat has something to show by itself. */
  invite: () => void = () => undefined;

  /** Before there is a conversation: asks which rules wait for something on this page. Without an answer there are none. */
  async watchPage(): Promise<void> {
    const answer = await this.session.rules();
    if (answer.ok && this.#state.phase === 'idle') this.#cards.learn(answer.value.rules);
    this.#pageMoved();
  }

  #pageMoved(): void {
    if (this.#state.phase !== 'idle') this.set({});
    else if (this.#cards.waitsOutside) this.invite();
  }

  get state(): ChatState {
    return this.#state;
  }

  /** The id of the conversation that the state is of; null before the first and after one has ended. */
  get conversation(): string | null {
    return this.#conversation;
  }

  /** Grows with every change of who answers. */
  get epoch(): number {
    return this.#epoch;
  }

  get joined(): boolean {
    return this.#channel?.joined ?? false;
  }

  set(change: Partial<ChatState>): void {
    this.#state = { ...this.#state, ...change };
    this.#placeCard();
    this.#changed();
    const rule = this.#cards.route(this.#state);
    if (rule) void this.askForHuman('handoff', rule);
  }

  update(timeline: lines.Timeline): void {
    if (timeline !== this.#state.timeline) this.set({ timeline });
  }

  /** True when a visit may be resumed without the visitor opening the panel. */
  get resumable(): boolean {
    const { wrote_at, pending } = this.memory.get();
    return pending.length > 0 || Date.now() - wrote_at < times.day;
  }

  /** Begins or resumes, and keeps trying while the server does not answer. */
  async start(): Promise<void> {
    if (this.#state.phase === 'starting' || this.#state.phase === 'ready') return;
    this.set({ phase: 'starting', trouble: '' });
    for (let wait = times.retry; ; wait = Math.min(30_000, wait * 2)) {
      const failed = await this.session.begin();
      if (!failed) return;
      if (failed.status >= 400 && failed.status < 500 && failed.status !== 429) {
        console.warn(`Takeover: the chat can\u2019t start: ${failed.title}. ${failed.detail}`);
        this.set({ phase: 'refused', offline: false });
        return;
      }
      this.set({ offline: failed.status === 0 });
      const { retryAfter } = failed;
      await new Promise<void>((done) => {
        setTimeout(done, retryAfter === null ? wait : retryAfter * 1000);
        if (retryAfter === null) this.#tryNow = done;
      });
    }
  }

  send(body: string): void {
    this.memory.set({ wrote_at: Date.now() });
    this.set({ trouble: '' });
    this.#outbox.add(body);
    this.#revive();
  }

  retry(clientId: string): void {
    this.#outbox.retry(clientId);
    this.#revive();
  }

  async askForHuman(reason: 'handoff' | 'offer' = 'handoff', rule: Rule | null = null): Promise<void> {
    if (this.#state.asking) return;
    this.set({ asking: true, trouble: '' });
    const json = rule === null ? { reason } : { reason: 'rule', rule_id: rule.id };
    const answer = await this.session.call('/v1/widget/handoff', { method: 'POST', json, read: handoffAnswer });
    this.set({ asking: false });
    // What the visitor did not ask for is no trouble of theirs.
    if (!answer.ok) return rule === null ? this.failed(answer.problem) : undefined;
    this.#control(answer.value.conversation);
    // That nobody is there stands in the timeline.
    if (answer.value.state === 'closed') this.update(lines.serverReported(this.#state.timeline, answer.value.conversation.last_seq));
    if (lines.hasGap(this.#state.timeline)) void this.catchUp();
  }

  /** Null is success; otherwise the problem, whose `errors` may name fields. */
  async sendLead(key: string, clientId: string, source: LeadSource, fields: Record<string, string>, ruleId: string | null = null): Promise<Problem | null> {
    const answer = await this.session.call('/v1/widget/leads', {
      method: 'POST',
      json: { client_id: clientId, source, fields, ...(ruleId === null ? {} : { rule_id: ruleId }) },
      read: widgetLeadAnswer,
    });
    if (!answer.ok) {
      if (answer.problem.status === 410) this.end();
      return answer.problem;
    }
    this.setForm(key, { state: 'sent', email: fields['email'] ?? '' });
    return null;
  }

  setForm(key: string, form: FormState): void {
    if (form.state !== 'open') this.#cards.done(key);
    this.set({ forms: { ...this.#state.forms, [key]: form } });
  }

  async clear(): Promise<void> {
    const answer = await this.session.call('/v1/widget/clear', { method: 'POST', json: {}, read: widgetInit });
    if (!answer.ok) return this.failed(answer.problem);
    this.#outbox.forget();
    this.session.adopt(answer.value);
  }

  /** Tells the members that the visitor is typing, at most once in three seconds. */
  whisperTyping(): void {
    if (Date.now() - this.#whispered < times.whisper) return;
    this.#whispered = Date.now();
    this.#channel?.whisper('client-typing', {});
  }

  failed(problem: Problem): void {
    if (problem.status === 410) return this.end();
    const wait = problem.retryAfter;
    this.set({
      trouble:
        problem.status === 429 && wait !== null
          ? `That was a little fast. Try again in ${wait} s.`
          : 'That didn\u2019t work. Please try again.',
    });
  }

  /** The network came or went, or the page woke up. */
  checkNow(): void {
    this.#tryNow();
    this.#realtime?.checkNow();
    this.#outbox.pump();
  }

  /** Another tab has written the record: it may have begun another conversation. */
  storageChanged(): void {
    const stored = this.memory.stored();
    if (this.#state.phase === 'ready' && stored && stored.conversation_id !== this.#conversation) void this.session.begin();
  }

  /** The conversation is no more. What was said in it is gone from here as well. */
  end(): void {
    if (this.#state.phase === 'ended') return;
    this.#channel?.leave();
    this.#channel = null;
    this.#conversation = null;
    const pending = this.#state.timeline.pending.map((one) => ({ ...one, state: 'failed' as const }));
    this.set({ ...this.#fresh(), phase: 'ended', timeline: { ...lines.emptyTimeline, pending } });
  }

  /** Asks for what the server has beyond the last entry that is here. */
  async catchUp(): Promise<void> {
    if (this.#catching) return;
    this.#catching = true;
    const conversation = this.#conversation;
    let problem: Problem | null = null;
    do {
      const { lastSeq, serverSeq } = this.#state.timeline;
      const whole = lines.missedTooMuch(this.#state.timeline);
      const answer = await this.session.call(`/v1/widget/timeline?${whole ? '' : `after=${lastSeq}&`}limit=200`, { read: timelinePage });
      if (conversation !== this.#conversation) break;
      if (answer.ok) {
        this.update((whole ? lines.snapshotLoaded : lines.laterLoaded)(this.#state.timeline, answer.value, serverSeq));
        this.#controlFrom(answer.value.entries);
        if (this.#state.timeline.lastSeq === lastSeq) break;
      } else {
        problem = answer.problem;
      }
    } while (problem === null && lines.hasGap(this.#state.timeline));
    this.#catching = false;
    // The next conversation was not caught up meanwhile.
    if (conversation !== this.#conversation) return this.#fillGap();
    if (problem?.status === 410) return this.end();
    if (lines.hasGap(this.#state.timeline)) {
      setTimeout(() => this.#fillGap(), (problem?.retryAfter ?? 0) * 1000 || times.retry);
    }
  }

  #fillGap(): void {
    if (this.#conversation !== null && this.joined && lines.hasGap(this.#state.timeline)) void this.catchUp();
  }

  #revive(): void {
    this.#tryNow();
    if (this.#state.phase !== 'ready') void this.start();
    else if (this.#realtime?.state === 'stopped') this.#realtime.connect();
  }

  #fresh(): Partial<ChatState> {
    this.#epoch = 0;
    return { controller: 'bot', holder: null, typing: null, queuePosition: null, cards: [], forms: {}, trouble: '' };
  }

  #begun(init: WidgetInit): void {
    this.#cards.learn(init.rules);
    this.memory.set({ accent: init.agent.theme.accent });
    const known = this.#conversation === init.conversation_id;
    const now = { phase: 'ready' as const, agent: init.agent, controller: init.controller, holder: init.claimed_by?.name ?? null, queuePosition: init.queue_position };
    if (known) {
      this.set({ ...now, timeline: lines.serverReported(this.#state.timeline, init.last_seq) });
      this.#fillGap();
    } else {
      this.#conversation = init.conversation_id;
      const page = { entries: init.entries, last_seq: init.last_seq, more: (init.entries[0]?.seq ?? 1) > 1 };
      const empty = { ...lines.emptyTimeline, pending: this.#outbox.carried(init.conversation_id) };
      const cards = this.#cards.restored(init.conversation_id, init.entries);
      this.set({ ...this.#fresh(), ...now, offline: false, cards, timeline: lines.newestLoaded(empty, page) });
      this.#listen(init);
    }
    this.#epoch = Math.max(this.#epoch, this.#state.timeline.epoch);
    this.#outbox.pump();
  }

  #listen(init: WidgetInit): void {
    this.#channel?.leave();
    this.#realtime ??= new Realtime({
      url: () => socketUrl(this.#origin.replace(/\/$/, ''), init.realtime.key, 'widget'),
      authorize: (socket_id, channel_name) =>
        this.session.call('/broadcasting/auth', { method: 'POST', form: { socket_id, channel_name }, read: channelAuth }),
      onState: (state) => {
        if (state === 'connected') return;
        this.#offlineTimer ??= setTimeout(() => this.set({ offline: !this.joined }), this.#everJoined ? times.grace : times.firstGrace);
        if (this.#state.awaited === 0 && !this.#outbox.streaming) this.update(lines.connectionLost(this.#state.timeline));
      },
    });
    this.#channel = this.#realtime.join(init.realtime.channel, {
      joined: (data) => this.#joinedNow(data),
      event: (name, data) => {
        try {
          this.#heard(name, data);
        } catch (error) {
          console.warn('Takeover: could not read an event', error);
        }
      },
      refused: (status) => (status === 404 || status === 410 ? this.end() : this.set({ offline: true })),
    });
    this.#realtime.connect();
  }

  #joinedNow(data: unknown): void {
    clearTimeout(this.#offlineTimer);
    this.#offlineTimer = undefined;
    this.#everJoined = true;
    this.set({ offline: false, timeline: lines.serverReported(this.#state.timeline, subscribed(data).last_seq ?? 0) });
    this.#fillGap();
    this.#outbox.pump();
  }

  #heard(name: string, data: unknown): void {
    const timeline = this.#state.timeline;
    if (entryEvents.has(name)) {
      const said = announcement(data);
      this.update(lines.announced(timeline, said));
      if (said.entry.role === 'human_agent') this.set({ typing: null });
      const { conversation } = announcedVisitorConversation(data);
      if (conversation) this.#control(conversation);
      this.#fillGap();
    } else if (name === 'message.delta') {
      this.update(lines.deltaArrived(timeline, delta(data)));
    } else if (name === 'generation.ended') {
      this.update(lines.generationEnded(timeline, generationEnded(data).generation));
    } else if (name === 'queue.moved') {
      if (this.#state.controller === 'queued') this.set({ queuePosition: queueMoved(data).position });
    } else if (name === 'conversation.deleted') {
      this.end();
    } else if (name === 'client-typing') {
      const who = typing(data);
      if (who.from !== 'member' || this.#state.controller !== 'human') return;
      this.set({ typing: who.name ?? this.#state.holder });
      clearTimeout(this.#typingTimer);
      this.#typingTimer = setTimeout(() => this.set({ typing: null }), times.typing);
    }
  }

  /** Who answers now. News of an older epoch than the one that is known changes nothing. */
  #control(said: VisitorConversation): void {
    if (said.epoch < this.#epoch) return;
    // What was awaited of an older epoch does not come any more.
    const awaited = said.epoch > this.#epoch ? 0 : this.#state.awaited;
    this.#epoch = said.epoch;
    this.set({ controller: said.controller, holder: said.claimed_by?.name ?? null, queuePosition: said.queue_position, typing: null, awaited });
  }

  /** The timeline does not say who answers now; its last change of controller does, except that a lapse can go two ways. */
  #controlFrom(entries: readonly Entry[]): void {
    const last = entries.findLast((one) => one.meta.epoch !== undefined);
    if (last === undefined || (last.meta.epoch ?? 0) <= this.#epoch) return;
    if (last.kind === 'lapsed') return void this.session.begin();
    this.#control({
      id: '',
      controller: last.kind === 'claimed' ? 'human' : last.kind === 'queued' ? 'queued' : 'bot',
      claimed_by: last.kind === 'claimed' ? last.author : null,
      last_seq: last.seq,
      epoch: last.meta.epoch ?? 0,
      queue_position: null,
    });
  }

  /** A card comes up where one is due; what waited for something on the page also invites the visitor in. */
  #placeCard(): void {
    const card = this.#cards.next(this.#state);
    if (!card) return;
    this.#state = { ...this.#state, cards: [...this.#state.cards, card] };
    if (waitsForPage(card.rule)) this.invite();
  }
}
