/** What the settings page shows of the workspace's members, and how they are changed. The rules are the server's; this says them beforehand. */

import type { Problem } from '../../shared/api';
import { roles, type Colleague, type Role } from '../../shared/wire';
import { problemWords } from './desk.svelte';
import type { Notices } from './notices.svelte';
import { settingsServer, type NewMember } from './settings_server';

export class MemberSettings {
  phase = $state<'loading' | 'ready' | 'failed'>('loading');
  members = $state.raw<readonly Colleague[]>([]);
  readonly #myRole: Role;
  readonly #notices: Notices;

  constructor(myRole: Role, notices: Notices) {
    this.#myRole = myRole;
    this.#notices = notices;
  }

  /** The roles that this member may give. */
  get given(): readonly Role[] {
    return this.#myRole === 'owner' ? roles : roles.filter((role) => role !== 'owner');
  }

  /** Why somebody cannot be changed or removed; empty: they can. */
  whyFixed(member: Colleague): string {
    if (member.role !== 'owner') return '';
    if (this.#myRole !== 'owner') return 'Only owners can change another owner';
    return this.members.filter(({ role }) => role === 'owner').length > 1 ? '' : 'A workspace needs an owner. Make someone else an owner first';
  }

  async load(): Promise<void> {
    this.phase = 'loading';
    const answer = await settingsServer.members();
    if (answer.ok) this.members = answer.value.items;
    this.phase = answer.ok ? 'ready' : 'failed';
  }

  /** What is wrong; null: somebody was added. */
  async add(wanted: NewMember): Promise<Problem | null> {
    const answer = await settingsServer.addMember(wanted);
    if (!answer.ok) return answer.problem;
    this.members = [...this.members, answer.value].toSorted((a, b) => a.name.localeCompare(b.name));
    this.#notices.say(`${answer.value.name} was added`);
    return null;
  }

  /** What is wrong, in words; null: it is so now. */
  async setRole(member: Colleague, role: Role): Promise<string | null> {
    const answer = await settingsServer.setRole(member.id, role);
    if (!answer.ok) return memberProblem(answer.problem);
    this.members = this.members.map((one) => (one.id === member.id ? answer.value : one));
    this.#notices.say(`${member.name} is now ${role === 'member' ? 'a' : 'an'} ${roleWords[role].toLowerCase()}`);
    return null;
  }

  /** What is wrong, in words; null: they are gone. */
  async remove(member: Colleague): Promise<string | null> {
    const answer = await settingsServer.removeMember(member.id);
    if (!answer.ok) return memberProblem(answer.problem);
    this.members = this.members.filter((one) => one.id !== member.id);
    this.#notices.say(`${member.name} was removed`);
    return null;
  }
}

export const roleWords: Readonly<Record<Role, string>> = { owner: 'Owner', admin: 'Admin', member: 'Member' };

const memberProblem = (problem: Problem) => problem.errors['role'] ?? problemWords(problem);
