import { InputError } from "@hotpath/core";
import {
  DBN_HEADER_SIZE,
  DBN_LAYOUT,
  DBN_UNDEFINED_PRICE,
  DBN_UNDEFINED_TIME,
  type DbnField,
  type DbnLayout,
  type DbnLayoutName,
  type DbnRecord,
} from "./dbn-layout.ts";
import {
  type DbnMetadata,
  encodeDbnMetadata,
  encodeSymbolLists,
  putText,
  schemaNumber,
  symbolTypeNumber,
} from "./dbn-metadata.ts";

/** A record for the encoder: what is left out is undefined (prices, times), "N" (sides, actions) or zero. */
export type DbnRecordInput<Name extends DbnLayoutName = DbnLayoutName> = Partial<
  Omit<Extract<DbnRecord<Name>, object>, "length">
>;

/**
 * Writes DBN: metadata, records from objects, records as they are. What has been written is taken with `take`.
 *
 * @example
 * const encoder = new DbnEncoder();
 * encoder.metadata(dbnMetadata({ dataset: "XNAS.ITCH", schema: "trades", start: 0n }));
 * encoder.record("trade", { instrumentId: 7, tsEvent: 1n, price: 101_250_000_000n, size: 10, action: "T", side: "B" });
 * const bytes = encoder.take();
 */
export class DbnEncoder {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(1 << 12);
  #view: DataView = new DataView(this.#bytes.buffer);
  #used = 0;

  /** Bytes written since the last `take`. */
  get length(): number {
    return this.#used;
  }

  /** Writes metadata. @throws {InputError} as `encodeDbnMetadata` */
  metadata(metadata: DbnMetadata): void {
    this.raw(encodeDbnMetadata(metadata));
  }

  /** Writes bytes as they are: a whole record, or several. */
  raw(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /**
   * Writes a record; `rtype` where the layout's usual one is not meant, `tsOut` where the stream has it.
   *
   * @throws {InputError} a value that its field cannot hold, or a name that is no field
   */
  record<Name extends DbnLayoutName>(name: Name, record: DbnRecordInput<Name>, tsOut?: bigint): void {
    const layout = DBN_LAYOUT[name];
    const size = tsOut === undefined ? layout.size : layout.size + 8;
    checkNames(layout, record);
    const at = this.reserve(size);
    this.#bytes.fill(0, at, at + size);
    try {
      for (const field of layout.fields) this.#put(layout, field, at, (record as Record<string, unknown>)[field.name]);
    } catch (error) {
      this.#used = at;
      throw error;
    }
    this.#bytes[at] = size / 4;
    if (record.rtype === undefined) this.#bytes[at + 1] = layout.rtypes[0]!;
    if (tsOut !== undefined) this.#view.setBigUint64(at + layout.size, tsOut, true);
  }

  /** Makes room for `size` bytes, counts them as written, and answers where they begin in {@link DbnEncoder.view}. */
  reserve(size: number): number {
    const at = this.#used;
    if (at + size > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, at + size));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.#used = at + size;
    return at;
  }

  /** The bytes under construction, valid until the next `reserve`, for columnar writers. */
  get view(): DataView {
    return this.#view;
  }

  /** Everything written since the last call, as bytes of the caller's own. */
  take(): Uint8Array<ArrayBuffer> {
    const bytes = this.#bytes.slice(0, this.#used);
    this.#used = 0;
    return bytes;
  }

  #put(layout: DbnLayout, field: DbnField, base: number, given: unknown): void {
    const at = base + field.offset;
    const value = given ?? defaultOf(field);
    if (field.type === "reserved") return;
    if (field.type === "text" || field.type === "c1") {
      if (typeof value !== "string") throw wrong(layout, field, given, "a text");
      putText(this.#bytes, at, field.size, value);
      return;
    }
    const [least, most] = rangeOf(field);
    const number = typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
    if (typeof number !== "bigint" || number < least || number > most)
      throw wrong(layout, field, given, `an integer from ${least} to ${most}`);
    for (let i = 0, rest = BigInt.asUintN(field.size * 8, number); i < field.size; i++, rest >>= 8n)
      this.#bytes[at + i] = Number(rest & 255n);
  }
}

/**
 * A dbz file: metadata in a skippable frame of Zstandard, then compressed records of version 1.
 *
 * @param compress Zstandard, as `zlib.zstdCompressSync`
 * @param records whole records
 * @throws {InputError} metadata without a schema or symbologies, or texts that do not fit
 */
export function encodeDbz(
  metadata: DbnMetadata,
  records: Uint8Array,
  recordCount: bigint,
  compress: (bytes: Uint8Array) => Uint8Array,
): Uint8Array<ArrayBuffer> {
  const lists = encodeSymbolLists(metadata, DBZ_SYMBOL_SIZE);
  const variable = new Uint8Array(4 + lists.length);
  variable.set(lists, 4);
  const packed = compress(variable);
  const body = compress(records);
  const bytes = new Uint8Array(8 + DBZ_FIXED_SIZE + packed.length + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, DBZ_MAGIC, true);
  view.setUint32(4, DBZ_FIXED_SIZE + packed.length, true);
  putText(bytes, 8, 3, "DBZ");
  bytes[11] = 1;
  putText(bytes, 12, 16, metadata.dataset);
  view.setUint16(28, schemaNumber(metadata.schema), true);
  view.setBigUint64(30, metadata.start, true);
  view.setBigUint64(38, metadata.end ?? 0n, true);
  view.setBigUint64(46, metadata.limit, true);
  view.setBigUint64(54, recordCount, true);
  bytes[62] = DBZ_ZSTD;
  bytes[63] = symbolTypeNumber(metadata.stypeIn);
  bytes[64] = symbolTypeNumber(metadata.stypeOut);
  bytes.set(packed, 8 + DBZ_FIXED_SIZE);
  bytes.set(body, 8 + DBZ_FIXED_SIZE + packed.length);
  return bytes;
}

/** The skippable frame that Databento used. */
const DBZ_MAGIC = 0x184d2a50 + 1;
const DBZ_FIXED_SIZE = 96;
const DBZ_SYMBOL_SIZE = 22;
const DBZ_ZSTD = 1;

function defaultOf(field: DbnField): bigint | number | string {
  if (field.type === "px") return DBN_UNDEFINED_PRICE;
  if (field.type === "ts") return field.offset < DBN_HEADER_SIZE ? 0n : DBN_UNDEFINED_TIME;
  if (field.type === "c1") return "N";
  return field.type === "text" ? "" : 0;
}

function rangeOf(field: DbnField): [least: bigint, most: bigint] {
  const bits = BigInt(field.size * 8);
  const isSigned = field.type === "px" || field.type.startsWith("i");
  return isSigned ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n];
}

function checkNames(layout: DbnLayout, record: object): void {
  for (const name of Object.keys(record))
    if (!layout.fields.some((field) => field.name === name && field.type !== "reserved"))
      throw new InputError("INPUT_INVALID", `${layout.name} has no field ${JSON.stringify(name)}`);
}

function wrong(layout: DbnLayout, field: DbnField, given: unknown, allowed: string): InputError {
  const shown = typeof given === "bigint" ? `${given}n` : JSON.stringify(given);
  return new InputError("INPUT_OUT_OF_RANGE", `${layout.name}.${field.name}: got ${shown}; allowed: ${allowed}`);
}
