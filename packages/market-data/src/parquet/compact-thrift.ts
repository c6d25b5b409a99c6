import { InputError } from "@hotpath/core";

/** A structure of Thrift's compact protocol: its fields by number. Texts and lists are checked and not kept. */
export type CompactStruct = Map<number, number | boolean | CompactStruct>;

/** Structures within structures; the format itself needs 7. */
const MAX_DEPTH = 32;

const Type = {
  Stop: 0,
  True: 1,
  False: 2,
  Byte: 3,
  I16: 4,
  I32: 5,
  I64: 6,
  Double: 7,
  Binary: 8,
  List: 9,
  Struct: 12,
} as const;

/**
 * Reads a structure of Thrift's compact protocol that is not trusted: every length is held against the bytes that are there
 * before anything is made of it.
 *
 * Source: Apache Thrift, `doc/specs/thrift-compact-protocol.md`.
 */
export class CompactReader {
  /** The byte that comes next. */
  offset: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, offset = 0) {
    this.#bytes = bytes;
    this.offset = offset;
  }

  /** @throws {InputError} where the bytes are no such structure */
  struct(depth = 0): CompactStruct {
    if (depth > MAX_DEPTH) throw broken("structures within structures beyond any use");
    const fields: CompactStruct = new Map();
    let id = 0;
    for (;;) {
      const head = this.#byte();
      const type = head & 15;
      if (type === Type.Stop) return fields;
      id = head >> 4 === 0 ? this.#zigzag() : id + (head >> 4);
      const value = this.#value(type, depth);
      if (value !== undefined) fields.set(id, value);
    }
  }

  #value(type: number, depth: number): number | boolean | CompactStruct | undefined {
    switch (type) {
      case Type.True:
        return true;
      case Type.False:
        return false;
      case Type.Byte:
        return (this.#byte() << 24) >> 24;
      case Type.I16:
      case Type.I32:
        return this.#zigzag();
      case Type.I64:
        this.#wide();
        return undefined;
      case Type.Double:
        this.#skip(8);
        return undefined;
      case Type.Binary:
        this.#skip(this.varint());
        return undefined;
      case Type.List:
        this.#list(depth);
        return undefined;
      case Type.Struct:
        return this.struct(depth + 1);
      default:
        throw broken(`a type of number ${type}`);
    }
  }

  #list(depth: number): void {
    const head = this.#byte();
    const type = head & 15;
    const length = head >> 4 === 15 ? this.varint() : head >> 4;
    // Each element has a byte at least.
    if (length > this.#bytes.length - this.offset) throw broken("a list that is longer than the bytes");
    if (type === Type.True || type === Type.False) this.#skip(length);
    else for (let i = 0; i < length; i++) this.#value(type, depth + 1);
  }

  /** An unsigned number below 2^31. */
  varint(): number {
    const value = this.#word();
    if (value > 0x7fff_ffff) throw broken("a length of 2^31 or more");
    return value;
  }

  #zigzag(): number {
    const value = this.#word();
    return (value >>> 1) ^ -(value & 1);
  }

  /** An unsigned number below 2^32. */
  #word(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        if (value > 0xffff_ffff) break;
        return value;
      }
    }
    throw broken("a number of more than 32 bits");
  }

  #wide(): void {
    for (let i = 0; i < 10; i++) if (this.#byte() < 0x80) return;
    throw broken("a number of more than 64 bits");
  }

  #skip(length: number): void {
    if (length > this.#bytes.length - this.offset) throw broken("a length beyond the bytes");
    this.offset += length;
  }

  #byte(): number {
    if (this.offset >= this.#bytes.length) throw broken("a structure that does not end");
    return this.#bytes[this.offset++]!;
  }
}

function broken(what: string): InputError {
  return new InputError("INPUT_INVALID", `the Parquet file has ${what}`);
}
