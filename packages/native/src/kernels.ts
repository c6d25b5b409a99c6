import { describeValue, InputError, StateError } from "@hotpath/core";
import type { BookKernels } from "./books.ts";
import { crossoverOf } from "./crossover.ts";
import type { FeedKernels } from "./feeds.ts";
import { MatrixKernels, panelScratch } from "./matrices.ts";
import { isFast } from "./mode.ts";
import { portableRisk } from "./portable/risk.ts";
import { portableTable } from "./portable/table.ts";
import type { ProgramKernels } from "./programs.ts";
import type { RiskKernels } from "./risk.ts";
import { type SeriesHost, SeriesKernels } from "./series.ts";
import { kernelIndex as index, type KernelName, type KernelTable, kernelNames, type Mode } from "./table.ts";
import type { TreeKernels } from "./trees.ts";
import { assertInteger, assertRoom, bytesLength, commonLength, overlap, vectorLength } from "./validate.ts";

/** An instruction set of the native library, or the portable twins. */
export type KernelIsa = "sse2" | "avx2" | "avx512" | "neon" | "portable";

/** How often a kernel was called, and where it ran. */
export interface CallCount {
  native: number;
  portable: number;
}

/** A native library that is open. Its kernels are called from the stated lengths on. */
export interface NativeKernels {
  isa: Exclude<KernelIsa, "portable">;
  table: KernelTable;
  programs: ProgramKernels;
  books: BookKernels;
  feeds: FeedKernels;
  risk: RiskKernels;
  trees: TreeKernels;
  close(): void;
}

/** Lengths are 32-bit signed in C. */
const MAX_LENGTH = 0x7fffffff;
/** Scratch larger than this many doubles (16 MiB) is given back after the call. */
const KEPT_SCRATCH = 2 * 1024 * 1024;

/**
 * The kernels: wide numeric work on typed arrays, by the native library where it pays and by the TypeScript twins
 * elsewhere. In `exact` mode, the default, both give the same bits, so which of them ran is a matter of time alone.
 *
 * Every method checks its arrays first and throws {@link InputError} for one that is of another type, detached, too
 * short or overlapping where that is not allowed; after `dispose` every method throws {@link StateError} `DISPOSED`.
 * Inputs are never written to unless the method says so. No method allocates, but for scratch that grows to the largest
 * `sort`, `select`, matrix or window of a series seen (at most 16 MiB are kept).
 *
 * @example
 * using kernels = loadKernels();
 * kernels.dot(Float64Array.of(1, 2, 3), Float64Array.of(4, 5, 6)); // 32
 */
export class Kernels implements Disposable {
  /** Whether wide calls go to the native library. */
  readonly kind: "native" | "portable";
  /** The instruction set in use. */
  readonly isa: KernelIsa;
  /** Technical indicators over whole series. */
  readonly series: SeriesKernels;
  /** Products and factors of matrices. */
  readonly matrices: MatrixKernels;
  readonly #from: Float64Array;
  readonly #counts = new Float64Array(2 * kernelNames.length);
  #native: NativeKernels | null;
  #table: KernelTable;
  #disposed = false;
  #scratch: Float64Array = new Float64Array(0);
  #apartIn: Float64Array | null = null;
  #apartOut: Float64Array | null = null;

  /** Use {@link loadKernels}; this joins parts that were loaded already. */
  constructor(native: NativeKernels | null, from?: Readonly<Record<KernelName, number>>) {
    this.kind = native === null ? "portable" : "native";
    this.isa = native === null ? "portable" : native.isa;
    this.#native = native;
    this.#table = native === null ? portableTable : native.table;
    const lengths = from ?? crossoverOf(this.isa);
    this.#from = Float64Array.from(kernelNames, (name) => (native === null ? Number.POSITIVE_INFINITY : lengths[name]));
    const host: SeriesHost = {
      choose: (kernel, n) => this.#choose(kernel, n),
      assertApart: (input, out, name) => this.#assertApart(input, out, false, name),
      scratchOf: (length) => this.#scratchOf(length),
      trimScratch: () => this.#trimScratch(),
    };
    this.series = new SeriesKernels(host);
    this.matrices = new MatrixKernels(host);
  }

  /** Whether these kernels were disposed. */
  get disposed(): boolean {
    return this.#disposed;
  }

  /**
   * What runs programs of @hotpath/indicators natively, or null where there is no library. It trusts its arguments: it is
   * for that package, which has the twins and the checks.
   */
  get programs(): ProgramKernels | null {
    return this.#native?.programs ?? null;
  }

  /**
   * What works on the memory of books of @hotpath/order-book natively, or null where there is no library. It trusts its
   * arguments: it is for that package, which has the twins and the checks.
   */
  get books(): BookKernels | null {
    return this.#native?.books ?? null;
  }

  /**
   * What decodes feeds of @hotpath/market-data natively, or null where there is no library. It trusts its arguments: it is
   * for that package, which has the twins and the checks.
   */
  get feeds(): FeedKernels | null {
    return this.#native?.feeds ?? null;
  }

  /** What simulates and orders for @hotpath/risk, natively or by the twins. It trusts its arguments, which are checked there. */
  get risk(): RiskKernels {
    return this.#native?.risk ?? portableRisk;
  }

  /**
   * What scores and grows decision trees of @hotpath/signals natively, or null where there is no library. It trusts its
   * arguments: it is for that package, which has the twins and the checks.
   */
  get trees(): TreeKernels | null {
    return this.#native?.trees ?? null;
  }

  /** How often each kernel was called so far, and where it ran. */
  get calls(): Record<KernelName, CallCount> {
    const counts = this.#counts;
    return Object.fromEntries(
      kernelNames.map((name, i) => [name, { portable: counts[2 * i]!, native: counts[2 * i + 1]! }]),
    ) as Record<KernelName, CallCount>;
  }

  /** The sum, in 32 fixed lanes (docs/lanes.md); 0 of nothing. Its relative error is at most n/32 + 5 roundings of Σ|x|. */
  sum(values: Float64Array): number {
    const n = vectorLength(values, "values");
    return this.#choose(index.sum, n).sum(values, n);
  }

  /**
   * The least and the greatest element, into `out[0]` and `out[1]`. NaN anywhere makes both NaN; −0 is less than +0;
   * of nothing, Infinity and −Infinity, as `Math.min` and `Math.max` have it.
   */
  minMax(values: Float64Array, out: Float64Array): Float64Array {
    const n = vectorLength(values, "values");
    assertRoom(out, 2, "out");
    this.#choose(index.minMax, n).minMax(values, n, out);
    return out;
  }

  /**
   * The mean into `out[0]` and the variance into `out[1]`, in two passes and corrected for the rounding of the mean
   * (Chan, Golub and LeVeque, 1983). The divisor of the variance is n − `ddof`; NaN where that is 0. `fast` has the same
   * mean, and a variance within the bound of {@link covariance}.
   */
  meanVariance(values: Float64Array, out: Float64Array, ddof: 0 | 1 = 1, mode: Mode = "exact"): Float64Array {
    const n = vectorLength(values, "values");
    assertRoom(out, 2, "out");
    assertInteger(ddof, 0, 1, "ddof");
    if (isFast(mode)) this.#choose(index.meanVarianceFast, n).meanVarianceFast(values, n, ddof, out);
    else this.#choose(index.meanVariance, n).meanVariance(values, n, ddof, out);
    return out;
  }

  /** The dot product of two arrays of one length, in fixed lanes. `fast` is within (n/16 + 12) · 2⁻⁵³ · Σ|a b| of it. */
  dot(a: Float64Array, b: Float64Array, mode: Mode = "exact"): number {
    const n = commonLength(a, "a", b, "b");
    return isFast(mode) ? this.#choose(index.dotFast, n).dotFast(a, b, n) : this.#choose(index.dot, n).dot(a, b, n);
  }

  /**
   * The covariance of two arrays of one length, in two passes; divisor n − `ddof`. `fast` has the same means and
   * deviations, and is within (n/16 + 16) · 2⁻⁵³ · Σ|(x − x̄)(y − ȳ)| / (n − ddof).
   */
  covariance(x: Float64Array, y: Float64Array, ddof: 0 | 1 = 1, mode: Mode = "exact"): number {
    const n = commonLength(x, "x", y, "y");
    assertInteger(ddof, 0, 1, "ddof");
    return isFast(mode)
      ? this.#choose(index.covarianceFast, n).covarianceFast(x, y, n, ddof)
      : this.#choose(index.covariance, n).covariance(x, y, n, ddof);
  }

  /**
   * The covariances of `count` columns, stored one after the other, into the symmetric matrix `out` (count × count).
   * In exact mode an entry has the bits of {@link covariance} of its two columns. In fast mode it has the same means, adds
   * row by row, and is within (n + 16) · 2⁻⁵³ · Σ|(x − x̄)(y − ȳ)| / (n − ddof).
   */
  covarianceMatrix(
    columns: Float64Array,
    count: number,
    out: Float64Array,
    ddof: 0 | 1 = 1,
    mode: Mode = "exact",
  ): Float64Array {
    const length = vectorLength(columns, "columns");
    assertInteger(count, 1, 32768, "count");
    if (length % count !== 0)
      throw new InputError("INPUT_INVALID", `columns: has ${length} elements, not a multiple of ${count} columns`);
    assertInteger(ddof, 0, 1, "ddof");
    assertRoom(out, count * count, "out");
    this.#assertApart(columns, out);
    const n = length / count;
    if (isFast(mode)) {
      const scratch = this.#scratchOf(2 * count + panelScratch(count));
      this.#choose(index.covarianceMatrixFast, length).covarianceMatrixFast(columns, n, count, ddof, out, scratch);
      this.#trimScratch();
    } else {
      const scratch = this.#scratchOf(2 * count);
      this.#choose(index.covarianceMatrix, length).covarianceMatrix(columns, n, count, ddof, out, scratch);
    }
    return out;
  }

  /**
   * The simple moving average: `out[i]` is the mean of the `period` elements that end at i, NaN for the first
   * `period − 1`. A window's sum adds its own elements only (see docs/scans.md), so nothing drifts, and NaN or an infinity
   * leaves with its window. `fast` adds in another order: within period · 2⁻⁵² · max|x|, max over the window.
   */
  sma(values: Float64Array, period: number, out: Float64Array, mode: Mode = "exact"): Float64Array {
    const n = vectorLength(values, "values");
    assertInteger(period, 1, MAX_LENGTH, "period");
    assertRoom(out, n, "out");
    this.#assertApart(values, out);
    if (isFast(mode)) return this.series.sma(values, period, out);
    this.#choose(index.sma, n).sma(values, n, period, out);
    return out;
  }

  /**
   * The exponential moving average, `last + alpha (x − last)`. It starts from `previous`, so that a series may come in
   * parts with the same result; without one (or with NaN), from the first element. What is not finite makes it NaN from
   * the next element on at the latest.
   *
   * `fast` runs as a scan, for finite inputs within 16 · 2⁻⁵³ · max|x| / alpha of the exact average.
   *
   * @param alpha weight of the new element, in (0, 1]; 2 / (period + 1) for a period
   */
  ema(
    values: Float64Array,
    alpha: number,
    out: Float64Array,
    mode: Mode = "exact",
    previous: number = Number.NaN,
  ): Float64Array {
    const n = vectorLength(values, "values");
    if (typeof alpha !== "number" || !(alpha > 0 && alpha <= 1))
      throw new InputError("INPUT_OUT_OF_RANGE", `alpha: got ${describeValue(alpha)}; allowed: in (0, 1]`);
    if (typeof previous !== "number")
      throw new InputError("INPUT_INVALID", `previous: got ${describeValue(previous)}; allowed: a number`);
    assertRoom(out, n, "out");
    this.#assertApart(values, out, true);
    if (isFast(mode)) this.#choose(index.emaFast, n).emaFast(values, n, alpha, previous, out);
    else this.#choose(index.ema, n).ema(values, n, alpha, previous, out);
    return out;
  }

  /** Sorts in place, ascending: −0 before +0, every NaN last, as `Float64Array.prototype.sort` does. */
  sort(values: Float64Array): Float64Array {
    const n = vectorLength(values, "values");
    const kernels = this.#choose(index.sort, n);
    kernels.sort(values, n, kernels === portableTable ? this.#scratch : this.#scratchOf(2 * n));
    this.#trimScratch();
    return values;
  }

  /** The k-th smallest element, k from 0, in the order of {@link sort}; the array stays as it is. Linear time. */
  select(values: Float64Array, k: number): number {
    const n = vectorLength(values, "values");
    if (n === 0) throw new InputError("INPUT_INVALID", "values: is empty, so that it has no element to select");
    assertInteger(k, 0, n - 1, "k");
    const value = this.#choose(index.select, n).select(values, n, k, this.#scratchOf(2 * n));
    this.#trimScratch();
    return value;
  }

  /**
   * CRC-32C (Castagnoli) as an unsigned 32-bit integer.
   *
   * @param previous the checksum of the bytes before, so that data may come in parts; 0 for none
   */
  crc32c(bytes: Uint8Array, previous: number = 0): number {
    const n = bytesLength(bytes, "bytes");
    assertInteger(previous, 0, 0xffffffff, "previous");
    return this.#choose(index.crc32c, n).crc32c(bytes, n, previous);
  }

  /** e^x of each element into `out`, which may be `values` itself; each as `exp` of @hotpath/core, bit for bit. */
  exp(values: Float64Array, out: Float64Array): Float64Array {
    const n = this.#mapLength(values, out);
    this.#choose(index.exp, n).exp(values, n, out);
    return out;
  }

  /** The natural logarithm of each element into `out`, as {@link exp}. */
  log(values: Float64Array, out: Float64Array): Float64Array {
    const n = this.#mapLength(values, out);
    this.#choose(index.log, n).log(values, n, out);
    return out;
  }

  /** The sine of each element (radians) into `out`, as {@link exp}. */
  sin(values: Float64Array, out: Float64Array): Float64Array {
    const n = this.#mapLength(values, out);
    this.#choose(index.sin, n).sin(values, n, out);
    return out;
  }

  /** The cosine of each element (radians) into `out`, as {@link exp}. */
  cos(values: Float64Array, out: Float64Array): Float64Array {
    const n = this.#mapLength(values, out);
    this.#choose(index.cos, n).cos(values, n, out);
    return out;
  }

  /** The arctangent of each element into `out`, as {@link exp}. */
  atan(values: Float64Array, out: Float64Array): Float64Array {
    const n = this.#mapLength(values, out);
    this.#choose(index.atan, n).atan(values, n, out);
    return out;
  }

  /** The standard normal quantile of each element (a probability) into `out`, as {@link exp}. */
  inverseNormal(values: Float64Array, out: Float64Array): Float64Array {
    const n = this.#mapLength(values, out);
    this.#choose(index.inverseNormal, n).inverseNormal(values, n, out);
    return out;
  }

  /** The tangent of each element (radians) into `out`, as {@link exp}. */
  tan(values: Float64Array, out: Float64Array): Float64Array {
    const n = this.#mapLength(values, out);
    this.#choose(index.tan, n).tan(values, n, out);
    return out;
  }

  /** The arcsine of each element into `out`, as {@link exp}. */
  asin(values: Float64Array, out: Float64Array): Float64Array {
    const n = this.#mapLength(values, out);
    this.#choose(index.asin, n).asin(values, n, out);
    return out;
  }

  /** The arccosine of each element into `out`, as {@link exp}. */
  acos(values: Float64Array, out: Float64Array): Float64Array {
    const n = this.#mapLength(values, out);
    this.#choose(index.acos, n).acos(values, n, out);
    return out;
  }

  /** The hyperbolic sine of each element into `out`, as {@link exp}. */
  sinh(values: Float64Array, out: Float64Array): Float64Array {
    const n = this.#mapLength(values, out);
    this.#choose(index.sinh, n).sinh(values, n, out);
    return out;
  }

  /** The hyperbolic cosine of each element into `out`, as {@link exp}. */
  cosh(values: Float64Array, out: Float64Array): Float64Array {
    const n = this.#mapLength(values, out);
    this.#choose(index.cosh, n).cosh(values, n, out);
    return out;
  }

  /** The hyperbolic tangent of each element into `out`, as {@link exp}. */
  tanh(values: Float64Array, out: Float64Array): Float64Array {
    const n = this.#mapLength(values, out);
    this.#choose(index.tanh, n).tanh(values, n, out);
    return out;
  }

  /** The logarithm to the base 10 of each element into `out`, as {@link exp}. */
  log10(values: Float64Array, out: Float64Array): Float64Array {
    const n = this.#mapLength(values, out);
    this.#choose(index.log10, n).log10(values, n, out);
    return out;
  }

  /** e^x − 1 of each element into `out`, as {@link exp}. */
  expm1(values: Float64Array, out: Float64Array): Float64Array {
    const n = this.#mapLength(values, out);
    this.#choose(index.expm1, n).expm1(values, n, out);
    return out;
  }

  /** ln(1 + x) of each element into `out`, as {@link exp}. */
  log1p(values: Float64Array, out: Float64Array): Float64Array {
    const n = this.#mapLength(values, out);
    this.#choose(index.log1p, n).log1p(values, n, out);
    return out;
  }

  /** The standard normal distribution function of each element into `out`, as {@link exp}. */
  normalCdf(values: Float64Array, out: Float64Array): Float64Array {
    const n = this.#mapLength(values, out);
    this.#choose(index.normalCdf, n).normalCdf(values, n, out);
    return out;
  }

  /**
   * Each base to the power of its exponent into `out`, as `pow` of @hotpath/core, bit for bit; two arrays of one length,
   * either of which may be `out` itself.
   */
  pow(bases: Float64Array, exponents: Float64Array, out: Float64Array): Float64Array {
    const n = commonLength(bases, "bases", exponents, "exponents");
    assertRoom(out, n, "out");
    this.#assertApart(exponents, out, true);
    this.#assertApart(bases, out, true);
    this.#choose(index.pow, n).pow(bases, exponents, n, out);
    return out;
  }

  /** Closes the library and gives back the scratch. A second time does nothing. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#table = portableTable;
    this.#native?.close();
    this.#native = null;
    this.#scratch = new Float64Array(0);
    this.#apartIn = this.#apartOut = null;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** The table to call for a length, counted. */
  #choose(kernel: number, n: number): KernelTable {
    if (this.#disposed) throw new StateError("DISPOSED", "these kernels were disposed");
    if (n >= this.#from[kernel]! && n <= MAX_LENGTH) {
      this.#counts[2 * kernel + 1]!++;
      return this.#table;
    }
    this.#counts[2 * kernel]!++;
    return portableTable;
  }

  #mapLength(values: Float64Array, out: Float64Array): number {
    const n = vectorLength(values, "values");
    assertRoom(out, n, "out");
    this.#assertApart(values, out, true);
    return n;
  }

  /**
   * Demands that input and output share no byte or, where `inPlace` is allowed, that they begin at the same one. Asking
   * an array for its buffer takes tens of nanoseconds, so the last pair that had two buffers is remembered: an array
   * never changes its own.
   */
  #assertApart(input: Float64Array, out: Float64Array, inPlace = false, name = "out"): void {
    if (input === out ? inPlace : input === this.#apartIn && out === this.#apartOut) return;
    if (input.buffer !== out.buffer) {
      this.#apartIn = input;
      this.#apartOut = out;
    } else if (!(inPlace && input.byteOffset === out.byteOffset) && overlap(input, out))
      throw new InputError("INPUT_INVALID", `${name}: overlaps the input`);
  }

  #scratchOf(length: number): Float64Array {
    if (this.#scratch.length >= length) return this.#scratch;
    let grown = 64;
    while (grown < length) grown *= 2;
    this.#scratch = new Float64Array(grown);
    return this.#scratch;
  }

  #trimScratch(): void {
    if (this.#scratch.length > KEPT_SCRATCH) this.#scratch = new Float64Array(0);
  }
}
