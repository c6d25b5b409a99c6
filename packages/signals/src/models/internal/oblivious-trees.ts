/**
 * Adds the leaves of oblivious trees to `out`: the twin of `trees_oblivious` in `c/trees.h` of @hotpath/native.
 *
 * @param bins columns of bins, `stride` bytes apart
 * @param model the number of trees, then for each its depth, its first leaf, and for each level feature and greatest bin
 */
export const scoreOblivious = (
  bins: Uint8Array,
  rows: number,
  stride: number,
  model: Int32Array,
  leaves: Float64Array,
  out: Float64Array,
): void => {
  for (let r = 0; r < rows; r++) {
    let at = 1;
    let sum = out[r]!;
    for (let t = 0; t < model[0]!; t++) {
      const depth = model[at]!;
      const first = model[at + 1]!;
      at += 2;
      let leaf = 0;
      for (let l = 0; l < depth; l++, at += 2) leaf |= bins[model[at]! * stride + r]! > model[at + 1]! ? 1 << l : 0;
      sum += leaves[first + leaf]!;
    }
    out[r] = sum;
  }
};
