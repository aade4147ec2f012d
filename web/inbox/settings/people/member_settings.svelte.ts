/**
 * State and actions of the member settings. The server enforces the permissions; this mirrors them
 * to explain refusals up front.
 */

import type { Problem } from '../../../shared/api';
import { roles, type Colleague, type Role } from '../../../shared/wire';
import { problemText } from '../../lib/problem_text';
import type { Toasts } from '../../app/toasts/toasts.svelte';
import { peopleServer, type NewMember } from './people_server';

export class MemberSettings {
  phase = $state<'loading' | 'ready' | 'failed'>('loading');
  members = $state.raw<readonly Colleague[]>([]);
  readonly #myRole: Role;
  readonly #toasts: Toasts;

  constructor(myRole: Role, toasts: Toasts) {
    this.#myRole = myRole;
    this.#toasts = toasts;
  }

  /** The roles that this member may assign. */
  get given(): readonly Role[] {
    return this.#myRole === 'owner' ? roles : roles.filter((role) => role !== 'owner');
  }

  /** Why a member cannot be changed or removed; empty if they can. */
  whyFixed(member: Colleague): string {
    if (member.role !== 'owner') return '';
    if (this.#myRole !== 'owner') return 'Only owners can change another owner';
    return this.members.filter(({ role }) => role === 'owner').length > 1
      ? ''
      : 'A workspace needs an owner. Make someone else an owner first';
  }

  async load(): Promise<void> {
    this.phase = 'loading';
    const answer = await peopleServer.members();
    if (answer.ok) this.members = answer.value.items;
    this.phase = answer.ok ? 'ready' : 'failed';
  }

  /** Null once added, else the problem. */
  async add(member: NewMember): Promise<Problem | null> {
    const answer = await peopleServer.addMember(member);
    if (!answer.ok) return answer.problem;
    this.members = [...this.members, answer.value].toSorted((a, b) => a.name.localeCompare(b.name));
    this.#toasts.say(`${answer.value.name} was added`);
    return null;
  }

  /** Null once changed, else the reason. */
  async setRole(member: Colleague, role: Role): Promise<string | null> {
    const answer = await peopleServer.setRole(member.id, role);
    if (!answer.ok) return memberProblem(answer.problem);
    this.members = this.members.map((known) => (known.id === member.id ? answer.value : known));
    this.#toasts.say(
      `${member.name} is now ${role === 'member' ? 'a' : 'an'} ${roleLabels[role].toLowerCase()}`,
    );
    return null;
  }

  /** Null once removed, else the reason. */
  async remove(member: Colleague): Promise<string | null> {
    const answer = await peopleServer.removeMember(member.id);
    if (!answer.ok) return memberProblem(answer.problem);
    this.members = this.members.filter((known) => known.id !== member.id);
    this.#toasts.say(`${member.name} was removed`);
    return null;
  }
}

export const roleLabels: Readonly<Record<Role, string>> = {
  owner: 'Owner',
  admin: 'Admin',
  member: 'Member',
};

const memberProblem = (problem: Problem) => problem.errors['role'] ?? problemText(problem);
