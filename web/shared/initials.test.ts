import { describe, expect, it } from 'vitest';
import { initials } from './initials';

describe('the initials of a name', () => {
  it.each([
    ['Ben Adeyemi', 'BA'],
    ['Nora', 'N'],
    ['maria del carmen ruiz', 'MR'],
    ['🦊 Fox', '🦊F'],
    ['Ada 👩‍👩‍👧‍👦', 'A👩‍👩‍👧‍👦'],
    ['🇸🇪 Sweden Desk', '🇸🇪D'],
    ['👍🏽', '👍🏽'],
    ['𠮷野 家', '𠮷家'],
    ['e\u0301mile zola', 'E\u0301Z'],
    ['ßara ﬁnn', 'ßﬁ'],
    ['(Ben) “Okafor”', 'BO'],
    ['\u200bBen\u200b \u202eOkafor', 'BO'],
    ['\u200b', '?'],
    ['', '?'],
    ['…', '…'],
  ])('of “%s” are “%s”', (name, expected) => {
    expect(initials(name)).toBe(expected);
  });
});
