/**
 * A member who loses the claim mid-word keeps typing for a moment after the field is gone: those
 * keystrokes must not act as shortcuts. Pure; times are milliseconds of any clock.
 */

const first = 1500;
const between = 800;

export class TypingGuard {
  #until = Number.NEGATIVE_INFINITY;

  /** The focused field has vanished. */
  begin(now: number): void {
    this.#until = now + first;
  }

  /** True for a keystroke that still belongs to the typed text. */
  swallows(key: string, now: number): boolean {
    if (key.length !== 1 && key !== 'Enter') return false;
    if (now >= this.#until) return false;
    this.#until = Math.max(this.#until, now + between);
    return true;
  }
}
