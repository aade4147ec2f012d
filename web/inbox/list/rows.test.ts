import { describe, expect, it } from 'vitest';
import { belongs, compareRows, conversationRow, leadRow, refreshedKeys, shownOrder } from './rows';
import { aConversation, aLead } from '../lib/fixtures';

const now = Date.parse('2026-11-20T14:10:00.000Z');

describe('a row', () => {
  it('of a lead takes what is live from its conversation', () => {
    const row = leadRow(
      aLead({ controller: 'bot' }),
      aConversation({ controller: 'human', claimed_by: { id: 'b', name: 'Ben' } }),
    );
    expect(row).toMatchObject({
      controller: 'human',
      holder: { name: 'Ben' },
      name: 'Ingrid Solheim',
    });
  });

  it('of a lead without a conversation shows what the lead knows', () => {
    expect(leadRow(aLead({ name: null, conversation_id: null }), undefined)).toMatchObject({
      name: 'ingrid@solheim.example', conversationId: null,
    });
  });

  it('names who spoke last unless it was the visitor', () => {
    const agent = {
      role: 'agent',
      author_name: 'Juniper',
      body: 'Yes',
      created_at: '2026-11-20T14:01:00.000Z',
    };
    expect(conversationRow(aConversation({ last_message: agent }), null).speaker).toBe('Juniper');
    expect(
      conversationRow(aConversation({ last_message: { ...agent, role: 'visitor' } }), null).speaker,
    ).toBeNull();
  });
});

describe('the lists', () => {
  it('show who waits, who is mine, and who is on the site or was a moment ago', () => {
    expect(belongs(aConversation({ controller: 'queued' }), 'needs_human', 'me', now)).toBe(true);
    expect(belongs(aConversation({ claimed_by_user_id: 'me' }), 'mine', 'me', now)).toBe(true);
    const gone = { id: 'v', name: null, email: null, label: 'Visitor 4K7Q', online: false, left_at: null };
    expect(
      belongs(
        aConversation({ visitor: gone, last_activity_at: '2026-11-20T13:56:00.000Z' }),
        'live',
        'me',
        now,
      ),
    ).toBe(true);
    expect(
      belongs(
        aConversation({ visitor: gone, last_activity_at: '2026-11-20T13:54:00.000Z' }),
        'live',
        'me',
        now,
      ),
    ).toBe(false);
    expect(belongs(aConversation({ visitor_message_count: 0 }), 'live', 'me', now)).toBe(false);
  });

  it('put the longest wait first where people wait, and the newest first elsewhere', () => {
    const early = conversationRow(
      aConversation({ id: 'a', controller: 'queued', queued_at: '2026-11-20T14:01:00.000Z' }),
      null,
    );
    const late = conversationRow(
      aConversation({
        id: 'b',
        controller: 'queued',
        queued_at: '2026-11-20T14:02:00.000Z',
        last_activity_at: '2026-11-20T14:09:00.000Z',
      }),
      null,
    );
    expect([late, early].sort(compareRows('needs_human')).map((row) => row.key)).toEqual([
      'a',
      'b',
    ]);
    const left = { ...early, online: false, leftAt: Date.parse('2026-11-20T14:05:00.000Z') };
    expect([left, late].sort(compareRows('needs_human')).map((row) => row.key)).toEqual(['b', 'a']);
    expect([early, late].sort(compareRows('live')).map((row) => row.key)).toEqual(['b', 'a']);
  });
});

describe('a list that was asked for again', () => {
  const all = () => true;
  const page = (keys: string[], more = false) => ({ keys, more });

  it('takes the page for the truth', () => {
    expect(refreshedKeys(['a', 'b'], ['a', 'b'], page(['c', 'a']), all)).toEqual(['c', 'a']);
  });

  it('keeps what an event brought while the page was on its way', () => {
    expect(refreshedKeys(['a'], ['a', 'new'], page(['a']), all)).toEqual(['a', 'new']);
    expect(refreshedKeys(['a'], ['a', 'new'], page(['a']), (key) => key !== 'new')).toEqual(['a']);
  });

  it('does not bring back what an event took away meanwhile', () => {
    expect(refreshedKeys(['a', 'gone'], ['a'], page(['a', 'gone']), all)).toEqual(['a']);
  });

  it('keeps the rows below the first page of a long list, while they belong', () => {
    expect(
      refreshedKeys(['a', 'b', 'c'], ['a', 'b', 'c'], page(['a'], true), (key) => key !== 'c'),
    ).toEqual(['a', 'b']);
  });
});

describe('the order on the screen', () => {
  it('follows the newest order while nobody is in the list', () => {
    expect(shownOrder(['c', 'a', 'b'], ['a', 'b'], false)).toEqual({
      keys: ['c', 'a', 'b'],
      waiting: 0,
    });
  });

  it('stands still while somebody is in it, and counts what waits', () => {
    expect(shownOrder(['c', 'b', 'a'], ['a', 'b'], true)).toEqual({ keys: ['a', 'b'], waiting: 1 });
  });

  it('keeps a row that has left the list until the pointer has left as well', () => {
    expect(shownOrder(['b'], ['a', 'b'], true).keys).toEqual(['a', 'b']);
  });

  it('goes on below with further pages', () => {
    expect(shownOrder(['a', 'b', 'c', 'd'], ['a', 'b'], true)).toEqual({
      keys: ['a', 'b', 'c', 'd'],
      waiting: 0,
    });
  });

  it('shows a first row at once', () => {
    expect(shownOrder(['a'], [], true)).toEqual({ keys: ['a'], waiting: 0 });
  });
});
