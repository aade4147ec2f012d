/** Who is signed in: sign-in, sign-out, and the expired session. */

import type { Session } from '../../shared/wire';
import { server } from '../lib/server';

export type SignInProblem =
  { kind: 'wrong' | 'expired' | 'unreachable' } | { kind: 'limited'; until: number };

export class SessionStore {
  phase = $state<'checking' | 'in' | 'out' | 'unreachable'>('checking');
  current = $state.raw<Session | null>(null);
  problem = $state.raw<SignInProblem | null>(null);

  async check(): Promise<void> {
    const answer = await server.session();
    if (answer.ok) this.#enter(answer.value);
    else this.phase = answer.problem.status === 401 ? 'out' : 'unreachable';
  }

  async signIn(email: string, password: string): Promise<void> {
    const answer = await server.signIn(email, password);
    if (answer.ok) {
      this.#enter(answer.value);
      return;
    }
    const { problem } = answer;
    if (problem.status === 429)
      this.problem = { kind: 'limited', until: Date.now() + (problem.retryAfter ?? 30) * 1000 };
    else if (problem.status === 401 || problem.status === 422 || problem.status === 400)
      this.problem = { kind: 'wrong' };
    else this.problem = { kind: 'unreachable' };
  }

  async signOut(): Promise<boolean> {
    const answer = await server.signOut();
    if (!answer.ok && answer.problem.status !== 401) return false;
    this.#leave(null);
    return true;
  }

  /** A call was refused because the session is over. */
  ended(): void {
    if (this.phase === 'in') this.#leave({ kind: 'expired' });
  }

  #enter(session: Session): void {
    this.current = session;
    this.problem = null;
    this.phase = 'in';
  }

  #leave(problem: SignInProblem | null): void {
    this.current = null;
    this.problem = problem;
    this.phase = 'out';
  }
}
