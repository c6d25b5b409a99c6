/**
 * Covariances of returns: sample, exponentially weighted, shrunk, robust and cleaned of noise. Returns are a row for each
 * period; matrices are assets × assets, row by row, of one period: multiply by the periods of a year for a yearly one.
 */

export { type Eigen, symmetricEigen } from "../solvers/eigen.ts";
export {
  correlationOf,
  type DenoisedCovariance,
  type DenoiseOptions,
  denoiseCovariance,
  gerberCovariance,
  nearestSemidefinite,
} from "./correlation.ts";
export { type ExpectedReturnOptions, expectedReturns } from "./expected-returns.ts";
export { assetReturns, type ReturnKind } from "./returns.ts";
export {
  type EwmaOptions,
  ewmaCovariance,
  type SampleOptions,
  sampleCorrelation,
  sampleCovariance,
  semicovariance,
} from "./sample.ts";
export {
  ledoitWolf,
  oracleApproximatingShrinkage,
  type ShrinkageTarget,
  type ShrunkCovariance,
} from "./shrinkage.ts";
