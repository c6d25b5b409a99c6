/** What leaves the order manager: orders for the risk gate, replaces, cancels, refusals. */
import {
  CancelIntent,
  CancelOrder,
  type EventCursor,
  type EventSink,
  OrderRefused,
  OrderRequest,
  OrderRequestKind,
  OrderStatus,
  ReplaceRequest,
} from "@hotpath/core";
import { RefusalReason } from "@hotpath/risk";
import type { OrderDeadlines } from "./order-deadlines.ts";
import type { OrderEffects } from "./order-effects.ts";
import type { OrderForm } from "./order-form.ts";
import { OrderFlag, type OrderStore } from "./order-store.ts";

/**
 * Strategies of a `CancelIntent` that the order manager sends to itself: it comes back behind its order's request, of which
 * the gate then makes a `NewOrder` or an `OrderRefused`, and once more behind that.
 */
export const WAITING_CANCEL = -2;
const WAITED_CANCEL = -3;

/** Sends what is asked for, once it is known to be well formed. */
export class OrderRequests {
  readonly form: OrderForm;
  /** Cancels the slice that works a held order, if there is one: then the order ends with it. */
  cancelSlices: ((slot: number) => boolean) | undefined;
  readonly #store: OrderStore;
  readonly #effects: OrderEffects;
  readonly #deadlines: OrderDeadlines;
  /** Number of the input for which the last order was sent to the gate. */
  #lastSent = 0;

  constructor(effects: OrderEffects, form: OrderForm, deadlines: OrderDeadlines) {
    this.#effects = effects;
    this.#store = effects.store;
    this.#deadlines = deadlines;
    this.form = form;
  }

  /** An order goes to the gate, by the terms that stand in its columns. */
  send(slot: number, event: EventCursor, out: EventSink): void {
    const store = this.#store;
    this.#lastSent = event.sequence;
    this.#deadlines.expect(slot, event.micros);
    OrderRequest.emit(
      out,
      event,
      store.instrument[slot]!,
      store.venue[slot]!,
      store.orderId[slot]!,
      store.price[slot]!,
      store.quantity[slot]!,
      store.side[slot]!,
      store.orderType[slot]!,
      store.timeInForce[slot]!,
      store.strategy[slot]!,
    );
  }

  /** Asks for other terms of an order at its venue. @returns None, or why it cannot have them */
  replace(slot: number, price: number, quantity: number, event: EventCursor, out: EventSink): number {
    const store = this.#store;
    const status = store.status[slot]!;
    if (status !== OrderStatus.New && status !== OrderStatus.PartiallyFilled) return RefusalReason.ReplacePending;
    const reason = this.checkTerms(slot, price, quantity, event.micros);
    if (reason !== RefusalReason.None) return reason;
    store.status[slot] = OrderStatus.PendingReplace;
    store.newPrice[slot] = price;
    store.newQuantity[slot] = quantity;
    this.#effects.counts.replaces += 1;
    this.#deadlines.expect(slot, event.micros);
    ReplaceRequest.emit(
      out,
      event,
      store.instrument[slot]!,
      store.venue[slot]!,
      store.orderId[slot]!,
      price,
      quantity,
      store.side[slot]!,
      store.strategy[slot]!,
    );
    return RefusalReason.None;
  }

  /** Whether an order could have these terms. */
  checkTerms(slot: number, price: number, quantity: number, micros: number): number {
    const { instrument, side, orderType, cumulative } = this.#store;
    const reason = this.form.check(instrument[slot]!, side[slot]!, price, quantity, orderType[slot]!, micros);
    if (reason !== RefusalReason.None) return reason;
    return quantity > cumulative[slot]! ? RefusalReason.None : RefusalReason.BadQuantity;
  }

  /** The same as {@link cancel}, for an order that must end: a cancel that the venue refuses is sent again. */
  end(slot: number, event: EventCursor, out: EventSink): void {
    this.#store.flags[slot]! |= OrderFlag.Ending;
    this.#deadlines.insist(slot);
    this.cancel(slot, event, out);
  }

  /** Asks the venue to cancel an order, unless that is under way; one that is held ends at once. */
  cancel(slot: number, event: EventCursor, out: EventSink): void {
    const store = this.#store;
    if ((store.flags[slot]! & OrderFlag.Canceling) !== 0) return;
    this.#effects.counts.cancels += 1;
    if (store.base[slot] === OrderStatus.Held) {
      if (this.cancelSlices?.(slot) === true) return;
      this.#effects.close(slot, event, out, OrderStatus.Canceled, 0);
      return;
    }
    store.flags[slot]! |= OrderFlag.Canceling;
    store.status[slot] = OrderStatus.PendingCancel;
    // A cancel must not overtake its order, which may still be at the gate if it was sent for the same input: it is
    // sent behind it. (Outside of an engine inputs have no numbers.)
    const isAtGate =
      store.base[slot] === OrderStatus.PendingNew && event.sequence === this.#lastSent && event.sequence > 0;
    if (isAtGate) this.#wait(slot, WAITING_CANCEL, event, out);
    else this.#sendCancel(slot, event, out);
  }

  /** A cancel has waited for its order to leave: it follows, unless the gate has refused the order. */
  cancelWaited(event: EventCursor, out: EventSink): void {
    const slot = this.#store.slotOf(CancelIntent.orderId(event));
    if (slot === -1 || (this.#store.flags[slot]! & OrderFlag.Canceling) === 0) return;
    if (CancelIntent.strategy(event) === WAITING_CANCEL) this.#wait(slot, WAITED_CANCEL, event, out);
    else this.#sendCancel(slot, event, out);
  }

  #wait(slot: number, strategy: number, event: EventCursor, out: EventSink): void {
    const store = this.#store;
    CancelIntent.emit(out, event, store.instrument[slot]!, store.venue[slot]!, store.orderId[slot]!, strategy);
  }

  #sendCancel(slot: number, event: EventCursor, out: EventSink): void {
    const store = this.#store;
    this.#deadlines.expect(slot, event.micros);
    CancelOrder.emit(
      out,
      event,
      store.instrument[slot]!,
      store.venue[slot]!,
      store.orderId[slot]!,
      store.side[slot]!,
      store.strategy[slot]!,
    );
  }

  /** Refuses a request for its form. */
  refuse(event: EventCursor, out: EventSink, orderId: number, reason: number, strategy: number, request: number): void {
    const { counts, listener } = this.#effects;
    if (request !== OrderRequestKind.Cancel) counts.malformed += 1;
    const { instrument, venue } = event;
    OrderRefused.emit(out, event, instrument, venue, orderId, 0, 0, reason, strategy, 0, 0, 0, request);
    if (request !== OrderRequestKind.Cancel) listener?.onRefused(orderId, request, reason);
  }
}
