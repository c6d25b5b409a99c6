import type { Signature } from "./table.ts";

/**
 * The kernels that score ensembles of decision trees for @hotpath/signals, and sum the histograms that it grows trees
 * from (c/trees.h). They trust their arguments: that package has the twins, lays out the memory and checks what callers
 * bring.
 */
export interface TreeKernels {
  /**
   * Adds the leaves that rows reach to their outputs: rows of values, their count, values a row, the compiled ensemble, its
   * keys, its leaves, scratch for classes, and the outputs.
   */
  score(...operands: (Float64Array | Int32Array | number)[]): void;
  /** Adds the leaves of oblivious trees: columns of bins, rows, bytes a column, the trees, their leaves, the outputs. */
  oblivious(...operands: (Uint8Array | Float64Array | Int32Array | number)[]): void;
  /**
   * Adds up gradients and curvatures by feature and bin: rows of bins, features, which rows, from, to, pairs, and the
   * histogram of features × 256 pairs.
   */
  histogram(...operands: (Uint8Array | Float64Array | Int32Array | number)[]): void;
}

/** What the kernels of {@link TreeKernels} are in C. */
export const treeSignatures: Record<
  keyof TreeKernels,
  { symbol: string; args: Signature["args"]; returns: Signature["returns"] }
> = {
  score: {
    symbol: "trees_score",
    args: ["buffer", "i32", "i32", "buffer", "buffer", "buffer", "buffer", "buffer"],
    returns: "void",
  },
  oblivious: {
    symbol: "trees_oblivious",
    args: ["buffer", "i32", "i32", "buffer", "buffer", "buffer"],
    returns: "void",
  },
  histogram: {
    symbol: "trees_histogram",
    args: ["buffer", "i32", "buffer", "i32", "i32", "buffer", "buffer"],
    returns: "void",
  },
};
