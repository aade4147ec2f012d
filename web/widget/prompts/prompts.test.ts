import { beforeEach, describe, expect, it, vi } from 'vitest';
import { emptyTimeline } from '../../shared/timeline';
import type { Entry } from '../../shared/wire';
import type { Rule } from '../../shared/wire_parts/rules';
import { promptKey, sourceOf, type Prompt } from '../state/prompt';
import { Prompts } from './prompts';
import type { ChatState, FormState } from '../state/chat_store';

const calm: Rule['when'] = {
  keywords: false,
  url: null,
  scroll_percent: null,
  idle_seconds: null,
  exit_intent: false,
};
const rule = (
  id: string,
  more: Partial<Omit<Rule, 'when'>> & { when?: Partial<Rule['when']> } = {},
): Rule => ({
  id,
  kind: 'lead_capture',
  label: '',
  title: '',
  text: '',
  after_messages: 0,
  ...more,
  when: { ...calm, ...more.when },
});
const entry = (
  seq: number,
  { meta = {}, ...more }: Partial<Omit<Entry, 'meta'>> & { meta?: Partial<Entry['meta']> } = {},
): Entry => ({
  seq,
  kind: 'message',
  role: 'agent',
  author: null,
  body: 'b',
  client_id: null,
  created_at: '',
  meta: meta as Entry['meta'],
  ...more,
});
const given = (
  entries: Entry[],
  prompts: readonly Prompt[] = [],
  forms: Record<string, FormState> = {},
): ChatState => ({
  phase: 'ready',
  agent: null,
  leadForm: null,
  timeline: { ...emptyTimeline, loaded: true, entries },
  controller: 'bot',
  holder: null,
  offline: false,
  typing: null,
  awaited: 0,
  sendFrom: 0,
  asking: false,
  queuePosition: null,
  trouble: '',
  prompts,
  forms,
});

let happened: boolean;
const promptsWith = (...rules: Rule[]): Prompts => {
  const prompts = new Prompts('takeover:A', {
    holds: ({ scroll_percent }) => happened || scroll_percent === null,
    watch: () => undefined,
  });
  prompts.learn(rules);
  return prompts;
};

beforeEach(() => {
  const items = new Map<string, string>();
  const store = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => items.set(key, value),
    removeItem: (key: string) => items.delete(key),
  };
  vi.stubGlobal('sessionStorage', store);
  vi.stubGlobal('localStorage', store);
  happened = false;
});

describe('what comes up by itself', () => {
  it('brings up the first rule that holds, each once in a session', () => {
    const prompts = promptsWith(rule('A', { after_messages: 2 }), rule('B'), rule('C'));
    expect(prompts.next(given([entry(1)]))?.rule.id).toBe('B');
    expect(prompts.next(given([entry(1)]))?.rule.id).toBe('C');
    expect(prompts.next(given([entry(1)]))).toBeNull();
    expect(promptsWith(rule('B')).next(given([entry(1)]))).toBeNull();
  });

  it('waits with keywords until the server has named the rule', () => {
    const prompts = promptsWith(rule('A', { when: { keywords: true } }));
    expect(prompts.next(given([entry(1)]))).toBeNull();
    expect(prompts.next(given([entry(1, { meta: { rules: ['A'] } })]))).toMatchObject({
      rule: { id: 'A' },
      after: 1,
    });
  });

  it('waits for the page', () => {
    const prompts = promptsWith(
      rule('A', { when: { scroll_percent: 50 } }),
      rule('B', { kind: 'cta', after_messages: 1 }),
    );
    expect(prompts.next(given([]))).toBeNull();
    happened = true;
    expect(prompts.next(given([]))).toMatchObject({ rule: { id: 'A' }, after: 0 });
  });

  it('asks for details after an answer to somebody who wants to be written to, again only when it was put away', () => {
    const prompts = promptsWith();
    const wants = (seq: number) => entry(seq, { meta: { intent: 'get a quote' } });
    const first = prompts.next(given([wants(2)]));
    expect(first).toMatchObject({ rule: { kind: 'intent' }, after: 2 });
    const shown = first ? [first] : [];
    expect(prompts.next(given([wants(2), wants(4)], shown))).toBeNull();
    const put = { [promptKey(shown[0]?.rule ?? rule('X'))]: { state: 'dismissed' as const } };
    expect(prompts.next(given([wants(2), wants(4)], shown, put))).toMatchObject({ after: 4 });
  });

  it('brings up nothing while somebody else answers, before an answer, and once details were left', () => {
    const prompts = promptsWith(rule('A'));
    expect(prompts.next({ ...given([entry(1)]), controller: 'human' })).toBeNull();
    expect(prompts.next(given([entry(1, { role: 'visitor' })]))).toBeNull();
    expect(prompts.next(given([entry(1, { kind: 'lead_captured' }), entry(2)]))).toBeNull();
    expect(
      prompts.next(given([entry(1)], [], { cardX: { state: 'sent', email: 'a@b.c' } })),
    ).toBeNull();
  });

  it('brings up nothing beside the form of a shop where nobody is around, until that is put away', () => {
    const prompts = promptsWith(rule('A', { kind: 'cta' }));
    const closed = entry(1, { role: 'system', meta: { reason: 'closed' } });
    const nobody = entry(1, { kind: 'released', role: null, meta: { reason: 'timeout' } });
    expect(prompts.next(given([closed, entry(2)]))).toBeNull();
    expect(prompts.next(given([nobody, entry(2)]))).toBeNull();
    const put = { none1: { state: 'dismissed' as const } };
    expect(prompts.next(given([nobody, entry(2)], [], put))?.rule.id).toBe('A');
  });

  it('has what came up again on the next page, but not what was put away, nor in another conversation', () => {
    promptsWith(rule('A'), rule('B')).restored('C1', []);
    const prompts = promptsWith(rule('A'), rule('B'));
    prompts.next(given([entry(1)]));
    prompts.next(given([entry(1), entry(2)]));
    prompts.done('cardA');
    expect(promptsWith(rule('A'), rule('B')).restored('C1', [])).toMatchObject([
      { rule: { id: 'B' }, after: 2 },
    ]);
    expect(promptsWith(rule('A'), rule('B')).restored('C2', [])).toEqual([]);
    expect(promptsWith(rule('A'), rule('B')).next(given([entry(1)]))).toBeNull();
  });

  it('passes over kinds that it does not know', () => {
    expect(promptsWith(rule('A', { kind: 'curated' })).next(given([entry(1)]))).toBeNull();
  });

  it('says what source a lead has', () => {
    expect(
      (['cta', 'lead_capture', 'intent'] as const).map((kind) => sourceOf(rule('A', { kind }))),
    ).toEqual(['cta', 'rule', 'intent']);
  });
});

describe('a rule that calls a human', () => {
  const route = (more: Parameters<typeof rule>[1] = {}) => rule('R', { kind: 'route', ...more });
  const talked = [entry(1), entry(2, { role: 'visitor' }), entry(3)];

  it('waits for the page, and for somebody who has said something', () => {
    const prompts = promptsWith(route({ when: { scroll_percent: 50 } }));
    expect(prompts.route(given(talked))).toBeNull();
    happened = true;
    expect(prompts.route(given([entry(1)]))).toBeNull();
    expect(prompts.route(given(talked))?.id).toBe('R');
  });

  it('calls once in a session, and is no prompt', () => {
    const prompts = promptsWith(route());
    expect(prompts.next(given(talked))).toBeNull();
    expect(prompts.route(given(talked))?.id).toBe('R');
    expect(prompts.route(given(talked))).toBeNull();
    expect(promptsWith(route()).route(given(talked))).toBeNull();
  });

  it('counts the words that the server has found', () => {
    const prompts = promptsWith(route({ when: { keywords: true } }));
    expect(prompts.route(given(talked))).toBeNull();
    expect(prompts.route(given([...talked, entry(4, { meta: { rules: ['R'] } })]))?.id).toBe('R');
  });

  it('leaves an answer that is being written, and whom a human already has, alone', () => {
    const prompts = promptsWith(route());
    expect(prompts.route({ ...given(talked), awaited: 1 })).toBeNull();
    expect(prompts.route(given(talked.slice(0, 2)))).toBeNull();
    expect(prompts.route({ ...given(talked), controller: 'queued' })).toBeNull();
    expect(prompts.route({ ...given(talked), controller: 'human' })).toBeNull();
    expect(prompts.route(given(talked))?.id).toBe('R');
  });
});
