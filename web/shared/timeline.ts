/**
 * A conversation's timeline as one client knows it: entries in `seq` order, the answer being
 * written, and own pending sends. Pure reducers: every function takes a state and returns the next
 * one. Knows no socket, no HTTP and no clock.
 */

import type { PendingSend, Timeline } from './timeline_state';
import type { Announcement, Delta, Entry, TimelinePage } from './wire';

export * from './timeline_state';

const mostMissed = 1000;

/** The newest page, requested without a position. */
export function newestLoaded(state: Timeline, page: TimelinePage): Timeline {
  const merged = merge(state, page.entries);
  return settle({
    ...merged,
    loaded: true,
    hasOlder: page.more,
    lastSeq: Math.max(state.lastSeq, page.last_seq),
  });
}

/** The server's last `seq`, as reported on subscribing. */
export function serverReported(state: Timeline, seq: number): Timeline {
  return { ...state, serverSeq: Math.max(state.serverSeq, seq) };
}

/** The generation ended without an entry. */
export function generationEnded(state: Timeline, generation: number): Timeline {
  return {
    ...state,
    endedGeneration: Math.max(state.endedGeneration, generation),
    writing:
      state.writing !== null && state.writing.generation <= generation ? null : state.writing,
  };
}

/**
 * A page of the entries after `lastSeq`. While `page.more` is set the gap stays, and the next page
 * is asked for. `reported` is the `serverSeq` that was known when the page was asked for: a whole
 * page answers for that and no more.
 */
export function laterLoaded(state: Timeline, page: TimelinePage, reported: number): Timeline {
  const lastSeq = Math.max(
    state.lastSeq,
    page.more ? (page.entries.at(-1)?.seq ?? 0) : page.last_seq,
  );
  const whole = !page.more && state.serverSeq <= reported;
  return settle({
    ...merge(state, page.entries),
    lastSeq,
    serverSeq: whole ? lastSeq : state.serverSeq,
  });
}

/** Too many entries are missing to page through: load the newest page instead. */
export function missedTooMuch(state: Timeline): boolean {
  return state.serverSeq - state.lastSeq > mostMissed;
}

/**
 * Replaces everything by the newest page; older entries come with older pages. `reported` as in
 * `laterLoaded`.
 */
export function snapshotLoaded(state: Timeline, page: TimelinePage, reported: number): Timeline {
  const serverSeq = state.serverSeq <= reported ? page.last_seq : state.serverSeq;
  const beyond = <T extends { seq: number }>(all: readonly T[]) =>
    all.filter(({ seq }) => seq > page.last_seq);
  return newestLoaded(
    { ...state, entries: beyond(state.entries), ahead: beyond(state.ahead), lastSeq: 0, serverSeq },
    page,
  );
}

/** A page of the entries before the first one. */
export function olderLoaded(state: Timeline, page: TimelinePage): Timeline {
  return { ...merge(state, page.entries), hasOlder: page.more, writing: state.writing };
}

/** An entry from the realtime channel. Idempotent: a known one changes nothing. */
export function announced(state: Timeline, announcement: Announcement): Timeline {
  const merged = answered(merge(state, [announcement.entry]), announcement.entry);
  if (announcement.seq <= state.lastSeq) return merged;
  if (!state.loaded || announcement.prev_seq > state.lastSeq) {
    return {
      ...merged,
      ahead: [...merged.ahead, { seq: announcement.seq, prev: announcement.prev_seq }],
    };
  }
  return settle({ ...merged, lastSeq: announcement.seq });
}

/** An entry from the answer to a send: durable, but without a claim about what precedes it. */
export function acknowledged(state: Timeline, entry: Entry): Timeline {
  return merge(state, [entry]);
}

/**
 * A delta of what the agent is writing. Duplicates, and deltas of a finished generation or stale
 * epoch, have no effect.
 */
export function deltaArrived(state: Timeline, delta: Delta): Timeline {
  if (delta.generation <= state.endedGeneration || delta.epoch < state.epoch) return state;
  const current = state.writing;
  if (current !== null && delta.generation < current.generation) return state;
  const before = current !== null && current.generation === delta.generation ? current.text : '';
  const text = joined(before, delta);
  if (
    text === null ||
    (current !== null && text === current.text && current.generation === delta.generation)
  )
    return state;
  return { ...state, writing: { generation: delta.generation, epoch: delta.epoch, text } };
}

/**
 * The connection is lost: an unfinished answer may have ended meanwhile. The next join delivers it
 * again, whole.
 */
export function connectionLost(state: Timeline): Timeline {
  return state.writing === null ? state : { ...state, writing: null };
}

export function sendChanged(
  state: Timeline,
  client_id: string,
  change: Partial<Pick<PendingSend, 'state' | 'reason'>>,
): Timeline {
  return {
    ...state,
    pending: state.pending.map((send) =>
      send.client_id === client_id ? { ...send, ...change } : send,
    ),
  };
}

export function sendDropped(state: Timeline, client_id: string): Timeline {
  return { ...state, pending: state.pending.filter((send) => send.client_id !== client_id) };
}

function joined(before: string, delta: Delta): string | null {
  // Offset 0 replaces the text, except if it is a late copy of a beginning that is already known.
  if (delta.offset === 0) return before.startsWith(delta.text) ? before : delta.text;
  if (delta.offset > before.length) return null;
  const end = delta.offset + delta.text.length;
  return end <= before.length ? before : before.slice(0, delta.offset) + delta.text;
}

/**
 * A live entry of the agent ends the answer being written, whether it names its generation or not.
 */
function answered(state: Timeline, entry: Entry): Timeline {
  if (entry.role !== 'agent' || entry.seq <= state.lastSeq || state.writing === null) return state;
  return generationEnded(state, entry.meta.generation ?? state.writing.generation);
}

export function sendAdded(state: Timeline, send: PendingSend): Timeline {
  return { ...state, pending: [...state.pending, send] };
}

function merge(state: Timeline, arrived: readonly Entry[]): Timeline {
  const known = new Set(state.entries.map((entry) => entry.seq));
  const fresh = arrived.filter((entry) => !known.has(entry.seq));
  if (fresh.length === 0) return state;
  const sentIds = new Set(fresh.map((entry) => entry.client_id));
  let next: Timeline = {
    ...state,
    entries: inOrder(state.entries, fresh),
    pending: state.pending.some((send) => sentIds.has(send.client_id))
      ? state.pending.filter((send) => !sentIds.has(send.client_id))
      : state.pending,
  };
  for (const entry of fresh) next = afterEntry(next, entry);
  return next;
}

function inOrder(entries: readonly Entry[], fresh: readonly Entry[]): Entry[] {
  const all = [...entries, ...fresh];
  const last = entries.at(-1)?.seq ?? 0;
  const appended = fresh.every((entry, index) => entry.seq > (fresh[index - 1]?.seq ?? last));
  return appended ? all : all.sort((a, b) => a.seq - b.seq);
}

/** Applies an entry's effect on the answer being written. */
function afterEntry(state: Timeline, entry: Entry): Timeline {
  if (entry.meta.generation !== undefined) return generationEnded(state, entry.meta.generation);
  const epoch = entry.meta.epoch;
  if (epoch === undefined || epoch <= state.epoch) return state;
  return {
    ...state,
    epoch,
    writing: state.writing !== null && state.writing.epoch < epoch ? null : state.writing,
  };
}

/** Advances over the entries held back beyond a gap that is now filled. */
function settle(state: Timeline): Timeline {
  let lastSeq = state.lastSeq;
  const ahead: { seq: number; prev: number }[] = [];
  for (const entry of [...state.ahead].sort((a, b) => a.seq - b.seq)) {
    if (entry.seq <= lastSeq) continue;
    if (state.loaded && entry.prev <= lastSeq) lastSeq = entry.seq;
    else ahead.push(entry);
  }
  return { ...state, lastSeq, ahead };
}
