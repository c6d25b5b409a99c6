/**
 * What rules mean, as slowly and as plainly as it can be said: whole arrays, one part at a time, nothing shared, each
 * indicator alone. Compiled rules are compared with it to the bit.
 */
import { Indicator } from "@hotpath/indicators";
import { namedSeries } from "../internal/series.ts";
import { type AnySeries, BAR_FIELDS, type BarField, type Condition, type Operand, type Rule } from "../rule.ts";

/** Bars by field. */
export type Bars = Record<BarField, Float64Array>;
type Values = readonly number[];

interface Context {
  /** Bars of the base, all finite. */
  base: Bars;
  timeframe: number;
}

/** A rule's signals: 0, ± its confidence, NaN where unknown or where a bar is skipped for the `fields` looked at. */
export function referenceSignals(rule: Rule<AnySeries>, bars: Bars, fields: readonly BarField[]): Float64Array {
  const length = bars.close.length;
  const kept = Array.from({ length }, (_, t) => t).filter((t) => fields.every((f) => Number.isFinite(bars[f][t])));
  const base = Object.fromEntries(BAR_FIELDS.map((f) => [f, Float64Array.from(kept, (t) => bars[f][t]!)])) as Bars;
  const context = { base, timeframe: 1 };
  const when = condition(rule.when, context);
  const { confidence = 0.5 } = rule;
  const given = typeof confidence === "number" ? undefined : operand(confidence, context);
  const sign = rule.direction === "up" ? 1 : -1;
  const out = new Float64Array(length).fill(Number.NaN);
  for (const [k, t] of kept.entries()) {
    const size = given === undefined ? (confidence as number) : Math.min(Math.abs(given[k]!), 1e15);
    const sure = given === undefined ? size : size / (1 + size);
    out[t] = when[k] === 1 ? sign * sure + 0 : when[k]! * 0;
  }
  return out;
}

function barsOf({ base, timeframe }: Context): Bars {
  const count = Math.floor(base.close.length / timeframe);
  const of = (field: BarField, join: (values: Float64Array) => number) =>
    Float64Array.from({ length: count }, (_, k) => join(base[field].subarray(k * timeframe, (k + 1) * timeframe)));
  return {
    open: of("open", (values) => values[0]!),
    high: of("high", (values) => values.reduce((a, b) => (b > a ? b : a))),
    low: of("low", (values) => values.reduce((a, b) => (b < a ? b : a))),
    close: of("close", (values) => values.at(-1)!),
    volume: of("volume", (values) => values.reduce((a, b) => a + b)),
  };
}

/** As a shorter timeframe sees it. */
function spread(values: Values, bars: number, context: Context): Values {
  const count = Math.floor(context.base.close.length / context.timeframe);
  return Array.from({ length: count }, (_, t) => values[Math.floor((t + 1) / bars) - 1] ?? Number.NaN);
}

const known = (value: number) => (Number.isFinite(value) ? value : Number.NaN);

function operand(given: Operand<AnySeries>, context: Context): Values {
  const count = Math.floor(context.base.close.length / context.timeframe);
  const of = (each: Operand<AnySeries>) => operand(each, context);
  const join = (lists: readonly Values[], f: (values: number[]) => number) =>
    Array.from({ length: count }, (_, t) => known(f(lists.map((list) => list[t]!))));
  if (typeof given === "number") return new Array(count).fill(given);
  if (typeof given === "string" || "indicator" in given) return seriesValues(given, context);
  if ("timeframe" in given) {
    // A number is what it is at any bar.
    if (isConstant(given.value)) return of(given.value);
    const inner = { ...context, timeframe: context.timeframe * given.timeframe };
    return spread(operand(given.value, inner), given.timeframe, context);
  }
  if ("ago" in given) {
    const values = of(given.of);
    if (isConstant(given.of)) return values;
    return values.map((_, t) => values[t - given.ago] ?? Number.NaN);
  }
  if ("highest" in given || "lowest" in given) {
    const values = of("highest" in given ? given.highest : given.lowest);
    return values.map((_, t) => {
      const window = lastOf(values, t, given.bars);
      // Math's are NaN where one is; one zero, however it came about.
      return ("highest" in given ? Math.max(...window) : Math.min(...window)) + 0;
    });
  }
  if ("add" in given) return join(given.add.map(of), (values) => values.reduce((a, b) => a + b));
  if ("subtract" in given) return join(given.subtract.map(of), ([a, b]) => a! - b!);
  if ("multiply" in given) return join(given.multiply.map(of), (values) => values.reduce((a, b) => a * b));
  if ("divide" in given) return join(given.divide.map(of), ([a, b]) => a! / b!);
  if ("minimum" in given) return join(given.minimum.map(of), (values) => Math.min(...values));
  if ("maximum" in given) return join(given.maximum.map(of), (values) => Math.max(...values));
  return join([of(given.absolute)], ([a]) => Math.abs(a!));
}

function isConstant(given: Operand<AnySeries>): boolean {
  return (
    typeof given === "number" ||
    (typeof given === "object" && "ago" in given && isConstant(given.of)) ||
    (typeof given === "object" && "timeframe" in given && isConstant(given.value))
  );
}

function seriesValues(series: AnySeries, context: Context): Values {
  const bars = barsOf(context);
  if (typeof series === "string") return Array.from(bars[series], known);
  const { of, output } = namedSeries(series, "series");
  // As `stream` would have it: a bar that is not finite is not there.
  const alone = new Indicator(of.definition, of.params, of.options, sourcesOf(of, series));
  return Array.from(Object.values(alone.batch(bars, { portable: true }).outputs)[output]!, known);
}

/** The indicator's own sources are its own: they are made anew. */
function sourcesOf(of: Indicator, series: Exclude<AnySeries, string>): Map<string, { of: Indicator; output: number }> {
  const sources = new Map<string, { of: Indicator; output: number }>();
  for (const input of of.definition.inputs) {
    const given = typeof series.of === "object" && !("indicator" in series.of) ? series.of[input] : series.of;
    if (given !== undefined) sources.set(input, namedSeries(given as AnySeries, "of"));
    else if (input === "real") sources.set(input, namedSeries("close", "of"));
  }
  return sources;
}

const and = (values: readonly number[]) => (values.includes(0) ? 0 : values.some(Number.isNaN) ? Number.NaN : 1);
const or = (values: readonly number[]) => (values.includes(1) ? 1 : values.some(Number.isNaN) ? Number.NaN : 0);
const more = (a: number, b: number) => (Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Number(a > b));
const atLeast = (a: number, b: number) => (Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Number(a >= b));

function condition(given: Condition<AnySeries>, context: Context): Values {
  const of = (each: Condition<AnySeries>) => condition(each, context);
  const value = (each: Operand<AnySeries>) => operand(each, context);
  const pairs = ([x, y]: readonly Operand<AnySeries>[], f: (a: number, b: number) => number) => {
    const other = value(y!);
    return value(x!).map((a, t) => f(a, other[t]!));
  };
  const crosses = (is: Values) => is.map((now, t) => and([now, 1 - (is[t - 1] ?? Number.NaN)]));
  const before = (values: Values, t: number) => values[t - 1] ?? Number.NaN;
  if ("above" in given) return pairs(given.above, more);
  if ("below" in given) return pairs(given.below, (a, b) => more(b, a));
  if ("between" in given) {
    const [x, low, high] = given.between.map(value) as [Values, Values, Values];
    return x.map((a, t) => and([atLeast(a, low[t]!), atLeast(high[t]!, a)]));
  }
  if ("crossesAbove" in given) return crosses(pairs(given.crossesAbove, more));
  if ("crossesBelow" in given) return crosses(pairs(given.crossesBelow, (a, b) => more(b, a)));
  if ("rising" in given || "falling" in given) {
    const constant = isConstant("rising" in given ? given.rising : given.falling);
    const values = value("rising" in given ? given.rising : given.falling);
    const steps = values.map((a, t) => {
      const b = constant ? a : before(values, t);
      return "rising" in given ? more(a, b) : more(b, a);
    });
    return steps.map((_, t) => and(lastOf(steps, t, given.bars)));
  }
  if ("breaksAbove" in given || "breaksBelow" in given) {
    const up = "breaksAbove" in given;
    const level = up
      ? ({ highest: given.of ?? "high", bars: given.bars } as const)
      : ({ lowest: given.of ?? "low", bars: given.bars } as const);
    const levels = value(level);
    return value(up ? given.breaksAbove : given.breaksBelow).map((a, t) =>
      up ? more(a, before(levels, t)) : more(before(levels, t), a),
    );
  }
  if ("divergence" in given) return divergences(given, context);
  if ("candle" in given) {
    const { says = "either" } = given;
    return seriesValues({ indicator: given.candle }, context).map((found) =>
      Number.isNaN(found)
        ? Number.NaN
        : Number(says === "bullish" ? found > 0 : says === "bearish" ? found < 0 : found !== 0),
    );
  }
  if ("all" in given) return zip(given.all.map(of), and);
  if ("any" in given) return zip(given.any.map(of), or);
  if ("not" in given) return of(given.not).map((truth) => 1 - truth);
  if ("within" in given) {
    const truths = of(given.when);
    return truths.map((_, t) => or(lastOf(truths, t, given.within)));
  }
  const inner = { ...context, timeframe: context.timeframe * given.timeframe };
  return spread(condition(given.when, inner), given.timeframe, context);
}

function zip(lists: readonly Values[], f: (values: readonly number[]) => number): Values {
  return lists[0]!.map((_, t) => f(lists.map((list) => list[t]!)));
}

/** The last values, those before the first bar unknown. */
function lastOf(values: Values, t: number, bars: number): Values {
  return Array.from({ length: Math.min(bars, t + 2) }, (_, k) => values[t - k] ?? Number.NaN);
}

function divergences(given: Extract<Condition<AnySeries>, { divergence: string }>, context: Context): Values {
  const { left = 5, right = 5, maxBars = 60 } = given;
  const sign = given.divergence === "bearish" ? 1 : -1;
  const price = operand(given.price ?? (sign === 1 ? "high" : "low"), context).map((value) => sign * value);
  const against = operand(given.against, context).map((value) => sign * value);
  let last: { bar: number; price: number; against: number } | undefined;
  return price.map((_, t) => {
    const at = t - right;
    if (at - left < 0) return Number.NaN;
    const pivot = price[at]!;
    const isPivot = and([
      ...Array.from({ length: right }, (_, k) => more(pivot, price[at + 1 + k]!)),
      ...Array.from({ length: left }, (_, k) => atLeast(pivot, price[at - 1 - k]!)),
    ]);
    if (isPivot !== 1) return isPivot;
    const now = { bar: at, price: pivot, against: against[at]! };
    const before = last;
    last = now;
    if (before === undefined || now.bar - before.bar > maxBars) return 0;
    return and([more(now.price, before.price), more(before.against, now.against)]);
  });
}
