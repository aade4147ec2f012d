/**
 * The form of a behavior rule: keywords one per line, numbers as text; and its conditions as a
 * sentence. Pure.
 */

import { isolated } from '../../lib/bidi';
import type { BehaviorRule, SentRule } from '../../../shared/wire_agents';

export interface RuleForm {
  /** Null for a new one. */
  id: string | null;
  kind: BehaviorRule['kind'];
  name: string;
  enabled: boolean;
  label: string;
  title: string;
  text: string;
  keywords: string;
  url: string;
  scroll: string;
  idle: string;
  exit: boolean;
  messages: string;
}

export const conditions = ['keywords', 'messages', 'url', 'scroll', 'idle', 'exit'] as const;
export type Condition = (typeof conditions)[number];

/** What a condition is called on the wire, in errors. */
export const conditionFields: Readonly<Record<Condition, string>> = {
  keywords: 'keywords',
  messages: 'after_messages',
  url: 'url',
  scroll: 'scroll_percent',
  idle: 'idle_seconds',
  exit: 'exit_intent',
};

export const conditionLabels: Readonly<Record<Condition, string>> = {
  keywords: 'the message contains',
  messages: 'messages were sent',
  url: 'the page is',
  scroll: 'the page is scrolled',
  idle: 'nothing happens for',
  exit: 'the visitor is about to leave',
};

/** What a rule of this kind is mostly made of. */
const usual: Readonly<Record<BehaviorRule['kind'], readonly Condition[]>> = {
  lead_capture: ['keywords', 'url'],
  cta: ['messages'],
  route: ['keywords', 'messages'],
};

/** The conditions that a form shows at first: of a new rule the usual ones, else those it has. */
export function firstConditions(form: RuleForm): readonly Condition[] {
  const filled = conditions.filter((condition) => form[condition] !== '' && form[condition] !== false);
  return form.id === null
    ? conditions.filter((condition) => filled.includes(condition) || usual[form.kind].includes(condition))
    : filled;
}

export function formOfRule(rule: BehaviorRule | null): RuleForm {
  if (rule === null) {
    return {
      id: null,
      kind: 'lead_capture',
      name: '',
      enabled: true,
      label: '',
      title: '',
      text: '',
      keywords: '',
      url: '',
      scroll: '',
      idle: '',
      exit: false,
      messages: '',
    };
  }
  const { when, ...rest } = rule;
  return {
    ...rest,
    keywords: when.keywords.join('\n'),
    url: when.url ?? '',
    scroll: typed(when.scroll_percent),
    idle: typed(when.idle_seconds),
    exit: when.exit_intent,
    messages: typed(when.after_messages),
  };
}

export function ruleOf(form: RuleForm): SentRule {
  const { id, kind, name, enabled, label, title, text } = form;
  const when = {
    keywords: lines(form.keywords),
    url: form.url.trim() === '' ? null : form.url.trim(),
    scroll_percent: whole(form.scroll),
    idle_seconds: whole(form.idle),
    exit_intent: form.exit,
    after_messages: whole(form.messages),
  };
  return {
    id,
    kind,
    name,
    enabled,
    label: kind === 'cta' ? label : '',
    ...(kind === 'route' ? { title: '', text: '' } : { title, text }),
    when,
  };
}

/** `says “price” or “offer”, is on /pricing* and is about to leave`; empty without conditions. */
export function conditionText({
  keywords,
  url,
  scroll_percent,
  idle_seconds,
  exit_intent,
  after_messages,
}: BehaviorRule['when']): string {
  const all: string[] = [];
  if (keywords.length > 0) all.push(`says ${either(keywords.map((keyword) => `“${isolated(keyword)}”`))}`);
  if (after_messages > 0)
    all.push(after_messages === 1 ? 'has sent a message' : `has sent ${after_messages} messages`);
  if (url !== null) all.push(`is on ${isolated(url)}`);
  if (scroll_percent !== null) all.push(`has scrolled ${scroll_percent}% down the page`);
  if (idle_seconds !== null) all.push(`is idle for ${idle_seconds} s`);
  if (exit_intent) all.push('is about to leave');
  return joined(all, 'and');
}

export const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** The list with one item moved up (-1) or down (1); unchanged at the ends. */
export function moved<T>(all: readonly T[], at: number, by: -1 | 1): T[] {
  const [item, other] = [all[at], all[at + by]];
  if (item === undefined || other === undefined) return [...all];
  return all.map((current, n) => (n === at ? other : n === at + by ? item : current));
}

/** The errors whose field begins with `prefix`, by the rest of its name. */
export function errorsUnder(
  errors: Readonly<Record<string, string>>,
  prefix: string,
): Record<string, string> {
  const matching = Object.entries(errors).filter(([field]) => field.startsWith(prefix));
  return Object.fromEntries(
    matching.map(([field, reason]) => [field.slice(prefix.length), reason]),
  );
}

const typed = (value: number | null) => (value === null || value === 0 ? '' : String(value));

function whole(text: string): number | string | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  return /^-?\d+$/.test(trimmed) ? Number(trimmed) : trimmed;
}

function joined(all: readonly string[], word: string): string {
  return all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} ${word} ${all.at(-1)}`;
}

/** The first three of many. */
function either(all: readonly string[]): string {
  return joined(
    all.length <= 4 ? all : [...all.slice(0, 3), `one of ${all.length - 3} more`],
    'or',
  );
}
