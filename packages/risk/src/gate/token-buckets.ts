/**
 * Token buckets on the time of events, exact: levels are whole numbers of 1/count of a microsecond, so that nothing is
 * rounded however long they run (a bucket of `count` tokens in `micros` gains `count` a microsecond, and a token costs
 * `micros`). Time that goes backwards gains nothing.
 *
 * The algorithm is the leaky bucket as a meter: ITU-T I.371, annex A.
 */
import type { Snapshotable, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import type { RateLimit } from "./risk-limits.ts";

/** Doubles of a bucket. */
const STRIDE = 5;
const LEVEL = 0;
const LAST = 1;
const GAIN = 2;
const CAPACITY = 3;
const COST = 4;

/** A row of buckets. One without a limit is always full. */
export class TokenBuckets implements Snapshotable {
  readonly #buckets: Float64Array;
  readonly size: number;

  constructor(size: number) {
    this.size = size;
    this.#buckets = new Float64Array(size * STRIDE);
    for (let row = 0; row < size; row++) this.limit(row, undefined);
  }

  /**
   * Sets a bucket's limit, or takes it away. A bucket that had another one goes on from the same number of tokens in
   * use; a fresh one is full.
   */
  limit(row: number, rate: RateLimit | undefined): void {
    const at = row * STRIDE;
    const buckets = this.#buckets;
    const used = this.used(row);
    buckets[at + GAIN] = rate?.count ?? 0;
    buckets[at + COST] = rate?.micros ?? 0;
    const capacity = rate === undefined ? Number.POSITIVE_INFINITY : (rate.burst ?? rate.count) * rate.micros;
    buckets[at + CAPACITY] = capacity;
    buckets[at + LEVEL] = rate === undefined ? capacity : capacity - used * rate.micros;
  }

  /** Whether a bucket has a limit. */
  isLimited(row: number): boolean {
    return this.#buckets[row * STRIDE + COST]! > 0;
  }

  /** Tokens at the most. */
  burst(row: number): number {
    return this.#buckets[row * STRIDE + CAPACITY]! / this.#buckets[row * STRIDE + COST]!;
  }

  /** Tokens in use as of the bucket's last change, rounded up; 0 without a limit. */
  used(row: number): number {
    const at = row * STRIDE;
    const buckets = this.#buckets;
    if (!(buckets[at + COST]! > 0)) return 0;
    return Math.ceil((buckets[at + CAPACITY]! - buckets[at + LEVEL]!) / buckets[at + COST]!);
  }

  /** Lets time pass. @returns whether there is a token */
  refill(row: number, micros: number): boolean {
    const at = row * STRIDE;
    const buckets = this.#buckets;
    const last = buckets[at + LAST]!;
    if (micros > last) {
      buckets[at + LAST] = micros;
      const level = buckets[at + LEVEL]! + (micros - last) * buckets[at + GAIN]!;
      const capacity = buckets[at + CAPACITY]!;
      buckets[at + LEVEL] = level < capacity ? level : capacity;
    }
    return buckets[at + LEVEL]! >= buckets[at + COST]!;
  }

  /** Takes a token, whether there is one or not: after `refill`. */
  take(row: number): void {
    this.#buckets[row * STRIDE + LEVEL]! -= this.#buckets[row * STRIDE + COST]!;
  }

  /** Fills a bucket again, as after a breaker was reset. */
  reset(row: number): void {
    this.#buckets[row * STRIDE + LEVEL] = this.#buckets[row * STRIDE + CAPACITY]!;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("risk.buckets");
    writer.f64s(this.#buckets);
  }

  restore(reader: SnapshotReader): void {
    reader.section("risk.buckets");
    reader.f64s(this.#buckets);
  }
}
