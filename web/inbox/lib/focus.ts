/** Moves the keyboard focus to an element by its id, once what has just changed is on the page. */

import { tick } from 'svelte';

export async function focusOn(id: 'reply' | 'note' | 'search' | 'log' | 'show-details' | 'hide-details'): Promise<void> {
  await tick();
  document.getElementById(id)?.focus();
}
