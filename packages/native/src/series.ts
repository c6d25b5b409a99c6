import { describeValue, InputError } from "@hotpath/core";
import { WANT } from "./portable/directional.ts";
import { kernelIndex as index, type KernelTable } from "./table.ts";
import { assertInteger, assertRoom, commonLength, vectorLength } from "./validate.ts";

/** What the kernels of series need of the {@link Kernels} that they belong to. */
export interface SeriesHost {
  /** The table to call for a length, counted. */
  choose(kernel: number, n: number): KernelTable;
  /** Demands that an output shares no byte with another array. */
  assertApart(input: Float64Array, out: Float64Array, name: string): void;
  /** Room for so many numbers, whatever they are. */
  scratchOf(length: number): Float64Array;
  /** Gives back scratch that is too large to keep. */
  trimScratch(): void;
}

/** Where the results of {@link SeriesKernels.directional} go; those that are left out are not computed. */
export interface DirectionalOutputs {
  adx?: Float64Array;
  dx?: Float64Array;
  plus?: Float64Array;
  minus?: Float64Array;
}

/** Periods are 32-bit signed in C. */
const MAX_PERIOD = 0x7fffffff;
/** Blocks that the widest instruction set tallies side by side. */
const BLOCKS = 8;
/** Bars whose typical prices `cci` holds besides those of one window (CCI_BARS in c/fast/cci.h). */
const CCI_BARS = 1024;

const none = new Float64Array(0);

/**
 * Technical indicators over whole series, as `kernels.series`. They have a fast mode only: native and portable agree
 * within a bound, not to the bit.
 *
 * What they compute is TA-Lib's, with its defaults (no unstable period, averages of its "classic" compatibility), and
 * ranges of zero are told by 0 itself rather than by 1e-14. Inputs are finite numbers, as the caller sees to; an output
 * is as long as the inputs, NaN before its first value, and shares no memory with another array of the call. Periods are
 * in elements; one longer than the series makes the output all NaN.
 *
 * The bound, against the exact value: 1e-12 of the greatest exact output, for periods to 200 and any length. Windows add
 * their own elements only, so nothing drifts and nothing that has left a window is felt; sums of squares are of
 * differences from an element of the window, so that they hold at any price, and no variance is negative.
 */
export class SeriesKernels {
  readonly #host: SeriesHost;

  /** Use `kernels.series`. */
  constructor(host: SeriesHost) {
    this.#host = host;
  }

  /** The sum of each window. */
  sum(values: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.#window(values, period, 1, out);
    this.#host.choose(index.movingSum, n).movingSum(values, n, period, out, this.#tallies(n, period, 1));
    return this.#done(out);
  }

  /** The mean of each window (SMA). */
  sma(values: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.#window(values, period, 1, out);
    this.#host.choose(index.smaFast, n).smaFast(values, n, period, out, this.#tallies(n, period, 1));
    return this.#done(out);
  }

  /** The mean of each window with weights 1 to `period`, the last element's the greatest (WMA). */
  wma(values: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.#window(values, period, 1, out);
    this.#host.choose(index.wma, n).wma(values, n, period, out, this.#tallies(n, period, 2));
    return this.#done(out);
  }

  /** Exponential average with weight 2 / (period + 1), from the mean of the first `period` elements (EMA). */
  ema(values: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.#window(values, period, 1, out);
    this.#host.choose(index.seededEma, n).seededEma(values, n, period, 2 / (period + 1), out);
    return out;
  }

  /** Wilder's average: as {@link ema} with weight 1 / period. */
  rma(values: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.#window(values, period, 1, out);
    this.#host.choose(index.seededEma, n).seededEma(values, n, period, 1 / period, out);
    return out;
  }

  /**
   * MACD: `macd` is the exponential average over `fast` elements less that over `slow` (the greater of the two), both
   * begun at slow − 1; `signal` is its exponential average; `histogram` their difference. All begin at
   * slow + signalPeriod − 2.
   */
  macd(
    values: Float64Array,
    fast: number,
    slow: number,
    signalPeriod: number,
    macd: Float64Array,
    signal: Float64Array,
    histogram: Float64Array,
  ): void {
    assertInteger(fast, 1, MAX_PERIOD, "fast");
    assertInteger(slow, 1, MAX_PERIOD, "slow");
    assertInteger(signalPeriod, 1, MAX_PERIOD, "signalPeriod");
    const n = vectorLength(values, "values");
    this.#output(n, macd, "macd", values);
    this.#output(n, signal, "signal", values, macd);
    this.#output(n, histogram, "histogram", values, macd, signal);
    const quick = Math.min(fast, slow);
    const sluggish = Math.max(fast, slow);
    this.#host.choose(index.macd, n).macd(values, n, quick, sluggish, signalPeriod, macd, signal, histogram);
  }

  /** RSI: 100 gain / (gain + loss) of Wilder's averages of gains and losses, 0 where both are; from `period` on. */
  rsi(values: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.#window(values, period, 2, out);
    this.#host.choose(index.rsi, n).rsi(values, n, period, out);
    return out;
  }

  /** True range, from bar 1 on: the greatest of high − low, |high − close before| and |low − close before|. */
  trueRange(high: Float64Array, low: Float64Array, close: Float64Array, out: Float64Array): Float64Array {
    const n = this.#bars(high, low, close, out);
    this.#host.choose(index.trueRange, n).trueRange(high, low, close, n, out);
    return out;
  }

  /** ATR: Wilder's average of the true range, from the mean of the first `period`, which ends at bar `period`. */
  atr(high: Float64Array, low: Float64Array, close: Float64Array, period: number, out: Float64Array): Float64Array {
    assertInteger(period, 1, MAX_PERIOD, "period");
    const n = this.#bars(high, low, close, out);
    this.#host.choose(index.atr, n).atr(high, low, close, n, period, out);
    return out;
  }

  /** NATR: {@link atr} in percent of the close, 0 where that is 0. */
  natr(high: Float64Array, low: Float64Array, close: Float64Array, period: number, out: Float64Array): Float64Array {
    assertInteger(period, 1, MAX_PERIOD, "period");
    const n = this.#bars(high, low, close, out);
    this.#host.choose(index.natr, n).natr(high, low, close, n, period, out);
    return out;
  }

  /** ADX, as {@link directional} has it. */
  adx(high: Float64Array, low: Float64Array, close: Float64Array, period: number, out: Float64Array): Float64Array {
    assertInteger(period, 2, MAX_PERIOD, "period");
    const n = this.#bars(high, low, close, out);
    this.#host.choose(index.directional, n).directional(high, low, close, n, period, WANT.adx, out, out, out, out);
    return out;
  }

  /**
   * Wilder's directional movement. `plus` and `minus` are 100 × the smoothed upward and downward movement over the
   * smoothed true range (0 where that is 0), `dx` is 100 |plus − minus| / (plus + minus) (the one before where that is
   * 0), all three from `period` on; `adx` is Wilder's average of dx, from 2 period − 1 on.
   */
  directional(
    high: Float64Array,
    low: Float64Array,
    close: Float64Array,
    period: number,
    outputs: DirectionalOutputs,
  ): void {
    assertInteger(period, 2, MAX_PERIOD, "period");
    const { adx = none, dx = none, plus = none, minus = none } = outputs;
    const n = this.#bars(high, low, close, none, 0);
    let want = 0;
    let before: Float64Array[] = [high, low, close];
    for (const [name, out] of [
      ["adx", adx],
      ["dx", dx],
      ["plus", plus],
      ["minus", minus],
    ] as const) {
      if (out === none) continue;
      this.#output(n, out, name, ...before);
      before = [...before, out];
      want |= WANT[name];
    }
    this.#host.choose(index.directional, n).directional(high, low, close, n, period, want, adx, dx, plus, minus);
  }

  /** CCI: (typical price − its mean) / (0.015 × its mean absolute deviation), 0 where either is 0. O(period) a bar. */
  cci(high: Float64Array, low: Float64Array, close: Float64Array, period: number, out: Float64Array): Float64Array {
    assertInteger(period, 1, MAX_PERIOD, "period");
    const n = this.#bars(high, low, close, out);
    const scratch = this.#host.scratchOf(Math.min(n, period) + CCI_BARS);
    this.#host.choose(index.cci, n).cci(high, low, close, n, period, out, scratch);
    return this.#done(out);
  }

  /** The greatest element of each window (MAX). */
  max(values: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.#window(values, period, 1, out);
    this.#host.choose(index.highest, n).highest(values, n, period, out, this.#tallies(n, period, 1));
    return this.#done(out);
  }

  /** The least element of each window (MIN). */
  min(values: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.#window(values, period, 1, out);
    this.#host.choose(index.lowest, n).lowest(values, n, period, out, this.#tallies(n, period, 1));
    return this.#done(out);
  }

  /** The least of `low` and the greatest of `high` in each window; of one series, give it twice (MINMAX). */
  minMax(high: Float64Array, low: Float64Array, period: number, least: Float64Array, greatest: Float64Array): void {
    const n = this.#pair(high, low, "high", "low", period, least, "least");
    this.#output(n, greatest, "greatest", high, low, least);
    const scratch = this.#tallies(n, period, 2);
    this.#host.choose(index.extremes, n).extremes(high, low, n, period, least, greatest, scratch);
    this.#done(least);
  }

  /** Half-way between the extremes of each window (MIDPOINT). */
  midpoint(values: Float64Array, period: number, out: Float64Array): Float64Array {
    return this.midprice(values, values, period, out);
  }

  /** Half-way between the greatest `high` and the least `low` of each window (MIDPRICE). */
  midprice(high: Float64Array, low: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.#pair(high, low, "high", "low", period, out, "out");
    this.#host.choose(index.midprice, n).midprice(high, low, n, period, out, this.#tallies(n, period, 2));
    return this.#done(out);
  }

  /** Williams' %R: −100 (greatest high − close) / (greatest high − least low), 0 where that is 0. */
  willr(high: Float64Array, low: Float64Array, close: Float64Array, period: number, out: Float64Array): Float64Array {
    assertInteger(period, 1, MAX_PERIOD, "period");
    const n = this.#bars(high, low, close, out);
    this.#host.choose(index.willr, n).willr(high, low, close, n, period, out, this.#tallies(n, period, 2));
    return this.#done(out);
  }

  /**
   * STOCH: fast K is 100 (close − least low) / (greatest high − least low) over `fast` bars, 0 where that is 0; `k` its
   * simple average over `slow`, `d` that of `k` over `signal`; both from fast + slow + signal − 3 on. STOCHF is this with
   * `slow` 1.
   */
  stoch(
    high: Float64Array,
    low: Float64Array,
    close: Float64Array,
    fast: number,
    slow: number,
    signal: number,
    k: Float64Array,
    d: Float64Array,
  ): void {
    assertInteger(fast, 1, MAX_PERIOD, "fast");
    assertInteger(slow, 1, MAX_PERIOD, "slow");
    assertInteger(signal, 1, MAX_PERIOD, "signal");
    const n = this.#bars(high, low, close, k);
    this.#output(n, d, "d", high, low, close, k);
    const scratch = this.#host.scratchOf(BLOCKS * 2 * (Math.min(n, Math.max(fast, slow, signal)) + BLOCKS));
    this.#host.choose(index.stoch, n).stoch(high, low, close, n, fast, slow, signal, k, d, scratch);
    this.#done(k);
  }

  /** The population variance of each window (VAR). */
  variance(values: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.#window(values, period, 1, out);
    this.#host.choose(index.movingVariance, n).movingVariance(values, n, period, out, this.#tallies(n, period, 2));
    return this.#done(out);
  }

  /** The population standard deviation of each window, times `deviations` (STDDEV). */
  stddev(values: Float64Array, period: number, deviations: number, out: Float64Array): Float64Array {
    const n = this.#window(values, period, 1, out);
    assertFinite(deviations, "deviations");
    this.#host.choose(index.stddev, n).stddev(values, n, period, deviations, out, this.#tallies(n, period, 2));
    return this.#done(out);
  }

  /** Bollinger's bands: the mean of each window, `above` population standard deviations above and `below` below it. */
  bbands(
    values: Float64Array,
    period: number,
    above: number,
    below: number,
    upper: Float64Array,
    middle: Float64Array,
    lower: Float64Array,
  ): void {
    const n = vectorLength(values, "values");
    assertInteger(period, 1, MAX_PERIOD, "period");
    assertFinite(above, "above");
    assertFinite(below, "below");
    this.#output(n, upper, "upper", values);
    this.#output(n, middle, "middle", values, upper);
    this.#output(n, lower, "lower", values, upper, middle);
    const scratch = this.#tallies(n, period, 2);
    this.#host.choose(index.bbands, n).bbands(values, n, period, above, below, upper, middle, lower, scratch);
    this.#done(middle);
  }

  /** Pearson's correlation of each window, 0 where one of the two does not vary (CORREL). */
  correl(x: Float64Array, y: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.#pair(x, y, "x", "y", period, out, "out");
    this.#host.choose(index.correl, n).correl(x, y, n, period, out, this.#tallies(n, period, 5));
    return this.#done(out);
  }

  /**
   * BETA: the slope of the relative changes of `y` on those of `x`, over windows of `period` changes; 0 where x's do not
   * vary. From `period` on.
   */
  beta(x: Float64Array, y: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.#pair(x, y, "x", "y", period, out, "out");
    this.#host.choose(index.beta, n).beta(x, y, n, period, out, this.#tallies(n, period, 5));
    return this.#done(out);
  }

  /**
   * The value of each window's least-squares line at `place`: 0 is the window's first element, `period` − 1, the default,
   * its last. LINEARREG; with 0 LINEARREG_INTERCEPT, with `period` TSF.
   */
  linearReg(values: Float64Array, period: number, out: Float64Array, place: number = period - 1): Float64Array {
    const n = this.#window(values, period, 2, out);
    assertFinite(place, "place");
    this.#host.choose(index.regression, n).regression(values, n, period, place, out, this.#tallies(n, period, 2));
    return this.#done(out);
  }

  /** The slope of each window's least-squares line (LINEARREG_SLOPE). */
  linearRegSlope(values: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.#window(values, period, 2, out);
    this.#host.choose(index.regressionSlope, n).regressionSlope(values, n, period, out, this.#tallies(n, period, 2));
    return this.#done(out);
  }

  #window(values: Float64Array, period: number, least: number, out: Float64Array): number {
    const n = vectorLength(values, "values");
    assertInteger(period, least, MAX_PERIOD, "period");
    this.#output(n, out, "out", values);
    return n;
  }

  #pair(
    x: Float64Array,
    y: Float64Array,
    xName: string,
    yName: string,
    period: number,
    out: Float64Array,
    name: string,
  ): number {
    const n = commonLength(x, xName, y, yName);
    assertInteger(period, 1, MAX_PERIOD, "period");
    this.#output(n, out, name, x, y);
    return n;
  }

  #bars(high: Float64Array, low: Float64Array, close: Float64Array, out: Float64Array, outputs = 1): number {
    const n = commonLength(high, "high", low, "low");
    commonLength(high, "high", close, "close");
    if (outputs > 0) this.#output(n, out, "out", high, low, close);
    return n;
  }

  #output(n: number, out: Float64Array, name: string, ...others: Float64Array[]): void {
    assertRoom(out, n, name);
    for (const other of others) this.#host.assertApart(other, out, name);
  }

  /** Room for the tallies of a window's blocks, `width` numbers each. */
  #tallies(n: number, period: number, width: number): Float64Array {
    return this.#host.scratchOf(BLOCKS * width * (Math.max(0, Math.min(period, n - period + 1)) + BLOCKS));
  }

  #done(out: Float64Array): Float64Array {
    this.#host.trimScratch();
    return out;
  }
}

function assertFinite(value: number, name: string): void {
  if (!Number.isFinite(value))
    throw new InputError("INPUT_OUT_OF_RANGE", `${name}: got ${describeValue(value)}; allowed: a finite number`);
}
