import type { KernelName } from "./table.ts";

/**
 * From which length the native kernel is called; below, the TypeScript twin is as fast or faster, since a foreign call
 * and its bookkeeping cost 10 to 20 ns. For `covarianceMatrix` the length is that of all columns together; for
 * `crc32c` it is in bytes. Measured by `scripts/measure-crossover.ts`; the measurement is in docs/crossover.md.
 *
 * `ema` is never called natively in exact mode: each element waits for the one before, in any language.
 */
export const crossover: Readonly<Record<KernelName, number>> = {
  sum: 64,
  minMax: 64,
  meanVariance: 32,
  meanVarianceFast: 32,
  dot: 64,
  dotFast: 64,
  covariance: 32,
  covarianceFast: 32,
  covarianceMatrix: 32,
  covarianceMatrixFast: 32,
  sma: 64,
  smaFast: 64,
  ema: Number.POSITIVE_INFINITY,
  emaFast: 32,
  sort: 32,
  select: 32,
  crc32c: 32,
  exp: 32,
  log: 32,
  sin: 32,
  cos: 32,
  atan: 32,
  inverseNormal: 32,
};
