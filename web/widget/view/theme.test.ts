import { describe, expect, it } from 'vitest';
import { accentColours, contrast, parseColour } from './theme';

const rgb = (text: string) => parseColour(text) ?? [0, 0, 0];
const surface = { light: rgb('#ffffff'), dark: rgb('#161a19') };

describe('an accent of the agent', () => {
  it('measures contrast as WCAG does', () => {
    expect(contrast(rgb('#000'), rgb('#fff'))).toBeCloseTo(21);
    expect(contrast(rgb('#777777'), rgb('#ffffff'))).toBeCloseTo(4.48, 2);
  });

  it('refuses what is no colour', () => {
    for (const bad of ['', 'red', '#12', '#12345', 'url(x)', '#0b6680;x'])
      expect(accentColours(bad, 'light')).toBeNull();
  });

  it('refuses a colour that cannot be seen on the surface of that scheme', () => {
    expect(accentColours('#ffe066', 'light')).toBeNull();
    expect(accentColours('#ffe066', 'dark')).not.toBeNull();
    expect(accentColours('#000080', 'dark')).toBeNull();
    expect(accentColours('#000000', 'dark')).toBeNull();
  });

  it('shows a deep accent brighter on the dark surface, and leaves one alone that can be seen', () => {
    const deep = rgb('#24483f');
    const shown = rgb(accentColours('#24483f', 'dark')?.accent ?? '');
    expect(contrast(shown, surface.dark)).toBeGreaterThanOrEqual(3);
    expect(shown[1] / shown[0]).toBeCloseTo((deep[1] ?? 0) / (deep[0] ?? 1), 1);
    expect(accentColours('#5bb8d0', 'dark')?.accent).toBe('#5bb8d0');
    expect(accentColours('#24483f', 'light')?.accent).toBe('#24483f');
  });

  it('writes on it in black or white, whichever can be read better', () => {
    expect(accentColours('#0b6680', 'light')?.['on-accent']).toBe('#ffffff');
    expect(accentColours('#ffe066', 'dark')?.['on-accent']).toBe('#000000');
  });

  it('keeps links readable on the surface and on the tint, whatever the colour', () => {
    for (const scheme of ['light', 'dark'] as const) {
      for (let hue = 0; hue < 4096; hue += 7) {
        const colours = accentColours(`#${hue.toString(16).padStart(3, '0')}`, scheme);
        if (!colours) continue;
        expect(contrast(rgb(colours['accent-text']), surface[scheme])).toBeGreaterThanOrEqual(4.5);
        expect(
          contrast(rgb(colours['accent-text']), rgb(colours['accent-tint'])),
        ).toBeGreaterThanOrEqual(4.5);
        expect(contrast(rgb(colours['on-accent']), rgb(colours.accent))).toBeGreaterThanOrEqual(
          4.5,
        );
        expect(
          contrast(rgb(colours['on-accent']), rgb(colours['accent-hover'])),
        ).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});
