import { describe, expect, it } from 'vitest';
import { hasFired, pageRules } from './page_rules';

const rule = (more: object = {}, when: object = {}) => ({
  id: 'R',
  kind: 'lead_capture',
  label: '',
  title: '',
  text: '',
  after_messages: 0,
  ...more,
  when: {
    keywords: false,
    url: null,
    scroll_percent: 50,
    idle_seconds: null,
    exit_intent: false,
    ...when,
  },
});
const happened = { holds: () => true };

describe('before there is a conversation, a rule brings up the chat', () => {
  it('when the page has done what it waits for', () => {
    const rules = pageRules({ rules: [rule()] });
    expect(hasFired(rules, null, { holds: () => false })).toBe(false);
    expect(hasFired(rules, null, happened)).toBe(true);
  });

  it.each([
    ['calls a human', rule({ kind: 'route' })],
    ['waits for words', rule({}, { keywords: true })],
    ['waits for messages', rule({ after_messages: 1 })],
    ['waits for nothing on the page', rule({}, { scroll_percent: null })],
  ])('but not one that %s', (_, one) => {
    expect(pageRules({ rules: [one] })).toEqual([]);
  });

  it('once', () => {
    const shown = { conversation: null, cards: [{ id: 'R', after: 0, done: true }] };
    const both = pageRules({ rules: [rule(), rule({ id: 'S' })] });
    expect(hasFired(both.slice(0, 1), shown, happened)).toBe(false);
    expect(hasFired(both, shown, happened)).toBe(true);
  });

  it.each([null, 'no', {}, { rules: 'no' }, { rules: [null, 3, { when: 'no' }] }])(
    'and none does after an answer that cannot be read: %j',
    (answer) => {
      expect(pageRules(answer)).toEqual([]);
    },
  );
});
