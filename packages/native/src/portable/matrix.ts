/** Products and factors of matrices: the twins of c/gram.h, entry by entry in the same order. */

/** Σ over rows of weight × row × rowᵀ into the symmetric `out`; rows are scaled by the roots of their weights first. */
export function weightedGram(
  rows: Float64Array,
  weights: Float64Array,
  n: number,
  count: number,
  out: Float64Array,
  scratch: Float64Array,
): void {
  for (let k = 0; k < count * count; k++) out[k] = 0;
  for (let t = 0; t < n; t++) {
    const scale = Math.sqrt(weights[t]!);
    for (let i = 0; i < count; i++) scratch[i] = rows[t * count + i]! * scale;
    for (let i = 0; i < count; i++) {
      const factor = scratch[i]!;
      const at = i * count;
      for (let j = i; j < count; j++) out[at + j] = out[at + j]! + factor * scratch[j]!;
    }
  }
  for (let i = 0; i < count; i++) for (let j = i + 1; j < count; j++) out[j * count + i] = out[i * count + j]!;
}

/** Cholesky's factor U, UᵀU = a, in place of a; the index of the first pivot that is not above `least`, or n. */
export function cholesky(a: Float64Array, n: number, least: number): number {
  for (let k = 0; k < n; k++) {
    const row = k * n;
    if (!(a[row + k]! > least)) return k;
    const pivot = Math.sqrt(a[row + k]!);
    a[row + k] = pivot;
    for (let j = k + 1; j < n; j++) a[row + j] = a[row + j]! / pivot;
    for (let i = k + 1; i < n; i++) {
      const factor = a[row + i]!;
      const below = i * n;
      for (let j = i; j < n; j++) a[below + j] = a[below + j]! - factor * a[row + j]!;
    }
  }
  for (let i = 1; i < n; i++) for (let j = 0; j < i; j++) a[i * n + j] = 0;
  return n;
}
