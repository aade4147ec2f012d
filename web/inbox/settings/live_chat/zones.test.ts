import { describe, expect, it } from 'vitest';
import { isZone, resolvedZone, zonesMatching } from './zones';

const all = ['America/Sao_Paulo', 'Asia/Calcutta', 'Europe/Berlin', 'Europe/Paris', 'Europe/Kiev'].map(
  (id) => ({ id, city: (id.split('/')[1] ?? '').replaceAll('_', ' ') }),
);
const found = (words: string) => zonesMatching(words, all).map(({ id }) => id);

describe('time zones', () => {
  it('are found by their city, whatever its spelling', () => {
    expect(found('berl')).toEqual(['Europe/Berlin']);
    expect(found('são paulo')).toEqual(['America/Sao_Paulo']);
    expect(found('Kyiv')).toEqual(['Europe/Kiev']);
    expect(found('mumbai')).toEqual(['Asia/Calcutta']);
    expect(found('pa')[0]).toBe('Europe/Paris');
    expect(found('europe')).toEqual(['Europe/Berlin', 'Europe/Kiev', 'Europe/Paris']);
    expect(found('mars')).toEqual([]);
  });

  it('are meant by a city alone', () => {
    expect(resolvedZone(' berlin ', all)).toBe('Europe/Berlin');
    expect(resolvedZone('kolkata', all)).toBe('Asia/Calcutta');
    expect(resolvedZone('europe/paris', all)).toBe('Europe/Paris');
    expect(resolvedZone('Etc/GMT+5', all)).toBe('Etc/GMT+5');
    expect(resolvedZone('Mars/Olympus', all)).toBe('Mars/Olympus');
  });

  it('are told from what is none', () => {
    expect(['Europe/Berlin', 'UTC', 'Etc/GMT+5'].every(isZone)).toBe(true);
    expect(['', 'Berlin', 'Mars/Olympus'].some(isZone)).toBe(false);
  });
});
