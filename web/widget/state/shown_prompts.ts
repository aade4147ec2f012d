/** Which prompts came up in this session, in this tab, by the ids of their rules. */

import { numberOr0, store } from './persisted_state';
import { listOf, stored, textOrNull } from './storage';

export interface Shown {
  conversation: string | null;
  cards: { id: string; after: number; done: boolean }[];
}

export class ShownPrompts {
  readonly #key: string;
  #now: Shown;

  /** `key`: of the agent's record. */
  constructor(key: string) {
    this.#key = `${key}:cards`;
    const kept = stored('sessionStorage', this.#key) ?? {};
    this.#now = {
      conversation: textOrNull(kept['conversation']),
      cards: listOf(kept['cards']).flatMap(({ id, after, done }) =>
        typeof id === 'string' ? [{ id, after: numberOr0(after), done: done === true }] : [],
      ),
    };
  }

  get(): Shown {
    return this.#now;
  }

  set(now: Shown): void {
    this.#now = now;
    store('sessionStorage', this.#key, now);
  }
}
