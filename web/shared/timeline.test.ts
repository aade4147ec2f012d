import { describe, expect, it } from 'vitest';
import {
  acknowledged,
  announced,
  connectionLost,
  deltaArrived,
  emptyTimeline,
  generationEnded,
  hasGap,
  laterLoaded,
  missedTooMuch,
  newestLoaded,
  olderLoaded,
  sendAdded,
  sendChanged,
  serverReported,
  snapshotLoaded,
  type PendingSend,
  type Timeline,
} from './timeline';
import type { Entry, TimelinePage } from './wire';

function entry(seq: number, more: Partial<Entry> = {}): Entry {
  return {
    seq, kind: 'message', role: 'visitor', author: null, body: `entry ${seq}`, client_id: null,
    created_at: '2026-11-22T09:30:00.000Z', meta: {} as Entry['meta'], ...more,
  };
}
const meta = (more: Partial<Entry['meta']>) => more as Entry['meta'];
const page = (seqs: number[], last_seq: number, more = false): TimelinePage => ({
  entries: seqs.map((seq) => entry(seq)),
  last_seq,
  more,
});
const say = (said: Entry, prev_seq = said.seq - 1) => ({
  conversation_id: 'c',
  seq: said.seq,
  prev_seq,
  entry: said,
});
const seqs = (state: Timeline) => state.entries.map(({ seq }) => seq);
const upTo3 = newestLoaded(emptyTimeline, page([1, 2, 3], 3));
const delta = (generation: number, offset: number, text: string, epoch = 0) => ({
  generation,
  epoch,
  offset,
  text,
});
const send = (client_id: string): PendingSend => ({
  client_id,
  kind: 'message',
  body: 'hi',
  created_at: '2026-11-22T09:30:00.000Z',
  state: 'sending',
  reason: null,
});

describe('order and gaps', () => {
  it('appends an announced entry that follows the last one', () => {
    const state = announced(upTo3, say(entry(4)));
    expect(seqs(state)).toEqual([1, 2, 3, 4]);
    expect(state.lastSeq).toBe(4);
    expect(hasGap(state)).toBe(false);
  });

  it('takes the same announcement twice as one', () => {
    const once = announced(upTo3, say(entry(4)));
    expect(announced(once, say(entry(4)))).toEqual(once);
  });

  it('sees a gap when the entry before the announced one is not here', () => {
    const state = announced(upTo3, say(entry(6), 5));
    expect(hasGap(state)).toBe(true);
    expect(state.lastSeq).toBe(3);
  });

  it('knows no gap where this audience may not see what lies between', () => {
    expect(hasGap(announced(upTo3, say(entry(6), 3)))).toBe(false);
  });

  it('closes the gap with a page and walks over what was announced meanwhile', () => {
    let state = announced(upTo3, say(entry(6), 5));
    state = announced(state, say(entry(7), 6));
    state = laterLoaded(state, page([4, 5, 6], 6), 0);
    expect(seqs(state)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(state.lastSeq).toBe(7);
    expect(hasGap(state)).toBe(false);
  });

  it('keeps the gap while the server has more pages', () => {
    let state = serverReported(upTo3, 9);
    state = laterLoaded(state, page([4, 5], 9, true), 9);
    expect(state.lastSeq).toBe(5);
    expect(hasGap(state)).toBe(true);
    state = laterLoaded(state, page([6, 7, 8, 9], 9), 9);
    expect(hasGap(state)).toBe(false);
  });

  it('does not let a page that was asked for earlier answer for a later report', () => {
    const state = laterLoaded(serverReported(upTo3, 6), page([4, 5], 5), 3);
    expect(hasGap(state)).toBe(true);
  });

  it('settles when the last numbers are of entries that this audience may not see', () => {
    const state = laterLoaded(serverReported(upTo3, 6), page([4], 4), 6);
    expect(hasGap(state)).toBe(false);
  });

  it('holds announcements that come before the first page', () => {
    let state = announced(emptyTimeline, say(entry(4)));
    expect(hasGap(state)).toBe(true);
    state = newestLoaded(state, page([1, 2, 3], 3));
    expect(state.lastSeq).toBe(4);
    expect(hasGap(state)).toBe(false);
  });

  it('puts older pages on top and knows when there are no more', () => {
    const newest = newestLoaded(emptyTimeline, page([5, 6], 6, true));
    expect(newest.hasOlder).toBe(true);
    const state = olderLoaded(newest, page([1, 2, 3, 4], 6));
    expect(seqs(state)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(state.hasOlder).toBe(false);
    expect(state.lastSeq).toBe(6);
  });

  it('takes the newest page for a snapshot where too much was missed, and what was here comes back with older pages', () => {
    const waiting = { ...serverReported(upTo3, 1003), pending: [send('mine')] };
    expect(missedTooMuch(waiting)).toBe(false);
    const far = serverReported(waiting, 1004);
    expect(missedTooMuch(far)).toBe(true);
    const ahead = announced(announced(far, say(entry(1004))), say(entry(1006)));
    const state = snapshotLoaded(ahead, page([1003, 1004, 1005], 1005, true), 1004);
    expect(seqs(state)).toEqual([1003, 1004, 1005, 1006]);
    expect(state.lastSeq).toBe(1006);
    expect(hasGap(state)).toBe(false);
    expect(state.hasOlder).toBe(true);
    expect(state.pending).toEqual([send('mine')]);
    expect(seqs(olderLoaded(state, page([1, 2, 3], 1006)))[0]).toBe(1);
  });

  it('keeps the gap of a snapshot that the server has gone beyond', () => {
    const state = snapshotLoaded(serverReported(upTo3, 2000), page([1500], 1500, true), 1500);
    expect(hasGap(state)).toBe(true);
    expect(missedTooMuch(state)).toBe(false);
  });

  it('arrives at the same entries whatever the order of delivery', () => {
    const orders = [[4, 5, 6], [6, 5, 4], [5, 4, 6], [6, 4, 5], [4, 6, 5], [5, 6, 4]];
    for (const order of orders) {
      const state = order.reduce((before, seq) => announced(before, say(entry(seq))), upTo3);
      expect(seqs(state)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(hasGap(laterLoaded(state, page([4, 5, 6], 6), 0))).toBe(false);
    }
  });
});

describe('what the agent is writing', () => {
  it('grows by offset and takes a delta that comes twice as one', () => {
    let state = deltaArrived(upTo3, delta(1, 0, 'Hel'));
    state = deltaArrived(state, delta(1, 3, 'lo'));
    expect(state.writing?.text).toBe('Hello');
    expect(deltaArrived(state, delta(1, 3, 'lo'))).toBe(state);
    expect(deltaArrived(state, delta(1, 0, 'Hel'))).toBe(state);
  });

  it('waits for the missing piece instead of showing text with a hole', () => {
    const state = deltaArrived(deltaArrived(upTo3, delta(1, 0, 'Hel')), delta(1, 9, 'world'));
    expect(state.writing?.text).toBe('Hel');
  });

  it('replaces all with a delta of offset 0', () => {
    const state = deltaArrived(
      deltaArrived(upTo3, delta(1, 0, 'Hallo')),
      delta(1, 0, 'Hello there'),
    );
    expect(state.writing?.text).toBe('Hello there');
  });

  it('ends with the entry that it became, and does not come back by a late delta', () => {
    let state = deltaArrived(upTo3, delta(1, 0, 'Hello'));
    state = announced(state, say(entry(4, { role: 'agent', meta: meta({ generation: 1 }) })));
    expect(state.writing).toBeNull();
    expect(deltaArrived(state, delta(1, 5, ' you')).writing).toBeNull();
    expect(deltaArrived(state, delta(2, 0, 'Next')).writing?.text).toBe('Next');
  });

  it('ends without an entry', () => {
    expect(generationEnded(deltaArrived(upTo3, delta(1, 0, 'He')), 1).writing).toBeNull();
  });

  it('stops with a takeover, and nothing of an older epoch grows afterwards', () => {
    let state = deltaArrived(upTo3, delta(1, 0, 'Hello', 4));
    state = announced(
      state,
      say(entry(4, { kind: 'claimed', role: null, meta: meta({ epoch: 5 }) })),
    );
    expect(state.writing).toBeNull();
    expect(deltaArrived(state, delta(2, 0, 'late', 4)).writing).toBeNull();
    expect(deltaArrived(state, delta(2, 0, 'new', 5)).writing?.text).toBe('new');
  });

  it('goes on while older entries are loaded above it', () => {
    const state = olderLoaded(deltaArrived(upTo3, delta(7, 0, 'Hello')), {
      entries: [entry(0, { role: 'agent' })], last_seq: 3, more: false,
    });
    expect(state.writing?.text).toBe('Hello');
  });

  it('is dropped with the connection and comes back whole', () => {
    const lost = connectionLost(deltaArrived(upTo3, delta(1, 0, 'Hel')));
    expect(lost.writing).toBeNull();
    expect(deltaArrived(lost, delta(1, 0, 'Hello th')).writing?.text).toBe('Hello th');
  });
});

describe('own sends', () => {
  it('give way to their entry, whichever of answer and announcement comes first', () => {
    const own = entry(4, { role: 'human_agent', client_id: 'a' });
    const sent = sendAdded(upTo3, send('a'));
    const answerFirst = announced(acknowledged(sent, own), say(own));
    const announcementFirst = acknowledged(announced(sent, say(own)), own);
    expect(answerFirst.pending).toEqual([]);
    expect(seqs(answerFirst)).toEqual([1, 2, 3, 4]);
    expect(answerFirst.lastSeq).toBe(4);
    expect(announcementFirst).toEqual(answerFirst);
  });

  it('give way to their entry in a page after a lost answer', () => {
    const state = laterLoaded(
      sendAdded(upTo3, send('a')),
      { entries: [entry(4, { client_id: 'a' })], last_seq: 4, more: false },
      0,
    );
    expect(state.pending).toEqual([]);
  });

  it('keep their order and change one by one', () => {
    const state = sendChanged(sendAdded(sendAdded(upTo3, send('a')), send('b')), 'a', {
      state: 'failed',
      reason: 'no',
    });
    expect(state.pending.map((pending) => [pending.client_id, pending.state])).toEqual([
      ['a', 'failed'],
      ['b', 'sending'],
    ]);
  });
});
