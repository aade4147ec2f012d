import { describe, expect, it } from 'vitest';
import { handoffSummaryOf } from '../../details/handoff_summary';
import { aConversation, anEntry } from '../../lib/fixtures';
import { shownWhileWriting, transcriptItems, type Item, type Reader } from './transcript';
import type { Entry } from '../../../shared/wire';

const maya = { id: 'maya', name: 'Maya Lindqvist' };
const ben = { id: 'ben', name: 'Ben Okafor' };
const reader = (more: Partial<Reader> = {}): Reader => ({
  me: 'maya',
  visitor: 'Ingrid Solheim',
  agent: 'Wren',
  now: Date.parse('2026-11-20T15:00:00.000Z'),
  conversation: null,
  complete: false,
  ...more,
});
const systemLines = (entries: Entry[], more: Partial<Reader> = {}) =>
  transcriptItems(entries, reader(more))
    .filter((item) => item.type === 'system')
    .map((item) => `${item.strong} ${item.rest}`.trim());
const types = (items: Item[]) => items.map((item) => item.type);

describe('system entries', () => {
  it('say who took over, from whom, and how long the visitor had waited', () => {
    expect(systemLines([anEntry(1, { kind: 'claimed', author: maya })])).toEqual([
      'You took over from Wren',
    ]);
    expect(
      systemLines([
        anEntry(1, { kind: 'queued', meta: { reason: 'rule', triggered_by: 'Wholesale' } }),
      ])[0],
    ).toContain('Rule “Wholesale” called a human');
    expect(
      systemLines([anEntry(1, { kind: 'queued' }), anEntry(2, { kind: 'claimed', author: ben })]),
    ).toEqual([
      'Ingrid asked for a human · Wren stopped', 'Ben took over after 01:00',
    ]);
    expect(
      systemLines([anEntry(1, { kind: 'claimed', author: ben, meta: { forced_from: maya } })]),
    ).toEqual(['Ben took over from you']);
  });

  it('say who gave it to whom', () => {
    const transferred = (by: typeof maya, from: typeof maya, to: typeof maya) =>
      systemLines([
        anEntry(1, {
          kind: 'claimed',
          author: to,
          meta: { transferred_by: by, transferred_from: from },
        }),
      ])[0];
    const ines = { id: 'ines', name: 'Ines Duarte' };
    expect(transferred(maya, maya, ben)).toBe('You transferred this to Ben');
    expect(transferred(ben, ben, maya)).toBe('Ben transferred this to you');
    expect(transferred(ines, maya, ben)).toBe('Ines transferred this from you to Ben');
    expect(transferred(ines, ben, ines)).toBe('Ines transferred this from Ben to Ines');
  });

  it('count a hold from the transfer on', () => {
    const entries = [
      anEntry(1, { kind: 'claimed', author: maya }),
      anEntry(5, {
        kind: 'claimed',
        author: ben,
        meta: { transferred_by: maya, transferred_from: maya },
      }),
      anEntry(8, { kind: 'released', author: ben }),
    ];
    expect(systemLines(entries)[2]).toBe('Ben handed back to Wren after 3 min');
  });

  it('say how a hold ended', () => {
    const claim = anEntry(1, { kind: 'claimed', author: ben });
    expect(systemLines([claim, anEntry(8, { kind: 'released', author: ben })])[1]).toBe(
      'Ben handed back to Wren after 7 min',
    );
    expect(systemLines([claim, anEntry(8, { kind: 'released', author: maya })])[1]).toBe(
      'You handed back for Ben after 7 min',
    );
    expect(systemLines([claim, anEntry(8, { kind: 'lapsed' })])[1]).toBe(
      'Ben’s hold ended · offline too long.',
    );
  });

  it('say that nobody answered at the end of business hours', () => {
    const claim = anEntry(1, { kind: 'claimed', author: ben });
    expect(systemLines([claim, anEntry(8, { kind: 'lapsed', meta: { reason: 'shift' } })])[1]).toBe(
      'Ben’s hold ended · business hours were over.',
    );
  });

  it('tell the one whose hold lapsed who answers now', () => {
    const entries = [
      anEntry(1, { kind: 'claimed', author: maya }),
      anEntry(2, { kind: 'lapsed', meta: { epoch: 2 } }),
    ];
    expect(systemLines(entries, { conversation: aConversation({ epoch: 2 }) })[1]).toBe(
      'Your hold ended · you were offline too long. Wren is answering again.',
    );
  });

  it('tell of the wait that a lapse left where that begins', () => {
    const entries = [
      anEntry(1, { kind: 'claimed', author: ben }),
      anEntry(3, { kind: 'lapsed', meta: { epoch: 2 } }),
      anEntry(4, { kind: 'queued', meta: { reason: 'lapse' } }),
      anEntry(6, { kind: 'claimed', author: maya }),
    ];
    const conversation = aConversation({ epoch: 2, controller: 'queued' });
    expect(systemLines(entries, { conversation }).slice(1)).toEqual([
      'Ben’s hold ended · offline too long.',
      expect.stringContaining('was left waiting for a human'),
      'You took over after 02:00',
    ]);
    expect(handoffSummaryOf(entries.slice(0, 3), conversation)).toMatchObject({
      askedBy: 'lapse',
      asOf: { what: 'lapsed' },
      waitingSince: Date.parse(entries[2]?.created_at ?? ''),
    });
    expect(handoffSummaryOf(entries, aConversation({ controller: 'human' }))).toMatchObject({
      askedBy: 'lapse',
      wait: 120_000,
    });
  });

  it('say that no one came', () => {
    expect(
      systemLines([
        anEntry(1, { kind: 'queued' }),
        anEntry(3, { kind: 'released', meta: { reason: 'timeout' } }),
      ])[1],
    ).toBe('No one came · Wren asked for an email');
  });
});

describe('the transcript', () => {
  it('draws a line where the day changes and none where it does not', () => {
    const entries = [
      anEntry(1, { created_at: '2026-11-19T12:00:00.000Z' }),
      anEntry(2),
      anEntry(3),
    ];
    expect(types(transcriptItems(entries, reader()))).toEqual([
      'day',
      'visitor',
      'day',
      'visitor',
      'visitor',
    ]);
  });

  it('shows nothing for an entry of a kind that it does not know', () => {
    expect(types(transcriptItems([anEntry(1, { kind: 'unknown' })], reader()))).toEqual([]);
  });

  it('begins with the start only when the beginning is loaded', () => {
    const conversation = aConversation();
    expect(systemLines([anEntry(1)], { conversation, complete: true })[0]).toBe(
      'Conversation started',
    );
    expect(systemLines([anEntry(1)], { conversation })).toEqual([]);
  });
});

describe('an answer that is being written', () => {
  it('does not show a source number that half arrived', () => {
    expect(shownWhileWriting('Five days [')).toBe('Five days');
    expect(shownWhileWriting('Five days [1')).toBe('Five days');
    expect(shownWhileWriting('Five days [1] or')).toBe('Five days [1] or');
  });
});

describe('the handoff summary', () => {
  const queued = [
    anEntry(1, { body: 'Does it reach me by Friday?' }),
    anEntry(2, { role: 'agent', meta: { confidence: 0.41 } }),
    anEntry(3, { kind: 'queued', meta: { reason: 'handoff' } }),
    anEntry(4, { body: 'Hello?' }),
  ];

  it('is a snapshot of the moment when help was asked for', () => {
    expect(handoffSummaryOf(queued, aConversation({ controller: 'queued' }))).toMatchObject({
      asOf: { what: 'asked' },
      lastQuestion: 'Does it reach me by Friday?',
      askedBy: 'button',
      confidence: 0.41,
      wait: null,
    });
  });

  it('keeps the wait once somebody came', () => {
    const entries = [...queued, anEntry(5, { kind: 'claimed', author: ben })];
    expect(handoffSummaryOf(entries, aConversation({ controller: 'human' }))).toMatchObject({
      wait: 120_000,
      waitingSince: null,
    });
  });

  it('is live while the bot answers, and forgets an earlier turn', () => {
    const entries = [
      ...queued,
      anEntry(5, { kind: 'released' }),
      anEntry(6, { body: 'And on Saturday?' }),
    ];
    expect(handoffSummaryOf(entries, aConversation())).toMatchObject({
      asOf: null,
      lastQuestion: 'And on Saturday?',
      askedBy: null,
    });
  });
});

describe('an answer that did not end', () => {
  it('says what stopped it: the takeover, or the visitor who asked for a human', () => {
    const cut = anEntry(1, { role: 'agent', meta: { interrupted: true } });
    const stopped = (next: Parameters<typeof anEntry>[1]) =>
      transcriptItems([cut, anEntry(2, next)], reader()).find((item) => item.type === 'agent');
    expect(
      stopped({ kind: 'claimed', role: 'system', author: { id: 'b', name: 'Ben' } }),
    ).toMatchObject({ stoppedBy: 'takeover' });
    expect(stopped({ kind: 'queued', role: 'system' })).toMatchObject({ stoppedBy: 'asking' });
  });
});
