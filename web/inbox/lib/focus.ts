/** Focuses an element by id, after pending state changes have been rendered. */

import { tick } from 'svelte';

export async function focusOn(
  id: 'reply' | 'note' | 'search' | 'log' | 'show-details' | 'hide-details',
): Promise<void> {
  await tick();
  document.getElementById(id)?.focus();
}
