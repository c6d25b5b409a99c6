/** Minimum into out[0], maximum into out[1]; the twin of `min_max` in c/reduce.h. */
export function minMax(x: Float64Array, n: number, out: Float64Array): void {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let ordered = true;
  for (let i = 0; i < n; i++) {
    const value = x[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
    // biome-ignore lint/suspicious/noSelfCompare: only NaN differs from itself, and this is its cheapest test
    if (value !== value) ordered = false;
  }
  out[0] = ordered ? (min === 0 ? signedZero(x, n, -0) : min) : Number.NaN;
  out[1] = ordered ? (max === 0 ? signedZero(x, n, 0) : max) : Number.NaN;
}

/** `zero` where the array holds a zero of that sign, else the other zero. */
function signedZero(x: Float64Array, n: number, zero: number): number {
  for (let i = 0; i < n; i++) if (Object.is(x[i], zero)) return zero;
  return -zero;
}
