/** What generated SBE code stands on. */
import { InputError, StateError } from "@hotpath/core";
import { signed64, unsigned64 } from "../internal/wide-fields.ts";
import type { SbeOutput } from "./sbe-output.ts";

export { SbeOutput } from "./sbe-output.ts";
export { SbeWrap } from "./sbe-reader.ts";
export { signed64 as sbeSigned64, unsigned64 as sbeUnsigned64 };

const UTF8 = new TextEncoder();
const TEXT = new TextDecoder();
const TWO_32 = 4294967296;

/** A block being written: fields in any order, then its groups and data in the schema's order. */
export abstract class SbeBlockEncoder {
  /** Where the bytes go. */
  readonly output: SbeOutput;
  /** Where the block begins. */
  protected offset = 0;
  /** Groups and data of the block. */
  protected abstract readonly parts: number;
  readonly #name: string;
  /** The next group or datum that may be written. */
  #next = 0;

  constructor(output: SbeOutput, name: string) {
    this.output = output;
    this.#name = name;
  }

  /** Writes a group or datum as empty. */
  protected abstract emptyPart(index: number): void;

  /** Ends a group. */
  protected closePart(_index: number): void {}

  /** Begins the block with these bytes: null where a field is optional, zero elsewhere. */
  protected beginBlock(blank: Uint8Array): void {
    this.offset = this.output.reserve(blank.length);
    this.output.bytes.set(blank, this.offset);
    this.#next = 0;
  }

  /** Writes what was passed over as empty. @throws {StateError} for groups and data out of order */
  protected passTo(index: number): void {
    if (index < this.#next) throw new StateError("STATE_INVALID", `${this.#name}: groups and data have an order`);
    if (this.#next > 0) this.closePart(this.#next - 1);
    for (; this.#next < index; this.#next++) this.emptyPart(this.#next);
    this.#next = index + 1;
  }

  /** Ends the block: what was not written is empty. */
  protected endBlock(): void {
    this.passTo(this.parts);
  }
}

/** A message being written. */
export abstract class SbeMessageEncoder extends SbeBlockEncoder {
  #isOpen = false;

  /** Begins a message with its header and a blank block. */
  protected beginMessage(header: Uint8Array, blank: Uint8Array): void {
    this.output.used = 0;
    const at = this.output.reserve(header.length);
    this.output.bytes.set(header, at);
    this.beginBlock(blank);
    this.#isOpen = true;
  }

  /** Ends the message. @returns its bytes, valid until the next one @throws {StateError} with no message begun */
  finish(): Uint8Array {
    if (!this.#isOpen) throw new StateError("STATE_INVALID", "no SBE message was begun");
    this.#isOpen = false;
    this.endBlock();
    return this.output.bytes.subarray(0, this.output.used);
  }
}

/** A group being written: `next` begins each entry. */
export abstract class SbeGroupEncoder extends SbeBlockEncoder {
  /** The block of an entry before anything is set. */
  protected abstract readonly blank: Uint8Array;
  readonly #groupName: string;
  #left = 0;
  #isOpen = false;

  constructor(output: SbeOutput, name: string) {
    super(output, name);
    this.#groupName = name;
  }

  /** Begins the group. @returns where its header begins @throws {InputError} for more entries than it can have */
  protected beginGroup(header: Uint8Array, count: number, most: number): number {
    if (!Number.isInteger(count) || count < 0 || count > most)
      throw new InputError("INPUT_OUT_OF_RANGE", `${this.#groupName}: ${count} entries`);
    const at = this.output.reserve(header.length);
    this.output.bytes.set(header, at);
    this.#left = count;
    this.#isOpen = false;
    return at;
  }

  /** Begins the next entry. @throws {StateError} for more entries than were said */
  next(): this {
    if (this.#left === 0) throw new StateError("STATE_INVALID", `${this.#groupName}: more entries than were said`);
    this.#left--;
    if (this.#isOpen) this.endBlock();
    this.#isOpen = true;
    this.beginBlock(this.blank);
    return this;
  }

  /** For the block that the group belongs to. @throws {StateError} for fewer entries than were said */
  close(): void {
    if (this.#isOpen) this.endBlock();
    this.#isOpen = false;
    if (this.#left > 0)
      throw new StateError("STATE_INVALID", `${this.#groupName}: ${this.#left} entries were not written`);
  }
}

/** The text of bytes up to the first zero. */
export function sbeText(bytes: Uint8Array, start: number, length: number): string {
  let end = start;
  while (end < start + length && bytes[end] !== 0) end++;
  return TEXT.decode(bytes.subarray(start, end));
}

/** The text of variable data. */
export function sbeDataText(bytes: Uint8Array, start: number, length: number): string {
  return TEXT.decode(bytes.subarray(start, start + length));
}

/** The name of a value of an enum, or undefined for one that it does not have. */
export function sbeNameOf(values: Readonly<Record<string, number>>, value: number): string | undefined {
  for (const name of Object.keys(values)) if (values[name] === value) return name;
  return undefined;
}

/** An integer of at most 32 bits within its bounds. @throws {InputError} for any other value */
export function sbeInteger(value: number, least: number, most: number, name: string): number {
  if (value >= least && value <= most && Number.isInteger(value)) return value;
  throw new InputError("INPUT_OUT_OF_RANGE", `${name}: ${value} is no integer from ${least} to ${most}`);
}

/** Writes a 64-bit integer. @throws {InputError} for a value that is none */
export function sbePut64(
  view: DataView,
  at: number,
  value: number | bigint,
  isSigned: boolean,
  littleEndian: boolean,
  name: string,
): void {
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value) || (value < 0 && !isSigned)) throw unfit(name, value, isSigned);
    const high = Math.floor(value / TWO_32);
    view.setUint32(littleEndian ? at : at + 4, value - high * TWO_32, littleEndian);
    view.setInt32(littleEndian ? at + 4 : at, high, littleEndian);
    return;
  }
  if ((isSigned ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value)) !== value) throw unfit(name, value, isSigned);
  view.setBigUint64(at, BigInt.asUintN(64, value), littleEndian);
}

/** Writes text into an array of characters, zeros behind it. @throws {InputError} text that does not fit */
export function sbePutText(output: SbeOutput, at: number, length: number, text: string, name: string): void {
  const bytes = UTF8.encode(text);
  if (bytes.length > length)
    throw new InputError("INPUT_OUT_OF_RANGE", `${name}: ${JSON.stringify(text)} does not fit`);
  output.bytes.fill(0, at, at + length);
  output.bytes.set(bytes, at);
}

/** Makes room for variable data behind its header, and copies it. @returns where the header begins */
export function sbePutData(
  output: SbeOutput,
  headerSize: number,
  data: Uint8Array,
  most: number,
  name: string,
): number {
  if (data.length > most) throw new InputError("INPUT_OUT_OF_RANGE", `${name}: ${data.length} bytes`);
  const at = output.reserve(headerSize + data.length);
  output.bytes.fill(0, at, at + headerSize);
  output.bytes.set(data, at + headerSize);
  return at;
}

/** The bytes of data given as text or bytes. */
export function sbeBytes(data: Uint8Array | string): Uint8Array {
  return typeof data === "string" ? UTF8.encode(data) : data;
}

/** An index of an array. @throws {InputError} for one that it does not have */
export function sbeIndex(index: number, length: number, name: string): number {
  if (Number.isInteger(index) && index >= 0 && index < length) return index;
  throw new InputError("INPUT_OUT_OF_RANGE", `${name}[${index}]`);
}

function unfit(name: string, value: number | bigint, isSigned: boolean): InputError {
  return new InputError("INPUT_OUT_OF_RANGE", `${name}: ${value} is no ${isSigned ? "int64" : "uint64"}`);
}
