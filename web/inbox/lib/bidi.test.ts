import { describe, expect, it } from 'vitest';
import { isolated } from './bidi';
import { shortName } from './format';

describe('names inside a sentence', () => {
  it('leaves what runs from left to right as it is', () => {
    for (const name of ['Ben Okafor', 'Łódź', '王小明', '🦊']) expect(isolated(name)).toBe(name);
  });

  it('isolates what runs from right to left', () => {
    expect(isolated('שרה')).toBe('\u2068שרה\u2069');
    expect(shortName('سارة علي')).toBe('\u2068سارة\u2069');
    expect(shortName(shortName('سارة علي'))).toBe('\u2068سارة\u2069');
  });

  it('lets no name end the isolate or turn what follows', () => {
    expect(isolated('Eve\u202egpj.txe')).toBe('Evegpj.txe');
    expect(isolated('\u2069\u202eשרה')).toBe('\u2068שרה\u2069');
  });
});
