/** The visitor's session with the server: begins it, and has its token. */

import { toJson } from '../../shared/json';
import type { PersistedState } from '../state/persisted_state';
import { readOpening, type Opening } from './opening_answer';
import { here } from './page_url';

/** Why it did not begin. */
export interface Failure {
  /** 0 without an answer, or with one that breaks the protocol. */
  status: number;
  /** Whole seconds from `Retry-After`. */
  retryAfter: number | null;
}

/** Milliseconds until a call is given up. */
const patience = 15_000;

export class Session {
  readonly origin: string;
  readonly persisted: PersistedState;
  token = '';
  conversation: string | null = null;
  readonly #agentId: string;
  readonly #begun: (opening: Opening) => void;
  #beginning: Promise<Failure | null> | null = null;

  /** `begun` is called after every successful `init`, including renewals. */
  constructor(
    origin: string,
    agentId: string,
    persisted: PersistedState,
    begun: (opening: Opening) => void,
  ) {
    this.origin = origin;
    this.persisted = persisted;
    this.#agentId = agentId;
    this.#begun = begun;
  }

  /** Begins or resumes the conversation; concurrent calls share one request. Null is success. */
  begin(): Promise<Failure | null> {
    this.#beginning ??= this.#begin();
    return this.#beginning;
  }

  /** Adopts the answer of an `init` or a `clear`. */
  adopt(opening: Opening): void {
    const { anon_id, conversation_id, token } = opening;
    this.token = token;
    this.conversation = conversation_id;
    this.persisted.set({ anon_id, conversation_id, token });
    this.#begun(opening);
  }

  async #begin(): Promise<Failure | null> {
    const answer = await this.#init();
    this.#beginning = null;
    if ('status' in answer) return answer;
    this.adopt(answer);
    return null;
  }

  async #init(): Promise<Opening | Failure> {
    try {
      const answer = await fetch(`${this.origin}/v1/widget/init`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: toJson({
          agent_id: this.#agentId,
          page_url: here(),
          anon_id: this.persisted.get().anon_id ?? undefined,
        }),
        signal: AbortSignal.timeout(patience),
      });
      if (answer.ok) return readOpening(await answer.json());
      const wait = answer.headers.get('Retry-After');
      return { status: answer.status, retryAfter: wait === null ? null : Number(wait) || 0 };
    } catch {
      return { status: 0, retryAfter: null };
    }
  }
}
