import { describe, expect, it } from 'vitest';
import {
  askedAndLeftText,
  awayText,
  isUnseen,
  presenceOf,
  presenceText,
  unreadText,
} from './presence';

const at = (text: string) => new Date(`2026-11-20T${text}`).getTime();
const now = at('15:00:00');
const left = (leftAt: number | null) => ({ online: false, leftAt });

describe('whether a visitor is on the site', () => {
  it('is told with the time since when they are not, if that is known', () => {
    expect(presenceText({ online: true, leftAt: null }, now)).toBe('On the site now');
    expect(presenceText(left(at('14:02:00')), now)).toBe('Not on the site since 14:02');
    expect(presenceText(left(at('14:02:00') - 86_400_000), now)).toBe(
      'Not on the site since Thu 14:02',
    );
    expect(presenceText(left(null), now)).toBe('Not on the site');
    expect(awayText(at('14:02:00'), now)).toBe('Left 14:02');
    expect(awayText(null, now)).toBe('Not on the site');
  });

  it('is read from what the server says', () => {
    expect(presenceOf({ online: false, left_at: '2026-11-20T14:02:00.000Z' })).toEqual({
      online: false,
      leftAt: Date.parse('2026-11-20T14:02:00.000Z'),
    });
    expect(presenceOf({ online: true, left_at: null })).toEqual({ online: true, leftAt: null });
  });

  it('tells what becomes of a reply', () => {
    expect(unreadText('Lou', left(at('14:02:00')), now)).toBe(
      'Lou left the site at 14:02. Replies wait here.',
    );
    expect(unreadText('Lou', left(at('14:02:00') - 86_400_000), now)).toBe(
      'Lou left the site on Thu 14:02. Replies wait here.',
    );
    expect(askedAndLeftText('Lou', left(at('14:02:00')), now)).toBe(
      'Lou asked for a human and left the site at 14:02.',
    );
    expect(unreadText('Lou', left(null), now)).toBe('Lou isn’t on the site. Replies wait here.');
  });
});

describe('a reply', () => {
  it('after the visitor left is not seen, one before it may be', () => {
    expect(isUnseen(left(at('14:02:00')), at('14:03:00'), null)).toBe(true);
    expect(isUnseen(left(at('14:02:00')), at('14:01:00'), null)).toBe(false);
    expect(isUnseen({ online: true, leftAt: null }, at('14:03:00'), null)).toBe(false);
  });

  it('is measured by the visitor’s last message where nobody knows when they left', () => {
    expect(isUnseen(left(null), at('14:03:00'), at('14:02:00'))).toBe(true);
    expect(isUnseen(left(null), at('14:01:00'), at('14:02:00'))).toBe(false);
    expect(isUnseen(left(null), at('14:01:00'), null)).toBe(false);
  });
});
