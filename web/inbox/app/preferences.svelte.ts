/** This member's preferences in this browser: theme, single-key shortcuts, the details column. */

import { readStored, writeStored } from '../lib/stored';

export type Theme = 'light' | 'dark';

export class Preferences {
  theme = $state<Theme>('light');
  singleKeys = $state(true);
  details = $state(true);

  constructor() {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const chosen = () => {
      const stored = readStored(localStorage, 'takeover.theme');
      return stored === 'light' || stored === 'dark' ? stored : null;
    };
    const apply = () => this.#show(chosen() ?? (system.matches ? 'dark' : 'light'));
    apply();
    system.addEventListener('change', apply);
    this.singleKeys = readStored(localStorage, 'takeover.keys') !== false;
    this.details = readStored(localStorage, 'takeover.details') !== false;
  }

  switchTheme(): void {
    this.#show(this.theme === 'dark' ? 'light' : 'dark');
    writeStored(localStorage, 'takeover.theme', this.theme);
  }

  switchKeys(): void {
    this.singleKeys = !this.singleKeys;
    writeStored(localStorage, 'takeover.keys', this.singleKeys);
  }

  switchDetails(): void {
    this.details = !this.details;
    writeStored(localStorage, 'takeover.details', this.details);
  }

  #show(theme: Theme): void {
    this.theme = theme;
    document.documentElement.dataset['theme'] = theme;
  }
}
