import { InputError } from "@hotpath/core";
import { logistic } from "./objective.ts";

/** Entries of the table in one unit of x, and where it ends on either side. */
const STEPS = 320;
const END = 16;

const table: Float64Array = Float64Array.from({ length: 2 * END * STEPS + 1 }, (_, i) => logistic(i / STEPS - END));

/**
 * The greatest error of {@link sigmoidByTable}: that of a straight line over a step, (1/320)² / 8 of the greatest curvature,
 * 1 / (6 √3), which is 1.175·10⁻⁷; and 1 / (1 + e¹⁶) = 1.13·10⁻⁷ beyond the table's ends.
 */
export const SIGMOID_TABLE_ERROR = 1.2e-7;

/**
 * 1 / (1 + e^−x) from a table of 80 KiB, with straight lines between its entries. Within {@link SIGMOID_TABLE_ERROR} of the
 * true value; in [0, 1]; never falling; NaN of NaN.
 */
export const sigmoidByTable = (x: number): number => {
  const place = x * STEPS + END * STEPS;
  if (!(place >= 0 && place < 2 * END * STEPS)) return x >= END ? 1 : x < 0 ? 0 : x;
  const i = place | 0;
  const value = table[i]!;
  return value + (place - i) * (table[i + 1]! - value);
};

/** {@link sigmoidByTable} of each element into `out`, which may be `values` itself. */
export function sigmoidsByTable(values: Float64Array, out: Float64Array): Float64Array {
  if (out.length < values.length)
    throw new InputError("INPUT_INVALID", `out: has ${out.length} elements; ${values.length} are written`);
  fill(values, values.length, table, out);
  return out;
}

/** With the table as an argument, which the engine then holds in a register. */
const fill = (values: Float64Array, count: number, entries: Float64Array, out: Float64Array): void => {
  for (let k = 0; k < count; k++) {
    const x = values[k]!;
    const place = x * STEPS + END * STEPS;
    if (place >= 0 && place < 2 * END * STEPS) {
      const i = place | 0;
      const value = entries[i]!;
      out[k] = value + (place - i) * (entries[i + 1]! - value);
    } else out[k] = sigmoidByTable(x);
  }
};
