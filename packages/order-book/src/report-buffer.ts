/**
 * Reports in columns. A command appends its reports; the caller reads rows `0 … count − 1` and calls `clear()`.
 */
import { nameOf, Side } from "@hotpath/core";
import { Reason, ReportKind } from "./vocabulary.ts";

/** One report as an object, for the edge; the fields are those of {@link ReportBuffer}, with names for the codes. */
export interface Report {
  kind: keyof typeof ReportKind;
  reason: keyof typeof Reason;
  instrument: number;
  orderId: number;
  side: keyof typeof Side | "None";
  price: number;
  quantity: number;
  leavesQty: number;
  owner: number;
  counterOrderId: number;
  counterLeavesQty: number;
  counterOwner: number;
}

/** Bytes of a row, all columns together. */
const ROW_BYTES = 72;
/** Rows more than asked for that lie between two columns, so that one row's cells do not compete for one cache set. */
const STAGGER = 8;

/**
 * The reports of an engine, in typed-array columns that are reused: nothing is allocated for a report. When a command
 * has more to say than there are rows left, the columns double (so read them anew after each command); a command that
 * the buffer may not be able to answer is not begun (see `MatchingEngine`).
 *
 * In every report `orderId` names the order that the command is about; the `counter…` columns speak of the resting order
 * of a trade, or of the other order where self-trade prevention acted, and are 0 elsewhere.
 *
 * The columns are parts of one buffer, the doubles before the integers, each `stride` elements behind the one before.
 */
export class ReportBuffer {
  /** Rows filled. */
  count = 0;
  /** Rows that the columns hold now. */
  rows: number;
  /** A {@link ReportKind} for each row. */
  kind!: Int32Array;
  /** A {@link Reason} for each row. */
  reason!: Int32Array;
  /** The order's `Side`, or 0 where it is unknown. */
  side!: Int32Array;
  /** The instrument's index, or −1 where it is unknown. */
  instrument!: Int32Array;
  /** The owner of `orderId`. */
  owner!: Int32Array;
  /** The owner of `counterOrderId`. */
  counterOwner!: Int32Array;
  /** The order that the command is about. */
  orderId!: Float64Array;
  /** The other order of a trade or of a self-trade that was prevented. */
  counterOrderId!: Float64Array;
  /** Ticks: of a trade, its price; else the order's price, 0 for a market order. */
  price!: Float64Array;
  /** Accepted, replaced: the order's open quantity. Trade: traded. Canceled, expired: taken off the order. */
  quantity!: Float64Array;
  /** What is left open of `orderId` after this report. */
  leavesQty!: Float64Array;
  /** What is left open of `counterOrderId` after this report. */
  counterLeavesQty!: Float64Array;
  /** @internal From one column to the next, in elements. */
  stride!: number;
  /** @internal All columns of doubles. */
  F!: Float64Array;
  /** @internal All columns: those of integers begin at 12 strides. */
  I!: Int32Array;

  constructor(rows: number) {
    this.rows = rows;
    this.#make(rows);
  }

  /** Bytes of the columns. */
  get bytes(): number {
    return this.I.byteLength;
  }

  /** Forgets every report. */
  clear(): void {
    this.count = 0;
  }

  /** A report as an object, for the edge: it allocates. */
  at(row: number): Report {
    return {
      kind: nameOf(ReportKind, this.kind[row]!) as Report["kind"],
      reason: nameOf(Reason, this.reason[row]!) as Report["reason"],
      instrument: this.instrument[row]!,
      orderId: this.orderId[row]!,
      side: this.side[row] === 0 ? "None" : (nameOf(Side, this.side[row]!) as keyof typeof Side),
      price: this.price[row]!,
      quantity: this.quantity[row]!,
      leavesQty: this.leavesQty[row]!,
      owner: this.owner[row]!,
      counterOrderId: this.counterOrderId[row]!,
      counterLeavesQty: this.counterLeavesQty[row]!,
      counterOwner: this.counterOwner[row]!,
    };
  }

  /** Every report as an object, oldest first: it allocates. */
  toArray(): Report[] {
    return Array.from({ length: this.count }, (_, row) => this.at(row));
  }

  /** Appends a report about one order. */
  push(
    kind: number,
    reason: number,
    instrument: number,
    side: number,
    orderId: number,
    owner: number,
    price: number,
    quantity: number,
    leavesQty: number,
  ): void {
    const row = this.#next();
    writeNumbers(this.F, this.stride, row, orderId, 0, price, quantity, leavesQty, 0);
    writeCodes(this.I, this.stride, row, kind, reason, side, instrument, owner, 0);
  }

  /** Appends a trade of `orderId`, the incoming order, with `counterOrderId`, the resting one. */
  pushTrade(
    instrument: number,
    side: number,
    orderId: number,
    owner: number,
    price: number,
    quantity: number,
    leavesQty: number,
    counterOrderId: number,
    counterOwner: number,
    counterLeavesQty: number,
  ): void {
    const row = this.#next();
    writeNumbers(this.F, this.stride, row, orderId, counterOrderId, price, quantity, leavesQty, counterLeavesQty);
    writeCodes(this.I, this.stride, row, ReportKind.Trade, 0, side, instrument, owner, counterOwner);
  }

  /** Completes the report pushed last with the other order. */
  counter(orderId: number, owner: number, leavesQty: number): void {
    const row = this.count - 1;
    this.counterOrderId[row] = orderId;
    this.counterOwner[row] = owner;
    this.counterLeavesQty[row] = leavesQty;
  }

  #next(): number {
    const row = this.count;
    if (row === this.rows) this.reserve(row + 1);
    this.count = row + 1;
    return row;
  }

  /** Makes sure that there are this many rows, by doubling the columns as often as that takes. */
  reserve(rows: number): void {
    if (rows <= this.rows) return;
    const before = this.#columns();
    while (this.rows < rows) this.rows *= 2;
    this.#make(this.rows);
    for (const [i, column] of this.#columns().entries()) column.set(before[i]!.subarray(0, this.count));
  }

  #columns(): (Float64Array | Int32Array)[] {
    return [
      ...[this.orderId, this.counterOrderId, this.price, this.quantity, this.leavesQty, this.counterLeavesQty],
      ...[this.kind, this.reason, this.side, this.instrument, this.owner, this.counterOwner],
    ];
  }

  #make(rows: number): void {
    const stride = rows + STAGGER;
    const buffer = new ArrayBuffer(stride * ROW_BYTES);
    const doubles = (column: number): Float64Array => new Float64Array(buffer, column * stride * 8, rows);
    const integers = (column: number): Int32Array => new Int32Array(buffer, (column + 12) * stride * 4, rows);
    this.stride = stride;
    this.F = new Float64Array(buffer, 0, 6 * stride);
    this.I = new Int32Array(buffer);
    this.orderId = doubles(0);
    this.counterOrderId = doubles(1);
    this.price = doubles(2);
    this.quantity = doubles(3);
    this.leavesQty = doubles(4);
    this.counterLeavesQty = doubles(5);
    this.kind = integers(0);
    this.reason = integers(1);
    this.side = integers(2);
    this.instrument = integers(3);
    this.owner = integers(4);
    this.counterOwner = integers(5);
  }
}

/** Writes one row of the columns of doubles. (Small functions, because the compiler inlines no others.) */
const writeNumbers = (
  F: Float64Array,
  stride: number,
  row: number,
  orderId: number,
  counterOrderId: number,
  price: number,
  quantity: number,
  leavesQty: number,
  counterLeavesQty: number,
): void => {
  let at = row;
  F[at] = orderId;
  at += stride;
  F[at] = counterOrderId;
  at += stride;
  F[at] = price;
  at += stride;
  F[at] = quantity;
  at += stride;
  F[at] = leavesQty;
  at += stride;
  F[at] = counterLeavesQty;
};

/** Writes one row of the columns of integers. */
const writeCodes = (
  I: Int32Array,
  stride: number,
  row: number,
  kind: number,
  reason: number,
  side: number,
  instrument: number,
  owner: number,
  counterOwner: number,
): void => {
  let at = 12 * stride + row;
  I[at] = kind;
  at += stride;
  I[at] = reason;
  at += stride;
  I[at] = side;
  at += stride;
  I[at] = instrument;
  at += stride;
  I[at] = owner;
  at += stride;
  I[at] = counterOwner;
};
