/**
 * Derives list rows from leads and conversations, their order, and which list they belong to. Pure.
 */

import type { Conversation, Controller, Lead, LeadSource, LeadStatus } from '../../shared/wire';
import { leadName, visitorName } from '../conversations/names';
import { previewOf } from '../conversations/preview';
import { shortName } from '../lib/format';

export type Tab = 'leads' | 'live' | 'needs_human' | 'mine';
export const tabs: readonly Tab[] = ['leads', 'live', 'needs_human', 'mine'];

export interface Row {
  /** The lead's id on the leads list, the conversation's on the others. */
  key: string;
  conversationId: string | null;
  leadId: string | null;
  name: string;
  online: boolean;
  /** Since when the visitor is not on the site; null if they are, or if it is not known. */
  leftAt: number | null;
  controller: Controller;
  holder: { id: string; name: string } | null;
  at: number;
  snippet: string;
  /** Who wrote the snippet, unless it was the visitor. */
  speaker: string | null;
  status: LeadStatus | null;
  source: LeadSource | null;
  pageUrl: string | null;
  email: string | null;
  queuedAt: number | null;
  /** The time of the last message, if the visitor wrote it. */
  visitorSpokeAt: string | null;
}

/** Milliseconds that a visitor who left counts as live after the last activity. */
export const liveFor = 15 * 60_000;

export function leadRow(lead: Lead, conversation: Conversation | undefined): Row {
  const lastMessage = conversation?.last_message ?? lead.last_message;
  return {
    key: lead.id,
    conversationId: lead.conversation_id,
    leadId: lead.id,
    name: leadName(lead),
    online: conversation?.visitor.online ?? lead.online,
    leftAt: time(conversation === undefined ? lead.left_at : conversation.visitor.left_at),
    controller: conversation?.controller ?? lead.controller ?? 'bot',
    holder: conversation === undefined ? lead.claimed_by : conversation.claimed_by,
    at: Math.max(
      Date.parse(lead.last_activity_at),
      Date.parse(conversation?.last_activity_at ?? lead.last_activity_at),
    ),
    snippet: lastMessage === null ? '' : previewOf(lastMessage),
    speaker: speaker(lastMessage),
    status: lead.status,
    source: lead.source,
    pageUrl: conversation?.page_url ?? null,
    email: lead.email,
    queuedAt: conversation?.controller === 'queued' ? time(conversation.queued_at) : null,
    visitorSpokeAt: lastMessage?.role === 'visitor' ? lastMessage.created_at : null,
  };
}

export function conversationRow(conversation: Conversation, lead: Lead | null): Row {
  const lastMessage = conversation.last_message;
  return {
    key: conversation.id,
    conversationId: conversation.id,
    leadId: lead?.id ?? null,
    name: visitorName(conversation),
    online: conversation.visitor.online,
    leftAt: time(conversation.visitor.left_at),
    controller: conversation.controller,
    holder: conversation.claimed_by,
    at: Date.parse(conversation.last_activity_at),
    snippet: lastMessage === null ? '' : previewOf(lastMessage),
    speaker: speaker(lastMessage),
    status: lead?.status ?? null,
    source: lead?.source ?? null,
    pageUrl: conversation.page_url,
    email: lead?.email ?? conversation.visitor.email,
    queuedAt: conversation.controller === 'queued' ? time(conversation.queued_at) : null,
    visitorSpokeAt: lastMessage?.role === 'visitor' ? lastMessage.created_at : null,
  };
}

/** Whether a conversation belongs to a list. */
export function belongs(
  conversation: Conversation,
  tab: Exclude<Tab, 'leads'>,
  me: string,
  now: number,
): boolean {
  if (tab === 'needs_human') return conversation.controller === 'queued';
  if (tab === 'mine') return conversation.claimed_by_user_id === me;
  const recent = now - Date.parse(conversation.last_activity_at) < liveFor;
  return conversation.visitor_message_count > 0 && (conversation.visitor.online || recent);
}

/**
 * On the needs-human list those on the site first, the longest wait before the others, then those
 * who left; else most recent activity first. Ties are broken by key.
 */
export function compareRows(tab: Tab): (a: Row, b: Row) => number {
  const tie = (a: Row, b: Row) => (a.key < b.key ? 1 : -1);
  if (tab === 'needs_human')
    return (a, b) =>
      Number(b.online) - Number(a.online) ||
      (a.queuedAt ?? a.at) - (b.queuedAt ?? b.at) ||
      tie(a, b);
  return (a, b) => b.at - a.at || tie(a, b);
}

/**
 * The order to show. While the list is held (the pointer or the focus is in it), shown rows keep
 * their order and none is inserted; `waiting` counts the rows that the new order would put above or
 * among them.
 */
export function shownOrder(
  sorted: readonly string[],
  shown: readonly string[],
  held: boolean,
): { keys: string[]; waiting: number } {
  if (!held || shown.length === 0) return { keys: [...sorted], waiting: 0 };
  const there = new Set(shown);
  const lastShown = sorted.findLastIndex((key) => there.has(key));
  const waiting = sorted.slice(0, Math.max(0, lastShown)).filter((key) => !there.has(key)).length;
  // Further pages of the same list go on below.
  const below = sorted.slice(lastShown + 1).filter((key) => !there.has(key));
  return {
    keys: [...shown, ...(lastShown >= 0 ? below : [])],
    waiting: lastShown >= 0 ? waiting : sorted.length,
  };
}

/**
 * Merges a list's keys with a first page that has arrived. `requested`: the keys when it was
 * requested; `now`: the current ones. Rows that events added meanwhile stay, and rows that they
 * removed do not come back. If the list had been scrolled further down (`page.more`), the rows
 * below the first page stay too.
 */
export function refreshedKeys(
  requested: readonly string[],
  now: readonly string[],
  page: { keys: readonly string[]; more: boolean },
  stays: (key: string) => boolean,
): string[] {
  const before = new Set(requested);
  const there = new Set(now);
  const kept = now.filter((key) => (page.more || !before.has(key)) && stays(key));
  return [...new Set([...page.keys.filter((key) => there.has(key) || !before.has(key)), ...kept])];
}

function speaker(message: Conversation['last_message']): string | null {
  if (message === null || message.role === 'visitor') return null;
  return shortName(message.author_name ?? 'Bot');
}

function time(at: string | null): number | null {
  return at === null ? null : Date.parse(at);
}
