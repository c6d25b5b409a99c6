import { ConfigError, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";

/** A part whose whole state is columns. Its subclasses hand them over when they are made and work on them directly. */
export class ColumnState implements Snapshotable {
  readonly #section: string;
  readonly #doubles: readonly Float64Array[];
  readonly #integers: readonly Int32Array[];

  constructor(section: string, doubles: readonly Float64Array[], integers: readonly Int32Array[] = []) {
    this.#section = section;
    this.#doubles = doubles;
    this.#integers = integers;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section(this.#section);
    for (const column of this.#doubles) writer.f64s(column);
    for (const column of this.#integers) writer.i32s(column);
  }

  restore(reader: SnapshotReader): void {
    reader.section(this.#section);
    for (const column of this.#doubles) reader.f64s(column);
    for (const column of this.#integers) reader.i32s(column);
  }
}

/**
 * The greatest size, and for what is divided by the least, of numbers that are taken in: squares of their ratios are
 * doubles still, so that no sum is spoilt for good. What is beyond is as good as not finite.
 */
export const LARGEST = 1e75;
/** See {@link LARGEST}. */
export const SMALLEST = 1e-75;

/** Checks a number of symbols, or of other rows of columns, and answers with it. */
export function checkSymbols(symbols: number, path = "symbols"): number {
  return checkInteger(path, symbols, 1, 1_000_000);
}

/** Checks an integer that must lie in a range, ends included, and answers with it. */
export function checkInteger(path: string, value: number, least: number, most: number): number {
  if (!(Number.isInteger(value) && value >= least && value <= most))
    throw new ConfigError(path, value, `an integer from ${least} to ${most}`);
  return value;
}

/** A figure for people: three significant digits, no exponent where none is needed. */
export function figure(value: number): string {
  return String(Number(value.toPrecision(3)));
}
