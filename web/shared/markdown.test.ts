import { describe, expect, it } from 'vitest';
import { safeHref } from './links';
import { readMarkdown } from './markdown';

const text = (words: string) => ({ kind: 'text', text: words });

describe('markdown of answers', () => {
  it('reads paragraphs and line breaks', () => {
    expect(readMarkdown('one\ntwo\n\nthree')).toEqual([
      { kind: 'paragraph', parts: [text('one'), { kind: 'break' }, text('two')] },
      { kind: 'paragraph', parts: [text('three')] },
    ]);
  });

  it('reads lists that follow a line of text, with and without numbers', () => {
    expect(readMarkdown('We have:\n- a\n- **b**\n3. c\n4. d')).toEqual([
      { kind: 'paragraph', parts: [text('We have:')] },
      { kind: 'list', start: null, items: [[text('a')], [{ kind: 'bold', parts: [text('b')] }]] },
      { kind: 'list', start: 3, items: [[text('c')], [text('d')]] },
    ]);
  });

  it('keeps one list together over an empty line', () => {
    expect(readMarkdown('1. a\n\n2. b')).toHaveLength(1);
  });

  it('reads links, bare addresses and source numbers inside a sentence', () => {
    expect(
      readMarkdown('See [the guide](https://a.example/g), https://b.example/x. Yes.[2]'),
    ).toEqual([
      {
        kind: 'paragraph',
        parts: [
          text('See '),
          { kind: 'link', href: 'https://a.example/g', parts: [text('the guide')] },
          text(', '),
          { kind: 'link', href: 'https://b.example/x', parts: [text('https://b.example/x')] },
          text('. Yes.'),
          { kind: 'cite', n: 2 },
        ],
      },
    ]);
  });

  it('sets a source number at its word, with or without a space before it', () => {
    const [spaced] = readMarkdown('Included. [1] And more');
    expect(spaced).toEqual({
      kind: 'paragraph',
      parts: [text('Included.'), { kind: 'cite', n: 1 }, text(' And more')],
    });
  });

  it('leaves addresses that could run something as text', () => {
    for (const bad of [
      'javascript:alert(1)',
      'JaVaScRiPt:alert',
      'data:text/html,x',
      'vbscript:x',
      '/relative',
    ]) {
      expect(
        readMarkdown(`[x](${bad})`).flatMap((block) =>
          block.kind === 'paragraph' ? block.parts : [],
        ),
      ).toEqual([text(`[x](${bad})`)]);
    }
  });

  it('leaves marks that are not closed, and HTML, as they are', () => {
    expect(readMarkdown('half **bold and <b>x</b> [link](')).toEqual([
      { kind: 'paragraph', parts: [text('half **bold and <b>x</b> [link](')] },
    ]);
  });

  it('reads text between single asterisks as emphasis', () => {
    expect(readMarkdown('Open *My subscription*, then **press *Pause* twice**.')).toEqual([
      {
        kind: 'paragraph',
        parts: [
          text('Open '),
          { kind: 'emphasis', parts: [text('My subscription')] },
          text(', then '),
          {
            kind: 'bold',
            parts: [text('press '), { kind: 'emphasis', parts: [text('Pause')] }, text(' twice')],
          },
          text('.'),
        ],
      },
    ]);
  });

  it.each(['2 * 3 * 4', '5*3*2', 'a * b*', '*', '* *', 'half *open', '**'])(
    'leaves asterisks that set nothing apart: %s',
    (source) => {
      expect(readMarkdown(`is ${source}`)).toEqual([
        { kind: 'paragraph', parts: [text(`is ${source}`)] },
      ]);
    },
  );

  it('shows a heading as a bold line', () => {
    expect(readMarkdown('## Delivery\nTwo days')).toEqual([
      { kind: 'paragraph', parts: [{ kind: 'bold', parts: [text('Delivery')] }] },
      { kind: 'paragraph', parts: [text('Two days')] },
    ]);
  });

  it('reads a long line of open marks in a moment', () => {
    const before = performance.now();
    readMarkdown('**a [b '.repeat(3000));
    expect(performance.now() - before).toBeLessThan(1000);
  });

  it('resolves a page beside the site, and nothing but web and mail addresses', () => {
    expect(safeHref('/pages/delivery', 'https://shop.example/a')).toBe(
      'https://shop.example/pages/delivery',
    );
    expect(safeHref('mailto:a@b.example')).toBe('mailto:a@b.example');
    expect(safeHref('//evil.example/x', 'https://shop.example')).toBe('https://evil.example/x');
    expect(safeHref(' javascript:alert(1)', 'https://shop.example')).toBeNull();
  });
});
