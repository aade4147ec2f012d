/** Leads to the first field that the server found wrong, once it is marked. */
import { tick } from 'svelte';

export async function focusFirstError(form: HTMLElement | null): Promise<void> {
  await tick();
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
