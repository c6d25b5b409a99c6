/** Moving averages as functions of series. */
import { homodyne, LOOKBACK_SHORT, WARM_SHORT } from "./cycles.ts";
import type { Series, Timing } from "./graph.ts";
import { delay, divide, ema, later, sma, sum, wilder } from "./vocabulary.ts";

/** Gives the outputs to hold back of a function of TA-Lib's, as `Build` does. */
export type Unstable = (name: string) => number;

const none: Unstable = () => 0;

/** Linearly weighted average of the last `period` values. */
export function wma(value: Series, period: number, timing?: Timing): Series {
  const divisor = (period * (period + 1)) / 2;
  return value.graph.apply("wma", [value], { divisor, period }, timing)[0]!;
}

/** Exponential average of weight 2 / (period + 1) that begins with the first value. */
export function emaFromFirst(value: Series, period: number, timing?: Timing): Series {
  // An average of one bar's seed.
  return value.graph.apply("ema", [value], { weight: 2 / (period + 1), period: 1 }, timing)[0]!;
}

/** Triangular average: the mean of means of half the period. */
export function trima(value: Series, period: number, timing?: Timing): Series {
  if (period <= 2) return sma(value, period, timing);
  const half = Math.floor((period + 1) / 2);
  const rest = period + 1 - half;
  return divide(sum(sum(value, half, timing), rest), half * rest);
}

/** Double exponential average, 2 e − e of e. Mulloy (1994). */
export function dema(value: Series, period: number, timing: Timing = {}): Series {
  const first = ema(value, period, timing);
  const second = ema(first, period, { quiet: timing.quiet ?? 0 });
  return value.graph.apply("combine2", [first, second], { wa: 2, wb: -1 })[0]!;
}

/** Triple exponential average, 3 e − 3 e of e + e of e of e. Mulloy (1994). */
export function tema(value: Series, period: number, timing: Timing = {}): Series {
  const quiet = timing.quiet ?? 0;
  const first = ema(value, period, timing);
  const second = ema(first, period, { quiet });
  const third = ema(second, period, { quiet });
  return value.graph.apply("combine3", [first, second, third], { wa: 3, wb: -3, wc: 1 })[0]!;
}

/** DEMA and TEMA of averages that begin with their first values, each after `period` − 1 of those before. Tulip. */
export function chainFromFirst(value: Series, period: number, links: 2 | 3): Series {
  const first = emaFromFirst(value, period);
  const second = emaFromFirst(first, period, { skip: period - 1 });
  const third = emaFromFirst(second, period, { skip: period - 1 });
  const whole =
    links === 2
      ? value.graph.apply("combine2", [first, second], { wa: 2, wb: -1 })
      : value.graph.apply("combine3", [first, second, third], { wa: 3, wb: -3, wc: 1 });
  return later(whole[0]!, { from: value.start + links * (period - 1) });
}

/** Tillson's T3: six exponential averages in a chain; `factor` 0 gives the third of them, 1 the most overshoot. */
export function t3(value: Series, period: number, factor: number, timing?: Timing): Series {
  const weight = 2 / (period + 1);
  const square = factor * factor;
  const c6 = -(square * factor);
  const c5 = 3 * (square - c6);
  const c4 = -6 * square - 3 * (factor - c6);
  const c3 = 1 + 3 * factor - c6 + 3 * square;
  return value.graph.apply("t3", [value], { weight, rest: 1 - weight, c6, c5, c4, c3, period }, timing)[0]!;
}

/** Net change of the last `period` bars ÷ way travelled in them. Kaufman. */
export function efficiencyRatio(value: Series, period: number, timing?: Timing): Series {
  const [, distance] = value.graph.apply("travel", [value], {}, timing);
  const [oldest] = value.graph.apply("delay", [value], { distance: period }, timing);
  return value.graph.apply("efficiency", [value, oldest!, period === 1 ? distance! : sum(distance!, period)])[0]!;
}

/** Kaufman's adaptive average over `period` bars, between averages of 2 and 30 bars. */
export function kama(value: Series, period: number, timing: Timing = {}): Series {
  const { quiet = 0, ...start } = timing;
  const slowest = 2 / (30 + 1);
  const ratio = efficiencyRatio(value, period, start);
  const [before] = value.graph.apply("travel", [value], {}, start);
  return value.graph.apply("kama", [value, before!, ratio], { range: 2 / (2 + 1) - slowest, slowest }, { quiet })[0]!;
}

/** MESA adaptive average, and the one that follows it. Ehlers. */
export function mama(value: Series, fastLimit: number, slowLimit: number, timing: Timing = {}): [Series, Series] {
  const { quiet = 0, ...start } = timing;
  const { inPhase, quadrature } = homodyne(value, WARM_SHORT, start);
  const [line, following] = value.graph.apply(
    "mama",
    [value, inPhase, quadrature],
    { fastLimit, slowLimit },
    { skip: WARM_SHORT, quiet: quiet + LOOKBACK_SHORT - WARM_SHORT },
  );
  return [line!, following!];
}

/** Hull's average: WMA of 2 WMA(n / 2) − WMA(n), over √n bars; halves and roots cut to whole numbers. */
export function hma(value: Series, period: number, timing?: Timing): Series {
  if (period === 1) return later(value, timing);
  const half = Math.max(1, Math.floor(period / 2));
  const long = wma(value, period, timing);
  const short = half === 1 ? value : wma(value, half, timing);
  const [raw] = value.graph.apply("combine2", [short, long], { wa: 2, wb: -1 });
  const root = Math.floor(Math.sqrt(period));
  return root === 1 ? raw! : wma(raw!, root);
}

/** Zero-lag exponential average: of 2 x − x of half the period before. Ehlers and Way. */
export function zlema(value: Series, period: number, timing: Timing = {}): Series {
  const { quiet = 0, ...start } = timing;
  const lag = Math.floor((period - 1) / 2);
  const before = delay(later(value, start), lag);
  const [ahead] = value.graph.apply("combine2", [value, before], { wa: 2, wb: -1 });
  return ema(ahead!, period, { quiet });
}

/** When an average begins, and what it is where the type is TA-Lib's `DEFAULT`. */
export interface AverageOptions {
  /** Values to leave out before it begins. Default 0. */
  skip?: number;
  /** The bar before which it does not begin. Default 0. */
  from?: number;
  /** The type that 11 stands for. Default 0, SMA. */
  standard?: number;
}

/**
 * A moving average by its number in TA-Lib (`maTypes`); a copy, where the period is 1. MAMA and T3 have TA-Lib's standard
 * limits and factor, MAMA whatever the period.
 */
export function movingAverage(
  value: Series,
  period: number,
  type: number,
  unstable: Unstable = none,
  options: AverageOptions = {},
): Series {
  const { standard = 0, ...start } = options;
  const quietly = (name: string): Timing => ({ ...start, quiet: unstable(name) });
  if (period === 1 || type === 10) return later(value, start);
  switch (type === 11 ? standard : type) {
    case 1:
      return ema(value, period, quietly("EMA"));
    case 2:
      return wma(value, period, start);
    case 3:
      return dema(value, period, quietly("EMA"));
    case 4:
      return tema(value, period, quietly("EMA"));
    case 5:
      return trima(value, period, start);
    case 6:
      return kama(value, period, quietly("KAMA"));
    case 7:
      return mama(value, 0.5, 0.05, quietly("MAMA"))[0];
    case 8:
      return t3(value, period, 0.7, quietly("T3"));
    case 9:
      return hma(value, period, start);
    case 12:
      return zlema(value, period, quietly("EMA"));
    case 13:
      return wilder(value, period, quietly("RMA"));
    default:
      return sma(value, period, start);
  }
}
