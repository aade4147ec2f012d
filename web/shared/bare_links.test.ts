import { describe, expect, it } from 'vitest';
import { addressIn } from './links';
import { readMarkdown, readPlainText, type Inline } from './markdown';

/** The links in a plain text, as they are written there. */
function linksIn(text: string): string[] {
  return words(readPlainText(text).filter((part) => part.kind === 'link'));
}
const words = (parts: Inline[]): string[] =>
  parts.map((part) => ('parts' in part ? words(part.parts).join('') : 'text' in part ? part.text : ''));
const paragraph = (text: string): Inline[] => {
  const [block] = readMarkdown(text);
  return block?.kind === 'paragraph' ? block.parts : [];
};

describe('bare addresses in a text', () => {
  it.each([
    ['https://en.wikipedia.org/wiki/Mug_(disambiguation)'],
    ['https://shop.example/käse/ü'],
    ['https://shop.example/c_d_e*f*'],
    ['https://en.wikipedia.org/wiki/Fermat\'s_Last_Theorem'],
    ['http://[2001:db8::1]:8080/a'],
    ['https://zh.wikipedia.org/wiki/咖啡'],
    ['https://ja.wikipedia.org/wiki/佐々木'],
    ['https://shop.example/?a=1&b=(2)#top'],
    ['HTTPS://shop.example/A'],
    ['mailto:lou@shop.example?subject=Returns'],
  ])('keeps the whole of %s', (address) => {
    expect(linksIn(address)).toEqual([address]);
    expect(linksIn(`See ${address}.`)).toEqual([address]);
    expect(linksIn(`(${address}), or`)).toEqual([address]);
  });

  it.each([
    ['(https://shop.example/x)', 'https://shop.example/x'],
    ['[see https://shop.example/x]!', 'https://shop.example/x'],
    ['https://shop.example/a。谢谢', 'https://shop.example/a'],
    ['请看https://shop.example/b，再见', 'https://shop.example/b'],
    ['（https://shop.example/c）', 'https://shop.example/c'],
    ['「https://shop.example/d」です', 'https://shop.example/d'],
    ['“https://shop.example/e”谢谢', 'https://shop.example/e'],
    ['https://shop.example/f؟ نعم', 'https://shop.example/f'],
    ['https://shop.example/g،مرحبا', 'https://shop.example/g'],
    ['«https://shop.example/h»', 'https://shop.example/h'],
    ['https://shop.example/i…', 'https://shop.example/i'],
    ['https://shop.example/j‽', 'https://shop.example/j'],
    ['https://shop.example/k\u202egpj', 'https://shop.example/k'],
    ['write to mailto:lou@shop.example, please', 'mailto:lou@shop.example'],
  ])('ends the address in %s', (text, address) => {
    expect(linksIn(text)).toEqual([address]);
    expect(words(readPlainText(text)).join('')).toBe(text);
    expect(words(paragraph(text).filter((part) => part.kind === 'link'))).toEqual([address]);
  });

  it('takes nothing for an address that is none', () => {
    for (const text of ['https://', 'http://...', 'mailto:lou', 'ftp://x.example', 'javascript:alert(1)'])
      expect(linksIn(text)).toEqual([]);
  });

  it('reads no other markup in a plain text', () => {
    const text = '- **a** *b* [c](https://shop.example) [1]\nnext';
    expect(words(readPlainText(text)).join('')).toBe(text);
    expect(linksIn(text)).toEqual(['https://shop.example']);
  });

  it('reads a long run of brackets and dots in one pass', () => {
    expect(addressIn(`https://a.example/${'('.repeat(8000)}${')'.repeat(8000)}`)).toHaveLength(16_018);
    expect(addressIn(`https://a.example/x${'.'.repeat(16_000)}`)).toBe('https://a.example/x');
    expect(addressIn(`https://a.example/x${')'.repeat(16_000)}`)).toBe('https://a.example/x');
  });
});

describe('links and emphasis in Markdown', () => {
  it('keeps the brackets of a target', () => {
    const target = 'https://en.wikipedia.org/wiki/Mug_(disambiguation)';
    expect(paragraph(`A [mug](${target}) (see it)`)).toEqual([
      { kind: 'text', text: 'A ' },
      { kind: 'link', href: target, parts: [{ kind: 'text', text: 'mug' }] },
      { kind: 'text', text: ' (see it)' },
    ]);
  });

  it('makes one link of an address that is its own label', () => {
    expect(paragraph('[https://a.example/x](https://a.example/x)')).toEqual([
      {
        kind: 'link',
        href: 'https://a.example/x',
        parts: [{ kind: 'text', text: 'https://a.example/x' }],
      },
    ]);
  });

  it('reads one asterisk on each side as emphasis', () => {
    expect(paragraph('Open *My subscription*, then *Pause*.')).toEqual([
      { kind: 'text', text: 'Open ' },
      { kind: 'emphasis', parts: [{ kind: 'text', text: 'My subscription' }] },
      { kind: 'text', text: ', then ' },
      { kind: 'emphasis', parts: [{ kind: 'text', text: 'Pause' }] },
      { kind: 'text', text: '.' },
    ]);
    expect(paragraph('***both***')).toEqual([
      {
        kind: 'bold',
        parts: [{ kind: 'emphasis', parts: [{ kind: 'text', text: 'both' }] }],
      },
    ]);
  });

  it.each(['10*20*5 cm', 'Price* and tax*', '2 * 3 * 4', '4* hotel, 5* view', 'a lone *star', 'half **bold'])(
    'leaves the asterisks of “%s”',
    (text) => {
      expect(paragraph(text)).toEqual([{ kind: 'text', text }]);
    },
  );
});
