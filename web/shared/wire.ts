/** The objects of docs/protocol.md as types, each with the reader that checks it at the edge. */

import {
  anyObject,
  flag,
  list,
  nullable,
  number,
  optional,
  shape,
  text,
  word,
  type Read,
} from './fields';
import { controller, person } from './wire_parts/person';
import { entry } from './wire_parts/widget';

export * from './wire_parts/person';
export * from './wire_parts/widget';

const lastMessage = shape({
  role: text, author_name: nullable(text), body: text, created_at: text,
});

export const leadStatuses = ['new', 'qualified', 'contacted', 'won', 'lost'] as const;
export type LeadStatus = (typeof leadStatuses)[number];
export type LeadSource = 'rule' | 'intent' | 'cta' | 'form';

/** What someone else gave under the lead's email: only what differs. */
const alsoGiven = shape({
  name: nullable(text),
  phone: nullable(text),
  fields: (value, path) => anyObject(value ?? {}, path),
  conversation_id: nullable(text),
  given_at: text,
});
export type AlsoGiven = Read<typeof alsoGiven>;

export const lead = shape({
  id: text,
  name: nullable(text),
  email: text,
  phone: nullable(text),
  fields: (value, path) => anyObject(value ?? {}, path),
  status: word(leadStatuses, 'new'),
  source: word(['rule', 'intent', 'cta', 'form'], 'form'),
  triggered_by: nullable(text),
  conversation_id: nullable(text),
  also_given: (value, path) => list(alsoGiven)(value ?? [], path),
  other_conversation_ids: (value, path) => list(text)(value ?? [], path),
  /** Its place in the feed of captured leads. */
  feed_number: (value, path) => optional(number)(value, path) ?? 0,
  captured_at: text,
  last_activity_at: text,
  controller: nullable(controller),
  claimed_by: nullable(person),
  online: (value) => value === true,
  left_at: (value, path) => nullable(text)(value ?? null, path),
  last_message: nullable(lastMessage),
});
export type Lead = Read<typeof lead>;

const shift = shape({ ends_at: text, asked_at: nullable(text) });

export const conversation = shape({
  id: text,
  agent: person,
  controller,
  claimed_by_user_id: nullable(text),
  claimed_by: nullable(person),
  claimed_at: nullable(text),
  epoch: number,
  last_seq: number,
  engaged: flag,
  visitor_message_count: number,
  last_activity_at: text,
  created_at: text,
  queued_at: nullable(text),
  deadline_at: nullable(text),
  /** When the hours end under the claim, and when the holder was asked whether to go on. */
  shift: (value, path) => nullable(shift)(value ?? null, path),
  visitor: shape({
    id: text,
    name: nullable(text),
    email: nullable(text),
    label: text,
    online: flag,
    left_at: (value, path) => nullable(text)(value ?? null, path),
  }),
  lead: nullable(lead),
  page_url: nullable(text),
  last_message: nullable(lastMessage),
});
export type Conversation = Read<typeof conversation>;

/** What a visitor sees of a conversation. */
export const visitorConversation = shape({
  id: text,
  controller,
  claimed_by: nullable(shape({ name: text })),
  last_seq: number,
  epoch: number,
  queue_position: (value, path) => nullable(number)(value ?? null, path),
});
export type VisitorConversation = Read<typeof visitorConversation>;

export const roles = ['owner', 'admin', 'member'] as const;
export type Role = (typeof roles)[number];

export const session = shape({
  user: shape({ id: text, name: text, email: text }),
  workspace: shape({ id: text, name: text, role: word(roles, 'member') }),
  realtime: shape({ key: text }),
});
export type Session = Read<typeof session>;

/** A member, as the others see them; with the e-mail for those who manage members. */
export const colleague = shape({
  id: text,
  name: text,
  role: word(roles, 'member'),
  online: flag,
  available: flag,
  email: nullable(text),
});
export type Colleague = Read<typeof colleague>;
export const colleagueList = shape({ items: list(colleague) });
export const availability = shape({ available: flag });
export const memberUpdated = shape({ user_id: text, available: flag });

/** Hours: each window is its first and its last time of day, `["09:00", "17:00"]`. */
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
const windows = (value: unknown, path?: string) =>
  value === undefined || value === null ? [] : list(list(text))(value, path);
const hours = shape({
  always_open: flag,
  time_zone: optional(text),
  week: optional(
    shape({
      monday: windows,
      tuesday: windows,
      wednesday: windows,
      thursday: windows,
      friday: windows,
      saturday: windows,
      sunday: windows,
    }),
  ),
  dates_off: optional(list(text)),
});
export type Hours = Read<typeof hours>;
export const liveChat = shape({
  hours,
  queue_position: word(['hidden', 'shown'], 'hidden'),
  agents: list(shape({ id: text, name: text, hours: nullable(hours) })),
});
export type LiveChat = Read<typeof liveChat>;

export const timelinePage = shape({ entries: list(entry), last_seq: number, more: flag });
export type TimelinePage = Read<typeof timelinePage>;

export const leadPage = shape({ items: list(lead), next_cursor: nullable(text), total: number });
export const conversationPage = shape({
  items: list(conversation),
  next_cursor: nullable(text),
  counts: shape({
    live: number,
    needs_human: number,
    mine: number,
    engaged: (value, path) => optional(number)(value, path) ?? 0,
    empty: (value, path) => optional(number)(value, path) ?? 0,
  }),
});
export type ConversationPage = Read<typeof conversationPage>;

export const entryAnswer = shape({ entry });
export const conversationAnswer = shape({ conversation });

export const deletions = shape({
  deleted: number,
  items: list(
    shape({
      id: text,
      outcome: word(['deleted', 'already_deleted', 'not_found', 'kept', 'failed'], 'failed'),
    }),
  ),
});
export const sweep = shape({
  deleted: number,
  kept: number,
  failed: number,
  next_cursor: nullable(text),
});

export const leadFeed = shape({ leads: list(lead), cursor: text, more: flag });

export const auditRow = shape({
  id: text,
  position: number,
  actor: nullable(person),
  action: text,
  target_type: text,
  target_id: text,
  target_name: nullable(text),
  details: (value, path) => (value === null || value === undefined ? null : anyObject(value, path)),
  created_at: text,
  prev_hash: text,
  hash: text,
});
export type AuditRow = Read<typeof auditRow>;
export const auditPage = shape({ items: list(auditRow), next_cursor: nullable(text) });
export const auditCheck = shape({
  checked: number,
  length: number,
  more: flag,
  fault: nullable(
    shape({
      position: number,
      kind: word(['changed', 'removed', 'added', 'unproved'], 'changed'),
      id: nullable(text),
    }),
  ),
});
export type AuditCheck = Read<typeof auditCheck>;

/* ---- the widget ---- */

export const widgetLeadAnswer = shape({ lead_id: text });
export const widgetMessageAnswer = shape({ entry, replies: list(entry) });
export const handoffAnswer = shape({
  state: word(['queued', 'closed'], 'closed'),
  conversation: visitorConversation,
});

/* ---- realtime and stream events ---- */

/**
 * A timeline entry as it is announced on a conversation's channel, by any of the events in
 * `entryEvents`.
 */
export const announcement = shape({ conversation_id: text, seq: number, prev_seq: number, entry });
export type Announcement = Read<typeof announcement>;

/** The conversation that some announcements carry, for members and for visitors. */
export const announcedConversation = shape({ conversation: optional(conversation) });
export const announcedVisitorConversation = shape({ conversation: optional(visitorConversation) });

export const entryEvents: ReadonlySet<string> = new Set([
  'message.created',
  'note.created',
  'conversation.claimed',
  'conversation.released',
  'conversation.lapsed',
  'conversation.queued',
  'lead.captured',
]);

export const delta = shape({ generation: number, epoch: number, offset: number, text });
export type Delta = Read<typeof delta>;

export const generationEnded = shape({ generation: number });
export const conversationDeleted = shape({
  conversation_id: text,
  deleted_by: nullable(shape({ name: text })),
});
export const typing = shape({ from: word(['visitor', 'member'], 'member'), name: nullable(text) });
export const queueMoved = shape({ position: number });
export const subscribed = shape({ last_seq: optional(number) });
export const leadEvent = shape({ lead });
export const leadDeleted = shape({ lead_id: text });
export const conversationEvent = shape({ conversation });

/** One event of the widget's message stream. */
export const streamAccepted = shape({ entry });
export const streamDone = shape({ interrupted: optional(flag) });
