import type { KernelTable } from "../table.ts";
import { atr, cci, natr, trueRange } from "./bars.ts";
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
import { directional } from "./directional.ts";
import { dot } from "./dot.ts";
import { minMax } from "./extremes.ts";
import { cholesky, weightedGram } from "./matrix.ts";
import { covariance, covarianceMatrix, meanVariance } from "./moments.ts";
import { select, sort } from "./order.ts";
import { beta, correl } from "./pairs.ts";
import { emaChain, macd, momentum, rsi, seededEma } from "./recursions.ts";
import { ema, sma } from "./scan.ts";
import { sum } from "./sum.ts";
import { accumulation, mfi, obv } from "./volume.ts";
import { aroon, extremes, highest, lowest, midprice, movingSum, smaFast, stoch, willr } from "./window-extremes.ts";
import { bbands, movingVariance, regression, regressionSlope, stddev, wma } from "./windows.ts";

/** The twins in TypeScript. A fast twin is the exact one where there is one: it is as fast here, and within every bound. */
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
  weightedGram,
  weightedGramFast: weightedGram,
  cholesky,
  choleskyFast: cholesky,
  sma,
  smaFast,
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
  movingSum,
  wma,
  highest,
  lowest,
  extremes,
  midprice,
  willr,
  stoch,
  movingVariance,
  stddev,
  bbands,
  correl,
  beta,
  regression,
  regressionSlope,
  seededEma,
  macd,
  rsi,
  trueRange,
  atr,
  natr,
  directional,
  cci,
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
  aroon,
  mfi,
  emaChain,
  momentum,
  obv,
  accumulation,
};
