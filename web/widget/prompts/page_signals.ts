/** What has happened on the page since it was loaded, as far as rules wait for it. Watches; decides nothing. */

import type { Rule } from '../../shared/wire';

/** `/pricing*` is a path, anything else a whole address; `*` is any run of characters. A slash at the end makes no difference. */
export function urlFits(pattern: string, address: string): boolean {
  const url = new URL(address);
  url.hash = '';
  const search = pattern.includes('?') ? url.search : '';
  const subject = pattern.startsWith('/') ? url.pathname + search : url.origin + url.pathname + (pattern.includes('?') || pattern.startsWith('*') ? url.search : '');
  const bare = (text: string) => (text.length > 1 ? text.replace(/\/$/, '') : text);
  const source = bare(pattern).split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&')).join('.*');
  return new RegExp(`^${source}$`).test(bare(subject));
}

/** How far down the page is, in percent; a page that fits the window is seen whole. */
export function scrolledPercent(top: number, height: number, whole: number): number {
  return whole <= height ? 100 : Math.min(100, Math.round((100 * (top + height)) / whole));
}

export class PageSignals {
  readonly #changed: () => void;
  #scrolled = 0;
  #idle = 0;
  #left = false;
  #listening = false;
  #waits: number[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `changed`: something that a rule may wait for has happened. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Begins to watch for what these rules wait for. */
  watch(rules: readonly Rule[]): void {
    this.#waits = rules.map((rule) => rule.when.idle_seconds ?? 0).filter((seconds) => seconds > 0).sort((a, b) => a - b);
    this.#listen(rules);
    this.#waitForIdle();
  }

  holds({ url, scroll_percent, idle_seconds, exit_intent }: Rule['when']): boolean {
    return (
      (url === null || urlFits(url, location.href)) &&
      this.#scrolled >= (scroll_percent ?? 0) &&
      this.#idle >= (idle_seconds ?? 0) &&
      (this.#left || !exit_intent)
    );
  }

  #listen(rules: readonly Rule[]): void {
    if (this.#listening || !rules.some(waitsForPage)) return;
    this.#listening = true;
    const passive = { passive: true };
    const moved = () => {
      const { scrollHeight, clientHeight } = document.documentElement;
      const now = scrolledPercent(scrollY, clientHeight, scrollHeight);
      // Seen without a move of the visitor's, a short page has not been scrolled.
      if (scrollY > 0 && now > this.#scrolled) this.#happened(() => (this.#scrolled = now));
    };
    addEventListener('scroll', moved, passive);
    document.documentElement.addEventListener('mouseleave', (event) => {
      if (event.clientY <= 0 && !this.#left) this.#happened(() => (this.#left = true));
    });
    for (const name of ['pointermove', 'pointerdown', 'keydown', 'scroll', 'wheel']) addEventListener(name, () => this.#waitForIdle(), passive);
    // A page that shows another address without being loaded.
    addEventListener('popstate', () => this.#changed());
    (window as { navigation?: EventTarget }).navigation?.addEventListener('navigatesuccess', () => this.#changed());
  }

  #happened(note: () => void): void {
    note();
    this.#changed();
  }

  /** From now on nothing happens until … */
  #waitForIdle(): void {
    clearTimeout(this.#timer);
    const begun = Date.now();
    const next = () => {
      const wait = this.#waits.find((seconds) => seconds > this.#idle);
      if (wait === undefined) return;
      this.#timer = setTimeout(() => {
        this.#happened(() => (this.#idle = wait));
        next();
      }, Math.max(0, begun + wait * 1000 - Date.now()));
    };
    next();
  }
}

export function waitsForPage({ when }: Rule): boolean {
  return when.url !== null || when.scroll_percent !== null || when.idle_seconds !== null || when.exit_intent;
}
