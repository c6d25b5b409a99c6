import { Side } from "@hotpath/core";
import type { OrderStore } from "../order-store.ts";
import { type OrderTermsStore, Work } from "../order-terms.ts";
import { NONE, PairingForest } from "./pairing-forest.ts";
import { PriceTriggers } from "./price-triggers.ts";
import { SlotLists } from "./slot-lists.ts";
import { isTouched } from "./terms-check.ts";
import { TrailingTriggers } from "./trailing-triggers.ts";

/** Lists of an instrument's orders that wait for other than a price. */
export const List = { Quotes: 0, Pegs: 1, Auctions: 2, Leaving: 3 } as const;
const LISTS = 4;

/**
 * Where orders wait, each in the place of its `Work`, and until when. Everything here follows from the terms and the
 * orders: after a restart it is built anew.
 */
export class WaitingOrders {
  /** Where the order acted that `next` took out last. */
  firedAt = 0;
  /** The price that a trigger watches which does not say so. */
  readonly #source: number;
  readonly #terms: OrderTermsStore;
  readonly #store: OrderStore;
  readonly #triggers: PriceTriggers;
  readonly #trails: TrailingTriggers;
  readonly #lists: SlotLists;
  readonly #expiries: PairingForest;
  #expiry = NONE;
  readonly #isTimed: Uint8Array;
  /** Orders of an instrument that wait for a price. */
  readonly #watching: Int32Array;
  /** The instrument of an order that waits. */
  readonly #instrument: Int32Array;

  constructor(instruments: number, terms: OrderTermsStore, store: OrderStore, source: number) {
    const { sequence, capacity } = terms;
    this.#instrument = new Int32Array(capacity);
    this.#source = source;
    this.#terms = terms;
    this.#store = store;
    this.#triggers = new PriceTriggers(instruments, sequence);
    this.#trails = new TrailingTriggers(instruments, sequence);
    this.#lists = new SlotLists(instruments * LISTS, capacity);
    this.#expiries = new PairingForest(new Float64Array(capacity), sequence);
    this.#isTimed = new Uint8Array(capacity);
    this.#watching = new Int32Array(instruments);
  }

  /** What an order's trigger watches. */
  sourceOf(t: number): number {
    const source = this.#terms.triggerPriceType[t]!;
    return source === 0 ? this.#source : source;
  }

  /** Puts an order in the place of its work. */
  add(t: number): void {
    const terms = this.#terms;
    const store = this.#store;
    const slot = store.slotOf(terms.orderId[t]!);
    const instrument = store.instrument[slot]!;
    this.#instrument[t] = instrument;
    const isBuy = store.side[slot] === Side.Buy;
    const source = this.sourceOf(t);
    switch (terms.work[t]) {
      case Work.Trigger: {
        const rises = isBuy !== isTouched(store.orderType[slot]!);
        this.#triggers.add(t, instrument, source, rises, terms.triggerPrice[t]!);
        this.#watching[instrument]! += 1;
        return;
      }
      case Work.Trail: {
        const isPercent = terms.trailAmount[t] === 0;
        const offset = isPercent ? terms.trailPercent[t]! : terms.trailAmount[t]!;
        this.#trails.add(t, instrument, source, isBuy, isPercent, terms.best[t]!, offset);
        this.#watching[instrument]! += 1;
        return;
      }
      case Work.Quote:
        this.#lists.add(instrument * LISTS + List.Quotes, t);
        return;
      case Work.Peg:
        this.#lists.add(instrument * LISTS + List.Pegs, t);
        return;
      case Work.Auction:
        this.#lists.add(instrument * LISTS + List.Auctions, t);
        return;
      case Work.Leaving:
        this.#lists.add(instrument * LISTS + List.Leaving, t);
        return;
    }
  }

  /** Takes an order out of where it waits. Its time goes on. */
  remove(t: number): void {
    const work = this.#terms.work[t]!;
    const instrument = this.#instrument[t]!;
    if (work === Work.Trigger) this.#triggers.remove(t);
    else if (work === Work.Trail) this.#trails.remove(t);
    else this.#lists.remove(t);
    if (work === Work.Trigger || work === Work.Trail) this.#watching[instrument]! -= 1;
    this.#terms.work[t] = Work.None;
  }

  /** Whether any order of an instrument waits for a price. */
  isWatched(instrument: number): boolean {
    return this.#watching[instrument]! > 0;
  }

  /** Lets the trailing stops that watch a price follow it. */
  follow(instrument: number, source: number, price: number): void {
    this.#trails.follow(instrument, source, price);
  }

  /** Takes out the next order that a price sets off, −1 if there is none: those of fixed triggers first. */
  next(instrument: number, source: number, price: number): number {
    let t = this.#triggers.next(instrument, source, price);
    if (t === NONE) {
      t = this.#trails.next(instrument, source, price);
      if (t === NONE) return NONE;
      this.firedAt = this.#trails.firedAt;
    } else this.firedAt = this.#terms.triggerPrice[t]!;
    this.#watching[instrument]! -= 1;
    this.#terms.work[t] = Work.None;
    return t;
  }

  /** Where a trailing stop would act now. */
  trailedTo(t: number): number {
    return this.#trails.triggerOf(t);
  }

  /** The first of an instrument's orders in a list, or −1. */
  first(instrument: number, list: number): number {
    return this.#lists.first(instrument * LISTS + list);
  }

  /** The last of them, or −1. */
  last(instrument: number, list: number): number {
    return this.#lists.last(instrument * LISTS + list);
  }

  /** The one after it, or −1. */
  after(t: number): number {
    return this.#lists.after(t);
  }

  /** An order ends at a time. */
  schedule(t: number, micros: number): void {
    this.unschedule(t);
    this.#isTimed[t] = 1;
    this.#terms.expireMicros[t] = micros;
    this.#expiry = this.#expiries.add(this.#expiry, t, micros);
  }

  /** It does not end by its time here. */
  unschedule(t: number): void {
    if (this.#isTimed[t] === 0) return;
    this.#isTimed[t] = 0;
    this.#expiry = this.#expiries.remove(this.#expiry, t);
  }

  /** Takes out the next order whose time is over, or −1. */
  nextExpired(micros: number): number {
    const t = this.#expiry;
    if (t === NONE || this.#expiries.key[t]! > micros) return NONE;
    this.unschedule(t);
    return t;
  }

  /** Notes in the terms what is only known here: before they are written out. */
  note(): void {
    const terms = this.#terms;
    for (let t = 0; t < terms.used; t++) {
      if (terms.work[t] === Work.Trail) terms.best[t] = this.#trails.bestOf(t);
      terms.isTimed[t] = this.#isTimed[t]!;
    }
  }

  /** Builds everything anew from the terms and the orders. */
  rebuild(): void {
    const terms = this.#terms;
    this.#triggers.clear();
    this.#trails.clear();
    this.#lists.clear();
    this.#expiry = NONE;
    this.#isTimed.fill(0);
    this.#watching.fill(0);
    const live = Array.from({ length: terms.used }, (_, t) => t).filter((t) => terms.orderId[t]! > 0);
    // Lists are in the order in which their orders came to them: a place that is noted, too.
    live.sort((a, b) => terms.place[a]! - terms.place[b]!);
    for (const t of live) {
      this.add(t);
      if (terms.isTimed[t] === 1) this.schedule(t, terms.expireMicros[t]!);
    }
  }
}
