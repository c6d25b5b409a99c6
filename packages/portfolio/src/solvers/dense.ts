/** Small operations on dense matrices stored row by row. */

/** Solves UᵀU x = b in place, U upper triangular. */
export function solveFactored(u: Float64Array, n: number, b: Float64Array): void {
  for (let k = 0; k < n; k++) {
    const row = k * n;
    const x = b[k]! / u[row + k]!;
    b[k] = x;
    for (let j = k + 1; j < n; j++) b[j] = b[j]! - x * u[row + j]!;
  }
  for (let k = n - 1; k >= 0; k--) {
    const row = k * n;
    let first = 0;
    let second = 0;
    let third = 0;
    let fourth = 0;
    let j = k + 1;
    for (; j + 3 < n; j += 4) {
      first += u[row + j]! * b[j]!;
      second += u[row + j + 1]! * b[j + 1]!;
      third += u[row + j + 2]! * b[j + 2]!;
      fourth += u[row + j + 3]! * b[j + 3]!;
    }
    for (; j < n; j++) first += u[row + j]! * b[j]!;
    b[k] = (b[k]! - (first + second + (third + fourth))) / u[row + k]!;
  }
}

/** out[from + t] = row t · x, four rows at a time, each in order. */
export function multiplyRows(
  rows: Float64Array,
  count: number,
  width: number,
  x: Float64Array,
  out: Float64Array,
  from: number,
): Float64Array {
  let t = 0;
  for (; t + 3 < count; t += 4) {
    const a = t * width;
    const b = a + width;
    const c = b + width;
    const d = c + width;
    let first = 0;
    let second = 0;
    let third = 0;
    let fourth = 0;
    for (let i = 0; i < width; i++) {
      const value = x[i]!;
      first += rows[a + i]! * value;
      second += rows[b + i]! * value;
      third += rows[c + i]! * value;
      fourth += rows[d + i]! * value;
    }
    out[from + t] = first;
    out[from + t + 1] = second;
    out[from + t + 2] = third;
    out[from + t + 3] = fourth;
  }
  for (; t < count; t++) {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += rows[t * width + i]! * x[i]!;
    out[from + t] = sum;
  }
  return out;
}

/** out += sign · Σ weights[from + t] · row t, eight rows at a time: what is added to is read and written once for them. */
export function addRows(
  rows: Float64Array,
  count: number,
  width: number,
  weights: Float64Array,
  from: number,
  sign: number,
  out: Float64Array,
): void {
  let t = 0;
  for (; t + 7 < count; t += 8) {
    const w = from + t;
    const w0 = sign * weights[w]!;
    const w1 = sign * weights[w + 1]!;
    const w2 = sign * weights[w + 2]!;
    const w3 = sign * weights[w + 3]!;
    const w4 = sign * weights[w + 4]!;
    const w5 = sign * weights[w + 5]!;
    const w6 = sign * weights[w + 6]!;
    const w7 = sign * weights[w + 7]!;
    const r0 = t * width;
    const r1 = r0 + width;
    const r2 = r1 + width;
    const r3 = r2 + width;
    const r4 = r3 + width;
    const r5 = r4 + width;
    const r6 = r5 + width;
    const r7 = r6 + width;
    for (let i = 0; i < width; i++) {
      const low = w0 * rows[r0 + i]! + w1 * rows[r1 + i]! + (w2 * rows[r2 + i]! + w3 * rows[r3 + i]!);
      const high = w4 * rows[r4 + i]! + w5 * rows[r5 + i]! + (w6 * rows[r6 + i]! + w7 * rows[r7 + i]!);
      out[i] = out[i]! + (low + high);
    }
  }
  for (; t < count; t++) {
    const weight = sign * weights[from + t]!;
    for (let i = 0; i < width; i++) out[i] = out[i]! + weight * rows[t * width + i]!;
  }
}

/** Adds a small symmetric matrix to the leading upper triangle of a larger one. */
export function addUpper(from: Float64Array, width: number, matrix: Float64Array, size: number): void {
  for (let i = 0; i < width; i++)
    for (let j = i; j < width; j++) matrix[i * size + j] = matrix[i * size + j]! + from[i * width + j]!;
}

/** x · y. */
export function dotProduct(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

/** xᵀ a x for a square matrix. */
export function quadraticForm(a: Float64Array, x: Float64Array): number {
  return dotProduct(x, multiplyRows(a, x.length, x.length, x, new Float64Array(x.length), 0));
}

/** The greatest magnitude, 0 of nothing. */
export function greatestOf(x: ArrayLike<number>): number {
  let greatest = 0;
  for (let i = 0; i < x.length; i++) greatest = Math.max(greatest, Math.abs(x[i]!));
  return greatest;
}

/**
 * Solves a positive semidefinite system in place by LDLᵀ. A pivot that is nothing beside its diagonal belongs to an equation
 * that repeats others: its unknown is 0.
 */
export function solveSemidefinite(a: Float64Array, n: number, b: Float64Array): void {
  const least = Float64Array.from({ length: n }, (_, k) => 1e-13 * a[k * (n + 1)]!);
  for (let k = 0; k < n; k++) {
    const pivot = a[k * (n + 1)]!;
    if (!(pivot > least[k]!)) {
      a[k * (n + 1)] = 0;
      continue;
    }
    for (let i = k + 1; i < n; i++) {
      const factor = a[k * n + i]! / pivot;
      for (let j = i; j < n; j++) a[i * n + j] = a[i * n + j]! - factor * a[k * n + j]!;
      b[i] = b[i]! - factor * b[k]!;
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    if (a[k * (n + 1)] === 0) {
      b[k] = 0;
      continue;
    }
    let sum = b[k]!;
    for (let j = k + 1; j < n; j++) sum -= a[k * n + j]! * b[j]!;
    b[k] = sum / a[k * (n + 1)]!;
  }
}

/**
 * Solves a small general system in place by elimination with partial pivoting. Golub and Van Loan, Matrix Computations,
 * 4th ed., section 3.4.
 *
 * @returns false where a pivot is zero; b is then of no use
 */
export function solveGeneral(a: Float64Array, n: number, b: Float64Array): boolean {
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]!) > Math.abs(a[best * n + k]!)) best = i;
    const pivot = a[best * n + k]!;
    if (!(Math.abs(pivot) > 0)) return false;
    if (best !== k) {
      for (let j = 0; j < n; j++) {
        const kept = a[k * n + j]!;
        a[k * n + j] = a[best * n + j]!;
        a[best * n + j] = kept;
      }
      const kept = b[k]!;
      b[k] = b[best]!;
      b[best] = kept;
    }
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k]! / pivot;
      if (factor === 0) continue;
      for (let j = k; j < n; j++) a[i * n + j] = a[i * n + j]! - factor * a[k * n + j]!;
      b[i] = b[i]! - factor * b[k]!;
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    let sum = b[k]!;
    for (let j = k + 1; j < n; j++) sum -= a[k * n + j]! * b[j]!;
    b[k] = sum / a[k * n + k]!;
  }
  return true;
}
