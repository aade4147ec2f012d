import { describe, expect, it } from 'vitest';
import { backText } from './queue_words';

const at = (text: string) => new Date(text).getTime();
const friday = at('2026-11-20T17:41:00');

describe('when the shop is back', () => {
  const back = (text: string, locale = 'en-GB') => backText(at(text), friday, locale);

  it('is said with the day, unless that is today', () => {
    expect(back('2026-11-20T19:00:00')).toBe('Back today at 19:00.');
    expect(back('2026-11-21T09:00:00')).toBe('Back tomorrow at 09:00.');
    expect(back('2026-11-23T09:00:00')).toBe('Back on Monday at 09:00.');
    expect(back('2026-11-26T00:00:00')).toBe('Back on Thursday at 00:00.');
    expect(back('2026-11-27T09:00:00')).toBe('Back on Friday 27 November at 09:00.');
  });

  it('is written as the browser writes times', () => {
    expect(back('2026-11-20T19:00:00', 'en-US')).toMatch(/^Back today at 07:00\sPM\.$/u);
    expect(back('2026-11-23T09:00:00', 'de')).toBe('Back on Montag at 09:00.');
  });

  it('is not said of a time that is past', () => {
    expect(back('2026-11-20T17:00:00')).toBe('');
  });
});
