/**
 * The workspace's members and this member's part in live chat: availability, next visitor, keeping
 * and transferring claims.
 */

import type { Problem } from '../../shared/api';
import type { Colleague, Conversation } from '../../shared/wire';
import type { Toasts } from '../app/toasts/toasts.svelte';
import { visitorName } from '../conversations/names';
import { problemText } from '../lib/problem_text';
import { server } from '../lib/server';
import { shortName } from '../lib/format';

export interface TeamDeps {
  me: string;
  toasts: Toasts;
  /** Takes in the conversation's state as the server returned it. */
  updated(conversation: Conversation): void;
  open(conversation: string): Promise<void>;
}

export class Team {
  /** All members of the workspace, by name; null until loaded. */
  colleagues = $state.raw<readonly Colleague[] | null>(null);
  /** Whether this member takes new visitors; null until loaded. */
  available = $state<boolean | null>(null);
  switching = $state(false);
  transferring = $state(false);
  takingNext = $state(false);
  /** The conversation whose end-of-hours question is being answered. */
  keeping = $state<string | null>(null);
  readonly #deps: TeamDeps;

  constructor(deps: TeamDeps) {
    this.#deps = deps;
  }

  async load(): Promise<void> {
    const answer = await server.availability();
    if (answer.ok && !this.switching) this.available = answer.value.available;
  }

  /** A member's availability has changed, perhaps this member's in another window. */
  onMember({ user_id, available }: { user_id: string; available: boolean }): void {
    if (user_id === this.#deps.me && !this.switching) this.available = available;
    this.colleagues =
      this.colleagues?.map((member) =>
        member.id === user_id ? { ...member, available } : member,
      ) ?? null;
  }

  async switchAvailable(): Promise<void> {
    if (this.available === null || this.switching) return;
    this.switching = true;
    const answer = await server.setAvailability(!this.available);
    this.switching = false;
    if (!answer.ok) {
      this.#refused('Not changed', answer.problem);
      return;
    }
    this.available = answer.value.available;
    this.#deps.toasts.say(this.available ? 'You are available' : 'You are away');
  }

  /** Takes over the conversation that has waited longest. */
  async takeNext(): Promise<void> {
    if (this.takingNext) return;
    this.takingNext = true;
    const answer = await server.next();
    this.takingNext = false;
    if (!answer.ok) {
      this.#refused('Not taken over', answer.problem);
    } else if (answer.value === null) {
      this.#deps.toasts.show('done', 'No one is waiting');
      this.#deps.toasts.say('No one is waiting');
    } else {
      const { conversation } = answer.value;
      this.#deps.updated(conversation);
      this.#deps.toasts.say(`${visitorName(conversation)}: you hold this`);
      await this.#deps.open(conversation.id);
    }
  }

  /** Answers the end-of-hours question: keep the conversation. */
  async keepGoing(conversation: Conversation): Promise<void> {
    if (this.keeping !== null) return;
    this.keeping = conversation.id;
    const answer = await server.keep(conversation.id);
    this.keeping = null;
    if (answer.ok) this.#deps.updated(answer.value.conversation);
    else this.#refused('Not confirmed', answer.problem);
  }

  /** Null, or why the list could not be loaded. */
  async loadColleagues(): Promise<string | null> {
    const answer = await server.members();
    if (!answer.ok) return problemText(answer.problem);
    this.colleagues = answer.value.items;
    return null;
  }

  /** Not an optimistic update: control changes only once the server has confirmed it. */
  async transfer(conversation: Conversation, to: Colleague): Promise<void> {
    if (this.transferring) return;
    this.transferring = true;
    const answer = await server.transfer(conversation.id, to.id);
    this.transferring = false;
    if (!answer.ok) {
      this.#refused('Not transferred', answer.problem);
      return;
    }
    this.#deps.updated(answer.value.conversation);
    const { toasts } = this.#deps;
    const away = to.online
      ? ''
      : `${shortName(to.name)} is offline. Unless ${shortName(to.name)} comes back soon, the hold ends.`;
    toasts.show('done', `Transferred to ${shortName(to.name)}`, away);
    toasts.say(`Transferred to ${shortName(to.name)}. ${away}`.trim());
  }

  #refused(title: string, problem: Problem): void {
    const text = problemText(problem);
    this.#deps.toasts.show('refused', title, text);
    this.#deps.toasts.alert(`${title}. ${text}`);
  }
}
