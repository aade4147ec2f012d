/**
 * Page signals that rules wait for: URL, scrolling, idle time, exit intent. Observes; decides
 * nothing.
 */

import type { Rule } from '../../shared/wire_parts/rules';

type Waiting = Pick<Rule, 'when'>;

/**
 * `/pricing*` is a path, anything else a whole URL; `*` matches any run of characters. A trailing
 * slash makes no difference.
 */
export function urlFits(pattern: string, address: string): boolean {
  const url = new URL(address);
  const search = /^\*|\?/.test(pattern) ? url.search : '';
  const subject = (pattern.startsWith('/') ? '' : url.origin) + url.pathname + search;
  const bare = (text: string) => (text.length > 1 ? text.replace(/\/$/, '') : text);
  const source = bare(pattern)
    .split('*')
    .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`).test(bare(subject));
}

/** Scroll depth in percent; 100 for a page that fits the window. */
export function scrolledPercent(top: number, height: number, whole: number): number {
  return whole <= height ? 100 : Math.min(100, Math.round((100 * (top + height)) / whole));
}

export class PageSignals {
  readonly #changed: () => void;
  readonly #over: AbortSignal;
  #scrolled = 0;
  /** Seconds: the longest time without a move that a rule waits for and that has passed. */
  #idle = 0;
  #left = false;
  #moved = 0;
  #waits: number[] = [];
  #listening = false;

  /**
   * `changed` is called when a signal may have fired, or the page has changed its address; `over`
   * ends the watching.
   */
  constructor(changed: () => void, over: AbortSignal) {
    this.#changed = changed;
    this.#over = over;
    // Client-side navigation.
    const signal = { signal: over };
    addEventListener('popstate', changed, signal);
    const { navigation } = window as { navigation?: EventTarget };
    navigation?.addEventListener('currententrychange', changed, signal);
  }

  /** Starts watching for the conditions of these rules. */
  watch(rules: readonly Waiting[]): void {
    this.#waits = rules.map(({ when }) => when.idle_seconds ?? 0);
    this.#moved = Date.now();
    if (this.#listening || !rules.some(waitsForPage)) return;
    this.#listening = true;
    // Before the page's own handlers, and before the widget keeps what is typed in it to itself.
    const first = { passive: true, capture: true, signal: this.#over };
    for (const name of ['pointermove', 'pointerdown', 'keydown', 'scroll', 'wheel'])
      addEventListener(name, () => (this.#moved = Date.now()), first);
    const timer = setInterval(() => this.#lookIdle(), 1000);
    this.#over.addEventListener('abort', () => clearInterval(timer));
    addEventListener('scroll', () => this.#lookScrolled(), first);
    document.documentElement.addEventListener(
      'mouseleave',
      ({ clientY }) => {
        if (clientY > 0 || this.#left) return;
        this.#left = true;
        this.#changed();
      },
      { signal: this.#over },
    );
  }

  holds({ url, scroll_percent, idle_seconds, exit_intent }: Rule['when']): boolean {
    return (
      (url === null || urlFits(url, location.href)) &&
      this.#scrolled >= (scroll_percent ?? 0) &&
      this.#idle >= (idle_seconds ?? 0) &&
      (this.#left || !exit_intent)
    );
  }

  #lookScrolled(): void {
    const { scrollHeight, clientHeight } = document.documentElement;
    const now = scrolledPercent(scrollY, clientHeight, scrollHeight);
    // A short page that is visible whole counts as scrolled only after an actual scroll.
    if (!scrollY || now <= this.#scrolled) return;
    this.#scrolled = now;
    this.#changed();
  }

  #lookIdle(): void {
    const seconds = (Date.now() - this.#moved) / 1000;
    const passed = Math.max(...this.#waits.filter((wait) => wait <= seconds));
    if (passed <= this.#idle) return;
    this.#idle = passed;
    this.#changed();
  }
}

export function waitsForPage({ when }: Waiting): boolean {
  return (
    (when.url ?? when.scroll_percent ?? when.idle_seconds ?? (when.exit_intent || null)) !== null
  );
}
