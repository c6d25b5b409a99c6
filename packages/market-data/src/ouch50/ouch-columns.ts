import { ConfigError } from "@hotpath/core";
import { readOuch } from "./ouch-message-bytes.ts";
import { OUCH_MAX_BYTES, type OuchDirection, type OuchMessage } from "./ouch-messages.ts";

/**
 * Messages of OUCH 5.0 of one direction in columns that are used again and again: an `OuchDecoder` appends rows, the caller
 * reads rows `0 … count − 1` and clears. A column that a type does not have is 0. The columns hold what most programs need;
 * {@link OuchColumns.message} reads the whole message, its options too, from its bytes, which are kept until `clear`.
 */
export class OuchColumns<Direction extends OuchDirection = OuchDirection> {
  /** Rows filled. */
  count = 0;
  readonly direction: Direction;
  /** The code of the letter of the type. */
  readonly type: Uint8Array;
  /** Nanoseconds since midnight; 0 in messages to Nasdaq. */
  readonly timestamp: Float64Array;
  /** In Q from Nasdaq, the next one. */
  readonly userRefNum: Uint32Array;
  /** U: the order that goes. */
  readonly origUserRefNum: Uint32Array;
  /** The code of the side's letter: B, S, T or E. */
  readonly side: Uint8Array;
  /** D from Nasdaq: by how much it was decremented. */
  readonly quantity: Uint32Array;
  /** Units of 10^-4 dollars. */
  readonly price: Float64Array;
  readonly orderReference: Float64Array;
  readonly matchNumber: Float64Array;
  /** The reason, the event, the state or the liquidity flag: what the type has. */
  readonly code: Uint16Array;
  /** The first four characters of the symbol, big-endian. */
  readonly symbolHigh: Uint32Array;
  /** The last four. */
  readonly symbolLow: Uint32Array;
  readonly #starts: Int32Array;
  #bytes: Uint8Array;

  /**
   * @param rows 1 to 1,048,576; 1,024 by default
   * @throws {ConfigError} naming what is wrong
   */
  constructor(direction: Direction, rows = 1024) {
    if (direction !== "inbound" && direction !== "outbound") {
      throw new ConfigError("ouchColumns.direction", direction, "inbound, outbound");
    }
    if (!Number.isInteger(rows) || rows < 1 || rows > 2 ** 20) {
      throw new ConfigError("ouchColumns.rows", rows, "an integer from 1 to 1048576");
    }
    this.direction = direction;
    this.type = new Uint8Array(rows);
    this.timestamp = new Float64Array(rows);
    this.userRefNum = new Uint32Array(rows);
    this.origUserRefNum = new Uint32Array(rows);
    this.side = new Uint8Array(rows);
    this.quantity = new Uint32Array(rows);
    this.price = new Float64Array(rows);
    this.orderReference = new Float64Array(rows);
    this.matchNumber = new Float64Array(rows);
    this.code = new Uint16Array(rows);
    this.symbolHigh = new Uint32Array(rows);
    this.symbolLow = new Uint32Array(rows);
    this.#starts = new Int32Array(rows + 1);
    this.#bytes = new Uint8Array(64 * rows);
  }

  /** Rows that the columns hold. */
  get rows(): number {
    return this.type.length;
  }

  /** Forgets every row. */
  clear(): void {
    this.count = 0;
  }

  /** The symbol of a row without its padding, or "". */
  symbol(row: number): string {
    const words = [this.symbolHigh[row]!, this.symbolLow[row]!];
    if (words[0] === 0 && words[1] === 0) return "";
    const codes = words.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]);
    return String.fromCharCode(...codes).trimEnd();
  }

  /** A message whole, as an object: it allocates. */
  message(row: number): OuchMessage<Direction> {
    if (!(row >= 0 && row < this.count)) throw new ConfigError("row", row, `a row below ${this.count}`);
    return readOuch(this.direction, this.#bytes, this.#starts[row], this.#starts[row + 1]);
  }

  /** Every message as an object: it allocates. */
  toArray(): OuchMessage<Direction>[] {
    return Array.from({ length: this.count }, (_, row) => this.message(row));
  }

  /** Begins a row with the bytes of a message; its columns are 0. Returns the row. */
  begin(bytes: Uint8Array, start: number, end: number): number {
    const row = this.count++;
    const at = this.#starts[row]!;
    const length = end - start;
    if (at + length > this.#bytes.length) {
      const grown = new Uint8Array(Math.min(this.rows * OUCH_MAX_BYTES, Math.max(2 * this.#bytes.length, at + length)));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes.set(bytes.subarray(start, end), at);
    this.#starts[row + 1] = at + length;
    this.type[row] = bytes[start]!;
    for (const column of [this.timestamp, this.price, this.orderReference, this.matchNumber]) column[row] = 0;
    for (const column of [this.userRefNum, this.origUserRefNum, this.quantity, this.symbolHigh, this.symbolLow]) {
      column[row] = 0;
    }
    this.side[row] = 0;
    this.code[row] = 0;
    return row;
  }
}
