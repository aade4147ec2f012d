/** What can stand in the list of messages. Types alone. */

import type { Citation, LeadForm, LeadSource } from '../../shared/wire';
import type { Rule } from '../../shared/wire_parts/rules';
import type { IconName } from './icons';

export interface FormSpec {
  title: string;
  text: string;
  fields: LeadForm['fields'];
  submit: string;
  source: LeadSource;
  /** The rule that it came up by. */
  ruleId: string | null;
  privacyUrl: string | null;
}

export interface MessageItem {
  kind: 'message';
  key: string;
  seq: number | null;
  role: 'visitor' | 'agent' | 'human_agent';
  /** The author, for screen readers. */
  who: string;
  /** Name and time above a member's text. */
  heading: { name: string; time: string } | null;
  body: string;
  citations: readonly Citation[];
  /** More of it is coming. */
  busy: boolean;
  status: {
    icon: IconName;
    text: string;
    tone: 'plain' | 'bad' | 'late';
    retry: string | null;
  } | null;
  offersHuman: boolean;
}

export type Item =
  | MessageItem
  | { kind: 'starters'; key: string; texts: readonly string[] }
  | { kind: 'system'; key: string; text: string }
  | { kind: 'card'; key: string; rule: Rule }
  /** `of` names the form in the chat's state. */
  | { kind: 'form'; key: string; of: string; form: FormSpec }
  | { kind: 'notice'; key: string; title: string; text: string }
  | {
      kind: 'queued';
      key: string;
      since: string | null;
      /** Somebody of the shop knows. */
      told: boolean;
      notified: string;
      position: string;
    }
  | { kind: 'typing'; key: string; text: string };
