import { ConfigError } from "@hotpath/core";
import { microsOf64, nanosOf64, rescale64, signed64, unsigned64 } from "../internal/wide-fields.ts";
import { DBN_LAYOUT, type DbnField, type DbnLayout, type DbnLayoutName, dbnField } from "./dbn-layout.ts";
import { DbnRejectCode, DbnStream, type DbnStreamOptions, FULL, TAKEN } from "./dbn-stream.ts";

/** A column of integers that fit a double; characters are their codes. */
export type DbnNumberColumn =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float64Array;

/** How {@link DbnColumns} are made. */
export interface DbnColumnsOptions {
  /** Rows that fit; 4,096 by default. */
  rows?: number;
  /** Decimals of the prices; 9 by default, DBN's own. */
  priceDecimals?: number;
}

/** The schemas that have columns: those whose records are many. */
export type DbnColumnsName =
  | "mbo"
  | "trade"
  | "mbp1"
  | "mbp10"
  | "bbo"
  | "cmbp1"
  | "cbbo"
  | "ohlcv"
  | "status"
  | "imbalance"
  | "statisticsV1"
  | "statisticsV3";

interface Small {
  field: DbnField;
  column: DbnNumberColumn;
}
interface Wide {
  field: DbnField;
  /** Both halves of each value, low first: the same memory as the bigint column. */
  halves: Uint32Array;
  raw: BigInt64Array | BigUint64Array;
  numbers: Float64Array;
  nanos: Uint16Array;
}

/** Records of a run: few enough that one which cannot be held costs little, enough that a loop a field pays. */
const RUN = 128;
const { badPrice, badTime } = DbnRejectCode;

/**
 * The records of one layout in columns, field by field, used again and again: rows `0 … count − 1`.
 *
 * A price is a column of units at the given decimals (`number`, NaN where undefined) and one of DBN's own 1e-9 (`raw`,
 * bigints); a time is whole microseconds (`number`, NaN where undefined), the nanoseconds within (`nanos`) and the raw u64.
 * Other 64-bit fields are a number, NaN beyond ±(2^53 − 1), and raw.
 *
 * @example
 * const bars = new DbnColumns("ohlcv", { priceDecimals: 2 });
 * const decoder = new DbnColumnDecoder();
 * decoder.decode(bytes, bars);
 * const close = bars.number("close");
 */
export class DbnColumns {
  /** Rows filled. */
  count = 0;
  readonly rows: number;
  readonly priceDecimals: number;
  readonly layout: DbnLayout;
  readonly #small: Small[] = [];
  readonly #wide: Wide[] = [];

  /** @throws {ConfigError} for options or a layout that cannot be */
  constructor(name: DbnColumnsName, options: DbnColumnsOptions = {}) {
    const { rows = 4096, priceDecimals = 9 } = options;
    if (!Number.isInteger(rows) || rows < 1 || rows > 2 ** 26)
      throw new ConfigError("dbnColumns.rows", rows, "an integer from 1 to 2^26");
    if (!Number.isInteger(priceDecimals) || priceDecimals < 0 || priceDecimals > 15)
      throw new ConfigError("dbnColumns.priceDecimals", priceDecimals, "an integer from 0 to 15");
    this.rows = rows;
    this.priceDecimals = priceDecimals;
    this.layout = DBN_LAYOUT[name as DbnLayoutName];
    if (this.layout === undefined) throw new ConfigError("dbnColumns.name", name, Object.keys(DBN_LAYOUT).join(", "));
    for (const field of this.layout.fields) {
      if (field.type === "reserved") continue;
      if (field.type === "text")
        throw new ConfigError("dbnColumns.name", name, "a layout without texts; DbnRecordDecoder reads the others");
      if (field.size === 8) this.#wide.push(wideOf(field, rows));
      else this.#small.push({ field, column: columnOf(field, rows) });
    }
  }

  /** Forgets the rows; the columns stay. */
  clear(): void {
    this.count = 0;
  }

  /** A field's numbers: units of a price, microseconds of a time. @throws {InputError} naming the fields there are */
  number(name: string): DbnNumberColumn {
    const field = dbnField(this.layout, name);
    const small = this.#small.find((candidate) => candidate.field === field);
    return small?.column ?? this.#wideOf(field.name)!.numbers;
  }

  /** The nanoseconds within the microseconds of a time. @throws {InputError} where the field is no time */
  nanos(name: string): Uint16Array {
    return this.#need(name, "ts").nanos;
  }

  /** A 64-bit field as it stands. @throws {InputError} where the field has fewer bits */
  raw(name: string): BigInt64Array | BigUint64Array {
    return this.#need(name).raw;
  }

  /** Appends a record of this layout. @returns as `DbnStream.take` */
  add(view: DataView, at: number): number {
    const row = this.count;
    if (row === this.rows) return FULL;
    for (let i = 0; i < this.#wide.length; i++) {
      const result = this.#addWide(this.#wide[i]!, view, at, row);
      if (result !== TAKEN) return result;
    }
    for (let i = 0; i < this.#small.length; i++) {
      const { field, column } = this.#small[i]!;
      column[row] = smallValue(view, at + field.offset, field);
    }
    this.count = row + 1;
    return TAKEN;
  }

  /**
   * Appends a run of records of this layout, a field after the other, up to one that cannot be held.
   *
   * @returns how many
   */
  addRun(bytes: Uint8Array, view: DataView, at: number): number {
    const { size, rtypes } = this.layout;
    const first = this.count;
    const most = Math.min(RUN, this.rows - first, Math.floor((bytes.length - at) / size));
    let count = 0;
    while (count < most && bytes[at + count * size] === size / 4 && rtypes.includes(bytes[at + count * size + 1]!))
      count++;
    for (let i = 0; i < this.#wide.length; i++) count = this.#fillWide(this.#wide[i]!, view, at, first, count);
    for (let i = 0; i < this.#small.length; i++) {
      const { field, column } = this.#small[i]!;
      fillSmall(column, view, at + field.offset, field, size, first, count);
    }
    this.count = first + count;
    return count;
  }

  #fillWide(wide: Wide, view: DataView, at: number, first: number, count: number): number {
    const { size } = this.layout;
    const { type } = wide.field;
    const from = at + wide.field.offset;
    fillRaw(wide.halves, view, from, size, first, count);
    if (type === "ts") return fillTimes(wide, view, from, size, first, count);
    if (type === "px") return fillPrices(wide, view, from, size, first, count, this.priceDecimals);
    for (let i = 0; i < count; i++) {
      const low = view.getUint32(from + i * size, true);
      const high = view.getUint32(from + i * size + 4, true);
      wide.numbers[first + i] = type === "u8" ? unsigned64(high, low) : signed64(high, low);
    }
    return count;
  }

  #addWide(wide: Wide, view: DataView, at: number, row: number): number {
    const { type, offset } = wide.field;
    const low = view.getUint32(at + offset, true);
    const high = view.getUint32(at + offset + 4, true);
    wide.halves[row * 2] = low;
    wide.halves[row * 2 + 1] = high;
    let value = Number.NaN;
    if (type === "px") {
      if (high !== 0x7fffffff || low !== 0xffffffff) {
        value = rescale64(high, low, 9, this.priceDecimals);
        if (Number.isNaN(value)) return badPrice;
      }
    } else if (type === "ts") {
      wide.nanos[row] = 0;
      if (high !== 0xffffffff || low !== 0xffffffff) {
        value = microsOf64(high, low);
        if (Number.isNaN(value)) return badTime;
        wide.nanos[row] = nanosOf64(high, low);
      }
    } else value = type === "u8" ? unsigned64(high, low) : signed64(high, low);
    wide.numbers[row] = value;
    return TAKEN;
  }

  #wideOf(name: string): Wide | undefined {
    return this.#wide.find((candidate) => candidate.field.name === name);
  }

  #need(name: string, type?: string): Wide {
    const field = dbnField(this.layout, name);
    const wide = this.#wideOf(field.name);
    if (wide !== undefined && (type === undefined || field.type === type)) return wide;
    throw new ConfigError("dbnColumns.field", name, type === undefined ? "a field of 64 bits" : "a time");
  }
}

/** Reads the records of one layout into columns; what has another layout is passed over. */
export class DbnColumnDecoder extends DbnStream<DbnColumns> {
  /** Records of other layouts. */
  passedOver = 0;

  constructor(options: DbnStreamOptions = {}) {
    super(options);
  }

  protected override takeRecords(bytes: Uint8Array, view: DataView, at: number, out: DbnColumns): number {
    const count = out.addRun(bytes, view, at);
    this.messages += count;
    return at + count * out.layout.size;
  }

  protected override take(_: Uint8Array, view: DataView, at: number, layout: DbnLayout, out: DbnColumns): number {
    if (layout === out.layout) return out.add(view, at);
    this.passedOver++;
    return TAKEN;
  }
}

function wideOf(field: DbnField, rows: number): Wide {
  const memory = new ArrayBuffer(rows * 8);
  const isSigned = field.type === "px" || field.type === "i8";
  return {
    field,
    halves: new Uint32Array(memory),
    raw: isSigned ? new BigInt64Array(memory) : new BigUint64Array(memory),
    numbers: new Float64Array(rows),
    nanos: new Uint16Array(field.type === "ts" ? rows : 0),
  };
}

function columnOf(field: DbnField, rows: number): DbnNumberColumn {
  switch (field.type) {
    case "u2":
      return new Uint16Array(rows);
    case "u4":
      return new Uint32Array(rows);
    case "i1":
      return new Int8Array(rows);
    case "i2":
      return new Int16Array(rows);
    case "i4":
      return new Int32Array(rows);
    default:
      return new Uint8Array(rows);
  }
}

function smallValue(view: DataView, at: number, field: DbnField): number {
  switch (field.type) {
    case "u2":
      return view.getUint16(at, true);
    case "u4":
      return view.getUint32(at, true);
    case "i1":
      return view.getInt8(at);
    case "i2":
      return view.getInt16(at, true);
    case "i4":
      return view.getInt32(at, true);
    default:
      return view.getUint8(at);
  }
}

/** One field of a run of records; a loop for each type keeps each store of one kind. */
function fillSmall(
  column: DbnNumberColumn,
  view: DataView,
  from: number,
  field: DbnField,
  size: number,
  first: number,
  count: number,
): void {
  const end = first + count;
  let at = from;
  if (column instanceof Uint8Array) for (let i = first; i < end; i++, at += size) column[i] = view.getUint8(at);
  else if (column instanceof Uint32Array)
    for (let i = first; i < end; i++, at += size) column[i] = view.getUint32(at, true);
  else if (column instanceof Int32Array)
    for (let i = first; i < end; i++, at += size) column[i] = view.getInt32(at, true);
  else if (column instanceof Uint16Array)
    for (let i = first; i < end; i++, at += size) column[i] = view.getUint16(at, true);
  else for (let i = first; i < end; i++, at += size) column[i] = smallValue(view, at, field);
}

function fillRaw(halves: Uint32Array, view: DataView, from: number, size: number, first: number, count: number): void {
  for (let i = 0, at = from; i < count; i++, at += size) {
    halves[(first + i) * 2] = view.getUint32(at, true);
    halves[(first + i) * 2 + 1] = view.getUint32(at + 4, true);
  }
}

/** @returns how many were filled before one that cannot be held */
function fillTimes(wide: Wide, view: DataView, from: number, size: number, first: number, count: number): number {
  const { numbers, nanos } = wide;
  for (let i = 0, at = from; i < count; i++, at += size) {
    const low = view.getUint32(at, true);
    const high = view.getUint32(at + 4, true);
    const isKnown = high !== 0xffffffff || low !== 0xffffffff;
    const micros = isKnown ? microsOf64(high, low) : Number.NaN;
    if (isKnown && Number.isNaN(micros)) return i;
    numbers[first + i] = micros;
    nanos[first + i] = isKnown ? nanosOf64(high, low) : 0;
  }
  return count;
}

/** @returns how many were filled before one that cannot be held */
function fillPrices(
  wide: Wide,
  view: DataView,
  from: number,
  size: number,
  first: number,
  count: number,
  decimals: number,
): number {
  const { numbers } = wide;
  for (let i = 0, at = from; i < count; i++, at += size) {
    const low = view.getUint32(at, true);
    const high = view.getInt32(at + 4, true);
    const isKnown = high !== 0x7fffffff || low !== 0xffffffff;
    const units = isKnown ? rescale64(high, low, 9, decimals) : Number.NaN;
    if (isKnown && Number.isNaN(units)) return i;
    numbers[first + i] = units;
  }
  return count;
}
