/**
 * Two-limb integers for money. A price times a size overflows 53 bits (60,000.00 × 100 BTC at 8 decimals is 6·10^16
 * units), so an amount is a pair of doubles: `high × 2^52 + low` with 0 ≤ low < 2^52 and |high| ≤ 2^53 − 1.
 * Exact to ±2^105, bounds checked, no allocation. The pairs live in columns: one row an amount.
 */

import type { Snapshotable } from "./contracts.ts";
import { type HotpathError, InputError } from "./errors.ts";
import type { SnapshotReader, SnapshotWriter } from "./snapshot.ts";

const LIMB = 4503599627370496;
const LIMB_BITS = 52n;
const HALF = 67108864;
const MAX_HIGH = Number.MAX_SAFE_INTEGER;

/**
 * A column of exact wide integers: balances, notionals, profit and loss.
 *
 * @example
 * const cash = new WideColumn(1);
 * cash.addProduct(0, 6_000_000, 10_000_000_000); // 60,000.00 × 100 BTC
 * cash.toBigInt(0); // 60000000000000000n
 */
export class WideColumn implements Snapshotable {
  /** High limbs. */
  readonly high: Float64Array;
  /** Low limbs, 0 to 2^52 − 1. */
  readonly low: Float64Array;

  constructor(length: number) {
    this.high = new Float64Array(length);
    this.low = new Float64Array(length);
  }

  /** Number of rows. */
  get length(): number {
    return this.high.length;
  }

  /** `row += value`, a safe integer. */
  add(row: number, value: number): void {
    const high = Math.floor(value / LIMB);
    this.#addLimbs(row, high, value - high * LIMB);
  }

  /** `row += a × b`, exactly, of two safe integers. */
  addProduct(row: number, a: number, b: number): void {
    const product = a * b;
    if (product <= MAX_HIGH && product >= -MAX_HIGH) this.add(row, product);
    else this.#addWideProduct(row, a, b);
  }

  /** `row −= a × b`. */
  subtractProduct(row: number, a: number, b: number): void {
    this.addProduct(row, -a, b);
  }

  /** `row += other[otherRow]`. */
  addFrom(row: number, other: WideColumn, otherRow: number): void {
    this.#addLimbs(row, other.high[otherRow]!, other.low[otherRow]!);
  }

  /** `row −= other[otherRow]`. */
  subtractFrom(row: number, other: WideColumn, otherRow: number): void {
    const low = other.low[otherRow]!;
    // −(h·L + l) is (−h − 1)·L + (L − l), or −h·L where l is 0.
    if (low === 0) this.#addLimbs(row, -other.high[otherRow]!, 0);
    else this.#addLimbs(row, -other.high[otherRow]! - 1, LIMB - low);
  }

  /** `row = other[otherRow]`. */
  setFrom(row: number, other: WideColumn, otherRow: number): void {
    this.high[row] = other.high[otherRow]!;
    this.low[row] = other.low[otherRow]!;
  }

  /** `row = value`, a safe integer. */
  set(row: number, value: number): void {
    const high = Math.floor(value / LIMB);
    this.high[row] = high;
    this.low[row] = value - high * LIMB;
  }

  /** −1, 0 or 1 as `row` is less than, equal to or greater than `other[otherRow]`. */
  compare(row: number, other: WideColumn, otherRow: number): number {
    const high = this.high[row]! - other.high[otherRow]!;
    if (high !== 0) return high < 0 ? -1 : 1;
    const low = this.low[row]! - other.low[otherRow]!;
    return low < 0 ? -1 : low > 0 ? 1 : 0;
  }

  /** −1, 0 or 1: the sign of the row. */
  sign(row: number): number {
    const high = this.high[row]!;
    return high < 0 ? -1 : high > 0 || this.low[row]! > 0 ? 1 : 0;
  }

  /** The nearest double, within one part in 2^52: for ratios and statistics. */
  toNumber(row: number): number {
    return this.high[row]! * LIMB + this.low[row]!;
  }

  /** The exact value, for the edge: allocates. */
  toBigInt(row: number): bigint {
    return (BigInt(this.high[row]!) << LIMB_BITS) + BigInt(this.low[row]!);
  }

  /**
   * `row = value`.
   *
   * @throws {InputError} `INPUT_OUT_OF_RANGE` beyond ±2^105
   */
  setBigInt(row: number, value: bigint): void {
    const high = Number(value >> LIMB_BITS);
    if (!Number.isSafeInteger(high))
      throw new InputError("INPUT_OUT_OF_RANGE", `${value} does not fit a two-limb integer`);
    this.high[row] = high;
    this.low[row] = Number(BigInt.asUintN(52, value));
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("core.wide");
    writer.f64s(this.high);
    writer.f64s(this.low);
  }

  restore(reader: SnapshotReader): void {
    reader.section("core.wide");
    reader.f64s(this.high);
    reader.f64s(this.low);
  }

  #addLimbs(row: number, high: number, low: number): void {
    let sumLow = this.low[row]! + low;
    let sumHigh = this.high[row]! + high;
    if (sumLow >= LIMB) {
      sumLow -= LIMB;
      sumHigh += 1;
    }
    if (sumHigh > MAX_HIGH || sumHigh < -MAX_HIGH) throw overflow();
    this.high[row] = sumHigh;
    this.low[row] = sumLow;
  }

  /** Schoolbook multiplication in 26-bit halves: every partial product and sum is a safe integer. */
  #addWideProduct(row: number, a: number, b: number): void {
    const x = Math.abs(a);
    const y = Math.abs(b);
    const x1 = Math.floor(x / HALF);
    const x0 = x - x1 * HALF;
    const y1 = Math.floor(y / HALF);
    const y0 = y - y1 * HALF;
    const low = x0 * y0;
    // x1 and y1 are below 2^27, x0 and y0 below 2^26: each cross product is below 2^53, and so taken one by one.
    const cross1 = x1 * y0;
    const cross2 = x0 * y1;
    const cross1High = Math.floor(cross1 / HALF);
    const cross2High = Math.floor(cross2 / HALF);
    let lowLimb = low + (cross1 - cross1High * HALF) * HALF;
    let high = x1 * y1 + cross1High + cross2High;
    if (lowLimb >= LIMB) {
      lowLimb -= LIMB;
      high += 1;
    }
    lowLimb += (cross2 - cross2High * HALF) * HALF;
    if (lowLimb >= LIMB) {
      lowLimb -= LIMB;
      high += 1;
    }
    if (!(high < MAX_HIGH)) throw overflow();
    if (a < 0 === b < 0) this.#addLimbs(row, high, lowLimb);
    else if (lowLimb === 0) this.#addLimbs(row, -high, 0);
    else this.#addLimbs(row, -high - 1, LIMB - lowLimb);
  }
}

function overflow(): HotpathError {
  return new InputError("INPUT_OUT_OF_RANGE", "an amount is beyond ±2^105 units");
}
