/** Functions that the bodies of operations share. Each is translated with them; they see only their arguments. */

/** The greater of two, the second where they are equal. */
export function larger(a: number, b: number): number {
  return a > b ? a : b;
}

/** The smaller of two, the second where they are equal. */
export function smaller(a: number, b: number): number {
  return a < b ? a : b;
}

/** The true range: the bar's range, with the close before counted in. Wilder (1978). */
export function trueRangeOf(high: number, low: number, closeBefore: number): number {
  const range = high - low;
  const up = Math.abs(high - closeBefore);
  const down = Math.abs(low - closeBefore);
  const wider = up > range ? up : range;
  return down > wider ? down : wider;
}

/** Ehlers' Hilbert transform: of a value and those of two, four and six bars before. */
export function hilbert(now: number, two: number, four: number, six: number): number {
  return 0.0962 * now - 0.0962 * six - 0.5769 * four + 0.5769 * two;
}
