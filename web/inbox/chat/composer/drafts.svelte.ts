/** Unsent drafts by conversation and kind. They survive a reload of the tab. */

import { SvelteMap } from 'svelte/reactivity';
import { anyObject, text } from '../../../shared/fields';
import { readStored, writeStored } from '../../lib/stored';

export class Drafts {
  readonly #key: string;
  readonly #texts = new SvelteMap<string, string>();

  constructor(userId: string) {
    this.#key = `takeover.drafts.${userId}`;
    try {
      for (const [name, draft] of Object.entries(
        anyObject(readStored(sessionStorage, this.#key) ?? {}),
      )) {
        this.#texts.set(name, text(draft));
      }
    } catch {
      this.#texts.clear();
    }
  }

  get(conversationId: string, kind: 'reply' | 'note'): string {
    return this.#texts.get(`${conversationId} ${kind}`) ?? '';
  }

  set(conversationId: string, kind: 'reply' | 'note', draft: string): void {
    if (draft === '') this.#texts.delete(`${conversationId} ${kind}`);
    else this.#texts.set(`${conversationId} ${kind}`, draft);
    writeStored(sessionStorage, this.#key, Object.fromEntries(this.#texts));
  }
}
