import { InputError } from "@hotpath/core";
import { logistic } from "./objective.ts";

/** Entries of the table in one unit of x, and where it ends on either side. */
const STEPS = 32;
const END = 16;

const table: Float64Array = Float64Array.from({ length: 2 * END * STEPS + 1 }, (_, i) => logistic(i / STEPS - END));

/**
 * The greatest error of {@link sigmoidByTable}: the third-order term of the series within half a step,
 * (1/64)³ / 6 · 1/8 = 8·10⁻⁸, and 1/(1 + e¹⁶) = 1.13·10⁻⁷ beyond the table's ends.
 */
export const SIGMOID_TABLE_ERROR = 1.2e-7;

/**
 * 1 / (1 + e^−x) from a table of 8 KiB: the series to the second order about the nearest entry, whose derivatives follow
 * from its value. Within {@link SIGMOID_TABLE_ERROR} of the true value; in [0, 1]; NaN of NaN.
 */
export const sigmoidByTable = (x: number): number => {
  if (x >= END) return 1;
  if (x <= -END) return 0;
  const i = (x * STEPS + END * STEPS + 0.5) | 0;
  const value = table[i]!;
  const distance = x - (i - END * STEPS) / STEPS;
  const slope = value * (1 - value);
  return value + distance * slope * (1 + distance * (0.5 - value));
};

/** {@link sigmoidByTable} of each element into `out`, which may be `values` itself. */
export function sigmoidsByTable(values: Float64Array, out: Float64Array): Float64Array {
  if (out.length < values.length)
    throw new InputError("INPUT_INVALID", `out: has ${out.length} elements; ${values.length} are written`);
  for (let i = 0; i < values.length; i++) out[i] = sigmoidByTable(values[i]!);
  return out;
}
