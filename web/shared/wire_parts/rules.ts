/** A behavior rule of docs/protocol.md as a widget hears it, with its reader. */

import { list, nullable, number, optional, shape, text, type Read } from '../fields';

const conditions = shape({
  /** It waits for words that the server looks for. */
  keywords: (value) => value === true,
  url: nullable(text),
  scroll_percent: nullable(number),
  idle_seconds: nullable(number),
  exit_intent: (value) => value === true,
});
export const rule = shape({
  id: text,
  kind: text,
  label: (value, path) => optional(text)(value, path) ?? '',
  title: (value, path) => optional(text)(value, path) ?? '',
  text: (value, path) => optional(text)(value, path) ?? '',
  after_messages: (value, path) => optional(number)(value, path) ?? 0,
  when: (value, path) => conditions(value ?? {}, path),
});
export type Rule = Read<typeof rule>;

export const widgetRules = shape({ rules: list(rule) });
