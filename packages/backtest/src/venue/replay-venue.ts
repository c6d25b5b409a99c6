/**
 * A venue over recorded market data: our orders meet the market as it was, and the market does not answer them.
 *
 * What takes is filled from the levels shown when it arrives. What rests has a place in the queue of its price and is
 * filled when the market has come to it: by trades beyond what stands before it, by trades through its price, or by the
 * other side's touch reaching it.
 */
import {
  BookClear,
  BookLevel,
  BookOrder,
  CancelOrder,
  ConfigError,
  type EventCursor,
  type EventSink,
  ExecType,
  type InstrumentRegistry,
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
  Trade,
} from "@hotpath/core";
import { reportExecution } from "@hotpath/engine";
import { L2Book } from "@hotpath/order-book";
import { FeedOrders } from "./internal/feed-orders.ts";
import { feedOrder } from "./internal/order-feed.ts";
import { changeLevel, joinQueue, tradePrint } from "./internal/passive.ts";
import { NONE, RestingOrders } from "./internal/resting-orders.ts";
import { available, reaches, take, touchFor } from "./internal/taking.ts";
import { isPositive, rests, termsReject } from "./internal/terms.ts";
import { endResting, Fills, TAKEN_LEVELS, type VenueState } from "./internal/venue-state.ts";
import { MarketImpact, type MarketImpactOptions } from "./market-impact.ts";
import { type QueueModel, riskAverseQueue } from "./queue-model.ts";
import { VenueReject } from "./venue-reject.ts";

/** How a {@link ReplayVenue} is made. */
export interface ReplayVenueOptions {
  instruments: InstrumentRegistry;
  /**
   * What the book is made of: `levels` (`BookLevel`, the default), `quotes` (`Quote`: only the touch is known) or `orders`
   * (`BookOrder`: the place in a queue is known exactly, and no model is asked).
   */
  depth?: "levels" | "quotes" | "orders";
  /** Where an order stands in a queue of levels or quotes. Default `riskAverseQueue()`. */
  queue?: QueueModel;
  /**
   * How much is filled where the market reaches an order.
   *
   * - `shown` (default): no more than the market showed or traded; what a taking limit order does not get rests.
   * - `partial`: hftbacktest's `PartialFillExchange`. Trades at the price fill what they reach; a trade through the price or
   *   a touch that reaches it fills the whole; a taking limit order is filled whole, its rest at its limit.
   * - `whole`: hftbacktest's `NoPartialFillExchange`. Whatever is filled is filled whole, and taking at the best price.
   */
  fills?: "shown" | "partial" | "whole";
  /** Whether what an order took of a level is gone until the feed tells of that level again. Default: where fills are `shown`. */
  consumes?: boolean;
  /** What taking costs beyond the levels. Default nothing. */
  impact?: MarketImpactOptions;
  /** The most orders that may work at a time. Default 4,096. */
  maxOrders?: number;
  /** The most levels of all books together. Default 65,536. */
  maxLevels?: number;
  /** The most orders of the feed that may be open at a time, by `orders`. Default 1,048,576. */
  maxFeedOrders?: number;
}

const KEYS = [
  "instruments",
  "depth",
  "queue",
  "fills",
  "consumes",
  "impact",
  "maxOrders",
  "maxLevels",
  "maxFeedOrders",
];
const DEPTHS = ["levels", "quotes", "orders"];

/**
 * Put it where an engine's venue goes, or into a `MarketReplay` for latencies.
 *
 * Native are market and limit orders, good till cancelled, for the day, immediate-or-cancel, fill-or-kill, post-only. Any
 * other is refused with its reason: the engine's own stages emulate it. Our orders do not see each other.
 *
 * @example
 * const exchange = new ReplayVenue({ instruments, queue: powerQueue(3) });
 */
export class ReplayVenue implements Stage, Snapshotable {
  readonly name = "venue";
  readonly handles: readonly number[] = [
    Quote.TYPE,
    BookLevel.TYPE,
    BookClear.TYPE,
    BookOrder.TYPE,
    Trade.TYPE,
    NewOrder.TYPE,
    CancelOrder.TYPE,
    ReplaceOrder.TYPE,
  ];
  readonly #state: VenueState;
  readonly #isQuoted: boolean;
  readonly #feed: FeedOrders | undefined;
  #refusedMessages = 0;
  /** The touch by quotes; 0 where a side is not there. */
  readonly #touch: Float64Array;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: ReplayVenueOptions) {
    for (const [key, value] of Object.entries(options))
      if (!KEYS.includes(key)) throw new ConfigError(`venue.${key}`, value, `one of the keys ${KEYS.join(", ")}`);
    const { instruments, depth = "levels", fills = "shown" } = options;
    if (!DEPTHS.includes(depth)) throw new ConfigError("venue.depth", depth, '"levels", "quotes", "orders"');
    if (depth === "orders" && options.queue !== undefined)
      throw new ConfigError(
        "venue.queue",
        options.queue.name,
        "nothing beside orders, which tell the queue themselves",
      );
    const mode = ["shown", "partial", "whole"].indexOf(fills);
    if (mode === -1) throw new ConfigError("venue.fills", fills, '"shown", "partial", "whole"');
    const n = instruments.size;
    const book = new L2Book({ instruments: n, levelCapacity: options.maxLevels ?? 65_536 });
    const consumes = options.consumes ?? mode === Fills.Shown;
    const told =
      depth === "orders" && consumes
        ? new L2Book({ instruments: n, levelCapacity: options.maxLevels ?? 65_536 })
        : book;
    this.#isQuoted = depth === "quotes";
    this.#feed = depth === "orders" ? new FeedOrders(options.maxFeedOrders ?? 2 ** 20) : undefined;
    this.#touch = new Float64Array(2 * n);
    this.#state = {
      instruments,
      book,
      views: instruments.list.map((_, i) => book.book(i)),
      told,
      toldViews: instruments.list.map((_, i) => told.book(i)),
      orders: new RestingOrders(2 * n, options.maxOrders ?? 4096),
      lots: Float64Array.from(instruments.list, (i) => i.lot),
      fills: mode,
      consumes,
      probability: depth === "orders" ? undefined : (options.queue ?? riskAverseQueue()).probability,
      impact: options.impact === undefined ? undefined : new MarketImpact(options.impact),
      takenPrice: new Float64Array(TAKEN_LEVELS),
      takenSize: new Float64Array(TAKEN_LEVELS),
    };
  }

  /** Our orders that rest. */
  get resting(): number {
    return this.#state.orders.size;
  }

  /** What is thought to stand before an order in its queue, in size units; NaN if the order does not rest. */
  queueAhead(orderId: number): number {
    const { orders } = this.#state;
    const slot = orders.slotOf(orderId);
    return slot === NONE ? Number.NaN : Math.max(orders.front[slot]!, 0);
  }

  /** Messages of orders that named one that is not here, or made no sense. */
  get refusedMessages(): number {
    return this.#refusedMessages;
  }

  on(event: EventCursor, out: EventSink): void {
    const i = event.instrument;
    const isKnown = i >= 0 && i < this.#state.views.length;
    switch (event.type) {
      case BookOrder.TYPE:
        if (this.#feed === undefined) return;
        if (!isKnown || !feedOrder(this.#state, this.#feed, event, out)) this.#refusedMessages += 1;
        return;
      case BookLevel.TYPE:
        if (!isKnown || this.#isQuoted || this.#feed !== undefined) return;
        changeLevel(this.#state, i, BookLevel.side(event), BookLevel.price(event), BookLevel.size(event), event, out);
        return;
      case Trade.TYPE:
        // Executions are told by the orders themselves.
        if (isKnown && this.#feed === undefined) this.#trade(event, i, out);
        return;
      case Quote.TYPE:
        if (isKnown && this.#isQuoted) this.#quote(event, i, out);
        return;
      case BookClear.TYPE:
        if (isKnown && !this.#isQuoted) this.#clear(i, BookClear.side(event));
        return;
      case NewOrder.TYPE:
        this.#order(event, i, isKnown, out);
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
    writer.section("backtest.replayVenue");
    this.#state.book.snapshot(writer);
    if (this.#state.told !== this.#state.book) this.#state.told.snapshot(writer);
    this.#state.orders.snapshot(writer);
    writer.f64s(this.#touch);
    writer.f64(this.#refusedMessages);
    this.#feed?.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    reader.section("backtest.replayVenue");
    this.#state.book.restore(reader);
    if (this.#state.told !== this.#state.book) this.#state.told.restore(reader);
    this.#state.orders.restore(reader);
    reader.f64s(this.#touch);
    this.#refusedMessages = reader.f64();
    this.#feed?.restore(reader);
  }

  #clear(i: number, side: number): void {
    this.#state.book.clear(i, side);
    this.#state.told.clear(i, side);
    if (side !== Side.Sell) this.#feed?.removeLadder(2 * i);
    if (side !== Side.Buy) this.#feed?.removeLadder(2 * i + 1);
  }

  #trade(event: EventCursor, i: number, out: EventSink): void {
    if (this.#state.orders.size === 0) return;
    const price = Trade.price(event);
    const quantity = Trade.quantity(event);
    const aggressor = Trade.aggressor(event);
    // A taker who is not named took whatever stood at the price or beyond it.
    if (aggressor !== Side.Buy) tradePrint(this.#state, i, Side.Buy, price, quantity, event, out);
    if (aggressor !== Side.Sell) tradePrint(this.#state, i, Side.Sell, price, quantity, event, out);
  }

  #quote(event: EventCursor, i: number, out: EventSink): void {
    this.#quoteSide(i, Side.Buy, Quote.bidPrice(event), Quote.bidSize(event), event, out);
    this.#quoteSide(i, Side.Sell, Quote.askPrice(event), Quote.askSize(event), event, out);
  }

  #quoteSide(i: number, side: Side, price: number, size: number, event: EventCursor, out: EventSink): void {
    const at = 2 * i + side - 1;
    const before = this.#touch[at]!;
    const isThere = size > 0;
    if (before !== 0 && !(isThere && before === price)) {
      // Behind a better touch the old level is still there, unseen: what stands in it keeps its place.
      const isBehind = isThere && (side === Side.Buy ? price > before : price < before);
      if (isBehind) this.#state.book.update(i, side, before, 0);
      else changeLevel(this.#state, i, side, before, 0, event, out);
    }
    this.#touch[at] = isThere ? price : 0;
    if (isThere) changeLevel(this.#state, i, side, price, size, event, out);
  }

  #order(event: EventCursor, i: number, isKnown: boolean, out: EventSink): void {
    const state = this.#state;
    const orderId = NewOrder.orderId(event);
    const side = NewOrder.side(event);
    const quantity = NewOrder.quantity(event);
    const orderType = NewOrder.orderType(event);
    const timeInForce = NewOrder.timeInForce(event);
    const reason = isKnown ? this.#reject(event, i) : VenueReject.UnknownInstrument;
    if (reason !== VenueReject.None) {
      reportExecution(out, event, orderId, ExecType.Rejected, side, 0, 0, 0, 0, 0, reason);
      return;
    }
    reportExecution(out, event, orderId, ExecType.New, side, 0, 0, quantity, 0, 0, 0);
    const mayRest = rests(orderType, timeInForce);
    const limit = limitOf(event, orderType, side);
    let filled = 0;
    const isKilled = timeInForce === TimeInForce.FillOrKill && this.#isShort(i, side, limit, quantity);
    if (!isKilled && reaches(side, touchFor(state, i, side), limit))
      filled = take(state, i, orderId, side, limit, quantity, 0, mayRest, event, out);
    if (filled === quantity) return;
    if (!mayRest) {
      reportExecution(out, event, orderId, ExecType.Expired, side, 0, 0, 0, filled, 0, VenueReject.Unfilled);
      return;
    }
    const slot = state.orders.add(orderId, 2 * i + side - 1, limit, quantity - filled, filled);
    state.orders.timeInForce[slot] = timeInForce;
    state.orders.orderType[slot] = orderType;
    this.#join(slot, i, side, limit);
  }

  #isShort(i: number, side: number, limit: number, quantity: number): boolean {
    return this.#state.fills !== Fills.Whole && available(this.#state, i, side, limit) < quantity;
  }

  /** Whether quotes tell nothing of this price: it is behind the touch. */
  #isHidden(i: number, side: number, price: number): boolean {
    if (!this.#isQuoted) return false;
    const touch = this.#touch[2 * i + side - 1]!;
    return touch !== 0 && (side === Side.Buy ? price < touch : price > touch);
  }

  #reject(event: EventCursor, i: number): VenueReject {
    const { orders } = this.#state;
    const terms = termsReject(event);
    if (terms !== VenueReject.None) return terms;
    if (orders.slotOf(NewOrder.orderId(event)) !== NONE) return VenueReject.DuplicateOrder;
    const side = NewOrder.side(event);
    const orderType = NewOrder.orderType(event);
    const timeInForce = NewOrder.timeInForce(event);
    const touch = touchFor(this.#state, i, side);
    if (orderType === OrderType.Market && Number.isNaN(touch)) return VenueReject.NoLiquidity;
    const isPostOnly = timeInForce === TimeInForce.PostOnly;
    if (isPostOnly && reaches(side, touch, NewOrder.price(event))) return VenueReject.WouldCross;
    if (rests(orderType, timeInForce) && !orders.hasRoom) return VenueReject.TooManyOrders;
    return VenueReject.None;
  }

  #cancel(event: EventCursor, out: EventSink): void {
    const orderId = CancelOrder.orderId(event);
    const slot = this.#state.orders.slotOf(orderId);
    if (slot === NONE) refuseChange(event, out, orderId, CancelOrder.side(event), 0, VenueReject.UnknownOrder);
    else endResting(this.#state, slot, ExecType.Canceled, 0, event, out);
  }

  /**
   * New terms of a resting order. It keeps its place where the price stays and it does not grow; else it goes to the end of
   * its queue, or takes.
   */
  #replace(event: EventCursor, out: EventSink): void {
    const state = this.#state;
    const { orders } = state;
    const orderId = ReplaceOrder.orderId(event);
    const side = ReplaceOrder.side(event);
    const slot = orders.slotOf(orderId);
    const filled = slot === NONE ? 0 : orders.filled[slot]!;
    const price = ReplaceOrder.price(event);
    const quantity = ReplaceOrder.quantity(event);
    const isGood = Number.isSafeInteger(price) && isPositive(quantity) && quantity > filled;
    if (slot === NONE || !isGood) {
      const reason = slot === NONE ? VenueReject.UnknownOrder : VenueReject.BadTerms;
      refuseChange(event, out, orderId, side, filled, reason);
      return;
    }
    const i = orders.ladder[slot]! >> 1;
    const doesReach = price !== orders.price[slot] && reaches(side, touchFor(state, i, side), price);
    if (doesReach && orders.timeInForce[slot] === TimeInForce.PostOnly) {
      refuseChange(event, out, orderId, side, filled, VenueReject.WouldCross);
      return;
    }
    const leaves = quantity - filled;
    const keepsPlace = price === orders.price[slot] && leaves <= orders.leaves[slot]!;
    orders.leaves[slot] = leaves;
    reportExecution(out, event, orderId, ExecType.Replaced, side, 0, 0, leaves, filled, 0, 0);
    if (keepsPlace) return;
    orders.move(slot, price);
    const taken = doesReach ? take(state, i, orderId, side, price, leaves, filled, true, event, out) : 0;
    orders.leaves[slot] = leaves - taken;
    orders.filled[slot] = filled + taken;
    if (taken === leaves) orders.remove(slot);
    else this.#join(slot, i, side, price);
  }

  #join(slot: number, i: number, side: number, price: number): void {
    joinQueue(this.#state, slot, this.#isHidden(i, side, price));
    if (this.#feed !== undefined) this.#state.orders.arrival[slot] = this.#feed.nextArrival();
  }
}

/** The worst price of an order: its limit, or none. */
function limitOf(event: EventCursor, orderType: number, side: number): number {
  if (orderType !== OrderType.Market) return NewOrder.price(event);
  return side === Side.Buy ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}

function refuseChange(
  event: EventCursor,
  out: EventSink,
  orderId: number,
  side: number,
  filled: number,
  reason: VenueReject,
): void {
  reportExecution(out, event, orderId, ExecType.CancelRejected, side, 0, 0, 0, filled, 0, reason);
}
