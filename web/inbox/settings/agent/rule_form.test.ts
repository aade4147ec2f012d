import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { list } from '../../../shared/fields';
import { behaviorRule, type BehaviorRule } from '../../../shared/wire_agents';
import {
  conditionText,
  errorsUnder,
  firstConditions,
  formOfRule,
  moved,
  ruleOf,
} from './rule_form';

const golden = list(behaviorRule)(
  JSON.parse(
    readFileSync(new URL('../../../../tests/wire/rules.settings.json', import.meta.url), 'utf8'),
  ),
);
const nothing: BehaviorRule['when'] = {
  keywords: [],
  url: null,
  scroll_percent: null,
  idle_seconds: null,
  exit_intent: false,
  after_messages: 0,
};

describe('a rule in a form', () => {
  it('comes back as it was', () => {
    for (const rule of golden) {
      const { when, ...rest } = ruleOf(formOfRule(rule));
      expect(rest).toEqual({
        id: rule.id,
        kind: rule.kind,
        name: rule.name,
        enabled: rule.enabled,
        label: rule.label,
        title: rule.title,
        text: rule.text,
      });
      expect({ ...when, after_messages: when['after_messages'] ?? 0 }).toEqual(rule.when);
    }
  });

  it('is read as people type it', () => {
    const form = {
      ...formOfRule(null),
      keywords: ' price \n\n offer, soon',
      url: ' /pricing* ',
      scroll: ' 50 ',
      idle: '',
      messages: '2',
    };
    expect(ruleOf(form).when).toEqual({
      ...nothing,
      keywords: ['price', 'offer, soon'],
      url: '/pricing*',
      scroll_percent: 50,
      after_messages: 2,
    });
  });

  it('leaves to the server what it cannot read', () => {
    const { when } = ruleOf({ ...formOfRule(null), scroll: 'half', idle: '1.5' });
    expect([when['scroll_percent'], when['idle_seconds']]).toEqual(['half', '1.5']);
  });

  it('has no label once it is no card any more', () => {
    expect(ruleOf({ ...formOfRule(null), kind: 'cta', label: 'Go' }).label).toBe('Go');
    expect(ruleOf({ ...formOfRule(null), kind: 'lead_capture', label: 'Go' }).label).toBe('');
  });
});

describe('the conditions that a form shows first', () => {
  it('are the usual ones of a new rule, and those that an old rule has', () => {
    const form = formOfRule(null);
    expect(firstConditions(form)).toEqual(['keywords', 'url']);
    expect(firstConditions({ ...form, kind: 'cta', exit: true })).toEqual(['messages', 'exit']);
    expect(firstConditions({ ...form, kind: 'route' })).toEqual(['keywords', 'messages']);
    expect(firstConditions({ ...form, id: '01RULE', scroll: '40' })).toEqual(['scroll']);
  });
});

describe('conditions in words', () => {
  it('are joined as people would', () => {
    expect(conditionText(nothing)).toBe('');
    expect(conditionText({ ...nothing, exit_intent: true })).toBe('is about to leave');
    expect(
      conditionText({ ...nothing, keywords: ['price', 'offer'], url: '/p*', after_messages: 2 }),
    ).toBe('says “price” or “offer”, has sent 2 messages and is on /p*');
    expect(conditionText({ ...nothing, scroll_percent: 50, idle_seconds: 20 })).toBe(
      'has scrolled 50% down the page and is idle for 20 s',
    );
  });

  it('do not list twenty keywords', () => {
    expect(conditionText({ ...nothing, keywords: ['a', 'b', 'c', 'd', 'e'] })).toBe(
      'says “a”, “b”, “c” or one of 2 more',
    );
  });
});

describe('lists', () => {
  it('move one of them a place, and nothing at the ends', () => {
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
    expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
  });

  it('take what is wrong below a place in them', () => {
    expect(
      errorsUnder(
        { 'rules[1].name': 'is missing', 'rules[10].name': 'x', rules: 'y' },
        'rules[1].',
      ),
    ).toEqual({ name: 'is missing' });
  });
});
