/**
 * State of the conversations page: the loaded rows under a filter, the selection, and bulk
 * deletion.
 */

import { SvelteSet } from 'svelte/reactivity';
import { outcomeUnknown, type Problem } from '../../shared/api';
import type { Conversation, ConversationPage } from '../../shared/wire';
import type { EntityCache } from './entity_cache.svelte';
import { server } from '../lib/server';

export type IndexFilter = 'all' | 'engaged' | 'empty';
export const indexFilters: readonly IndexFilter[] = ['all', 'engaged', 'empty'];

/** The server counts no further than this. */
export const countedTo = 500;
const pageSize = 50;
const idsInACall = 200;

/** The outcome of a deletion. `failed`: how many could not be deleted. */
export interface Deleted {
  deleted: number;
  goneBefore: number;
  kept: number;
  failed: number;
  problem: string | null;
}

export class ConversationIndex {
  filter = $state<IndexFilter>('all');
  query = $state('');
  phase = $state<'none' | 'ready' | 'failed'>('none');
  loading = $state(false);
  counts = $state.raw<{ engaged: number; empty: number } | null>(null);
  /** Conversations that began to match the filter after it was loaded. */
  readonly newer = new SvelteSet<string>();
  readonly selected = new SvelteSet<string>();
  #keys = $state.raw<readonly string[]>([]);
  #cursor = $state.raw<string | null>(null);
  #request = 0;

  readonly #cache: EntityCache;
  /** Called when this page is the first to learn that a conversation is gone. */
  readonly #gone: (id: string) => void;

  constructor(cache: EntityCache, gone: (id: string) => void) {
    this.#cache = cache;
    this.#gone = gone;
  }

  readonly rows = $derived(
    this.#keys
      .map((id) => this.#cache.conversation(id))
      .filter((conversation) => conversation !== undefined),
  );
  readonly selection = $derived(this.rows.filter((row) => this.selected.has(row.id)));

  get more(): boolean {
    return this.#cursor !== null;
  }

  /**
   * Loads the first page under a filter. Changing filter or search clears the selection, so that
   * only visible rows can be deleted.
   */
  async show(filter: IndexFilter, query: string): Promise<void> {
    if (filter !== this.filter || query !== this.query || this.phase === 'none') {
      this.filter = filter;
      this.query = query;
      this.#keys = [];
      this.phase = 'none';
      this.selected.clear();
    }
    await this.refresh();
  }

  /** Reloads as many rows as are shown, at most one call's worth. */
  async refresh(): Promise<void> {
    const request = ++this.#request;
    this.loading = true;
    const limit = Math.min(200, Math.max(pageSize, this.#keys.length));
    const answer = await server.conversations(this.filter, { q: this.query, limit });
    if (request !== this.#request) return;
    this.loading = false;
    if (!answer.ok) {
      if (this.phase === 'none') this.phase = 'failed';
      return;
    }
    this.#take(answer.value, []);
    this.newer.clear();
    for (const id of this.selected) if (!this.#keys.includes(id)) this.selected.delete(id);
    this.phase = 'ready';
  }

  async loadMore(): Promise<void> {
    if (this.#cursor === null || this.loading) return;
    const request = ++this.#request;
    this.loading = true;
    const answer = await server.conversations(this.filter, {
      q: this.query,
      cursor: this.#cursor,
      limit: pageSize,
    });
    if (request !== this.#request) return;
    this.loading = false;
    if (answer.ok) this.#take(answer.value, this.#keys);
  }

  onConversation(conversation: Conversation): void {
    const { id } = conversation;
    if (this.phase !== 'ready' || this.query !== '' || this.#keys.includes(id)) return;
    if (this.#cache.conversation(id) === undefined) return; // deleted already
    if (this.filter === 'all' || conversation.engaged === (this.filter === 'engaged'))
      this.newer.add(id);
  }

  onDeleted(id: string): void {
    const known = this.#cache.conversation(id);
    const { counts } = this;
    if (counts !== null && known !== undefined) {
      const half = known.engaged ? 'engaged' : 'empty';
      // A count at its bound may mean more.
      if (counts[half] > 0 && counts[half] < countedTo)
        this.counts = { ...counts, [half]: counts[half] - 1 };
    }
    this.#keys = this.#keys.filter((key) => key !== id);
    this.newer.delete(id);
    this.selected.delete(id);
  }

  select(id: string, on: boolean): void {
    if (on) this.selected.add(id);
    else this.selected.delete(id);
  }

  selectAllShown(on: boolean): void {
    for (const { id } of this.rows) this.select(id, on);
  }

  /** No optimistic update: each row goes when the server has confirmed it. */
  async deleteThese(ids: readonly string[]): Promise<Deleted> {
    const total: Deleted = { deleted: 0, goneBefore: 0, kept: 0, failed: 0, problem: null };
    for (let from = 0; from < ids.length; from += idsInACall) {
      const part = ids.slice(from, from + idsInACall);
      const answer = await server.removeMany(part);
      if (!answer.ok) {
        total.failed += ids.length - from;
        total.problem = words(answer.problem);
        break;
      }
      for (const { id, outcome } of answer.value.items) {
        if (outcome === 'deleted') total.deleted += 1;
        else if (outcome === 'already_deleted' || outcome === 'not_found') total.goneBefore += 1;
        else if (outcome === 'kept') total.kept += 1;
        else total.failed += 1;
        if (outcome !== 'failed' && outcome !== 'kept') this.#gone(id);
      }
    }
    await this.refresh();
    return total;
  }

  /** Deletes all unused sessions, in as many calls as it takes. */
  async deleteEmpty(progress: (deleted: number) => void): Promise<Deleted> {
    const total: Deleted = { deleted: 0, goneBefore: 0, kept: 0, failed: 0, problem: null };
    let cursor: string | null = null;
    do {
      const answer: Awaited<ReturnType<typeof server.removeEmpty>> =
        await server.removeEmpty(cursor);
      if (!answer.ok) {
        total.problem = words(answer.problem);
        break;
      }
      total.deleted += answer.value.deleted;
      total.kept += answer.value.kept;
      total.failed += answer.value.failed;
      // What could not be deleted now would fail in the next call too.
      cursor = answer.value.failed > 0 ? null : answer.value.next_cursor;
      progress(total.deleted);
    } while (cursor !== null);
    await this.refresh();
    return total;
  }

  #take(page: ConversationPage, before: readonly string[]): void {
    for (const conversation of page.items) this.#cache.putConversation(conversation);
    this.#keys = [...new Set([...before, ...page.items.map((conversation) => conversation.id)])];
    this.#cursor = page.next_cursor;
    this.counts = { engaged: page.counts.engaged, empty: page.counts.empty };
  }
}

function words(problem: Problem): string {
  return outcomeUnknown(problem)
    ? 'Can’t reach the server. Try again.'
    : problem.detail || problem.title;
}
