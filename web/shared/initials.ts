/** The one or two characters of an avatar, as a reader counts them: an emoji or a flag is one. */

const segmenter =
  typeof Intl.Segmenter === 'function' ? new Intl.Segmenter('en', { granularity: 'grapheme' }) : null;
/** Marks without a shape of their own: they are no part of a name. */
const invisible = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
const visible = /[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]/u;

export function initials(name: string): string {
  const words = name.replaceAll(invisible, '').split(/\s+/).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1);
  return ends.map((word) => initial(word ?? '')).join('') || '?';
}

function initial(word: string): string {
  const characters =
    segmenter === null ? [...word] : Array.from(segmenter.segment(word), ({ segment }) => segment);
  const first = characters.find((character) => visible.test(character)) ?? characters[0] ?? '';
  const upper = first.toUpperCase();
  // Some letters have no capital of one character: ß, ﬁ.
  return upper.length === first.length ? upper : first;
}
