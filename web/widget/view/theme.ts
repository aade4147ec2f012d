/** Derives the panel's colours, each with sufficient contrast, from an agent's accent. Pure. */

import {
  black,
  contrast,
  css,
  mix,
  surfaceOf,
  usableAccent,
  white,
  type Scheme,
} from '../loader/accent';

/** Beside the launcher's; null where the widget's own accent is used. */
export function panelColours(text: string, scheme: Scheme): Record<string, string> | null {
  const accent = usableAccent(text, scheme)?.accent;
  if (!accent) return null;
  const tint = mix(surfaceOf(scheme), accent, scheme === 'light' ? 0.11 : 0.2);
  const towards = scheme === 'light' ? black : white;
  let words = accent;
  for (let step = 0.1; contrast(words, tint) < 4.5 && step <= 1; step += 0.1)
    words = mix(accent, towards, step);
  return {
    mark: css(accent),
    'accent-text': css(words),
    'accent-tint': css(tint),
  };
}
