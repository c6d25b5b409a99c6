/** Columns of bars: those that can be used, and longer bars made of them. */
import type { BarField } from "../rule.ts";

/** Bars by field. */
export type FieldColumns = ReadonlyMap<BarField, Float64Array>;

/**
 * Leaves out bars of which a field is not finite.
 *
 * @returns `kept` the numbers of those that are left, undefined where all are
 */
export function compactBars(columns: FieldColumns, length: number): { kept?: Int32Array; bars: FieldColumns } {
  const kept = new Int32Array(length);
  let count = 0;
  const all = [...columns.values()];
  for (let t = 0; t < length; t++) {
    let sum = 0;
    for (const column of all) sum += column[t]! - column[t]!;
    if (sum === 0) kept[count++] = t;
  }
  if (count === length) return { bars: columns };
  const numbers = kept.slice(0, count);
  const pick = (column: Float64Array) => {
    const picked = new Float64Array(count);
    for (let k = 0; k < count; k++) picked[k] = column[numbers[k]!]!;
    return picked;
  };
  return { kept: numbers, bars: new Map([...columns].map(([field, column]) => [field, pick(column)])) };
}

/** A column with the values at their places, and NaN between. */
export function scatter(values: Float64Array, kept: Int32Array, length: number): Float64Array {
  const column = new Float64Array(length).fill(Number.NaN);
  for (let k = 0; k < kept.length; k++) column[kept[k]!] = values[k]!;
  return column;
}

/** Bars of so many each, those that have closed; volumes are added in their order. */
export function joinBars(columns: FieldColumns, fields: Iterable<BarField>, bars: number, count: number): FieldColumns {
  const joined = new Map<BarField, Float64Array>();
  for (const field of fields) {
    const column = columns.get(field)!;
    const out = new Float64Array(count);
    const join = JOINS[field];
    for (let k = 0; k < count; k++) {
      let value = column[k * bars]!;
      for (let t = k * bars + 1; t < (k + 1) * bars; t++) value = join(value, column[t]!);
      out[k] = value;
    }
    joined.set(field, out);
  }
  return joined;
}

const JOINS: Readonly<Record<BarField, (value: number, next: number) => number>> = {
  open: (value) => value,
  high: (value, next) => (next > value ? next : value),
  low: (value, next) => (next < value ? next : value),
  close: (_, next) => next,
  volume: (value, next) => value + next,
};
