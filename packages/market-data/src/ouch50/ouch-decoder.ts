import type { Decoder } from "../decoder.ts";
import { RejectLog } from "../reject-log.ts";
import type { OuchColumns } from "./ouch-columns.ts";
import { checkOuch, OuchFault } from "./ouch-message-bytes.ts";
import { OUCH_MAX_BYTES, OUCH_TYPES, type OuchDirection } from "./ouch-messages.ts";

/** Why an {@link OuchDecoder} does not take a message. */
export type OuchReject = "unknownType" | "wrongLength" | "badOption" | "badNumber" | "zeroLength" | "truncated";

/** The reasons of {@link OuchReject}. */
export const OUCH_REJECTS: readonly OuchReject[] = [
  "unknownType",
  "wrongLength",
  "badOption",
  "badNumber",
  "zeroLength",
  "truncated",
];

const [WRONG_LENGTH, ZERO_LENGTH, TRUNCATED] = [1, 4, 5] as const;
const PREFIX = 2;
const WORD = 2 ** 32;

/** The columns of numbers that a field goes to, by its name. */
const COLUMN_OF: Readonly<Record<string, NumberColumn>> = {
  timestamp: "timestamp",
  userRefNum: "userRefNum",
  nextUserRefNum: "userRefNum",
  origUserRefNum: "origUserRefNum",
  quantity: "quantity",
  decrementShares: "quantity",
  price: "price",
  executionPrice: "price",
  orderReference: "orderReference",
  matchNumber: "matchNumber",
  side: "side",
  reason: "code",
  eventCode: "code",
  orderState: "code",
};

type NumberColumn =
  | "timestamp"
  | "userRefNum"
  | "origUserRefNum"
  | "quantity"
  | "price"
  | "orderReference"
  | "matchNumber"
  | "side"
  | "code";

/** What of a type goes to which column. */
interface Copy {
  column: NumberColumn;
  at: number;
  bytes: 1 | 2 | 4 | 8;
}

/**
 * OUCH 5.0 of one direction to columns. Two ways in: `decode` for a stream in which each message comes after its length in 2
 * bytes, big-endian, and `decodeMessage` for one message from a packet of SoupBinTCP. What is refused is counted and passed
 * over by its length.
 */
export class OuchDecoder<Direction extends OuchDirection> implements Decoder<OuchColumns<Direction>> {
  readonly rejects: RejectLog<OuchReject> = new RejectLog(OUCH_REJECTS);
  readonly #direction: Direction;
  readonly #copies: readonly (readonly Copy[])[];
  readonly #symbols: readonly number[];
  #messages = 0;
  #offset = 0;
  /** A message that a piece has cut, from its length on. */
  readonly #held: Uint8Array = new Uint8Array(PREFIX + OUCH_MAX_BYTES);
  #heldLength = 0;
  #skip = 0;

  constructor(direction: Direction) {
    this.#direction = direction;
    const types = OUCH_TYPES[direction];
    this.#copies = types.map((type) => copiesOf(type?.fields ?? []));
    this.#symbols = types.map((type) => type?.fields.find(([name]) => name === "symbol")?.[2] ?? 0);
  }

  /** Messages read since the start, refused ones included. */
  get messages(): number {
    return this.#messages;
  }

  /** Bytes of the stream taken so far. */
  get offset(): number {
    return this.#offset;
  }

  /** Reads messages, each after its length, until the bytes end or `out` is full. See {@link Decoder.decode}. */
  decode(bytes: Uint8Array, out: OuchColumns<Direction>): number {
    let at = 0;
    while (at < bytes.length && out.count < out.rows) {
      const left = bytes.length - at;
      if (this.#skip > 0) {
        at = this.#pass(at, Math.min(this.#skip, left), true);
      } else if (this.#heldLength > 0 || left < PREFIX || left < PREFIX + announced(bytes, at)) {
        at = this.#hold(bytes, at, out);
      } else {
        const length = announced(bytes, at);
        this.#take(bytes, at + PREFIX, at + PREFIX + length, out, this.#offset);
        at = this.#pass(at, PREFIX + length, false);
      }
    }
    return at;
  }

  /**
   * Reads one message that a transport has delivered, without a length before it.
   *
   * @returns false, having done nothing, if `out` is full: read and clear it first
   */
  decodeMessage(bytes: Uint8Array, start: number, end: number, out: OuchColumns<Direction>): boolean {
    if (out.count >= out.rows) return false;
    this.#take(bytes, start, end, out, this.#offset);
    this.#offset += Math.max(0, end - start);
    return true;
  }

  /** Ends the stream; the decoder may begin another one. */
  end(): void {
    if (this.#heldLength > 0) {
      this.rejects.add(TRUNCATED, this.#offset - this.#heldLength);
      this.#messages++;
    }
    this.#heldLength = 0;
    this.#skip = 0;
  }

  #pass(at: number, length: number, isSkipped: boolean): number {
    this.#offset += length;
    if (isSkipped) this.#skip -= length;
    return at + length;
  }

  /** Adds bytes to the message that was cut, and takes it when it is whole. Returns where the bytes go on. */
  #hold(bytes: Uint8Array, from: number, out: OuchColumns<Direction>): number {
    const held = this.#held;
    const wanted = this.#heldLength < PREFIX ? PREFIX : PREFIX + announced(held, 0);
    const more = Math.min(bytes.length - from, wanted - this.#heldLength);
    held.set(bytes.subarray(from, from + more), this.#heldLength);
    this.#heldLength += more;
    const at = this.#pass(from, more, false);
    if (this.#heldLength < PREFIX) return at;
    const length = announced(held, 0);
    if (length > OUCH_MAX_BYTES) {
      this.rejects.add(WRONG_LENGTH, this.#offset - PREFIX);
      this.#messages++;
      this.#skip = length;
      this.#heldLength = 0;
    } else if (this.#heldLength === PREFIX + length) {
      this.#heldLength = 0;
      this.#take(held, PREFIX, PREFIX + length, out, this.#offset - PREFIX - length);
    }
    return at;
  }

  #take(bytes: Uint8Array, start: number, end: number, out: OuchColumns<Direction>, offset: number): void {
    this.#messages++;
    const fault = end <= start ? ZERO_LENGTH + 1 : checkOuch(this.#direction, bytes, start, end);
    if (fault !== OuchFault.None) {
      this.rejects.add(fault - 1, offset);
      return;
    }
    const row = out.begin(bytes, start, end);
    const letter = bytes[start]!;
    for (const { column, at, bytes: size } of this.#copies[letter]!)
      out[column][row] = numberAt(bytes, start + at, size);
    const symbolAt = this.#symbols[letter]!;
    if (symbolAt === 0) return;
    out.symbolHigh[row] = numberAt(bytes, start + symbolAt, 4);
    out.symbolLow[row] = numberAt(bytes, start + symbolAt + 4, 4);
  }
}

function copiesOf(fields: readonly (readonly [string, string, number])[]): Copy[] {
  const copies: Copy[] = [];
  let hasCode = false;
  for (const [name, kind, at] of fields) {
    // The liquidity flag is what an execution is about; elsewhere the reason comes before it.
    const column: NumberColumn | undefined = name === "liquidityFlag" && !hasCode ? "code" : COLUMN_OF[name];
    if (column === undefined) continue;
    hasCode ||= column === "code";
    copies.push({ column, at, bytes: kind === "char" ? 1 : kind === "u2" ? 2 : kind === "u4" ? 4 : 8 });
  }
  return copies;
}

function announced(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}

function numberAt(bytes: Uint8Array, at: number, size: number): number {
  if (size === 1) return bytes[at]!;
  if (size === 2) return announced(bytes, at);
  const high = announced(bytes, at) * 65_536 + announced(bytes, at + 2);
  return size === 4 ? high : high * WORD + announced(bytes, at + 4) * 65_536 + announced(bytes, at + 6);
}
