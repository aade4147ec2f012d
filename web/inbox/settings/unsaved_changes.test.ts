import { describe, expect, it } from 'vitest';
import { UnsavedChanges } from './unsaved_changes.svelte';

describe('unsaved changes', () => {
  const form = {};
  function guarded() {
    const unsaved = new UnsavedChanges();
    let taken = 0;
    const step = () => (taken += 1);
    return { unsaved, step, taken: () => taken };
  }

  it('hold nobody while there are none', () => {
    const { unsaved, step, taken } = guarded();
    unsaved.mark(form, true);
    unsaved.mark(form, false);
    unsaved.before(step);
    expect([taken(), unsaved.asking]).toEqual([1, null]);
  });

  it('hold a step until the member leaves, and forget it when they stay', () => {
    const { unsaved, step, taken } = guarded();
    unsaved.mark(form, true);
    unsaved.before(step);
    expect(taken()).toBe(0);
    unsaved.stay();
    unsaved.leave();
    expect(taken()).toBe(0);
    unsaved.mark(form, true);
    unsaved.before(step);
    unsaved.leave();
    expect([taken(), unsaved.any]).toEqual([1, false]);
  });
});
