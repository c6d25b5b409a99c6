import { type EventCursor, OrderType } from "@hotpath/core";
import { RefusalReason } from "@hotpath/risk";
import type { OrderForm } from "../order-form.ts";
import type { OrderTermsStore } from "../order-terms.ts";
import { Capabilities, type OrderHandling } from "../venue-capabilities.ts";
import type { EmulationOptions } from "./emulation-options.ts";
import { NONE } from "./pairing-forest.ts";
import { checkForm, handlingOf, isSupported } from "./terms-check.ts";

/** Takes in terms ahead of their orders, and decides whether an order with them can be. */
export class TermsAdmission {
  /** The order whose terms came and whose intent has not, 0 for none; they are kept under its id negated. */
  staged = 0;
  readonly #options: EmulationOptions;
  readonly #terms: OrderTermsStore;
  readonly #form: OrderForm;
  readonly #caps: Capabilities;
  readonly #venues: Map<number, Capabilities>;

  constructor(options: EmulationOptions, terms: OrderTermsStore, form: OrderForm) {
    this.#options = options;
    this.#terms = terms;
    this.#form = form;
    this.#caps = new Capabilities(options.capabilities ?? {}, "emulation.capabilities");
    this.#venues = new Map(
      Object.entries(options.venues ?? {}).map(([venue, caps]) => [
        Number(venue),
        new Capabilities(caps, `emulation.venues.${venue}`),
      ]),
    );
  }

  /** What a venue takes. */
  capsOf(venue: number): Capabilities {
    return this.#venues.size === 0 ? this.#caps : (this.#venues.get(venue) ?? this.#caps);
  }

  /** Who keeps orders of a type and a time in force at a venue. */
  handling(orderType: number, timeInForce: number, venue: number): OrderHandling {
    return handlingOf(this.capsOf(venue), this.#options, orderType, timeInForce);
  }

  /** Whether an order is the venue's own by all that it is, so that nothing is to be done for it. */
  isPlain(orderId: number, orderType: number, timeInForce: number, venue: number): boolean {
    const caps = this.capsOf(venue);
    return (
      orderId !== this.staged &&
      (orderType === OrderType.Market || orderType === OrderType.Limit) &&
      caps.hasType(orderType) &&
      caps.hasTime(timeInForce)
    );
  }

  /** Terms came, ahead of their order's intent or replace. Those before them that no order came for are forgotten. */
  stage(orderId: number, event: EventCursor): void {
    this.forget();
    if (!(Number.isSafeInteger(orderId) && orderId > 0)) return;
    const t = this.#terms.take(-orderId);
    if (t === NONE) return;
    this.#terms.read(t, event);
    this.staged = orderId;
  }

  /** Slot of the terms that came for an order, or −1. */
  stagedOf(orderId: number): number {
    return orderId === this.staged ? this.#terms.slotOf(-orderId) : NONE;
  }

  /** Forgets terms that no order came for. */
  forget(): void {
    const t = this.staged === 0 ? NONE : this.#terms.slotOf(-this.staged);
    if (t !== NONE) this.#terms.release(t);
    this.staged = 0;
  }

  /** Takes the terms that came for an order, or makes some that say nothing. @returns None, or why it is refused */
  admit(
    orderId: number,
    instrument: number,
    side: number,
    quantity: number,
    orderType: number,
    timeInForce: number,
    strategy: number,
    venue: number,
    micros: number,
  ): number {
    const staged = this.stagedOf(orderId);
    const t = staged === NONE ? this.#terms.take(orderId) : this.#terms.rename(staged, orderId);
    if (staged !== NONE) this.staged = 0;
    if (t === NONE) return RefusalReason.TooManyOrders;
    let reason = this.check(t, instrument, orderType, timeInForce, quantity, venue, micros);
    const gate = this.#options.entryGate;
    if (reason === RefusalReason.None && gate !== undefined)
      reason = gate.check(instrument, side, 0, quantity, strategy);
    if (reason !== RefusalReason.None) this.#terms.release(t);
    return reason;
  }

  /** Whether terms make an order, and there is somebody to keep them. */
  check(
    t: number,
    instrument: number,
    orderType: number,
    timeInForce: number,
    quantity: number,
    venue: number,
    micros: number,
  ): number {
    const reason = checkForm(this.#terms, t, this.#form, instrument, orderType, timeInForce, quantity, micros);
    if (reason !== RefusalReason.None) return reason;
    return isSupported(this.#terms, t, this.capsOf(venue), this.#options, orderType, timeInForce)
      ? RefusalReason.None
      : RefusalReason.NotSupported;
  }
}
