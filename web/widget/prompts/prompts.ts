/**
 * Which card or form comes up by itself, and when: the agent's rules, and the visitor's wish to be written to. Each rule
 * comes up once in a session; what came up is remembered in this tab. Shows nothing.
 */

import type { Entry, LeadSource, Rule } from '../../shared/wire';
import type { ChatState } from '../chat/chat';
import type { Memory } from '../state/persisted_state';
import { waitsForPage, type PageFacts } from './page_signals';

export interface Card {
  rule: Rule;
  /** The `seq` it stands after. */
  after: number;
}

const nothing = { keywords: false, url: null, scroll_percent: null, idle_seconds: null, exit_intent: false };
const wish = (seq: number): Rule => ({ id: `intent${seq}`, kind: 'intent', label: '', title: '', text: '', after_messages: 0, when: nothing });

export const cardKey = (rule: Rule): string => `card${rule.id}`;

/** By which door a lead comes that this card asked for. */
export function sourceOf({ kind }: Rule): LeadSource {
  return kind === 'cta' ? 'cta' : kind === 'intent' ? 'intent' : 'rule';
}

export class Cards {
  readonly #memory: Memory;
  readonly #page: Pick<PageFacts, 'holds' | 'watch'>;
  #rules: readonly Rule[] = [];
  #routes: readonly Rule[] = [];

  constructor(memory: Memory, page: Pick<PageFacts, 'holds' | 'watch'>) {
    this.#memory = memory;
    this.#page = page;
  }

  learn(rules: readonly Rule[]): void {
    this.#rules = rules.filter(({ kind }) => kind === 'cta' || kind === 'lead_capture');
    this.#routes = rules.filter(({ kind }) => kind === 'route');
    this.#page.watch([...this.#rules, ...this.#routes]);
  }

  /** A rule that what happened on the page has brought up, before there is a conversation. */
  get waitsOutside(): boolean {
    const { cards } = this.#memory.came;
    return this.#rules.some((rule) => waitsForPage(rule) && this.#holds(rule, 0, []) && !cards.some((one) => one.id === rule.id));
  }

  /** What had come up in this conversation on the page before, and was not put away. */
  restored(conversation: string, entries: readonly Entry[]): Card[] {
    const came = this.#memory.came;
    if (came.conversation !== conversation) {
      const before = came.cards.filter(({ id }) => !id.startsWith('intent')).map((one) => ({ ...one, done: true }));
      this.#memory.came = { conversation, cards: before };
      return [];
    }
    if (entries.some((one) => one.kind === 'lead_captured')) return [];
    return came.cards.flatMap(({ id, after, done }) => {
      const rule = id.startsWith('intent') ? wish(after) : this.#rules.find((one) => one.id === id);
      return rule && !done ? [{ rule, after }] : [];
    });
  }

  /** The rule that calls a human now; once in a session, and for nobody who has said nothing. */
  route({ phase, controller, asking, awaited, timeline }: ChatState): Rule | null {
    if (phase !== 'ready' || controller !== 'bot' || asking || awaited > 0 || timeline.writing || timeline.pending.length > 0) return null;
    const written = timeline.entries.filter((one) => one.role === 'visitor').length;
    // What was just said is answered first.
    if (written === 0 || timeline.entries.at(-1)?.role === 'visitor') return null;
    const named = timeline.entries.flatMap((one) => one.meta.rules ?? []);
    const came = this.#memory.came;
    const rule = this.#routes.find((one) => this.#holds(one, written, named) && !came.cards.some(({ id }) => id === one.id));
    if (rule === undefined) return null;
    this.#memory.came = { ...came, cards: [...came.cards, { id: rule.id, after: timeline.lastSeq, done: true }] };
    return rule;
  }

  /** Sent, or put away: it does not come back. */
  done(key: string): void {
    const { conversation, cards } = this.#memory.came;
    this.#memory.came = { conversation, cards: cards.map((one) => (`card${one.id}` === key ? { ...one, done: true } : one)) };
  }

  /** One comes up at a time, after an answer, and none once contact details were left. */
  next(state: ChatState): Card | null {
    const { phase, controller, timeline, awaited, cards, forms } = state;
    if (phase !== 'ready' || controller !== 'bot' || awaited > 0 || timeline.writing || timeline.pending.length > 0) return null;
    const last = timeline.entries.at(-1);
    const after = last?.seq ?? 0;
    // An entry of another kind may have changed hands a moment before the state says so.
    if (last && (last.kind !== 'message' || last.role !== 'agent' || last.meta.interrupted)) return null;
    if (cards.some((card) => card.after >= after) || timeline.entries.some((one) => one.kind === 'lead_captured')) return null;
    if (Object.values(forms).some((form) => form.state === 'sent')) return null;
    const came = this.#memory.came;
    const rule = this.#pick(state, came.cards);
    if (rule === undefined) return null;
    this.#memory.came = { ...came, cards: [...came.cards, { id: rule.id, after, done: false }] };
    return { rule, after };
  }

  #pick({ timeline, cards, forms }: ChatState, came: Memory['came']['cards']): Rule | undefined {
    const last = timeline.entries.at(-1);
    const asking = cards.some(({ rule }) => rule.kind !== 'cta' && forms[cardKey(rule)]?.state !== 'dismissed');
    if (last?.meta.intent !== undefined && !asking && !came.some(({ id }) => id === `intent${last.seq}`)) return wish(last.seq);
    const written = timeline.entries.filter((one) => one.role === 'visitor').length;
    const named = timeline.entries.flatMap((one) => one.meta.rules ?? []);
    return this.#rules.find((one) => this.#holds(one, written, named) && !came.some(({ id }) => id === one.id) && !(asking && one.kind !== 'cta'));
  }

  /** The server has looked at keywords, and at the number of messages with them. */
  #holds(rule: Rule, written: number, named: readonly string[]): boolean {
    const said = rule.when.keywords ? named.includes(rule.id) : written >= rule.after_messages;
    return said && this.#page.holds(rule.when);
  }
}
