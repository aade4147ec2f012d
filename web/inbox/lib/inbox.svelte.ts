/** The inbox as one thing: who looks, what is open, and what a member can do. Components read it and call it. */

import { getContext, setContext, tick } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { anyObject, list, optional, shape, text } from '../../shared/fields';
import { outcomeUnknown } from '../../shared/api';
import type { PendingSend } from '../../shared/timeline';
import { conversationEvent, leadEvent, memberUpdated, type Conversation, type Lead, type LeadStatus, type Session } from '../../shared/wire';
import { Clock } from './clock.svelte';
import { DesktopNotices } from './desktop.svelte';
import { Connection } from './connection.svelte';
import { ConversationIndex } from './conversation_index.svelte';
import { Desk, problemWords } from './desk.svelte';
import { Drafts } from './drafts.svelte';
import type { InboxDeps } from './inbox_deps';
import { aloneAmongTabs, LeadNews } from './lead_news';
import { Lists } from './lists.svelte';
import { Notices } from './notices.svelte';
import { OpenConversation, type Sync } from './open_conversation.svelte';
import type { Place } from './place.svelte';
import type { Preferences } from './preferences.svelte';
import { ReadMarks } from './read_marks.svelte';
import { Records } from './records.svelte';
import { visitorName, type Row, type Tab } from './rows';
import { hooks, server } from './server';
import { StatusSaver } from './status_saver';
import { readStored, writeStored } from './stored';
import { tellOfLeads } from './tell_leads';
import { TypingGuard } from './typing_guard';
import { clockTimeWithSeconds, shortName } from './words';

const keptOpen = 12;
const claimGivesUp = 30_000;
const stillTryingAfter = 3000;

export class Inbox {
  readonly clock = new Clock();
  readonly notices = new Notices();
  readonly records = new Records();
  readonly drafts: Drafts;
  readonly connection: Connection;
  readonly lists: Lists;
  readonly index = new ConversationIndex(this.records, (id) => this.#forget(id));
  readonly marks: ReadMarks;
  readonly desk: Desk;
  readonly desktop = new DesktopNotices();
  readonly #news: LeadNews;
  readonly session: Session;
  readonly place: Place;
  readonly preferences: Preferences;
  /** The takeover that is under way, if one is. */
  claiming = $state<{ id: string; still: boolean } | null>(null);
  releasing = $state(false);
  /** The lists hear of what happens. */
  #joined = $state(false);
  /** When they first did, by the server's clock. */
  #joinedAt = Number.POSITIVE_INFINITY;
  composer = $state<'reply' | 'note'>('reply');
  /** The details stand over the transcript, where the window is too narrow for a column. */
  drawer = $state(false);
  readonly #kept = new SvelteMap<string, OpenConversation>();
  readonly #deps: InboxDeps;
  readonly typing = new TypingGuard();
  readonly #statuses = new StatusSaver({
    saving: this.records.saving,
    send: (leadId, status) => server.setStatus(leadId, status),
    saved: (lead) => this.records.putLead(lead),
    refused: () => {
      this.notices.toast('refused', 'Status not saved', 'Try again.');
      this.notices.alert('Status not saved. Try again.');
    },
  });

  constructor(session: Session, place: Place, preferences: Preferences) {
    this.session = session;
    this.place = place;
    this.preferences = preferences;
    hooks.serverDate = (date) => this.clock.heard(date);
    this.connection = new Connection(session.realtime.key);
    this.lists = new Lists(this.records, this.clock, session.user.id);
    this.lists.tab = place.tab;
    this.marks = new ReadMarks(session.user.id, this.clock.nowText());
    this.drafts = new Drafts(session.user.id);
    this.#deps = {
      clock: this.clock, connection: this.connection, records: this.records, lists: this.lists, notices: this.notices,
      sendsChanged: () => this.#saveSends(),
    };
    this.desk = new Desk({
      me: session.user.id, notices: this.notices, heard: (conversation) => this.lists.onConversation(conversation), open: (id) => this.#openHeld(id),
    });
    this.#news = new LeadNews({
      key: `takeover.feed.${session.workspace.id}.${session.user.id}`,
      storage: localStorage,
      ask: (cursor) => server.feed(cursor),
      alone: aloneAmongTabs,
      visible: () => document.visibilityState === 'visible',
      tell: (leads) => {
        for (const lead of leads) this.lists.onLead(lead, 'captured');
        tellOfLeads(this, leads);
      },
    });
    this.#restoreSends();
  }

  get me(): string {
    return this.session.user.id;
  }

  /** Owners and admins may delete, hand back for others, and take over from them. */
  get mayManage(): boolean {
    return this.session.workspace.role !== 'member';
  }

  readonly open = $derived.by(() => (this.place.conversation === null ? null : (this.#kept.get(this.place.conversation) ?? null)));

  start(): () => void {
    const stops = [this.clock.start(), this.place.start()];
    this.connection.onChange = (online) => {
      if (!online) this.#joined = false;
      for (const one of this.#kept.values()) one.connectionChanged(online);
    };
    const channel = this.connection.realtime.join(`private-workspace.${this.session.workspace.id}`, {
      // What happened before the join came by no event.
      joined: () => {
        this.#joined = true;
        this.#joinedAt = Math.min(this.#joinedAt, Date.parse(this.clock.nowText()));
        this.#refresh();
        void this.desk.load();
      },
      event: (name, data) => this.#onEvent(name, data),
    });
    void this.lists.refresh();
    stops.push(this.#news.start());
    const refocused = () => {
      if (document.visibilityState === 'visible') this.#refresh();
    };
    addEventListener('focus', refocused);
    document.addEventListener('visibilitychange', refocused);
    stops.push(this.connection.start(), () => {
      removeEventListener('focus', refocused);
      document.removeEventListener('visibilitychange', refocused);
      channel.leave();
      this.lists.stop();
      for (const one of this.#kept.values()) one.stop();
    });
    return () => stops.forEach((stop) => stop());
  }

  /** What is on the screen, and the feed, after a time in which events may have been missed. */
  #refresh(): void {
    void this.lists.refresh();
    if (this.place.page === 'conversations') void this.index.refresh();
    this.#news.heard();
  }

  showTab(tab: Tab): void {
    if (tab === this.lists.tab) return;
    this.place.showTab(tab);
    void this.lists.show(tab);
  }

  select(row: Row): void {
    this.place.open(row.conversationId, row.conversationId === null ? row.leadId : null);
  }

  /** Makes what the address names the open conversation, joined and loaded; lets go of the one before. */
  enter(id: string | null): void {
    for (const one of this.#kept.values()) if (one.id !== id) one.leave();
    this.composer = 'reply';
    if (id === null) return;
    const known = this.#kept.get(id);
    const open = known ?? new OpenConversation(id, this.#deps, []);
    this.#kept.delete(id);
    this.#kept.set(id, open);
    open.enter();
    for (const one of this.#kept.values()) {
      if (this.#kept.size <= keptOpen) break;
      if (one.id !== id && one.pending.length === 0) this.#kept.delete(one.id);
    }
  }

  /** A lead whose conversation is gone is opened by itself. */
  async loadLead(id: string): Promise<void> {
    if (this.records.lead(id) !== undefined) return;
    const answer = await server.lead(id);
    if (answer.ok) this.records.putLead(answer.value);
    else if (answer.problem.type === 'not-found' && this.place.lead === id) this.place.close();
  }

  /** A column on a wide window, a drawer on a narrower one, a pane of its own on a phone. Again: away. */
  showDetails(): void {
    if (matchMedia('(max-width: 700px)').matches) this.place.showDetails();
    else if (!matchMedia('(max-width: 1180px)').matches) this.preferences.switchDetails();
    else if (this.drawer) this.hideDetails();
    else {
      this.drawer = true;
      void this.focus('hide-details');
    }
  }

  hideDetails(): void {
    if (this.drawer) this.drawer = false;
    else this.preferences.switchDetails();
    void this.focus('show-details');
  }

  leaveDetails(): void {
    if (this.place.conversation === null) this.place.close();
    else this.place.leaveDetails();
  }

  /** The truth about the lists; an open conversation tells its own. */
  get sync(): Sync {
    if (this.connection.offline) return 'offline';
    return this.#joined && this.connection.online && !this.lists.loading ? 'ok' : 'catching';
  }

  holds(conversation: Conversation): boolean {
    return conversation.claimed_by_user_id === this.me;
  }

  /** Not optimistic: nothing changes hands here before the server has said so. Claiming again what one holds is harmless. */
  async takeOver(force: 'ask' | 'force'): Promise<void> {
    const conversation = this.open?.conversation;
    if (conversation === null || conversation === undefined || this.claiming !== null) return;
    const { id } = conversation;
    this.claiming = { id, still: false };
    const timer = setTimeout(() => this.claiming !== null && (this.claiming = { id, still: true }), stillTryingAfter);
    const refusal = await this.#claim(id, force);
    clearTimeout(timer);
    this.claiming = null;
    if (refusal !== null) {
      this.notices.toast('refused', 'Not taken over', refusal);
      this.notices.alert(`Not taken over. ${refusal}`);
    } else if (this.open?.id === id && this.open.conversation !== null && this.holds(this.open.conversation)) {
      this.composer = 'reply';
      await this.focus('reply');
    }
  }

  /** Asks until the server has answered, at most for half a minute. Null, or why not. */
  async #claim(id: string, force: 'ask' | 'force'): Promise<string | null> {
    const until = Date.now() + claimGivesUp;
    for (;;) {
      const answer = await server.claim(id, force);
      if (answer.ok) {
        this.lists.onConversation(answer.value.conversation);
        return null;
      }
      const { problem } = answer;
      if (problem.type === 'already-claimed') {
        await this.#lostRace(id, problem.claimedBy?.name ?? 'Someone');
        return null;
      }
      const wait = problem.retryAfter === null ? 1000 : problem.retryAfter * 1000;
      if (!outcomeUnknown(problem) || Date.now() + wait > until) {
        return outcomeUnknown(problem) ? 'Can’t reach the server.' : problem.detail || problem.title;
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  async #lostRace(id: string, name: string): Promise<void> {
    const answer = await server.conversation(id);
    if (answer.ok) this.lists.onConversation(answer.value.conversation);
    const since = this.records.conversation(id)?.claimed_at ?? null;
    const when = since === null ? 'Taken over just now.' : `Taken over at ${clockTimeWithSeconds(Date.parse(since))}.`;
    const title = `${shortName(name)} got there first`;
    const words = `${when} You can follow along and add notes.`;
    this.notices.toast('lost', title, words);
    this.notices.alert(`${title}. ${words}`);
  }

  async handBack(): Promise<void> {
    const conversation = this.open?.conversation;
    if (conversation === null || conversation === undefined || this.releasing) return;
    this.releasing = true;
    const answer = await server.release(conversation.id);
    this.releasing = false;
    if (answer.ok) {
      this.lists.onConversation(answer.value.conversation);
      this.notices.toast('done', 'Handed back', `${conversation.agent.name} is answering again.`);
      return;
    }
    const words = problemWords(answer.problem);
    this.notices.toast('refused', 'Not handed back', words);
    this.notices.alert(`Not handed back. ${words}`);
  }

  setStatus(leadId: string, status: LeadStatus): Promise<void> {
    return this.#statuses.choose(leadId, status);
  }

  /** Not optimistic. Null when it is gone, or why not. */
  async remove(id: string): Promise<string | null> {
    const answer = await server.remove(id);
    if (!answer.ok && answer.problem.type !== 'deleted' && answer.problem.type !== 'not-found') {
      return problemWords(answer.problem);
    }
    this.#forget(id);
    if (this.place.page === 'inbox' && this.place.conversation === id) this.place.close();
    this.notices.toast('done', 'Conversation deleted');
    return null;
  }

  /** Deleted by this person: it is nowhere any more. */
  #forget(id: string): void {
    this.#kept.get(id)?.stop();
    this.#kept.delete(id);
    this.index.onDeleted(id);
    this.lists.onDeleted(id);
  }

  async focus(id: 'reply' | 'note' | 'search' | 'log' | 'show-details' | 'hide-details'): Promise<void> {
    await tick();
    document.getElementById(id)?.focus();
  }

  #onEvent(name: string, data: unknown): void {
    try {
      if (name === 'conversation.updated') this.#onConversation(conversationEvent(data).conversation);
      else if (name === 'lead.captured') this.#onCaptured(leadEvent(data).lead);
      else if (name === 'lead.updated') this.lists.onLead(leadEvent(data).lead, 'updated');
      else if (name === 'member.updated') this.#onSwitched(memberUpdated(data));
      else if (name === 'conversation.deleted') this.#onDeleted(shape({ conversation_id: text })(data).conversation_id);
    } catch (error) {
      console.warn('event not understood', name, error);
      void this.lists.refresh();
    }
  }

  #onConversation(conversation: Conversation): void {
    const before = this.records.conversation(conversation.id);
    this.lists.onConversation(conversation);
    this.index.onConversation(conversation);
    if (this.holds(conversation) && before?.claimed_by_user_id !== this.me && this.#isRecent(conversation.claimed_at)) this.#becameMine(conversation);
    if (this.holds(conversation) && conversation.shift?.asked_at && !before?.shift?.asked_at) this.#shiftEnded(conversation);
    if (conversation.controller === 'queued' && before?.controller !== 'queued') this.notices.say(`${visitorName(conversation)} is waiting for a human`);
  }

  /** Not a hold from before this page was opened, of which the lists had not told yet. */
  #isRecent(at: string | null): boolean {
    return at !== null && Date.parse(at) >= this.#joinedAt;
  }

  /** Somebody gave it to this member. What is open here tells it itself; an own takeover needs no telling. */
  #becameMine(conversation: Conversation): void {
    if (this.open?.id === conversation.id || this.claiming?.id === conversation.id || this.desk.takingNext) return;
    const name = visitorName(conversation);
    this.notices.toast('lost', `${name} is now yours`, '', { label: 'Open', run: () => this.place.open(conversation.id, null) });
    this.notices.say(`${name}: you hold this`);
  }

  /** What is open asks by its banner; of the others a toast tells. */
  #shiftEnded(conversation: Conversation): void {
    const words = `Keep going with ${visitorName(conversation)}?`;
    this.notices.alert(`Business hours have ended. ${words}`);
    if (this.open?.id === conversation.id) return;
    this.notices.toast('lost', 'Business hours have ended', words, { label: 'Open', run: () => this.place.open(conversation.id, null) });
  }

  #onSwitched(news: { user_id: string; available: boolean }): void {
    this.desk.switched(news.user_id, news.available);
  }

  async #openHeld(id: string): Promise<void> {
    this.place.open(id, null);
    this.composer = 'reply';
    await this.focus('reply');
  }

  /** The lists show it at once; the toast comes from the feed, which gives each lead once. */
  #onCaptured(lead: Lead): void {
    this.lists.onLead(lead, 'captured');
    this.#news.heard();
  }

  /** The open conversation hears of it on its own channel, with the name of who did it. */
  #onDeleted(id: string): void {
    this.index.onDeleted(id);
    if (this.open?.id === id && this.open.joined) return;
    this.#kept.get(id)?.stop();
    if (this.place.conversation !== id) this.#kept.delete(id);
    this.lists.onDeleted(id);
  }

  #sendsKey(): string {
    return `takeover.sends.${this.me}`;
  }

  /** What waits to be sent outlives a reload of this tab. */
  #saveSends(): void {
    const waiting = [...this.#kept.values()].filter((one) => one.pending.length > 0);
    writeStored(sessionStorage, this.#sendsKey(), Object.fromEntries(waiting.map((one) => [one.id, one.pending])));
  }

  #restoreSends(): void {
    const send = shape({ client_id: text, kind: text, body: text, created_at: text, state: text, reason: optional(text) });
    try {
      const stored = anyObject(readStored(sessionStorage, this.#sendsKey()) ?? {});
      for (const [id, sends] of Object.entries(stored)) {
        const pending = list(send)(sends).map((one): PendingSend => ({
          ...one, kind: one.kind === 'note' ? 'note' : 'message', state: one.state === 'failed' ? 'failed' : 'waiting', reason: one.reason ?? null,
        }));
        if (pending.length > 0) this.#kept.set(id, new OpenConversation(id, this.#deps, pending));
      }
    } catch (error) {
      console.warn('waiting sends could not be read', error);
    }
  }
}

const key = Symbol('inbox');
export const provideInbox = (inbox: Inbox): Inbox => setContext(key, inbox);
export const useInbox = (): Inbox => getContext<Inbox>(key);
