import { beforeEach, describe, expect, it, vi } from 'vitest';
import { emptyTimeline } from '../../shared/timeline';
import type { Entry, Rule } from '../../shared/wire';
import { Cards, cardKey, sourceOf, type Card } from './prompts';
import type { ChatState, FormState } from '../chat/chat';
import { Memory } from '../state/persisted_state';

const calm: Rule['when'] = { keywords: false, url: null, scroll_percent: null, idle_seconds: null, exit_intent: false };
const rule = (id: string, more: Partial<Omit<Rule, 'when'>> & { when?: Partial<Rule['when']> } = {}): Rule => ({
  id, kind: 'lead_capture', label: '', title: '', text: '', after_messages: 0, ...more, when: { ...calm, ...more.when },
});
const entry = (seq: number, { meta = {}, ...more }: Partial<Omit<Entry, 'meta'>> & { meta?: Partial<Entry['meta']> } = {}): Entry => ({
  seq, kind: 'message', role: 'agent', author: null, body: 'b', client_id: null, created_at: '', meta: meta as Entry['meta'], ...more,
});
const given = (entries: Entry[], cards: readonly Card[] = [], forms: Record<string, FormState> = {}): ChatState => ({
  phase: 'ready', agent: null, timeline: { ...emptyTimeline, loaded: true, entries }, controller: 'bot', holder: null, offline: false,
  typing: null, awaited: 0, sendFrom: 0, asking: false, queuePosition: null, trouble: '', cards, forms,
});

let memory: Memory;
let happened: boolean;
const cardsWith = (...rules: Rule[]): Cards => {
  const cards = new Cards(memory, { holds: ({ scroll_percent }) => happened || scroll_percent === null, watch: () => undefined });
  cards.learn(rules);
  return cards;
};

beforeEach(() => {
  const items = new Map<string, string>();
  const store = { getItem: (key: string) => items.get(key) ?? null, setItem: (key: string, value: string) => items.set(key, value), removeItem: (key: string) => items.delete(key) };
  vi.stubGlobal('sessionStorage', store);
  vi.stubGlobal('localStorage', store);
  memory = new Memory('A');
  happened = false;
});

describe('what comes up by itself', () => {
  it('brings up the first rule that holds, each once in a session', () => {
    const cards = cardsWith(rule('A', { after_messages: 2 }), rule('B'), rule('C'));
    expect(cards.next(given([entry(1)]))?.rule.id).toBe('B');
    expect(cards.next(given([entry(1)]))?.rule.id).toBe('C');
    expect(cards.next(given([entry(1)]))).toBeNull();
    expect(cardsWith(rule('B')).next(given([entry(1)]))).toBeNull();
  });

  it('waits with keywords until the server has named the rule', () => {
    const cards = cardsWith(rule('A', { when: { keywords: true } }));
    expect(cards.next(given([entry(1)]))).toBeNull();
    expect(cards.next(given([entry(1, { meta: { rules: ['A'] } })]))).toMatchObject({ rule: { id: 'A' }, after: 1 });
  });

  it('waits for the page, also where there is no conversation yet', () => {
    const cards = cardsWith(rule('A', { when: { scroll_percent: 50 } }), rule('B', { kind: 'cta', after_messages: 1 }));
    expect(cards.waitsOutside).toBe(false);
    expect(cards.next(given([]))).toBeNull();
    happened = true;
    expect(cards.waitsOutside).toBe(true);
    expect(cards.next(given([]))).toMatchObject({ rule: { id: 'A' }, after: 0 });
    expect(cards.waitsOutside).toBe(false);
  });

  it('asks for details after an answer to somebody who wants to be written to, again only when it was put away', () => {
    const cards = cardsWith();
    const wants = (seq: number) => entry(seq, { meta: { intent: 'get a quote' } });
    const first = cards.next(given([wants(2)]));
    expect(first).toMatchObject({ rule: { kind: 'intent' }, after: 2 });
    const shown = first ? [first] : [];
    expect(cards.next(given([wants(2), wants(4)], shown))).toBeNull();
    const put = { [cardKey(shown[0]?.rule ?? rule('X'))]: { state: 'dismissed' as const } };
    expect(cards.next(given([wants(2), wants(4)], shown, put))).toMatchObject({ after: 4 });
  });

  it('brings up nothing while somebody else answers, before an answer, and once details were left', () => {
    const cards = cardsWith(rule('A'));
    expect(cards.next({ ...given([entry(1)]), controller: 'human' })).toBeNull();
    expect(cards.next(given([entry(1, { role: 'visitor' })]))).toBeNull();
    expect(cards.next(given([entry(1, { kind: 'lead_captured' }), entry(2)]))).toBeNull();
    expect(cards.next(given([entry(1)], [], { cardX: { state: 'sent', email: 'a@b.c' } }))).toBeNull();
  });

  it('has what came up again on the next page, but not what was put away, nor in another conversation', () => {
    cardsWith(rule('A'), rule('B')).restored('C1', []);
    const cards = cardsWith(rule('A'), rule('B'));
    cards.next(given([entry(1)]));
    cards.next(given([entry(1), entry(2)]));
    cards.done('cardA');
    expect(cardsWith(rule('A'), rule('B')).restored('C1', [])).toMatchObject([{ rule: { id: 'B' }, after: 2 }]);
    expect(cardsWith(rule('A'), rule('B')).restored('C2', [])).toEqual([]);
    expect(cardsWith(rule('A'), rule('B')).next(given([entry(1)]))).toBeNull();
  });

  it('passes over kinds that it does not know', () => {
    expect(cardsWith(rule('A', { kind: 'curated' })).next(given([entry(1)]))).toBeNull();
  });

  it('says by which door a lead comes', () => {
    expect((['cta', 'lead_capture', 'intent'] as const).map((kind) => sourceOf(rule('A', { kind })))).toEqual(['cta', 'rule', 'intent']);
  });
});

describe('a rule that calls a human', () => {
  const route = (more: Parameters<typeof rule>[1] = {}) => rule('R', { kind: 'route', ...more });
  const asked = [entry(1), entry(2, { role: 'visitor' }), entry(3)];

  it('waits for the page, and for somebody who has said something', () => {
    const cards = cardsWith(route({ when: { scroll_percent: 50 } }));
    expect(cards.route(given(asked))).toBeNull();
    happened = true;
    expect(cards.route(given([entry(1)]))).toBeNull();
    expect(cards.route(given(asked))?.id).toBe('R');
  });

  it('calls once in a session, and is no card', () => {
    const cards = cardsWith(route());
    expect(cards.next(given(asked))).toBeNull();
    expect(cards.waitsOutside).toBe(false);
    expect(cards.route(given(asked))?.id).toBe('R');
    expect(cards.route(given(asked))).toBeNull();
    expect(cardsWith(route()).route(given(asked))).toBeNull();
  });

  it('counts the words that the server has found', () => {
    const cards = cardsWith(route({ when: { keywords: true } }));
    expect(cards.route(given(asked))).toBeNull();
    expect(cards.route(given([...asked, entry(4, { meta: { rules: ['R'] } })]))?.id).toBe('R');
  });

  it('leaves an answer that is being written, and whom a human already has, alone', () => {
    const cards = cardsWith(route());
    expect(cards.route({ ...given(asked), awaited: 1 })).toBeNull();
    expect(cards.route(given(asked.slice(0, 2)))).toBeNull();
    expect(cards.route({ ...given(asked), controller: 'queued' })).toBeNull();
    expect(cards.route({ ...given(asked), controller: 'human' })).toBeNull();
    expect(cards.route(given(asked))?.id).toBe('R');
  });
});
