import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { problem, type Answer, type Problem } from '../../shared/api';
import {
  emptyTimeline,
  acknowledged,
  sendAdded,
  sendChanged,
  type PendingSend,
  type Timeline,
} from '../../shared/timeline';
import type { Entry } from '../../shared/wire';
import { newClientId, SendQueue } from './send_queue';
import { anEntry } from '../lib/fixtures';

const send = (client_id: string): PendingSend => ({
  client_id,
  kind: 'message',
  body: client_id,
  created_at: '2026-11-20T14:00:00.000Z',
  state: 'waiting',
  reason: null,
});
const refusal = (type: string, status: number, more: Partial<Problem> = {}): Answer<never> => ({
  ok: false, problem: { ...problem(type, status, type), ...more },
});

function queueWith(...answers: (Answer<never> | 'ok')[]) {
  let timeline: Timeline = emptyTimeline;
  const sent: string[] = [];
  const refused: string[] = [];
  const queue = new SendQueue({
    pending: () => timeline.pending,
    send: async (pending): Promise<Answer<{ entry: Entry }>> => {
      sent.push(pending.client_id);
      const next = answers.shift() ?? 'ok';
      if (next !== 'ok') return next;
      return {
        ok: true,
        status: 201,
        serverDate: null,
        value: { entry: anEntry(sent.length, { client_id: pending.client_id }) },
      };
    },
    changed: (id, state, reason) => (timeline = sendChanged(timeline, id, { state, reason })),
    acknowledged: (entry) => (timeline = acknowledged(timeline, entry)),
    refused: (_one, reason) => refused.push(reason),
  });
  return {
    sent, refused,
    add: (id: string) => {
      timeline = sendAdded(timeline, send(id));
      queue.kick();
    },
    get pending() {
      return timeline.pending.map((pending) => `${pending.client_id} ${pending.state}`);
    },
    queue,
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('own sends', () => {
  it('go one after the other, in the order in which they were written', async () => {
    const out = queueWith();
    out.add('a');
    out.add('b');
    await settle();
    expect(out.sent).toEqual(['a', 'b']);
    expect(out.pending).toEqual([]);
  });

  it('wait behind one whose outcome is unknown, which is tried again under the same client id', async () => {
    const out = queueWith(refusal('offline', 0));
    out.add('a');
    out.add('b');
    await settle();
    expect(out.pending).toEqual(['a waiting', 'b waiting']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(out.sent).toEqual(['a', 'a', 'b']);
    expect(out.pending).toEqual([]);
  });

  it('go at once when the connection is back', async () => {
    const out = queueWith(refusal('unavailable', 503), refusal('unavailable', 503));
    out.add('a');
    await settle();
    out.queue.kick();
    await settle();
    expect(out.sent).toEqual(['a', 'a']);
  });

  it('wait as long as the server asks', async () => {
    const out = queueWith(refusal('too-many-requests', 429, { retryAfter: 8 }));
    out.add('a');
    await vi.advanceTimersByTimeAsync(7000);
    expect(out.sent).toEqual(['a']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(out.sent).toEqual(['a', 'a']);
  });

  it('that are refused stay, with the reason, and the next one goes on', async () => {
    const out = queueWith(
      refusal('not-holder', 409, { claimedBy: { id: 'b', name: 'Ben Okafor' } }),
    );
    out.add('a');
    out.add('b');
    await settle();
    expect(out.refused).toEqual(['Ben holds this now.']);
    expect(out.pending).toEqual(['a failed']);
  });

  it('have ids that the protocol allows', () => {
    expect(newClientId()).toMatch(/^[A-Za-z0-9._:-]{1,64}$/);
    expect(newClientId()).not.toBe(newClientId());
  });

  it('go no further once they are stopped, also when an answer is still to come', async () => {
    const out = queueWith(refusal('unauthenticated', 401));
    out.add('a');
    out.queue.stop();
    await settle();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(out.sent).toEqual(['a']);
    expect(out.pending).toEqual(['a waiting']);
  });
});
