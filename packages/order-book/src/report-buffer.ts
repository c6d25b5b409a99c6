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

/**
 * The reports of an engine, in typed-array columns that are reused: nothing is allocated for a report. When a command
 * has more to say than there are rows left, the columns double (so read them anew after each command); a command that
 * the buffer may not be able to answer is not begun (see `MatchingEngine`).
 *
 * In every report `orderId` names the order that the command is about; the `counter…` columns speak of the resting order
 * of a trade, or of the other order where self-trade prevention acted, and are 0 elsewhere.
 */
export class ReportBuffer {
  /** Rows filled. */
  count = 0;
  /** A {@link ReportKind} for each row. */
  kind: Uint8Array;
  /** A {@link Reason} for each row. */
  reason: Uint8Array;
  /** The order's `Side`, or 0 where it is unknown. */
  side: Uint8Array;
  /** The instrument's index, or −1 where it is unknown. */
  instrument: Int32Array;
  /** The owner of `orderId`. */
  owner: Int32Array;
  /** The owner of `counterOrderId`. */
  counterOwner: Int32Array;
  /** The order that the command is about. */
  orderId: Float64Array;
  /** The other order of a trade or of a self-trade that was prevented. */
  counterOrderId: Float64Array;
  /** Ticks: of a trade, its price; else the order's price, 0 for a market order. */
  price: Float64Array;
  /** Accepted, replaced: the order's open quantity. Trade: traded. Canceled, expired: taken off the order. */
  quantity: Float64Array;
  /** What is left open of `orderId` after this report. */
  leavesQty: Float64Array;
  /** What is left open of `counterOrderId` after this report. */
  counterLeavesQty: Float64Array;

  constructor(rows: number) {
    this.kind = new Uint8Array(rows);
    this.reason = new Uint8Array(rows);
    this.side = new Uint8Array(rows);
    this.instrument = new Int32Array(rows);
    this.owner = new Int32Array(rows);
    this.counterOwner = new Int32Array(rows);
    this.orderId = new Float64Array(rows);
    this.counterOrderId = new Float64Array(rows);
    this.price = new Float64Array(rows);
    this.quantity = new Float64Array(rows);
    this.leavesQty = new Float64Array(rows);
    this.counterLeavesQty = new Float64Array(rows);
  }

  /** Rows that the columns hold now. */
  get rows(): number {
    return this.kind.length;
  }

  /** Bytes of the columns. */
  get bytes(): number {
    return this.rows * 63;
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
    const row = this.count;
    if (row === this.kind.length) this.#grow();
    this.kind[row] = kind;
    this.reason[row] = reason;
    this.side[row] = side;
    this.instrument[row] = instrument;
    this.owner[row] = owner;
    this.counterOwner[row] = 0;
    this.orderId[row] = orderId;
    this.counterOrderId[row] = 0;
    this.price[row] = price;
    this.quantity[row] = quantity;
    this.leavesQty[row] = leavesQty;
    this.counterLeavesQty[row] = 0;
    this.count = row + 1;
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
    const row = this.count;
    if (row === this.kind.length) this.#grow();
    this.kind[row] = ReportKind.Trade;
    this.reason[row] = Reason.None;
    this.side[row] = side;
    this.instrument[row] = instrument;
    this.owner[row] = owner;
    this.counterOwner[row] = counterOwner;
    this.orderId[row] = orderId;
    this.counterOrderId[row] = counterOrderId;
    this.price[row] = price;
    this.quantity[row] = quantity;
    this.leavesQty[row] = leavesQty;
    this.counterLeavesQty[row] = counterLeavesQty;
    this.count = row + 1;
  }

  /** Completes the report pushed last with the other order. */
  counter(orderId: number, owner: number, leavesQty: number): void {
    const row = this.count - 1;
    this.counterOrderId[row] = orderId;
    this.counterOwner[row] = owner;
    this.counterLeavesQty[row] = leavesQty;
  }

  #grow(): void {
    const rows = this.kind.length * 2;
    this.kind = grown(this.kind, new Uint8Array(rows));
    this.reason = grown(this.reason, new Uint8Array(rows));
    this.side = grown(this.side, new Uint8Array(rows));
    this.instrument = grown(this.instrument, new Int32Array(rows));
    this.owner = grown(this.owner, new Int32Array(rows));
    this.counterOwner = grown(this.counterOwner, new Int32Array(rows));
    this.orderId = grown(this.orderId, new Float64Array(rows));
    this.counterOrderId = grown(this.counterOrderId, new Float64Array(rows));
    this.price = grown(this.price, new Float64Array(rows));
    this.quantity = grown(this.quantity, new Float64Array(rows));
    this.leavesQty = grown(this.leavesQty, new Float64Array(rows));
    this.counterLeavesQty = grown(this.counterLeavesQty, new Float64Array(rows));
  }
}

function grown<T extends Uint8Array | Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
