import { integerOption } from "./internal/options.ts";
import { CommandKind } from "./vocabulary.ts";

/** Bytes of a row, all columns together. */
const ROW_BYTES = 36;
/** Rows more than asked for that lie between two columns, so that one row's cells do not compete for one cache set. */
const STAGGER = 8;

/**
 * Commands in typed-array columns, for `MatchingEngine.submitBatch`: fill rows `0 … count − 1`, by the columns or by
 * {@link CommandBatch.submit} and its like, and use the batch again. Nothing is allocated for a command.
 *
 * @example
 * const batch = new CommandBatch(1024);
 * batch.submit(0, 1, Side.Sell, 10_050, 5, OrderType.Limit, TimeInForce.GoodTillCancel, 0);
 * batch.cancel(1);
 * engine.submitBatch(batch);
 */
export class CommandBatch {
  /** Rows that the columns hold. */
  readonly rows: number;
  /** Rows filled. */
  count = 0;
  /** A `CommandKind`. */
  readonly kind: Uint8Array;
  /** A `Side`. */
  readonly side: Uint8Array;
  /** An `OrderType`. */
  readonly type: Uint8Array;
  /** A `TimeInForce`. */
  readonly timeInForce: Uint8Array;
  /** Index of the instrument. */
  readonly instrument: Int32Array;
  /** 0 is nobody. */
  readonly owner: Int32Array;
  /** The order that the command is about. */
  readonly orderId: Float64Array;
  /** Ticks. */
  readonly price: Float64Array;
  readonly quantity: Float64Array;
  /** @internal From one column to the next, in elements. */
  readonly stride: number;
  /** @internal All columns: doubles, then integers, then bytes. */
  readonly F: Float64Array;

  /**
   * @param rows the greatest number of commands, 1 … 16,777,216; 1,024 by default
   * @throws {ConfigError} for another number
   */
  constructor(rows = 1024) {
    this.rows = integerOption("commandBatch.rows", rows, 1, 2 ** 24);
    const stride = Math.ceil(rows / 8) * 8 + STAGGER;
    const buffer = new ArrayBuffer(stride * ROW_BYTES);
    const doubles = (column: number): Float64Array => new Float64Array(buffer, column * stride * 8, rows);
    const integers = (column: number): Int32Array => new Int32Array(buffer, (column + 6) * stride * 4, rows);
    const bytes = (column: number): Uint8Array => new Uint8Array(buffer, (column + 32) * stride, rows);
    this.stride = stride;
    this.F = new Float64Array(buffer, 0, 3 * stride);
    this.orderId = doubles(0);
    this.price = doubles(1);
    this.quantity = doubles(2);
    this.instrument = integers(0);
    this.owner = integers(1);
    this.kind = bytes(0);
    this.side = bytes(1);
    this.type = bytes(2);
    this.timeInForce = bytes(3);
  }

  /** Forgets every command. */
  clear(): void {
    this.count = 0;
  }

  /**
   * Appends a new order; the parameters are those of `MatchingEngine.submit`.
   *
   * @returns false, having done nothing, if there is no row left
   */
  submit(
    instrument: number,
    orderId: number,
    side: number,
    price: number,
    quantity: number,
    type: number,
    timeInForce: number,
    owner: number,
  ): boolean {
    const row = this.count;
    if (row === this.rows) return false;
    this.count = row + 1;
    this.kind[row] = CommandKind.Submit;
    this.instrument[row] = instrument;
    this.orderId[row] = orderId;
    this.side[row] = side;
    this.price[row] = price;
    this.quantity[row] = quantity;
    this.type[row] = type;
    this.timeInForce[row] = timeInForce;
    this.owner[row] = owner;
    return true;
  }

  /** Appends a cancel. Returns as `submit`. */
  cancel(orderId: number): boolean {
    const row = this.count;
    if (row === this.rows) return false;
    this.count = row + 1;
    this.kind[row] = CommandKind.Cancel;
    this.orderId[row] = orderId;
    return true;
  }

  /** Appends a replace. Returns as `submit`. */
  replace(orderId: number, price: number, quantity: number): boolean {
    const row = this.count;
    if (row === this.rows) return false;
    this.count = row + 1;
    this.kind[row] = CommandKind.Replace;
    this.orderId[row] = orderId;
    this.price[row] = price;
    this.quantity[row] = quantity;
    return true;
  }
}
