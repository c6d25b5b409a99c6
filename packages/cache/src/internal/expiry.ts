/** The ages of a cache's entries, by slot. */
export class Expiry {
  /** Reads the clock, in milliseconds. */
  readonly now: () => number;
  readonly #starts: Float64Array;
  readonly #ttls: Float64Array;

  constructor(max: number, now: () => number) {
    this.now = now;
    this.#starts = new Float64Array(max + 1);
    this.#ttls = new Float64Array(max + 1);
  }

  set(slot: number, ttl: number, start: number): void {
    this.#ttls[slot] = ttl;
    this.#starts[slot] = start;
  }

  /** The entry's age begins again. */
  restart(slot: number): void {
    this.#starts[slot] = this.now();
  }

  isStale(slot: number): boolean {
    const ttl = this.#ttls[slot]!;
    return ttl !== 0 && this.now() - this.#starts[slot]! > ttl;
  }

  /** Milliseconds left, below 0 when stale, infinite for an entry without a ttl. */
  remaining(slot: number): number {
    const ttl = this.#ttls[slot]!;
    return ttl === 0 ? Number.POSITIVE_INFINITY : ttl - (this.now() - this.#starts[slot]!);
  }

  ttl(slot: number): number {
    return this.#ttls[slot]!;
  }

  start(slot: number): number {
    return this.#starts[slot]!;
  }
}
