/**
 * Taking conversations over and handing them back. No optimistic updates: control changes only once
 * the server has confirmed it.
 */

import { outcomeUnknown } from '../../shared/api';
import type { Conversation } from '../../shared/wire';
import type { Toasts } from '../app/toasts/toasts.svelte';
import type { EntityCache } from '../conversations/entity_cache.svelte';
import { isolated } from '../lib/bidi';
import { clockTimeWithSeconds, shortName } from '../lib/format';
import { problemText } from '../lib/problem_text';
import { server } from '../lib/server';

export interface ClaimsDeps {
  me: string;
  cache: EntityCache;
  toasts: Toasts;
  /** The conversation on the screen. */
  current(): Conversation | null;
  /** Takes in the conversation's state as the server returned it. */
  updated(conversation: Conversation): void;
  /** Puts the cursor into the reply field. */
  startReply(): Promise<void>;
}

/** Milliseconds: how long an unanswered claim is retried, and when the retrying becomes visible. */
const claimGivesUp = 30_000;
const stillTryingAfter = 3000;

export class Claims {
  /** The takeover that is under way, if one is. */
  claiming = $state<{ id: string; still: boolean } | null>(null);
  releasing = $state(false);
  readonly #deps: ClaimsDeps;

  constructor(deps: ClaimsDeps) {
    this.#deps = deps;
  }

  /** True if this member holds the conversation. */
  holds(conversation: Conversation): boolean {
    return conversation.claimed_by_user_id === this.#deps.me;
  }

  /** Idempotent: claiming again what one holds is harmless. */
  async takeOver(force: 'ask' | 'force'): Promise<void> {
    const conversation = this.#deps.current();
    if (conversation === null || this.claiming !== null) return;
    const { id } = conversation;
    this.claiming = { id, still: false };
    const timer = setTimeout(
      () => this.claiming !== null && (this.claiming = { id, still: true }),
      stillTryingAfter,
    );
    const refusal = await this.#claim(id, force);
    clearTimeout(timer);
    this.claiming = null;
    const current = this.#deps.current();
    if (refusal !== null) this.#refused('Not taken over', refusal);
    else if (current?.id === id && this.holds(current)) await this.#deps.startReply();
  }

  async handBack(): Promise<void> {
    const conversation = this.#deps.current();
    if (conversation === null || this.releasing) return;
    this.releasing = true;
    const answer = await server.release(conversation.id);
    this.releasing = false;
    if (answer.ok) {
      this.#deps.updated(answer.value.conversation);
      this.#deps.toasts.show(
        'done',
        'Handed back',
        `${isolated(conversation.agent.name)} is answering again.`,
      );
    } else this.#refused('Not handed back', problemText(answer.problem));
  }

  /** Retries until the server has answered, at most for half a minute. Null, or why not. */
  async #claim(id: string, force: 'ask' | 'force'): Promise<string | null> {
    const until = Date.now() + claimGivesUp;
    for (;;) {
      const answer = await server.claim(id, force);
      if (answer.ok) {
        this.#deps.updated(answer.value.conversation);
        return null;
      }
      const { problem } = answer;
      if (problem.type === 'already-claimed') {
        await this.#lostRace(id, problem.claimedBy?.name ?? 'Someone');
        return null;
      }
      const wait = problem.retryAfter === null ? 1000 : problem.retryAfter * 1000;
      if (!outcomeUnknown(problem) || Date.now() + wait > until) {
        return outcomeUnknown(problem)
          ? 'Can’t reach the server.'
          : problem.detail || problem.title;
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  async #lostRace(id: string, name: string): Promise<void> {
    const { cache, toasts, updated } = this.#deps;
    const answer = await server.conversation(id);
    if (answer.ok) updated(answer.value.conversation);
    const since = cache.conversation(id)?.claimed_at ?? null;
    const when =
      since === null
        ? 'Taken over just now.'
        : `Taken over at ${clockTimeWithSeconds(Date.parse(since))}.`;
    const title = `${shortName(name)} got there first`;
    const text = `${when} You can follow along and add notes.`;
    toasts.show('lost', title, text);
    toasts.alert(`${title}. ${text}`);
  }

  #refused(title: string, reason: string): void {
    this.#deps.toasts.show('refused', title, reason);
    this.#deps.toasts.alert(`${title}. ${reason}`);
  }
}
