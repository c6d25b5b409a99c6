/** A bucket of requests that fills at a steady rate: a client may send a burst, and then so many a second. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #burst: number;
  #left: number;
  #lastNanos: number;

  constructor(perSecond: number, burst: number, nowNanos: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#left = burst;
    this.#lastNanos = nowNanos;
  }

  /**
   * Takes some out.
   *
   * @returns 0 if they were there; else the milliseconds until they are, and nothing is taken
   */
  take(count: number, nowNanos: number): number {
    const wait = this.wait(count, nowNanos);
    if (wait === 0) this.#left -= count;
    return wait;
  }

  /** The milliseconds until so many are there; 0 if they are. */
  wait(count: number, nowNanos: number): number {
    const gained = (Math.max(0, nowNanos - this.#lastNanos) / 1e9) * this.#perSecond;
    this.#left = Math.min(this.#burst, this.#left + gained);
    this.#lastNanos = nowNanos;
    const needed = Math.min(count, this.#burst);
    return this.#left >= needed ? 0 : Math.ceil(((needed - this.#left) / this.#perSecond) * 1000);
  }
}
