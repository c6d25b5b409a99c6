import { WANT } from "./portable/directional.ts";
import { COMPARE } from "./portable/recursions.ts";
import { assertFinite, floor, LEAST, MAX_PERIOD } from "./series-base.ts";
import { SeriesWindows } from "./series-windows.ts";
import { kernelIndex as index } from "./table.ts";
import { assertInteger, commonLength, vectorLength } from "./validate.ts";

export type { SeriesHost } from "./series-base.ts";

/** Where the results of {@link SeriesKernels.directional} go; those that are left out are not computed. */
export interface DirectionalOutputs {
  adx?: Float64Array;
  dx?: Float64Array;
  plus?: Float64Array;
  minus?: Float64Array;
}

/** Weights of averages of averages: DEMA, TEMA and the third average alone. */
const DOUBLE = Float64Array.of(2, -1);
const TRIPLE = Float64Array.of(3, -3, 1);
const THIRD = Float64Array.of(0, 0, 1);

const none = new Float64Array(0);

/**
 * Technical indicators over whole series, as `kernels.series`. They have a fast mode only: native and portable agree
 * within a bound, not to the bit.
 *
 * What they compute is TA-Lib's, with its defaults (no unstable period, averages of its "classic" compatibility), and
 * ranges of zero are told by 0 itself rather than by 1e-14. Inputs are finite numbers: {@link SeriesKernels.finite} tells,
 * after a call, whether they were, which costs next to nothing. An output is as long as the inputs, NaN before its first value, and shares no memory with another array of the call. Periods are
 * in elements; one longer than the series makes the output all NaN.
 *
 * The bound, against the exact value: 1e-12 of the greatest exact output, for periods to 200 and any length. Windows add
 * their own elements only, so nothing drifts and nothing that has left a window is felt; sums of squares are of
 * differences from an element of the window, so that they hold at any price, and no variance is negative.
 */
export class SeriesKernels extends SeriesWindows {
  /** Exponential average with weight 2 / (period + 1), from the mean of the first `period` elements (EMA). */
  ema(values: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.window(values, period, 1, out);
    this.tell(this.host.choose(index.seededEma, n).seededEma(values, n, period, 2 / (period + 1), out));
    return out;
  }

  /** Wilder's average: as {@link ema} with weight 1 / period. */
  rma(values: Float64Array, period: number, out: Float64Array): Float64Array {
    const n = this.window(values, period, 1, out);
    this.tell(this.host.choose(index.seededEma, n).seededEma(values, n, period, 1 / period, out));
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
    this.output(n, macd, "macd", values);
    this.output(n, signal, "signal", values, macd);
    this.output(n, histogram, "histogram", values, macd, signal);
    const quick = Math.min(fast, slow);
    const sluggish = Math.max(fast, slow);
    this.tell(this.host.choose(index.macd, n).macd(values, n, quick, sluggish, signalPeriod, macd, signal, histogram));
  }

  /**
   * RSI: 100 gain / (gain + loss) of Wilder's averages of gains and losses, from `period` on. 0 where both are, or where
   * their sum, times `period`, is below `least`.
   */
  rsi(values: Float64Array, period: number, out: Float64Array, least = 0): Float64Array {
    const n = this.window(values, period, 2, out);
    this.tell(this.host.choose(index.rsi, n).rsi(values, n, period, floor(least), out));
    return out;
  }

  /** True range, from bar 1 on: the greatest of high − low, |high − close before| and |low − close before|. */
  trueRange(high: Float64Array, low: Float64Array, close: Float64Array, out: Float64Array): Float64Array {
    const n = this.bars(high, low, close, out);
    this.tell(this.host.choose(index.trueRange, n).trueRange(high, low, close, n, out));
    return out;
  }

  /** ATR: Wilder's average of the true range, from the mean of the first `period`, which ends at bar `period`. */
  atr(high: Float64Array, low: Float64Array, close: Float64Array, period: number, out: Float64Array): Float64Array {
    assertInteger(period, 1, MAX_PERIOD, "period");
    const n = this.bars(high, low, close, out);
    this.tell(this.host.choose(index.atr, n).atr(high, low, close, n, period, out));
    return out;
  }

  /** NATR: {@link atr} in percent of the close, 0 where that is 0. */
  natr(high: Float64Array, low: Float64Array, close: Float64Array, period: number, out: Float64Array): Float64Array {
    assertInteger(period, 1, MAX_PERIOD, "period");
    const n = this.bars(high, low, close, out);
    this.tell(this.host.choose(index.natr, n).natr(high, low, close, n, period, out));
    return out;
  }

  /** ADX, as {@link directional} has it. */
  adx(high: Float64Array, low: Float64Array, close: Float64Array, period: number, out: Float64Array): Float64Array {
    assertInteger(period, 2, MAX_PERIOD, "period");
    const n = this.bars(high, low, close, out);
    this.tell(
      this.host
        .choose(index.directional, n)
        .directional(high, low, close, n, period, WANT.adx, LEAST, out, out, out, out),
    );
    return out;
  }

  /**
   * Wilder's directional movement. `plus` and `minus` are 100 × the smoothed upward and downward movement over the
   * smoothed true range (0 where that is 0, or as a sum below `least`), `dx` is 100 |plus − minus| / (plus + minus) (the
   * one before where that is 0), all three from `period` on; `adx` is Wilder's average of dx, from 2 period − 1 on.
   */
  directional(
    high: Float64Array,
    low: Float64Array,
    close: Float64Array,
    period: number,
    outputs: DirectionalOutputs,
    least = 0,
  ): void {
    assertInteger(period, 2, MAX_PERIOD, "period");
    const { adx = none, dx = none, plus = none, minus = none } = outputs;
    const n = this.bars(high, low, close, none, 0);
    let want = 0;
    let before: Float64Array[] = [high, low, close];
    for (const [name, out] of [
      ["adx", adx],
      ["dx", dx],
      ["plus", plus],
      ["minus", minus],
    ] as const) {
      if (out === none) continue;
      this.output(n, out, name, ...before);
      before = [...before, out];
      want |= WANT[name];
    }
    this.tell(
      this.host
        .choose(index.directional, n)
        .directional(high, low, close, n, period, want, floor(least), adx, dx, plus, minus),
    );
  }

  /** DEMA: 2 {@link ema} less the average of that. From 2 (period − 1) on. */
  dema(values: Float64Array, period: number, out: Float64Array): Float64Array {
    return this.#chain(values, period, DOUBLE, 0, out);
  }

  /** TEMA: 3 (first average − second) + third. From 3 (period − 1) on. */
  tema(values: Float64Array, period: number, out: Float64Array): Float64Array {
    return this.#chain(values, period, TRIPLE, 0, out);
  }

  /** TRIX: the change of the third average, in percent, within 1e-12 percent; 0 where it was 0. From 3 (period − 1) + 1 on. */
  trix(values: Float64Array, period: number, out: Float64Array): Float64Array {
    return this.#chain(values, period, THIRD, 1, out);
  }

  /** T3: Tillson's average of six, `volumeFactor` 0.7 by default. From 6 (period − 1) on. */
  t3(values: Float64Array, period: number, out: Float64Array, volumeFactor: number = 0.7): Float64Array {
    assertFinite(volumeFactor, "volumeFactor");
    const v = volumeFactor;
    const w = 1 + v;
    const weights = Float64Array.of(0, 0, w * w * w, -3 * v * w * w, 3 * v * v * w, -v * v * v);
    return this.#chain(values, period, weights, 0, out);
  }

  /** MOM: the element less that `period` before. */
  mom(values: Float64Array, period: number, out: Float64Array): Float64Array {
    return this.#compare(values, period, COMPARE.mom, out);
  }

  /** ROC: {@link mom} in percent of the element before, 0 where that is 0. */
  roc(values: Float64Array, period: number, out: Float64Array): Float64Array {
    return this.#compare(values, period, COMPARE.roc, out);
  }

  /** ROCP: {@link mom} as a share of the element before, 0 where that is 0. */
  rocp(values: Float64Array, period: number, out: Float64Array): Float64Array {
    return this.#compare(values, period, COMPARE.rocp, out);
  }

  /** ROCR: the element as a share of the one `period` before, 0 where that is 0. */
  rocr(values: Float64Array, period: number, out: Float64Array): Float64Array {
    return this.#compare(values, period, COMPARE.rocr, out);
  }

  /** ROCR100: {@link rocr} in percent. */
  rocr100(values: Float64Array, period: number, out: Float64Array): Float64Array {
    return this.#compare(values, period, COMPARE.rocr100, out);
  }

  /** OBV: volume added up where the close rises, less where it falls; from the first volume. */
  obv(close: Float64Array, volume: Float64Array, out: Float64Array): Float64Array {
    const n = this.pair(close, volume, "close", "volume", 1, out, "out");
    this.tell(this.host.choose(index.obv, n).obv(close, volume, n, out));
    return out;
  }

  /** AD: the sum so far of volume × ((close − low) − (high − close)) / (high − low), 0 for a bar without a range. */
  ad(
    high: Float64Array,
    low: Float64Array,
    close: Float64Array,
    volume: Float64Array,
    out: Float64Array,
  ): Float64Array {
    const n = this.bars(high, low, close, out);
    commonLength(high, "high", volume, "volume");
    this.output(n, out, "out", volume);
    this.tell(this.host.choose(index.accumulation, n).accumulation(high, low, close, volume, n, out));
    return out;
  }

  #compare(values: Float64Array, period: number, how: number, out: Float64Array): Float64Array {
    const n = this.window(values, period, 1, out);
    this.tell(this.host.choose(index.momentum, n).momentum(values, n, period, how, out));
    return out;
  }

  #chain(
    values: Float64Array,
    period: number,
    weights: Float64Array,
    relative: 0 | 1,
    out: Float64Array,
  ): Float64Array {
    const n = this.window(values, period, 1, out);
    this.tell(this.host.choose(index.emaChain, n).emaChain(values, n, period, weights.length, weights, relative, out));
    return out;
  }
}
