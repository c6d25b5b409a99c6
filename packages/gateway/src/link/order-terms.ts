/** What orders of clients have beside price, quantity and time in force, between the input that says so and their own. */
import {
  type EventCursor,
  type EventSink,
  OrderEntry,
  OrderEntryBracket,
  OrderEntryTerms,
  OrderIntent,
  OrderLink,
  OrderTerms,
  OrderType,
  Side,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  TimeInForce,
} from "@hotpath/core";
import { Contingency, LegRole } from "@hotpath/orders/groups";

const DOUBLES = [
  OrderEntryTerms.triggerPrice,
  OrderEntryTerms.trailAmount,
  OrderEntryTerms.trailPercent,
  OrderEntryTerms.limitOffset,
  OrderEntryTerms.displayQuantity,
  OrderEntryTerms.minQuantity,
  OrderEntryTerms.expireMicros,
  OrderEntryTerms.pegOffset,
] as const;

/** Keeps terms and bracket until their order comes, and asks for it with them. */
export class EntryTerms implements Snapshotable {
  readonly #doubles = new Float64Array(DOUBLES.length);
  #pegPriceType = 0;
  #triggerPriceType = 0;
  #hasTerms = false;
  #targetPrice = 0;
  #stopPrice = 0;

  /** Whether some wait for their order. */
  get isPending(): boolean {
    return this.#hasTerms || this.#hasBracket;
  }

  get #hasBracket(): boolean {
    return this.#targetPrice !== 0 || this.#stopPrice !== 0;
  }

  /** Takes in an `OrderEntryTerms` or an `OrderEntryBracket`. */
  take(event: EventCursor): void {
    if (event.type === OrderEntryBracket.TYPE) {
      this.#targetPrice = OrderEntryBracket.targetPrice(event);
      this.#stopPrice = OrderEntryBracket.stopPrice(event);
      return;
    }
    for (const [k, read] of DOUBLES.entries()) this.#doubles[k] = read(event);
    this.#pegPriceType = OrderEntryTerms.pegPriceType(event);
    this.#triggerPriceType = OrderEntryTerms.triggerPriceType(event);
    this.#hasTerms = true;
  }

  /** Their order does not come. */
  clear(): void {
    this.#hasTerms = false;
    this.#targetPrice = 0;
    this.#stopPrice = 0;
  }

  /**
   * Asks for the order of an `OrderEntry`, with what was kept.
   *
   * @param nextId gives an order's id
   * @returns the order's id
   */
  emit(event: EventCursor, out: EventSink, nextId: () => number, strategy: number): number {
    const { instrument, venue } = event;
    const [price, quantity, side] = [OrderEntry.price(event), OrderEntry.quantity(event), OrderEntry.side(event)];
    const [type, time] = [OrderEntry.orderType(event), OrderEntry.timeInForce(event)];
    const orderId = nextId();
    const legs = 1 + Number(this.#targetPrice !== 0) + Number(this.#stopPrice !== 0);
    if (legs > 1) this.#link(event, out, orderId, orderId, LegRole.Entry, legs);
    if (this.#hasTerms) this.#terms(event, out, orderId);
    OrderIntent.emit(out, event, instrument, venue, orderId, price, quantity, side, type, time, strategy);
    const other = side === Side.Buy ? Side.Sell : Side.Buy;
    const rest = TimeInForce.GoodTillCancel;
    if (this.#targetPrice !== 0) {
      const id = nextId();
      const target = this.#targetPrice;
      this.#link(event, out, orderId, id, LegRole.Target, legs);
      OrderIntent.emit(out, event, instrument, venue, id, target, quantity, other, OrderType.Limit, rest, strategy);
    }
    if (this.#stopPrice !== 0) {
      const id = nextId();
      this.#link(event, out, orderId, id, LegRole.Stop, legs);
      OrderTerms.emit(out, event, instrument, venue, id, this.#stopPrice, 0, 0, Number.NaN, 0, 0, 0, 0, 0, 0, 0);
      OrderIntent.emit(out, event, instrument, venue, id, 0, quantity, other, OrderType.Stop, rest, strategy);
    }
    this.clear();
    return orderId;
  }

  #link(event: EventCursor, out: EventSink, groupId: number, orderId: number, role: LegRole, legs: number): void {
    const { instrument, venue } = event;
    const kind = legs > 2 ? Contingency.OneUpdatesOtherAbsolute : Contingency.OneTriggersOther;
    OrderLink.emit(out, event, instrument, venue, groupId, orderId, kind, role, legs, 0);
  }

  #terms(event: EventCursor, out: EventSink, orderId: number): void {
    const [trigger, amount, percent, offset, display, least, expires, peg] = this.#doubles as unknown as number[];
    OrderTerms.emit(
      out,
      event,
      event.instrument,
      event.venue,
      orderId,
      trigger!,
      amount!,
      percent!,
      offset!,
      display!,
      least!,
      expires!,
      peg!,
      this.#pegPriceType,
      this.#triggerPriceType,
      0,
    );
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("gateway.terms");
    writer.f64s(this.#doubles);
    writer.i32(this.#pegPriceType);
    writer.i32(this.#triggerPriceType);
    writer.i32(Number(this.#hasTerms));
    writer.f64(this.#targetPrice);
    writer.f64(this.#stopPrice);
  }

  restore(reader: SnapshotReader): void {
    reader.section("gateway.terms");
    reader.f64s(this.#doubles);
    this.#pegPriceType = reader.i32();
    this.#triggerPriceType = reader.i32();
    this.#hasTerms = reader.i32() === 1;
    this.#targetPrice = reader.f64();
    this.#stopPrice = reader.f64();
  }
}
