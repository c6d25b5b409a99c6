import { assertFinite, BLOCKS, floor, MAX_PERIOD, SeriesBase } from "./series-base.ts";
import { kernelIndex as index } from "./table.ts";
import { assertInteger, commonLength, vectorLength } from "./validate.ts";

/** Bars whose typical prices `cci` holds besides those of one window (CCI_BARS in c/fast/cci.h). */
const CCI_BARS = 1024;

/** The indicators of {@link SeriesKernels} that are those of a window alone. */
export abstract class SeriesWindows extends SeriesBase {
  /** The sum of each window. */
  sum(values: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.window(values, period, 1, out);
    this.tell(this.host.choose(index.movingSum, n).movingSum(values, n, period, out, this.tallies(n, period, 1)));
    return this.done(out);
  }

  /** The mean of each window (SMA). */
  sma(values: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.window(values, period, 1, out);
    this.tell(this.host.choose(index.smaFast, n).smaFast(values, n, period, out, this.tallies(n, period, 1)));
    return this.done(out);
  }

  /** The mean of each window with weights 1 to `period`, the last element's the greatest (WMA). */
  wma(values: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.window(values, period, 1, out);
    this.tell(this.host.choose(index.wma, n).wma(values, n, period, out, this.tallies(n, period, 2)));
    return this.done(out);
  }

  /** The greatest element of each window (MAX). */
  max(values: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.window(values, period, 1, out);
    this.tell(this.host.choose(index.highest, n).highest(values, n, period, out, this.tallies(n, period, 1)));
    return this.done(out);
  }

  /** The least element of each window (MIN). */
  min(values: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.window(values, period, 1, out);
    this.tell(this.host.choose(index.lowest, n).lowest(values, n, period, out, this.tallies(n, period, 1)));
    return this.done(out);
  }

  /** The least of `low` and the greatest of `high` in each window; of one series, give it twice (MINMAX). */
  minMax(high: Float64Array, low: Float64Array, period: number, least: Float64Array, greatest: Float64Array): void {
    const n = this.pair(high, low, "high", "low", period, least, "least");
    this.output(n, greatest, "greatest", high, low, least);
    const scratch = this.tallies(n, period, 2);
    this.tell(this.host.choose(index.extremes, n).extremes(high, low, n, period, least, greatest, scratch));
    this.done(least);
  }

  /** Half-way between the extremes of each window (MIDPOINT). */
  midpoint(values: Float64Array, period: number, out: Float64Array): Float64Array {
    return this.midprice(values, values, period, out);
  }

  /** Half-way between the greatest `high` and the least `low` of each window (MIDPRICE). */
  midprice(high: Float64Array, low: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.pair(high, low, "high", "low", period, out, "out");
    this.tell(this.host.choose(index.midprice, n).midprice(high, low, n, period, out, this.tallies(n, period, 2)));
    return this.done(out);
  }

  /** Williams' %R: −100 (greatest high − close) / (greatest high − least low), 0 where that is 0. */
  willr(high: Float64Array, low: Float64Array, close: Float64Array, period: number, out: Float64Array): Float64Array {
    assertInteger(period, 1, MAX_PERIOD, "period");
    const n = this.bars(high, low, close, out);
    this.tell(this.host.choose(index.willr, n).willr(high, low, close, n, period, out, this.tallies(n, period, 2)));
    return this.done(out);
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
    const n = this.bars(high, low, close, k);
    this.output(n, d, "d", high, low, close, k);
    const scratch = this.host.scratchOf(BLOCKS * 2 * (Math.min(n, Math.max(fast, slow, signal)) + BLOCKS));
    this.tell(this.host.choose(index.stoch, n).stoch(high, low, close, n, fast, slow, signal, k, d, scratch));
    this.done(k);
  }

  /** The population variance of each window (VAR). */
  variance(values: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.window(values, period, 1, out);
    this.tell(
      this.host.choose(index.movingVariance, n).movingVariance(values, n, period, out, this.tallies(n, period, 2)),
    );
    return this.done(out);
  }

  /** The population standard deviation of each window, times `deviations` (STDDEV). */
  stddev(values: Float64Array, period: number, deviations: number, out: Float64Array): Float64Array {
    const n = this.window(values, period, 1, out);
    assertFinite(deviations, "deviations");
    this.tell(this.host.choose(index.stddev, n).stddev(values, n, period, deviations, out, this.tallies(n, period, 2)));
    return this.done(out);
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
    this.output(n, upper, "upper", values);
    this.output(n, middle, "middle", values, upper);
    this.output(n, lower, "lower", values, upper, middle);
    const scratch = this.tallies(n, period, 2);
    this.tell(this.host.choose(index.bbands, n).bbands(values, n, period, above, below, upper, middle, lower, scratch));
    this.done(middle);
  }

  /** Pearson's correlation of each window, 0 where one of the two does not vary (CORREL). */
  correl(x: Float64Array, y: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.pair(x, y, "x", "y", period, out, "out");
    this.tell(this.host.choose(index.correl, n).correl(x, y, n, period, out, this.tallies(n, period, 5)));
    return this.done(out);
  }

  /**
   * BETA: the slope of the relative changes of `y` on those of `x`, over windows of `period` changes; 0 where x's do not
   * vary. From `period` on.
   */
  beta(x: Float64Array, y: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.pair(x, y, "x", "y", period, out, "out");
    this.tell(this.host.choose(index.beta, n).beta(x, y, n, period, out, this.tallies(n, period, 5)));
    return this.done(out);
  }

  /**
   * The value of each window's least-squares line at `place`: 0 is the window's first element, `period` − 1, the default,
   * its last. LINEARREG; with 0 LINEARREG_INTERCEPT, with `period` TSF.
   */
  linearReg(values: Float64Array, period: number, out: Float64Array, place: number = period - 1): Float64Array {
    const n = this.window(values, period, 2, out);
    assertFinite(place, "place");
    this.tell(
      this.host.choose(index.regression, n).regression(values, n, period, place, out, this.tallies(n, period, 2)),
    );
    return this.done(out);
  }

  /** The slope of each window's least-squares line (LINEARREG_SLOPE). */
  linearRegSlope(values: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.window(values, period, 2, out);
    this.tell(
      this.host.choose(index.regressionSlope, n).regressionSlope(values, n, period, out, this.tallies(n, period, 2)),
    );
    return this.done(out);
  }

  /**
   * CCI: (typical price − its mean) / (0.015 × its mean absolute deviation), 0 where that deviation is no more than the
   * price's rounding. O(period) a bar.
   */
  cci(high: Float64Array, low: Float64Array, close: Float64Array, period: number, out: Float64Array): Float64Array {
    assertInteger(period, 1, MAX_PERIOD, "period");
    const n = this.bars(high, low, close, out);
    const scratch = this.host.scratchOf(Math.min(n, period) + CCI_BARS);
    this.tell(this.host.choose(index.cci, n).cci(high, low, close, n, period, out, scratch));
    return this.done(out);
  }

  /**
   * AROON: how lately, among the last `period` + 1 bars, the least low (`down`) and the greatest high (`up`) were; 100
   * now, 0 `period` bars ago, the later of equals. From `period` on.
   */
  aroon(high: Float64Array, low: Float64Array, period: number, down: Float64Array, up: Float64Array): void {
    const n = this.pair(high, low, "high", "low", period, down, "down");
    this.output(n, up, "up", high, low, down);
    this.tell(this.host.choose(index.aroon, n).aroon(high, low, n, period, down, up, this.tallies(n, period + 1, 4)));
    this.done(down);
  }

  /**
   * MFI: of the flows of money (typical price × volume) of the last `period` bars, the share in percent that came with a
   * rising typical price; 0 for none at all, or for less than `least`. From `period` on. Flows that are negative are told
   * as what is not finite is.
   */
  mfi(
    high: Float64Array,
    low: Float64Array,
    close: Float64Array,
    volume: Float64Array,
    period: number,
    out: Float64Array,
    least = 0,
  ): Float64Array {
    assertInteger(period, 1, MAX_PERIOD, "period");
    const n = this.bars(high, low, close, out);
    commonLength(high, "high", volume, "volume");
    this.output(n, out, "out", volume);
    const scratch = this.host.scratchOf(n + BLOCKS * 2 * (Math.min(period, n) + BLOCKS));
    this.tell(this.host.choose(index.mfi, n).mfi(high, low, close, volume, n, period, floor(least), out, scratch));
    return this.done(out);
  }
}
