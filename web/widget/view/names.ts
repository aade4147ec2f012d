/** Short forms of people's names. Pure. */

export const firstName = (name: string): string => name.split(' ')[0] ?? name;

export function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => (word ? [...word][0] : ''))
    .join('')
    .toUpperCase();
}
