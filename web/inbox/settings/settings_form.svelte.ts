/** One form of the settings: what is typed, how that differs from what is stored, and its saving. */

import type { Problem } from '../../shared/api';
import { problemText } from '../lib/problem_text';
import { focusFirstError } from '../ui/focus_first_error';

export type Errors = Readonly<Record<string, string>>;

export class SettingsForm<T> {
  value: T = $state() as T;
  phase = $state<'idle' | 'saving' | 'saved'>('idle');
  problem = $state('');
  errors = $state.raw<Errors>({});
  element = $state<HTMLFormElement | null>(null);
  readonly #sent: (value: T) => unknown;
  #stored = $state('');

  /** `sent`: what of the form is stored. */
  constructor(value: T, sent: (value: T) => unknown) {
    this.#sent = sent;
    this.take(value);
  }

  readonly dirty = $derived.by(() => JSON.stringify(this.#sent(this.value)) !== this.#stored);

  /** What is stored now; replaces what is typed. */
  take(value: T): void {
    this.value = value;
    this.#stored = JSON.stringify(this.#sent(value));
    this.problem = '';
    this.errors = {};
  }

  discard(stored: T): void {
    this.take(stored);
    this.phase = 'idle';
  }

  /** `wrong`: what this page can see by itself; with any of it nothing is sent. */
  async save(wrong: Errors, send: () => Promise<Problem | null>): Promise<boolean> {
    if (this.phase === 'saving') return false;
    if (Object.keys(wrong).length > 0) {
      await this.#refused(wrong, '');
      return false;
    }
    this.phase = 'saving';
    const refusal = await send();
    this.phase = refusal === null ? 'saved' : 'idle';
    if (refusal !== null) await this.#refused(refusal.errors, problemText(refusal));
    return refusal === null;
  }

  async #refused(errors: Errors, problem: string): Promise<void> {
    const fields = Object.keys(errors).length;
    this.errors = errors;
    this.problem =
      fields === 0
        ? problem
        : `Not saved. ${fields === 1 ? 'One field needs' : `${fields} fields need`} another look.`;
    await focusFirstError(this.element);
  }
}
