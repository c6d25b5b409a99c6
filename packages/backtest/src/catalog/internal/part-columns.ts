/**
 * How rows lie in a part of ticks: every column of a `MarketBatch`, and the row's place in its source. Names are for people
 * and other programs, values are exact: times are timestamps in nanoseconds, prices and sizes decimals.
 */
import { nameOf, Side } from "@hotpath/core";
import { type MarketBatch, MarketKind } from "@hotpath/market-data";
import { decimalElement, type ParquetLibrary, textElement, timestampElement } from "@hotpath/market-data/parquet";

type SchemaElement = ConstructorParameters<ParquetLibrary["ParquetWriter"]>[0]["schema"][number];

/** The columns, in their order. */
export const PART_COLUMNS = [
  "ordinal",
  "time",
  "receive_time",
  "kind",
  "flags",
  "side",
  "price",
  "size",
  "other_price",
  "other_size",
  "id",
  "other_id",
  "sequence",
  "code",
] as const;

/** The schema of a part whose units are these. */
export function partSchema(priceDecimals: number, sizeDecimals: number): SchemaElement[] {
  const integer = (name: string): SchemaElement => ({ name, type: "INT64", repetition_type: "REQUIRED" });
  return [
    { name: "root", num_children: PART_COLUMNS.length },
    integer("ordinal"),
    timestampElement("time", "NANOS"),
    timestampElement("receive_time", "NANOS"),
    { name: "kind", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
    { name: "flags", type: "INT32", repetition_type: "REQUIRED" },
    textElement("side"),
    decimalElement("price", priceDecimals),
    decimalElement("size", sizeDecimals),
    decimalElement("other_price", priceDecimals),
    decimalElement("other_size", sizeDecimals),
    integer("id"),
    integer("other_id"),
    integer("sequence"),
    integer("code"),
  ];
}

const KIND_NAMES: readonly (string | undefined)[] = namesOf(MarketKind);
const SIDE_NAMES: readonly (string | undefined)[] = namesOf(Side);
const KINDS: ReadonlyMap<unknown, number> = new Map(Object.entries(MarketKind));
const SIDES: ReadonlyMap<unknown, number> = new Map(Object.entries(Side));

function namesOf(values: Readonly<Record<string, number>>): (string | undefined)[] {
  const names: (string | undefined)[] = [];
  for (const value of Object.values(values)) names[value] = nameOf(values, value);
  return names;
}

/** The columns of a batch's rows, as the writer takes them. */
export function columnsOfBatch(batch: MarketBatch, ordinals: Float64Array): { name: string; data: unknown[] }[] {
  const { count } = batch;
  const make = (read: (row: number) => unknown): unknown[] => {
    const values = new Array<unknown>(count);
    for (let row = 0; row < count; row++) values[row] = read(row);
    return values;
  };
  const integers = (column: Float64Array | Uint32Array) => make((row) => BigInt(column[row]!));
  const units = (column: Float64Array) => make((row) => (Number.isNaN(column[row]!) ? null : BigInt(column[row]!)));
  const times = (micros: Float64Array, nanos: Uint16Array) =>
    make((row) => (Number.isNaN(micros[row]!) ? null : BigInt(micros[row]!) * 1000n + BigInt(nanos[row]!)));
  const data: Record<(typeof PART_COLUMNS)[number], unknown[]> = {
    ordinal: integers(ordinals),
    time: times(batch.timeMicros, batch.timeNanos),
    receive_time: times(batch.receiveMicros, batch.receiveNanos),
    kind: make((row) => KIND_NAMES[batch.kind[row]!]),
    flags: make((row) => batch.flags[row]!),
    side: make((row) => SIDE_NAMES[batch.side[row]!] ?? null),
    price: units(batch.price),
    size: units(batch.quantity),
    other_price: units(batch.otherPrice),
    other_size: units(batch.otherQuantity),
    id: integers(batch.id),
    other_id: integers(batch.otherId),
    sequence: integers(batch.sequence),
    code: integers(batch.code),
  };
  return PART_COLUMNS.map((name) => ({ name, data: data[name] }));
}

/** By what units are multiplied. */
export interface PartScale {
  price: number;
  size: number;
}

/**
 * Takes rows of a part into a batch, which has room for them, and their places into `ordinals`.
 *
 * @param columns values by column, `rows` of each
 * @returns a column with a value that it cannot have; undefined for none
 */
export function takeColumns(
  columns: ReadonlyMap<string, ArrayLike<unknown>>,
  rows: number,
  scale: PartScale,
  batch: MarketBatch,
  ordinals: Float64Array,
): string | undefined {
  for (const name of PART_COLUMNS) if (columns.get(name)?.length !== rows) return name;
  const integer = (name: string, into: Float64Array | Uint32Array): void => {
    const values = columns.get(name)!;
    for (let row = 0; row < rows; row++) into[row] = Number(values[row]);
  };
  const units = (name: string, into: Float64Array, factor: number): boolean => {
    const values = columns.get(name)!;
    for (let row = 0; row < rows; row++) {
      const value = values[row];
      into[row] = value === null || value === undefined ? Number.NaN : Number(value) * factor;
      if (Math.abs(into[row]!) > Number.MAX_SAFE_INTEGER) return false;
    }
    return true;
  };
  const times = (name: string, micros: Float64Array, nanos: Uint16Array): void => {
    const values = columns.get(name)!;
    for (let row = 0; row < rows; row++) {
      const value = values[row] as bigint | null | undefined;
      micros[row] = value === null || value === undefined ? Number.NaN : Number((value - modulo(value)) / 1000n);
      nanos[row] = value === null || value === undefined ? 0 : Number(modulo(value));
    }
  };
  const kinds = columns.get("kind")!;
  const sides = columns.get("side")!;
  for (let row = 0; row < rows; row++) {
    const kind = KINDS.get(kinds[row]);
    if (kind === undefined) return "kind";
    batch.kind[row] = kind;
    const side = sides[row];
    const known = side === null || side === undefined ? 0 : SIDES.get(side);
    if (known === undefined) return "side";
    batch.side[row] = known;
    batch.flags[row] = columns.get("flags")![row] as number;
  }
  integer("ordinal", ordinals);
  integer("id", batch.id);
  integer("other_id", batch.otherId);
  integer("sequence", batch.sequence);
  integer("code", batch.code);
  times("time", batch.timeMicros, batch.timeNanos);
  times("receive_time", batch.receiveMicros, batch.receiveNanos);
  if (!units("price", batch.price, scale.price)) return "price";
  if (!units("size", batch.quantity, scale.size)) return "size";
  if (!units("other_price", batch.otherPrice, scale.price)) return "other_price";
  if (!units("other_size", batch.otherQuantity, scale.size)) return "other_size";
  batch.count = rows;
  return undefined;
}

/** Nanoseconds within the microsecond, never negative. */
function modulo(nanos: bigint): bigint {
  const rest = nanos % 1000n;
  return rest < 0n ? rest + 1000n : rest;
}
