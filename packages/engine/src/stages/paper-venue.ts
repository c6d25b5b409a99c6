/**
 * A venue on paper: orders are filled against the quotes that come in, as if they were alone in the market.
 *
 * An order that reaches through the touch is filled there at once, at the touch's price and up to its size; the rest of
 * a limit order waits, and is filled at its own price, up to the size shown, when the other side's touch comes to it.
 * A touch that was hit is taken to be there again only with the next quote. No fees, no queue, no latency.
 */
import {
  CancelOrder,
  ConfigError,
  type EventCursor,
  type EventSink,
  ExecType,
  Liquidity,
  NewOrder,
  OrderType,
  Quote,
  ReplaceOrder,
  Side,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
  TimeInForce,
} from "@hotpath/core";
import { reportExecution } from "./report-execution.ts";

/** Why a paper venue refuses. */
export const PaperReject = {
  None: 0,
  NoQuote: 1,
  WouldCross: 2,
  TooManyOrders: 3,
  UnknownOrder: 4,
  Unfilled: 5,
  BadQuantity: 6,
} as const;

/** How a {@link PaperVenue} is made. */
export interface PaperVenueOptions {
  instruments: number;
  /** The most orders that may wait. Default 4,096. */
  maxOrders?: number;
}

/** Fills orders against quotes. Put it where an engine's venue goes. */
export class PaperVenue implements Stage, Snapshotable {
  readonly name = "venue";
  readonly handles: readonly number[] = [Quote.TYPE, NewOrder.TYPE, CancelOrder.TYPE, ReplaceOrder.TYPE];
  readonly #bid: Float64Array;
  readonly #ask: Float64Array;
  readonly #bidSize: Float64Array;
  readonly #askSize: Float64Array;
  /** Waiting orders, dense: the oldest first. */
  readonly #orderId: Float64Array;
  readonly #price: Float64Array;
  readonly #leaves: Float64Array;
  readonly #filled: Float64Array;
  readonly #instrument: Int32Array;
  readonly #side: Int32Array;
  #count = 0;

  constructor(options: PaperVenueOptions) {
    const n = options.instruments;
    const most = options.maxOrders ?? 4096;
    if (!Number.isInteger(most) || most < 1 || most > 1_048_576)
      throw new ConfigError("venue.maxOrders", most, "an integer from 1 to 1048576");
    this.#bid = new Float64Array(n);
    this.#ask = new Float64Array(n);
    this.#bidSize = new Float64Array(n);
    this.#askSize = new Float64Array(n);
    this.#orderId = new Float64Array(most);
    this.#price = new Float64Array(most);
    this.#leaves = new Float64Array(most);
    this.#filled = new Float64Array(most);
    this.#instrument = new Int32Array(most);
    this.#side = new Int32Array(most);
  }

  /** Orders that wait. */
  get waiting(): number {
    return this.#count;
  }

  on(event: EventCursor, out: EventSink): void {
    switch (event.type) {
      case Quote.TYPE:
        this.#quote(event, out);
        return;
      case NewOrder.TYPE:
        this.#order(event, out);
        return;
      case CancelOrder.TYPE:
        this.#cancel(event, out);
        return;
      case ReplaceOrder.TYPE:
        this.#replace(event, out);
        return;
    }
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("engine.paperVenue");
    writer.i32(this.#count);
    for (const column of this.#quoteColumns()) writer.f64s(column);
    for (const column of [this.#orderId, this.#price, this.#leaves, this.#filled])
      writer.f64s(column.subarray(0, this.#count));
    for (const column of [this.#instrument, this.#side]) writer.i32s(column.subarray(0, this.#count));
  }

  restore(reader: SnapshotReader): void {
    reader.section("engine.paperVenue");
    this.#count = reader.i32();
    for (const column of this.#quoteColumns()) reader.f64s(column);
    for (const column of [this.#orderId, this.#price, this.#leaves, this.#filled])
      reader.f64s(column.subarray(0, this.#count));
    for (const column of [this.#instrument, this.#side]) reader.i32s(column.subarray(0, this.#count));
  }

  #quoteColumns(): Float64Array[] {
    return [this.#bid, this.#ask, this.#bidSize, this.#askSize];
  }

  #quote(event: EventCursor, out: EventSink): void {
    const i = event.instrument;
    this.#bid[i] = Quote.bidPrice(event);
    this.#ask[i] = Quote.askPrice(event);
    this.#bidSize[i] = Quote.bidSize(event);
    this.#askSize[i] = Quote.askSize(event);
    let slot = 0;
    while (slot < this.#count) {
      if (this.#instrument[slot] !== i || !this.#rest(slot, event, out)) slot += 1;
    }
  }

  /** Fills a waiting order as far as the new quote reaches it. @returns whether its slot was given back */
  #rest(slot: number, event: EventCursor, out: EventSink): boolean {
    const i = event.instrument;
    const buy = this.#side[slot] === Side.Buy;
    const price = this.#price[slot]!;
    const shown = buy ? this.#askSize : this.#bidSize;
    const reached = buy ? this.#ask[i]! <= price : this.#bid[i]! >= price;
    if (!reached || !(shown[i]! > 0)) return false;
    const quantity = Math.min(this.#leaves[slot]!, shown[i]!);
    shown[i]! -= quantity;
    this.#leaves[slot]! -= quantity;
    this.#filled[slot]! += quantity;
    const leaves = this.#leaves[slot]!;
    reportExecution(
      out,
      event,
      this.#orderId[slot]!,
      ExecType.Trade,
      this.#side[slot]!,
      price,
      quantity,
      leaves,
      this.#filled[slot]!,
      Liquidity.Maker,
      0,
    );
    if (leaves > 0) return false;
    this.#remove(slot);
    return true;
  }

  #order(event: EventCursor, out: EventSink): void {
    const i = event.instrument;
    const orderId = NewOrder.orderId(event);
    const side = NewOrder.side(event);
    const quantity = NewOrder.quantity(event);
    const timeInForce = NewOrder.timeInForce(event);
    const limit = NewOrder.price(event);
    const buy = side === Side.Buy;
    const shown = buy ? this.#askSize : this.#bidSize;
    const touch = buy ? this.#ask[i]! : this.#bid[i]!;
    const market = NewOrder.orderType(event) === OrderType.Market;
    const reached = shown[i]! > 0 && (market || (buy ? touch <= limit : touch >= limit));
    const now = reached ? Math.min(quantity, shown[i]!) : 0;
    const rests = !market && timeInForce !== TimeInForce.ImmediateOrCancel && timeInForce !== TimeInForce.FillOrKill;
    let reason: number = PaperReject.None;
    if (!(touch > 0)) reason = PaperReject.NoQuote;
    else if (timeInForce === TimeInForce.PostOnly && reached) reason = PaperReject.WouldCross;
    else if (rests && now < quantity && this.#count === this.#orderId.length) reason = PaperReject.TooManyOrders;
    if (reason !== PaperReject.None) {
      reportExecution(out, event, orderId, ExecType.Rejected, side, 0, 0, 0, 0, 0, reason);
      return;
    }
    reportExecution(out, event, orderId, ExecType.New, side, 0, 0, quantity, 0, 0, 0);
    const filled = timeInForce === TimeInForce.FillOrKill && now < quantity ? 0 : now;
    if (filled > 0) {
      shown[i]! -= filled;
      reportExecution(
        out,
        event,
        orderId,
        ExecType.Trade,
        side,
        touch,
        filled,
        quantity - filled,
        filled,
        Liquidity.Taker,
        0,
      );
    }
    if (filled === quantity) return;
    if (!rests) {
      reportExecution(out, event, orderId, ExecType.Expired, side, 0, 0, 0, filled, 0, PaperReject.Unfilled);
      return;
    }
    const slot = this.#count;
    this.#count += 1;
    this.#orderId[slot] = orderId;
    this.#price[slot] = limit;
    this.#leaves[slot] = quantity - filled;
    this.#filled[slot] = filled;
    this.#instrument[slot] = i;
    this.#side[slot] = side;
  }

  #cancel(event: EventCursor, out: EventSink): void {
    const orderId = CancelOrder.orderId(event);
    const slot = this.#slotOf(orderId);
    if (slot === -1) {
      reportExecution(
        out,
        event,
        orderId,
        ExecType.CancelRejected,
        CancelOrder.side(event),
        0,
        0,
        0,
        0,
        0,
        PaperReject.UnknownOrder,
      );
      return;
    }
    reportExecution(out, event, orderId, ExecType.Canceled, this.#side[slot]!, 0, 0, 0, this.#filled[slot]!, 0, 0);
    this.#remove(slot);
  }

  /** New terms for a waiting order; where they reach through the touch it is filled there, as a new order would be. */
  #replace(event: EventCursor, out: EventSink): void {
    const orderId = ReplaceOrder.orderId(event);
    const side = ReplaceOrder.side(event);
    const quantity = ReplaceOrder.quantity(event);
    const slot = this.#slotOf(orderId);
    const filled = slot === -1 ? 0 : this.#filled[slot]!;
    if (slot === -1 || quantity <= filled) {
      const reason = slot === -1 ? PaperReject.UnknownOrder : PaperReject.BadQuantity;
      reportExecution(out, event, orderId, ExecType.ReplaceRejected, side, 0, 0, 0, filled, 0, reason);
      return;
    }
    const i = event.instrument;
    const buy = side === Side.Buy;
    const price = ReplaceOrder.price(event);
    const leaves = quantity - filled;
    this.#price[slot] = price;
    this.#leaves[slot] = leaves;
    reportExecution(out, event, orderId, ExecType.Replaced, side, 0, 0, leaves, filled, 0, 0);
    const shown = buy ? this.#askSize : this.#bidSize;
    const touch = buy ? this.#ask[i]! : this.#bid[i]!;
    if (!(shown[i]! > 0 && (buy ? touch <= price : touch >= price))) return;
    const now = Math.min(leaves, shown[i]!);
    shown[i]! -= now;
    this.#leaves[slot] = leaves - now;
    this.#filled[slot] = filled + now;
    const all = filled + now;
    reportExecution(out, event, orderId, ExecType.Trade, side, touch, now, leaves - now, all, Liquidity.Taker, 0);
    if (leaves === now) this.#remove(slot);
  }

  #slotOf(orderId: number): number {
    for (let slot = 0; slot < this.#count; slot++) if (this.#orderId[slot] === orderId) return slot;
    return -1;
  }

  /** Closes the gap, so that the rest keep their order. */
  #remove(slot: number): void {
    const end = this.#count;
    for (const column of [this.#orderId, this.#price, this.#leaves, this.#filled, this.#instrument, this.#side])
      column.copyWithin(slot, slot + 1, end);
    this.#count = end - 1;
  }
}
