import { describe, expect, it } from 'vitest';
import { emptyTimeline, type PendingSend } from '../../shared/timeline';
import type { Entry } from '../../shared/wire';
import type { Rule } from '../../shared/wire_parts/rules';
import type { ChatState } from '../state/chat_store';
import type { Item } from '../view/item';
import { itemsOf } from './items';
import { backText } from './queue_words';

function entry(seq: number, more: Partial<Entry> = {}): Entry {
  return {
    seq,
    kind: 'message',
    role: 'visitor',
    author: null,
    body: `body ${seq}`,
    client_id: null,
    created_at: '2026-11-22T09:30:00.000Z',
    meta: {} as Entry['meta'],
    ...more,
  };
}
const meta = (more: Partial<Entry['meta']>) => more as Entry['meta'];
const agentSays = (seq: number, more: Partial<Entry['meta']> = {}) =>
  entry(seq, { role: 'agent', meta: meta(more) });
const change = (
  seq: number,
  kind: Entry['kind'],
  more: Partial<Entry['meta']> = {},
  name: string | null = null,
) =>
  entry(seq, {
    kind,
    role: null,
    author: name === null ? null : { id: undefined, name },
    meta: meta({ epoch: seq, ...more }),
  });
const pending = (state: PendingSend['state'], reason: string | null = null): PendingSend => ({
  client_id: 'p',
  kind: 'message',
  body: 'waits',
  created_at: '2026-11-22T09:31:00.000Z',
  state,
  reason,
});

const ready: ChatState = {
  phase: 'ready',
  agent: {
    name: 'Juniper',
    greeting: 'Hello',
    starters: ['One?', 'Two?'],
    theme: { accent: null },
    privacy_url: null,
  },
  leadForm: {
    title: 'Advice',
    text: 'By e-mail',
    fields: [{ name: 'email', label: 'E-mail', type: 'email', required: true }],
  },
  timeline: { ...emptyTimeline, loaded: true },
  controller: 'bot',
  holder: null,
  offline: false,
  typing: null,
  awaited: 0,
  sendFrom: 0,
  asking: false,
  queuePosition: null,
  trouble: '',
  prompts: [],
  forms: {},
};
const given = (entries: Entry[], more: Partial<ChatState> = {}): ChatState => ({
  ...ready,
  timeline: { ...ready.timeline, entries },
  ...more,
});
const kinds = (items: Item[]) => items.map((item) => item.kind);
const messageOf = (items: Item[], key: string) =>
  items.find((item) => item.kind === 'message' && item.key === key);

describe('what stands in the list of messages', () => {
  it('greets and offers prompts until something was said', () => {
    expect(kinds(itemsOf(ready))).toEqual(['message', 'starters']);
    expect(kinds(itemsOf(given([entry(1)])))).toEqual(['message', 'message']);
  });

  it('greets nobody in the middle of a long conversation', () => {
    const state = given([entry(40)]);
    expect(kinds(itemsOf({ ...state, timeline: { ...state.timeline, hasOlder: true } }))).toEqual([
      'message',
    ]);
  });

  it('keeps the key of a send when its entry comes, and of an answer when it is whole', () => {
    const waiting = itemsOf({
      ...ready,
      timeline: { ...ready.timeline, pending: [pending('sending')] },
    });
    expect(messageOf(waiting, 'cp')).toMatchObject({ body: 'waits', seq: null });
    expect(messageOf(itemsOf(given([entry(1, { client_id: 'p' })])), 'cp')).toMatchObject({
      seq: 1,
    });
    const writing = itemsOf({
      ...ready,
      timeline: { ...ready.timeline, writing: { generation: 3, epoch: 0, text: 'Ha' } },
    });
    expect(messageOf(writing, 'g3')).toMatchObject({ body: 'Ha', busy: true });
    expect(messageOf(itemsOf(given([agentSays(2, { generation: 3 })])), 'g3')).toMatchObject({
      busy: false,
    });
  });

  it('gives two entries of one generation two keys', () => {
    const keys = itemsOf(
      given([agentSays(1, { generation: 3 }), agentSays(2, { generation: 3 })]),
    ).map((item) => item.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('says what became of a send', () => {
    const status = (send: PendingSend, offline = false) => {
      const item = messageOf(
        itemsOf({ ...ready, offline, timeline: { ...ready.timeline, pending: [send] } }),
        'cp',
      );
      return item?.kind === 'message' ? item.status?.text : undefined;
    };
    expect(status(pending('sending'))).toBe('Sending');
    expect(status(pending('waiting'), true)).toBe('Will send when you’re back online');
    expect(status(pending('failed'))).toBe('Not sent.');
    expect(status(pending('failed', 'It is too long.'))).toBe('Not sent. It is too long.');
  });

  it('ticks only the last message, and only where it is not plain that it has arrived', () => {
    const entries = [entry(1), entry(2)];
    const ticks = (state: ChatState) =>
      itemsOf(state)
        .filter((item) => item.kind === 'message' && item.status?.icon === 'check')
        .map((item) => item.key);
    expect(ticks(given(entries))).toEqual([]);
    expect(ticks(given(entries, { controller: 'human' }))).toEqual(['s2']);
  });

  it('tells who came and who answers from there', () => {
    const items = itemsOf(
      given([change(1, 'claimed', {}, 'Ben Adeyemi'), change(2, 'released', {}, 'Ben Adeyemi')]),
    );
    const texts = items.flatMap((item) => (item.kind === 'system' ? [item.text] : []));
    expect(texts[0]).toMatch(/^Ben joined at \d\d:\d\d$/);
    expect(texts[1]).toBe('Juniper is answering again');
  });

  it('tells who handed over to whom', () => {
    const passedOn = change(
      2,
      'claimed',
      {
        transferred_by: { id: undefined, name: 'Sam Ito' },
        transferred_from: { id: undefined, name: 'Ben Adeyemi' },
      },
      'Ines Duarte',
    );
    const items = itemsOf(
      given([change(1, 'claimed', {}, 'Ben Adeyemi'), passedOn], { controller: 'human' }),
    );
    expect(items.at(-1)).toMatchObject({ kind: 'system', text: 'Ben handed this over to Ines' });
  });

  it('says out of hours when somebody is there again and asks for details, behind the last time that it was said', () => {
    const now = new Date('2026-11-20T17:41:00').getTime();
    const opensAt = new Date('2026-11-23T09:00:00').getTime();
    const back = backText(opensAt, now);
    expect(back).toContain('Back on');
    const closed = (seq: number, opens_at: string | undefined = new Date(opensAt).toISOString()) =>
      entry(seq, {
        role: 'system',
        body: 'We\u2019re closed right now. Back on Monday at 17:00 (Tokyo time).',
        meta: meta({ reason: 'closed', opens_at }),
      });
    const [earlier, later] = itemsOf(given([closed(1), closed(2)]), now).slice(-2);
    expect(earlier).toMatchObject({ kind: 'system', text: `We\u2019re closed right now. ${back}` });
    expect(later).toMatchObject({
      kind: 'form',
      of: 'closed2',
      form: {
        title: 'We\u2019re closed right now',
        text: `${back} Leave your details and we’ll get back to you.`,
      },
    });
    expect(
      itemsOf(given([closed(1)], { forms: { closed1: { state: 'dismissed' } } }), now).at(-1),
    ).toMatchObject({ kind: 'system' });
    const known = [entry(1, { kind: 'lead_captured', role: null }), closed(2)];
    expect(itemsOf(given(known), now).at(-1)).toMatchObject({
      kind: 'notice',
      text: `${back} We have your email and will reply there.`,
    });
    expect(itemsOf(given([closed(1)]), opensAt + 1).at(-1), 'the time is past').toMatchObject({
      form: { text: 'Leave your details and we’ll get back to you.' },
    });
    expect(
      itemsOf(given([closed(1), change(2, 'queued')], { controller: 'queued' }), now).some(
        (item) => item.kind === 'form',
      ),
    ).toBe(false);
  });

  it('says who was told, and the place in the line where it is known', () => {
    const queued = (availability: string, queuePosition: number | null, told?: boolean) =>
      itemsOf(
        given([change(1, 'queued', { availability, told })], { controller: 'queued', queuePosition }),
      ).at(-1);
    expect(queued('somebody', null)).toMatchObject({
      kind: 'queued',
      notified: 'We’ve let the team know',
      position: '',
    });
    expect(queued('nobody', 1)).toMatchObject({
      notified: 'No one’s at the desk right now. We’ve let the team know',
      position: 'You’re next.',
    });
    expect(queued('nobody', null, true)).toMatchObject({
      told: true,
      notified: 'No one’s at the desk right now. We’ve let the team know',
    });
    expect(queued('nobody', null, false)).toMatchObject({
      told: false,
      notified: 'No one’s at the desk right now. If no one comes, we’ll ask for your email',
    });
    expect(queued('somebody', 2)).toMatchObject({ position: 'One person is ahead of you.' });
    expect(queued('somebody', 4)).toMatchObject({ position: '3 people are ahead of you.' });
  });

  it('counts the wait from the one that counts now', () => {
    const entries = [
      change(1, 'queued', { reason: 'handoff' }),
      change(2, 'claimed'),
      change(3, 'lapsed'),
      { ...change(4, 'queued', { reason: 'lapse' }), created_at: '2026-11-22T09:35:00.000Z' },
    ];
    const item = itemsOf(given(entries, { controller: 'queued' })).at(-1);
    expect(item).toMatchObject({ kind: 'queued', since: '2026-11-22T09:35:00.000Z' });
  });

  it('asks for an e-mail after nobody came, until somebody does or it was put off', () => {
    const entries = [change(1, 'queued'), change(2, 'released', { reason: 'timeout' })];
    expect(itemsOf(given(entries)).at(-1)).toMatchObject({
      kind: 'form',
      of: 'none2',
      form: { source: 'form' },
    });
    expect(
      itemsOf(given([...entries, change(3, 'queued')], { controller: 'queued' })).some(
        (item) => item.kind === 'form',
      ),
    ).toBe(false);
    expect(
      itemsOf(given(entries, { forms: { none2: { state: 'dismissed' } } })).at(-1),
    ).toMatchObject({ kind: 'system' });
    const known = [
      entry(1, { kind: 'lead_captured', role: null }),
      ...entries.map((later) => ({ ...later, seq: later.seq + 1 })),
    ];
    expect(itemsOf(given(known)).at(-1)).toMatchObject({ kind: 'notice' });
  });

  it('shows the queue last, below what the visitor adds', () => {
    const items = itemsOf(given([change(1, 'queued'), entry(2)], { controller: 'queued' }));
    expect(items.at(-1)).toMatchObject({
      kind: 'queued',
      key: 'queued1',
      since: '2026-11-22T09:30:00.000Z',
    });
  });

  it('offers a human under an answer that did not know, while that is the last word', () => {
    const offers = (state: ChatState) =>
      itemsOf(state).some((item) => item.kind === 'message' && item.offersHuman);
    const unsure = agentSays(2, { offer_human: true });
    expect(offers(given([entry(1), unsure]))).toBe(true);
    expect(offers(given([entry(1), unsure, entry(3)]))).toBe(false);
    expect(offers(given([entry(1), unsure], { controller: 'queued' }))).toBe(false);
  });

  it('turns a card into its form, and the form into thanks', () => {
    const rule: Rule = {
      id: 'R',
      kind: 'cta',
      label: 'Get advice',
      title: 'T',
      text: 'X',
      after_messages: 1,
      when: {
        keywords: false,
        url: null,
        scroll_percent: null,
        idle_seconds: null,
        exit_intent: false,
      },
    };
    const after = (forms: ChatState['forms']) =>
      itemsOf(given([entry(1), agentSays(2)], { prompts: [{ rule, after: 2 }], forms })).at(-1);
    expect(after({})).toMatchObject({ kind: 'card' });
    expect(after({ cardR: { state: 'open' } })).toMatchObject({
      kind: 'form',
      form: { source: 'cta', title: 'Advice' },
    });
    expect(after({ cardR: { state: 'sent', email: 'a@b.se' } })).toMatchObject({
      kind: 'notice',
      text: 'We’ll write to a@b.se.',
    });
    expect(after({ cardR: { state: 'dismissed' } })).toMatchObject({ kind: 'message' });
  });

  it('shows typing dots while the first word is awaited, and who types while a human is here', () => {
    expect(itemsOf({ ...given([entry(1)]), awaited: 1 }).at(-1)).toMatchObject({
      kind: 'typing',
      text: 'Juniper is writing',
    });
    expect(
      itemsOf(given([entry(1)], { controller: 'human', typing: 'Ben Adeyemi' })).at(-1),
    ).toMatchObject({ text: 'Ben is typing' });
  });

  it('says that a chat has ended, and keeps what was not sent', () => {
    const items = itemsOf({
      ...ready,
      phase: 'ended',
      timeline: { ...emptyTimeline, pending: [pending('failed')] },
    });
    expect(kinds(items)).toEqual(['notice', 'message']);
  });
});
