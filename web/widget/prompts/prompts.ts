/**
 * Decides which prompt comes up, and when: by the agent's rules, or because the visitor's words ask
 * for a form. Each rule fires once per session; which ones fired is kept per tab. Renders nothing.
 */

import type { Entry } from '../../shared/wire';
import type { Rule } from '../../shared/wire_parts/rules';
import type { ChatState } from '../state/chat_store';
import { ShownPrompts, type Shown } from '../state/shown_prompts';
import { promptKey, type Prompt } from '../state/prompt';
import type { PageSignals } from './page_signals';

const noCondition = {
  keywords: false,
  url: null,
  scroll_percent: null,
  idle_seconds: null,
  exit_intent: false,
};
/** A synthetic rule for an answer in which the server detected the intent to be contacted. */
const intentRule = (seq: number): Rule => ({
  id: `intent${seq}`,
  kind: 'intent',
  label: '',
  title: '',
  text: '',
  after_messages: 0,
  when: noCondition,
});

export class Prompts {
  readonly #shown: ShownPrompts;
  readonly #page: Pick<PageSignals, 'holds' | 'watch'>;
  #rules: readonly Rule[] = [];
  #routes: readonly Rule[] = [];

  constructor(key: string, page: Pick<PageSignals, 'holds' | 'watch'>) {
    this.#shown = new ShownPrompts(key);
    this.#page = page;
  }

  learn(rules: readonly Rule[]): void {
    this.#rules = rules.filter(({ kind }) => kind === 'cta' || kind === 'lead_capture');
    this.#routes = rules.filter(({ kind }) => kind === 'route');
    this.#page.watch([...this.#rules, ...this.#routes]);
  }

  /**
   * The prompts that had come up in this conversation on the previous page and were not dismissed.
   */
  restored(conversation: string, entries: readonly Entry[]): Prompt[] {
    const shown = this.#shown.get();
    if (shown.conversation !== conversation) {
      const before = shown.cards
        .filter(({ id }) => !id.startsWith('intent'))
        .map((card) => ({ ...card, done: true }));
      this.#shown.set({ conversation, cards: before });
      return [];
    }
    if (entries.some((entry) => entry.kind === 'lead_captured')) return [];
    return shown.cards.flatMap(({ id, after, done }) => {
      const rule = id.startsWith('intent')
        ? intentRule(after)
        : this.#rules.find((known) => known.id === id);
      return rule && !done ? [{ rule, after }] : [];
    });
  }

  /**
   * The rule that requests a human now; once per session, and only after the visitor has written.
   */
  route({ phase, controller, asking, awaited, timeline }: ChatState): Rule | null {
    if (
      phase !== 'ready' ||
      controller !== 'bot' ||
      asking ||
      awaited > 0 ||
      timeline.writing ||
      timeline.pending.length > 0
    )
      return null;
    const written = timeline.entries.filter((entry) => entry.role === 'visitor').length;
    // The visitor's last message is answered first.
    if (written === 0 || timeline.entries.at(-1)?.role === 'visitor') return null;
    const named = timeline.entries.flatMap((entry) => entry.meta.rules ?? []);
    const shown = this.#shown.get();
    const rule = this.#routes.find(
      (route) =>
        this.#holds(route, written, named) && !shown.cards.some(({ id }) => id === route.id),
    );
    if (rule === undefined) return null;
    this.#shown.set({
      ...shown,
      cards: [...shown.cards, { id: rule.id, after: timeline.lastSeq, done: true }],
    });
    return rule;
  }

  /** Sent or dismissed: it does not come back. */
  done(key: string): void {
    const { conversation, cards } = this.#shown.get();
    this.#shown.set({
      conversation,
      cards: cards.map((card) => (`card${card.id}` === key ? { ...card, done: true } : card)),
    });
  }

  /** One at a time, after an answer, and none once contact details were captured. */
  next(state: ChatState): Prompt | null {
    const { phase, controller, timeline, awaited, prompts, forms } = state;
    if (
      phase !== 'ready' ||
      controller !== 'bot' ||
      awaited > 0 ||
      timeline.writing ||
      timeline.pending.length > 0
    )
      return null;
    const last = timeline.entries.at(-1);
    const after = last?.seq ?? 0;
    // An entry of another kind may have changed who answers a moment before the state does.
    if (last && (last.kind !== 'message' || last.role !== 'agent' || last.meta.interrupted))
      return null;
    if (
      prompts.some((prompt) => prompt.after >= after) ||
      timeline.entries.some((entry) => entry.kind === 'lead_captured')
    )
      return null;
    if (Object.values(forms).some((form) => form.state === 'sent')) return null;
    if (asksAlready(timeline.entries, forms)) return null;
    const shown = this.#shown.get();
    const rule = this.#pick(state, shown.cards);
    if (rule === undefined) return null;
    this.#shown.set({
      ...shown,
      cards: [...shown.cards, { id: rule.id, after, done: false }],
    });
    return { rule, after };
  }

  #pick({ timeline, prompts, forms }: ChatState, shown: Shown['cards']): Rule | undefined {
    const last = timeline.entries.at(-1);
    const asking = prompts.some(
      ({ rule }) => rule.kind !== 'cta' && forms[promptKey(rule)]?.state !== 'dismissed',
    );
    if (
      last?.meta.intent !== undefined &&
      !asking &&
      !shown.some(({ id }) => id === `intent${last.seq}`)
    )
      return intentRule(last.seq);
    const written = timeline.entries.filter((entry) => entry.role === 'visitor').length;
    const named = timeline.entries.flatMap((entry) => entry.meta.rules ?? []);
    return this.#rules.find(
      (rule) =>
        this.#holds(rule, written, named) &&
        !shown.some(({ id }) => id === rule.id) &&
        !(asking && rule.kind !== 'cta'),
    );
  }

  /** The server has matched keywords, and counted the messages with them. */
  #holds(rule: Rule, written: number, named: readonly string[]): boolean {
    const wordsHold = rule.when.keywords ? named.includes(rule.id) : written >= rule.after_messages;
    return wordsHold && this.#page.holds(rule.when);
  }
}

/** True while the form stands there that comes up where nobody is around. */
function asksAlready(entries: readonly Entry[], forms: ChatState['forms']): boolean {
  const formOf: Record<string, string> = { closed: 'closed', timeout: 'none' };
  const last = entries.findLast(
    ({ kind, meta }) => kind === 'queued' || kind === 'claimed' || formOf[meta.reason ?? ''],
  );
  const form = last && formOf[last.meta.reason ?? ''];
  return form !== undefined && forms[form + last?.seq]?.state !== 'dismissed';
}
