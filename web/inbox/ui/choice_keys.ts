/**
 * A closed select takes an arrow or a letter as a choice at once, so a stray key would be saved.
 * With this such a key opens its list instead; what is picked there is meant.
 */

const moves = new Set([
  'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End',
]);

export function opensFirst(event: KeyboardEvent & { currentTarget: HTMLSelectElement }): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const letter = event.key.length === 1 && event.key !== ' ';
  const select = event.currentTarget;
  if ((!letter && !moves.has(event.key)) || mayBeOpen(select)) return;
  event.preventDefault();
  try {
    select.showPicker();
  } catch {
    // A browser that cannot: the space bar opens the list.
  }
}

/** In a browser that cannot tell, the keys stay its own: an open list needs them. */
function mayBeOpen(select: HTMLSelectElement): boolean {
  try {
    return select.matches(':open');
  } catch {
    return true;
  }
}
