/** The operations as functions of series: what definitions of indicators are written in. */
import { Series, type Timing } from "./graph.ts";

function one(series: readonly Series[]): Series {
  return series[0]!;
}

/** a + b; `b` may be a number. */
export function add(a: Series, b: Series | number): Series {
  return typeof b === "number" ? one(a.graph.apply("shift", [a], { addend: b })) : one(a.graph.apply("add", [a, b]));
}

/** a − b; `b` may be a number. */
export function subtract(a: Series, b: Series | number): Series {
  return typeof b === "number" ? add(a, -b) : one(a.graph.apply("subtract", [a, b]));
}

/** a × b; `b` may be a number. */
export function multiply(a: Series, b: Series | number): Series {
  return typeof b === "number"
    ? one(a.graph.apply("scale", [a], { factor: b }))
    : one(a.graph.apply("multiply", [a, b]));
}

/** a ÷ b, as IEEE has it; `b` may be a number. */
export function divide(a: Series, b: Series | number): Series {
  return typeof b === "number"
    ? one(a.graph.apply("divideBy", [a], { divisor: b }))
    : one(a.graph.apply("divide", [a, b]));
}

/** a ÷ b, and `otherwise` where b is 0. */
export function ratio(a: Series, b: Series, otherwise = 0): Series {
  return one(a.graph.apply("ratio", [a, b], { otherwise }));
}

/** b + a × factor */
export function addScaled(b: Series, a: Series, factor: number): Series {
  return one(b.graph.apply("addScaled", [b, a], { factor }));
}

/** The square root. */
export function squareRoot(a: Series): Series {
  return one(a.graph.apply("squareRoot", [a]));
}

/** The value of `distance` bars before. */
export function delay(value: Series, distance: number): Series {
  return distance === 0 ? value : one(value.graph.apply("delay", [value], { distance }));
}

/** The sum of the last `period` values. */
export function sum(value: Series, period: number, timing?: Timing): Series {
  return one(value.graph.apply("windowSum", [value], { period }, timing));
}

/** The sums of the last `period` values of two series. */
export function sums(a: Series, b: Series, period: number): [Series, Series] {
  if (period === 1) return [a, b];
  const [sumA, sumB] = a.graph.apply("windowSums", [a, b], { period });
  return [sumA!, sumB!];
}

/** The mean of the last `period` values. */
export function sma(value: Series, period: number, timing?: Timing): Series {
  return period === 1 ? later(value, timing) : divide(sum(value, period, timing), period);
}

/** Exponential average of weight 2 / (period + 1), seeded by the mean of the first `period` values. */
export function ema(value: Series, period: number, timing?: Timing): Series {
  return one(value.graph.apply("ema", [value], { weight: 2 / (period + 1), period }, timing));
}

/** Wilder's average, seeded by the mean of the first `period` values. */
export function wilder(value: Series, period: number, timing?: Timing): Series {
  if (period === 1) return later(value, timing);
  const keep = (period - 1) / period;
  return one(value.graph.apply("wilder", [value], { keep, weight: 1 - keep, period }, timing));
}

/** The same values, first ones left out: those of `skip` and `quiet` together, and those before the bar `from`. */
export function later(value: Series, timing: Timing = {}): Series {
  const start = Math.max(value.start + (timing.skip ?? 0), timing.from ?? 0) + (timing.quiet ?? 0);
  return start === value.start ? value : new Series(value.graph, value.register, start, value.label);
}
