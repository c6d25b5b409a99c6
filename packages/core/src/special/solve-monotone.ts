/**
 * The root of a rising function by Newton's method, held inside a bracket that every value narrows; a step that would
 * leave it bisects (or doubles, where there is no upper end yet).
 *
 * @param lower an end that lies below the root
 * @param upper one above, or Infinity
 */
export function solveMonotone(
  value: (x: number) => number,
  slope: (x: number) => number,
  start: number,
  lower: number,
  upper: number,
): number {
  let low = lower;
  let high = upper;
  let x = start;
  for (let i = 0; i < 200; i++) {
    const y = value(x);
    if (y === 0) return x;
    if (y < 0) low = x;
    else high = x;
    let next = x - y / slope(x);
    if (!(next > low && next < high)) next = high === Number.POSITIVE_INFINITY ? 2 * x + 1 : 0.5 * (low + high);
    if (Math.abs(next - x) <= 2 * Number.EPSILON * Math.abs(next) || next === low || next === high) return next;
    x = next;
  }
  return x;
}
