/**
 * The outbox of one conversation: own replies and notes go out one at a time, in order, each under
 * its client id until the outcome is known. Retries with exponential backoff when the outcome is
 * unknown. Knows no socket.
 */

import { outcomeUnknown, type Answer, type Problem } from '../../shared/api';
import type { PendingSend } from '../../shared/timeline';
import type { Entry } from '../../shared/wire';
import { shortName } from '../lib/format';

export interface SendQueueDeps {
  pending(): readonly PendingSend[];
  send(one: PendingSend): Promise<Answer<{ entry: Entry }>>;
  changed(clientId: string, state: PendingSend['state'], reason: string | null): void;
  acknowledged(entry: Entry): void;
  refused(one: PendingSend, reason: string): void;
}

const longestDelay = 15_000;

export class SendQueue {
  readonly #deps: SendQueueDeps;
  #running = false;
  #stopped = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: SendQueueDeps) {
    this.#deps = deps;
  }

  /** Sends what is waiting, now. */
  kick(): void {
    clearTimeout(this.#timer);
    if (!this.#running && !this.#stopped) void this.#run();
  }

  /** Permanent: a late answer still updates the pending sends, but nothing else goes out. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      for (;;) {
        const next = this.#deps.pending().find((send) => send.state !== 'failed');
        if (this.#stopped || next === undefined || !(await this.#attempt(next))) return;
      }
    } finally {
      this.#running = false;
    }
  }

  /** True if the queue may continue with the next send. */
  async #attempt(send: PendingSend): Promise<boolean> {
    this.#deps.changed(send.client_id, 'sending', null);
    const answer = await this.#deps.send(send);
    if (answer.ok) {
      this.#failures = 0;
      this.#deps.acknowledged(answer.value.entry);
      return true;
    }
    const { problem } = answer;
    if (outcomeUnknown(problem) || problem.status === 429 || problem.status === 401) {
      this.#deps.changed(send.client_id, 'waiting', null);
      this.#later(problem);
      return false;
    }
    const reason = reasonOf(problem);
    this.#deps.changed(send.client_id, 'failed', reason);
    this.#deps.refused(send, reason);
    return true;
  }

  #later(problem: Problem): void {
    const grown = Math.min(longestDelay, 1000 * 2 ** this.#failures);
    this.#failures += 1;
    if (this.#stopped) return;
    this.#timer = setTimeout(() => this.kick(), Math.max(grown, (problem.retryAfter ?? 0) * 1000));
  }
}

export function reasonOf(problem: Problem): string {
  if (problem.type === 'not-holder') {
    return problem.claimedBy === null
      ? 'You no longer hold this.'
      : `${shortName(problem.claimedBy.name)} holds this now.`;
  }
  if (problem.type === 'too-large') return 'The message is too long.';
  if (problem.type === 'deleted' || problem.type === 'not-found')
    return 'This conversation was deleted.';
  return Object.values(problem.errors)[0] ?? (problem.detail || problem.title);
}

/** A new client id. Works on plain http, where `crypto.randomUUID` does not exist. */
export function newClientId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
