/** The icons, drawn on a 16 px grid with a 1.5 px stroke in the colour of the text. */

const paths = {
  bot: 'M5 5.2h6a2 2 0 0 1 2 2V11a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7.2a2 2 0 0 1 2-2M8 2.6v2.6M6.1 8.5v1.2M9.9 8.5v1.2M1.4 8.2v2M14.6 8.2v2',
  person:
    'M5.3 5.2a2.7 2.7 0 1 0 5.4 0 2.7 2.7 0 1 0-5.4 0M2.9 13.6c.4-2.7 2.4-4.1 5.1-4.1s4.7 1.4 5.1 4.1',
  hand: 'M5.4 8.2V4a1 1 0 0 1 2 0v3.4M7.4 7.2V2.9a1 1 0 0 1 2 0v4.3M9.4 7.4V3.9a1 1 0 0 1 2 0v4.2M11.4 7.6V6a.95.95 0 0 1 1.9 0v3.4c0 2.6-1.7 4.4-4.2 4.4-1.9 0-3-.8-3.9-2.3L3.1 8.7c-.6-1 .8-1.9 1.5-1l.8 1',
  clock: 'M2.3 8a5.7 5.7 0 1 0 11.4 0A5.7 5.7 0 1 0 2.3 8M8 4.8V8l2.2 1.5',
  check: 'm3.4 8.4 3 3 6.2-6.8',
  close: 'm4.2 4.2 7.6 7.6M11.8 4.2l-7.6 7.6',
  down: 'm4.6 6.4 3.4 3.4 3.4-3.4',
  right: 'm6.4 4.6 3.4 3.4-3.4 3.4',
  more: 'M3.6 7.4a.6.6 0 1 0 .01 0M8 7.4a.6.6 0 1 0 .01 0M12.4 7.4a.6.6 0 1 0 .01 0',
  send: 'M8 13V3.4M3.9 7.3 8 3.2l4.1 4.1',
  chat: 'M13.2 9.4a1.2 1.2 0 0 1-1.2 1.2H7.6l-3 2.6v-2.6H4a1.2 1.2 0 0 1-1.2-1.2V4A1.2 1.2 0 0 1 4 2.8h8A1.2 1.2 0 0 1 13.2 4zM5.6 5.6h4.8M5.6 7.9h2.8',
  offline:
    'M4.6 12.4h6.6a2.6 2.6 0 0 0 1.7-4.5M10.7 6.7A3.6 3.6 0 0 0 6 4.8M4.5 6.9a2.8 2.8 0 0 0 .1 5.5M2.6 2.6l10.8 10.8',
  sync: 'M13 6.6A5.2 5.2 0 0 0 3.6 5.2M3 9.4a5.2 5.2 0 0 0 9.4 1.4M3.4 2.6v2.8h2.8M12.6 13.4v-2.8H9.8',
  mic: 'M6 4a2 2 0 0 1 4 0v3a2 2 0 0 1-4 0zM3.6 7.6a4.4 4.4 0 0 0 8.8 0M8 12v2',
  alert: 'M8 2.6 14 13H2zM8 6.6v3M8 11.2v.1',
  retry: 'M12.8 8a4.8 4.8 0 1 1-1.5-3.5M12.8 2.6v2.6h-2.6',
};

export type IconName = keyof typeof paths;

/** `size`: s 12, m 14, n 16, l 20 px. */
export function icon(name: IconName, size: 's' | 'm' | 'n' | 'l' = 'n'): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('class', `i ${size}`);
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', paths[name]);
  svg.append(path);
  return svg;
}
