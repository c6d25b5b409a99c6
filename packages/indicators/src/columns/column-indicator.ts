import type { Snapshotable } from "@hotpath/core";

/**
 * A streaming indicator over many symbols: one object, its state in columns, one row a symbol.
 *
 * A value that is not finite is skipped: the state stays as it is and the last output is returned again, so that one
 * NaN never spoils a series.
 */
export interface ColumnIndicator extends Snapshotable {
  /** The name that TA-Lib gives it. */
  readonly name: string;
  /** Number of inputs before the first output: the output at input `lookback` (counted from 0) is the first. */
  readonly lookback: number;
  /** Takes in one value of one symbol; the new output, or NaN before the first one. O(1). */
  update(value: number, symbol?: number): number;
  /** The last output of a symbol, NaN before the first one. */
  value(symbol?: number): number;
  /** Forgets one symbol's history. */
  reset(symbol?: number): void;
}

/**
 * Runs a streaming indicator over a whole column: batch and streaming are one code path, so they agree to the bit.
 *
 * @param out as long as `values`; positions before the first output are NaN
 * @example batch(new Ema({ period: 3 }), Float64Array.of(1, 2, 3, 4)) // [NaN, NaN, 2, 3]
 */
export function batch(
  indicator: ColumnIndicator,
  values: Float64Array,
  out: Float64Array = new Float64Array(values.length),
): Float64Array {
  indicator.reset(0);
  for (let i = 0; i < values.length; i++) out[i] = indicator.update(values[i]!, 0);
  return out;
}
