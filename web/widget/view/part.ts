/** A part of the view that is loaded when it is first needed. Until then there is none to use. */

interface Styled {
  styles: string;
}

/** Milliseconds after which a part that did not come is asked for again. */
const retryAfter = 3_000;

export class Part<T extends Styled> {
  readonly #load: () => Promise<T>;
  readonly #arrived: (part: T) => void;
  readonly #missing: () => void;
  #value: T | null = null;
  #asked = false;

  constructor(load: () => Promise<T>, arrived: (part: T) => void, missing: () => void) {
    this.#load = load;
    this.#arrived = arrived;
    this.#missing = missing;
  }

  /** What has come, without asking for it. */
  get loaded(): T | null {
    return this.#value;
  }

  get value(): T | null {
    if (!this.#asked) void this.#ask();
    return this.#value;
  }

  async #ask(): Promise<void> {
    this.#asked = true;
    try {
      this.#value = await this.#load();
    } catch {
      this.#missing();
      setTimeout(() => void this.#ask(), retryAfter);
      return;
    }
    this.#arrived(this.#value);
  }
}
