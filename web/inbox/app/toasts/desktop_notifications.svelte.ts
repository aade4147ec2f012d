/** Toasts of the operating system. Asked for by a click, shown only while this page is not in front. */

import { readStored, writeStored } from '../../lib/stored';

const key = 'takeover.desktop';
const supported = typeof Notification !== 'undefined';

export class DesktopNotifications {
  /** `blocked`: the browser does not let us ask again. */
  state = $state<'unsupported' | 'off' | 'on' | 'blocked'>('unsupported');

  constructor() {
    this.#look();
  }

  /** To be called by a click: browsers refuse the question otherwise. */
  async turn(on: boolean): Promise<void> {
    writeStored(localStorage, key, on);
    if (on && supported && Notification.permission === 'default') await Notification.requestPermission();
    this.#look();
  }

  /** The same tag again replaces what it showed before. */
  show(title: string, body: string, tag: string, open: () => void): void {
    this.#look();
    if (this.state !== 'on' || (document.visibilityState === 'visible' && document.hasFocus())) return;
    try {
      const notice = new Notification(title, { body, tag });
      notice.addEventListener('click', () => {
        window.focus();
        open();
        notice.close();
      });
    } catch {
      // Some browsers only let service workers show them.
      this.state = 'unsupported';
    }
  }

  #look(): void {
    if (!supported) return;
    const enabled = readStored(localStorage, key) === true;
    if (Notification.permission === 'denied') this.state = 'blocked';
    else this.state = enabled && Notification.permission === 'granted' ? 'on' : 'off';
  }
}
