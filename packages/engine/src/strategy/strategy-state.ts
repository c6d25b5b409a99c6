import { ConfigError, type Snapshotable, type SnapshotReader, type SnapshotWriter, StateError } from "@hotpath/core";

/** A column of one kind of number for each instrument. Made by {@link f64PerInstrument} and {@link i32PerInstrument}. */
export interface ColumnMark<Column> {
  readonly make: (instruments: number) => Column;
}

/** In `context.state`: a double for each instrument, 0 at the start. */
export const f64PerInstrument: ColumnMark<Float64Array> = { make: (n) => new Float64Array(n) };
/** In `context.state`: a 32-bit integer for each instrument, 0 at the start. */
export const i32PerInstrument: ColumnMark<Int32Array> = { make: (n) => new Int32Array(n) };

/** What a strategy's state may be made of: numbers, flags, columns of a fixed length, and columns by instrument. */
export type StateShape = Readonly<
  Record<string, number | boolean | Float64Array | Int32Array | ColumnMark<Float64Array> | ColumnMark<Int32Array>>
>;

/** The state that a shape describes: its marks are columns, the rest is as it was told. */
export type StateOf<Shape extends StateShape> = {
  -readonly [K in keyof Shape]: Shape[K] extends ColumnMark<infer Column>
    ? Column
    : Shape[K] extends number
      ? number
      : Shape[K] extends boolean
        ? boolean
        : Shape[K];
};

/** A strategy's own numbers and columns, as one object: written into snapshots and hashes with it. */
export class StrategyState implements Snapshotable {
  /** What the strategy reads and writes. */
  readonly values: Record<string, number | boolean | Float64Array | Int32Array>;
  readonly #path: string;

  /** @throws {ConfigError} naming the field that is neither number, flag nor column */
  constructor(shape: StateShape, instruments: number, path: string) {
    this.#path = path;
    const values: typeof this.values = {};
    for (const [name, initial] of Object.entries(shape)) {
      if (isMark(initial)) values[name] = initial.make(instruments);
      else if (isValue(initial)) values[name] = initial;
      else throw new ConfigError(`${path}.${name}`, initial, "a number, true, false, a Float64Array or an Int32Array");
    }
    // A field that was not declared would be in no snapshot: writing it throws.
    this.values = Object.seal(values);
  }

  /** @throws {StateError} if a field holds something else than it was declared with */
  snapshot(writer: SnapshotWriter): void {
    writer.section("engine.strategyState");
    for (const [name, value] of Object.entries(this.values)) {
      writer.string(name);
      if (typeof value === "number") writer.f64(value);
      else if (typeof value === "boolean") writer.i32(value ? 1 : 0);
      else if (value instanceof Float64Array) writer.f64s(value);
      else if (value instanceof Int32Array) writer.i32s(value);
      else
        throw new StateError("STATE_INVALID", `${this.#path}.${name}: ${String(value)} is no number, flag or column`);
    }
  }

  restore(reader: SnapshotReader): void {
    reader.section("engine.strategyState");
    for (const [name, value] of Object.entries(this.values)) {
      const written = reader.string();
      if (written !== name)
        throw new ConfigError(`${this.#path}.${name}`, name, `the field ${written}, of which the snapshot was taken`);
      if (typeof value === "number") this.values[name] = reader.f64();
      else if (typeof value === "boolean") this.values[name] = reader.i32() === 1;
      else if (value instanceof Float64Array) reader.f64s(value);
      else reader.i32s(value);
    }
  }
}

/** By its shape: a strategy's file may have its marks from another copy of this package. */
function isMark(value: unknown): value is ColumnMark<Float64Array | Int32Array> {
  return typeof (value as { make?: unknown } | null)?.make === "function";
}

function isValue(value: unknown): value is number | boolean | Float64Array | Int32Array {
  return (
    typeof value === "number" ||
    typeof value === "boolean" ||
    value instanceof Float64Array ||
    value instanceof Int32Array
  );
}
