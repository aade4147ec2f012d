import { describe, expect, it } from 'vitest';
import { isComposing } from './composition';

const key = (more: Partial<KeyboardEvent>) =>
  ({ key: 'Enter', isComposing: false, keyCode: 13, ...more }) as KeyboardEvent;

describe('an Enter', () => {
  it('belongs to the input method while that composes', () => {
    expect(isComposing(key({ isComposing: true, keyCode: 229 }))).toBe(true);
  });

  it('still belongs to it in WebKit, where the composition has ended just before', () => {
    expect(isComposing(key({ keyCode: 229 }))).toBe(true);
  });

  it('is the person\u2019s own otherwise', () => {
    expect(isComposing(key({}))).toBe(false);
  });
});
