/**
 * The f from 0 to `end` at which Σ log(1 + f xᵢ) is greatest: the root of its derivative Σ xᵢ ÷ (1 + f xᵢ), which falls, since
 * the sum is concave. Bisection, to the last double; 0 where it falls from the start, `end` where it still rises there.
 */
export function growthRoot(outcomes: Float64Array, end: number): number {
  let low = 0;
  let high = end;
  if (!(slope(outcomes, 0) > 0)) return 0;
  if (slope(outcomes, end) >= 0) return end;
  for (;;) {
    const middle = 0.5 * (low + high);
    if (!(middle > low && middle < high)) return low;
    if (slope(outcomes, middle) > 0) low = middle;
    else high = middle;
  }
}

function slope(outcomes: Float64Array, f: number): number {
  let sum = 0;
  for (const x of outcomes) {
    const left = 1 + f * x;
    // Ruin: whatever is won elsewhere, the slope is downwards.
    if (!(left > 0)) return Number.NEGATIVE_INFINITY;
    sum += x / left;
  }
  return sum;
}
