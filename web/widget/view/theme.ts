/** Derives the widget's colours, each with sufficient contrast, from an agent's accent. Pure. */

type Rgb = readonly [number, number, number];

export interface Accent {
  accent: string;
  'on-accent': string;
  'accent-hover': string;
  mark: string;
  focus: string;
  'accent-text': string;
  'accent-tint': string;
  'human-bg': string;
}

const black: Rgb = [0, 0, 0];
const white: Rgb = [255, 255, 255];
const surfaces = { light: white, dark: [0x16, 0x1a, 0x19] as Rgb };

/** `#abc` or `#aabbcc`; null for anything else. */
export function parseColour(text: string): Rgb | null {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text);
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  const parts = short ? short.slice(1).map((digit) => digit + digit) : long?.slice(1);
  if (!parts) return null;
  const [r = 0, g = 0, b = 0] = parts.map((part) => Number.parseInt(part, 16));
  return [r, g, b];
}

/** WCAG 2.2 contrast, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/**
 * Null if the text is not a colour, or its contrast against the surface stays under 3:1: then the
 * widget's own accent is used. Most accents are chosen for a white page; on the dark surface a deep
 * one is brightened within its hue.
 */
export function accentColours(colour: string, scheme: 'light' | 'dark'): Accent | null {
  const chosen = parseColour(colour);
  const surface = surfaces[scheme];
  const accent = chosen && scheme === 'dark' ? brighter(chosen, surface) : chosen;
  if (!accent || contrast(accent, surface) < 3) return null;
  const onAccent = contrast(accent, white) >= contrast(accent, black) ? white : black;
  const tint = mix(surface, accent, scheme === 'light' ? 0.11 : 0.2);
  const towards = scheme === 'light' ? black : white;
  let text = accent;
  for (let step = 0.1; contrast(text, tint) < 4.5 && step <= 1; step += 0.1)
    text = mix(accent, towards, step);
  return {
    accent: css(accent),
    'on-accent': css(onAccent),
    'accent-hover': css(mix(accent, onAccent === white ? black : white, 0.18)),
    mark: css(accent),
    focus: css(accent),
    'accent-text': css(text),
    'accent-tint': css(tint),
    'human-bg': css(tint),
  };
}

function brighter(colour: Rgb, surface: Rgb): Rgb {
  let shown = colour;
  for (let factor = 1.1; contrast(shown, surface) < 3 && factor <= 4; factor += 0.1) {
    const part = (index: 0 | 1 | 2) => Math.min(255, Math.round(colour[index] * factor));
    shown = [part(0), part(1), part(2)];
  }
  return shown;
}

function luminance(colour: Rgb): number {
  const [r = 0, g = 0, b = 0] = colour.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * share);
  return [part(0), part(1), part(2)];
}

function css(colour: Rgb): string {
  return '#' + colour.map((channel) => channel.toString(16).padStart(2, '0')).join('');
}
