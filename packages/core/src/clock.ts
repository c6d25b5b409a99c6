import type { Clock } from "./contracts.ts";
import { joinNanos, microsOf, nanosOf } from "./time.ts";

/**
 * A clock that stands still until it is moved: for tests, simulations and backtests.
 *
 * @example
 * const clock = new ManualClock(1_000_000_000n);
 * clock.advance(5n);
 * clock.now(); // 1000000005n
 */
export class ManualClock implements Clock {
  #micros: number;
  #nanos: number;

  constructor(start = 0n) {
    this.#micros = microsOf(start);
    this.#nanos = nanosOf(start);
  }

  now(): bigint {
    return joinNanos(this.#micros, this.#nanos);
  }

  nowMicros(): number {
    return this.#micros;
  }

  /** Sets the time, forwards or backwards. */
  set(nanoseconds: bigint): void {
    this.#micros = microsOf(nanoseconds);
    this.#nanos = nanosOf(nanoseconds);
  }

  /** Sets the time from the hot path's pair, allocating nothing. */
  setMicros(micros: number, nanos = 0): void {
    this.#micros = micros;
    this.#nanos = nanos;
  }

  /** Moves the time by some nanoseconds. */
  advance(nanoseconds: bigint): void {
    this.set(this.now() + nanoseconds);
  }
}
