/** The straight line of least squares of one series on another, from the moments of a window. */
import { type Op, op } from "./language.ts";

/**
 * b = `squaresA` and `products`' slope, the line's value at 0, the share of b's variance that it explains, and how many
 * standard deviations of the residuals the last pair is off it. A residual that is nothing but rounding is 0.
 */
export const leastSquares: Op = op({
  inputs: ["meanA", "meanB", "squaresA", "squaresB", "products", "distanceA", "distanceB"],
  reals: ["divisor", "rounding"],
  outputs: ["slope", "intercept", "explained", "score"],
  steady(_s, p, x, o) {
    const slope = x.squaresA > 0 ? x.products / x.squaresA : 0;
    const rest = x.squaresB - slope * x.products;
    const share = x.squaresB > 0 ? (slope * x.products) / x.squaresB : 0;
    o.slope = slope;
    o.intercept = x.meanB - slope * x.meanA;
    o.explained = share > 1 ? 1 : share;
    o.score = 0;
    if (rest > x.squaresB * p.rounding) {
      o.score = (x.distanceB - slope * x.distanceA) / Math.sqrt(rest / p.divisor);
    }
  },
});
