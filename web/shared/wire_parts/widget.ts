/** Timeline entries, and what a widget's conversation begins with, of docs/protocol.md. */

import { flag, list, nullable, number, optional, shape, text, word, type Read } from '../fields';
import { rule } from './rules';

/** A visitor is told a member's name and nothing else. */
export const author = shape({ id: optional(text), name: text });

const citation = shape({ n: number, title: text, url: nullable(text) });
export type Citation = Read<typeof citation>;

const meta = shape({
  interrupted: optional(flag),
  citations: optional(list(citation)),
  confidence: optional(number),
  offer_human: optional(flag),
  generation: optional(number),
  epoch: optional(number),
  forced_from: optional(author),
  transferred_by: optional(author),
  transferred_from: optional(author),
  reason: optional(text),
  availability: optional(text),
  /** queued: whether any member saw it or was sent a mail. */
  told: optional(flag),
  opens_at: optional(text),
  lead_id: optional(text),
  source: optional(text),
  name: optional(text),
  email: optional(text),
  /** lead_captured: the rule's name, or the visitor's phrase. */
  triggered_by: optional(text),
  /**
   * An answer: rules that the visitor's words have brought up, and the phrase in which they asked
   * to be written to.
   */
  rules: optional(list(text)),
  intent: optional(text),
  error: optional(flag),
});
export type Meta = Read<typeof meta>;

/**
 * A kind from a newer server reads as `unknown`: it keeps its place in the order and is not shown.
 */
export const entry = shape({
  seq: number,
  kind: word(
    ['message', 'note', 'claimed', 'released', 'lapsed', 'queued', 'lead_captured'],
    'unknown',
  ),
  role: nullable(word(['visitor', 'agent', 'human_agent', 'system'], 'system')),
  author: nullable(author),
  body: (value, path) => nullable(text)(value, path) ?? '',
  client_id: nullable(text),
  created_at: text,
  meta: (value, path) => meta(value ?? {}, path),
});
export type Entry = Read<typeof entry>;

const leadForm = shape({
  title: text,
  text: nullable(text),
  fields: list(
    shape({
      name: text,
      label: text,
      type: word(['text', 'email', 'tel'], 'text'),
      required: flag,
    }),
  ),
});
export type LeadForm = Read<typeof leadForm>;

export const widgetInit = shape({
  visitor_id: text,
  expires_at: text,
  rules: list(rule),
  entries: list(entry),
  realtime: shape({ key: text, channel: text }),
  agent: shape({ lead_form: leadForm }),
});
export type WidgetInit = Read<typeof widgetInit>;
