import { describe, expect, it } from 'vitest';
import { Malformed } from './fields';
import { conversation, entry } from './wire';

const wireEntry = {
  seq: 4, kind: 'message', role: 'visitor', author: null, body: 'Hello', client_id: 'a',
  created_at: '2026-11-22T09:30:00.125Z', meta: {},
};
const wireConversation = {
  id: '01J',
  agent: { id: '01A', name: 'Juniper' },
  controller: 'bot',
  claimed_by_user_id: null,
  claimed_by: null,
  claimed_at: null,
  epoch: 0,
  last_seq: 4,
  engaged: true,
  visitor_message_count: 2,
  last_activity_at: '2026-11-22T09:30:00.125Z',
  created_at: '2026-11-22T09:30:00.125Z',
  queued_at: null,
  deadline_at: null,
  visitor: { id: '01V', name: null, email: null, label: 'Visitor 4K7Q', online: true },
  lead: null,
  page_url: null,
  last_message: null,
};

describe('what comes over the wire', () => {
  it('reads an entry and leaves out what it does not know', () => {
    expect(entry({ ...wireEntry, colour: 'red' })).not.toHaveProperty('colour');
    expect(entry(wireEntry).body).toBe('Hello');
  });

  it('keeps the place of an entry of a kind that a newer server made', () => {
    expect(entry({ ...wireEntry, kind: 'poll' })).toMatchObject({ seq: 4, kind: 'unknown' });
  });

  it('says which field is wrong', () => {
    expect(() => entry({ ...wireEntry, seq: '4' })).toThrow('seq: expected a number');
    expect(() => conversation({ ...wireConversation, visitor: { id: 1 } })).toThrow(
      'visitor.id: expected text',
    );
    expect(() => conversation(null)).toThrow(Malformed);
  });

  it('reads a conversation without lead, page and message', () => {
    expect(conversation(wireConversation)).toMatchObject({
      controller: 'bot',
      lead: null,
      visitor: { online: true, left_at: null },
    });
  });
});
