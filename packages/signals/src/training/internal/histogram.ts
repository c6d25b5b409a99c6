/** Bins that a feature has room for in a histogram, two numbers each: the sums of gradients and of curvatures. */
export const FEATURE_STRIDE = 512;

/**
 * Adds up gradients and curvatures by feature and bin, over the rows listed from `from` to `to`, in their order: the twin of
 * `trees_histogram` in `c/trees.h` of @hotpath/native.
 *
 * @param bins rows × features
 * @param pairs gradient and curvature of each row
 */
export const sumHistogram = (
  bins: Uint8Array,
  features: number,
  rows: Int32Array,
  from: number,
  to: number,
  pairs: Float64Array,
  histogram: Float64Array,
): void => {
  for (let i = from; i < to; i++) {
    const row = rows[i]!;
    const gradient = pairs[2 * row]!;
    const curvature = pairs[2 * row + 1]!;
    for (let f = 0, at = row * features; f < features; f++, at++) {
      const place = f * FEATURE_STRIDE + 2 * bins[at]!;
      histogram[place]! += gradient;
      histogram[place + 1]! += curvature;
    }
  }
};
