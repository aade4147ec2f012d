/**
 * Somebody's words inside a sentence of the interface: a name in Hebrew or Arabic must not turn the
 * words around it. Elements that hold nothing else say `dir="auto"` instead. Pure.
 */

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const directionMarks = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** In an isolate if it runs from right to left. Source: Unicode Standard Annex #9, section 2.4. */
export function isolated(words: string): string {
  const plain = words.replaceAll(directionMarks, '');
  return rightToLeft.test(plain) ? `\u2068${plain}\u2069` : plain;
}
