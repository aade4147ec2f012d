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
    // Nobody has signed in here: asking would only be refused.
    if (location.pathname === '/login' && !mayBeSignedIn()) {
      this.phase = 'out';
      return;
    }
    const answer = await server.session();
    if (answer.ok) this.#enter(answer.value);
    else if (answer.problem.status === 401) this.#leave(null);
    else this.phase = 'unreachable';
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
    remember('signed in');
    this.current = session;
    this.problem = null;
    this.phase = 'in';
  }

  #leave(problem: SignInProblem | null): void {
    remember('signed out');
    this.current = null;
    this.problem = problem;
    this.phase = 'out';
  }
}

/** Tells the sign-in page whether there may be a session; the session itself is in a cookie. */
const key = 'takeover.signed-in';

function remember(state: 'signed in' | 'signed out'): void {
  try {
    if (state === 'signed in') localStorage.setItem(key, '1');
    else localStorage.removeItem(key);
  } catch {
    // Without storage the server is asked.
  }
}

function mayBeSignedIn(): boolean {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return true;
  }
}
