/**
 * A conversation's timeline as one client knows it: entries in `seq` order, the answer being
 * written, and own pending sends; and how it begins. timeline.ts has how it goes on. Pure.
 */

import type { Entry } from './wire_parts/widget';

export interface Writing {
  generation: number;
  epoch: number;
  text: string;
}

export interface PendingSend {
  client_id: string;
  kind: 'message' | 'note';
  body: string;
  /** When the person sent it, RFC 3339. */
  created_at: string;
  /** `waiting` for its turn or a connection; `sending`; `failed` for good, until tried again. */
  state: 'waiting' | 'sending' | 'failed';
  reason: string | null;
}

export interface Timeline {
  entries: readonly Entry[];
  /** Everything up to here that this audience may see is in `entries` (older pages aside). */
  lastSeq: number;
  /** Announced entries beyond a gap, held back until it is filled. */
  ahead: readonly { seq: number; prev: number }[];
  /** The server's highest known `seq`; beyond `lastSeq` there is a gap. */
  serverSeq: number;
  /** Older entries may exist above the first one. */
  hasOlder: boolean;
  loaded: boolean;
  writing: Writing | null;
  /** No delta of this generation, or of an earlier one, has any effect. */
  endedGeneration: number;
  /** No delta of an earlier epoch has any effect. */
  epoch: number;
  pending: readonly PendingSend[];
}

export const emptyTimeline: Timeline = {
  entries: [],
  lastSeq: 0,
  ahead: [],
  serverSeq: 0,
  hasOlder: false,
  loaded: false,
  writing: null,
  endedGeneration: -1,
  epoch: 0,
  pending: [],
};

/** True while entries are known to be missing between the local ones and the server's. */
export function hasGap(state: Timeline): boolean {
  return state.ahead.length > 0 || state.serverSeq > state.lastSeq;
}
