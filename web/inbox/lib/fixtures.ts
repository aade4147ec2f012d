/** Whole objects of the protocol for tests; each test says only what it is about. */

import type { Conversation, Entry, Lead } from '../../shared/wire';

export function aLead(more: Partial<Lead> = {}): Lead {
  return {
    id: '01LEAD',
    name: 'Ingrid Solheim',
    email: 'ingrid@solheim.example',
    phone: null,
    fields: {},
    status: 'new',
    source: 'cta',
    triggered_by: null,
    conversation_id: '01CONV',
    also_given: [],
    other_conversation_ids: [],
    feed_number: 1,
    captured_at: '2026-11-20T13:43:00.000Z',
    last_activity_at: '2026-11-20T14:01:00.000Z',
    controller: 'bot',
    claimed_by: null,
    online: true,
    left_at: null,
    last_message: null,
    ...more,
  };
}

export function aConversation(more: Partial<Conversation> = {}): Conversation {
  return {
    id: '01CONV',
    agent: { id: '01AGENT', name: 'Juniper' },
    controller: 'bot',
    claimed_by_user_id: null,
    claimed_by: null,
    claimed_at: null,
    epoch: 0,
    last_seq: 2,
    engaged: true,
    visitor_message_count: 1,
    last_activity_at: '2026-11-20T14:01:00.000Z',
    created_at: '2026-11-20T13:40:00.000Z',
    queued_at: null,
    deadline_at: null,
    shift: null,
    visitor: {
      id: '01VISITOR4K7Q',
      name: null,
      email: null,
      label: 'Visitor 4K7Q',
      online: true,
      left_at: null,
    },
    lead: null,
    page_url: 'https://shop.example/tents',
    last_message: null,
    ...more,
  };
}

export function anEntry(
  seq: number,
  more: Omit<Partial<Entry>, 'meta'> & { meta?: Partial<Entry['meta']> } = {},
): Entry {
  return {
    seq,
    kind: 'message',
    role: 'visitor',
    author: null,
    body: `entry ${seq}`,
    client_id: null,
    created_at: new Date(Date.parse('2026-11-20T14:00:00.000Z') + seq * 60_000).toISOString(),
    ...more,
    meta: (more.meta ?? {}) as Entry['meta'],
  };
}
