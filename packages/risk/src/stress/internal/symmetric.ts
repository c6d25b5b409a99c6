import { InputError } from "@hotpath/core";
import { factorOf } from "../../simulation/factor.ts";

/** Eigenvalues and, in columns, eigenvectors of a symmetric matrix. */
export interface Eigen {
  values: Float64Array;
  /** Element i of vector k at `i * size + k`. */
  vectors: Float64Array;
}

/**
 * The eigenvalues and vectors of a symmetric matrix by Jacobi's rotations, swept until nothing is left beside the diagonal (G. Golub and C.
 * Van Loan, *Matrix Computations*, 4th ed., 2013, section 8.5): exact in the last bits, for some hundred rows.
 */
export function eigenOf(matrix: Float64Array, size: number): Eigen {
  const a = matrix.slice();
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let beside = 0;
    let along = 0;
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        const square = a[i * size + j]! * a[i * size + j]!;
        if (i === j) along += square;
        else beside += square;
      }
    if (beside <= 1e-34 * along || beside === 0) break;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, v, size, p, q);
  }
  return { values: Float64Array.from({ length: size }, (_, i) => a[i * size + i]!), vectors: v };
}

function rotate(a: Float64Array, v: Float64Array, size: number, p: number, q: number): void {
  const apq = a[p * size + q]!;
  if (apq === 0) return;
  const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < size; k++) {
    const kp = a[k * size + p]!;
    const kq = a[k * size + q]!;
    a[k * size + p] = c * kp - s * kq;
    a[k * size + q] = s * kp + c * kq;
  }
  for (let k = 0; k < size; k++) {
    const pk = a[p * size + k]!;
    const qk = a[q * size + k]!;
    a[p * size + k] = c * pk - s * qk;
    a[q * size + k] = s * pk + c * qk;
    const vp = v[k * size + p]!;
    const vq = v[k * size + q]!;
    v[k * size + p] = c * vp - s * vq;
    v[k * size + q] = s * vp + c * vq;
  }
}

/**
 * x with A x = b, for a positive semidefinite A: directions without variance are left out.
 *
 * @throws {InputError} an A that is not, or a b that such a direction would need to reach
 */
export function solvePositive(a: Float64Array, b: Float64Array): Float64Array {
  const size = b.length;
  const { matrix: l } = factorOf(a, size);
  const y = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let value = b[i]!;
    for (let j = 0; j < i; j++) value -= l[i * size + j]! * y[j]!;
    const pivot = l[i * size + i]!;
    if (pivot > 0) y[i] = value / pivot;
    else if (Math.abs(value) > 1e-9 * Math.abs(b[i]!))
      throw new InputError(
        "INPUT_INVALID",
        `covariance: says that a move of ${b[i]} cannot be, given the others; allowed: shocks that it can explain`,
      );
  }
  for (let i = size - 1; i >= 0; i--) {
    const pivot = l[i * size + i]!;
    if (!(pivot > 0)) continue;
    let value = y[i]!;
    for (let k = i + 1; k < size; k++) value -= l[k * size + i]! * y[k]!;
    y[i] = value / pivot;
  }
  return y;
}
