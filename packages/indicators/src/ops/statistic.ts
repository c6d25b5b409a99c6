/** Ratios of windowed moments, with the answers that flat windows get. */
import { atan } from "@hotpath/core";
import { type Op, op } from "./language.ts";

/** Pearson's correlation from sums of squares and products; 0 where either series is flat, and never beyond ±1. */
export const correlation: Op = op({
  inputs: ["squaresA", "squaresB", "products"],
  outputs: ["correlation"],
  steady(_s, _p, x, o) {
    const spread = Math.sqrt(x.squaresA) * Math.sqrt(x.squaresB);
    const value = spread > 0 ? x.products / spread : 0;
    o.correlation = value > 1 ? 1 : value < -1 ? -1 : value;
  },
});

/** The change from one bar to the next as a share of the first; 0 where that is 0. */
export const simpleReturn: Op = op({
  inputs: ["value"],
  state: ["before"],
  outputs: ["change"],
  lookback: () => 1,
  fill(s, _p, x) {
    s.before = x.value;
  },
  steady(s, _p, x, o) {
    o.change = s.before !== 0 ? (x.value - s.before) / s.before : 0;
    s.before = x.value;
  },
});

/** An angle in degrees, of a slope. */
export const angle: Op = op({
  inputs: ["slope"],
  outputs: ["degrees"],
  steady(_s, _p, x, o) {
    o.degrees = atan(x.slope) * 57.29577951308232;
  },
});

/** A distance from the mean, in deviations; 0 where the window is flat. */
export const score: Op = op({
  inputs: ["distance", "deviation"],
  outputs: ["score"],
  steady(_s, _p, x, o) {
    o.score = x.deviation > 0 ? x.distance / x.deviation : 0;
  },
});
