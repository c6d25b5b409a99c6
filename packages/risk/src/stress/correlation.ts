import { ConfigError, InputError } from "@hotpath/core";
import { symmetricEigen } from "@hotpath/portfolio/covariance";

/** What {@link nearestCorrelation} answers. */
export interface NearestCorrelation {
  /** Row-major. */
  matrix: Float64Array;
  /** Frobenius norm of the difference from what was given. */
  distance: number;
  iterations: number;
}

/**
 * The correlation matrix nearest to a symmetric one in the Frobenius norm: alternating projections onto the positive semidefinite
 * matrices and those with ones on the diagonal, with Dykstra's correction (N. Higham, *IMA Journal of Numerical Analysis* 22, 2002).
 * Nothing changes where it is one already.
 *
 * @param matrix row-major, symmetric
 * @param leastEigenvalue what eigenvalues are raised to: above 0 for a matrix that can be inverted. Default 0
 * @throws {InputError} a matrix that is not square, not symmetric or not finite
 */
export function nearestCorrelation(matrix: Float64Array, leastEigenvalue = 0): NearestCorrelation {
  const size = Math.round(Math.sqrt(matrix.length));
  if (size * size !== matrix.length || size === 0)
    throw new InputError("INPUT_INVALID", `matrix: got ${matrix.length} elements; allowed: a square of them`);
  if (!(leastEigenvalue >= 0 && leastEigenvalue < 1))
    throw new ConfigError("leastEigenvalue", leastEigenvalue, "from 0 to below 1");
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      const value = matrix[i * size + j]!;
      if (!(Math.abs(value - matrix[j * size + i]!) <= 1e-12 * Math.max(1, Math.abs(value))))
        throw new InputError(
          "INPUT_INVALID",
          `matrix[${i}][${j}]: got ${value}; allowed: a finite number, the same at [${j}][${i}]`,
        );
    }
  let y = matrix.slice();
  const correction = new Float64Array(matrix.length);
  let iterations = 0;
  if (!isCorrelation(y, size, leastEigenvalue))
    for (let change = 1; change > 1e-13 * size && iterations < 10_000; iterations++) {
      const r = y.map((value, i) => value - correction[i]!);
      const x = projected(r, size, leastEigenvalue);
      for (let i = 0; i < x.length; i++) correction[i] = x[i]! - r[i]!;
      const next = x.slice();
      for (let i = 0; i < size; i++) next[i * size + i] = 1;
      change = distanceOf(next, y);
      y = next;
    }
  return { matrix: y, distance: distanceOf(y, matrix), iterations };
}

/** Whether it is one already, to within rounding. */
function isCorrelation(matrix: Float64Array, size: number, least: number): boolean {
  for (let i = 0; i < size; i++) if (matrix[i * size + i] !== 1) return false;
  return symmetricEigen(matrix, size).values.every((value) => value >= least - 1e-14 * size);
}

/** The nearest matrix whose eigenvalues are at least so large. */
function projected(matrix: Float64Array, size: number, least: number): Float64Array {
  const { values, vectors } = symmetricEigen(matrix, size);
  const out = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    const value = Math.max(values[k]!, least);
    if (value === 0) continue;
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++)
        out[i * size + j] = out[i * size + j]! + value * vectors[i * size + k]! * vectors[j * size + k]!;
  }
  return out;
}

function distanceOf(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) * (a[i]! - b[i]!);
  return Math.sqrt(sum);
}

/** Options of {@link breakCorrelations}. */
export interface CorrelationBreak {
  /** What correlations are moved to, from −1 to 1: 1 is the crisis in which everything falls together, 0 the end of hedges. */
  target: number;
  /** How far, from 0 to 1. Default 1. */
  strength?: number;
  /** Pairs of places that move; the others stay. Default all. */
  pairs?: readonly (readonly [number, number])[];
}

/**
 * A covariance with the same variances and other correlations: (1 − s) ρ + s · target, brought to the nearest correlation matrix where
 * that is none (R. Rebonato and P. Jäckel, *Journal of Risk* 2, 1999, on why it often is none).
 *
 * @param covariance row-major
 * @throws {ConfigError} a target or a strength that cannot be
 * @throws {InputError} a matrix that is none
 */
export function breakCorrelations(
  covariance: Float64Array,
  options: CorrelationBreak,
): { covariance: Float64Array; distance: number } {
  const { target, strength = 1, pairs } = options;
  if (!(target >= -1 && target <= 1)) throw new ConfigError("target", target, "from -1 to 1");
  if (!(strength >= 0 && strength <= 1)) throw new ConfigError("strength", strength, "from 0 to 1");
  const size = Math.round(Math.sqrt(covariance.length));
  const deviations = Float64Array.from({ length: size }, (_, i) => Math.sqrt(covariance[i * size + i]!));
  const correlation = new Float64Array(size * size);
  const moves = (i: number, j: number): boolean =>
    pairs === undefined || pairs.some(([a, b]) => (a === i && b === j) || (a === j && b === i));
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      const product = deviations[i]! * deviations[j]!;
      const rho = i === j ? 1 : product > 0 ? covariance[i * size + j]! / product : 0;
      correlation[i * size + j] = i !== j && moves(i, j) ? (1 - strength) * rho + strength * target : rho;
    }
  const { matrix, distance } = nearestCorrelation(correlation);
  return {
    covariance: matrix.map((rho, at) => rho * deviations[Math.floor(at / size)]! * deviations[at % size]!),
    distance,
  };
}
