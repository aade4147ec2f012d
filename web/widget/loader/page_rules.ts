/** The rules that can bring up the chat before there is a conversation. Pure. */

import { waitsForPage, type PageSignals } from '../prompts/page_signals';
import { fieldsOf, listOf, type Fields } from '../state/storage';
import type { Rule } from '../../shared/wire_parts/rules';

export type PageRule = Pick<Rule, 'id' | 'when'>;

/** Those in an answer of `/v1/widget/rules` that page signals alone can fire. */
export function pageRules(answer: unknown): PageRule[] {
  return listOf(fieldsOf(answer)['rules']).filter(canFire);
}

function canFire(rule: Fields): rule is Fields & PageRule {
  const { id, kind, after_messages, when } = rule;
  const { url, keywords } = fieldsOf(when);
  return (
    typeof id === 'string' &&
    (kind === 'cta' || kind === 'lead_capture') &&
    !after_messages &&
    !keywords &&
    (url === null || typeof url === 'string') &&
    waitsForPage(rule as unknown as PageRule)
  );
}

/** True if one has fired that has not come up yet, as `shown` (what is kept of prompts) says. */
export function hasFired(
  rules: readonly PageRule[],
  shown: unknown,
  page: Pick<PageSignals, 'holds'>,
): boolean {
  const cards = listOf(fieldsOf(shown)['cards']);
  return rules.some(({ id, when }) => page.holds(when) && !cards.some((card) => card['id'] === id));
}
