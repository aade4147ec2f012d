/**
 * State of the audit page: the loaded rows under the filters, and the progress of verifying the
 * chain.
 */

import { SvelteMap } from 'svelte/reactivity';
import type { AuditCheck, AuditRow, Person } from '../../shared/wire';
import type { Clock } from '../lib/clock.svelte';
import { auditServer } from './audit_server';

export interface AuditFilters {
  actor: string;
  action: string;
  target: string;
}

export type Chain =
  | { state: 'unknown' | 'failed' }
  | { state: 'busy'; checked: number; length: number }
  | { state: 'ok'; length: number; at: number }
  | { state: 'broken'; fault: NonNullable<AuditCheck['fault']> };

const mostPagesToARow = 200;

export class AuditLog {
  rows = $state.raw<readonly AuditRow[]>([]);
  phase = $state<'none' | 'ready' | 'failed'>('none');
  loading = $state(false);
  chain = $state.raw<Chain>({ state: 'unknown' });
  /** All actors seen so far, for the filter. */
  readonly actors = new SvelteMap<string, Person>();
  #cursor = $state.raw<string | null>(null);
  #filters: AuditFilters = { actor: '', action: '', target: '' };
  #request = 0;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get more(): boolean {
    return this.#cursor !== null;
  }

  async show(filters: AuditFilters): Promise<void> {
    this.#filters = filters;
    this.rows = [];
    this.phase = 'none';
    await this.#load(null);
  }

  reload(): Promise<void> {
    return this.show(this.#filters);
  }

  /** Prepends rows written since the list was loaded. */
  async refresh(): Promise<void> {
    if (this.phase !== 'ready' || this.loading) return;
    const request = this.#request;
    const answer = await auditServer.log({ ...this.#filters }, null);
    if (request !== this.#request || !answer.ok) return;
    const top = this.rows[0];
    const at = top === undefined ? -1 : answer.value.items.findIndex((row) => row.id === top.id);
    if (at === -1) await this.#load(null);
    else this.rows = [...answer.value.items.slice(0, at), ...this.rows];
  }

  async loadMore(): Promise<void> {
    if (this.#cursor !== null && !this.loading) await this.#load(this.#cursor);
  }

  /** Loads until the row at this position is there. */
  async loadTo(position: number): Promise<void> {
    for (let pages = 0; pages < mostPagesToARow && this.more; pages += 1) {
      if ((this.rows.at(-1)?.position ?? 0) <= position) return;
      await this.loadMore();
    }
  }

  /** Verifies the whole chain in parts. */
  async verify(): Promise<void> {
    if (this.chain.state === 'busy') return;
    this.chain = { state: 'busy', checked: 0, length: 0 };
    for (let after = 0; ; ) {
      const answer = await auditServer.check(after);
      if (!answer.ok) {
        this.chain = { state: 'failed' };
        return;
      }
      const { checked, length, more, fault } = answer.value;
      if (fault !== null) {
        this.chain = { state: 'broken', fault };
        return;
      }
      if (!more || checked <= after) {
        this.chain = { state: 'ok', length, at: this.#clock.now() };
        return;
      }
      after = checked;
      this.chain = { state: 'busy', checked, length };
    }
  }

  async #load(cursor: string | null): Promise<void> {
    const request = ++this.#request;
    this.loading = true;
    const { actor, action, target } = this.#filters;
    const answer = await auditServer.log({ actor, action, target }, cursor);
    if (request !== this.#request) return;
    this.loading = false;
    if (!answer.ok) {
      if (this.phase === 'none') this.phase = 'failed';
      return;
    }
    const before = cursor === null ? [] : this.rows;
    this.rows = [...before, ...answer.value.items];
    for (const { actor: person } of answer.value.items)
      if (person !== null) this.actors.set(person.id, person);
    this.#cursor = answer.value.next_cursor;
    this.phase = 'ready';
  }
}
