/**
 * Notifications of the operating system. Enabled by a click, shown only while this page is in the
 * background.
 */

import { readStored, writeStored } from '../../lib/stored';

const key = 'takeover.desktop';
const supported = typeof Notification !== 'undefined';

export class DesktopNotifications {
  /** `blocked`: the browser no longer lets the page ask. */
  state = $state<'unsupported' | 'off' | 'on' | 'blocked'>('unsupported');

  constructor() {
    this.#look();
  }

  /** Call from a click handler: browsers refuse permission prompts otherwise. */
  async turn(on: boolean): Promise<void> {
    writeStored(localStorage, key, on);
    if (on && supported && Notification.permission === 'default')
      await Notification.requestPermission();
    this.#look();
  }

  /** A notification with the same tag replaces the earlier one. */
  show(title: string, body: string, tag: string, open: () => void): void {
    this.#look();
    if (this.state !== 'on' || (document.visibilityState === 'visible' && document.hasFocus()))
      return;
    try {
      const notice = new Notification(title, { body, tag });
      notice.addEventListener('click', () => {
        window.focus();
        open();
        notice.close();
      });
    } catch {
      // Some browsers allow notifications from service workers only.
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
