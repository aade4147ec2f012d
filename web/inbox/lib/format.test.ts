import { describe, expect, it } from 'vitest';
import {
  ago,
  count,
  dayName,
  dayOrTime,
  fieldLabel,
  pageName,
  safeLink,
  shortName,
  span,
  stopwatch,
} from './format';

const at = (text: string) => new Date(text).getTime();
const now = at('2026-11-20T14:10:00');

describe('times', () => {
  it('are relative in rows, and turn into days and dates', () => {
    expect(ago(now - 20_000, now)).toBe('now');
    expect(ago(now - 18 * 60_000, now)).toBe('18 min');
    expect(ago(at('2026-11-20T01:00:00'), now)).toBe('13 h');
    expect(ago(at('2026-11-19T23:00:00'), now)).toBe('Thu');
    expect(ago(at('2026-11-02T10:00:00'), now)).toBe('2 Nov');
    expect(ago(at('2025-11-02T10:00:00'), now)).toBe('2 Nov 2025');
  });

  it('say the day where the hour alone would not do', () => {
    expect(dayOrTime(at('2026-11-20T08:05:00'), now)).toBe('08:05');
    expect(dayOrTime(at('2026-11-19T23:00:00'), now)).toBe('Thu 23:00');
    expect(dayOrTime(at('2026-11-13T10:00:00'), now)).toBe('13 Nov');
    expect(dayOrTime(at('2025-11-02T10:00:00'), now)).toBe('2 Nov 2025');
  });

  it('never run backwards for something that a fast clock dates ahead', () => {
    expect(ago(now + 5000, now)).toBe('now');
    expect(stopwatch(-5000)).toBe('00:00');
  });

  it('name the day of a transcript', () => {
    expect(dayName(now, now)).toBe('Today, Fri 20 Nov');
    expect(dayName(at('2026-11-19T23:59:00'), now)).toBe('Yesterday, Thu 19 Nov');
    expect(dayName(at('2026-11-16T10:00:00'), now)).toBe('Mon 16 Nov');
  });

  it('count waits in minutes and seconds, and past an hour in hours', () => {
    expect(stopwatch(72_000)).toBe('01:12');
    expect(stopwatch(65 * 60_000)).toBe('1 h 05');
    expect(span(7 * 60_000)).toBe('7 min');
    expect(span(40_000)).toBe('40 s');
  });
});

describe('names', () => {
  it('are shortened for people, not for labels', () => {
    expect(shortName('Ingrid Solheim')).toBe('Ingrid');
    expect(shortName('Visitor 4K7Q')).toBe('Visitor 4K7Q');
  });

  it('of pages are their path, and the site for its front page', () => {
    expect(pageName('https://shop.example/grinders/hand%20mill/?utm=1')).toBe(
      '/grinders/hand mill',
    );
    expect(pageName('https://shop.example/')).toBe('shop.example');
    expect(pageName('not an address')).toBe('not an address');
  });

  it('of lead fields are words', () => {
    expect(fieldLabel('delivery_address')).toBe('Delivery address');
  });
});

describe('a count in a badge', () => {
  it('keeps its width', () => {
    expect([0, 9, 99, 100, 12_345].map(count)).toEqual(['0', '9', '99', '99+', '99+']);
  });
});

describe('a link', () => {
  it('is made of an http address or a path, and of nothing that could run', () => {
    expect(safeLink('https://shop.example/a')).toBe('https://shop.example/a');
    expect(safeLink('/guide')).toBe('/guide');
    expect(safeLink('javascript:alert(1)')).toBeNull();
    expect(safeLink('//evil.example')).toBeNull();
  });
});
