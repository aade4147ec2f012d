/** Focuses the first invalid field, once it is marked as such. */
import { tick } from 'svelte';

export async function focusFirstError(form: HTMLElement | null): Promise<void> {
  await tick();
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
