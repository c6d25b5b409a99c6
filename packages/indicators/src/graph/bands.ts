/** Bands around prices, as functions of series. */
import { movingAverage, type Unstable } from "./averages.ts";
import type { Series } from "./graph.ts";
import { moments } from "./statistics.ts";
import { sma } from "./vocabulary.ts";

/** Bands, from the upper to the lower. */
export interface Bands {
  readonly upper: Series;
  readonly middle: Series;
  readonly lower: Series;
}

/** Bollinger's bands: a moving average, and `up` and `down` standard deviations of the last `period` values from it. */
export function bollingerBands(
  value: Series,
  period: number,
  up: number,
  down: number,
  type: number,
  unstable?: Unstable,
): Bands {
  const middle = movingAverage(value, period, type, unstable);
  const { squares } = moments(value, period);
  const [upper, lower] = value.graph.apply("deviationBands", [middle, squares], { up, down, divisor: period });
  return { upper: upper!, middle, lower: lower! };
}

/** Headley's acceleration bands: means of the close, and of highs and lows widened by the bars' relative ranges. */
export function accelerationBands(high: Series, low: Series, close: Series, period: number): Bands {
  const [upper, lower] = high.graph.apply("accelerationBands", [high, low]);
  return { upper: sma(upper!, period), middle: sma(close, period), lower: sma(lower!, period) };
}
