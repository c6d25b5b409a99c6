/** Recursions that estimate a level, and how sure it is. */
import { type Op, op } from "./language.ts";

/**
 * Exponentially weighted mean and variance (population), from the first value and 0. D. H. D. West, "Updating mean and
 * variance estimates", CACM 22 (1979); T. Finch, "Incremental calculation of weighted mean and variance" (2009).
 */
export const exponentialMoments: Op = op({
  inputs: ["value"],
  reals: ["weight"],
  state: ["mean", "variance"],
  outputs: ["mean", "variance"],
  first(s, _p, x, o) {
    s.mean = x.value;
    o.mean = s.mean;
    o.variance = 0;
  },
  steady(s, p, x, o) {
    const gap = x.value - s.mean;
    const step = p.weight * gap;
    s.mean += step;
    s.variance = (1 - p.weight) * (s.variance + gap * step);
    o.mean = s.mean;
    o.variance = s.variance;
  },
});

/** The root of a variance, times a factor that multiplies the variance; 0 where it is not positive. */
export const deviationOf: Op = op({
  inputs: ["variance"],
  reals: ["factor"],
  outputs: ["deviation"],
  steady(_s, p, x, o) {
    o.deviation = x.variance > 0 ? Math.sqrt(x.variance * p.factor) : 0;
  },
});

/**
 * Kalman's filter of a level that walks at random and is observed with noise. Begins as sure of the first value as of
 * any observation, which is what an unknown level gives.
 */
export const kalmanLevel: Op = op({
  inputs: ["value"],
  reals: ["processNoise", "measurementNoise"],
  state: ["level", "uncertainty"],
  outputs: ["level"],
  first(s, p, x, o) {
    s.level = x.value;
    s.uncertainty = p.measurementNoise;
    o.level = s.level;
  },
  steady(s, p, x, o) {
    const predicted = s.uncertainty + p.processNoise;
    const gain = predicted / (predicted + p.measurementNoise);
    s.level += gain * (x.value - s.level);
    s.uncertainty = gain * p.measurementNoise;
    o.level = s.level;
  },
});

/**
 * Kalman's filter of a level that moves by a slope, both of which walk at random. Begins with what two observations say
 * of an unknown level and slope.
 */
export const kalmanTrend: Op = op({
  inputs: ["value"],
  reals: ["levelNoise", "slopeNoise", "measurementNoise"],
  state: ["level", "slope", "levels", "both", "slopes"],
  outputs: ["level", "slope"],
  lookback: () => 1,
  fill(s, _p, x) {
    s.level = x.value;
  },
  first(s, p, x, o) {
    s.slope = x.value - s.level;
    s.level = x.value;
    s.levels = p.measurementNoise;
    s.both = p.measurementNoise;
    s.slopes = 2 * p.measurementNoise + p.levelNoise + p.slopeNoise;
    o.level = s.level;
    o.slope = s.slope;
  },
  steady(s, p, x, o) {
    const ahead = s.level + s.slope;
    const levels = s.levels + 2 * s.both + s.slopes + p.levelNoise;
    const both = s.both + s.slopes;
    const slopes = s.slopes + p.slopeNoise;
    const total = levels + p.measurementNoise;
    const gap = x.value - ahead;
    s.level = ahead + (levels / total) * gap;
    s.slope += (both / total) * gap;
    // (1 − gain) × variance, written so that nothing is subtracted where all but the noise is known.
    const kept = p.measurementNoise / total;
    s.levels = levels * kept;
    s.slopes = slopes - (both / total) * both;
    s.both = both * kept;
    o.level = s.level;
    o.slope = s.slope;
  },
});
