/** Tells the server where the visitor is after a navigation that loads no page. Best effort. */

import { nothing } from '../../shared/api';
import type { PersistedState } from '../state/persisted_state';
import { here } from './page_url';
import type { Calls } from './calls';

/** Milliseconds between two calls at least, and between two looks where navigation is silent. */
const callEvery = 2_000;
const lookEvery = 1_000;

export class PageTeller {
  readonly #calls: Pick<Calls, 'call'>;
  readonly #persisted: PersistedState;
  readonly #looking: ReturnType<typeof setInterval> | undefined;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(calls: Pick<Calls, 'call'>, persisted: PersistedState) {
    this.#calls = calls;
    this.#persisted = persisted;
    if (!('navigation' in globalThis)) this.#looking = setInterval(() => this.look(), lookEvery);
  }

  /** Compares with what this or another tab told last. */
  look(): void {
    if (this.#waiting !== undefined || document.hidden) return;
    const page_url = here();
    if ((this.#persisted.stored() ?? this.#persisted.get()).page === page_url) return;
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined;
      this.look();
    }, callEvery);
    this.#persisted.set({ page: page_url });
    void this.#calls.call('/v1/widget/page', { method: 'POST', json: { page_url }, read: nothing });
  }

  stop(): void {
    clearInterval(this.#looking);
    clearTimeout(this.#waiting);
  }
}
