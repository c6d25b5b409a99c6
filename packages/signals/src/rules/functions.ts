/**
 * Rules in fewer words: each function gives the plain data of rule.ts, with names and parameters of indicators checked by
 * the compiler.
 */
import type { IndicatorName } from "@hotpath/indicators";
import type {
  CandleName,
  CandleSays,
  Condition,
  DivergenceCondition,
  IndicatorSeries,
  Operand,
  Rule,
  Series,
  SeriesOptions,
  SeriesParams,
} from "./rule.ts";

/**
 * An output of an indicator.
 *
 * @example
 * series("RSI", { timePeriod: 14 });
 * series("MACD", { fastPeriod: 8 }, { output: "macdHist" });
 * series("SMA", { timePeriod: 20 }, { of: "volume" });
 */
export function series<N extends IndicatorName>(
  indicator: N,
  params: SeriesParams<N> = {} as SeriesParams<N>,
  options: SeriesOptions = {},
): IndicatorSeries {
  return { indicator, ...(params as object), ...options } as IndicatorSeries;
}

/** The simple average of so many closes, or of another series. */
export function sma(timePeriod: number, of?: Series): IndicatorSeries {
  return series("SMA", { timePeriod }, of === undefined ? {} : { of });
}

/** The exponential average of so many closes, or of another series. */
export function ema(timePeriod: number, of?: Series): IndicatorSeries {
  return series("EMA", { timePeriod }, of === undefined ? {} : { of });
}

/** The relative strength index of the closes, or of another series. */
export function rsi(timePeriod = 14, of?: Series): IndicatorSeries {
  return series("RSI", { timePeriod }, of === undefined ? {} : { of });
}

/** x as it was so many bars before. */
export function ago(bars: number, of: Operand): Operand {
  return { ago: bars, of };
}

/** The highest of so many bars, this one included. */
export function highest(of: Operand, bars: number): Operand {
  return { highest: of, bars };
}

/** The lowest of so many bars, this one included. */
export function lowest(of: Operand, bars: number): Operand {
  return { lowest: of, bars };
}

/** The sum. */
export function plus(...terms: Operand[]): Operand {
  return { add: terms };
}

/** x − y. */
export function minus(x: Operand, y: Operand): Operand {
  return { subtract: [x, y] };
}

/** The product. */
export function times(...factors: Operand[]): Operand {
  return { multiply: factors };
}

/** x ÷ y; unknown where that is not finite. */
export function over(x: Operand, y: Operand): Operand {
  return { divide: [x, y] };
}

/** The least of them. */
export function minimum(...operands: Operand[]): Operand {
  return { minimum: operands };
}

/** The greatest of them. */
export function maximum(...operands: Operand[]): Operand {
  return { maximum: operands };
}

/** x > y. */
export function above(x: Operand, y: Operand): Condition {
  return { above: [x, y] };
}

/** x < y. */
export function below(x: Operand, y: Operand): Condition {
  return { below: [x, y] };
}

/** low ≤ x ≤ high. */
export function between(x: Operand, low: Operand, high: Operand): Condition {
  return { between: [x, low, high] };
}

/** x > y now, and not at the bar before. */
export function crossesAbove(x: Operand, y: Operand): Condition {
  return { crossesAbove: [x, y] };
}

/** x < y now, and not at the bar before. */
export function crossesBelow(x: Operand, y: Operand): Condition {
  return { crossesBelow: [x, y] };
}

/** Higher than the bar before, so many bars in a row. */
export function rising(x: Operand, bars = 1): Condition {
  return { rising: x, bars };
}

/** Lower than the bar before, so many bars in a row. */
export function falling(x: Operand, bars = 1): Condition {
  return { falling: x, bars };
}

/** Above the highest of `of`, by default of the highs, in so many bars before. */
export function breaksAbove(x: Operand, bars: number, of?: Operand): Condition {
  return { breaksAbove: x, bars, ...(of === undefined ? {} : { of }) };
}

/** Below the lowest of `of`, by default of the lows, in so many bars before. */
export function breaksBelow(x: Operand, bars: number, of?: Operand): Condition {
  return { breaksBelow: x, bars, ...(of === undefined ? {} : { of }) };
}

/** A high that `against` does not confirm (`bearish`), or a low (`bullish`); see {@link DivergenceCondition}. */
export function divergence(
  kind: DivergenceCondition["divergence"],
  against: Operand,
  options: Omit<DivergenceCondition, "divergence" | "against"> = {},
): Condition {
  return { divergence: kind, against, ...options };
}

/** A candle pattern. */
export function candle(name: CandleName, says?: CandleSays): Condition {
  return { candle: name, ...(says === undefined ? {} : { says }) };
}

/** All of them. */
export function all(...conditions: Condition[]): Condition {
  return { all: conditions };
}

/** At least one of them. */
export function any(...conditions: Condition[]): Condition {
  return { any: conditions };
}

/** Known not to hold. */
export function not(condition: Condition): Condition {
  return { not: condition };
}

/** At this bar or one of the `bars − 1` before. */
export function within(bars: number, when: Condition): Condition {
  return { within: bars, when };
}

/** A condition on bars that are made of so many of these, as of the last that has closed. */
export function onBars(bars: number, when: Condition): Condition {
  return { timeframe: bars, when };
}

/** A value on bars that are made of so many of these, as of the last that has closed. */
export function valueOnBars(bars: number, value: Operand): Operand {
  return { timeframe: bars, value };
}

/** A rule under construction; each step gives another, `when` the rule itself. */
export class RuleBuilder {
  readonly #rule: Omit<Rule, "when">;

  /** Use {@link rule}. */
  constructor(rule: Omit<Rule, "when">) {
    this.#rule = rule;
  }

  /** It expects a rise: so it is unless it is said otherwise. */
  up(): RuleBuilder {
    return new RuleBuilder({ ...this.#rule, direction: "up" });
  }

  /** It expects a fall. */
  down(): RuleBuilder {
    return new RuleBuilder({ ...this.#rule, direction: "down" });
  }

  /** Bars over which it is meant. */
  horizon(bars: number): RuleBuilder {
    return new RuleBuilder({ ...this.#rule, horizon: bars });
  }

  /** A number above 0 and below 1, or an operand of which it is made. */
  confidence(confidence: Required<Rule>["confidence"]): RuleBuilder {
    return new RuleBuilder({ ...this.#rule, confidence });
  }

  /** What it looks for, in a few words, and whose rule it is. */
  about(title: string, source?: string): RuleBuilder {
    return new RuleBuilder({ ...this.#rule, title, ...(source === undefined ? {} : { source }) });
  }

  /** The rule, as data. */
  when(condition: Condition): Rule {
    return { ...this.#rule, when: condition };
  }
}

/**
 * Begins a rule.
 *
 * @example rule("golden-cross").up().horizon(20).when(crossesAbove(sma(50), sma(200)))
 */
export function rule(name: string): RuleBuilder {
  return new RuleBuilder({ name, direction: "up" });
}
