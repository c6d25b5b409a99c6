import { FEATURE_STRIDE } from "./histogram.ts";

/** What bounds a leaf: how little it may hold, and what its value may be. */
export interface LeafLimits {
  l2: number;
  leastCurvature: number;
  leastRows: number;
}

/** The best split of a leaf: left goes a bin of at most `bin`, and what is missing where `missingLeft` says so. */
export interface Split {
  gain: number;
  feature: number;
  bin: number;
  missingLeft: boolean;
  leftGradient: number;
  leftCurvature: number;
}

const best = { gain: 0, bin: -1, missingLeft: false, gradient: 0, curvature: 0 };

/** The value of a leaf, within its bounds. */
export const leafValue = (gradient: number, curvature: number, l2: number, lower: number, upper: number): number => {
  const value = curvature + l2 > 0 ? -gradient / (curvature + l2) : 0;
  return value < lower ? lower : value > upper ? upper : value;
};

/** Twice what a leaf of a value takes off the loss. */
const gainOf = (gradient: number, curvature: number, l2: number, value: number): number =>
  -(2 * gradient * value + (curvature + l2) * value * value);

/** Finds the best bin of one feature; free leaves, so that a gain is G² / (H + λ). */
const scanFree = (
  histogram: Float64Array,
  base: number,
  last: number,
  gradient: number,
  curvature: number,
  l2: number,
  least: number,
): void => {
  const missingGradient = histogram[base]!;
  const missingCurvature = histogram[base + 1]!;
  let g = 0;
  let h = 0;
  const end = missingCurvature > 0 ? last : last - 1;
  for (let bin = 1; bin <= end; bin++) {
    g += histogram[base + 2 * bin]!;
    h += histogram[base + 2 * bin + 1]!;
    const rightH = curvature - h;
    if (h >= least && rightH >= least) {
      const rightG = gradient - g;
      const gain = (g * g) / (h + l2) + (rightG * rightG) / (rightH + l2);
      if (gain > best.gain) {
        best.gain = gain;
        best.bin = bin;
        best.missingLeft = false;
        best.gradient = g;
        best.curvature = h;
      }
    }
    if (missingCurvature > 0 && bin < last) {
      const leftG = g + missingGradient;
      const leftH = h + missingCurvature;
      const otherG = gradient - leftG;
      const otherH = curvature - leftH;
      if (leftH >= least && otherH >= least) {
        const gain = (leftG * leftG) / (leftH + l2) + (otherG * otherG) / (otherH + l2);
        if (gain > best.gain) {
          best.gain = gain;
          best.bin = bin;
          best.missingLeft = true;
          best.gradient = leftG;
          best.curvature = leftH;
        }
      }
    }
  }
};

/** As {@link scanFree}, for leaves whose values are bounded, and a feature that may have to rise or fall. */
const scanBounded = (
  histogram: Float64Array,
  base: number,
  last: number,
  gradient: number,
  curvature: number,
  l2: number,
  least: number,
  monotone: number,
  lower: number,
  upper: number,
): void => {
  const missingCurvature = histogram[base + 1]!;
  for (let side = 0; side < (missingCurvature > 0 ? 2 : 1); side++) {
    let g = side === 1 ? histogram[base]! : 0;
    let h = side === 1 ? missingCurvature : 0;
    const end = side === 0 && missingCurvature > 0 ? last : last - 1;
    for (let bin = 1; bin <= end; bin++) {
      g += histogram[base + 2 * bin]!;
      h += histogram[base + 2 * bin + 1]!;
      if (!(h >= least && curvature - h >= least)) continue;
      const left = leafValue(g, h, l2, lower, upper);
      const right = leafValue(gradient - g, curvature - h, l2, lower, upper);
      if (monotone * (right - left) < 0) continue;
      const gain = gainOf(g, h, l2, left) + gainOf(gradient - g, curvature - h, l2, right);
      if (gain > best.gain) {
        best.gain = gain;
        best.bin = bin;
        best.missingLeft = side === 1;
        best.gradient = g;
        best.curvature = h;
      }
    }
  }
};

/**
 * Finds the best split of a leaf, or none that gains anything.
 *
 * @param bins the last bin of each feature
 * @param allowed the features to look at
 * @param rows how many rows the leaf holds: where bins do not count rows, curvature stands for them, as in LightGBM
 */
export function findSplit(
  histogram: Float64Array,
  bins: Int32Array,
  allowed: ArrayLike<number>,
  leaf: { gradient: number; curvature: number; rows: number; lower: number; upper: number },
  limits: LeafLimits,
  monotone: Int8Array | undefined,
): Split | undefined {
  const { gradient, curvature, lower, upper } = leaf;
  const { l2 } = limits;
  const bounded = monotone !== undefined;
  const least = Math.max(limits.leastCurvature, (limits.leastRows * curvature) / leaf.rows);
  const own = leafValue(gradient, curvature, l2, lower, upper);
  const before = bounded ? gainOf(gradient, curvature, l2, own) : (gradient * gradient) / (curvature + l2);
  // What rounding makes of no gain at all is none.
  best.gain = before + 1e-10 * Math.abs(before) + 1e-15;
  let found: Split | undefined;
  for (let i = 0; i < allowed.length; i++) {
    const feature = allowed[i]!;
    best.bin = -1;
    const base = feature * FEATURE_STRIDE;
    if (bounded)
      scanBounded(histogram, base, bins[feature]!, gradient, curvature, l2, least, monotone[feature]!, lower, upper);
    else scanFree(histogram, base, bins[feature]!, gradient, curvature, l2, least);
    if (best.bin < 0) continue;
    found = {
      gain: best.gain - before,
      feature,
      bin: best.bin,
      missingLeft: best.missingLeft,
      leftGradient: best.gradient,
      leftCurvature: best.curvature,
    };
  }
  return found;
}
