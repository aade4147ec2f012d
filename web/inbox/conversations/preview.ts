/** A message as one line of a list: its words without their Markdown. Pure. */

import { readMarkdown, type Inline } from '../../shared/markdown';
import type { Conversation } from '../../shared/wire';

type LastMessage = NonNullable<Conversation['last_message']>;

/** The server cuts the body and joins its lines, so a mark may have lost its partner or its line. */
export function previewOf({ role, body }: Pick<LastMessage, 'role' | 'body'>): string {
  if (role === 'visitor') return body;
  const isList = /^\s*[-*\u2022]\s|[:.!?]\s+[-*\u2022]\s/.test(body);
  const oneLine = body
    .replace(/^\s*(?:#{1,6}|[-*\u2022])\s+/, '')
    .replaceAll(/([:.!?])\s+[-*\u2022]\s+/g, '$1 ');
  const inline = isList ? oneLine.replaceAll(/\s+[-*\u2022]\s+/g, ', ') : oneLine;
  return readMarkdown(inline)
    .flatMap((block) => (block.kind === 'list' ? block.items : [block.parts]))
    .map(words)
    .join(' ')
    .replace(/\s*\[[^\]]*\]\(\S*$|\s*\[\d{0,2}$/, '')
    .replaceAll('**', '');
}

function words(parts: readonly Inline[]): string {
  return parts
    .map((part) => {
      if (part.kind === 'text') return part.text;
      if (part.kind === 'break') return ' ';
      return part.kind === 'cite' ? '' : words(part.parts);
    })
    .join('');
}
