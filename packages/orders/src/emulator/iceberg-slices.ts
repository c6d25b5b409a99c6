import { IntMap } from "@hotpath/cache";
import { type EventCursor, type EventSink, OrderProgress, OrderStatus } from "@hotpath/core";
import { RefusalReason } from "@hotpath/risk";
import type { OrderEffects } from "../order-effects.ts";
import type { OrderRequests } from "../order-requests.ts";
import { OrderFlag, type OrderStore } from "../order-store.ts";
import type { OrderTermsStore } from "../order-terms.ts";

/**
 * Icebergs at venues that have none: the whole order is held, and orders of the size that is to be shown work it, one after
 * the other, each with an id of its own. Every slice passes the gate; only what is shown is reserved.
 */
export class IcebergSlices {
  readonly #effects: OrderEffects;
  readonly #store: OrderStore;
  readonly #requests: OrderRequests;
  readonly #terms: OrderTermsStore;
  readonly #orderIds: { next(): number } | undefined;
  /** Slot of the whole order's terms, by the id of its slice. */
  readonly #wholes: IntMap;

  constructor(
    effects: OrderEffects,
    requests: OrderRequests,
    terms: OrderTermsStore,
    orderIds: { next(): number } | undefined,
  ) {
    this.#effects = effects;
    this.#store = effects.store;
    this.#requests = requests;
    this.#terms = terms;
    this.#orderIds = orderIds;
    this.#wholes = new IntMap(terms.capacity, { fixed: true });
  }

  /** Slot of the terms that a slice belongs to, or −1. */
  wholeOf(orderId: number): number {
    return this.#wholes.get(orderId);
  }

  /** Shows the next slice of an order. @returns whether one could be shown */
  show(t: number, event: EventCursor, out: EventSink): boolean {
    const store = this.#store;
    const whole = store.slotOf(this.#terms.orderId[t]!);
    const left = store.leaves[whole]!;
    const quantity = Math.min(this.#terms.displayQuantity[t]!, left);
    const sliceId = this.#orderIds?.next() ?? 0;
    if (sliceId === 0 || store.slotOf(sliceId) !== -1) return false;
    const slot = store.take(sliceId);
    if (slot === -1) return false;
    store.begin(
      slot,
      event.micros,
      store.venue[whole]!,
      store.instrument[whole]!,
      store.side[whole]!,
      store.price[whole]!,
      quantity,
      store.orderType[whole]!,
      store.timeInForce[whole]!,
      store.strategy[whole]!,
    );
    store.flags[slot]! |= OrderFlag.Emulated;
    this.#terms.sliceId[t] = sliceId;
    this.#wholes.set(sliceId, t);
    this.#requests.send(slot, event, out);
    return true;
  }

  /** A slice was filled, or a fill of it busted (negative). */
  filled(t: number, sliceId: number, quantity: number, event: EventCursor, out: EventSink): void {
    const store = this.#store;
    const orderId = this.#terms.orderId[t]!;
    const slot = store.slotOf(orderId);
    if (slot === -1) return;
    const cumulative = store.cumulative[slot]! + quantity;
    const leaves = Math.max(0, store.quantity[slot]! - cumulative);
    store.cumulative[slot] = cumulative;
    store.told[slot] = cumulative;
    store.leaves[slot] = leaves;
    const { instrument, venue, side, strategy } = store;
    OrderProgress.emit(
      out,
      event,
      instrument[slot]!,
      venue[slot]!,
      orderId,
      sliceId,
      quantity,
      leaves,
      cumulative,
      side[slot]!,
      strategy[slot]!,
    );
  }

  /** A slice works no more: the next one is shown, or the whole order ends as it did. */
  closed(t: number, sliceId: number, status: number, reason: number, event: EventCursor, out: EventSink): void {
    const store = this.#store;
    this.#wholes.delete(sliceId);
    if (this.#terms.sliceId[t] !== sliceId) return;
    this.#terms.sliceId[t] = 0;
    const slot = store.slotOf(this.#terms.orderId[t]!);
    if (slot === -1) return;
    const isCanceling = (store.flags[slot]! & OrderFlag.Canceling) !== 0;
    const isDone = store.leaves[slot] === 0;
    if (isDone) this.#effects.close(slot, event, out, OrderStatus.Filled, 0);
    else if (isCanceling || status !== OrderStatus.Filled) {
      const isExpired = (store.flags[slot]! & OrderFlag.Expiring) !== 0 || status === OrderStatus.Expired;
      this.#effects.close(slot, event, out, isExpired ? OrderStatus.Expired : OrderStatus.Canceled, reason);
    } else if (!this.show(t, event, out)) this.#effects.close(slot, event, out, OrderStatus.Canceled, 0);
  }

  /** Cancels an order's slice; the whole order ends when the venue has confirmed. @returns whether there is a slice */
  cancel(t: number, event: EventCursor, out: EventSink): boolean {
    const store = this.#store;
    const slice = this.#terms.sliceId[t] === 0 ? -1 : store.slotOf(this.#terms.sliceId[t]!);
    const slot = store.slotOf(this.#terms.orderId[t]!);
    if (slice === -1 || slot === -1) return false;
    store.flags[slot]! |= OrderFlag.Canceling;
    store.status[slot] = OrderStatus.PendingCancel;
    this.#requests.cancel(slice, event, out);
    return true;
  }

  /** Whether an order that is worked in slices can have new terms; a slice that shows another price is replaced. */
  amend(t: number, price: number, quantity: number, event: EventCursor, out: EventSink): number {
    const store = this.#store;
    const slot = store.slotOf(this.#terms.orderId[t]!);
    const slice = this.#terms.sliceId[t] === 0 ? -1 : store.slotOf(this.#terms.sliceId[t]!);
    const shown = slice === -1 ? 0 : store.leaves[slice]!;
    if (quantity < store.cumulative[slot]! + shown) return RefusalReason.BadQuantity;
    if (slice === -1 || price === store.price[slot]) return RefusalReason.None;
    return this.#requests.replace(slice, price, store.quantity[slice]!, event, out);
  }

  /** Finds the slices again: after the terms were restored. */
  rebuild(): void {
    this.#wholes.clear();
    const { sliceId, orderId, used } = this.#terms;
    for (let t = 0; t < used; t++) if (orderId[t] !== 0 && sliceId[t] !== 0) this.#wholes.set(sliceId[t]!, t);
  }
}
