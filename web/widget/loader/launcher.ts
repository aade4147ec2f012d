/** The button that opens the chat. What it counts and says later is the panel's to show. */

import { chatPath, drawing } from '../view/drawing';
import { wearAccent } from './accent';

const dark = matchMedia('(prefers-color-scheme: dark)');

export class Launcher {
  readonly button = document.createElement('button');
  readonly #root: HTMLElement;
  #accent: string | null;

  constructor(root: HTMLElement, accent: string | null, over: AbortSignal) {
    const { button } = this;
    this.#root = root;
    this.#accent = accent;
    button.className = 'lau';
    button.type = 'button';
    button.ariaLabel = 'Open chat: Ask us';
    button.ariaExpanded = 'false';
    button.append(drawing(chatPath, 'l'), 'Ask us');
    root.append(button);
    dark.addEventListener('change', () => this.wear(this.#accent), { signal: over });
    this.wear(accent);
  }

  /** Applies the accent where its contrast suffices, else the widget's own. */
  wear(accent: string | null): void {
    this.#accent = accent;
    wearAccent(this.#root, accent, dark.matches ? 'dark' : 'light');
  }
}
