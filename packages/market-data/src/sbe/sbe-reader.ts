import { InputError } from "@hotpath/core";
import { rescale64, signed64, unsigned64 } from "../internal/wide-fields.ts";
import type { SbeField } from "./sbe-field.ts";
import {
  type BlockLayout,
  type DataLayout,
  endOfBlock,
  endOfData,
  endOfGroup,
  type GroupLayout,
  type HeaderPart,
  headerNumber,
  layoutOf,
  leastLength,
  partOf,
} from "./sbe-layout.ts";
import type { SbeDataDefinition, SbeGroupDefinition, SbeMessageDefinition, SbeSchema } from "./sbe-schema.ts";

/** What {@link SbeReader.wrap} found. */
export const SbeWrap = {
  /** A whole message of this schema. */
  Message: 0,
  /** Fewer bytes than a header has. */
  NoHeader: 1,
  /** A message of another schema. */
  OtherSchema: 2,
  /** A message that this schema does not have. */
  UnknownTemplate: 3,
  /** A block, group or datum that reaches beyond the bytes, or a block too short for its version. */
  Malformed: 4,
} as const;
/** A value of {@link SbeWrap}. */
export type SbeWrap = (typeof SbeWrap)[keyof typeof SbeWrap];

const NO_BYTES = new Uint8Array(0);
const TEXT = new TextDecoder();
/** The 64-bit integers' codes. */
const UINT64 = 6;
const INT64 = 7;

/** A block in place: the root of a message, or an entry of a group. It reads when asked, and keeps nothing. */
export class SbeBlock {
  /** Where it begins in the bytes. */
  offset = 0;
  /** Its length as the message says: a newer version may have more fields, an older one fewer. */
  blockLength = 0;
  /** The version of the message. */
  version = 0;
  readonly #layout: BlockLayout;
  readonly #littleEndian: boolean;
  readonly #groups: readonly SbeGroup[];
  /** Where each group, then each datum begins, as far as `#known` says. */
  readonly #starts: Float64Array;
  #known = 0;
  #bytes: Uint8Array = NO_BYTES;
  #view: DataView = new DataView(NO_BYTES.buffer);

  /** For readers: not to be made by others. */
  constructor(layout: BlockLayout, littleEndian: boolean) {
    this.#layout = layout;
    this.#littleEndian = littleEndian;
    this.#groups = layout.groups.map((group) => new SbeGroup(group, littleEndian));
    this.#starts = new Float64Array(layout.groups.length + layout.data.length + 1);
  }

  /** For readers. */
  moveTo(bytes: Uint8Array, view: DataView, offset: number, blockLength: number, version: number): void {
    this.#bytes = bytes;
    this.#view = view;
    this.offset = offset;
    this.blockLength = blockLength;
    this.version = version;
    this.#starts[0] = offset + blockLength;
    this.#known = 1;
  }

  /** Whether the message is of a version that has the field. */
  has(field: SbeField): boolean {
    if (field.presence === "constant") return true;
    return field.sinceVersion <= this.version && field.offset + field.size * field.length <= this.blockLength;
  }

  /** Whether a field is absent or null. */
  isNull(field: SbeField): boolean {
    if (field.presence === "constant") return false;
    if (!this.has(field)) return true;
    if (field.presence !== "optional") return false;
    if (field.code >= 8 && field.code <= 9) return Number.isNaN(this.#raw(field, 0));
    return this.#integer(field, 0) === BigInt(field.nullValue);
  }

  /** A number; NaN where it is null, absent, or a 64-bit integer beyond 2^53 − 1. @param index of an array's value */
  number(field: SbeField, index = 0): number {
    if (field.presence === "constant") return typeof field.constant === "string" ? Number.NaN : Number(field.constant);
    if (!this.has(field) || index >= field.length) return Number.NaN;
    const value = this.#raw(field, index);
    // A 64-bit null value may have become NaN already; others are compared.
    return field.presence === "optional" && value === field.nullNumber ? Number.NaN : value;
  }

  /** An integer, exact; undefined where it is null or absent. @param index of an array's value */
  bigint(field: SbeField, index = 0): bigint | undefined {
    if (field.presence === "constant") return typeof field.constant === "string" ? undefined : BigInt(field.constant!);
    if (!this.has(field) || index >= field.length) return undefined;
    const value = this.#integer(field, index);
    return field.presence === "optional" && value === BigInt(field.nullValue) ? undefined : value;
  }

  /**
   * A 64-bit mantissa with `decimals` decimals as a count of 10^-`to`: NaN where it is null, absent, or not exact there.
   */
  units(field: SbeField, decimals: number, to: number): number {
    if (!this.has(field) || field.size !== 8 || decimals < 0 || decimals > 15 || Math.abs(decimals - to) > 9)
      return Number.NaN;
    const at = this.offset + field.offset;
    const first = this.#view.getUint32(at, this.#littleEndian);
    const second = this.#view.getUint32(at + 4, this.#littleEndian);
    return this.#littleEndian ? rescale64(second, first, decimals, to) : rescale64(first, second, decimals, to);
  }

  /** The text of a `char` array up to its first zero, or the bytes of another array decoded; undefined where absent. */
  text(field: SbeField): string | undefined {
    if (field.presence === "constant") return constantText(field);
    if (!this.has(field) || field.size !== 1) return undefined;
    const start = this.offset + field.offset;
    let end = start;
    while (end < start + field.length && this.#bytes[end] !== 0) end++;
    return TEXT.decode(this.#bytes.subarray(start, end));
  }

  /** The name of an enum's value, or undefined for one that the schema does not name. */
  nameOf(field: SbeField): string | undefined {
    const value = this.bigint(field);
    if (field.names?.kind !== "enum" || value === undefined) return undefined;
    for (const [name, known] of field.names.values) if (known === value) return name;
    return undefined;
  }

  /** Whether a bit of a set is on. @throws {InputError} for a name that the set does not have */
  isSet(field: SbeField, choice: string): boolean {
    const bit = field.names?.kind === "set" ? field.names.choices.get(choice) : undefined;
    if (bit === undefined) throw new InputError("INPUT_INVALID", `${field.name} has no choice ${choice}`);
    return this.has(field) && ((this.#integer(field, 0) >> BigInt(bit)) & 1n) === 1n;
  }

  /** Goes to the entries of a group: `next` moves to the first. @param group by definition, or by position */
  group(group: SbeGroupDefinition | number): SbeGroup {
    const index = typeof group === "number" ? group : this.#layout.definition.groups.indexOf(group);
    const cursor = this.#groups[index];
    if (cursor === undefined)
      throw new InputError("INPUT_INVALID", `${this.#layout.definition.name} has no such group`);
    cursor.moveTo(this.#bytes, this.#view, this.#startOf(index), this.version);
    return cursor;
  }

  /** Variable data, shared with the message. @param data by definition, or by position */
  data(data: SbeDataDefinition | number): Uint8Array {
    const index = typeof data === "number" ? data : this.#layout.definition.data.indexOf(data);
    const layout = this.#layout.data[index];
    if (layout === undefined) throw new InputError("INPUT_INVALID", `${this.#layout.definition.name} has no such data`);
    const start = this.dataStart(index);
    return this.#bytes.subarray(start, start + this.dataLength(index));
  }

  /** Where variable data begins in the bytes. */
  dataStart(index: number): number {
    const start = this.#startOf(this.#groups.length + index);
    return this.#isThere(index) ? start + this.#layout.data[index]!.headerSize : start;
  }

  /** Bytes of variable data; 0 where the message's version has none. */
  dataLength(index: number): number {
    if (!this.#isThere(index)) return 0;
    const { lengthPart } = this.#layout.data[index]!;
    const start = this.#startOf(this.#groups.length + index);
    return headerNumber(this.#view, start + lengthPart.offset, lengthPart.code, this.#littleEndian);
  }

  /** Where what belongs to the block ends. */
  end(): number {
    return this.#startOf(this.#starts.length - 1);
  }

  #isThere(index: number): boolean {
    return (this.#layout.data[index] as DataLayout).sinceVersion <= this.version;
  }

  #startOf(index: number): number {
    const limit = this.#bytes.length;
    for (; this.#known <= index; this.#known++) {
      const before = this.#known - 1;
      const group = this.#layout.groups[before];
      const at = this.#starts[before]!;
      this.#starts[this.#known] =
        group === undefined
          ? endOfData(
              this.#layout.data[before - this.#groups.length]!,
              this.#view,
              at,
              limit,
              this.version,
              this.#littleEndian,
            )
          : endOfGroup(group, this.#view, at, limit, this.version, this.#littleEndian);
    }
    return this.#starts[index]!;
  }

  #raw(field: SbeField, index: number): number {
    const at = this.offset + field.offset + index * field.size;
    if (field.code === 8) return this.#view.getFloat32(at, this.#littleEndian);
    if (field.code === 9) return this.#view.getFloat64(at, this.#littleEndian);
    if (field.code === 10) return this.#view.getUint8(at);
    if (field.code !== UINT64 && field.code !== INT64)
      return headerNumber(this.#view, at, field.code, this.#littleEndian);
    const first = this.#view.getUint32(at, this.#littleEndian);
    const second = this.#view.getUint32(at + 4, this.#littleEndian);
    const high = this.#littleEndian ? second : first;
    const low = this.#littleEndian ? first : second;
    return field.code === UINT64 ? unsigned64(high, low) : signed64(high, low);
  }

  #integer(field: SbeField, index: number): bigint {
    const at = this.offset + field.offset + index * field.size;
    if (field.code === UINT64) return this.#view.getBigUint64(at, this.#littleEndian);
    if (field.code === INT64) return this.#view.getBigInt64(at, this.#littleEndian);
    const value = this.#raw(field, index);
    return Number.isInteger(value) ? BigInt(value) : 0n;
  }
}

/** The entries of a group in place: `while (group.next()) group.entry.number(price)`. */
export class SbeGroup {
  /** Entries. */
  count = 0;
  /** The entry that `next` moved to. */
  readonly entry: SbeBlock;
  readonly #layout: GroupLayout;
  readonly #littleEndian: boolean;
  #bytes: Uint8Array = NO_BYTES;
  #view: DataView = new DataView(NO_BYTES.buffer);
  #version = 0;
  #blockLength = 0;
  #at = 0;
  #left = 0;
  #isBegun = false;

  /** For readers: not to be made by others. */
  constructor(layout: GroupLayout, littleEndian: boolean) {
    this.#layout = layout;
    this.#littleEndian = littleEndian;
    this.entry = new SbeBlock(layout, littleEndian);
  }

  /** For readers. */
  moveTo(bytes: Uint8Array, view: DataView, at: number, version: number): void {
    const { lengthPart, countPart, headerSize, sinceVersion } = this.#layout;
    const isThere = sinceVersion <= version;
    this.#bytes = bytes;
    this.#view = view;
    this.#version = version;
    this.count = isThere ? headerNumber(view, at + countPart.offset, countPart.code, this.#littleEndian) : 0;
    this.#blockLength = isThere ? headerNumber(view, at + lengthPart.offset, lengthPart.code, this.#littleEndian) : 0;
    this.#left = this.count;
    this.#at = at + headerSize;
    this.#isBegun = false;
  }

  /** Moves to the next entry. @returns false behind the last */
  next(): boolean {
    if (this.#left === 0) return false;
    if (this.#isBegun) this.#at = this.#layout.isFlat ? this.#at + this.#blockLength : this.entry.end();
    this.#isBegun = true;
    this.#left--;
    this.entry.moveTo(this.#bytes, this.#view, this.#at, this.#blockLength, this.#version);
    return true;
  }
}

/**
 * Reads messages of a schema in place: no object is made for a message, and everything is checked before it is read.
 *
 * @example
 * const reader = new SbeReader(schema);
 * if (reader.wrap(bytes) === SbeWrap.Message && reader.message.name === "DepthDiffStreamEvent") {
 *   const bids = reader.block.group(0);
 *   while (bids.next()) use(bids.entry.bigint(price), bids.entry.bigint(quantity));
 * }
 */
export class SbeReader {
  readonly schema: SbeSchema;
  /** The message that `wrap` found. */
  message!: SbeMessageDefinition;
  /** Its root block. */
  block!: SbeBlock;
  /** Bytes of the message: header, block, groups and data as far as this schema knows them. */
  size = 0;
  readonly #templates = new Map<number, number>();
  readonly #layouts: readonly BlockLayout[];
  readonly #blocks: readonly SbeBlock[];
  readonly #lengthPart: HeaderPart;
  readonly #templatePart: HeaderPart;
  readonly #schemaPart: HeaderPart;
  readonly #versionPart: HeaderPart;

  constructor(schema: SbeSchema) {
    this.schema = schema;
    this.#layouts = schema.messages.map((message) => layoutOf(message, schema.version));
    this.#blocks = this.#layouts.map((layout) => new SbeBlock(layout, schema.littleEndian));
    schema.messages.forEach((message, index) => {
      this.#templates.set(message.id, index);
    });
    this.#lengthPart = partOf(schema.header, "blockLength");
    this.#templatePart = partOf(schema.header, "templateId");
    this.#schemaPart = partOf(schema.header, "schemaId");
    this.#versionPart = partOf(schema.header, "version");
  }

  /**
   * Looks at a message.
   *
   * @param bytes the frame that holds it: what is behind the message, as fields of a newer version, is left alone
   * @param at where its header begins
   * @param view a `DataView` of the same bytes, where the caller has one
   */
  wrap(bytes: Uint8Array, at = 0, view?: DataView): SbeWrap {
    const { littleEndian, header } = this.schema;
    if (at + header.size > bytes.length) return SbeWrap.NoHeader;
    const data = view ?? new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (headerNumber(data, at + this.#schemaPart.offset, this.#schemaPart.code, littleEndian) !== this.schema.id)
      return SbeWrap.OtherSchema;
    const template = headerNumber(data, at + this.#templatePart.offset, this.#templatePart.code, littleEndian);
    const index = this.#templates.get(template);
    if (index === undefined) return SbeWrap.UnknownTemplate;
    const layout = this.#layouts[index]!;
    const blockLength = headerNumber(data, at + this.#lengthPart.offset, this.#lengthPart.code, littleEndian);
    const version = headerNumber(data, at + this.#versionPart.offset, this.#versionPart.code, littleEndian);
    const start = at + header.size;
    if (version < 0 || blockLength < leastLength(layout, version) || start + blockLength > bytes.length)
      return SbeWrap.Malformed;
    const end = endOfBlock(layout, data, start + blockLength, bytes.length, version, littleEndian);
    if (end < 0) return SbeWrap.Malformed;
    this.message = this.schema.messages[index]!;
    this.block = this.#blocks[index]!;
    this.block.moveTo(bytes, data, start, blockLength, version);
    this.size = end - at;
    return SbeWrap.Message;
  }
}

function constantText(field: SbeField): string | undefined {
  if (typeof field.constant === "string") return field.constant;
  return field.primitive === "char" ? String.fromCharCode(Number(field.constant)) : undefined;
}
