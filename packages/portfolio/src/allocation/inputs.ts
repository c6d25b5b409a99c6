import { ConfigError, InputError } from "@hotpath/core";
import { defaultKernels } from "@hotpath/native";
import { AllocationError } from "./allocation-error.ts";

/**
 * Checks that a matrix is a covariance: square, finite, symmetric to the last digits, with no negative variance and no
 * covariance beyond what its variances allow.
 *
 * @returns the number of assets
 * @throws {InputError} `INPUT_INVALID` naming the element
 */
export function checkCovariance(covariance: Float64Array, name = "covariance"): number {
  const n = Math.round(Math.sqrt(covariance.length));
  if (n < 1 || n * n !== covariance.length)
    throw new InputError("INPUT_INVALID", `${name}: has ${covariance.length} elements, which is no square matrix`);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const value = covariance[i * n + j]!;
      if (!Number.isFinite(value)) throw new InputError("INPUT_INVALID", `${name}[${i}, ${j}] is ${value}`);
      const other = covariance[j * n + i]!;
      if (!(Math.abs(value - other) <= 1e-9 * (Math.abs(value) + Math.abs(other))))
        throw new InputError("INPUT_INVALID", `${name}: [${i}, ${j}] is ${value}, [${j}, ${i}] is ${other}`);
      if (i === j && value < 0) throw new InputError("INPUT_INVALID", `${name}[${i}, ${i}] is a variance of ${value}`);
    }
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const most = Math.sqrt(covariance[i * n + i]! * covariance[j * n + j]!);
      if (Math.abs(covariance[i * n + j]!) > most * (1 + 1e-9))
        throw new InputError(
          "INPUT_INVALID",
          `${name}[${i}, ${j}] is ${covariance[i * n + j]}, more than its variances allow, ${most}: not positive semidefinite`,
        );
    }
  return n;
}

/**
 * Checks that a covariance is positive semidefinite, up to 1e-10 of its greatest variance: an objective that is not convex
 * has no best value that could be certified. A singular one is, and its best weights may not be the only ones.
 *
 * @returns the number of assets
 * @throws {AllocationError} `degenerate`
 */
export function checkSemidefinite(covariance: Float64Array): number {
  const n = checkCovariance(covariance);
  const shifted = covariance.slice();
  let greatest = 0;
  for (let i = 0; i < n; i++) greatest = Math.max(greatest, covariance[i * (n + 1)]!);
  if (greatest === 0) return n;
  for (let i = 0; i < n; i++) shifted[i * (n + 1)] = shifted[i * (n + 1)]! + 1e-10 * greatest;
  const pivot = defaultKernels().matrices.cholesky(shifted, n);
  if (pivot < n)
    throw new AllocationError(
      "degenerate",
      `covariance: not positive semidefinite (some weights of assets 0 to ${pivot} have a negative variance); nearestSemidefinite gives the nearest that is`,
    );
  return n;
}

/** Checks a vector of `count` finite numbers. */
export function checkVector(values: ArrayLike<number>, count: number, name: string): Float64Array {
  if (values.length !== count)
    throw new InputError("INPUT_INVALID", `${name}: has ${values.length} elements for ${count} assets`);
  return Float64Array.from(values, (value, i) => {
    if (typeof value !== "number" || !Number.isFinite(value))
      throw new InputError("INPUT_INVALID", `${name}[${i}] is ${value}, not a finite number`);
    return value;
  });
}

/**
 * Checks returns, a row for each period.
 *
 * @returns the number of periods
 * @throws {AllocationError} `degenerate`: fewer than `least` periods
 */
export function checkReturns(returns: Float64Array, assets: number, least = 2): number {
  if (!(Number.isInteger(assets) && assets >= 1)) throw new ConfigError("assets", assets, "an integer from 1");
  if (returns.length % assets !== 0)
    throw new InputError(
      "INPUT_INVALID",
      `returns: has ${returns.length} elements, not a multiple of ${assets} assets`,
    );
  for (let k = 0; k < returns.length; k++)
    if (!Number.isFinite(returns[k]!))
      throw new InputError(
        "INPUT_INVALID",
        `returns: period ${Math.floor(k / assets)} of asset ${k % assets} is ${returns[k]}`,
      );
  const periods = returns.length / assets;
  if (periods < least)
    throw new AllocationError(
      "degenerate",
      `returns: ${periods} ${periods === 1 ? "period" : "periods"}; ${least} are needed`,
    );
  return periods;
}

/** A probability strictly between 0 and 1. */
export function checkConfidence(confidence: number): number {
  if (!(confidence > 0 && confidence < 1)) throw new ConfigError("confidence", confidence, "a number between 0 and 1");
  return confidence;
}
