/** Maps key presses to actions. Pure: depends only on the key and where it was pressed. */

import type { AppPage } from '../router.svelte';

export type Action =
  | 'next'
  | 'previous'
  | 'tab-1'
  | 'tab-2'
  | 'tab-3'
  | 'tab-4'
  | 'longest-wait'
  | 'search'
  | 'take-over'
  | 'hand-back'
  | 'reply'
  | 'note'
  | 'status'
  | 'details'
  | 'open-notice'
  | 'help'
  | 'escape';

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  /** Focus is in something that takes text or keys of its own. */
  inField: boolean;
  /** A dialog or menu is open and keeps the keyboard. */
  inOverlay: boolean;
}

const actions: Readonly<Record<string, Action>> = {
  j: 'next',
  k: 'previous',
  1: 'tab-1',
  2: 'tab-2',
  3: 'tab-3',
  4: 'tab-4',
  w: 'longest-wait',
  '/': 'search',
  t: 'take-over',
  h: 'hand-back',
  r: 'reply',
  n: 'note',
  s: 'status',
  d: 'details',
  o: 'open-notice',
  '?': 'help',
};

export function actionOf(press: KeyPress, singleKeys: boolean): Action | null {
  if (press.inOverlay || press.ctrlKey || press.altKey || press.metaKey) return null;
  if (press.key === 'Escape') return 'escape';
  if (press.inField || !singleKeys) return null;
  return actions[press.key.toLowerCase()] ?? null;
}

/** `G` followed by a letter goes to a page. */
export class GoKeys {
  static readonly #pages: Readonly<Record<string, AppPage>> = {
    i: 'inbox',
    c: 'conversations',
    l: 'audit',
  };
  static readonly #patience = 1500;
  #since = -Infinity;

  /** The page to go to, if this key follows a `G` in time. */
  press(key: string, at: number): AppPage | null {
    const waited = at - this.#since;
    this.#since = key.toLowerCase() === 'g' ? at : -Infinity;
    return waited <= GoKeys.#patience ? (GoKeys.#pages[key.toLowerCase()] ?? null) : null;
  }
}

export function takesKeys(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select'))
  );
}
