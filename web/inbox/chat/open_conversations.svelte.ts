/**
 * The opened conversations: the one on the screen, a few recent ones so that going back is quick,
 * and every one with pending sends. Pending sends survive a reload of the tab.
 */

import { SvelteMap } from 'svelte/reactivity';
import { anyObject, list, optional, shape, text } from '../../shared/fields';
import type { PendingSend } from '../../shared/timeline';
import type { Router } from '../app/router.svelte';
import { readStored, writeStored } from '../lib/stored';
import { OpenConversation, type ConversationDeps } from './open_conversation.svelte';

const keptOpen = 12;

export class OpenConversations {
  readonly #kept = new SvelteMap<string, OpenConversation>();
  readonly #router: Router;
  readonly #deps: ConversationDeps;
  readonly #key: string;

  constructor(userId: string, router: Router, deps: Omit<ConversationDeps, 'sendsChanged'>) {
    this.#router = router;
    this.#deps = { ...deps, sendsChanged: () => this.#saveSends() };
    this.#key = `takeover.sends.${userId}`;
    this.#restoreSends();
  }

  /** The one that the URL names. */
  readonly current = $derived.by(() =>
    this.#router.conversation === null ? null : (this.#kept.get(this.#router.conversation) ?? null),
  );

  /** Puts this one on the screen, joined and loaded; lets go of the one before. */
  enter(id: string | null): void {
    for (const open of this.#kept.values()) if (open.id !== id) open.leave();
    if (id === null) return;
    const open = this.#kept.get(id) ?? new OpenConversation(id, this.#deps, []);
    // Last in the map is the one used last.
    this.#kept.delete(id);
    this.#kept.set(id, open);
    open.enter();
    for (const old of this.#kept.values()) {
      if (this.#kept.size <= keptOpen) break;
      if (old.id !== id && old.pending.length === 0) this.#kept.delete(old.id);
    }
  }

  connectionChanged(online: boolean): void {
    for (const open of this.#kept.values()) open.connectionChanged(online);
  }

  /** It was deleted. The one on the screen stays, to say so. */
  onDeleted(id: string): void {
    this.#kept.get(id)?.stop();
    if (this.#router.conversation !== id) this.#kept.delete(id);
  }

  forget(id: string): void {
    this.#kept.get(id)?.stop();
    this.#kept.delete(id);
  }

  stop(): void {
    for (const open of this.#kept.values()) open.stop();
  }

  #saveSends(): void {
    const waiting = [...this.#kept.values()].filter((open) => open.pending.length > 0);
    writeStored(
      sessionStorage,
      this.#key,
      Object.fromEntries(waiting.map((open) => [open.id, open.pending])),
    );
  }

  #restoreSends(): void {
    const send = shape({
      client_id: text,
      kind: text,
      body: text,
      created_at: text,
      state: text,
      reason: optional(text),
    });
    try {
      const stored = anyObject(readStored(sessionStorage, this.#key) ?? {});
      for (const [id, sends] of Object.entries(stored)) {
        const pending = list(send)(sends).map(({ kind, state, reason, ...rest }): PendingSend => ({
          ...rest,
          kind: kind === 'note' ? 'note' : 'message',
          state: state === 'failed' ? 'failed' : 'waiting',
          reason: reason ?? null,
        }));
        if (pending.length > 0) this.#kept.set(id, new OpenConversation(id, this.#deps, pending));
      }
    } catch (error) {
      console.warn('waiting sends could not be read', error);
    }
  }
}
