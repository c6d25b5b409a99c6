import { ConfigError } from "@hotpath/core";
import type { Dictionary } from "../dictionary/dictionary.ts";
import type { Scope } from "../dictionary/scope.ts";
import { FieldIndex } from "./field-index.ts";
import { FieldReader } from "./field-reader.ts";
import { Garbled } from "./garbled.ts";
import { GroupReader } from "./group-reader.ts";
import { readInteger } from "./values.ts";

/** How a {@link MessageReader} is made. */
export interface MessageReaderOptions {
  /** Whether BodyLength and CheckSum must be right (QuickFIX's ValidateLengthAndChecksum); true by default. */
  validateLengthAndChecksum?: boolean;
  /** The most fields of a message; 65,536 by default. The columns grow to it as messages need them. */
  maxFields?: number;
}

/**
 * A view of one message in received bytes, used again for the next. {@link read} finds the fields, checks BodyLength and
 * CheckSum, and says by the dictionary which fields are of which group; then values are read where they stand, and
 * nothing is made until it is asked for. The view holds as long as the bytes do.
 *
 * @example
 * const reader = new MessageReader(dictionary);
 * while (framer.next())
 *   if (reader.read(framer.bytes, framer.start, framer.end) === Garbled.None) use(reader.units(44, 4));
 */
export class MessageReader extends FieldReader {
  readonly index: FieldIndex;
  /** What the message may hold by the dictionary; that of no message where its type is not known. */
  scope: Scope;
  /** Where the message begins in its bytes. */
  start = 0;
  /** Where it ends. */
  end = 0;
  readonly dictionary: Dictionary;
  readonly #strict: boolean;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(dictionary: Dictionary, options: MessageReaderOptions = {}) {
    super();
    const { validateLengthAndChecksum = true, maxFields = 65_536 } = options;
    if (!(Number.isInteger(maxFields) && maxFields >= 8 && maxFields <= 16_777_216))
      throw new ConfigError("messageReader.maxFields", maxFields, "an integer from 8 to 16777216");
    this.dictionary = dictionary;
    this.#strict = validateLengthAndChecksum;
    this.index = new FieldIndex(dictionary.tables, maxFields);
    this.scope = dictionary.tables.unknownScope;
  }

  /**
   * Reads the message `bytes[start … end − 1]`, from its `8=` to the separator behind its checksum.
   *
   * @returns why it is no message; then there are no fields
   */
  read(bytes: Uint8Array, start = 0, end: number = bytes.length): Garbled {
    const { index } = this;
    this.start = start;
    this.end = end;
    let garbled = index.scan(bytes, start, end);
    if (garbled === Garbled.None) garbled = this.#checkEnvelope();
    if (garbled !== Garbled.None) {
      index.count = 0;
      return garbled;
    }
    this.scope = this.dictionary.tables.scopeAt(bytes, index.starts[2]!, index.ends[2]!);
    index.structure(this.scope);
    return Garbled.None;
  }

  /** Fields of the message, those of groups with them. */
  get count(): number {
    return this.index.count;
  }

  /** MsgType (35). */
  get msgType(): string {
    return this.scope.msgType !== "" ? this.scope.msgType : this.index.count > 2 ? this.textAt(2) : "";
  }

  find(tag: number): number {
    return this.index.find(tag);
  }

  /** A reader of the instances of a group, for the edge: it is made anew. See {@link GroupReader}. */
  group(tag: number): GroupReader {
    const group = new GroupReader();
    group.open(this, tag);
    return group;
  }

  /** The first three fields, the last one, the length of the body and the sum of the bytes. */
  #checkEnvelope(): Garbled {
    const { tags, starts, ends, count, bytes, sum } = this.index;
    if (count < 4 || tags[0] !== 8 || tags[1] !== 9 || tags[2] !== 35) return Garbled.HeaderOrder;
    const last = count - 1;
    if (tags[last] !== 10) return this.#strict ? Garbled.NoCheckSum : Garbled.None;
    if (!this.#strict) return Garbled.None;
    // Behind the separator before it: QuickFIX takes any spelling of the number 10.
    const checkSumStart = ends[last - 1]! + 1;
    if (readInteger(bytes, starts[1]!, ends[1]!) !== checkSumStart - ends[1]! - 1) return Garbled.BodyLength;
    let total = sum;
    for (let at = checkSumStart; at <= ends[last]!; at++) total -= bytes[at]!;
    return readInteger(bytes, starts[last]!, ends[last]!) === (total & 255) ? Garbled.None : Garbled.CheckSum;
  }
}
