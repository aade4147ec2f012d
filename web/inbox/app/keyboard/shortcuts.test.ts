import { describe, expect, it } from 'vitest';
import { actionOf, GoKeys, type KeyPress } from './shortcuts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key, ctrlKey: false, altKey: false, metaKey: false, inField: false, inOverlay: false, ...more,
});

describe('single keys', () => {
  it('act, in either case', () => {
    expect(actionOf(press('t'), true)).toBe('take-over');
    expect(actionOf(press('T'), true)).toBe('take-over');
    expect(actionOf(press('?'), true)).toBe('help');
  });

  it('do nothing in a field, in a dialog, or with Ctrl, Alt or Meta', () => {
    expect(actionOf(press('t', { inField: true }), true)).toBeNull();
    expect(actionOf(press('t', { inOverlay: true }), true)).toBeNull();
    for (const modifier of ['ctrlKey', 'altKey', 'metaKey'])
      expect(actionOf(press('t', { [modifier]: true }), true)).toBeNull();
  });

  it('do nothing when they are switched off, except Escape', () => {
    expect(actionOf(press('t'), false)).toBeNull();
    expect(actionOf(press('Escape'), false)).toBe('escape');
  });
});

describe('G and a letter', () => {
  it('lead to a page while the G is fresh', () => {
    const keys = new GoKeys();
    expect(keys.press('c', 0)).toBeNull();
    expect(keys.press('g', 100)).toBeNull();
    expect(keys.press('c', 900)).toBe('conversations');
    expect(keys.press('c', 1000)).toBeNull();
    keys.press('G', 2000);
    expect(keys.press('l', 9000)).toBeNull();
    keys.press('g', 9100);
    expect(keys.press('x', 9200)).toBeNull();
  });
});
