/**
 * The composition root of the console: makes its parts, gives each what it needs, and starts and
 * stops them. Components read the parts through it; what a part does is in that part's file.
 */

import { getContext, setContext } from 'svelte';
import type { LeadStatus, Session } from '../../shared/wire';
import { Claims } from '../chat/claims.svelte';
import { Drafts } from '../chat/composer/drafts.svelte';
import { OpenConversations } from '../chat/open_conversations.svelte';
import type { OpenConversation } from '../chat/open_conversation.svelte';
import { ConversationIndex } from '../conversations/conversation_index.svelte';
import { EntityCache } from '../conversations/entity_cache.svelte';
import { DetailsView } from '../details/details_view.svelte';
import { aloneAmongTabs, LeadFeed } from '../leads/lead_feed';
import { showLeadToasts } from '../leads/lead_toasts';
import { StatusSaver } from '../leads/status_saver';
import { leadName } from '../conversations/names';
import { isolated } from '../lib/bidi';
import { Clock } from '../lib/clock.svelte';
import { focusOn } from '../lib/focus';
import { problemText } from '../lib/problem_text';
import { hooks, server } from '../lib/server';
import { Lists } from '../list/lists.svelte';
import { ReadMarks } from '../list/read_marks.svelte';
import type { Row, Tab } from '../list/rows';
import { Team } from '../people/team.svelte';
import { UnsavedChanges } from '../settings/unsaved_changes.svelte';
import { Connection, type Sync } from './connection.svelte';
import { TypingGuard } from './keyboard/typing_guard';
import type { Preferences } from './preferences.svelte';
import type { Router } from './router.svelte';
import { DesktopNotifications } from './toasts/desktop_notifications.svelte';
import { Toasts } from './toasts/toasts.svelte';
import { WorkspaceEvents } from './workspace_events.svelte';

/** Milliseconds that the lists wait for a realtime channel that neither comes nor fails. */
const waitsForChannel = 3000;

export class Inbox {
  readonly session: Session;
  readonly router: Router;
  readonly preferences: Preferences;
  readonly clock = new Clock();
  readonly toasts = new Toasts();
  readonly desktop = new DesktopNotifications();
  readonly connection: Connection;
  readonly cache = new EntityCache();
  readonly lists: Lists;
  readonly index = new ConversationIndex(this.cache, (id) => this.#forget(id));
  readonly marks: ReadMarks;
  readonly drafts: Drafts;
  readonly conversations: OpenConversations;
  readonly claims: Claims;
  readonly team: Team;
  readonly details: DetailsView;
  readonly typing = new TypingGuard();
  readonly unsaved = new UnsavedChanges();
  /** What the composer writes. */
  composer = $state<'reply' | 'note'>('reply');
  readonly #events: WorkspaceEvents;
  readonly #leadFeed: LeadFeed;
  readonly #statuses: StatusSaver;

  constructor(session: Session, router: Router, preferences: Preferences) {
    this.session = session;
    this.router = router;
    this.preferences = preferences;
    const { clock, cache, toasts, index } = this;
    const me = session.user.id;
    hooks.serverDate = (date) => clock.heard(date);
    const connection = (this.connection = new Connection(session.realtime.key));
    const lists = (this.lists = new Lists(cache, clock, me));
    lists.tab = router.tab;
    router.guard = this.unsaved;
    this.marks = new ReadMarks(me, clock.nowText());
    this.drafts = new Drafts(me);
    this.details = new DetailsView(router, preferences);
    const conversations = (this.conversations = new OpenConversations(me, router, {
      connection,
      clock,
      cache,
      lists,
      toasts,
    }));
    const updated = lists.onConversation.bind(lists);
    const claims = (this.claims = new Claims({
      me,
      cache,
      toasts,
      updated,
      current: () => this.open?.conversation ?? null,
      startReply: () => this.#startReply(),
    }));
    const team = (this.team = new Team({
      me, toasts, updated,
      open: (id) => {
        router.open(id, null);
        return this.#startReply();
      },
    }));
    this.#events = new WorkspaceEvents({
      clock, connection, router, toasts, cache, lists, index, team, claims, conversations,
      joined: () => {
        this.#refresh();
        void team.load();
      },
      lost: () => this.#loadAnyway(),
      leadCaptured: () => this.#leadFeed.changed(),
      leadDeleted: (id) => this.forgetLead(id),
    });
    this.#leadFeed = new LeadFeed({
      key: `takeover.feed.${session.workspace.id}.${me}`,
      storage: localStorage,
      ask: (cursor) => server.feed(cursor),
      alone: aloneAmongTabs,
      visible: () => document.visibilityState === 'visible',
      tell: (leads) => {
        for (const lead of leads) lists.onLead(lead, 'captured');
        showLeadToasts(this, leads);
      },
    });
    this.#statuses = new StatusSaver({
      saving: cache.saving,
      send: (leadId, status) => server.setStatus(leadId, status),
      saved: (lead) => cache.putLead(lead),
      refused: () => {
        toasts.show('refused', 'Status not saved', 'Try again.');
        toasts.alert('Status not saved. Try again.');
      },
    });
  }

  get me(): string {
    return this.session.user.id;
  }

  /** Owners and admins may delete, hand back for others, and take over from them. */
  get mayManage(): boolean {
    return this.session.workspace.role !== 'member';
  }

  /** The conversation on the screen. */
  get open(): OpenConversation | null {
    return this.conversations.current;
  }

  /** Whether the lists are up to date; an open conversation has a state of its own. */
  get sync(): Sync {
    if (this.connection.offline) return 'offline';
    return this.#events.joined && this.connection.online && !this.lists.loading ? 'ok' : 'catching';
  }

  /** Returns a function that stops everything. */
  start(): () => void {
    const stops = [this.clock.start(), this.router.start()];
    const leave = this.#events.start(this.session.workspace.id);
    const overdue = setTimeout(() => this.#loadAnyway(), waitsForChannel);
    stops.push(() => clearTimeout(overdue), this.#leadFeed.start());
    const refocused = () => {
      if (document.visibilityState === 'visible') this.#refresh();
    };
    addEventListener('focus', refocused);
    document.addEventListener('visibilitychange', refocused);
    stops.push(this.connection.start(), () => {
      removeEventListener('focus', refocused);
      document.removeEventListener('visibilitychange', refocused);
      leave();
      this.lists.stop();
      this.conversations.stop();
    });
    return () => stops.forEach((stop) => stop());
  }

  showTab(tab: Tab): void {
    if (tab === this.lists.tab) return;
    this.router.showTab(tab);
    void this.lists.show(tab);
  }

  select(row: Row): void {
    this.router.open(row.conversationId, row.conversationId === null ? row.leadId : null);
  }

  /** Follows the address to another conversation. */
  enter(id: string | null): void {
    this.composer = 'reply';
    this.conversations.enter(id);
  }

  /** A lead whose conversation is gone is opened by itself. */
  async loadLead(id: string): Promise<void> {
    if (this.cache.lead(id) !== undefined) return;
    const answer = await server.lead(id);
    if (answer.ok) this.cache.putLead(answer.value);
    else if (answer.problem.type === 'not-found' && this.router.lead === id) this.router.close();
  }

  /** Saved at once; for some seconds the one before can be had back. */
  setStatus(leadId: string, status: LeadStatus, before: LeadStatus): Promise<void> {
    const lead = this.cache.lead(leadId);
    const name = lead === undefined ? 'Status' : isolated(leadName(lead));
    const title = `${name}: ${status.charAt(0).toUpperCase()}${status.slice(1)}`;
    this.toasts.show('done', title, '', {
      label: 'Undo',
      run: () => void this.#statuses.choose(leadId, before),
    });
    this.toasts.say(title);
    return this.#statuses.choose(leadId, status);
  }

  /** No optimistic update. Null on success, else the reason. */
  async removeLead(id: string): Promise<string | null> {
    const answer = await server.removeLead(id);
    if (!answer.ok && answer.problem.type !== 'not-found') return problemText(answer.problem);
    this.forgetLead(id);
    this.toasts.show('done', 'Lead deleted');
    return null;
  }

  /** Removes every trace of a lead that someone deleted. */
  forgetLead(id: string): void {
    this.lists.onLeadDeleted(id);
    if (this.router.lead === id) this.router.close();
  }

  /** No optimistic update. Null on success, else the reason. */
  async remove(id: string): Promise<string | null> {
    const answer = await server.remove(id);
    if (!answer.ok && answer.problem.type !== 'deleted' && answer.problem.type !== 'not-found') {
      return problemText(answer.problem);
    }
    this.#forget(id);
    if (this.router.page === 'inbox' && this.router.conversation === id) this.router.close();
    this.toasts.show('done', 'Conversation deleted');
    return null;
  }

  /**
   * Level-triggered: reloads what is on the screen and polls the feed after a time in which events
   * may have been missed.
   */
  #refresh(): void {
    void this.lists.refresh();
    if (this.router.page === 'conversations') void this.index.refresh();
    this.#leadFeed.changed();
  }

  /** Joining the channel loads the lists, so that no event is missed. Without it they are loaded, too. */
  #loadAnyway(): void {
    if (this.lists.listing.phase === 'none' && !this.lists.loading) void this.lists.refresh();
  }

  /** Removes every trace of a conversation that this member deleted. */
  #forget(id: string): void {
    this.conversations.forget(id);
    this.index.onDeleted(id);
    this.lists.onDeleted(id);
  }

  async #startReply(): Promise<void> {
    this.composer = 'reply';
    await focusOn('reply');
  }
}

const key = Symbol('inbox');
export const provideInbox = (inbox: Inbox): Inbox => setContext(key, inbox);
export const useInbox = (): Inbox => getContext<Inbox>(key);
