/**
 * A prompt: a card or a lead form that comes up by itself, because of one of the agent's rules or
 * of the visitor's words.
 */

import type { LeadSource } from '../../shared/wire';
import type { Rule } from '../../shared/wire_parts/rules';

export interface Prompt {
  rule: Rule;
  /** The `seq` of the entry that it stands after. */
  after: number;
}

/** Its key among the forms of the chat's state. */
export const promptKey = (rule: Rule): string => `card${rule.id}`;

/** What a lead that this rule's prompt captured gives as its source. */
export function sourceOf({ kind }: Rule): LeadSource {
  return kind === 'cta' ? 'cta' : kind === 'intent' ? 'intent' : 'rule';
}
