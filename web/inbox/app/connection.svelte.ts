/** The app's one realtime connection, and its state for badges and waiting sends. */

import { Realtime, socketUrl, type ConnectionState } from '../../shared/realtime';
import { server } from '../lib/server';

/** How far what is shown can be trusted: up to date, catching up, or cut off. */
export type Sync = 'ok' | 'catching' | 'offline';

export class Connection {
  state = $state<ConnectionState>('stopped');
  /**
   * When the connection was lost, by this machine's clock; null while connected and before the
   * first connection.
   */
  lostAt = $state<number | null>(null);
  readonly realtime: Realtime;
  /** Called on every connect and every loss of the connection. */
  onChange: ((online: boolean) => void) | null = null;

  constructor(key: string) {
    this.realtime = new Realtime({
      url: () => socketUrl(location.origin, key, 'inbox'),
      authorize: (socketId, channel) => server.channelAuth(socketId, channel),
      onState: (state) => this.#changed(state),
    });
  }

  get online(): boolean {
    return this.state === 'connected';
  }

  /** Lost, as opposed to not yet connected. */
  get offline(): boolean {
    return this.lostAt !== null;
  }

  start(): () => void {
    const check = () => this.realtime.checkNow();
    const visible = () => document.visibilityState === 'visible' && check();
    addEventListener('online', check);
    addEventListener('offline', check);
    document.addEventListener('visibilitychange', visible);
    this.realtime.connect();
    return () => {
      removeEventListener('online', check);
      removeEventListener('offline', check);
      document.removeEventListener('visibilitychange', visible);
      this.realtime.disconnect();
    };
  }

  #changed(state: ConnectionState): void {
    this.state = state;
    if (state === 'connected') {
      this.lostAt = null;
      this.onChange?.(true);
    } else if (state === 'waiting' || state === 'stopped') {
      if (this.lostAt === null) this.onChange?.(false);
      this.lostAt ??= Date.now();
    }
  }
}
