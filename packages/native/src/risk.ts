import type { Signature } from "./table.ts";

/**
 * The kernels of @hotpath/risk (c/risk_*.h), with twins in portable/risk.ts that give the same bits. They trust their
 * arguments: that package checks what callers bring. Matrices are row-major; columns of paths lie one after the other.
 */
export interface RiskKernels {
  /**
   * The k-th smallest of n (from 0), the next one (NaN for none), the sum of those less than the k-th in 32 lanes, how
   * many are less and how many equal it, into five elements. 0 where an element is not finite.
   * Scratch: 4 n + 1,024.
   */
  lowerTail(x: Float64Array, n: number, k: number, out: Float64Array, scratch: Float64Array): number;
  /**
   * n standard normal numbers, n a multiple of 8, number i from stream i mod 8 of xoshiro256**. State: 32 words of 64 bits,
   * word w of stream s at 8 w + s, low half first. Scratch: n/2 + 8.
   */
  normals(state: Int32Array, n: number, out: Float64Array, scratch: Float64Array): void;
  /**
   * out[a][p] = Σ factor[a][j] z[j][p], in the order of j from +0; paths a multiple of 8. Where `triangular` is 1 there is
   * nothing above the diagonal of the factor.
   */
  correlate: CorrelateKernel;
  /** {@link RiskKernels.correlate} with fused multiply-adds: within n roundings of Σ |factor z|. */
  correlateFast: CorrelateKernel;
  /** out[p] = Σ weights[a] x[a][p], in the order of a from +0; paths a multiple of 8. */
  weigh(x: Float64Array, weights: Float64Array, assets: number, paths: number, out: Float64Array): void;
}

type CorrelateKernel = (
  factor: Float64Array,
  z: Float64Array,
  assets: number,
  dimensions: number,
  paths: number,
  triangular: number,
  out: Float64Array,
) => void;

const correlate: Signature["args"] = ["buffer", "buffer", "i32", "i32", "i32", "i32", "buffer"];

/** What the kernels of {@link RiskKernels} are in C. */
export const riskSignatures: Record<keyof RiskKernels, Signature> = {
  lowerTail: { symbol: "risk_lower_tail", args: ["buffer", "i32", "i32", "buffer", "buffer"], returns: "i32" },
  normals: { symbol: "risk_normals", args: ["buffer", "i32", "buffer", "buffer"], returns: "void" },
  correlate: { symbol: "risk_correlate", args: correlate, returns: "void" },
  correlateFast: { symbol: "risk_correlate_fast", args: correlate, returns: "void" },
  weigh: { symbol: "risk_weigh", args: ["buffer", "buffer", "i32", "i32", "buffer"], returns: "void" },
};
