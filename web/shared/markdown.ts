/**
 * The little Markdown that answers use, read into plain values: paragraphs, line breaks, lists,
 * bold, emphasis, links, source numbers. Anything else stays text. Produces no HTML; renderers build
 * nodes from it.
 */

import { addressIn, addressRun, safeHref } from './links';

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'bold'; parts: Inline[] }
  | { kind: 'emphasis'; parts: Inline[] }
  | { kind: 'link'; href: string; parts: Inline[] }
  | { kind: 'cite'; n: number }
  | { kind: 'break' };

export type Block =
  | { kind: 'paragraph'; parts: Inline[] }
  | { kind: 'list'; start: number | null; items: Inline[][] };

const listLine = /^\s{0,3}(?:[-*\u2022]|(\d{1,3})[.)])\s+(.*)$/;
const inline = new RegExp(
  [
    /\*\*(?=\S)([^]*?\S\*?)\*\*/,
    // An asterisk behind a letter or digit is text: `2*3`, `Price*`.
    /[\p{L}\p{N}]\*(?!\*)/u,
    /\*(?=[^\s*])([^*]*[^\s*])\*(?![\p{L}\p{N}*])/u,
    /\[([^\]\n]+)\]\(((?:[^\s()]|\([^\s()]*\))+)\)/,
    /\[(\d{1,2})\]/,
    `(${addressRun})`,
  ]
    .map((part) => (typeof part === 'string' ? part : part.source))
    .join('|'),
  'iu',
);
const bareAddress = new RegExp(addressRun, 'i');

export function readMarkdown(body: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  const endParagraph = () => {
    if (lines.length > 0) blocks.push({ kind: 'paragraph', parts: readLines(lines) });
    lines = [];
  };
  let list: Extract<Block, { kind: 'list' }> | null = null;
  for (const line of body.split(/\r?\n/)) {
    const item = listLine.exec(line);
    if (item) {
      endParagraph();
      const start = item[1] === undefined ? null : Number(item[1]);
      if (list === null || (list.start === null) !== (start === null)) {
        list = { kind: 'list', start, items: [] };
        blocks.push(list);
      }
      list.items.push(readInline(item[2] ?? ''));
      continue;
    }
    if (line.trim() === '') {
      endParagraph();
      continue;
    }
    list = null;
    const heading = /^#{1,6}\s+(.*)$/.exec(line);
    if (heading) {
      endParagraph();
      blocks.push({
        kind: 'paragraph',
        parts: [{ kind: 'bold', parts: readInline(heading[1] ?? '') }],
      });
    } else {
      lines.push(line);
    }
  }
  endParagraph();
  return blocks;
}

function readLines(lines: string[]): Inline[] {
  // Bold text and links may span lines, so the lines are parsed as one text and broken afterwards.
  return readInline(lines.join('\n'));
}

function readInline(source: string): Inline[] {
  const parts: Inline[] = [];
  let rest = source;
  while (rest !== '') {
    const match = inline.exec(rest);
    // A citation number sits at its word, like a footnote mark.
    const before = match ? rest.slice(0, match.index) : rest;
    plain(parts, match?.[5] === undefined ? before : before.replace(/ $/, ''));
    if (!match) break;
    const [found, bold, emphasis, label, target, cite, run] = match;
    const whole = run === undefined ? found : addressIn(run);
    if (bold !== undefined) parts.push({ kind: 'bold', parts: readInline(bold) });
    else if (emphasis !== undefined) parts.push({ kind: 'emphasis', parts: readInline(emphasis) });
    else if (cite !== undefined) parts.push({ kind: 'cite', n: Number(cite) });
    else if (run !== undefined) link(parts, whole, whole);
    else if (target !== undefined) link(parts, whole, target, label);
    else plain(parts, whole);
    rest = rest.slice(match.index + whole.length);
  }
  return parts;
}

/** A text without markup: only bare addresses become links. Line breaks stay in the text. */
export function readPlainText(body: string): Inline[] {
  const parts: Inline[] = [];
  let rest = body;
  for (let match; (match = bareAddress.exec(rest)) !== null; ) {
    const whole = addressIn(match[0]);
    const end = match.index + whole.length;
    text(parts, rest.slice(0, match.index));
    link(parts, whole, whole);
    rest = rest.slice(end);
  }
  text(parts, rest);
  return parts;
}

function link(parts: Inline[], whole: string, target: string, label?: string): void {
  const href = safeHref(target);
  if (href === null) return plain(parts, whole);
  parts.push({
    kind: 'link',
    href,
    parts: label === undefined ? [{ kind: 'text', text: whole }] : unlinked(readInline(label)),
  });
}

/** A link's label holds no further link. */
function unlinked(parts: Inline[]): Inline[] {
  return parts.flatMap((part) => {
    if (part.kind === 'link') return part.parts;
    return part.kind === 'bold' ? { ...part, parts: unlinked(part.parts) } : part;
  });
}

function plain(parts: Inline[], source: string): void {
  source.split('\n').forEach((line, index) => {
    if (index > 0) parts.push({ kind: 'break' });
    text(parts, line);
  });
}

function text(parts: Inline[], more: string): void {
  const last = parts.at(-1);
  if (last?.kind === 'text') last.text += more;
  else if (more !== '') parts.push({ kind: 'text', text: more });
}
