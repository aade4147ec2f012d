/**
 * Tells of each captured lead once in this browser, whichever of its tabs is in front and however often it is loaded again.
 * The feed's number of the last lead that was told of is kept for all tabs; who tells holds a lock meanwhile.
 */

import type { Answer } from '../../shared/api';
import type { Lead } from '../../shared/wire';
import { readStored, writeStored } from '../lib/stored';

export interface Feed {
  leads: Lead[];
  cursor: string;
  more: boolean;
}
export interface LeadFeedDeps {
  key: string;
  storage: Storage;
  ask: (cursor: string | null) => Promise<Answer<Feed>>;
  /** Runs one at a time, over all tabs. */
  alone: (key: string, run: () => Promise<void>) => Promise<void>;
  visible: () => boolean;
  tell: (leads: Lead[]) => void;
}

const pollEvery = 30_000;
/** A tab that nobody sees lets one that is seen tell first. */
const hiddenWaits = 2000;

export class LeadFeed {
  readonly #deps: LeadFeedDeps;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  #again = false;

  constructor(deps: LeadFeedDeps) {
    this.#deps = deps;
  }

  start(): () => void {
    this.changed();
    return () => clearTimeout(this.#timer);
  }

  /** Something was captured, or may have been. */
  changed(): void {
    this.#plan(this.#deps.visible() ? 0 : hiddenWaits);
  }

  #plan(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#poll(), delay);
  }

  async #poll(): Promise<void> {
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#asking = true;
    do {
      this.#again = false;
      await this.#deps.alone(this.#deps.key, () => this.#catchUp());
    } while (this.#again);
    this.#asking = false;
    this.#plan(pollEvery + (this.#deps.visible() ? 0 : hiddenWaits));
  }

  async #catchUp(): Promise<void> {
    const leads: Lead[] = [];
    for (let more = true; more; ) {
      const from = this.#read();
      const answer = await this.#deps.ask(from);
      if (!answer.ok) break;
      // Where there are no locks, another tab may have told of some meanwhile.
      const lastTold = Number(this.#read() ?? 0);
      leads.push(...answer.value.leads.filter((lead) => lead.feed_number > lastTold));
      // Written down before it is told: a tab that dies in between is quiet, not one that repeats itself.
      writeStored(this.#deps.storage, this.#deps.key, answer.value.cursor);
      more = answer.value.more && answer.value.cursor !== from;
    }
    if (leads.length > 0) this.#deps.tell(leads);
  }

  #read(): string | null {
    const stored = readStored(this.#deps.storage, this.#deps.key);
    return typeof stored === 'string' && /^\d+$/.test(stored) ? stored : null;
  }
}

/** The browser's locks; without them (a page that is not served securely) each tab for itself. */
export function aloneAmongTabs(key: string, run: () => Promise<void>): Promise<void> {
  if (!('locks' in navigator)) return run();
  return navigator.locks.request(key, run).then(() => undefined);
}
