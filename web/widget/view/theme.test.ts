import { describe, expect, it } from 'vitest';
import { contrast, css, hovered, parseColour, usableAccent } from '../loader/accent';
import { panelColours } from './theme';

const rgb = (text: string) => parseColour(text) ?? [0, 0, 0];
const surface = { light: rgb('#ffffff'), dark: rgb('#161a19') };
const accentOf = (text: string, scheme: 'light' | 'dark') =>
  css(usableAccent(text, scheme)?.accent ?? [0, 0, 0]);

describe('an accent of the agent', () => {
  it('measures contrast as WCAG does', () => {
    expect(contrast(rgb('#000'), rgb('#fff'))).toBeCloseTo(21);
    expect(contrast(rgb('#777777'), rgb('#ffffff'))).toBeCloseTo(4.48, 2);
  });

  it('refuses what is no colour', () => {
    for (const bad of ['', 'red', '#12', '#12345', 'url(x)', '#0b6680;x', '#ggg']) {
      expect(usableAccent(bad, 'light')).toBeNull();
      expect(panelColours(bad, 'light')).toBeNull();
    }
  });

  it('refuses a colour that cannot be seen on the surface of that scheme', () => {
    expect(usableAccent('#ffe066', 'light')).toBeNull();
    expect(usableAccent('#ffe066', 'dark')).not.toBeNull();
    expect(usableAccent('#000080', 'dark')).toBeNull();
    expect(usableAccent('#000000', 'dark')).toBeNull();
  });

  it('shows a deep accent brighter on the dark surface, and leaves one alone that can be seen', () => {
    const deep = rgb('#24483f');
    const shown = rgb(accentOf('#24483f', 'dark'));
    expect(contrast(shown, surface.dark)).toBeGreaterThanOrEqual(3);
    expect(shown[1] / shown[0]).toBeCloseTo(deep[1] / deep[0], 1);
    expect(accentOf('#5bb8d0', 'dark')).toBe('#5bb8d0');
    expect(accentOf('#24483f', 'light')).toBe('#24483f');
  });

  it('writes on it in black or white, whichever can be read better', () => {
    expect(css(usableAccent('#0b6680', 'light')?.on ?? [1, 1, 1])).toBe('#ffffff');
    expect(css(usableAccent('#ffe066', 'dark')?.on ?? [1, 1, 1])).toBe('#000000');
  });

  it('keeps links readable on the surface and on the tint, whatever the colour', () => {
    for (const scheme of ['light', 'dark'] as const) {
      for (let hue = 0; hue < 4096; hue += 7) {
        const text = `#${hue.toString(16).padStart(3, '0')}`;
        const usable = usableAccent(text, scheme);
        const colours = panelColours(text, scheme);
        if (!usable || !colours) continue;
        const words = rgb(colours['accent-text'] ?? '');
        const { accent, on } = usable;
        for (const [one, other] of [
          [words, surface[scheme]],
          [words, rgb(colours['accent-tint'] ?? '')],
          [on, accent],
          [on, hovered(accent, on)],
        ] as const)
          expect(contrast(one, other)).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});
