/**
 * The floor of a × b ÷ c, exact for all safe integers with b ≤ c: shares of a quantity, percentages of a price.
 *
 * @param a 0 or more
 * @param b from 0 to c
 * @param c 1 or more
 */
export function shareOf(a: number, b: number, c: number): number {
  const product = a * b;
  if (product <= Number.MAX_SAFE_INTEGER) {
    const quotient = Math.floor(product / c);
    return quotient * c > product ? quotient - 1 : quotient;
  }
  if (b === c) return a;
  // Long division, one bit of `a` after the other. The remainder stays below c, and its double, though it may have 54
  // bits, is even and so exact.
  let quotient = 0;
  let remainder = 0;
  let rest = a;
  for (let bit = 2 ** 52; bit >= 1; bit /= 2) {
    quotient *= 2;
    remainder *= 2;
    if (remainder >= c) {
      remainder -= c;
      quotient++;
    }
    if (rest < bit) continue;
    rest -= bit;
    if (remainder >= c - b) {
      remainder -= c - b;
      quotient++;
    } else {
      remainder += b;
    }
  }
  return quotient;
}
