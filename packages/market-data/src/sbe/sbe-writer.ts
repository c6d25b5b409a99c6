import { InputError, StateError } from "@hotpath/core";
import { type SbeField, sbeFields } from "./sbe-field.ts";
import {
  type BlockLayout,
  type DataLayout,
  type GroupLayout,
  type HeaderPart,
  layoutOf,
  mostOf,
  partOf,
} from "./sbe-layout.ts";
import { SbeOutput } from "./sbe-output.ts";
import type { SbeMessageDefinition, SbeSchema } from "./sbe-schema.ts";

const UTF8 = new TextEncoder();

/** A block being written: fields in any order, then its groups and data in the schema's order. */
export class SbeBlockWriter {
  readonly #layout: BlockLayout;
  readonly #output: SbeOutput;
  readonly #littleEndian: boolean;
  readonly #groups: readonly SbeGroupWriter[];
  /** The block with every optional field null and everything else zero. */
  readonly #blank: Uint8Array;
  #offset = 0;
  /** The next group or datum that may be written. */
  #next = 0;

  /** For writers: not to be made by others. */
  constructor(layout: BlockLayout, output: SbeOutput, littleEndian: boolean) {
    this.#layout = layout;
    this.#output = output;
    this.#littleEndian = littleEndian;
    this.#groups = layout.groups.map((group) => new SbeGroupWriter(group, output, littleEndian));
    this.#blank = blankOf(layout, littleEndian);
  }

  /** For writers. */
  begin(): void {
    this.#offset = this.#output.reserve(this.#blank.length);
    this.#output.bytes.set(this.#blank, this.#offset);
    this.#next = 0;
  }

  /** Sets a field; null where it is optional. @throws {InputError} a value that the field cannot hold */
  set(field: SbeField, value: number | bigint | null, index = 0): void {
    if (field.presence === "constant") throw new InputError("INPUT_INVALID", `${field.name} is constant`);
    if (value === null && field.presence !== "optional")
      throw new InputError("INPUT_INVALID", `${field.name} is not optional`);
    if (index < 0 || index >= field.length) throw new InputError("INPUT_OUT_OF_RANGE", `${field.name}[${index}]`);
    const at = this.#offset + field.offset + index * field.size;
    putNumber(this.#output.view, at, field, value ?? field.nullValue, this.#littleEndian);
  }

  /** Sets an array of bytes or characters from text, zeros behind it. @throws {InputError} text that does not fit */
  setText(field: SbeField, text: string): void {
    const bytes = UTF8.encode(text);
    if (field.presence === "constant" || field.size !== 1 || bytes.length > field.length)
      throw new InputError("INPUT_OUT_OF_RANGE", `${field.name}: ${JSON.stringify(text)} does not fit`);
    const start = this.#offset + field.offset;
    this.#output.bytes.fill(0, start, start + field.length);
    this.#output.bytes.set(bytes, start);
  }

  /** Begins a group of `count` entries: `next` begins each. @throws {StateError} out of order */
  group(index: number, count: number): SbeGroupWriter {
    this.#passTo(index);
    const group = this.#groups[index]!;
    group.begin(count);
    return group;
  }

  /** Writes variable data. @throws {InputError} more bytes than its length can say @throws {StateError} out of order */
  data(index: number, bytes: Uint8Array): void {
    this.#passTo(this.#groups.length + index);
    writeData(this.#layout.data[index]!, this.#output, bytes, this.#littleEndian);
  }

  /** Ends the block: groups and data that were not written are empty. */
  finish(): void {
    this.#passTo(this.#groups.length + this.#layout.data.length);
  }

  /** Writes what was passed over as empty. */
  #passTo(index: number): void {
    if (index < this.#next)
      throw new StateError("STATE_INVALID", `${this.#layout.definition.name}: groups and data have an order`);
    this.#groups[this.#next - 1]?.finish();
    for (; this.#next < index; this.#next++) {
      const data = this.#layout.data[this.#next - this.#groups.length];
      if (data !== undefined) writeData(data, this.#output, new Uint8Array(0), this.#littleEndian);
      else {
        this.#groups[this.#next]!.begin(0);
        this.#groups[this.#next]!.finish();
      }
    }
    this.#next = index + 1;
  }
}

/** A group being written. */
export class SbeGroupWriter {
  /** The entry that `next` began. */
  readonly entry: SbeBlockWriter;
  readonly #layout: GroupLayout;
  readonly #output: SbeOutput;
  readonly #littleEndian: boolean;
  #left = 0;
  #isOpen = false;

  /** For writers: not to be made by others. */
  constructor(layout: GroupLayout, output: SbeOutput, littleEndian: boolean) {
    this.#layout = layout;
    this.#output = output;
    this.#littleEndian = littleEndian;
    this.entry = new SbeBlockWriter(layout, output, littleEndian);
  }

  /** For writers. */
  begin(count: number): void {
    const { headerSize, lengthPart, countPart, definition } = this.#layout;
    if (!Number.isInteger(count) || count < 0 || count > mostOf(countPart))
      throw new InputError("INPUT_OUT_OF_RANGE", `${definition.name}: ${count} entries`);
    const at = this.#output.reserve(headerSize);
    this.#output.bytes.fill(0, at, at + headerSize);
    putPart(this.#output.view, at, lengthPart, definition.blockLength, this.#littleEndian);
    putPart(this.#output.view, at, countPart, count, this.#littleEndian);
    this.#left = count;
    this.#isOpen = false;
  }

  /** Begins the next entry, and answers it. @throws {StateError} for more entries than were said */
  next(): SbeBlockWriter {
    if (this.#left === 0)
      throw new StateError("STATE_INVALID", `${this.#layout.definition.name}: more entries than were said`);
    this.#left--;
    if (this.#isOpen) this.entry.finish();
    this.#isOpen = true;
    this.entry.begin();
    return this.entry;
  }

  /** For writers. @throws {StateError} for fewer entries than were said */
  finish(): void {
    if (this.#isOpen) this.entry.finish();
    this.#isOpen = false;
    if (this.#left === 0) return;
    throw new StateError("STATE_INVALID", `${this.#layout.definition.name}: ${this.#left} entries were not written`);
  }
}

/**
 * Writes messages of a schema, in its newest version, without making objects.
 *
 * @example
 * const writer = new SbeWriter(schema);
 * const block = writer.begin(message);
 * block.set(price, 10_125n);
 * const bids = block.group(0, 1);
 * bids.next().set(quantity, 5n);
 * const bytes = writer.finish();
 */
export class SbeWriter {
  readonly schema: SbeSchema;
  readonly #output = new SbeOutput();
  readonly #blocks: readonly SbeBlockWriter[];
  #open: SbeBlockWriter | undefined;

  constructor(schema: SbeSchema) {
    this.schema = schema;
    this.#blocks = schema.messages.map(
      (message) => new SbeBlockWriter(layoutOf(message, schema.version), this.#output, schema.littleEndian),
    );
  }

  /** Begins a message. @throws {InputError} one that the schema does not have */
  begin(message: SbeMessageDefinition): SbeBlockWriter {
    const block = this.#blocks[this.schema.messages.indexOf(message)];
    if (block === undefined) throw new InputError("INPUT_INVALID", `the schema has no message ${message.name}`);
    const { header, id, version, littleEndian } = this.schema;
    this.#output.used = 0;
    const at = this.#output.reserve(header.size);
    this.#output.bytes.fill(0, at, at + header.size);
    const values: Record<string, number> = {
      blockLength: message.blockLength,
      templateId: message.id,
      schemaId: id,
      version,
      numGroups: message.groups.length,
      numVarDataFields: message.data.length,
    };
    for (const name of Object.keys(header.parts))
      if (values[name] !== undefined) putPart(this.#output.view, at, partOf(header, name), values[name], littleEndian);
    block.begin();
    this.#open = block;
    return block;
  }

  /** Ends the message. @returns its bytes, valid until the next `begin` @throws {StateError} with no message begun */
  finish(): Uint8Array {
    if (this.#open === undefined) throw new StateError("STATE_INVALID", "no SBE message was begun");
    this.#open.finish();
    this.#open = undefined;
    return this.#output.bytes.subarray(0, this.#output.used);
  }
}

function writeData(data: DataLayout, output: SbeOutput, bytes: Uint8Array, littleEndian: boolean): void {
  if (bytes.length > mostOf(data.lengthPart))
    throw new InputError("INPUT_OUT_OF_RANGE", `${data.definition.name}: ${bytes.length} bytes`);
  const at = output.reserve(data.headerSize + bytes.length);
  output.bytes.fill(0, at, at + data.headerSize);
  putPart(output.view, at, data.lengthPart, bytes.length, littleEndian);
  output.bytes.set(bytes, at + data.headerSize);
}

/** Writes a number of a header. */
export function putPart(view: DataView, at: number, part: HeaderPart, value: number, littleEndian: boolean): void {
  putInteger(view, at + part.offset, part.code, BigInt(value), littleEndian);
}

function putNumber(view: DataView, at: number, field: SbeField, value: number | bigint, littleEndian: boolean): void {
  if (field.code === 8 || field.code === 9) {
    if (field.code === 8) view.setFloat32(at, Number(value), littleEndian);
    else view.setFloat64(at, Number(value), littleEndian);
    return;
  }
  const bits = field.size * 8;
  const isSigned = field.primitive.startsWith("int");
  const integer = typeof value === "bigint" ? value : Number.isSafeInteger(value) ? BigInt(value) : undefined;
  const isHeld =
    integer !== undefined && (isSigned ? BigInt.asIntN(bits, integer) : BigInt.asUintN(bits, integer)) === integer;
  if (!isHeld) throw new InputError("INPUT_OUT_OF_RANGE", `${field.name}: ${value} is no ${field.primitive}`);
  putInteger(view, at, field.code, integer, littleEndian);
}

function putInteger(view: DataView, at: number, code: number, value: bigint, littleEndian: boolean): void {
  if (code === 6 || code === 7) view.setBigUint64(at, BigInt.asUintN(64, value), littleEndian);
  else if (code === 4 || code === 5) view.setUint32(at, Number(BigInt.asUintN(32, value)), littleEndian);
  else if (code === 2 || code === 3) view.setUint16(at, Number(BigInt.asUintN(16, value)), littleEndian);
  else view.setUint8(at, Number(BigInt.asUintN(8, value)));
}

/** A block with every optional field null and everything else zero. */
export function blankOf(layout: BlockLayout, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(layout.definition.blockLength);
  const view = new DataView(bytes.buffer);
  for (const field of sbeFields(layout.definition)) {
    if (field.presence !== "optional") continue;
    for (let i = 0; i < field.length; i++)
      putNumber(view, field.offset + i * field.size, field, field.nullValue, littleEndian);
  }
  return bytes;
}
