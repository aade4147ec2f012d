/**
 * The store of what is known of the visitor's conversation: one immutable value, changed by
 * replacement. Owns no connection.
 */

import { emptyTimeline, type Timeline } from '../../shared/timeline_state';
import type { Opening } from '../chat/opening_answer';
import type { Controller } from '../../shared/wire_parts/person';
import type { LeadForm } from '../../shared/wire_parts/widget';
import type { Prompt } from './prompt';

export type Agent = Opening['agent'];
export type FormState = { state: 'open' | 'dismissed' } | { state: 'sent'; email: string };

export interface ChatState {
  /**
   * `refused`: this page may not have a chat. `ended`: the conversation was deleted; the next
   * message begins another.
   */
  phase: 'idle' | 'starting' | 'ready' | 'refused' | 'ended';
  agent: Agent | null;
  leadForm: LeadForm | null;
  timeline: Timeline;
  controller: Controller;
  /** The name of the member who holds the conversation, while one does. */
  holder: string | null;
  offline: boolean;
  /** The member who is typing. */
  typing: string | null;
  /** Sends that still wait for the first word of their answer. */
  awaited: number;
  /** Rate limit: no send before this time, in milliseconds since 1970. */
  sendFrom: number;
  /** A human was requested, and the server has not answered yet. */
  asking: boolean;
  /** How many wait before this visitor, this one included, where the shop shows it. */
  queuePosition: number | null;
  /** What went wrong with the last action, in words; empty when nothing did. */
  trouble: string;
  prompts: readonly Prompt[];
  forms: Readonly<Record<string, FormState>>;
}

/** The part of the state that every conversation begins with. */
export const freshConversation = {
  controller: 'bot',
  holder: null,
  typing: null,
  queuePosition: null,
  prompts: [],
  forms: {},
  trouble: '',
} satisfies Partial<ChatState>;

export class ChatStore {
  /**
   * The id of the conversation that the state is of; null before the first and after one has ended.
   */
  conversation: string | null = null;
  /** Fencing token: grows with every change of who answers. */
  epoch = 0;
  #state: ChatState = {
    ...freshConversation,
    phase: 'idle',
    agent: null,
    leadForm: null,
    timeline: emptyTimeline,
    offline: false,
    awaited: 0,
    sendFrom: 0,
    asking: false,
  };
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get state(): ChatState {
    return this.#state;
  }

  set(change: Partial<ChatState>): void {
    this.amend(change);
    this.#changed();
  }

  /** As `set`, without notifying: for use inside `changed`. */
  amend(change: Partial<ChatState>): void {
    this.#state = { ...this.#state, ...change };
  }

  update(timeline: Timeline): void {
    if (timeline !== this.#state.timeline) this.set({ timeline });
  }
}
