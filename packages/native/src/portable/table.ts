import type { KernelTable } from "../table.ts";
import {
  acos,
  asin,
  atan,
  cos,
  cosh,
  exp,
  expm1,
  inverseNormal,
  log,
  log1p,
  log10,
  normalCdf,
  pow,
  sin,
  sinh,
  tan,
  tanh,
} from "./batch.ts";
import { crc32c } from "./checksum.ts";
import { dot } from "./dot.ts";
import { minMax } from "./extremes.ts";
import { covariance, covarianceMatrix, meanVariance } from "./moments.ts";
import { select, sort } from "./order.ts";
import { ema, sma } from "./scan.ts";
import { sum } from "./sum.ts";

/** The twins in TypeScript. A fast twin is the exact one: it is as fast here, and within every bound. */
export const portableTable: KernelTable = {
  sum,
  minMax,
  meanVariance,
  meanVarianceFast: meanVariance,
  dot,
  dotFast: dot,
  covariance,
  covarianceFast: covariance,
  covarianceMatrix,
  covarianceMatrixFast: covarianceMatrix,
  sma,
  smaFast: sma,
  ema,
  emaFast: ema,
  sort,
  select,
  crc32c,
  exp,
  log,
  sin,
  cos,
  atan,
  inverseNormal,
  tan,
  asin,
  acos,
  sinh,
  cosh,
  tanh,
  log10,
  expm1,
  log1p,
  normalCdf,
  pow,
};
