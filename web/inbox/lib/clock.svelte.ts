/** The server's time, as well as it is known, and the ticks that waits and relative times follow. */

export class Clock {
  /** Ticks each second. */
  second = $state(Date.now());
  /** Ticks each second, by this machine's clock: for what only this machine has timed. */
  local = $state(Date.now());
  /** Ticks every fifteen seconds, for what is written in minutes. */
  minute = $state(Date.now());
  #offset = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  now(): number {
    return Date.now() + this.#offset;
  }

  nowText(): string {
    return new Date(this.now()).toISOString();
  }

  /** A `Date` header has whole seconds: a difference of less than two of them is taken for none. */
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
