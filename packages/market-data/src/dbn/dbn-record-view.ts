import { formatFixed, InputError } from "@hotpath/core";
import {
  DBN_UNDEFINED_PRICE,
  type DbnField,
  type DbnLayout,
  type DbnLayoutName,
  type DbnRecord,
  dbnField,
  dbnLayoutOf,
} from "./dbn-layout.ts";
import { textOf } from "./dbn-metadata.ts";

/**
 * A record in place: it reads a field when asked and keeps nothing else. One view may be moved over many records.
 *
 * @example
 * const view = new DbnRecordView();
 * for (let row = 0; row < records.count; row++) {
 *   records.view(row, view);
 *   if (view.is("imbalance")) console.log(view.instrumentId, view.decimal("refPrice"), view.number("pairedQty"));
 * }
 */
export class DbnRecordView {
  /** Where everything stands. */
  layout!: DbnLayout;
  #bytes!: Uint8Array;
  #view!: DataView;
  #at = 0;
  #size = 0;

  /**
   * Moves the view to a record.
   *
   * @param view a `DataView` of the same bytes, where the caller has one
   * @throws {InputError} where no whole record of a known type and length begins at `at`
   */
  moveTo(bytes: Uint8Array, at: number, view?: DataView): this {
    const size = (bytes[at] ?? 0) * 4;
    const layout = at + size <= bytes.length ? dbnLayoutOf(bytes[at + 1] ?? -1, size) : undefined;
    if (layout === undefined) throw new InputError("INPUT_INVALID", `no whole DBN record begins at byte ${at}`);
    this.layout = layout;
    this.#bytes = bytes;
    this.#view = view ?? new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = at;
    this.#size = size;
    return this;
  }

  /** Bytes of the record, with its `ts_out` if it has one. */
  get size(): number {
    return this.#size;
  }

  /** The record type. */
  get rtype(): number {
    return this.#bytes[this.#at + 1]!;
  }

  /** Databento's number of dataset and venue. */
  get publisherId(): number {
    return this.#view.getUint16(this.#at + 2, true);
  }

  get instrumentId(): number {
    return this.#view.getUint32(this.#at + 4, true);
  }

  /** The venue's time, nanoseconds since the Unix epoch; 2^64 − 1 is undefined. */
  get tsEvent(): bigint {
    return this.#view.getBigUint64(this.#at + 8, true);
  }

  /** When the gateway sent the record, where the stream says so. */
  get tsOut(): bigint | undefined {
    const at = this.layout.size;
    return this.#size === at ? undefined : this.#view.getBigUint64(this.#at + at, true);
  }

  /** Whether it is a record of a layout, or of any version of one: `is("definition")`. */
  is(name: DbnLayoutName | "definition" | "statistics" | "error" | "symbolMapping" | "system"): boolean {
    return this.layout.name === name || this.layout.name.replace(/V\d$/, "") === name;
  }

  /** Whether the layout has a field: versions differ. */
  has(name: string): boolean {
    return this.layout.fields.some((field) => field.name === name && field.type !== "reserved");
  }

  /** An integer field; one of 64 bits may lose digits, as `bigint` does not. @throws {InputError} no such number */
  number(name: string): number {
    const value = this.#value(dbnField(this.layout, name));
    if (typeof value === "string") throw this.#wrong(name, "a number");
    return Number(value);
  }

  /** An integer field, exact: prices in 1e-9, times in nanoseconds. @throws {InputError} no such number */
  bigint(name: string): bigint {
    const value = this.#value(dbnField(this.layout, name));
    if (typeof value === "string") throw this.#wrong(name, "a number");
    return BigInt(value);
  }

  /** A text or a character. @throws {InputError} no such text */
  text(name: string): string {
    const value = this.#value(dbnField(this.layout, name));
    if (typeof value !== "string") throw this.#wrong(name, "a text");
    return value;
  }

  /** A price as exact decimal text, `"3720.25"`; undefined where there is none. @throws {InputError} no such price */
  decimal(name: string): string | undefined {
    const field = dbnField(this.layout, name);
    if (field.type !== "px") throw this.#wrong(name, "a price");
    const raw = this.#value(field) as bigint;
    return raw === DBN_UNDEFINED_PRICE ? undefined : decimalOf(raw);
  }

  /** Every field as an object; reserved bytes and `ts_out` are not in it. */
  toObject(): DbnRecord {
    const entries = this.layout.fields
      .filter((field) => field.type !== "reserved")
      .map((field) => [field.name, this.#value(field)]);
    return Object.fromEntries(entries) as DbnRecord;
  }

  /** The record's bytes, shared with what the view was moved to. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(this.#at, this.#at + this.#size);
  }

  #value(field: DbnField): number | bigint | string {
    const at = this.#at + field.offset;
    switch (field.type) {
      case "u1":
        return this.#view.getUint8(at);
      case "u2":
        return this.#view.getUint16(at, true);
      case "u4":
        return this.#view.getUint32(at, true);
      case "u8":
      case "ts":
        return this.#view.getBigUint64(at, true);
      case "i1":
        return this.#view.getInt8(at);
      case "i2":
        return this.#view.getInt16(at, true);
      case "i4":
        return this.#view.getInt32(at, true);
      case "i8":
      case "px":
        return this.#view.getBigInt64(at, true);
      case "c1":
        return String.fromCharCode(this.#view.getUint8(at));
      default:
        return textOf(this.#bytes, at, field.size);
    }
  }

  #wrong(name: string, what: string): InputError {
    return new InputError("INPUT_INVALID", `${this.layout.name}.${name} is not ${what}`);
  }
}

/** A price in units of 1e-9 as exact decimal text without needless zeros. */
export function decimalOf(raw: bigint): string {
  if (raw >= -9007199254740991n && raw <= 9007199254740991n) return trimmed(formatFixed(Number(raw), 9));
  const digits = (raw < 0n ? -raw : raw).toString().padStart(10, "0");
  return trimmed(`${raw < 0n ? "-" : ""}${digits.slice(0, -9)}.${digits.slice(-9)}`);
}

function trimmed(text: string): string {
  return text.replace(/\.?0+$/, "");
}
