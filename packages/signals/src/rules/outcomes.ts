/** What became of signals: how often they were right, beside how often that would have been so anyway. */
import { ConfigError, InputError, inverseNormal } from "@hotpath/core";

/** Signals of a rule over the bars of a symbol, as `batch` gives them, with the closes. */
export interface SignalSeries {
  /** Where it is neither 0 nor NaN, there was a signal; where it is NaN, nothing was known. */
  readonly signals: Float64Array;
  readonly close: Float64Array;
}

/** How signals are judged. */
export interface OutcomeOptions {
  direction: "up" | "down";
  /** Bars after which it is looked: a signal is right where the close has moved in its direction by then. */
  horizon: number;
  /** Of the confidence interval, above 0 and below 1; default 0.95. */
  level?: number;
}

/** What became of a rule's signals. */
export interface RuleOutcome {
  signals: number;
  /** Those whose horizon is over. */
  judged: number;
  /** Judged ones that do not overlap: each is taken that comes a horizon or more after the one taken before. */
  apart: number;
  /** The share of the judged that were right; NaN where there are none. */
  hitRate: number;
  /** Wilson's interval of that share, for as many trials as there are signals apart; NaN where there are none. */
  lower: number;
  upper: number;
  /** The share of all bars at which the rule knew what it says of which the same came true. */
  baseRate: number;
  /** Mean of the relative change over the horizon after signals, and after all these bars; NaN where a close is not above 0. */
  meanChange: number;
  baseChange: number;
}

/** Bars whose outcome is known. */
interface Tally {
  count: number;
  right: number;
  change: number;
}

/**
 * Judges a rule by what came after. Signals that overlap share their outcome, so the interval counts those apart alone; of
 * several symbols that move together even that is generous.
 *
 * @param series of one symbol or several
 * @throws {InputError} columns that are not of one length
 */
export function judgeRule(series: readonly SignalSeries[], options: OutcomeOptions): RuleOutcome {
  const { horizon, level = 0.95 } = checked(options);
  const [after, all]: [Tally, Tally] = [
    { count: 0, right: 0, change: 0 },
    { count: 0, right: 0, change: 0 },
  ];
  let [signals, apart] = [0, 0];
  for (const each of series) {
    const { length } = checkLengths(each);
    let free = 0;
    for (let t = 0; t < length; t++) {
      const signal = each.signals[t]!;
      if (Number.isNaN(signal)) continue;
      if (signal !== 0) signals += 1;
      const right = isRight(each.close, t, options);
      if (right === undefined) continue;
      const change = each.close[t]! > 0 ? each.close[t + horizon]! / each.close[t]! - 1 : Number.NaN;
      tally(all, right, change);
      if (signal === 0) continue;
      tally(after, right, change);
      if (t < free) continue;
      apart += 1;
      free = t + horizon;
    }
  }
  const hitRate = after.right / after.count;
  const { lower, upper } = wilsonInterval(hitRate, apart, level);
  return {
    signals,
    judged: after.count,
    apart,
    hitRate,
    lower,
    upper,
    baseRate: all.right / all.count,
    meanChange: after.change / after.count,
    baseChange: all.change / all.count,
  };
}

/** What a probability counts the base rate for: as many outcomes. */
const PRIOR = 20;

/**
 * The probability that each signal is right, by what was known at its bar: the share of the rule's earlier signals that
 * were right, those that overlap counted once, drawn to the base rate as if that were 20 more outcomes.
 *
 * @returns at bars with a signal, 0 to 1; NaN at others, and where no outcome was known yet
 * @throws {InputError} columns that are not of one length
 */
export function signalProbabilities(series: SignalSeries, options: OutcomeOptions): Float64Array {
  const { horizon } = checked(options);
  const { length } = checkLengths(series);
  const out = new Float64Array(length).fill(Number.NaN);
  let [hits, count, baseRight, baseCount, free] = [0, 0, 0, 0, 0];
  for (let t = 0; t < length; t++) {
    // The bar whose outcome this one tells.
    const told = t - horizon;
    const right = told < 0 || Number.isNaN(series.signals[told]!) ? undefined : isRight(series.close, told, options);
    if (right !== undefined) {
      baseCount += 1;
      baseRight += Number(right);
      if (series.signals[told] !== 0 && told >= free) {
        count += 1;
        hits += Number(right);
        free = told + horizon;
      }
    }
    const signal = series.signals[t]!;
    if ((signal > 0 || signal < 0) && baseCount > 0)
      out[t] = (hits + PRIOR * (baseRight / baseCount)) / (count + PRIOR);
  }
  return out;
}

/**
 * Wilson's score interval of a share. (Wilson, "Probable inference, the law of succession, and statistical inference",
 * JASA 22, 1927.)
 *
 * @param share 0 to 1
 * @param trials that it is of; NaN for both ends where there are none
 * @param level of confidence, above 0 and below 1
 * @example wilsonInterval(0.5, 100, 0.95) // { lower: 0.404…, upper: 0.596… }
 */
export function wilsonInterval(share: number, trials: number, level = 0.95): { lower: number; upper: number } {
  if (!(level > 0 && level < 1)) throw new ConfigError("level", level, "a number above 0 and below 1");
  if (!(trials > 0)) return { lower: Number.NaN, upper: Number.NaN };
  const z = inverseNormal((1 + level) / 2);
  const square = (z * z) / trials;
  const middle = (share + square / 2) / (1 + square);
  const half = (z / (1 + square)) * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials));
  return { lower: Math.max(0, middle - half), upper: Math.min(1, middle + half) };
}

/** Whether the close moved as expected; undefined where that is not known. */
function isRight(close: Float64Array, t: number, { direction, horizon }: OutcomeOptions): boolean | undefined {
  const change = t + horizon < close.length ? close[t + horizon]! - close[t]! : Number.NaN;
  if (!Number.isFinite(change)) return undefined;
  return direction === "up" ? change > 0 : change < 0;
}

function tally(to: Tally, right: boolean, change: number): void {
  to.count += 1;
  to.right += Number(right);
  to.change += change;
}

function checked(options: OutcomeOptions): OutcomeOptions {
  const { horizon } = options;
  if (!Number.isSafeInteger(horizon) || horizon < 1) throw new ConfigError("horizon", horizon, "an integer from 1");
  return options;
}

function checkLengths({ signals, close }: SignalSeries): { length: number } {
  if (signals.length !== close.length)
    throw new InputError("INPUT_INVALID", `close: has ${close.length} bars where signals has ${signals.length}`);
  return { length: close.length };
}
