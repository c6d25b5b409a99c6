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
  type EventCursor,
  type EventSink,
  ExecType,
  NewOrder,
  NO_INSTRUMENT,
  OrderType,
  Quote,
  ReplaceOrder,
  Side,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  Split,
  type Stage,
  TimeInForce,
  Trade,
  TradingState,
  TradingStatus,
} from "@hotpath/core";
import { reportExecution } from "@hotpath/engine";
import type { VenueCapabilities } from "@hotpath/orders";
import { FeedOrders } from "./internal/feed-orders.ts";
import { feedOrder } from "./internal/order-feed.ts";
import { changeLevel, joinQueue, tradePrint } from "./internal/passive.ts";
import { NONE } from "./internal/resting-orders.ts";
import { ANY_PRICE, auctionLadder, changeState, isCalling, splitOrders, uncross } from "./internal/session.ts";
import { available, reaches, take, touchFor } from "./internal/taking.ts";
import { isPositive, rests, termsReject } from "./internal/terms.ts";
import { endResting, Fills, isContinuous, type VenueState } from "./internal/venue-state.ts";
import { checkOptions, type ReplayVenueOptions, stateOf } from "./replay-venue-options.ts";
import { VenueReject } from "./venue-reject.ts";

/** What a {@link ReplayVenue} takes by itself: for `emulation.capabilities`. Other orders the engine emulates. */
export const REPLAY_VENUE_CAPABILITIES: VenueCapabilities = {
  orderTypes: [OrderType.Market, OrderType.Limit],
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

/**
 * Put it where an engine's venue goes, or into a `MarketReplay` for latencies.
 *
 * Native are market and limit orders, good till cancelled, for the day, immediate-or-cancel, fill-or-kill, post-only, at the
 * opening and at the close. Any other is refused with its reason: the engine's own stages emulate it. Our orders do not see
 * each other. `TradingStatus` says whether the book trades, an auction is on, or the market is closed.
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
    TradingStatus.TYPE,
    Split.TYPE,
    NewOrder.TYPE,
    CancelOrder.TYPE,
    ReplaceOrder.TYPE,
  ];
  readonly #state: VenueState;
  readonly #isQuoted: boolean;
  readonly #feed: FeedOrders | undefined;
  readonly #adjusts: boolean;
  #refusedMessages = 0;
  /** Whether each instrument has traded since it was closed or halted. */
  readonly #hasTraded: Int32Array;
  /** The touch by quotes; 0 where a side is not there. */
  readonly #touch: Float64Array;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: ReplayVenueOptions) {
    checkOptions(options);
    const { instruments, depth = "levels" } = options;
    this.#isQuoted = depth === "quotes";
    this.#feed = depth === "orders" ? new FeedOrders(options.maxFeedOrders ?? 2 ** 20) : undefined;
    this.#touch = new Float64Array(2 * instruments.size);
    this.#hasTraded = new Int32Array(instruments.size);
    this.#adjusts = options.onSplit === "adjust";
    this.#state = stateOf(options);
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
        if (isKnown) this.#trade(event, i, out);
        return;
      case TradingStatus.TYPE:
        this.#statusChange(event, i, out);
        return;
      case Split.TYPE:
        if (isKnown) this.#split(event, i, out);
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
    this.#state.taken?.snapshot(writer);
    this.#state.orders.snapshot(writer);
    writer.f64s(this.#touch);
    writer.i32s(this.#state.status);
    writer.i32s(this.#hasTraded);
    writer.f64(this.#refusedMessages);
    this.#feed?.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    reader.section("backtest.replayVenue");
    this.#state.book.restore(reader);
    this.#state.taken?.restore(reader);
    this.#state.orders.restore(reader);
    reader.f64s(this.#touch);
    reader.i32s(this.#state.status);
    reader.i32s(this.#hasTraded);
    this.#refusedMessages = reader.f64();
    this.#feed?.restore(reader);
  }

  /** Of one instrument, or of all where none is named. */
  #statusChange(event: EventCursor, instrument: number, out: EventSink): void {
    const now = TradingStatus.state(event);
    for (let i = 0; i < this.#state.status.length; i++) {
      if (instrument !== NO_INSTRUMENT && i !== instrument) continue;
      const before = this.#state.status[i]!;
      this.#state.status[i] = now;
      if (now === TradingState.Closed) this.#hasTraded[i] = 0;
      else if (now === TradingState.Trading) this.#hasTraded[i] = 1;
      // An auction behind a halt opens the market again.
      else if (now === TradingState.Halted || now === TradingState.QuoteOnly) this.#hasTraded[i] = 0;
      changeState(this.#state, i, before, now, event, out);
    }
  }

  #split(event: EventCursor, i: number, out: EventSink): void {
    const numerator = Split.numerator(event);
    const denominator = Split.denominator(event);
    if (numerator >= 1 && denominator >= 1)
      splitOrders(this.#state, i, numerator, denominator, this.#adjusts, event, out);
  }

  #clear(i: number, side: number): void {
    this.#state.book.clear(i, side);
    if (side !== Side.Sell) this.#state.taken?.clear(2 * i);
    if (side !== Side.Buy) this.#state.taken?.clear(2 * i + 1);
    if (side !== Side.Sell) this.#feed?.removeLadder(2 * i);
    if (side !== Side.Buy) this.#feed?.removeLadder(2 * i + 1);
  }

  #trade(event: EventCursor, i: number, out: EventSink): void {
    if (this.#state.orders.size === 0) return;
    const price = Trade.price(event);
    const status = this.#state.status[i]!;
    if (!isContinuous(status)) {
      // After the continuous market an auction is that of the close, but for one that ends a halt.
      if (isCalling(status)) uncross(this.#state, i, price, this.#hasTraded[i] === 1, event, out);
      return;
    }
    // Executions are told by the orders themselves.
    if (this.#feed !== undefined) return;
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
    const limit = limitOf(event, orderType, side);
    if (this.#waits(i, orderType, timeInForce)) {
      this.#await(event, i, side, limit);
      return;
    }
    const mayRest = rests(orderType, timeInForce);
    let filled = 0;
    const isKilled = timeInForce === TimeInForce.FillOrKill && this.#isShort(i, side, limit, quantity);
    if (!isKilled && isContinuous(this.#state.status[i]!) && reaches(side, touchFor(state, i, side), limit))
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

  /** Whether an order is for an auction, and so in no queue. */
  #waits(i: number, orderType: number, timeInForce: number): boolean {
    if (timeInForce === TimeInForce.AtTheOpening || timeInForce === TimeInForce.AtTheClose) return true;
    return orderType === OrderType.Market && isCalling(this.#state.status[i]!);
  }

  #await(event: EventCursor, i: number, side: number, limit: number): void {
    const { orders } = this.#state;
    const price = Number.isFinite(limit) ? limit : side === Side.Buy ? ANY_PRICE : -ANY_PRICE;
    const ladder = auctionLadder(this.#state, 2 * i + side - 1);
    const slot = orders.add(NewOrder.orderId(event), ladder, price, NewOrder.quantity(event), 0);
    orders.timeInForce[slot] = NewOrder.timeInForce(event);
    orders.orderType[slot] = NewOrder.orderType(event);
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
    const status = this.#state.status[i]!;
    const waits = this.#waits(i, orderType, timeInForce);
    const mayRest = waits || rests(orderType, timeInForce);
    if (mayRest && !orders.hasRoom) return VenueReject.TooManyOrders;
    if (status === TradingState.Closed) return VenueReject.NotTrading;
    if (timeInForce === TimeInForce.AtTheOpening && this.#hasTraded[i] === 1) return VenueReject.SessionEnded;
    if (!isContinuous(status)) return mayRest ? VenueReject.None : VenueReject.NotTrading;
    if (waits) return VenueReject.None;
    const touch = touchFor(this.#state, i, side);
    if (orderType === OrderType.Market && Number.isNaN(touch)) return VenueReject.NoLiquidity;
    const isPostOnly = timeInForce === TimeInForce.PostOnly;
    if (isPostOnly && reaches(side, touch, NewOrder.price(event))) return VenueReject.WouldCross;
    return VenueReject.None;
  }

  #cancel(event: EventCursor, out: EventSink): void {
    const orderId = CancelOrder.orderId(event);
    const slot = this.#state.orders.slotOf(orderId);
    if (slot === NONE)
      refuseChange(event, out, ExecType.CancelRejected, orderId, CancelOrder.side(event), 0, VenueReject.UnknownOrder);
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
      refuseChange(event, out, ExecType.ReplaceRejected, orderId, side, filled, reason);
      return;
    }
    const ladder = orders.ladder[slot]!;
    const isWaiting = ladder >= 2 * state.views.length;
    const i = (ladder >> 1) % state.views.length;
    const isOpen = !isWaiting && isContinuous(this.#state.status[i]!);
    const doesReach = isOpen && price !== orders.price[slot] && reaches(side, touchFor(state, i, side), price);
    if (doesReach && orders.timeInForce[slot] === TimeInForce.PostOnly) {
      refuseChange(event, out, ExecType.ReplaceRejected, orderId, side, filled, VenueReject.WouldCross);
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
    else if (!isWaiting) this.#join(slot, i, side, price);
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
  execType: number,
  orderId: number,
  side: number,
  filled: number,
  reason: VenueReject,
): void {
  reportExecution(out, event, orderId, execType, side, 0, 0, 0, filled, 0, reason);
}
