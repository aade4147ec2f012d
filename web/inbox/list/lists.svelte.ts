/**
 * The four lists and the search: what is loaded, what is shown in which order, and the counts on
 * the tabs.
 */

import type { Answer } from '../../shared/api';
import type { Conversation, ConversationPage, Lead } from '../../shared/wire';
import type { Clock } from '../lib/clock.svelte';
import type { EntityCache } from '../conversations/entity_cache.svelte';
import {
  belongs,
  compareRows,
  conversationRow,
  leadRow,
  refreshedKeys,
  shownOrder,
  tabs,
  type Row,
  type Tab,
} from './rows';
import { server } from '../lib/server';

type ConversationTab = Exclude<Tab, 'leads'>;
const conversationTabs = tabs.filter((tab): tab is ConversationTab => tab !== 'leads');

export interface Listing {
  keys: readonly string[];
  cursor: string | null;
  phase: 'none' | 'ready' | 'failed';
  /** When a failed list will be retried, by this machine's clock. */
  retryAt: number;
}

const empty: Listing = { keys: [], cursor: null, phase: 'none', retryAt: 0 };
const recountAfter = 3000;

export class Lists {
  tab = $state<Tab>('leads');
  query = $state('');
  /** The pointer or the focus is in the list, so its order must not change. */
  held = $state(false);
  counts = $state<Record<Tab, number | null>>({
    leads: null,
    live: null,
    needs_human: null,
    mine: null,
  });
  loading = $state(false);
  #listings = $state.raw<Record<Tab, Listing>>({
    leads: empty,
    live: empty,
    needs_human: empty,
    mine: empty,
  });
  #found = $state.raw<Listing>(empty);
  #shownFor = '';
  #shown: readonly string[] = [];
  #request = 0;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #recount: ReturnType<typeof setTimeout> | undefined;

  readonly #cache: EntityCache;
  readonly #clock: Clock;
  readonly #me: string;

  constructor(cache: EntityCache, clock: Clock, me: string) {
    this.#cache = cache;
    this.#clock = clock;
    this.#me = me;
  }

  get listing(): Listing {
    return this.query === '' ? this.#listings[this.tab] : this.#found;
  }

  readonly #sorted = $derived.by(() => {
    const rows = this.listing.keys.map((key) => this.row(key)).filter((row) => row !== null);
    return rows.sort(compareRows(this.tab)).map((row) => row.key);
  });

  /** What is shown, in its order, and how many newer rows wait while the list is held. */
  readonly order = $derived.by(() => {
    const showing = `${this.tab} ${this.query}`;
    const before = showing === this.#shownFor ? this.#shown : [];
    const order = shownOrder(this.#sorted, before, this.held);
    this.#shownFor = showing;
    this.#shown = order.keys;
    return order;
  });

  readonly rows = $derived(
    this.order.keys.map((key) => this.row(key)).filter((row) => row !== null),
  );

  /** Whom *Next visitor* takes, whichever tab is shown. */
  readonly nextWaiting = $derived.by(() => {
    const waiting = this.#listings.needs_human.keys
      .map((key) => this.#cache.conversation(key))
      .filter((conversation) => conversation !== undefined)
      .map((conversation) => conversationRow(conversation, this.#cache.leadOf(conversation)));
    return waiting.sort(compareRows('needs_human'))[0] ?? null;
  });

  row(key: string): Row | null {
    if (this.tab === 'leads') {
      const lead = this.#cache.lead(key);
      return lead === undefined
        ? null
        : leadRow(lead, this.#cache.conversation(lead.conversation_id));
    }
    const conversation = this.#cache.conversation(key);
    return conversation === undefined
      ? null
      : conversationRow(conversation, this.#cache.leadOf(conversation));
  }

  /** Shows the newest order although the list is held. */
  showNewest(): void {
    this.#shown = [];
    this.held = false;
  }

  async show(tab: Tab): Promise<void> {
    this.tab = tab;
    await this.refresh();
  }

  async search(query: string): Promise<void> {
    this.query = query.trim();
    this.#found = empty;
    if (this.query === '') this.#failures = 0;
    await this.refresh();
  }

  /** Loads the first page of the shown list. The old rows stay while it loads, and if it fails. */
  async refresh(): Promise<void> {
    clearTimeout(this.#retry);
    const request = ++this.#request;
    const { tab, query } = this;
    this.loading = true;
    // The needs-human list feeds the red count and the shortcut W on every tab.
    const waiting =
      tab === 'needs_human' || query !== '' ? null : this.#loadFirst('needs_human', '');
    // The other lists come with their counts; that of the leads has to be asked for.
    const counted = tab === 'leads' ? null : this.#countLeads();
    const loaded = await this.#loadFirst(tab, query);
    await Promise.all([waiting, counted]);
    if (request !== this.#request) return;
    this.loading = false;
    if (loaded) {
      this.#failures = 0;
      return;
    }
    const delay = Math.min(30_000, 5000 * 2 ** this.#failures);
    this.#failures += 1;
    this.#put(tab, query, {
      ...this.listing,
      phase: this.listing.phase === 'ready' ? 'ready' : 'failed',
      retryAt: Date.now() + delay,
    });
    this.#retry = setTimeout(() => void this.refresh(), delay);
  }

  /** The next page of what is shown, if there is one. */
  async more(): Promise<void> {
    const { tab, query, listing } = this;
    if (listing.cursor === null || this.loading) return;
    this.loading = true;
    const page = await this.#ask(tab, query, listing.cursor);
    this.loading = false;
    if (page === null || tab !== this.tab || query !== this.query) return;
    const current = this.listing;
    this.#put(tab, query, {
      ...current,
      keys: union(current.keys, page.keys),
      cursor: page.cursor,
    });
  }

  onConversation(conversation: Conversation): void {
    this.#cache.putConversation(conversation);
    const now = this.#clock.now();
    let changed = false;
    for (const tab of conversationTabs) changed = this.#place(tab, conversation, now) || changed;
    if (changed) this.#recountSoon();
    if (conversation.lead !== null) this.#placeLead(conversation.lead);
  }

  /** `captured`: a new lead, which increases the count. */
  onLead(lead: Lead, change: 'captured' | 'updated'): void {
    this.#cache.putLead(lead);
    if (this.#placeLead(lead) && change === 'captured') this.#count('leads', 1);
  }

  onLeadDeleted(id: string): void {
    this.#cache.dropLead(id);
    const { leads } = this.#listings;
    if (leads.keys.includes(id)) {
      this.#put('leads', '', { ...leads, keys: leads.keys.filter((key) => key !== id) });
      this.#count('leads', -1);
    }
    if (this.tab === 'leads')
      this.#found = { ...this.#found, keys: this.#found.keys.filter((key) => key !== id) };
  }

  onDeleted(id: string): void {
    this.#cache.dropConversation(id);
    for (const tab of conversationTabs) this.#remove(tab, id);
    this.#found = {
      ...this.#found,
      keys: this.tab === 'leads' ? this.#found.keys : this.#found.keys.filter((key) => key !== id),
    };
    this.#recountSoon();
  }

  /** Drops visitors who left a while ago from the live list. */
  tick(): void {
    const now = this.#clock.now();
    for (const key of this.#listings.live.keys) {
      const conversation = this.#cache.conversation(key);
      if (conversation !== undefined && !belongs(conversation, 'live', this.#me, now))
        this.#remove('live', key);
    }
  }

  stop(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#recount);
  }

  async #loadFirst(tab: Tab, query: string): Promise<boolean> {
    const requested = this.#listings[tab].keys;
    const page = await this.#ask(tab, query, null);
    if (page === null) return false;
    if (query !== '') {
      if (query === this.query && tab === this.tab)
        this.#found = { ...page, phase: 'ready', retryAt: 0 };
      return true;
    }
    const before = this.#listings[tab];
    const more =
      page.cursor !== null && before.phase === 'ready' && before.keys.length > page.keys.length;
    const keys = refreshedKeys(requested, before.keys, { keys: page.keys, more }, (key) =>
      this.#stillBelongs(tab, key),
    );
    this.#put(tab, '', {
      keys,
      cursor: more ? before.cursor : page.cursor,
      phase: 'ready',
      retryAt: 0,
    });
    return true;
  }

  async #countLeads(): Promise<void> {
    const answer = await server.leads({ limit: 1 });
    if (answer.ok) this.counts.leads = answer.value.total;
  }

  async #ask(
    tab: Tab,
    q: string,
    cursor: string | null,
  ): Promise<{ keys: string[]; cursor: string | null } | null> {
    if (tab === 'leads') {
      const answer = await server.leads({ q, cursor });
      if (!answer.ok) return null;
      for (const lead of answer.value.items) this.#cache.putLead(lead);
      if (q === '') this.counts.leads = answer.value.total;
      return { keys: answer.value.items.map((lead) => lead.id), cursor: answer.value.next_cursor };
    }
    const answer = await server.conversations(tab, { q, cursor });
    if (!answer.ok) return null;
    this.#take(answer);
    return {
      keys: answer.value.items.map((conversation) => conversation.id),
      cursor: answer.value.next_cursor,
    };
  }

  #take(answer: Answer<ConversationPage> & { ok: true }): void {
    for (const conversation of answer.value.items) this.#cache.putConversation(conversation);
    Object.assign(this.counts, answer.value.counts);
  }

  #stillBelongs(tab: Tab, key: string): boolean {
    if (tab === 'leads') return true;
    const conversation = this.#cache.conversation(key);
    return conversation !== undefined && belongs(conversation, tab, this.#me, this.#clock.now());
  }

  /** True if it was added. A lead that sorts below the loaded rows comes with its page. */
  #placeLead(lead: Lead): boolean {
    const { leads } = this.#listings;
    if (leads.phase !== 'ready' || leads.keys.includes(lead.id)) return false;
    const last = leads.keys
      .map((key) => this.#cache.lead(key)?.last_activity_at ?? '')
      .reduce((a, b) => (a < b ? a : b), '~');
    if (leads.cursor !== null && lead.last_activity_at < last) return false;
    this.#put('leads', '', { ...leads, keys: [...leads.keys, lead.id] });
    return true;
  }

  /** True if the conversation was added to the list or removed from it. */
  #place(tab: ConversationTab, conversation: Conversation, now: number): boolean {
    const listing = this.#listings[tab];
    const there = listing.keys.includes(conversation.id);
    const should = belongs(
      this.#cache.conversation(conversation.id) ?? conversation,
      tab,
      this.#me,
      now,
    );
    if (there === should) return false;
    if (there) this.#remove(tab, conversation.id);
    else if (listing.phase === 'ready') {
      this.#put(tab, '', { ...listing, keys: [...listing.keys, conversation.id] });
      this.#count(tab, 1);
    }
    return true;
  }

  #remove(tab: ConversationTab, id: string): void {
    const listing = this.#listings[tab];
    if (!listing.keys.includes(id)) return;
    this.#put(tab, '', { ...listing, keys: listing.keys.filter((key) => key !== id) });
    this.#count(tab, -1);
  }

  #put(tab: Tab, query: string, listing: Listing): void {
    if (query === '') this.#listings = { ...this.#listings, [tab]: listing };
    else this.#found = listing;
  }

  #count(tab: Tab, step: 1 | -1): void {
    const count = this.counts[tab];
    if (count !== null) this.counts[tab] = Math.max(0, count + step);
  }

  /**
   * Counts are adjusted by events; this replaces them with the server's, since events only report
   * what moved. Debounced.
   */
  #recountSoon(): void {
    if (this.#recount !== undefined) return;
    this.#recount = setTimeout(() => {
      this.#recount = undefined;
      void this.#loadFirst('needs_human', '');
    }, recountAfter);
  }
}

function union(first: readonly string[], second: readonly string[]): string[] {
  return [...new Set([...first, ...second])];
}
