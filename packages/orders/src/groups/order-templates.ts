import type { EventCursor, EventSink, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { HEADER_WORDS, OrderIntent, OrderType, Side, TimeInForce } from "@hotpath/core";

/** Words of an order's payload that are kept. */
const WORDS = 16;
/** Places of the first fields of an `OrderIntent`, in words of its payload: a schema only ever appends. */
const ORDER_ID = 0;
const PRICE = 1;
const QUANTITY = 2;

/** Rows of records of one type, of which only the payloads' beginnings are kept. */
class Records {
  readonly i32: Int32Array;
  readonly f64: Float64Array;
  readonly #typeVersion: Int32Array;
  readonly #words: Int32Array;

  constructor(rows: number) {
    const buffer = new ArrayBuffer(rows * WORDS * 8);
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.#typeVersion = new Int32Array(rows);
    this.#words = new Int32Array(rows);
  }

  /** Whether a row holds a record. */
  has(row: number): boolean {
    return this.#words[row]! > 0;
  }

  forget(row: number): void {
    this.#words[row] = 0;
  }

  keep(row: number, event: EventCursor): void {
    const words = Math.min(WORDS, (event.length >> 3) - HEADER_WORDS);
    const from = (event.at + HEADER_WORDS) << 1;
    const to = (row * WORDS) << 1;
    for (let n = 0; n < words << 1; n++) this.i32[to + n] = event.i32[from + n]!;
    this.#typeVersion[row] = event.i32[(event.at << 1) + 1]!;
    this.#words[row] = words;
  }

  /** Begins a record like the one in a row, for another order. The caller commits it. */
  begin(row: number, out: EventSink, instrument: number, venue: number, orderId: number): EventCursor {
    const words = this.#words[row]!;
    const e = out.beginAt(this.#typeVersion[row]!, words + HEADER_WORDS, 0, 0, instrument, venue);
    const to = (e.at + HEADER_WORDS) << 1;
    const from = (row * WORDS) << 1;
    for (let n = 0; n < words << 1; n++) e.i32[to + n] = this.i32[from + n]!;
    e.f64[e.at + HEADER_WORDS + ORDER_ID] = orderId;
    return e;
  }

  snapshot(writer: SnapshotWriter, rows: number): void {
    writer.i32s(this.#typeVersion.subarray(0, rows));
    writer.i32s(this.#words.subarray(0, rows));
    for (let row = 0; row < rows; row++) if (this.has(row)) writer.i32s(this.#row(row));
  }

  restore(reader: SnapshotReader, rows: number): void {
    reader.i32s(this.#typeVersion.subarray(0, rows));
    reader.i32s(this.#words.subarray(0, rows));
    for (let row = 0; row < rows; row++) if (this.has(row)) reader.i32s(this.#row(row));
  }

  #row(row: number): Int32Array {
    return this.i32.subarray(row * WORDS * 2, row * WORDS * 2 + this.#words[row]! * 2);
  }
}

/** The orders of groups as they were asked for, record by record, so that one like it can be sent anew. */
export class OrderTemplates {
  readonly #orders: Records;
  readonly #terms: Records;

  constructor(rows: number) {
    this.#orders = new Records(rows);
    this.#terms = new Records(rows);
  }

  /** A row is another order's from now on. */
  forget(row: number): void {
    this.#orders.forget(row);
    this.#terms.forget(row);
  }

  /** Keeps the `OrderIntent` under the cursor. */
  keep(row: number, event: EventCursor): void {
    this.#orders.keep(row, event);
  }

  /** Keeps the `OrderTerms` under the cursor. */
  keepTerms(row: number, event: EventCursor): void {
    this.#terms.keep(row, event);
  }

  /** The order has another price from now on. */
  reprice(row: number, price: number): void {
    this.#orders.f64[row * WORDS + PRICE] = price;
  }

  /** Writes the order again, with another id and quantity, behind its terms if it has any. */
  write(row: number, out: EventSink, instrument: number, venue: number, orderId: number, quantity: number): void {
    if (this.#terms.has(row)) {
      this.#terms.begin(row, out, instrument, venue, orderId);
      out.commit();
    }
    const e = this.#orders.begin(row, out, instrument, venue, orderId);
    e.f64[e.at + HEADER_WORDS + QUANTITY] = quantity;
    out.commit();
  }

  /** Writes the first rows. @param rows how many are in use */
  snapshotRows(writer: SnapshotWriter, rows: number): void {
    this.#orders.snapshot(writer, rows);
    this.#terms.snapshot(writer, rows);
  }

  /** Takes back what `snapshotRows` wrote. */
  restoreRows(reader: SnapshotReader, rows: number): void {
    this.#orders.restore(reader, rows);
    this.#terms.restore(reader, rows);
  }
}

/** Writes a market order that trades `quantity` back. @param side of what is to be traded back */
export function writeReversal(
  out: EventSink,
  instrument: number,
  venue: number,
  orderId: number,
  side: number,
  quantity: number,
  strategy: number,
): void {
  const opposite = side === Side.Buy ? Side.Sell : Side.Buy;
  const { Market } = OrderType;
  OrderIntent.write(
    out,
    0,
    0,
    instrument,
    venue,
    orderId,
    0,
    quantity,
    opposite,
    Market,
    TimeInForce.ImmediateOrCancel,
    strategy,
  );
}
