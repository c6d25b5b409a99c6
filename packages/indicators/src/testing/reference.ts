/** Plain calculations over every window, that fast ones are held against. */
import fc from "fast-check";
import { type Columns, Indicator } from "../indicator.ts";
import { findDefinition } from "../registry.ts";
import { makeBars, type Shape } from "./series.ts";

/** `f` of every window of `n` bars, given the window's first bar and the bar after its last; NaN before there is one. */
export function rolling(length: number, n: number, f: (from: number, to: number) => number): Float64Array {
  return Float64Array.from({ length }, (_, i) => (i < n - 1 ? Number.NaN : f(i - n + 1, i + 1)));
}

/** The greatest difference, relative to the expected value or to `scale` where that is more; infinite where only one is NaN. */
export function worst(actual: Float64Array, expected: Float64Array, scale = 1): number {
  let most = 0;
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i]!, expected[i]!];
    if (Number.isNaN(a) && Number.isNaN(e)) continue;
    const difference = Math.abs(a - e) / Math.max(scale, Math.abs(e));
    most = Math.max(most, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
  }
  return most;
}

/** The outputs of an indicator over columns, by name. */
export function outputsOf(
  name: string,
  params: Record<string, unknown>,
  columns: Columns,
): Record<string, Float64Array> {
  const indicator = new Indicator(findDefinition(name), params);
  return indicator.batch(columns).outputs;
}

/** Columns of some shape, as a property test draws them. */
export function drawn(inputs: readonly string[], shapes: readonly Shape[], length = 120): fc.Arbitrary<Columns> {
  return fc
    .record({ shape: fc.constantFrom(...shapes), seed: fc.integer({ min: 1, max: 1_000_000 }) })
    .map(({ shape, seed }) => makeBars(shape, length, seed, inputs));
}

/** Shapes of prices that are finite and positive. */
export const priceShapes: readonly Shape[] = ["walk", "constant", "up", "down", "steps", "tiny", "huge", "spikes"];

/** The mean of some values. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! - values[0]!;
  return values[0]! + sum / values.length;
}

/** The sum of the products of distances from the means, of one series with itself or with another. */
export function centralSum(a: ArrayLike<number>, b: ArrayLike<number> = a): number {
  // Distances from the first value keep the digits that the mean of high prices has not.
  const distances = (values: ArrayLike<number>) => {
    const from = Array.from(values, (value) => value - values[0]!);
    const mean = from.reduce((sum, value) => sum + value, 0) / from.length;
    return from.map((value) => value - mean);
  };
  const [da, db] = [distances(a), distances(b)];
  return da.reduce((sum, value, i) => sum + value * db[i]!, 0);
}
