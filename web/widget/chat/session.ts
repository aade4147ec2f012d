/**
 * The visitor's HTTP calls and token: begins a session, renews an expired token, and repeats the
 * call.
 */

import {
  call,
  exchange,
  readProblem,
  type Answer,
  type Call,
  type Problem,
} from '../../shared/api';
import { widgetInit, widgetRules, type WidgetInit, type WidgetRules } from '../../shared/wire';
import type { PersistedState } from '../state/persisted_state';

/**
 * The token is no longer accepted and a new `init` is needed. `/broadcasting/auth` reports that
 * with 403.
 */
const isOver = (problem: Problem): boolean =>
  problem.status === 401 || problem.type === 'token-expired';

export class Session {
  readonly #origin: string;
  readonly #agentId: string;
  readonly #persisted: PersistedState;
  readonly #begun: (init: WidgetInit) => void;
  #token: string | null = null;
  #conversation: string | null = null;
  #beginning: Promise<Problem | null> | null = null;

  /** `begun` is called after every successful `init`, including renewals. */
  constructor(
    origin: string,
    agentId: string,
    persisted: PersistedState,
    begun: (init: WidgetInit) => void,
  ) {
    this.#origin = origin;
    this.#agentId = agentId;
    this.#persisted = persisted;
    this.#begun = begun;
  }

  /** Begins or resumes the conversation; concurrent calls share one request. Null is success. */
  begin(): Promise<Problem | null> {
    this.#beginning ??= this.#init().finally(() => (this.#beginning = null));
    return this.#beginning;
  }

  /** Adopts the answer of an `init` or a `clear`. */
  adopt(init: WidgetInit): void {
    this.#token = init.token;
    this.#conversation = init.conversation_id;
    this.#persisted.set({
      anon_id: init.anon_id,
      conversation_id: init.conversation_id,
      token: init.token,
    });
    this.#begun(init);
  }

  /** The rules that need no conversation. */
  rules(): Promise<Answer<WidgetRules>> {
    return call(`${this.#origin}/v1/widget/rules?agent_id=${encodeURIComponent(this.#agentId)}`, {
      read: widgetRules,
    });
  }

  async call<T>(path: string, options: Call<T>): Promise<Answer<T>> {
    for (let renewals = 0; ; renewals++) {
      const answer = await call(this.#origin + path, { ...options, token: this.#token ?? '' });
      if (answer.ok || !isOver(answer.problem) || renewals === 2) return answer;
      const failed = await this.#renew();
      if (failed) return { ok: false, problem: failed };
    }
  }

  /** As `call`, for answers that are read as a stream. */
  async open(path: string, json: unknown): Promise<Response | Problem> {
    for (let renewals = 0; ; renewals++) {
      const response = await exchange(this.#origin + path, {
        method: 'POST',
        json,
        token: this.#token ?? '',
      });
      const outcome =
        response instanceof Response && !response.ok ? await readProblem(response) : response;
      if (outcome instanceof Response || !isOver(outcome) || renewals === 2) return outcome;
      const failed = await this.#renew();
      if (failed) return failed;
    }
  }

  async #init(): Promise<Problem | null> {
    const { anon_id } = this.#persisted.get();
    const answer = await call(`${this.#origin}/v1/widget/init`, {
      method: 'POST',
      json: {
        agent_id: this.#agentId,
        page_url: location.href.split('#')[0],
        ...(anon_id === null ? {} : { anon_id }),
      },
      read: widgetInit,
    });
    if (!answer.ok) return answer.problem;
    this.adopt(answer.value);
    return null;
  }

  /** Another tab may have renewed the token already; then no `init` is needed. */
  async #renew(): Promise<Problem | null> {
    const stored = this.#persisted.stored();
    if (
      stored?.token &&
      stored.token !== this.#token &&
      stored.conversation_id === this.#conversation
    ) {
      this.#token = stored.token;
      return null;
    }
    return this.begin();
  }
}
