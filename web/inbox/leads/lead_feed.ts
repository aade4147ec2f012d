/**
 * Announces each captured lead once per browser, across all its tabs and reloads. Polls the
 * server's feed; the cursor is shared by all tabs in localStorage, and a tab holds a lock while it
 * announces.
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
  /** Mutual exclusion across all tabs. */
  alone: (key: string, run: () => Promise<void>) => Promise<void>;
  visible: () => boolean;
  tell: (leads: Lead[]) => void;
}

const pollEvery = 30_000;
/** Milliseconds that a hidden tab waits, so that a visible one announces first. */
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

  /** A lead was, or may have been, captured. */
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
      // Without locks another tab may have announced some meanwhile.
      const lastTold = Number(this.#read() ?? 0);
      leads.push(...answer.value.leads.filter((lead) => lead.feed_number > lastTold));
      // At most once: the cursor is stored before the toast, so a tab that dies in between skips it
      // rather than repeats it.
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

/** The Web Locks API; without it (an insecure origin) each tab acts alone. */
export function aloneAmongTabs(key: string, run: () => Promise<void>): Promise<void> {
  if (!('locks' in navigator)) return run();
  return navigator.locks.request(key, run).then(() => undefined);
}
