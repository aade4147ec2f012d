/** An answer's text, read for showing. Pure. */

import { readMarkdown, type Block, type Inline } from '../../shared/markdown';
import type { MessageItem } from '../view/item';

/**
 * A number in brackets stands for a source. One without a source says nothing, and is left out: the
 * answer may have been cut before its sources were known. While it is being written they are still
 * to come. What a member writes is left as it is.
 */
export function readAnswer({ role, body, busy, citations }: MessageItem): Block[] {
  const blocks = readMarkdown(body);
  if (role !== 'agent' || busy) return blocks;
  const known = (parts: Inline[]): Inline[] =>
    parts.flatMap((part): Inline[] => {
      if (part.kind === 'cite') return citations.some(({ n }) => n === part.n) ? [part] : [];
      return 'parts' in part ? [{ ...part, parts: known(part.parts) }] : [part];
    });
  return blocks.map((block) =>
    block.kind === 'paragraph'
      ? { ...block, parts: known(block.parts) }
      : { ...block, items: block.items.map(known) },
  );
}
