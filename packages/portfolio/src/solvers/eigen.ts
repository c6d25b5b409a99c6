/**
 * Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to a tridiagonal one, then implicit QL.
 * Golub and Van Loan, Matrix Computations, 4th ed., sections 8.3.1 and 8.3.3; the algorithms tred2 and tql2 of Martin, Reinsch
 * and Wilkinson 1968 and Bowdler, Martin, Reinsch and Wilkinson 1968 (Numerische Mathematik 11), as EISPACK has them.
 */
import { InputError } from "@hotpath/core";

/** See {@link symmetricEigen}. */
export interface Eigen {
  /** Ascending. */
  values: Float64Array;
  /** Column k, that is the elements i · n + k, belongs to value k; of unit length. */
  vectors: Float64Array;
}

const MAX_SWEEPS = 60;

/**
 * All eigenvalues of a symmetric n × n matrix, ascending, with their vectors. The lower triangle is read.
 *
 * @throws {InputError} the matrix has an element that is not finite
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  for (const value of matrix)
    if (!Number.isFinite(value)) throw new InputError("INPUT_INVALID", `matrix: has an element ${value}`);
  // Row j of v is what the algorithms know as column j: their inner loops run along it.
  const v = matrix.slice();
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) v[j * n + i] = v[i * n + j]!;
  const d = new Float64Array(n);
  const e = new Float64Array(n);
  tridiagonalise(v, n, d, e);
  diagonalise(v, n, d, e);
  const order = Array.from(d, (_, i) => i).sort((a, b) => d[a]! - d[b]! || a - b);
  const vectors = new Float64Array(n * n);
  order.forEach((from, k) => {
    for (let i = 0; i < n; i++) vectors[i * n + k] = v[from * n + i]!;
  });
  return { values: Float64Array.from(order, (from) => d[from]!), vectors };
}

function tridiagonalise(v: Float64Array, n: number, d: Float64Array, e: Float64Array): void {
  for (let j = 0; j < n; j++) d[j] = v[j * n + n - 1]!;
  for (let i = n - 1; i > 0; i--) {
    let scale = 0;
    let h = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(d[k]!);
    if (scale === 0) {
      e[i] = d[i - 1]!;
      for (let j = 0; j < i; j++) {
        d[j] = v[j * n + i - 1]!;
        v[j * n + i] = 0;
        v[i * n + j] = 0;
      }
    } else {
      for (let k = 0; k < i; k++) {
        d[k] = d[k]! / scale;
        h += d[k]! * d[k]!;
      }
      let f = d[i - 1]!;
      let g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h);
      e[i] = scale * g;
      h -= f * g;
      d[i - 1] = f - g;
      for (let j = 0; j < i; j++) e[j] = 0;
      for (let j = 0; j < i; j++) {
        f = d[j]!;
        v[i * n + j] = f;
        g = e[j]! + v[j * n + j]! * f;
        for (let k = j + 1; k < i; k++) {
          g += v[j * n + k]! * d[k]!;
          e[k] = e[k]! + v[j * n + k]! * f;
        }
        e[j] = g;
      }
      f = 0;
      for (let j = 0; j < i; j++) {
        e[j] = e[j]! / h;
        f += e[j]! * d[j]!;
      }
      const half = f / (h + h);
      for (let j = 0; j < i; j++) e[j] = e[j]! - half * d[j]!;
      for (let j = 0; j < i; j++) {
        f = d[j]!;
        g = e[j]!;
        for (let k = j; k < i; k++) v[j * n + k] = v[j * n + k]! - (f * e[k]! + g * d[k]!);
        d[j] = v[j * n + i - 1]!;
        v[j * n + i] = 0;
      }
    }
    d[i] = h;
  }
  for (let i = 0; i < n - 1; i++) {
    v[i * n + n - 1] = v[i * n + i]!;
    v[i * n + i] = 1;
    const h = d[i + 1]!;
    const next = (i + 1) * n;
    if (h !== 0) {
      for (let k = 0; k <= i; k++) d[k] = v[next + k]! / h;
      for (let j = 0; j <= i; j++) {
        let g = 0;
        for (let k = 0; k <= i; k++) g += v[next + k]! * v[j * n + k]!;
        for (let k = 0; k <= i; k++) v[j * n + k] = v[j * n + k]! - g * d[k]!;
      }
    }
    for (let k = 0; k <= i; k++) v[next + k] = 0;
  }
  for (let j = 0; j < n; j++) {
    d[j] = v[j * n + n - 1]!;
    v[j * n + n - 1] = 0;
  }
  v[(n - 1) * n + n - 1] = 1;
  e[0] = 0;
}

function diagonalise(v: Float64Array, n: number, d: Float64Array, e: Float64Array): void {
  for (let i = 1; i < n; i++) e[i - 1] = e[i]!;
  e[n - 1] = 0;
  let f = 0;
  let size = 0;
  for (let l = 0; l < n; l++) {
    size = Math.max(size, Math.abs(d[l]!) + Math.abs(e[l]!));
    let m = l;
    while (m < n - 1 && Math.abs(e[m]!) > 2.220446049250313e-16 * size) m++;
    for (let sweep = 0; m > l && sweep < MAX_SWEEPS; sweep++) {
      let g = d[l]!;
      let p = (d[l + 1]! - g) / (2 * e[l]!);
      let r = Math.sqrt(p * p + 1);
      if (p < 0) r = -r;
      d[l] = e[l]! / (p + r);
      d[l + 1] = e[l]! * (p + r);
      const ahead = d[l + 1]!;
      const h = g - d[l]!;
      for (let i = l + 2; i < n; i++) d[i] = d[i]! - h;
      f += h;
      p = d[m]!;
      let c = 1;
      let c2 = 1;
      let c3 = 1;
      const below = e[l + 1]!;
      let s = 0;
      let s2 = 0;
      for (let i = m - 1; i >= l; i--) {
        c3 = c2;
        c2 = c;
        s2 = s;
        g = c * e[i]!;
        const q = c * p;
        r = Math.sqrt(p * p + e[i]! * e[i]!);
        e[i + 1] = s * r;
        s = e[i]! / r;
        c = p / r;
        p = c * d[i]! - s * g;
        d[i + 1] = q + s * (c * g + s * d[i]!);
        rotate(v, i * n, (i + 1) * n, n, c, s);
      }
      p = (-s * s2 * c3 * below * e[l]!) / ahead;
      e[l] = s * p;
      d[l] = c * p;
      if (!(Math.abs(e[l]!) > 2.220446049250313e-16 * size)) break;
    }
    d[l] = d[l]! + f;
    e[l] = 0;
  }
}

function rotate(v: Float64Array, a: number, b: number, n: number, c: number, s: number): void {
  for (let k = 0; k < n; k++) {
    const h = v[b + k]!;
    const g = v[a + k]!;
    v[b + k] = s * g + c * h;
    v[a + k] = c * g - s * h;
  }
}
