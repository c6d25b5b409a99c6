/** Parts of oscillators, as functions of series. */
import type { Series } from "./graph.ts";
import { exponential, relativeChange, share } from "./momentum.ts";
import { deviation } from "./statistics.ts";
import { delay, sum, wilder } from "./vocabulary.ts";

/** What a sum of sizes is divided by from: below, what decays towards zero has no digits left. */
const LEAST = 1e-300;

/** Exponential average of weight 2 ÷ (period + 1); a copy, where the period is 1. */
export function average(value: Series, period: number, quiet: number, from = 0): Series {
  return exponential(value, 2 / (period + 1), period, { quiet, from });
}

/** The average of an average; each holds back its first outputs. */
export function twice(value: Series, first: number, second: number, quiet: number): Series {
  return average(average(value, first, quiet), second, quiet);
}

/** (value ÷ value of `distance` bars before − 1) × 100, 0 from 0. */
export function rateOfChange(value: Series, distance: number): Series {
  return relativeChange(value, delay(value, distance), 100);
}

/** part ÷ whole × factor; 0 where the whole is 0, or has decayed to it. */
export function part(of: Series, whole: Series, factor: number): Series {
  return share(of, whole, factor, LEAST);
}

/** The change from bar to bar, and its size. */
export function changes(value: Series): { change: Series; size: Series } {
  const [change, size] = value.graph.apply("changeAndSize", [value]);
  return { change: change!, size: size! };
}

/** The way travelled in the last `period` bars. */
export function way(value: Series, period: number): Series {
  return sum(changes(value).size, period);
}

/** Dorsey's volatility index: how much of the deviation of `width` values there is as the price rises, in percent. */
export function relativeVolatility(value: Series, period: number, width: number, quiet: number): Series {
  const inputs = [deviation(value, width), value, delay(value, 1)];
  const [up, down] = value.graph.apply("bySide", inputs);
  const averages = [wilder(up!, period, { quiet }), wilder(down!, period, { quiet })];
  return value.graph.apply("sharePercent", averages, { otherwise: 50 })[0]!;
}

/** Bars since which a value has only risen (positive), or only fallen (negative). */
export function streak(value: Series): Series {
  return value.graph.apply("streak", [value])[0]!;
}
