/** What a rule is made of, as plain data that survives JSON. functions.ts writes the same in fewer words. */
import type { IndicatorName, IndicatorParams, Profile } from "@hotpath/indicators";

/** The fields of a bar. */
export type BarField = "open" | "high" | "low" | "close" | "volume";

/** All fields of a bar, in the order of `push`. */
export const BAR_FIELDS: readonly BarField[] = ["open", "high", "low", "close", "volume"];

/** Parameters of an indicator beside its name; none where it has none. */
export type SeriesParams<N extends IndicatorName> =
  IndicatorParams[N] extends Record<string, never> ? unknown : IndicatorParams[N];

/** Where an indicator's inputs come from, where not from the bar. */
export interface SeriesOptions {
  /** Which output, of an indicator that has several; default the first. */
  output?: string;
  /**
   * What it is computed of, instead of the close, for an indicator of any one series; or by name of the input, for one of
   * several: `{ real0: "high", real1: "low" }`.
   */
  of?: Series | Readonly<Record<string, Series>>;
  /** Whose answer where libraries disagree; default `talib`. */
  profile?: Profile;
}

/**
 * An output of an indicator of `@hotpath/indicators`, with its parameters beside its name:
 * `{ indicator: "MACD", fastPeriod: 8, output: "macdHist" }`.
 */
export type IndicatorSeries = {
  [N in IndicatorName]: { indicator: N } & SeriesOptions & SeriesParams<N>;
}[IndicatorName];

/** What an indicator can be computed of. */
export type Series = BarField | IndicatorSeries;

/** The same, where names and parameters are not the compiler's business: what was read, and is checked when it runs. */
export type AnySeries = BarField | AnyIndicator;

/** Any indicator, with parameters that are not known to the compiler. */
export interface AnyIndicator extends Omit<SeriesOptions, "of"> {
  indicator: string;
  of?: AnySeries | Readonly<Record<string, AnySeries>>;
}

/**
 * A number at each bar. What is not there yet, or not finite, is unknown.
 *
 * - a number; a field of the bar; an output of an indicator
 * - `{ ago: 3, of: x }`: as it was 3 bars before
 * - `{ highest: x, bars: 20 }`, `{ lowest: … }`: over 20 bars with this one
 * - `{ add: [x, y] }`, `{ subtract: [x, y] }`, `{ multiply: [x, y] }`, `{ divide: [x, y] }`, `{ absolute: x }`,
 *   `{ minimum: [x, y] }`, `{ maximum: [x, y] }`
 * - `{ timeframe: 5, value: x }`: on bars that are made of 5 of these each, as of the last that has closed
 */
export type Operand<S = Series> =
  | number
  | S
  | { ago: number; of: Operand<S> }
  | { highest: Operand<S>; bars: number }
  | { lowest: Operand<S>; bars: number }
  | { add: readonly Operand<S>[] }
  | { subtract: readonly [Operand<S>, Operand<S>] }
  | { multiply: readonly Operand<S>[] }
  | { divide: readonly [Operand<S>, Operand<S>] }
  | { minimum: readonly Operand<S>[] }
  | { maximum: readonly Operand<S>[] }
  | { absolute: Operand<S> }
  | { timeframe: number; value: Operand<S> };

/** What a divergence is between, and how its pivots are found. */
export interface DivergenceCondition<S = Series> {
  /** `bearish`: a higher high that the other does not confirm; `bullish`: a lower low. */
  divergence: "bearish" | "bullish";
  /** Whose pivots are compared; default the high where bearish, the low where bullish. */
  price?: Operand<S>;
  /** What should confirm them, such as an RSI: compared at the same two bars. */
  against: Operand<S>;
  /** Bars before a pivot that it is not exceeded by, 1 to 500; default 5. */
  left?: number;
  /**
   * Bars after a pivot that it exceeds, 1 to 500; default 5. The condition is true at the bar at which the last of them
   * has closed, so this is the lag of the signal.
   */
  right?: number;
  /** The most bars from one pivot to the next, 1 to 100,000; default 60. */
  maxBars?: number;
}

/**
 * True, false or unknown at each bar, by Kleene's three-valued logic: what depends on a number that is not known is
 * unknown, unless the rest decides it. So `not` says nothing during a warm-up.
 *
 * - `{ above: [x, y] }`, `{ below: [x, y] }`, `{ between: [x, low, high] }` (both ends included)
 * - `{ crossesAbove: [x, y] }`: above now, and not above at the bar before; `{ crossesBelow: [x, y] }`
 * - `{ rising: x, bars: 3 }`: higher than the bar before, three bars in a row; `{ falling: … }`
 * - `{ breaksAbove: x, bars: 20, of?: y }`: above the highest of `of` (default `high`) in the 20 bars before;
 *   `{ breaksBelow: … }`: below the lowest (default `low`)
 * - {@link DivergenceCondition}
 * - `{ candle: "CDLHAMMER", says?: "bullish" | "bearish" | "either" }`: TA-Lib's patterns, by the sign of what they give
 * - `{ all: […] }`, `{ any: […] }`, `{ not: c }`
 * - `{ within: 3, when: c }`: at this bar or one of the two before
 * - `{ timeframe: 5, when: c }`: on bars that are made of 5 of these each, as of the last that has closed
 */
export type Condition<S = Series> =
  | { above: readonly [Operand<S>, Operand<S>] }
  | { below: readonly [Operand<S>, Operand<S>] }
  | { between: readonly [Operand<S>, Operand<S>, Operand<S>] }
  | { crossesAbove: readonly [Operand<S>, Operand<S>] }
  | { crossesBelow: readonly [Operand<S>, Operand<S>] }
  | { rising: Operand<S>; bars: number }
  | { falling: Operand<S>; bars: number }
  | { breaksAbove: Operand<S>; bars: number; of?: Operand<S> }
  | { breaksBelow: Operand<S>; bars: number; of?: Operand<S> }
  | DivergenceCondition<S>
  | { candle: CandleName | AnyName<S>; says?: CandleSays }
  | { all: readonly Condition<S>[] }
  | { any: readonly Condition<S>[] }
  | { not: Condition<S> }
  | { within: number; when: Condition<S> }
  | { timeframe: number; when: Condition<S> };

/** The names of TA-Lib's candle patterns. */
export type CandleName = Extract<IndicatorName, `CDL${string}`>;

/** Any name, where those of indicators are not known to the compiler. */
export type AnyName<S> = AnySeries extends S ? string : never;

/** What a pattern must say to count: its sign. */
export type CandleSays = "bullish" | "bearish" | "either";

/**
 * A rule: when its condition is true, it gives a signal.
 *
 * @example
 * const goldenCross: Rule = {
 *   name: "golden-cross",
 *   direction: "up",
 *   when: { crossesAbove: [{ indicator: "SMA", timePeriod: 50 }, { indicator: "SMA", timePeriod: 200 }] },
 *   horizon: 20,
 * };
 */
export interface Rule<S = Series> {
  /** Unique among the rules that are compiled together; 1 to 100 characters. */
  name: string;
  /** What it expects. */
  direction: "up" | "down";
  when: Condition<S>;
  /** Bars over which it is meant, 1 to 1,000,000; default {@link RULE_HORIZON}. */
  horizon?: number;
  /**
   * A number above 0 and below 1; default 0.5. Or an operand x, of which the confidence is |x| / (1 + |x|): where it is
   * unknown, the signal is. It is a weight, no probability: how often a rule was right is for research to say.
   */
  confidence?: number | Exclude<Operand<S>, number>;
  /** What it looks for, in a few words. */
  title?: string;
  /** Whose rule it is. */
  source?: string;
}

/** A rule that was read, with its defaults. */
export type CompleteRule = Rule<AnySeries> & Required<Pick<Rule<AnySeries>, "horizon" | "confidence">>;

/** The horizon of a rule that does not say, in bars. */
export const RULE_HORIZON = 20;
/** The confidence of a rule that does not say. */
export const RULE_CONFIDENCE = 0.5;

/** What is allowed where the language has numbers, lists and nesting. */
export const RULE_BOUNDS = {
  /** Rules that are compiled together. */
  rules: 1000,
  /** Bars that `ago`, `bars`, `within` and `maxBars` may span. */
  bars: 100_000,
  /** Bars of one bar of a timeframe, all nested ones multiplied. */
  timeframe: 10_000,
  /** Bars on each side of a pivot. */
  pivotBars: 500,
  /** Members of a list. */
  list: 100,
  /** Levels of nesting. */
  depth: 64,
  horizon: 1_000_000,
} as const;
