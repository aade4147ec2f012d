/**
 * Somebody who loses the hold in the middle of a word goes on typing for a moment, and the field is gone: no letter of
 * that may act as a shortcut. Pure; times are milliseconds of any clock.
 */

const first = 1500;
const between = 800;

export class TypingGuard {
  #until = Number.NEGATIVE_INFINITY;

  /** The field that had the keyboard has vanished. */
  begin(now: number): void {
    this.#until = now + first;
  }

  /** True for a letter that still belongs to what was typed. */
  swallows(key: string, now: number): boolean {
    if (key.length !== 1 && key !== 'Enter') return false;
    if (now >= this.#until) return false;
    this.#until = Math.max(this.#until, now + between);
    return true;
  }
}
