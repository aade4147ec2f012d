/** Draws an icon on a 16 px grid, with a stroke in the colour of the text. */

/** The launcher's icon; the others are in icons.ts. */
export const chatPath =
  'M13.2 9.4a1.2 1.2 0 0 1-1.2 1.2H7.6l-3 2.6v-2.6H4a1.2 1.2 0 0 1-1.2-1.2V4A1.2 1.2 0 0 1 4 2.8h8A1.2 1.2 0 0 1 13.2 4zM5.6 5.6h4.8M5.6 7.9h2.8';

/** `size`: s 12, m 14, n 16, l 20 px. */
export type Size = 's' | 'm' | 'n' | 'l';

export function drawing(path: string, size: Size): SVGSVGElement {
  const create = <K extends keyof SVGElementTagNameMap>(tag: K) =>
    document.createElementNS('http://www.w3.org/2000/svg', tag);
  const svg = create('svg');
  svg.setAttribute('class', `i ${size}`);
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  const line = create('path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}
