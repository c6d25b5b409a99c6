/**
 * Token buckets on the time of events, exact: levels are whole numbers of 1/count of a microsecond, so that nothing is
 * rounded however long they run (a bucket of `count` tokens in `micros` gains `count` a microsecond, and a token costs
 * `micros`). Time that goes backwards gains nothing.
 *
 * The algorithm is the leaky bucket as a meter: ITU-T I.371, annex A. When a bucket has a token again is worked out as one
 * is taken, so that to ask for it is one comparison.
 */
import type { Snapshotable, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import type { RateLimit } from "./risk-limits.ts";

/** Doubles of a bucket. */
const STRIDE = 8;
/** From when on there is a token: −∞ where there is one. */
const READY = 0;
const LEVEL = 1;
const LAST = 2;
const GAIN = 3;
const CAPACITY = 4;
const COST = 5;

/** A row of buckets. One without a limit is always full. */
export class TokenBuckets implements Snapshotable {
  readonly size: number;
  readonly #buckets: Float64Array;

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
    this.#setReady(at);
  }

  /** Whether a bucket has a limit. */
  isLimited(row: number): boolean {
    return this.#buckets[row * STRIDE + COST]! > 0;
  }

  /** Tokens at the most. */
  burst(row: number): number {
    return this.#buckets[row * STRIDE + CAPACITY]! / this.#buckets[row * STRIDE + COST]!;
  }

  /** Tokens in use at a time, rounded up; 0 without a limit. */
  used(row: number, micros: number = Number.NEGATIVE_INFINITY): number {
    const at = row * STRIDE;
    const buckets = this.#buckets;
    if (!(buckets[at + COST]! > 0)) return 0;
    const gained = Math.max(0, micros - buckets[at + LAST]!) * buckets[at + GAIN]!;
    const level = Math.min(buckets[at + CAPACITY]!, buckets[at + LEVEL]! + gained);
    return Math.ceil((buckets[at + CAPACITY]! - level) / buckets[at + COST]!);
  }

  /** Whether there is a token at a time. */
  has(row: number, micros: number): boolean {
    return micros >= this.#buckets[row * STRIDE]!;
  }

  /** From when on there is a token; −∞ where there is one. */
  readyAt(row: number): number {
    return this.#buckets[row * STRIDE]!;
  }

  /** Takes a token, whether there is one or not. @returns from when on there is another, −∞ where there is one */
  take(row: number, micros: number): number {
    const at = row * STRIDE;
    const buckets = this.#buckets;
    const last = buckets[at + LAST]!;
    const capacity = buckets[at + CAPACITY]!;
    const cost = buckets[at + COST]!;
    let level = buckets[at + LEVEL]!;
    if (micros > last) {
      buckets[at + LAST] = micros;
      level += (micros - last) * buckets[at + GAIN]!;
      if (level > capacity) level = capacity;
    }
    level -= cost;
    buckets[at + LEVEL] = level;
    if (level < cost) this.#setReady(at);
    else buckets[at] = Number.NEGATIVE_INFINITY;
    return buckets[at]!;
  }

  /** Fills a bucket again, as after a breaker was reset. */
  reset(row: number): void {
    this.#buckets[row * STRIDE + LEVEL] = this.#buckets[row * STRIDE + CAPACITY]!;
    this.#buckets[row * STRIDE + READY] = Number.NEGATIVE_INFINITY;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("risk.buckets");
    writer.f64s(this.#buckets);
  }

  restore(reader: SnapshotReader): void {
    reader.section("risk.buckets");
    reader.f64s(this.#buckets);
  }

  #setReady(at: number): void {
    const buckets = this.#buckets;
    const missing = buckets[at + COST]! - buckets[at + LEVEL]!;
    buckets[at + READY] =
      missing > 0 ? buckets[at + LAST]! + Math.ceil(missing / buckets[at + GAIN]!) : Number.NEGATIVE_INFINITY;
  }
}
