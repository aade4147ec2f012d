import { describe, expect, it } from 'vitest';
import { TypingGuard } from './typing_guard';

describe('typing that goes on after the field is gone', () => {
  it('acts on nothing until there is a pause', () => {
    const guard = new TypingGuard();
    expect(guard.swallows('t', 0)).toBe(false);
    guard.begin(0);
    for (const now of [100, 900, 1600, 2300]) expect(guard.swallows('t', now)).toBe(true);
    expect(guard.swallows('t', 3200)).toBe(false);
  });

  it('leaves keys alone that write nothing', () => {
    const guard = new TypingGuard();
    guard.begin(0);
    for (const key of ['Escape', 'Tab', 'ArrowDown']) expect(guard.swallows(key, 10)).toBe(false);
    expect(guard.swallows('Enter', 10)).toBe(true);
  });
});
