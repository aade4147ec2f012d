/**
 * The visitor's side of one conversation: begins and resumes it, and carries out what the visitor
 * does. Owns the order of things; what is known is `ChatStore`'s, realtime `LiveChannel`'s, sending
 * `Outbox`'s, calls `Session`'s, the look the views'.
 */

import type { Problem } from '../../shared/api';
import * as lines from '../../shared/timeline';
import {
  handoffAnswer,
  widgetInit,
  widgetLeadAnswer,
  type LeadSource,
  type Rule,
  type WidgetInit,
} from '../../shared/wire';
import { PageSignals, waitsForPage } from '../prompts/page_signals';
import { Prompts } from '../prompts/prompts';
import { ChatStore, freshConversation, type ChatState, type FormState } from '../state/chat_store';
import type { PersistedState } from '../state/persisted_state';
import { LiveChannel } from './live_channel';
import { Outbox } from './outbox';
import { Session } from './session';

/** Milliseconds between two tries to begin: at first, and at most. */
const firstRetry = 2_000;
const longestRetry = 30_000;
/**
 * Milliseconds after the visitor's last message during which a page load resumes the conversation.
 */
const resumedFor = 86_400_000;

export class Chat {
  readonly persisted: PersistedState;
  readonly #changed: () => void;
  readonly #store = new ChatStore(() => this.#stateChanged());
  readonly #session: Session;
  readonly #channel: LiveChannel;
  readonly #outbox: Outbox;
  readonly #prompts: Prompts;
  /** Ends the wait before the next attempt to begin. */
  #tryNow: () => void = () => undefined;

  constructor(origin: string, agentId: string, persisted: PersistedState, changed: () => void) {
    this.persisted = persisted;
    this.#changed = changed;
    this.#session = new Session(origin, agentId, persisted, (init) => this.#begun(init));
    this.#channel = new LiveChannel(origin, this.#store, this.#session, {
      joined: () => this.#outbox.pump(),
      ended: () => this.#end(),
      streaming: () => this.#outbox.streaming,
    });
    this.#outbox = new Outbox(this.#store, this.#session, persisted, this.#channel, () =>
      this.#end(),
    );
    this.#prompts = new Prompts(persisted, new PageSignals(() => this.#pageMoved()));
  }

  /** Called when the chat has something to show unprompted. */
  invite: () => void = () => undefined;

  get state(): ChatState {
    return this.#store.state;
  }

  get conversation(): string | null {
    return this.#store.conversation;
  }

  get joined(): boolean {
    return this.#channel.joined;
  }

  /** True if the conversation should resume without the visitor opening the panel. */
  get resumable(): boolean {
    const { wrote_at, pending } = this.persisted.get();
    return pending.length > 0 || Date.now() - wrote_at < resumedFor;
  }

  /**
   * Before there is a conversation: loads the rules that wait for page signals. Without an answer
   * there are none.
   */
  async watchPage(): Promise<void> {
    const answer = await this.#session.rules();
    if (answer.ok && this.state.phase === 'idle') this.#prompts.learn(answer.value.rules);
    this.#pageMoved();
  }

  /**
   * Begins or resumes, and keeps trying with exponential backoff while the server does not answer.
   */
  async start(): Promise<void> {
    if (this.state.phase === 'starting' || this.state.phase === 'ready') return;
    this.#store.set({ phase: 'starting', trouble: '' });
    for (let wait = firstRetry; ; wait = Math.min(longestRetry, wait * 2)) {
      const failed = await this.#session.begin();
      if (!failed) return;
      if (failed.status >= 400 && failed.status < 500 && failed.status !== 429) {
        console.warn(`Takeover: the chat can\u2019t start: ${failed.title}. ${failed.detail}`);
        this.#store.set({ phase: 'refused', offline: false });
        return;
      }
      this.#store.set({ offline: failed.status === 0 });
      const { retryAfter } = failed;
      await new Promise<void>((done) => {
        setTimeout(done, retryAfter === null ? wait : retryAfter * 1000);
        if (retryAfter === null) this.#tryNow = done;
      });
    }
  }

  send(body: string): void {
    this.persisted.set({ wrote_at: Date.now() });
    this.#store.set({ trouble: '' });
    this.#outbox.add(body);
    this.#revive();
  }

  retry(clientId: string): void {
    this.#outbox.retry(clientId);
    this.#revive();
  }

  whisperTyping(): void {
    this.#channel.whisperTyping();
  }

  async askForHuman(
    reason: 'handoff' | 'offer' = 'handoff',
    rule: Rule | null = null,
  ): Promise<void> {
    if (this.state.asking) return;
    this.#store.set({ asking: true, trouble: '' });
    const json = rule === null ? { reason } : { reason: 'rule', rule_id: rule.id };
    const answer = await this.#session.call('/v1/widget/handoff', {
      method: 'POST',
      json,
      read: handoffAnswer,
    });
    this.#store.set({ asking: false });
    // A failure of what the visitor did not request is not shown to them.
    if (!answer.ok) return rule === null ? this.#failed(answer.problem) : undefined;
    const { conversation, state } = answer.value;
    this.#channel.control(conversation);
    // The timeline says that nobody is available.
    if (state === 'closed')
      this.#store.update(lines.serverReported(this.state.timeline, conversation.last_seq));
    if (lines.hasGap(this.state.timeline)) void this.#channel.catchUp();
  }

  /** Null is success; otherwise the problem, whose `errors` may name fields. */
  async sendLead(
    key: string,
    clientId: string,
    source: LeadSource,
    fields: Record<string, string>,
    ruleId: string | null = null,
  ): Promise<Problem | null> {
    const answer = await this.#session.call('/v1/widget/leads', {
      method: 'POST',
      json: {
        client_id: clientId,
        source,
        fields,
        ...(ruleId === null ? {} : { rule_id: ruleId }),
      },
      read: widgetLeadAnswer,
    });
    if (!answer.ok) {
      if (answer.problem.status === 410) this.#end();
      return answer.problem;
    }
    this.setForm(key, { state: 'sent', email: fields['email'] ?? '' });
    return null;
  }

  setForm(key: string, form: FormState): void {
    if (form.state !== 'open') this.#prompts.done(key);
    this.#store.set({ forms: { ...this.state.forms, [key]: form } });
  }

  async clear(): Promise<void> {
    const answer = await this.#session.call('/v1/widget/clear', {
      method: 'POST',
      json: {},
      read: widgetInit,
    });
    if (!answer.ok) return this.#failed(answer.problem);
    this.#outbox.forget();
    this.#session.adopt(answer.value);
  }

  showTrouble(trouble: string): void {
    this.#store.set({ trouble });
  }

  /** The network came or went, or the page woke up. */
  checkNow(): void {
    this.#tryNow();
    this.#channel.checkNow();
    this.#outbox.pump();
  }

  /** Another tab has changed the persisted state: it may have begun another conversation. */
  storageChanged(): void {
    const stored = this.persisted.stored();
    if (this.state.phase === 'ready' && stored && stored.conversation_id !== this.conversation)
      void this.#session.begin();
  }

  #stateChanged(): void {
    this.#showPrompt();
    this.#changed();
    const rule = this.#prompts.route(this.state);
    if (rule) void this.askForHuman('handoff', rule);
  }

  /** Adds a prompt if one is due; one that waited for a page signal also opens the panel. */
  #showPrompt(): void {
    const prompt = this.#prompts.next(this.state);
    if (!prompt) return;
    this.#store.amend({ prompts: [...this.state.prompts, prompt] });
    if (waitsForPage(prompt.rule)) this.invite();
  }

  #pageMoved(): void {
    if (this.state.phase !== 'idle') this.#store.set({});
    else if (this.#prompts.waitsOutside) this.invite();
  }

  #failed(problem: Problem): void {
    if (problem.status === 410) return this.#end();
    const wait = problem.retryAfter;
    this.showTrouble(
      problem.status === 429 && wait !== null
        ? `That was a little fast. Try again in ${wait} s.`
        : 'That didn\u2019t work. Please try again.',
    );
  }

  /** The conversation is gone. Its messages are removed here as well. */
  #end(): void {
    if (this.state.phase === 'ended') return;
    this.#channel.leave();
    this.#store.conversation = null;
    this.#store.epoch = 0;
    const pending = this.state.timeline.pending.map((send) => ({
      ...send,
      state: 'failed' as const,
    }));
    this.#store.set({
      ...freshConversation,
      phase: 'ended',
      timeline: { ...lines.emptyTimeline, pending },
    });
  }

  #revive(): void {
    this.#tryNow();
    if (this.state.phase !== 'ready') void this.start();
    else this.#channel.revive();
  }

  #begun(init: WidgetInit): void {
    this.#prompts.learn(init.rules);
    this.persisted.set({ accent: init.agent.theme.accent });
    if (this.conversation === init.conversation_id) this.#resumed(init);
    else this.#entered(init);
    this.#store.epoch = Math.max(this.#store.epoch, this.state.timeline.epoch);
    this.#outbox.pump();
  }

  #resumed(init: WidgetInit): void {
    this.#store.set({
      ...beginning(init),
      timeline: lines.serverReported(this.state.timeline, init.last_seq),
    });
    this.#channel.fillGap();
  }

  #entered(init: WidgetInit): void {
    this.#store.conversation = init.conversation_id;
    const page = {
      entries: init.entries,
      last_seq: init.last_seq,
      more: (init.entries[0]?.seq ?? 1) > 1,
    };
    const empty = { ...lines.emptyTimeline, pending: this.#outbox.carried(init.conversation_id) };
    const prompts = this.#prompts.restored(init.conversation_id, init.entries);
    this.#store.epoch = 0;
    this.#store.set({
      ...freshConversation,
      ...beginning(init),
      offline: false,
      prompts,
      timeline: lines.newestLoaded(empty, page),
    });
    this.#channel.join(init);
  }
}

function beginning(init: WidgetInit): Partial<ChatState> {
  return {
    phase: 'ready',
    agent: init.agent,
    controller: init.controller,
    holder: init.claimed_by?.name ?? null,
    queuePosition: init.queue_position,
  };
}
