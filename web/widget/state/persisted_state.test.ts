import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PersistedState } from './persisted_state';
import { ShownPrompts } from './shown_prompts';

const kept = new Map<string, string>();
const storage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
  removeItem: (key: string) => void kept.delete(key),
};
const send = { client_id: 'S', body: 'Hello', created_at: 'now', state: 'waiting', reason: null };

beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', storage);
  vi.stubGlobal('sessionStorage', storage);
});
afterEach(() => {
  delete (Array.prototype as { toJSON?: unknown }).toJSON;
  vi.unstubAllGlobals();
});

describe('what the browser keeps', () => {
  it.each([
    ['a queue that an old library wrote as text', { pending: '[]' }],
    ['a queue with a send of another shape', { pending: [7, { client_id: 'S' }] }],
    ['a count that became text', { seen: '3', wrote_at: null }],
    ['a field that only a newer widget knows', { colour_scheme: { dark: true } }],
  ])('knows the visitor beside %s', (_, spoiled) => {
    kept.set('takeover:A', JSON.stringify({ anon_id: 'ANON', conversation_id: 'C', ...spoiled }));
    expect(new PersistedState('A').get()).toMatchObject({
      anon_id: 'ANON',
      conversation_id: 'C',
      pending: [],
      seen: 0,
    });
  });

  it('keeps the sends that can be read', () => {
    kept.set('takeover:A', JSON.stringify({ anon_id: 3, pending: [{ body: 'x' }, send] }));
    expect(new PersistedState('A').get()).toMatchObject({ anon_id: null, pending: [send] });
  });

  it('writes lists as lists where a library of the page gives them a toJSON', () => {
    (Array.prototype as { toJSON?: unknown }).toJSON = () => 'spoiled';
    const state = new PersistedState('A');
    state.set({ anon_id: 'ANON', pending: [{ ...send, state: 'waiting' }] });
    new ShownPrompts(state.key).set({
      conversation: 'C',
      cards: [{ id: 'R', after: 1, done: true }],
    });
    const again = new PersistedState('A');
    expect(again.get()).toMatchObject({ anon_id: 'ANON', pending: [send] });
    expect(new ShownPrompts(again.key).get().cards).toEqual([{ id: 'R', after: 1, done: true }]);
  });

  it('remembers in the tab that the panel was open', () => {
    new PersistedState('A').open = true;
    expect(new PersistedState('A').open).toBe(true);
    new PersistedState('A').open = false;
    expect(new PersistedState('A').open).toBe(false);
  });

  it('does without where storage is blocked', () => {
    vi.stubGlobal('localStorage', undefined);
    vi.stubGlobal('sessionStorage', undefined);
    const state = new PersistedState('A', '#123456');
    state.set({ anon_id: 'ANON' });
    state.open = true;
    expect(state.get()).toMatchObject({ anon_id: 'ANON', accent: '#123456' });
    expect(state.open).toBe(false);
    expect(new ShownPrompts(state.key).get()).toEqual({ conversation: null, cards: [] });
  });
});
