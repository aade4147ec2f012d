/**
 * Agents and their behavior rules as the settings show them: the objects of docs/protocol.md with
 * their readers.
 */

import { flag, list, nullable, number, shape, text, word, type Read } from './fields';

export const fieldTypes = ['text', 'email', 'tel'] as const;
const formField = shape({
  name: text,
  label: text,
  type: word(fieldTypes, 'text'),
  required: flag,
});
export type FormField = Read<typeof formField>;

export const agentSettings = shape({
  id: text,
  name: text,
  greeting: text,
  allowed_origins: list(text),
  theme: shape({ accent: nullable(text) }),
  lead_form: shape({ title: text, text, fields: list(formField) }),
});
export type Agent = Read<typeof agentSettings>;
export const agentList = shape({ items: list(agentSettings) });

export const ruleKinds = ['lead_capture', 'cta', 'route'] as const;
export const behaviorRule = shape({
  id: text,
  kind: word(ruleKinds, 'cta'),
  name: text,
  enabled: flag,
  label: text,
  title: text,
  text,
  when: shape({
    keywords: list(text),
    url: nullable(text),
    scroll_percent: nullable(number),
    idle_seconds: nullable(number),
    exit_intent: flag,
    after_messages: number,
  }),
});
export type BehaviorRule = Read<typeof behaviorRule>;
/**
 * A rule as it is sent: unparsable input is sent as typed, and the server says which field is
 * invalid.
 */
export type SentRule = Omit<BehaviorRule, 'id' | 'when'> & {
  id: string | null;
  when: Readonly<Record<string, unknown>>;
};
export const ruleList = shape({ items: list(behaviorRule) });
