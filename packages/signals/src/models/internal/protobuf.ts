import { InputError } from "@hotpath/core";

/** A field of a message: a number for wire types 0, 1 and 5, bytes for 2. */
export interface Field {
  number: number;
  /** Of wire type 0, as a signed 64-bit integer that was cut to a double. */
  integer: number;
  /** Of wire type 5. */
  float: number;
  bytes: Uint8Array | undefined;
}

/**
 * The fields of a message of Protocol Buffers, in order.
 *
 * @throws {InputError} what is not a message, with the offset
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  const reader = new WireReader(bytes);
  while (reader.at < bytes.length) {
    const tag = reader.varint();
    const field: Field = { number: Math.floor(tag / 8), integer: 0, float: 0, bytes: undefined };
    const type = tag % 8;
    if (type === 0) field.integer = reader.varint();
    else if (type === 1) reader.skip(8);
    else if (type === 2) field.bytes = reader.take(reader.varint());
    else if (type === 5) field.float = reader.float();
    else throw reader.broken(`wire type ${type}`);
    if (field.number < 1) throw reader.broken("field 0");
    yield field;
  }
}

/** Integers that were packed, or one that was not. */
export function integersOf(field: Field, into: number[]): void {
  if (field.bytes === undefined) {
    into.push(field.integer);
    return;
  }
  const reader = new WireReader(field.bytes);
  while (reader.at < field.bytes.length) into.push(reader.varint());
}

/** Floats that were packed, or one that was not. */
export function floatsOf(field: Field, into: number[]): void {
  if (field.bytes === undefined) {
    into.push(field.float);
    return;
  }
  const reader = new WireReader(field.bytes);
  while (reader.at < field.bytes.length) into.push(reader.float());
}

/** A field's text. */
export function textOf(field: Field): string {
  return new TextDecoder().decode(field.bytes ?? new Uint8Array(0));
}

class WireReader {
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  broken(what: string): InputError {
    return new InputError("CORRUPT", `protobuf, byte ${this.at}: ${what}`);
  }

  skip(count: number): number {
    const at = this.at;
    if (!(count >= 0 && count <= this.#bytes.length - at)) throw this.broken("the message is cut");
    this.at += count;
    return at;
  }

  take(count: number): Uint8Array {
    const at = this.skip(count);
    return this.#bytes.subarray(at, at + count);
  }

  float(): number {
    return this.#view.getFloat32(this.skip(4), true);
  }

  /** A 64-bit integer, negative ones in two's complement; beyond 53 bits it is rounded. */
  varint(): number {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.skip(1)]!;
      if (byte < 128 && shift === 0n) return byte;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(BigInt.asIntN(64, value));
    }
    throw this.broken("a number of more than 10 bytes");
  }
}
