import { type EventCursor, type EventSink, OrderStatus } from "@hotpath/core";
import { RefusalReason } from "@hotpath/risk";
import type { OrderEmulator } from "./emulator/order-emulator.ts";
import type { OrderEffects } from "./order-effects.ts";
import type { OrderGroupActions } from "./order-group-hooks.ts";
import type { OrderRequests } from "./order-requests.ts";
import { OrderFlag } from "./order-store.ts";

/** Does what groups ask for, with the event that is handled then. */
export class GroupActions implements OrderGroupActions {
  readonly #effects: OrderEffects;
  readonly #requests: OrderRequests;
  readonly #emulator: OrderEmulator | undefined;
  #event!: EventCursor;
  #out!: EventSink;

  constructor(effects: OrderEffects, requests: OrderRequests, emulator: OrderEmulator | undefined) {
    this.#effects = effects;
    this.#requests = requests;
    this.#emulator = emulator;
  }

  /** What is handled now. */
  enter(event: EventCursor, out: EventSink): void {
    this.#event = event;
    this.#out = out;
  }

  release(orderId: number): boolean {
    const { store } = this.#effects;
    const slot = store.slotOf(orderId);
    if (slot === -1 || (store.flags[slot]! & OrderFlag.Grouped) === 0) return false;
    store.flags[slot]! &= ~OrderFlag.Grouped;
    store.base[slot] = OrderStatus.PendingNew;
    store.settle(slot);
    if (this.#emulator?.has(orderId) === true) this.#emulator.begin(slot);
    else this.#requests.send(slot, this.#event, this.#out);
    return true;
  }

  cancel(orderId: number): boolean {
    const slot = this.#effects.store.slotOf(orderId);
    if (slot === -1) return false;
    this.#requests.end(slot, this.#event, this.#out);
    return true;
  }

  resize(orderId: number, quantity: number): boolean {
    const { store } = this.#effects;
    const slot = store.slotOf(orderId);
    if (slot === -1) return false;
    const price = store.price[slot]!;
    if (quantity === store.quantity[slot]) return true;
    // Filled whole, and about to end: the gate knows it no more, and no venue could give it more.
    if (store.leaves[slot] === 0) return false;
    if (store.base[slot] !== OrderStatus.Held)
      return this.#requests.replace(slot, price, quantity, this.#event, this.#out) === RefusalReason.None;
    const reason =
      this.#emulator === undefined
        ? this.#requests.checkTerms(slot, price, quantity, this.#event.micros)
        : this.#emulator.amend(slot, price, quantity);
    if (reason !== RefusalReason.None) return false;
    this.#effects.amendHeld(slot, price, quantity, this.#event, this.#out);
    return true;
  }
}
