/**
 * What becomes of orders, and the events that say so: the one place where a fill is booked and an order ends.
 */
import {
  type EventCursor,
  type EventSink,
  ExecutionReport,
  Fill,
  OrderClosed,
  OrderReplaced,
  OrderStatus,
} from "@hotpath/core";
import { Closed, ClosedOrders } from "./closed-orders.ts";
import { ExecutionState, Executions } from "./executions.ts";
import type { OrderCounts } from "./order-counts.ts";
import type { OrderListener } from "./order-listener.ts";
import { OrderFlag, type OrderStore } from "./order-store.ts";
import { feeOf, liquidityOf, reasonOf } from "./report-fields.ts";

/** Changes the orders of a store, remembers those that ended, and tells of both. */
export class OrderEffects {
  readonly store: OrderStore;
  readonly counts: OrderCounts;
  readonly ended: ClosedOrders = new ClosedOrders();
  readonly executions: Executions;
  /** Told of what becomes of orders, if anybody wants to know. */
  listener: OrderListener | undefined;

  /** Told of an order that had ended and works again. */
  onReopened: ((slot: number, micros: number) => void) | undefined;

  constructor(store: OrderStore, counts: OrderCounts, maxExecutions?: number) {
    this.store = store;
    this.counts = counts;
    this.executions = new Executions(maxExecutions);
  }

  /** Ends an order: what still worked works no more. */
  close(slot: number, event: EventCursor, out: EventSink, status: number, reason: number): void {
    const store = this.store;
    const orderId = store.orderId[slot]!;
    const cumulative = store.cumulative[slot]!;
    const flags = store.flags[slot]!;
    const isGap = (flags & OrderFlag.Gap) !== 0;
    const { rows } = this.ended;
    const at = this.ended.add(orderId);
    rows[at + Closed.PRICE] = store.price[slot]!;
    rows[at + Closed.QUANTITY] = store.quantity[slot]!;
    rows[at + Closed.CUMULATIVE] = cumulative;
    rows[at + Closed.TOLD] = store.told[slot]!;
    rows[at + Closed.GAP_FROM] = isGap ? store.gapFrom[slot]! : 0;
    rows[at + Closed.GAP_TO] = isGap ? store.gapTo[slot]! : 0;
    rows[at + Closed.INSTRUMENT] = store.instrument[slot]!;
    rows[at + Closed.SIDE] = store.side[slot]!;
    rows[at + Closed.STRATEGY] = store.strategy[slot]!;
    rows[at + Closed.STATUS] = status;
    rows[at + Closed.ORDER_TYPE] = store.orderType[slot]!;
    rows[at + Closed.TIME_IN_FORCE] = store.timeInForce[slot]!;
    rows[at + Closed.VENUE] = store.venue[slot]!;
    rows[at + Closed.VENUE_ORDER_ID] = store.venueOrderId[slot]!;
    rows[at + Closed.CREATED] = store.created[slot]!;
    rows[at + Closed.FLAGS] = this.#underWay(slot, status);
    OrderClosed.emit(
      out,
      event,
      store.instrument[slot]!,
      store.venue[slot]!,
      orderId,
      store.leaves[slot]!,
      cumulative,
      store.side[slot]!,
      status,
      reason,
      store.strategy[slot]!,
    );
    store.release(slot);
    this.listener?.onClosed(orderId, status, cumulative);
  }

  /** What should still be under way if an order that was filled whole works again. */
  #underWay(slot: number, status: number): number {
    const flags = this.store.flags[slot]!;
    if (status !== OrderStatus.Filled) return flags & OrderFlag.Ending;
    const doubt = this.store.newQuantity[slot]! >= 0 ? OrderFlag.Doubtful : 0;
    return (flags & (OrderFlag.Canceling | OrderFlag.Ending)) | doubt;
  }

  /** New terms of an order that works, or those it had, are told of. */
  tellTerms(slot: number, event: EventCursor, out: EventSink, accepted: number, reason: number): void {
    const store = this.store;
    OrderReplaced.emit(
      out,
      event,
      store.instrument[slot]!,
      store.venue[slot]!,
      store.orderId[slot]!,
      store.price[slot]!,
      store.quantity[slot]!,
      store.leaves[slot]!,
      store.side[slot]!,
      accepted,
      reason,
      store.strategy[slot]!,
    );
    this.listener?.onReplaced(
      store.orderId[slot]!,
      store.price[slot]!,
      store.quantity[slot]!,
      store.leaves[slot]!,
      accepted,
    );
  }

  /** New terms of a held order hold at once, and are told of. */
  amendHeld(slot: number, price: number, quantity: number, event: EventCursor, out: EventSink): void {
    const store = this.store;
    this.counts.replaces += 1;
    this.counts.replaced += 1;
    store.price[slot] = price;
    store.quantity[slot] = quantity;
    store.leaves[slot] = quantity - store.cumulative[slot]!;
    this.tellTerms(slot, event, out, 1, 0);
  }

  /** A venue has an order. */
  accept(slot: number): void {
    const { store } = this;
    const base = store.base[slot];
    if (base === OrderStatus.PendingNew || base === OrderStatus.AcceptedForBidding) {
      store.base[slot] = store.cumulative[slot]! > 0 ? OrderStatus.PartiallyFilled : OrderStatus.New;
      store.settle(slot);
    }
    if ((store.flags[slot]! & OrderFlag.Known) !== 0) return;
    store.flags[slot]! |= OrderFlag.Known;
    this.listener?.onAccepted(store.orderId[slot]!);
  }

  /** Trades up to `to` are missing of an order, of which `cumulative` is filled by the venue's word. */
  expect(slot: number, to: number, cumulative: number): void {
    const { store } = this;
    this.counts.gaps += 1;
    // One range is kept: what is missing beyond it is found by its id, or by reconciliation.
    if ((store.flags[slot]! & OrderFlag.Gap) === 0) {
      store.flags[slot]! |= OrderFlag.Gap;
      store.gapFrom[slot] = store.told[slot]!;
      store.gapTo[slot] = to;
    } else if (store.gapTo[slot] === store.told[slot]) store.gapTo[slot] = to;
    store.told[slot] = cumulative;
  }

  /** Other terms stand in an order's columns. */
  setTerms(slot: number, price: number, quantity: number): void {
    const { store } = this;
    store.price[slot] = price;
    store.quantity[slot] = Math.max(quantity, store.cumulative[slot]!);
    store.leaves[slot] = store.quantity[slot]! - store.cumulative[slot]!;
  }

  /** No replace is under way any more: the order's terms are those that stand. */
  keepTerms(slot: number): void {
    const store = this.store;
    store.newPrice[slot] = Number.NaN;
    store.newQuantity[slot] = Number.NaN;
    store.settle(slot);
  }

  /** Books a trade of an order that works. @param released what of it the trade uses up */
  book(
    slot: number,
    event: EventCursor,
    out: EventSink,
    price: number,
    quantity: number,
    released: number,
    executionId: number,
  ): void {
    const store = this.store;
    const orderId = store.orderId[slot]!;
    const leaves = store.leaves[slot]! - released;
    const cumulative = store.cumulative[slot]! + quantity;
    const base = store.base[slot]!;
    store.cumulative[slot] = cumulative;
    store.leaves[slot] = leaves;
    this.counts.fills += 1;
    if (base === OrderStatus.PendingNew || base === OrderStatus.New || base === OrderStatus.AcceptedForBidding) {
      store.base[slot] = OrderStatus.PartiallyFilled;
      if (store.status[slot] === base) store.status[slot] = OrderStatus.PartiallyFilled;
    }
    this.#fill(
      event,
      out,
      store.instrument[slot]!,
      orderId,
      price,
      quantity,
      leaves,
      released,
      store.side[slot]!,
      store.strategy[slot]!,
      executionId,
    );
    if (this.listener !== undefined) this.#tellFill(slot, orderId, quantity, leaves, cumulative);
  }

  /** Books a trade of an order that has ended. */
  bookLate(at: number, event: EventCursor, out: EventSink, price: number, quantity: number, executionId: number): void {
    const { rows } = this.ended;
    const orderId = rows[at + Closed.ORDER_ID]!;
    const cumulative = rows[at + Closed.CUMULATIVE]! + quantity;
    rows[at + Closed.CUMULATIVE] = cumulative;
    this.counts.fills += 1;
    const instrument = rows[at + Closed.INSTRUMENT]!;
    const side = rows[at + Closed.SIDE]!;
    const strategy = rows[at + Closed.STRATEGY]!;
    this.#fill(event, out, instrument, orderId, price, quantity, 0, 0, side, strategy, executionId);
    this.listener?.onFill(orderId, quantity, 0, cumulative);
  }

  /** Books a trade of an order that is forgotten, and of which only its execution was still known. */
  bookUnknown(
    event: EventCursor,
    out: EventSink,
    instrument: number,
    side: number,
    price: number,
    quantity: number,
    strategy: number,
    executionId: number,
  ): void {
    const orderId = ExecutionReport.orderId(event);
    this.counts.fills += 1;
    this.#fill(event, out, instrument, orderId, price, quantity, 0, 0, side, strategy, executionId);
    this.listener?.onFill(orderId, quantity, 0, quantity);
  }

  /** Ends an order that nothing is left of, unless a replace may have let it grow or fills are missing. */
  endIfDone(slot: number, event: EventCursor, out: EventSink): void {
    const store = this.store;
    if (store.leaves[slot] === 0 && !(store.newQuantity[slot]! > store.cumulative[slot]!))
      this.close(slot, event, out, OrderStatus.Filled, reasonOf(event));
  }

  /** Notes an execution that is booked, so that it is known again. */
  note(
    event: EventCursor,
    id: number,
    price: number,
    quantity: number,
    instrument: number,
    side: number,
    strategy: number,
  ): void {
    const orderId = ExecutionReport.orderId(event);
    const liquidity = liquidityOf(event);
    const fee = feeOf(event);
    const state = ExecutionState.Booked;
    this.executions.add(id, orderId, price, quantity, fee, instrument, side, liquidity, strategy, state, event.micros);
  }

  #tellFill(slot: number, orderId: number, quantity: number, leaves: number, cumulative: number): void {
    const { flags } = this.store;
    if ((flags[slot]! & OrderFlag.Known) === 0) {
      flags[slot]! |= OrderFlag.Known;
      this.listener?.onAccepted(orderId);
    }
    this.listener?.onFill(orderId, quantity, leaves, cumulative);
  }

  #fill(
    event: EventCursor,
    out: EventSink,
    instrument: number,
    orderId: number,
    price: number,
    quantity: number,
    leaves: number,
    released: number,
    side: number,
    strategy: number,
    executionId: number,
  ): void {
    Fill.emit(
      out,
      event,
      instrument,
      event.venue,
      orderId,
      price,
      quantity,
      leaves,
      released,
      side,
      liquidityOf(event),
      strategy,
      feeOf(event),
      executionId,
    );
  }
}
