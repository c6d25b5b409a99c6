const SWEEPS_MAX = 60;

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by cyclic rotations: C. G. J. Jacobi 1846; Golub and Van Loan,
 * *Matrix Computations*, 4th ed., algorithm 8.5.2. It keeps small eigenvalues of a positive matrix exact to their own size, which for a
 * dozen series is worth more than the speed of a reduction to tridiagonal form.
 *
 * @param matrix n × n, row by row, used up
 * @returns eigenvalues, the greatest first, and the vectors, of unit length, each in an array of its own
 */
export function jacobiEigen(matrix: Float64Array, n: number): { values: Float64Array; vectors: Float64Array[] } {
  const vectors = Array.from({ length: n }, (_, k) => Float64Array.from({ length: n }, (_, i) => Number(i === k)));
  for (let sweep = 0; sweep < SWEEPS_MAX; sweep++) {
    let rotated = false;
    for (let p = 0; p < n - 1; p++)
      for (let q = p + 1; q < n; q++) {
        const off = matrix[p * n + q]!;
        const [app, aqq] = [matrix[p * n + p]!, matrix[q * n + q]!];
        if (Math.abs(off) <= 2.220446049250313e-16 * Math.sqrt(Math.abs(app * aqq))) continue;
        rotated = true;
        const tau = (aqq - app) / (2 * off);
        const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
        const c = 1 / Math.sqrt(1 + t * t);
        rotate(matrix, vectors, n, p, q, c, t * c);
      }
    if (!rotated) break;
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => matrix[b * n + b]! - matrix[a * n + a]! || a - b);
  return { values: Float64Array.from(order, (i) => matrix[i * n + i]!), vectors: order.map((i) => vectors[i]!) };
}

function rotate(
  matrix: Float64Array,
  vectors: readonly Float64Array[],
  n: number,
  p: number,
  q: number,
  c: number,
  s: number,
): void {
  for (let k = 0; k < n; k++) {
    const [kp, kq] = [matrix[k * n + p]!, matrix[k * n + q]!];
    matrix[k * n + p] = c * kp - s * kq;
    matrix[k * n + q] = s * kp + c * kq;
  }
  for (let k = 0; k < n; k++) {
    const [pk, qk] = [matrix[p * n + k]!, matrix[q * n + k]!];
    matrix[p * n + k] = c * pk - s * qk;
    matrix[q * n + k] = s * pk + c * qk;
    const [vp, vq] = [vectors[p]![k]!, vectors[q]![k]!];
    vectors[p]![k] = c * vp - s * vq;
    vectors[q]![k] = s * vp + c * vq;
  }
}
