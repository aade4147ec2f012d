/**
 * What the browser keeps of a visitor between pages, one record for each agent. Blocked storage is
 * no error.
 */

import {
  flag,
  list,
  nullable,
  number,
  optional,
  shape,
  text,
  word,
  type Read,
} from '../../shared/fields';

const record = shape({
  anon_id: nullable(text),
  conversation_id: nullable(text),
  token: nullable(text),
  /** The highest `seq` that was in an open panel. */
  seen: (value, path) => optional(number)(value, path) ?? 0,
  /** When the visitor last wrote, in milliseconds since 1970. */
  wrote_at: (value, path) => optional(number)(value, path) ?? 0,
  /** Sends whose outcome is unknown. */
  pending: list(
    shape({
      client_id: text,
      kind: word(['message'], 'message'),
      body: text,
      created_at: text,
      state: word(['waiting', 'failed'], 'waiting'),
      reason: nullable(text),
    }),
  ),
  accent: nullable(text),
});
export type Remembered = Read<typeof record>;

const nothing: Remembered = {
  anon_id: null,
  conversation_id: null,
  token: null,
  seen: 0,
  wrote_at: 0,
  pending: [],
  accent: null,
};

/** The prompts that came up, by the ids of their rules. */
const shownPrompts = shape({
  conversation: nullable(text),
  cards: list(shape({ id: text, after: number, done: flag })),
});
export type ShownPrompts = Read<typeof shownPrompts>;

export class PersistedState {
  readonly key: string;
  #record: Remembered;

  /** `accent`: the colour to begin with, until the agent's own is known. */
  constructor(agentId: string, accent: string | null = null) {
    this.key = `takeover:${agentId}`;
    this.#record = this.stored() ?? { ...nothing, accent };
  }

  get(): Remembered {
    return this.#record;
  }

  set(change: Partial<Remembered>): void {
    // Read-modify-write: fields that other tabs wrote and this change does not touch are kept.
    this.#record = { ...this.#record, ...this.stored(), ...change };
    try {
      localStorage.setItem(this.key, JSON.stringify(this.#record));
    } catch {
      // The record lives as long as the page.
    }
  }

  /**
   * The record as stored now, perhaps by another tab; null if there is none, or none that can be
   * read.
   */
  stored(): Remembered | null {
    try {
      return record(JSON.parse(localStorage.getItem(this.key) ?? 'null'));
    } catch {
      return null;
    }
  }

  #shownPrompts: ShownPrompts | null = null;

  /** The prompts that came up in this session, in this tab. */
  get shown(): ShownPrompts {
    if (this.#shownPrompts) return this.#shownPrompts;
    try {
      this.#shownPrompts = shownPrompts(
        JSON.parse(sessionStorage.getItem(`${this.key}:cards`) ?? 'null'),
      );
    } catch {
      this.#shownPrompts = { conversation: null, cards: [] };
    }
    return this.#shownPrompts;
  }

  set shown(now: ShownPrompts) {
    this.#shownPrompts = now;
    try {
      sessionStorage.setItem(`${this.key}:cards`, JSON.stringify(now));
    } catch {
      // The prompt comes up again on the next page.
    }
  }

  /** Whether the panel was open on the page before, in this tab. */
  get open(): boolean {
    try {
      return sessionStorage.getItem(this.key) !== null;
    } catch {
      return false;
    }
  }

  set open(open: boolean) {
    try {
      if (open) sessionStorage.setItem(this.key, '1');
      else sessionStorage.removeItem(this.key);
    } catch {
      // The panel is closed on the next page.
    }
  }
}
