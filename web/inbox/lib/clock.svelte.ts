/**
 * The server's time as estimated from its answers, and the ticks that drive waits and relative
 * times.
 */

export class Clock {
  /** Ticks each second. */
  second = $state(Date.now());
  /** Ticks each second by this machine's clock, for times measured locally. */
  local = $state(Date.now());
  /** Ticks every fifteen seconds, for times shown in minutes. */
  minute = $state(Date.now());
  #offset = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  now(): number {
    return Date.now() + this.#offset;
  }

  nowText(): string {
    return new Date(this.now()).toISOString();
  }

  /** A `Date` header has whole seconds, so differences under two seconds are ignored. */
  heard(serverDate: number): void {
    const offset = serverDate + 500 - Date.now();
    if (Math.abs(offset - this.#offset) < 2000) return;
    this.#offset = Math.abs(offset) < 2000 ? 0 : offset;
    this.#tick('all');
  }

  start(): () => void {
    this.#tick('all');
    this.#timer = setInterval(() => this.#tick('second'), 1000);
    return () => clearInterval(this.#timer);
  }

  #tick(what: 'second' | 'all'): void {
    this.second = this.now();
    this.local = Date.now();
    if (what === 'all' || Math.abs(this.second - this.minute) >= 15_000) this.minute = this.second;
  }
}
