/**
 * The calls of docs/protocol.md that several features share; those of a single feature are in its
 * folder. Knows URLs and shapes; its only state is the two hooks.
 */

import { call, nothing, type Answer, type Call } from '../../shared/api';
import { channelAuth } from '../../shared/realtime';
import {
  availability,
  colleagueList,
  conversationAnswer,
  conversationPage,
  deletions,
  entryAnswer,
  lead,
  leadFeed,
  leadPage,
  session,
  sweep,
  timelinePage,
  type LeadStatus,
} from '../../shared/wire';

export const hooks = {
  /** The server's time from an answer's `Date` header, in milliseconds. */
  serverDate: (_date: number): void => undefined,
  /** The session has ended. */
  signedOut: (): void => undefined,
};

export async function ask<T>(path: string, options: Call<T>): Promise<Answer<T>> {
  const answer = await call(path, options);
  if (answer.ok && answer.serverDate !== null) hooks.serverDate(answer.serverDate);
  if (!answer.ok && answer.problem.type === 'unauthenticated') hooks.signedOut();
  return answer;
}

export function query(parameters: Record<string, string | number | null | undefined>): string {
  const kept = Object.entries(parameters).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  return kept.length === 0
    ? ''
    : `?${new URLSearchParams(kept.map(([name, value]) => [name, String(value)]))}`;
}

const conversationPath = (id: string) => `/api/conversations/${encodeURIComponent(id)}`;

/** The lists of conversations that the server knows. */
export type Filter = 'all' | 'engaged' | 'empty' | 'live' | 'needs_human' | 'mine';

export interface Page {
  q?: string;
  cursor?: string | null;
  limit?: number;
}

export const server = {
  session: () => call('/api/session', { read: session }),
  signIn: (email: string, password: string) =>
    call('/api/session', { method: 'POST', json: { email, password }, read: session }),
  signOut: () => call('/api/session', { method: 'DELETE', read: nothing }),

  leads: (page: Page) => ask(`/api/leads${query({ ...page })}`, { read: leadPage }),
  setStatus: (id: string, status: LeadStatus) =>
    ask(`/api/leads/${encodeURIComponent(id)}`, { method: 'PATCH', json: { status }, read: lead }),
  removeLead: (id: string) =>
    ask(`/api/leads/${encodeURIComponent(id)}`, { method: 'DELETE', read: nothing }),
  lead: (id: string) => ask(`/api/leads/${encodeURIComponent(id)}`, { read: lead }),

  feed: (cursor: string | null) => ask(`/app/leads/feed${query({ cursor })}`, { read: leadFeed }),

  conversations: (filter: Filter, page: Page) =>
    ask(`/api/conversations${query({ filter, ...page })}`, { read: conversationPage }),
  conversation: (id: string) => ask(conversationPath(id), { read: conversationAnswer }),
  timeline: (id: string, where: { after?: number; before?: number; limit?: number }) =>
    ask(`${conversationPath(id)}/timeline${query({ ...where })}`, { read: timelinePage }),
  claim: (id: string, force: 'force' | 'ask') =>
    ask(`${conversationPath(id)}/claim`, {
      method: 'POST',
      json: force === 'force' ? { force: true } : {},
      read: conversationAnswer,
    }),
  transfer: (id: string, user_id: string) =>
    ask(`${conversationPath(id)}/transfer`, {
      method: 'POST',
      json: { user_id },
      read: conversationAnswer,
    }),
  release: (id: string) =>
    ask(`${conversationPath(id)}/release`, { method: 'POST', json: {}, read: conversationAnswer }),
  send: (id: string, kind: 'message' | 'note', client_id: string, body: string) =>
    ask(`${conversationPath(id)}/${kind === 'note' ? 'notes' : 'messages'}`, {
      method: 'POST',
      json: { client_id, body },
      read: entryAnswer,
    }),
  remove: (id: string) => ask(conversationPath(id), { method: 'DELETE', read: nothing }),
  /** At most 500 of them. */
  removeMany: (ids: readonly string[]) =>
    ask('/api/conversations/bulk-delete', {
      method: 'POST',
      json: { ids },
      timeout: 60_000,
      read: deletions,
    }),
  removeEmpty: (cursor: string | null) =>
    ask('/api/conversations/delete-empty', {
      method: 'POST',
      json: cursor === null ? {} : { cursor },
      timeout: 60_000,
      read: sweep,
    }),

  keep: (id: string) =>
    ask(`${conversationPath(id)}/keep`, { method: 'POST', json: {}, read: conversationAnswer }),
  /** Null if nobody is waiting. */
  next: () =>
    ask('/api/queue/next', {
      method: 'POST',
      json: {},
      read: (body) => (body === undefined || body === null ? null : conversationAnswer(body)),
    }),
  availability: () => ask('/api/availability', { read: availability }),
  setAvailability: (available: boolean) =>
    ask('/api/availability', { method: 'PUT', json: { available }, read: availability }),
  members: () => ask('/api/members', { read: colleagueList }),

  channelAuth: (socketId: string, channel: string) =>
    ask('/broadcasting/auth', {
      method: 'POST',
      form: { socket_id: socketId, channel_name: channel },
      read: channelAuth,
    }),
};
