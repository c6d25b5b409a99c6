import type { KernelIsa } from "./kernels.ts";
import type { KernelName } from "./table.ts";

/**
 * From which length the native kernel is called; below, the TypeScript twin is as fast or faster, since a foreign call
 * and its checks cost 10 to 20 ns. For `covarianceMatrix` the length is that of all columns together, for `weightedGram` it is the number of columns, for `cholesky` that of the matrix's elements; for `crc32c` it
 * is in bytes. Measured by `scripts/measure-crossover.ts` and set with some room; docs/crossover.md has the figures.
 */
const widths: Readonly<Record<KernelName, number>> = {
  sum: 24,
  minMax: 32,
  meanVariance: 16,
  meanVarianceFast: 16,
  dot: 16,
  dotFast: 16,
  covariance: 16,
  covarianceFast: 16,
  covarianceMatrix: 16,
  covarianceMatrixFast: 16,
  weightedGram: 12,
  weightedGramFast: 12,
  cholesky: 64,
  choleskyFast: 64,
  sma: 64,
  smaFast: 32,
  ema: 32,
  emaFast: 24,
  sort: 32,
  select: 48,
  crc32c: 24,
  exp: 16,
  log: 16,
  sin: 16,
  cos: 16,
  atan: 16,
  inverseNormal: 16,
  movingSum: 32,
  wma: 48,
  highest: 64,
  lowest: 64,
  extremes: 64,
  tan: 16,
  asin: 16,
  acos: 16,
  sinh: 16,
  cosh: 16,
  tanh: 16,
  log10: 16,
  expm1: 16,
  log1p: 16,
  normalCdf: 16,
  pow: 16,
  midprice: 24,
  willr: 24,
  stoch: 24,
  movingVariance: 48,
  stddev: 48,
  bbands: 32,
  correl: 96,
  beta: 96,
  regression: 48,
  regressionSlope: 48,
  seededEma: 24,
  macd: 32,
  rsi: 16,
  trueRange: 24,
  atr: 24,
  natr: 24,
  directional: 24,
  cci: 24,
  aroon: 64,
  mfi: 64,
  emaChain: 32,
  momentum: 32,
  obv: 32,
  accumulation: 32,
};

/**
 * The crossovers of an instruction set. Two lanes cannot sort faster than the engine's own sort: they have no
 * comparison of 64-bit integers, or too few of them at a time.
 */
export function crossoverOf(isa: KernelIsa): Readonly<Record<KernelName, number>> {
  if (isa === "sse2" || isa === "neon") return { ...widths, sort: Number.POSITIVE_INFINITY, inverseNormal: 256 };
  return widths;
}
