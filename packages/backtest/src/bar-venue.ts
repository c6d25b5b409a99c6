/**
 * A venue on bars. It knows of a bar by the points of its path, each a `Trade`: the open first; then, where orders wait, the
 * extreme that is worse for them, the other one; and by the `Bar` itself at its close. Orders are filled on the way from one
 * point to the next, at their own prices; at an open, which may be beyond their prices, at the open. An order that comes in
 * after a bar has closed is therefore filled no sooner than at the next open, and never sees a price that was there before
 * it was.
 *
 * Where a runner tells of no path behind the open, the venue walks it when the `Bar` comes.
 */
import {
  Bar,
  CancelOrder,
  ConfigError,
  type EventCursor,
  type EventSink,
  ExecType,
  type InstrumentRegistry,
  Liquidity,
  NewOrder,
  NewOrderTerms,
  OrderType,
  ReplaceOrder,
  Side,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
  TimeInForce,
  Trade,
} from "@hotpath/core";
import { reportExecution } from "@hotpath/engine";
import type { VenueCapabilities } from "@hotpath/orders";
import { BarTriggers, isStopLike, waitsForPrice } from "./venue/internal/bar-triggers.ts";
import { NONE, RestingOrders } from "./venue/internal/resting-orders.ts";

/** Why a bar venue refuses or ends an order. */
export const BarReject = {
  None: 0,
  TooManyOrders: 1,
  UnknownOrder: 2,
  NotReached: 3,
  UnsupportedOrderType: 4,
  DuplicateOrder: 5,
} as const;

/** What a {@link BarVenue} takes by itself: for `emulation.capabilities`. Other orders the engine emulates. */
export const BAR_VENUE_CAPABILITIES: VenueCapabilities = {
  orderTypes: [
    OrderType.Market,
    OrderType.Limit,
    OrderType.Stop,
    OrderType.StopLimit,
    OrderType.MarketIfTouched,
    OrderType.LimitIfTouched,
    OrderType.TrailingStop,
  ],
  timesInForce: [
    TimeInForce.Day,
    TimeInForce.GoodTillCancel,
    TimeInForce.ImmediateOrCancel,
    TimeInForce.FillOrKill,
    TimeInForce.PostOnly,
    TimeInForce.AtTheOpening,
    TimeInForce.AtTheClose,
  ],
};

/** How a {@link BarVenue} is made. */
export interface BarVenueOptions {
  /** The most orders that may wait. Default 4,096. */
  maxOrders?: number;
  /** Ticks and lots come of it; without it both are one unit, and there is one instrument. */
  instruments?: InstrumentRegistry;
  /** How much worse market and stop orders are filled: so many ticks, or basis points of the price, rounded up to a tick. */
  slippage?: { ticks: number } | { basisPoints: number };
  /**
   * The most of an instrument's volume that is filled between two closes: a share of that of the bar before, for that of the
   * bar itself nobody knows at its open. What is more stays open. Default no bound.
   */
  participation?: number;
}

/**
 * Fills orders against bars: those of {@link BAR_VENUE_CAPABILITIES}. An order that waits for a price has its terms in the
 * `NewOrderTerms` ahead of it; a stop that comes without has its trigger for its price.
 */
export class BarVenue implements Stage, Snapshotable {
  readonly name = "venue";
  readonly handles: readonly number[] = [
    Trade.TYPE,
    Bar.TYPE,
    NewOrderTerms.TYPE,
    NewOrder.TYPE,
    CancelOrder.TYPE,
    ReplaceOrder.TYPE,
  ];
  readonly #instruments: InstrumentRegistry | undefined;
  readonly #orders: RestingOrders;
  readonly #triggers: BarTriggers;
  readonly #ticks: number;
  readonly #basisPoints: number;
  readonly #participation: number;
  /** The last point of the path; NaN where the bar has not opened. */
  readonly #price: Float64Array;
  /** Where the path of the bar has been. */
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  /** What may yet be filled before the close. */
  readonly #left: Float64Array;
  /** The last close; NaN before the first. */
  readonly #close: Float64Array;
  /** Visits of paths so far. */
  #visits = 0;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: BarVenueOptions = {}) {
    const { slippage, participation = Number.POSITIVE_INFINITY } = options;
    this.#instruments = options.instruments;
    const n = options.instruments?.size ?? 1;
    const maxOrders = options.maxOrders ?? 4096;
    this.#orders = new RestingOrders(n, maxOrders);
    this.#triggers = new BarTriggers(maxOrders);
    this.#ticks = checked(
      "venue.slippage.ticks",
      slippage !== undefined && "ticks" in slippage ? slippage.ticks : 0,
      1e6,
    );
    const points = slippage !== undefined && "basisPoints" in slippage ? slippage.basisPoints : 0;
    this.#basisPoints = checked("venue.slippage.basisPoints", points, 10_000);
    if (!(participation > 0)) throw new ConfigError("venue.participation", participation, "a number above 0");
    this.#participation = participation;
    this.#price = new Float64Array(n).fill(Number.NaN);
    this.#low = new Float64Array(n);
    this.#high = new Float64Array(n);
    this.#left = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
    this.#close = new Float64Array(n).fill(Number.NaN);
  }

  /** Orders that wait. */
  get waiting(): number {
    return this.#orders.size;
  }

  /**
   * Whether a bar's low comes before its high on the way that is worse for the orders of an instrument: where a sell stop
   * waits, or else a buy limit without a buy stop.
   */
  visitsLowFirst(instrument: number): boolean {
    const orders = this.#orders;
    let hasBuyStop = false;
    for (const ladder of [2 * instrument, 2 * instrument + 1])
      for (let slot = orders.head[ladder]!; slot !== NONE; slot = orders.next[slot]!)
        if (isStopLike(orders.orderType[slot]!)) {
          if ((ladder & 1) === 1) return true;
          hasBuyStop = true;
        }
    return !hasBuyStop && orders.head[2 * instrument] !== NONE;
  }

  on(event: EventCursor, out: EventSink): void {
    const i = event.instrument;
    if (!(i >= 0 && i < this.#price.length)) return;
    switch (event.type) {
      case Trade.TYPE:
        this.#visit(event, i, Trade.price(event), out);
        return;
      case Bar.TYPE:
        this.#bar(event, i, out);
        return;
      case NewOrderTerms.TYPE:
        this.#triggers.stage(event);
        return;
      case NewOrder.TYPE:
        this.#order(event, i, out);
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
    writer.section("backtest.barVenue");
    this.#orders.snapshot(writer);
    for (const column of [this.#price, this.#low, this.#high, this.#left, this.#close]) writer.f64s(column);
    for (const slot of this.#waitingSlots()) {
      writer.f64(this.#orders.orderId[slot]!);
      this.#triggers.snapshotOf(slot, writer);
    }
    writer.f64(0);
  }

  restore(reader: SnapshotReader): void {
    reader.section("backtest.barVenue");
    this.#orders.restore(reader);
    for (const column of [this.#price, this.#low, this.#high, this.#left, this.#close]) reader.f64s(column);
    for (let orderId = reader.f64(); orderId !== 0; orderId = reader.f64())
      this.#triggers.restoreOf(this.#orders.slotOf(orderId), reader);
  }

  /** Slots of the orders that wait for a price. */
  #waitingSlots(): number[] {
    const { head, next, orderType } = this.#orders;
    const slots: number[] = [];
    for (const first of head)
      for (let slot = first; slot !== NONE; slot = next[slot]!) if (waitsForPrice(orderType[slot]!)) slots.push(slot);
    return slots;
  }

  #bar(event: EventCursor, i: number, out: EventSink): void {
    if (this.#orders.size > 0) {
      const low = Bar.low(event);
      const high = Bar.high(event);
      if (Number.isNaN(this.#price[i]!)) this.#visit(event, i, Bar.open(event), out);
      const isWalked = this.#low[i]! <= low && this.#high[i]! >= high;
      if (!isWalked) {
        const lowFirst = this.visitsLowFirst(i);
        this.#visit(event, i, lowFirst ? low : high, out);
        this.#visit(event, i, lowFirst ? high : low, out);
      }
      this.#visit(event, i, Bar.close(event), out);
      this.#auction(event, i, TimeInForce.AtTheClose, Bar.close(event), out);
      this.#expire(event, i, out);
    }
    this.#close[i] = Bar.close(event);
    this.#price[i] = Number.NaN;
    this.#left[i] = this.#participation * Bar.volume(event);
  }

  /** The path goes on to a price. */
  #visit(event: EventCursor, i: number, price: number, out: EventSink): void {
    const from = this.#price[i]!;
    const isOpen = Number.isNaN(from);
    this.#price[i] = price;
    this.#low[i] = isOpen ? price : Math.min(this.#low[i]!, price);
    this.#high[i] = isOpen ? price : Math.max(this.#high[i]!, price);
    if (this.#orders.size === 0) return;
    const start = isOpen ? price : from;
    this.#visits += 1;
    if (isOpen) this.#auction(event, i, TimeInForce.AtTheOpening, price, out);
    // Stops first: where a bar reaches a stop and a limit of one side, the worse of the two is what happens.
    this.#trigger(event, i, start, price, out);
    this.#walk(event, i, OrderType.Market, start, price, out);
    this.#walk(event, i, OrderType.Limit, start, price, out);
  }

  /** Triggers what the way from one price to another reaches, and fills what comes of it on what is left of the way. */
  #trigger(event: EventCursor, i: number, from: number, to: number, out: EventSink): void {
    const orders = this.#orders;
    for (let ladder = 2 * i; ladder <= 2 * i + 1; ladder++)
      for (let slot = orders.head[ladder]!; slot !== NONE; ) {
        const next = orders.next[slot]!;
        if (waitsForPrice(orders.orderType[slot]!)) this.#reach(event, i, slot, from, to, out);
        slot = next;
      }
  }

  #reach(event: EventCursor, i: number, slot: number, from: number, to: number, out: EventSink): void {
    const orders = this.#orders;
    const triggers = this.#triggers;
    const isBuy = (orders.ladder[slot]! & 1) === 0;
    const firedAt = triggers.firedAt(slot, orders.orderType[slot]!, orders.price[slot]!, isBuy, from, to);
    if (Number.isNaN(firedAt)) return;
    const limit = triggers.limit[slot]!;
    triggers.seen[slot] = this.#visits;
    if (Number.isNaN(limit)) {
      orders.orderType[slot] = OrderType.Market;
      this.#fill(event, i, slot, this.#slipped(slot, firedAt, isBuy, event.micros), out);
      return;
    }
    orders.orderType[slot] = OrderType.Limit;
    orders.move(slot, limit);
    const paid = this.#paid(slot, firedAt, to, event.micros);
    if (paid !== 0) this.#fill(event, i, slot, paid, out);
  }

  /** Fills the orders of an auction, at the bar's open or at its close, where their limits allow it; the others end. */
  #auction(event: EventCursor, i: number, timeInForce: number, price: number, out: EventSink): void {
    const orders = this.#orders;
    for (let ladder = 2 * i; ladder <= 2 * i + 1; ladder++)
      for (let slot = orders.head[ladder]!; slot !== NONE; ) {
        const next = orders.next[slot]!;
        if (orders.timeInForce[slot] === timeInForce) {
          const isBuy = (ladder & 1) === 0;
          const limit = orders.price[slot]!;
          const isIn = orders.orderType[slot] === OrderType.Market || (isBuy ? price <= limit : price >= limit);
          if (isIn) this.#fill(event, i, slot, price, out);
          if (orders.leaves[slot]! > 0 && orders.timeInForce[slot] === timeInForce) this.#end(event, slot, out);
        }
        slot = next;
      }
  }

  /** Fills the orders of a type that the way from one price to another reaches. */
  #walk(event: EventCursor, i: number, orderType: number, from: number, to: number, out: EventSink): void {
    const orders = this.#orders;
    for (let ladder = 2 * i; ladder <= 2 * i + 1; ladder++)
      for (let slot = orders.head[ladder]!; slot !== NONE; ) {
        const next = orders.next[slot]!;
        if (orders.orderType[slot] === orderType && this.#isOnTheWay(slot)) {
          const paid = this.#paid(slot, from, to, event.micros);
          if (paid !== 0) this.#fill(event, i, slot, paid, out);
        }
        slot = next;
      }
  }

  /** Whether the way is for an order: an auction is not on it, and what was triggered on it has seen it. */
  #isOnTheWay(slot: number): boolean {
    const timeInForce = this.#orders.timeInForce[slot];
    return (
      timeInForce !== TimeInForce.AtTheOpening &&
      timeInForce !== TimeInForce.AtTheClose &&
      this.#triggers.seen[slot] !== this.#visits
    );
  }

  /** The price at which the way from one price to another fills an order; 0 if it does not. */
  #paid(slot: number, from: number, to: number, micros: number): number {
    const orders = this.#orders;
    const isBuy = (orders.ladder[slot]! & 1) === 0;
    const price = orders.price[slot]!;
    switch (orders.orderType[slot]) {
      case OrderType.Limit:
        if (isBuy ? from <= price : from >= price) return from;
        return (isBuy ? to <= price : to >= price) ? price : 0;
      default:
        return this.#slipped(slot, from, isBuy, micros);
    }
  }

  #slipped(slot: number, price: number, isBuy: boolean, micros: number): number {
    if (this.#ticks === 0 && this.#basisPoints === 0) return price;
    const tick = this.#instruments?.list[this.#orders.ladder[slot]! >> 1]?.ticks.tickAt(price, micros) || 1;
    const worse = Math.ceil(this.#ticks + (price * this.#basisPoints) / 1e4 / tick) * tick;
    // What is sold is never sold below a tick.
    return isBuy ? price + worse : Math.max(price - worse, tick);
  }

  #fill(event: EventCursor, i: number, slot: number, price: number, out: EventSink): void {
    const orders = this.#orders;
    const leaves = orders.leaves[slot]!;
    let quantity = leaves;
    if (leaves > this.#left[i]!) {
      const lot = this.#instruments?.list[i]?.lot ?? 1;
      quantity = Math.floor(this.#left[i]! / lot) * lot;
      if (quantity <= 0) return;
    }
    this.#left[i]! -= quantity;
    const left = leaves - quantity;
    const filled = orders.filled[slot]! + quantity;
    orders.leaves[slot] = left;
    orders.filled[slot] = filled;
    const side = (orders.ladder[slot]! & 1) + 1;
    // A resting limit that the way came to gave liquidity; at an open nobody can tell.
    const isMaker = orders.orderType[slot] === OrderType.Limit && price === orders.price[slot];
    const liquidity = isMaker ? Liquidity.Maker : Liquidity.Taker;
    const orderId = orders.orderId[slot]!;
    reportExecution(out, event, orderId, ExecType.Trade, side, price, quantity, left, filled, liquidity, 0);
    if (left === 0) orders.remove(slot);
  }

  #order(event: EventCursor, i: number, out: EventSink): void {
    const orders = this.#orders;
    const orderId = NewOrder.orderId(event);
    const quantity = NewOrder.quantity(event);
    const side = NewOrder.side(event);
    const orderType = NewOrder.orderType(event);
    const limit = orderType === OrderType.Market ? 0 : NewOrder.price(event);
    const isWaiting = waitsForPrice(orderType) && this.#triggers.canTake(orderId, orderType, limit);
    const isKnown = orderType === OrderType.Market || orderType === OrderType.Limit || isWaiting;
    let reason: number = isKnown ? BarReject.None : BarReject.UnsupportedOrderType;
    if (reason === BarReject.None && orders.slotOf(orderId) !== NONE) reason = BarReject.DuplicateOrder;
    if (reason === BarReject.None && !orders.hasRoom) reason = BarReject.TooManyOrders;
    if (reason !== BarReject.None) {
      reportExecution(out, event, orderId, ExecType.Rejected, side, 0, 0, 0, 0, 0, reason);
      return;
    }
    reportExecution(out, event, orderId, ExecType.New, side, 0, 0, quantity, 0, 0, 0);
    const slot = orders.add(orderId, 2 * i + side - 1, limit, quantity, 0);
    orders.timeInForce[slot] = NewOrder.timeInForce(event);
    orders.orderType[slot] = orderType;
    this.#triggers.seen[slot] = 0;
    if (!isWaiting) return;
    const last = Number.isNaN(this.#price[i]!) ? this.#close[i]! : this.#price[i]!;
    orders.move(slot, this.#triggers.take(slot, orderId, orderType, limit, side === Side.Buy, last));
  }

  #cancel(event: EventCursor, out: EventSink): void {
    const orders = this.#orders;
    const orderId = CancelOrder.orderId(event);
    const side = CancelOrder.side(event);
    const slot = orders.slotOf(orderId);
    const filled = slot === NONE ? 0 : orders.filled[slot]!;
    const execType = slot === NONE ? ExecType.CancelRejected : ExecType.Canceled;
    const reason = slot === NONE ? BarReject.UnknownOrder : BarReject.None;
    reportExecution(out, event, orderId, execType, side, 0, 0, 0, filled, 0, reason);
    if (slot !== NONE) orders.remove(slot);
  }

  #replace(event: EventCursor, out: EventSink): void {
    const orders = this.#orders;
    const orderId = ReplaceOrder.orderId(event);
    const side = ReplaceOrder.side(event);
    const slot = orders.slotOf(orderId);
    const filled = slot === NONE ? 0 : orders.filled[slot]!;
    const leaves = ReplaceOrder.quantity(event) - filled;
    if (slot === NONE || !(leaves > 0)) {
      reportExecution(out, event, orderId, ExecType.ReplaceRejected, side, 0, 0, 0, filled, 0, BarReject.UnknownOrder);
      return;
    }
    const price = ReplaceOrder.price(event);
    // The order manager knows limits: a trigger stays, unless it is a stop's that came as its price.
    const isLimited = waitsForPrice(orders.orderType[slot]!) && !Number.isNaN(this.#triggers.limit[slot]!);
    if (isLimited) this.#triggers.limit[slot] = price;
    else if (price !== 0) orders.move(slot, price);
    orders.leaves[slot] = leaves;
    reportExecution(out, event, orderId, ExecType.Replaced, side, 0, 0, leaves, filled, 0, 0);
  }

  #expire(event: EventCursor, i: number, out: EventSink): void {
    const orders = this.#orders;
    for (let ladder = 2 * i; ladder <= 2 * i + 1; ladder++)
      for (let slot = orders.head[ladder]!; slot !== NONE; ) {
        const next = orders.next[slot]!;
        const timeInForce = orders.timeInForce[slot];
        if (timeInForce !== TimeInForce.GoodTillCancel && timeInForce !== TimeInForce.PostOnly)
          this.#end(event, slot, out);
        slot = next;
      }
  }

  /** An order's time is over. */
  #end(event: EventCursor, slot: number, out: EventSink): void {
    const orders = this.#orders;
    const side = (orders.ladder[slot]! & 1) + 1;
    const orderId = orders.orderId[slot]!;
    const filled = orders.filled[slot]!;
    reportExecution(out, event, orderId, ExecType.Expired, side, 0, 0, 0, filled, 0, BarReject.NotReached);
    orders.remove(slot);
  }
}

function checked(path: string, value: number, most: number): number {
  if (!(value >= 0 && value <= most)) throw new ConfigError(path, value, `a number from 0 to ${most}`);
  return value;
}
