/** An agent's accent as the launcher can use it: seen well enough, and the colour on it. */

export type Rgb = readonly [number, number, number];
export type Scheme = 'light' | 'dark';

export const black: Rgb = [0, 0, 0];
export const white: Rgb = [255, 255, 255];
export const surfaceOf = (scheme: Scheme): Rgb => (scheme === 'light' ? white : [22, 26, 25]);

const channels = (of: (index: 0 | 1 | 2) => number): Rgb => [of(0), of(1), of(2)];

/** `#abc` or `#aabbcc`; null for anything else. */
export function parseColour(text: string): Rgb | null {
  const digits = text.replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3');
  if (!/^#[\da-f]{6}$/i.test(digits)) return null;
  return channels((index) => Number.parseInt(digits.slice(1 + 2 * index, 3 + 2 * index), 16));
}

/** WCAG 2.2 contrast, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [one, other] = [luminance(a) + 0.05, luminance(b) + 0.05];
  return Math.max(one / other, other / one);
}

function luminance(colour: Rgb): number {
  const [r = 0, g = 0, b = 0] = colour.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export const mix = (from: Rgb, to: Rgb, share: number): Rgb =>
  channels((index) => Math.round(from[index] + (to[index] - from[index]) * share));

export const css = (colour: Rgb): string =>
  '#' + colour.map((channel) => channel.toString(16).padStart(2, '0')).join('');

/**
 * Null if the text is not a colour, or its contrast against the surface stays under 3:1: then the
 * widget's own accent is used. Most accents are chosen for a white page; on the dark surface a deep
 * one is brightened within its hue.
 */
export function usableAccent(text: string, scheme: Scheme): { accent: Rgb; on: Rgb } | null {
  const colour = parseColour(text);
  if (!colour) return null;
  const surface = surfaceOf(scheme);
  let accent = colour;
  for (let factor = 1.1; contrast(accent, surface) < 3; factor += 0.1) {
    if (scheme === 'light' || factor > 4) return null;
    accent = channels((index) => Math.min(255, Math.round(colour[index] * factor)));
  }
  return { accent, on: contrast(accent, white) >= contrast(accent, black) ? white : black };
}

/** The launcher's own colours, as custom properties; empty ones leave the widget's own. */
export function wearAccent(element: HTMLElement, text: string | null, scheme: Scheme): void {
  const usable = usableAccent(text ?? '', scheme);
  const wear = (name: string, colour: Rgb) =>
    element.style.setProperty(`--${name}`, usable && css(colour));
  const { accent = black, on = white } = usable ?? {};
  wear('accent', accent);
  wear('focus', accent);
  wear('on-accent', on);
  wear('accent-hover', hovered(accent, on));
}

export const hovered = (accent: Rgb, on: Rgb): Rgb =>
  mix(accent, on === white ? black : white, 0.18);
