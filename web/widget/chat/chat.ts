/**
 * The visitor's side of one conversation: begins and resumes it, and carries out what the visitor
 * does. Owns the order of things; what is known is `ChatStore`'s, calls `Session`'s, realtime and
 * sending `Talk`'s, which comes in a moment later, and the look the views'.
 */

import type { Problem } from '../../shared/api';
import { emptyTimeline } from '../../shared/timeline_state';

import { waitsForPage } from '../prompts/page_signals';
import type { Shell } from '../shell';
import { ChatStore, freshConversation, type ChatState, type FormState } from '../state/chat_store';
import type { PersistedState } from '../state/persisted_state';
import type { Opening } from './opening_answer';
import { here } from './page_url';
import { addSend } from './pending';
import { Session } from './session';
import type { SentLead, Talk } from './talk';

/** Milliseconds between two tries to begin: at first, and at most. */
const firstRetry = 2_000;
const longestRetry = 30_000;
type ChatShell = Pick<Shell, 'origin' | 'agentId' | 'signals' | 'outdated'>;

export class Chat {
  readonly persisted: PersistedState;
  readonly #shell: ChatShell;
  readonly #changed: () => void;
  readonly #store = new ChatStore(() => this.#stateChanged());
  readonly #session: Session;
  /** The conversation that the persisted sends belong to. */
  readonly #remembered: string | null;
  #talk: Talk | null = null;
  #loading: Promise<Talk> | null = null;
  /** What the conversation began with, until there is something to talk with. */
  #waiting: Opening | null = null;
  #left = false;
  /** Ends the waits before the next attempt to begin, or to load. */
  #tryNow = new Set<() => void>();

  constructor(shell: ChatShell, persisted: PersistedState, changed: () => void) {
    this.#shell = shell;
    this.persisted = persisted;
    this.#changed = changed;
    this.#remembered = persisted.get().conversation_id;
    this.#session = new Session(shell.origin, shell.agentId, persisted, (init) =>
      this.#begun(init),
    );
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
    return this.#talk?.channel.joined ?? false;
  }

  /**
   * Begins or resumes, and keeps trying with exponential backoff while the server does not answer.
   */
  async start(): Promise<void> {
    if (this.state.phase === 'starting' || this.state.phase === 'ready') return;
    this.#store.set({ phase: 'starting', trouble: '' });
    const talking = this.#talking();
    for (let wait = firstRetry; !this.#left; wait = Math.min(longestRetry, wait * 2)) {
      const failed = await this.#session.begin();
      if (!failed) return void (await talking);
      if (failed.status >= 400 && failed.status < 500 && failed.status !== 429) {
        console.warn(`Takeover: the chat can\u2019t start on this page (${failed.status}).`);
        this.#store.set({ phase: 'refused', offline: false });
        return;
      }
      this.#store.set({ offline: failed.status === 0 });
      const { retryAfter } = failed;
      await this.#pause(retryAfter === null ? wait : retryAfter * 1000, retryAfter === null);
    }
  }

  /** For good: the widget leaves the page. */
  leave(): void {
    this.#left = true;
    this.#talk?.leave();
  }

  send(body: string): void {
    this.persisted.set({ wrote_at: Date.now() });
    this.#store.set({ trouble: '' });
    addSend(this.#store, this.persisted, body);
    this.#talk?.outbox.pump();
    this.#revive();
  }

  retry(clientId: string): void {
    this.#talk?.outbox.retry(clientId);
    this.#revive();
  }

  whisperTyping(): void {
    this.#talk?.channel.whisperTyping();
  }

  async askForHuman(reason: 'handoff' | 'offer' = 'handoff'): Promise<void> {
    await (await this.#talking()).askForHuman(reason);
  }

  /** Null is success; otherwise the problem, whose `errors` may name fields. */
  async sendLead(key: string, lead: SentLead): Promise<Problem | null> {
    const problem = await (await this.#talking()).sendLead(lead);
    if (problem?.status === 410) this.#end();
    if (!problem) this.setForm(key, { state: 'sent', email: lead.fields['email'] ?? '' });
    return problem;
  }

  setForm(key: string, form: FormState): void {
    if (form.state !== 'open') this.#talk?.prompts.done(key);
    this.#store.set({ forms: { ...this.state.forms, [key]: form } });
  }

  async clear(): Promise<void> {
    await (await this.#talking()).clear();
  }

  showTrouble(trouble: string): void {
    this.#store.set({ trouble });
  }

  /** The network came or went, or the page woke up. */
  checkNow(): void {
    for (const go of this.#tryNow) go();
    // There is certainly none; that there is one, the channel finds out.
    const { phase } = this.state;
    if (!navigator.onLine && (phase === 'ready' || phase === 'starting'))
      this.#store.set({ offline: true });
    this.#talk?.channel.checkNow();
    this.#talk?.outbox.pump();
    this.pageMoved();
  }

  /** A page signal may have fired, or the visitor is on another page. */
  pageMoved(): void {
    if (this.state.phase === 'idle') return;
    if (this.state.phase === 'ready') this.#talk?.page.look();
    this.#store.set({});
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
    this.#talk?.callByRule();
  }

  /** Adds a prompt if one is due; one that waited for a page signal also opens the panel. */
  #showPrompt(): void {
    const prompt = this.#talk?.prompts.next(this.state);
    if (!prompt) return;
    this.#store.amend({ prompts: [...this.state.prompts, prompt] });
    if (waitsForPage(prompt.rule)) this.invite();
  }

  /** One load for all who want to talk; goes on until it comes. */
  #talking(): Promise<Talk> {
    this.#loading ??= this.#tryToLoad();
    return this.#loading;
  }

  async #tryToLoad(): Promise<Talk> {
    for (let wait = firstRetry; ; wait = Math.min(longestRetry, wait * 2)) {
      try {
        return this.#connect((await import('./talk')).Talk);
      } catch (error) {
        console.warn('Takeover: a part of the chat could not be loaded yet.', error);
        this.#store.set({ offline: true });
        this.#shell.outdated();
        await this.#pause(wait, true);
      }
    }
  }

  #connect(Made: typeof Talk): Talk {
    const { signals } = this.#shell;
    const talk = new Made(signals, this.persisted, this.#store, this.#session, () => this.#end());
    this.#talk = talk;
    const waiting = this.#waiting;
    if (this.#left) talk.leave();
    // Not in here: a failure of it is none of the loading.
    else if (waiting)
      queueMicrotask(() => this.#waiting === waiting && this.#enter(talk, waiting));
    return talk;
  }

  /** `cut`: what makes an attempt worth while, such as the network's return, ends it early. */
  #pause(wait: number, cut: boolean): Promise<void> {
    return new Promise((done) => {
      const go = () => {
        this.#tryNow.delete(go);
        done();
      };
      setTimeout(go, wait);
      if (cut) this.#tryNow.add(go);
    });
  }

  /** The conversation is gone. Its messages are removed here as well. */
  #end(): void {
    if (this.state.phase === 'ended') return;
    this.#waiting = null;
    this.#talk?.channel.leave();
    this.#store.conversation = null;
    this.#store.epoch = 0;
    const pending = this.state.timeline.pending.map((send) => ({
      ...send,
      state: 'failed' as const,
    }));
    this.#store.set({
      ...freshConversation,
      phase: 'ended',
      timeline: { ...emptyTimeline, pending },
    });
  }

  #revive(): void {
    for (const go of this.#tryNow) go();
    if (this.state.phase !== 'ready') void this.start();
    else this.#talk?.channel.revive();
  }

  #begun(init: Opening): void {
    this.persisted.set({ accent: init.agent.theme.accent, page: here() });
    if (this.conversation === init.conversation_id) {
      this.#store.set(beginning(init));
      return this.#talk?.resume(init);
    }
    const { pending } = this.state.timeline;
    this.#store.conversation = init.conversation_id;
    this.#store.epoch = 0;
    // What was said before stands there when there is something to talk with.
    const timeline = { ...emptyTimeline, loaded: init.last_seq === 0, pending };
    this.#store.amend({ ...freshConversation, ...beginning(init), offline: false, timeline });
    this.#waiting = init;
    if (this.#talk) this.#enter(this.#talk, init);
    else this.#store.set({});
  }

  #enter(talk: Talk, init: Opening): void {
    this.#waiting = null;
    talk.enter(init, this.#remembered);
  }
}

function beginning(init: Opening): Partial<ChatState> {
  return {
    phase: 'ready',
    agent: init.agent,
    controller: init.controller,
    holder: init.holder,
    queuePosition: init.queue_position,
  };
}
