import { InputError } from "@hotpath/core";

/** A lower triangular L with L Lᵀ = Σ. */
export interface Factor {
  /** Row-major, `size` × `size`. */
  matrix: Float64Array;
  size: number;
  /** Columns that are not zero. */
  rank: number;
}

/**
 * The Cholesky factor of a covariance, which may be singular: a pivot that is zero to within rounding (n · 2⁻⁴⁸ of its own
 * variance) leaves its column zero, so that a combination of assets without risk has none, and nothing is added to any
 * variance (N. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., 2002, section 10.3).
 *
 * @param covariance row-major, symmetric
 * @throws {InputError} an element that is not finite, a matrix that is not symmetric or, beyond rounding, not positive
 *   semidefinite: `nearestCorrelation` of @hotpath/risk/stress mends it
 */
export function factorOf(covariance: Float64Array, size: number): Factor {
  assertCovariance(covariance, size);
  const l = new Float64Array(size * size);
  let rank = 0;
  for (let j = 0; j < size; j++) {
    const own = covariance[j * size + j]!;
    let pivot = own;
    for (let k = 0; k < j; k++) pivot -= l[j * size + k]! * l[j * size + k]!;
    const noise = size * 2 ** -48 * own;
    if (pivot < -noise)
      throw new InputError(
        "INPUT_INVALID",
        `covariance: not positive semidefinite, with a pivot of ${pivot} at [${j}][${j}]; allowed: pivots from 0`,
      );
    const singular = pivot <= noise;
    if (!singular) rank++;
    const root = singular ? 0 : Math.sqrt(pivot);
    l[j * size + j] = root;
    for (let i = j + 1; i < size; i++) {
      let value = covariance[i * size + j]!;
      for (let k = 0; k < j; k++) value -= l[i * size + k]! * l[j * size + k]!;
      if (!singular) l[i * size + j] = value / root;
      else if (Math.abs(value) > 1e-6 * Math.sqrt(own * covariance[i * size + i]!) + 2 ** -500)
        throw new InputError(
          "INPUT_INVALID",
          `covariance: not positive semidefinite: [${i}][${j}] is more than the variances of both allow; allowed: a covariance`,
        );
    }
  }
  return { matrix: l, size, rank };
}

function assertCovariance(covariance: Float64Array, size: number): void {
  if (covariance.length !== size * size)
    throw new InputError("INPUT_INVALID", `covariance: got ${covariance.length} elements; allowed: ${size} × ${size}`);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      const value = covariance[i * size + j]!;
      const mirrored = covariance[j * size + i]!;
      if (value - value !== 0 || (i === j && value < 0))
        throw new InputError(
          "INPUT_INVALID",
          `covariance[${i}][${j}]: got ${value}; allowed: a finite number${i === j ? " from 0" : ""}`,
        );
      if (Math.abs(value - mirrored) > 1e-9 * (Math.abs(value) + Math.abs(mirrored)))
        throw new InputError(
          "INPUT_INVALID",
          `covariance[${j}][${i}]: got ${mirrored}; allowed: ${value}, which stands at [${i}][${j}]`,
        );
    }
}

/**
 * L H for the reflection H that turns the first coordinate into the direction of the portfolio: L H (L H)ᵀ = Σ still, and the
 * first number of each path alone decides the portfolio's return. What is even in one dimension is then even where it counts
 * (J. Imai and K. S. Tan, *Journal of Computational Finance* 10, 2006).
 */
export function rotatedTo(factor: Factor, weights: Float64Array): Float64Array {
  const { matrix, size } = factor;
  const direction = new Float64Array(size);
  for (let j = 0; j < size; j++)
    for (let i = j; i < size; i++) direction[j] = direction[j]! + matrix[i * size + j]! * weights[i]!;
  let norm = 0;
  for (let j = 0; j < size; j++) norm += direction[j]! * direction[j]!;
  norm = Math.sqrt(norm);
  const rotated = matrix.slice();
  if (!(norm > 0)) return rotated;
  // The reflection that maps e₁ to ∓direction, with the sign that does not cancel.
  const sign = direction[0]! > 0 ? -1 : 1;
  const v = direction.map((value) => (sign * value) / norm);
  v[0] = v[0]! - 1;
  let square = 0;
  for (let j = 0; j < size; j++) square += v[j]! * v[j]!;
  for (let i = 0; i < size; i++) {
    let along = 0;
    for (let j = 0; j < size; j++) along += matrix[i * size + j]! * v[j]!;
    for (let j = 0; j < size; j++) rotated[i * size + j] = rotated[i * size + j]! - (2 * along * v[j]!) / square;
  }
  return rotated;
}
