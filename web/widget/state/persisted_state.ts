/**
 * What the browser keeps of a visitor between pages, one record for each agent. Read field by
 * field: one that an older or newer widget wrote otherwise, or a library of the page spoiled, takes
 * none of the others with it. Blocked storage is no error.
 */

import { toJson } from '../../shared/json';
import { keyOf, listOf, stored, textOrNull, type Fields, type Kind } from './storage';

/** A send whose outcome is unknown. */
export interface KeptSend {
  client_id: string;
  body: string;
  created_at: string;
  state: 'waiting' | 'failed';
  reason: string | null;
}

export interface Remembered {
  anon_id: string | null;
  conversation_id: string | null;
  token: string | null;
  /** The highest `seq` that was in an open panel. */
  seen: number;
  /** When the visitor last wrote, in milliseconds since 1970. */
  wrote_at: number;
  /** The page that the server knows the visitor on. */
  page: string | null;
  pending: KeptSend[];
  accent: string | null;
}

export const numberOr0 = (value: unknown): number =>
  Number.isFinite(value) ? (value as number) : 0;

function recordOf(from: Fields): Remembered {
  const text = (name: string) => textOrNull(from[name]);
  const number = (name: string) => numberOr0(from[name]);
  return {
    anon_id: text('anon_id'),
    conversation_id: text('conversation_id'),
    token: text('token'),
    seen: number('seen'),
    wrote_at: number('wrote_at'),
    page: text('page'),
    pending: listOf(from['pending']).flatMap((send) => {
      const client_id = textOrNull(send['client_id']);
      const body = textOrNull(send['body']);
      if (!client_id || !body) return [];
      const created_at = textOrNull(send['created_at']) ?? new Date().toISOString();
      const state = send['state'] === 'failed' ? 'failed' : 'waiting';
      return [{ client_id, body, created_at, state, reason: textOrNull(send['reason']) }];
    }),
    accent: text('accent'),
  };
}

export function store(kind: Kind, key: string, value: unknown): void {
  try {
    if (value === null) globalThis[kind].removeItem(key);
    else globalThis[kind].setItem(key, toJson(value));
  } catch {
    // What is kept lives as long as the page.
  }
}

export class PersistedState {
  readonly key: string;
  #record: Remembered;

  /** `accent`: the colour to begin with, until the agent's own is known. */
  constructor(agentId: string, accent: string | null = null) {
    this.key = keyOf(agentId);
    this.#record = this.stored() ?? recordOf({ accent });
  }

  get(): Remembered {
    return this.#record;
  }

  set(change: Partial<Remembered>): void {
    // Read-modify-write: fields that other tabs wrote and this change does not touch are kept.
    this.#record = { ...this.#record, ...this.stored(), ...change };
    store('localStorage', this.key, this.#record);
  }

  /** The record as stored now, perhaps by another tab; null if there is none. */
  stored(): Remembered | null {
    const record = stored('localStorage', this.key);
    return record && recordOf(record);
  }

  /** Whether the panel was open on the page before, in this tab. */
  get open(): boolean {
    return stored('sessionStorage', this.key) !== null;
  }

  set open(open: boolean) {
    store('sessionStorage', this.key, open ? 1 : null);
  }
}
