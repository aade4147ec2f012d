/**
 * Read marks of this browser: a time per conversation, and a time before which everything counts as
 * read.
 */

import { SvelteMap } from 'svelte/reactivity';
import { list, shape, text } from '../../shared/fields';
import { readStored, writeStored } from '../lib/stored';

const stored = shape({ since: text, seen: list(list(text)) });
const atMost = 500;

export class ReadMarks {
  readonly #key: string;
  readonly #seen = new SvelteMap<string, string>();
  #since = $state('');

  constructor(userId: string, now: string) {
    this.#key = `takeover.read.${userId}`;
    this.#since = now;
    try {
      const before = stored(readStored(localStorage, this.#key));
      this.#since = before.since;
      for (const [id, at] of before.seen)
        if (id !== undefined && at !== undefined) this.#seen.set(id, at);
    } catch {
      this.#save();
    }
  }

  /** `at`: when the visitor last wrote. RFC 3339 times in UTC compare as text. */
  unread(conversationId: string | null, at: string | null): boolean {
    if (conversationId === null || at === null) return false;
    return at > (this.#seen.get(conversationId) ?? this.#since);
  }

  saw(conversationId: string, at: string): void {
    if (at <= (this.#seen.get(conversationId) ?? '')) return;
    this.#seen.delete(conversationId);
    this.#seen.set(conversationId, at);
    while (this.#seen.size > atMost) {
      const [oldest, when] = this.#seen.entries().next().value ?? ['', ''];
      this.#seen.delete(oldest);
      if (when > this.#since) this.#since = when;
    }
    this.#save();
  }

  #save(): void {
    writeStored(localStorage, this.#key, { since: this.#since, seen: [...this.#seen] });
  }
}
