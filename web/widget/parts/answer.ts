/**
 * What an answer is made of: paragraphs, lists, links, the numbers of its sources and the list of
 * them. Loaded with the first text that has any of it.
 */

import { safeHref } from '../../shared/links';
import type { Inline } from '../../shared/markdown';
import styles from './answer.css?inline';
import { readAnswer } from './answer_text';
import { make } from '../view/dom';
import type { MessageItem } from '../view/item';

export { styles };

export function blocks(message: MessageItem): Node[] {
  const nodes = (parts: Inline[]) => parts.map((part) => inlineNode(part, message));
  return readAnswer(message).map((block) => {
    if (block.kind === 'paragraph') return make('p', {}, ...nodes(block.parts));
    const items = block.items.map((parts) => make('li', {}, ...nodes(parts)));
    return block.start === null
      ? make('ul', {}, ...items)
      : make('ol', { start: String(block.start) }, ...items);
  });
}

function inlineNode(part: Inline, message: MessageItem): Node {
  const inner = (parts: Inline[]) => parts.map((one) => inlineNode(one, message));
  switch (part.kind) {
    case 'text':
      return document.createTextNode(part.text);
    case 'break':
      return make('br');
    case 'bold':
      return make('strong', {}, ...inner(part.parts));
    case 'emphasis':
      return make('em', {}, ...inner(part.parts));
    case 'link':
      return make(
        'a',
        { href: part.href, target: '_blank', rel: 'noopener noreferrer' },
        ...inner(part.parts),
      );
    case 'cite':
      return message.role === 'agent'
        ? citeMark(part.n, message)
        : document.createTextNode(`[${part.n}]`);
  }
}

/**
 * The citation number in the text, linked to the source's page if it has one. Copying yields `[1]`
 * again.
 */
function citeMark(n: number, message: MessageItem): Node {
  const both = document.createDocumentFragment();
  const source = message.citations.find((citation) => citation.n === n);
  const href = source?.url ? safeHref(source.url, location.href) : null;
  const content = [
    make('span', { class: 'sr' }, '['),
    String(n),
    make('span', { class: 'sr' }, ']'),
  ];
  const mark =
    href === null
      ? make('span', { class: 'cite' }, ...content)
      : make(
          'a',
          {
            class: 'cite',
            href,
            target: '_blank',
            rel: 'noopener noreferrer',
            'aria-label': `Source ${n}`,
          },
          ...content,
        );
  // The word joiner keeps the citation on the same line as its word.
  both.append('\u2060', mark);
  return both;
}

export function sources(message: MessageItem): HTMLElement {
  const chip = ({ n, title, url }: MessageItem['citations'][number]): Node => {
    const href = url === null ? null : safeHref(url, location.href);
    const content = [make('span', { class: 'cite', 'aria-hidden': 'true' }, String(n)), title];
    const tag =
      href === null
        ? make('span', {}, ...content)
        : make('a', { href, target: '_blank', rel: 'noopener noreferrer' }, ...content);
    return make('li', {}, tag);
  };
  return make('ul', { class: 'cites', 'aria-label': 'Sources' }, ...message.citations.map(chip));
}
