/**
 * Webhooks, what they were told, the mailer and the queue: the objects of docs/protocol.md with
 * their readers.
 */

import { flag, list, nullable, number, shape, text, word, type Read } from './fields';
import { person } from './wire';

const webhookFields = {
  id: text,
  url: text,
  events: list(text),
  active: flag,
  created_at: text,
  paused_at: nullable(text),
  pause_reason: nullable(text),
};
export const webhook = shape(webhookFields);
export type Webhook = Read<typeof webhook>;
export const webhookList = shape({ items: list(webhook) });
/** The only answer that contains the secret. */
export const newWebhook = shape({ ...webhookFields, secret: text });

const state = word(['waiting', 'delivered', 'failed'], 'waiting');

export const delivery = shape({
  id: text,
  webhook_id: text,
  event: text,
  /** Whom it tells of, if they are still known. */
  about: (value, path) => nullable(text)(value ?? null, path),
  state,
  attempts: number,
  status_code: nullable(number),
  error: nullable(text),
  next_try_at: nullable(text),
  created_at: text,
  finished_at: nullable(text),
});
export type Delivery = Read<typeof delivery>;
export const deliveryPage = shape({ items: list(delivery), next_cursor: nullable(text) });

export const job = shape({
  id: text,
  kind: word(['mail', 'webhook'], 'mail'),
  state,
  conversation_id: nullable(text),
  /** Whom it tells of, if they are still known. */
  about: (value, path) => nullable(text)(value ?? null, path),
  recipient: nullable(person),
  attempts: number,
  error: nullable(text),
  collected: number,
  next_try_at: nullable(text),
  created_at: text,
});
export type Job = Read<typeof job>;
export const jobPage = shape({ items: list(job), next_cursor: nullable(text) });

const queueOfKind = shape({
  waiting: number,
  failed: number,
  dropped: nullable(shape({ count: number, first_at: text, last_at: text })),
});
export const queueState = shape({ max_waiting: number, mail: queueOfKind, webhook: queueOfKind });
export type QueueState = Read<typeof queueState>;

export const mailState = shape({
  configured: flag,
  shown_at: nullable(text),
  from: nullable(text),
  waiting: number,
  failed: number,
});
export type MailState = Read<typeof mailState>;
export const mailTest = shape({ sent: flag, error: nullable(text) });
