/** The visitor's HTTP calls: renews a token that has expired, and repeats the call. */

import {
  call,
  exchange,
  isResponse,
  problem,
  readProblem,
  type Answer,
  type Call,
  type Problem,
} from '../../shared/api';
import type { Session } from './session';

/**
 * The token is no longer accepted and a new `init` is needed. `/broadcasting/auth` reports that
 * with 403.
 */
const isOver = ({ status, type }: Problem): boolean => status === 401 || type === 'token-expired';

export class Calls {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async call<T>(path: string, options: Call<T>): Promise<Answer<T>> {
    for (let renewals = 0; ; renewals++) {
      const answer = await call(this.#session.origin + path, {
        ...options,
        token: this.#session.token,
      });
      if (answer.ok || !isOver(answer.problem) || renewals === 2) return answer;
      const failed = await this.#renew();
      if (failed) return { ok: false, problem: failed };
    }
  }

  /** As `call`, for answers that are read as a stream. */
  async open(path: string, json: unknown): Promise<Response | Problem> {
    for (let renewals = 0; ; renewals++) {
      const response = await exchange(this.#session.origin + path, {
        method: 'POST',
        json,
        token: this.#session.token,
      });
      const outcome = isResponse(response) && !response.ok ? await readProblem(response) : response;
      if (isResponse(outcome) || !isOver(outcome) || renewals === 2) return outcome;
      const failed = await this.#renew();
      if (failed) return failed;
    }
  }

  /** Another tab may have renewed the token already; then no `init` is needed. */
  async #renew(): Promise<Problem | null> {
    const session = this.#session;
    const stored = session.persisted.stored();
    if (
      stored?.token &&
      stored.token !== session.token &&
      stored.conversation_id === session.conversation
    ) {
      session.token = stored.token;
      return null;
    }
    const failed = await session.begin();
    if (!failed) return null;
    const { status, retryAfter } = failed;
    return { ...problem(status ? 'refused' : 'offline', status, 'No new session'), retryAfter };
  }
}
