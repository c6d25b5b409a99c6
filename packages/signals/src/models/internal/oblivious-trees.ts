import { TILE } from "./layout.ts";

const leaf = new Int32Array(TILE);

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
  for (let from = 0; from < rows; from += TILE) {
    const to = Math.min(rows, from + TILE);
    let at = 1;
    for (let t = 0; t < model[0]!; t++) {
      const depth = model[at]!;
      const first = model[at + 1]!;
      at += 2;
      leaf.fill(0);
      for (let l = 0; l < depth; l++, at += 2) {
        const column = model[at]! * stride;
        const limit = model[at + 1]!;
        const bit = 1 << l;
        for (let r = from; r < to; r++) leaf[r - from]! |= bins[column + r]! > limit ? bit : 0;
      }
      for (let r = from; r < to; r++) out[r]! += leaves[first + leaf[r - from]!]!;
    }
  }
};
