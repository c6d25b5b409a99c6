import { log, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { checkNumber } from "./online-model.ts";

/** Buckets of one size before two become one of twice the size. */
const BUCKETS = 5;
/** Sizes of buckets: 2^40 values and more. */
const SIZES = 40;
/** Values between two looks for a change, and those that either side must have. */
const CLOCK = 32;
const LEAST = 5;

/**
 * ADWIN2 (Bifet and Gavaldà, SIAM Data Mining 2007): a window over a stream that drops its older part when the means of
 * two parts differ more than chance allows. Memory grows with the logarithm of the window.
 */
export class Adwin implements Snapshotable {
  readonly #delta: number;
  /** Sums and sums of squared deviations of each bucket: size by size, in each the oldest first. */
  readonly #sums = new Float64Array(SIZES * (BUCKETS + 1));
  readonly #squares = new Float64Array(SIZES * (BUCKETS + 1));
  readonly #counts = new Int32Array(SIZES);
  /** Width, sum and squared deviations of the window, values seen. */
  readonly #whole = new Float64Array(4);

  /**
   * @param delta the chance of a false alarm, above 0 to 1
   * @throws {ConfigError} a delta out of range
   */
  constructor(delta = 0.002) {
    checkNumber("delta", delta, 0, 1, true);
    this.#delta = delta;
  }

  /** Values in the window. */
  get width(): number {
    return this.#whole[0]!;
  }

  /** The mean of the window; 0 of nothing. */
  get mean(): number {
    return this.#whole[0]! === 0 ? 0 : this.#whole[1]! / this.#whole[0]!;
  }

  /** Takes in a value, best from 0 to 1; whether a change was found, and the older part dropped. What is not finite is ignored. */
  add(value: number): boolean {
    if (!Number.isFinite(value)) return false;
    const whole = this.#whole;
    if (whole[0]! > 0) {
      const away = value - whole[1]! / whole[0]!;
      whole[2]! += (whole[0]! * away * away) / (whole[0]! + 1);
    }
    whole[0]!++;
    whole[1]! += value;
    whole[3]!++;
    this.#append(0, value, 0);
    if (whole[3]! % CLOCK !== 0 || whole[0]! < 2 * LEAST) return false;
    let changed = false;
    while (this.#differs()) {
      this.#dropOldest();
      changed = true;
    }
    return changed;
  }

  #append(size: number, sum: number, squares: number): void {
    const at = size * (BUCKETS + 1) + this.#counts[size]!;
    this.#sums[at] = sum;
    this.#squares[at] = squares;
    if (++this.#counts[size]! <= BUCKETS || size + 1 === SIZES) return;
    const first = size * (BUCKETS + 1);
    const count = 2 ** size;
    const apart = (this.#sums[first]! - this.#sums[first + 1]!) / count;
    const joined = this.#squares[first]! + this.#squares[first + 1]! + (count * apart * apart) / 2;
    const total = this.#sums[first]! + this.#sums[first + 1]!;
    this.#shift(size, 2);
    this.#append(size + 1, total, joined);
  }

  #shift(size: number, count: number): void {
    const first = size * (BUCKETS + 1);
    this.#sums.copyWithin(first, first + count, first + BUCKETS + 1);
    this.#squares.copyWithin(first, first + count, first + BUCKETS + 1);
    this.#counts[size]! -= count;
  }

  /** Whether some division of the window has means too far apart. */
  #differs(): boolean {
    const [width, sum, squares] = this.#whole as unknown as [number, number, number];
    if (width < 2 * LEAST) return false;
    const variance = squares / width;
    const confidence = log((2 * Math.max(1, log(width))) / this.#delta);
    let before = 0;
    let beforeSum = 0;
    for (let size = SIZES - 1; size >= 0; size--)
      for (let b = 0; b < this.#counts[size]!; b++) {
        before += 2 ** size;
        beforeSum += this.#sums[size * (BUCKETS + 1) + b]!;
        const after = width - before;
        if (before < LEAST || after < LEAST) continue;
        const share = 1 / before + 1 / after;
        const bound = Math.sqrt(2 * share * variance * confidence) + (2 / 3) * confidence * share;
        if (Math.abs(beforeSum / before - (sum - beforeSum) / after) > bound) return true;
      }
    return false;
  }

  #dropOldest(): void {
    let size = SIZES - 1;
    while (size > 0 && this.#counts[size] === 0) size--;
    const at = size * (BUCKETS + 1);
    const count = 2 ** size;
    const whole = this.#whole;
    const left = whole[0]! - count;
    const sum = whole[1]! - this.#sums[at]!;
    const apart = left > 0 ? this.#sums[at]! / count - sum / left : 0;
    whole[2] = left > 0 ? Math.max(0, whole[2]! - this.#squares[at]! - (count * left * apart * apart) / whole[0]!) : 0;
    whole[0] = left;
    whole[1] = sum;
    this.#shift(size, 1);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.adwin");
    writer.f64s(this.#sums);
    writer.f64s(this.#squares);
    writer.i32s(this.#counts);
    writer.f64s(this.#whole);
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.adwin");
    reader.f64s(this.#sums);
    reader.f64s(this.#squares);
    reader.i32s(this.#counts);
    reader.f64s(this.#whole);
  }
}
