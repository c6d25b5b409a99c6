import { ConfigError, Side } from "@hotpath/core";
import { readItchMessage } from "./itch-message-bytes.ts";
import { ITCH_MAX_BYTES, type ItchMessage, type ItchType } from "./itch-messages.ts";

/**
 * Messages of ITCH 5.0 in columns that are used again and again: an `ItchDecoder` appends rows, the caller reads rows
 * `0 … count − 1` and clears. A column that a type of message does not use is 0 in its rows. What of a message is in no
 * column (the fields of administrative messages, an attribution) is in its bytes, which the columns keep until `clear`:
 * {@link ItchColumns.message} reads them.
 */
export class ItchColumns {
  /** Rows filled. */
  count = 0;
  /** The code of the letter of the type: `"A".charCodeAt(0)`. */
  readonly type: Uint8Array;
  /** The day's number of the stock. */
  readonly locate: Uint16Array;
  /** Nasdaq's own number. */
  readonly tracking: Uint16Array;
  /** Nanoseconds since midnight, New York time. */
  readonly timestamp: Float64Array;
  /** The number of the message in its stream, from 1: what SoupBinTCP and MoldUDP64 call its sequence number. */
  readonly sequence: Float64Array;
  /** A F E C X D P: the order; U: the order that goes. */
  readonly reference: Float64Array;
  /** U: the new order. E C P Q B: the number of the match. */
  readonly other: Float64Array;
  /** A F U: shares of the order. E C: executed. X: cancelled. P: traded. */
  readonly shares: Uint32Array;
  /** A F U: the order's price; C P Q: the execution's; in units of 10^-4. */
  readonly price: Uint32Array;
  /** A F P: a `Side`. */
  readonly side: Uint8Array;
  /** The code of the one character that S (event), H (state), C (printable), Q (cross type) are about. */
  readonly code: Uint8Array;
  /** A F P: the first four characters of the stock, big-endian. */
  readonly stockHigh: Uint32Array;
  /** A F P: the last four. */
  readonly stockLow: Uint32Array;
  /** Where the message is in {@link ItchColumns.bytes}, plus 1; 0 where the columns hold all of it. */
  readonly kept: Int32Array;
  /** The bytes of messages that the columns do not hold whole. */
  readonly bytes: Uint8Array;
  /** @internal The memory of all columns but the last two. */
  readonly memory: Uint8Array;
  #bytesUsed = 0;

  /**
   * @param rows 1 to 16,777,216; 4,096 by default, which stay in the second cache
   * @throws {ConfigError} if it is none
   */
  constructor(rows = 4096) {
    if (!Number.isInteger(rows) || rows < 1 || rows > 2 ** 24) {
      throw new ConfigError("itchColumns.rows", rows, "an integer from 1 to 16777216");
    }
    // One memory, widest first, as c/feeds.c of @hotpath/native has it.
    const memory = new ArrayBuffer(55 * rows);
    const at = (bytes: number): number => bytes * rows;
    this.timestamp = new Float64Array(memory, at(0), rows);
    this.sequence = new Float64Array(memory, at(8), rows);
    this.reference = new Float64Array(memory, at(16), rows);
    this.other = new Float64Array(memory, at(24), rows);
    this.shares = new Uint32Array(memory, at(32), rows);
    this.price = new Uint32Array(memory, at(36), rows);
    this.stockHigh = new Uint32Array(memory, at(40), rows);
    this.stockLow = new Uint32Array(memory, at(44), rows);
    this.locate = new Uint16Array(memory, at(48), rows);
    this.tracking = new Uint16Array(memory, at(50), rows);
    this.type = new Uint8Array(memory, at(52), rows);
    this.side = new Uint8Array(memory, at(53), rows);
    this.code = new Uint8Array(memory, at(54), rows);
    this.memory = new Uint8Array(memory);
    this.kept = new Int32Array(rows);
    this.bytes = new Uint8Array(rows * ITCH_MAX_BYTES);
  }

  /** Rows that the columns hold. */
  get rows(): number {
    return this.type.length;
  }

  /** Forgets every row. */
  clear(): void {
    const used = this.count;
    this.reference.fill(0, 0, used);
    this.other.fill(0, 0, used);
    this.shares.fill(0, 0, used);
    this.price.fill(0, 0, used);
    this.side.fill(0, 0, used);
    this.code.fill(0, 0, used);
    this.stockHigh.fill(0, 0, used);
    this.stockLow.fill(0, 0, used);
    this.kept.fill(0, 0, used);
    this.count = 0;
    this.#bytesUsed = 0;
  }

  /** Keeps the bytes of a message for a row; there is room for every row's. */
  keep(row: number, message: Uint8Array, at: number, length: number): void {
    const to = this.#bytesUsed;
    for (let i = 0; i < length; i++) this.bytes[to + i] = message[at + i]!;
    this.kept[row] = to + 1;
    this.#bytesUsed = to + length;
  }

  /** The stock that an A, F or P names, without its padding; "" for other types. */
  stock(row: number): string {
    const high = this.stockHigh[row]!;
    const low = this.stockLow[row]!;
    if (high === 0 && low === 0) return "";
    return (textOf(high) + textOf(low)).trimEnd();
  }

  /** A message whole, as an object: it allocates. */
  message(row: number): ItchMessage {
    const kept = this.kept[row]!;
    return kept === 0 ? this.#fromColumns(row) : readItchMessage(this.bytes, kept - 1);
  }

  /** Every message as an object: it allocates. */
  toArray(): ItchMessage[] {
    return Array.from({ length: this.count }, (_, row) => this.message(row));
  }

  #fromColumns(row: number): ItchMessage {
    const beginning = {
      stockLocate: this.locate[row]!,
      trackingNumber: this.tracking[row]!,
      timestamp: this.timestamp[row]!,
    };
    const orderReference = this.reference[row]!;
    const shares = this.shares[row]!;
    const price = this.price[row]!;
    const matchNumber = this.other[row]!;
    const type = String.fromCharCode(this.type[row]!) as ItchType;
    const side = this.side[row] === Side.Buy ? "B" : "S";
    const stock = this.stock(row);
    switch (type) {
      case "A":
        return { type, ...beginning, orderReference, side, shares, stock, price };
      case "D":
        return { type, ...beginning, orderReference };
      case "E":
        return { type, ...beginning, orderReference, executedShares: shares, matchNumber };
      case "C": {
        const printable = String.fromCharCode(this.code[row]!);
        const executed = { orderReference, executedShares: shares, matchNumber, printable };
        return { type, ...beginning, ...executed, executionPrice: price };
      }
      case "X":
        return { type, ...beginning, orderReference, cancelledShares: shares };
      case "U":
        return { type, ...beginning, orderReference, newOrderReference: matchNumber, shares, price };
      case "P":
        return { type, ...beginning, orderReference, side, shares, stock, price, matchNumber };
      default:
        throw new ConfigError("row", row, `a row below ${this.count}`);
    }
  }
}

function textOf(word: number): string {
  return String.fromCharCode(word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255);
}
