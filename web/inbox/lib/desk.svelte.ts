/** What members share around the conversations: who works here and takes visitors, who is next, and whose a claim is. */

import { outcomeUnknown, type Problem } from '../../shared/api';
import type { Colleague, Conversation } from '../../shared/wire';
import type { Notices } from './notices.svelte';
import { visitorName } from './rows';
import { server } from './server';
import { shortName } from './words';

export interface DeskDeps {
  me: string;
  notices: Notices;
  /** The server has told how a conversation is now. */
  heard(conversation: Conversation): void;
  open(conversation: string): Promise<void>;
}

export class Desk {
  /** Everybody of the workspace, by name; null: not known yet. */
  colleagues = $state.raw<readonly Colleague[] | null>(null);
  /** This member takes new visitors; null: not known yet. */
  available = $state<boolean | null>(null);
  switching = $state(false);
  transferring = $state(false);
  takingNext = $state(false);
  /** The conversation whose question at the end of the hours is being answered. */
  keeping = $state<string | null>(null);
  readonly #deps: DeskDeps;

  constructor(deps: DeskDeps) {
    this.#deps = deps;
  }

  async load(): Promise<void> {
    const answer = await server.availability();
    if (answer.ok && !this.switching) this.available = answer.value.available;
  }

  /** Somebody's switch is another one, perhaps this member's in another window. */
  switched(user: string, available: boolean): void {
    if (user === this.#deps.me && !this.switching) this.available = available;
    this.colleagues = this.colleagues?.map((one) => (one.id === user ? { ...one, available } : one)) ?? null;
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
    this.#deps.notices.say(this.available ? 'You are available' : 'You are away');
  }

  /** Takes over from the visitor who has waited longest. */
  async takeNext(): Promise<void> {
    if (this.takingNext) return;
    this.takingNext = true;
    const answer = await server.next();
    this.takingNext = false;
    if (!answer.ok) {
      this.#refused('Not taken over', answer.problem);
    } else if (answer.value === null) {
      this.#deps.notices.toast('done', 'No one is waiting');
      this.#deps.notices.say('No one is waiting');
    } else {
      const { conversation } = answer.value;
      this.#deps.heard(conversation);
      this.#deps.notices.say(`${visitorName(conversation)}: you hold this`);
      await this.#deps.open(conversation.id);
    }
  }

  /** Answers the question at the end of the hours: goes on. */
  async keepGoing(conversation: Conversation): Promise<void> {
    if (this.keeping !== null) return;
    this.keeping = conversation.id;
    const answer = await server.keep(conversation.id);
    this.keeping = null;
    if (answer.ok) this.#deps.heard(answer.value.conversation);
    else this.#refused('Not confirmed', answer.problem);
  }

  /** Null, or why the list did not come. */
  async loadColleagues(): Promise<string | null> {
    const answer = await server.members();
    if (!answer.ok) return problemWords(answer.problem);
    this.colleagues = answer.value.items;
    return null;
  }

  /** Not optimistic, like a takeover: nothing changes hands here before the server has said so. */
  async transfer(conversation: Conversation, to: Colleague): Promise<void> {
    if (this.transferring) return;
    this.transferring = true;
    const answer = await server.transfer(conversation.id, to.id);
    this.transferring = false;
    if (!answer.ok) {
      this.#refused('Not transferred', answer.problem);
      return;
    }
    this.#deps.heard(answer.value.conversation);
    const { notices } = this.#deps;
    const away = to.online ? '' : `${shortName(to.name)} is offline. Unless ${shortName(to.name)} comes back soon, the hold ends.`;
    notices.toast('done', `Transferred to ${shortName(to.name)}`, away);
    notices.say(`Transferred to ${shortName(to.name)}. ${away}`.trim());
  }

  #refused(title: string, problem: Problem): void {
    const words = problemWords(problem);
    this.#deps.notices.toast('refused', title, words);
    this.#deps.notices.alert(`${title}. ${words}`);
  }
}

export function problemWords(problem: Problem): string {
  return outcomeUnknown(problem) ? 'Can’t reach the server. Try again.' : problem.detail || problem.title;
}
