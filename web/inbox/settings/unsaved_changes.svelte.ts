/**
 * Guards what is typed and not saved: whoever leads away asks here first. Owns no form; a form says
 * while it differs from what is stored.
 */

import { SvelteSet } from 'svelte/reactivity';

export class UnsavedChanges {
  /** The step that waits for the answer to *Leave without saving?* */
  asking = $state.raw<(() => void) | null>(null);
  readonly #forms = new SvelteSet<object>();

  get any(): boolean {
    return this.#forms.size > 0;
  }

  mark(form: object, differs: boolean): void {
    if (differs) this.#forms.add(form);
    else this.#forms.delete(form);
  }

  /** Takes the step at once, or once the member has agreed to lose what is typed. */
  before(step: () => void): void {
    if (this.any) this.asking = step;
    else step();
  }

  stay(): void {
    this.asking = null;
  }

  leave(): void {
    const step = this.asking;
    this.asking = null;
    this.#forms.clear();
    step?.();
  }
}
