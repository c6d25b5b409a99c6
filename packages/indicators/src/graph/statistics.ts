/** Statistics of windows, as functions of series. */
import type { Series, Timing } from "./graph.ts";
import { addScaled, divide, multiply, squareRoot } from "./vocabulary.ts";

/** Mean of the last `period` values, the sum of squares of their distances from it, and the newest one's distance. */
export function moments(
  value: Series,
  period: number,
  timing?: Timing,
): { mean: Series; squares: Series; distance: Series } {
  const [mean, squares, distance] = value.graph.apply("windowMoments", [value], { period }, timing);
  return { mean: mean!, squares: squares!, distance: distance! };
}

/** Variance of the last `period` values; divisor `period` − `ddof`. Never negative. */
export function variance(value: Series, period: number, ddof: 0 | 1 = 0): Series {
  return divide(moments(value, period).squares, period - ddof);
}

/** Standard deviation of the last `period` values, times `factor`; divisor `period` − `ddof`. */
export function deviation(value: Series, period: number, factor = 1, ddof: 0 | 1 = 0): Series {
  const root = squareRoot(variance(value, period, ddof));
  return factor === 1 ? root : multiply(root, factor);
}

/** Sums of squares and of products of distances from the means, for the last `period` pairs; the newest pair's distances. */
export function comoments(a: Series, b: Series, period: number): Comoments {
  const outputs = a.graph.apply("windowComoments", [a, b], { period });
  const [meanA, meanB, squaresA, squaresB, products, distanceA, distanceB] = outputs;
  return {
    meanA: meanA!,
    meanB: meanB!,
    squaresA: squaresA!,
    squaresB: squaresB!,
    products: products!,
    distanceA: distanceA!,
    distanceB: distanceB!,
  };
}

/** What {@link comoments} gives. */
export type Comoments = Readonly<
  Record<"meanA" | "meanB" | "squaresA" | "squaresB" | "products" | "distanceA" | "distanceB", Series>
>;

/** The line of least squares through the last `period` values: their mean and the slope per bar. */
export function trend(value: Series, period: number): { mean: Series; slope: Series } {
  const [mean, slope] = value.graph.apply("windowTrend", [value], { period });
  return { mean: mean!, slope: slope! };
}

/** The value of that line `ahead` bars after the window's last (0: at it). */
export function trendAt(value: Series, period: number, ahead: number): Series {
  const { mean, slope } = trend(value, period);
  return addScaled(mean, slope, (period - 1) / 2 + ahead);
}
