/** Whether the first n elements of a series are finite (1) or not (0). The twins look for themselves: it costs them little. */
export function finite(x: Float64Array, n: number): number {
  for (let i = 0; i < n; i++) if (x[i]! - x[i]! !== 0) return 0;
  return 1;
}

/** The same of two series. */
export function finitePair(x: Float64Array, y: Float64Array, n: number): number {
  return finite(x, n) & finite(y, n);
}

/** The same of bars. */
export function finiteBars(high: Float64Array, low: Float64Array, close: Float64Array, n: number): number {
  return finite(high, n) & finite(low, n) & finite(close, n);
}
