import type { KernelName } from "./table.ts";

/** An instruction set that the library has kernels for. */
export type Isa = "sse2" | "avx2" | "avx512" | "neon";

/** Instruction sets, the best last, and their bits in what `hotpath_isas` answers. */
export const ISA_BITS: readonly (readonly [Isa, number])[] = [
  ["sse2", 1],
  ["neon", 8],
  ["avx2", 2],
  ["avx512", 4],
];

/** The number that `hotpath_abi` must answer: a library of another build has other signatures. */
export const ABI = 7;

/**
 * Kernels that gain nothing from wider vectors than those of AVX2, beside programs: what passes from lane to lane costs more
 * the more lanes there are. SMA of a million elements takes 0.46 ns with AVX2 and 0.68 with AVX-512, MAX 0.72 and 1.35.
 */
export const NARROW_KERNELS: readonly KernelName[] = [
  "aroon",
  "atr",
  "bbands",
  "emaFast",
  "extremes",
  "highest",
  "lowest",
  "midprice",
  "movingSum",
  "movingVariance",
  "natr",
  "regression",
  "regressionSlope",
  "smaFast",
  "stddev",
  "stoch",
  "willr",
  "wma",
];
