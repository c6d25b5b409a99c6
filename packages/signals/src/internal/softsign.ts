/** x / (1 + |x|): squeezes the real line into (−1, 1), exactly rounded, no elementary function. NaN stays NaN. */
export function softsign(x: number): number {
  return x / (1 + Math.abs(x));
}
