/**
 * Page signals that rules wait for: URL, scrolling, idle time, exit intent. Observes; decides
 * nothing.
 */

import type { Rule } from '../../shared/wire';

/**
 * `/pricing*` is a path, anything else a whole URL; `*` matches any run of characters. A trailing
 * slash makes no difference.
 */
export function urlFits(pattern: string, address: string): boolean {
  const url = new URL(address);
  url.hash = '';
  const search = pattern.includes('?') ? url.search : '';
  const subject = pattern.startsWith('/')
    ? url.pathname + search
    : url.origin +
      url.pathname +
      (pattern.includes('?') || pattern.startsWith('*') ? url.search : '');
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
  #scrolled = 0;
  #idle = 0;
  #left = false;
  #listening = false;
  #waits: number[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `changed` is called when a signal may have fired. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Starts watching for the conditions of these rules. */
  watch(rules: readonly Rule[]): void {
    this.#waits = rules
      .map((rule) => rule.when.idle_seconds ?? 0)
      .filter((seconds) => seconds > 0)
      .sort((a, b) => a - b);
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
      // A short page that is visible whole counts as scrolled only after an actual scroll.
      if (scrollY > 0 && now > this.#scrolled) this.#happened(() => (this.#scrolled = now));
    };
    addEventListener('scroll', moved, passive);
    document.documentElement.addEventListener('mouseleave', (event) => {
      if (event.clientY <= 0 && !this.#left) this.#happened(() => (this.#left = true));
    });
    for (const name of ['pointermove', 'pointerdown', 'keydown', 'scroll', 'wheel'])
      addEventListener(name, () => this.#waitForIdle(), passive);
    // Client-side navigation.
    addEventListener('popstate', () => this.#changed());
    (window as { navigation?: EventTarget }).navigation?.addEventListener('navigatesuccess', () =>
      this.#changed(),
    );
  }

  #happened(note: () => void): void {
    note();
    this.#changed();
  }

  /** Restarts the idle timer for the next threshold. */
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
  return (
    when.url !== null ||
    when.scroll_percent !== null ||
    when.idle_seconds !== null ||
    when.exit_intent
  );
}
