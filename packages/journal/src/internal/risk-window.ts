/** Points in time that are remembered at the most. */
const POINTS_MAX = 256;
/** Points per interval: what is said to be at risk is too much by one part at the most. */
const POINTS_PER_INTERVAL = 16;

/**
 * Since when the oldest of what was flushed and is not durable has been at risk. Remembers a few points in time, not every
 * flush; what it says is never less than the truth, and an interval's sixteenth more at the most.
 */
export class RiskWindow {
  /** All flushes beyond `sequence[i]` were made at `nanos[i]` or later. */
  readonly #sequence = new Float64Array(POINTS_MAX);
  readonly #nanos = new Float64Array(POINTS_MAX);
  readonly #step: number;
  #first = 0;
  #count = 0;

  /** @param intervalNanos the time between two syncs */
  constructor(intervalNanos: number) {
    this.#step = intervalNanos / POINTS_PER_INTERVAL;
  }

  /** Whether anything is at risk, as far as `covered` has told. */
  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Since when, by the clock of `flushed`; only if it is not empty. */
  get since(): number {
    return this.#nanos[this.#first]!;
  }

  /** Something is flushed now; all before it went to `sequenceBefore`. */
  flushed(sequenceBefore: number, now: number): void {
    const count = this.#count;
    if (count === POINTS_MAX) return;
    if (count > 0 && now - this.#nanos[(this.#first + count - 1) % POINTS_MAX]! < this.#step) return;
    const at = (this.#first + count) % POINTS_MAX;
    this.#sequence[at] = sequenceBefore;
    this.#nanos[at] = now;
    this.#count = count + 1;
  }

  /** All up to `durable` is durable, of what goes to `written`. */
  covered(durable: number, written: number): void {
    if (durable >= written) this.#count = 0;
    while (this.#count > 1 && this.#sequence[(this.#first + 1) % POINTS_MAX]! <= durable) {
      this.#first = (this.#first + 1) % POINTS_MAX;
      this.#count -= 1;
    }
  }
}
