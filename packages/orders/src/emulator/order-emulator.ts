/**
 * What venues lack, done by the engine: orders that wait for a price, an auction or a quote are held here, and go to the
 * risk gate when it comes; pegged orders are moved, icebergs shown in slices, times in force ended.
 *
 *     intent → trigger → auction → price (peg, market to limit) → slices → gate
 *
 * A step that the venue can do by itself, or that the order has no use for, is passed over.
 */
import {
  type EventCursor,
  type EventSink,
  OrderHeld,
  OrderRequestKind,
  OrderStatus,
  OrderTriggered,
  OrderType,
  Side,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  TimeInForce,
  TriggerPriceType,
} from "@hotpath/core";
import { RefusalReason } from "@hotpath/risk";
import type { OrderEffects } from "../order-effects.ts";
import type { OrderListener } from "../order-listener.ts";
import type { OrderRequests } from "../order-requests.ts";
import { OrderFlag, type OrderStore } from "../order-store.ts";
import { OrderTermsStore, Work } from "../order-terms.ts";
import { EmulatedPrices, firstBest } from "./emulated-prices.ts";
import { checkEmulation, dayEndAfter, type EmulationOptions } from "./emulation-options.ts";
import { IcebergSlices } from "./iceberg-slices.ts";
import { MarketPrices } from "./market-prices.ts";
import { NONE } from "./pairing-forest.ts";
import { TermsAdmission } from "./terms-admission.ts";
import { hasTrigger, isForAuction, isTouched, triggeredType } from "./terms-check.ts";
import { TradingStates } from "./trading-states.ts";
import { WaitingOrders } from "./waiting-orders.ts";

/** What an `OrderHeld` says of who keeps an order. */
const ENGINE = 1;

/** Keeps and works the orders whose types or times in force their venue lacks. */
export class OrderEmulator implements OrderListener, Snapshotable {
  readonly terms: OrderTermsStore;
  readonly prices: MarketPrices;
  readonly admission: TermsAdmission;
  readonly states: TradingStates;
  readonly waiting: WaitingOrders;
  /** Told of what becomes of orders, after the emulator. */
  next: OrderListener | undefined;
  readonly #options: EmulationOptions;
  readonly #effects: OrderEffects;
  readonly #store: OrderStore;
  readonly #requests: OrderRequests;
  readonly #slices: IcebergSlices;
  readonly #emulated: EmulatedPrices;
  readonly #pegInterval: number;
  #event!: EventCursor;
  #out!: EventSink;

  constructor(options: EmulationOptions, instruments: number, effects: OrderEffects, requests: OrderRequests) {
    checkEmulation(options);
    this.#options = options;
    this.#effects = effects;
    this.#store = effects.store;
    this.#requests = requests;
    this.terms = new OrderTermsStore(options.maxOrders ?? 16_384);
    this.prices = new MarketPrices(instruments);
    this.states = new TradingStates(instruments);
    this.admission = new TermsAdmission(options, this.terms, requests.form);
    const source = options.triggerPrice ?? TriggerPriceType.Last;
    this.waiting = new WaitingOrders(instruments, this.terms, this.#store, source);
    this.#emulated = new EmulatedPrices(this.#store, this.terms, this.prices, requests.form);
    this.#slices = new IcebergSlices(effects, requests, this.terms, options.orderIds);
    this.#pegInterval = options.pegIntervalMicros ?? 100_000;
  }

  /** What is handled now: whatever follows leaves with it. Orders end whose time is over by then. */
  enter(event: EventCursor, out: EventSink): void {
    this.#event = event;
    this.#out = out;
    const { micros } = event;
    for (let t = this.waiting.nextExpired(micros); t !== NONE; t = this.waiting.nextExpired(micros)) this.expire(t);
  }

  /** Whether the engine has an order's terms. */
  has(orderId: number): boolean {
    return this.terms.slotOf(orderId) !== NONE;
  }

  /** Whether the engine, and not its group, holds an order. */
  isHeldHere(slot: number, t: number): boolean {
    return this.#store.base[slot] === OrderStatus.Held && this.terms.work[t] !== Work.None;
  }

  /** An order that was admitted begins, or its group lets it go. */
  begin(slot: number): void {
    const store = this.#store;
    const { terms } = this;
    const t = terms.slotOf(store.orderId[slot]!);
    const type = store.orderType[slot]!;
    const source = this.waiting.sourceOf(t);
    const caps = this.admission.capsOf(store.venue[slot]!);
    if ((!hasTrigger(type) && type !== OrderType.TrailingStop) || (caps.hasType(type) && caps.hasTrigger(source))) {
      this.#toAuction(slot, t);
      return;
    }
    const price = this.prices.get(store.instrument[slot]!, source);
    const isBuy = store.side[slot] === Side.Buy;
    let trigger = terms.triggerPrice[t]!;
    if (type === OrderType.TrailingStop) {
      terms.best[t] = firstBest(terms, t, isBuy, price);
      this.#hold(slot, t, Work.Trail, trigger);
      this.waiting.add(t);
      trigger = this.waiting.trailedTo(t);
    } else {
      this.#hold(slot, t, Work.Trigger, trigger);
      this.waiting.add(t);
    }
    // Where the price is there already, nothing is waited for.
    if (isBuy !== isTouched(type) ? price >= trigger : price <= trigger) {
      this.waiting.remove(t);
      this.#fire(t, trigger, price);
    }
  }

  /** The next order that a price has set off goes on. @returns whether there was one */
  fireNext(instrument: number, source: number, price: number): boolean {
    const t = this.waiting.next(instrument, source, price);
    if (t === NONE) return false;
    this.#fire(t, this.waiting.firedAt, price);
    return true;
  }

  /** An order that waited for a quote or an auction goes on. */
  goOn(t: number): void {
    const slot = this.#store.slotOf(this.terms.orderId[t]!);
    const wasFor = this.terms.work[t];
    if (slot === -1 || (wasFor !== Work.Quote && wasFor !== Work.Auction)) return;
    this.waiting.remove(t);
    this.#tellTriggered(slot, 0, 0);
    this.#unhold(slot);
    if (wasFor === Work.Auction) this.#inAuction(slot, t);
    else this.#toPrice(slot, t);
  }

  /** Moves a pegged order after its market, if it may move already. */
  movePeg(t: number): void {
    const store = this.#store;
    const slot = store.slotOf(this.terms.orderId[t]!);
    const { micros } = this.#event;
    if (slot === -1 || this.terms.work[t] !== Work.Peg) return;
    if (micros - this.terms.pricedMicros[t]! < this.#pegInterval) return;
    const price = this.#emulated.pegPrice(slot, t, this.#event.micros);
    if (Number.isNaN(price) || price === store.price[slot]) return;
    if (this.#requests.replace(slot, price, store.quantity[slot]!, this.#event, this.#out) === RefusalReason.None)
      this.terms.pricedMicros[t] = micros;
  }

  /** An order's time is over: one that is held ends, one at the venue is cancelled, and has expired when that is done. */
  expire(t: number): void {
    const store = this.#store;
    const slot = store.slotOf(this.terms.orderId[t]!);
    if (slot === -1) return;
    store.flags[slot]! |= OrderFlag.Expiring;
    if (store.base[slot] !== OrderStatus.Held) this.#requests.cancel(slot, this.#event, this.#out);
    else if (!this.cancelSlices(slot)) this.#effects.close(slot, this.#event, this.#out, OrderStatus.Expired, 0);
  }

  /** An order that was for an opening without an auction takes what is there at once, or ends. */
  openWithoutAuction(t: number): void {
    const slot = this.#store.slotOf(this.terms.orderId[t]!);
    const caps = this.admission.capsOf(this.#store.venue[slot]!);
    this.waiting.remove(t);
    if (!caps.hasTime(TimeInForce.ImmediateOrCancel)) {
      this.expire(t);
      return;
    }
    this.#store.timeInForce[slot] = TimeInForce.ImmediateOrCancel;
    this.#tellTriggered(slot, 0, 0);
    this.#unhold(slot);
    this.#toPrice(slot, t);
  }

  /** Cancels the slice that works a held order. @returns whether there is one: then the order ends with it */
  cancelSlices(slot: number): boolean {
    const t = this.terms.slotOf(this.#store.orderId[slot]!);
    if (t === NONE || this.terms.work[t] !== Work.Slices) return false;
    return this.#slices.cancel(t, this.#event, this.#out);
  }

  /** Whether a held order can have new terms; those that came with them are taken in. @returns None, or why not */
  amend(slot: number, price: number, quantity: number): number {
    const store = this.#store;
    const { terms } = this;
    const { micros } = this.#event;
    const orderId = store.orderId[slot]!;
    const t = terms.slotOf(orderId);
    const reason = this.#requests.checkTerms(slot, price, quantity, micros);
    if (reason !== RefusalReason.None) return reason;
    const staged = this.admission.stagedOf(orderId);
    if (t === NONE) return staged === NONE ? RefusalReason.None : RefusalReason.BadTerms;
    if (terms.work[t] === Work.Slices) {
      if (staged !== NONE) return RefusalReason.BadTerms;
      return this.#slices.amend(t, price, quantity, this.#event, this.#out);
    }
    if (staged === NONE) return RefusalReason.None;
    const [type, time] = [store.orderType[slot]!, store.timeInForce[slot]!];
    const instrument = store.instrument[slot]!;
    const form = this.admission.check(staged, instrument, type, time, quantity, store.venue[slot]!, micros);
    if (form !== RefusalReason.None) return form;
    this.#stop(t);
    terms.release(t);
    terms.rename(staged, orderId);
    this.admission.staged = 0;
    return RefusalReason.None;
  }

  /** A held order whose terms are new waits by them. One that its group holds waits for that alone. */
  resume(slot: number): void {
    const t = this.terms.slotOf(this.#store.orderId[slot]!);
    const isGrouped = (this.#store.flags[slot]! & OrderFlag.Grouped) !== 0;
    if (t !== NONE && this.terms.work[t] === Work.None && !isGrouped) this.begin(slot);
  }

  /** The limit price that a replace asks for: of a pegged order the price is the one that it does not go beyond. */
  priceFor(slot: number, price: number): number {
    const t = this.terms.slotOf(this.#store.orderId[slot]!);
    if (t === NONE || this.terms.work[t] !== Work.Peg) return price;
    this.terms.triggerPrice[t] = price;
    const pegged = this.#emulated.pegPrice(slot, t, this.#event.micros);
    return Number.isNaN(pegged) ? this.#store.price[slot]! : pegged;
  }

  onAccepted(orderId: number): void {
    this.next?.onAccepted(orderId);
  }

  onFill(orderId: number, quantity: number, leaves: number, cumulative: number): void {
    this.next?.onFill(orderId, quantity, leaves, cumulative);
    this.#progress(orderId, quantity);
  }

  onBusted(orderId: number, quantity: number, leaves: number, cumulative: number): void {
    this.next?.onBusted(orderId, quantity, leaves, cumulative);
    this.#progress(orderId, -quantity);
  }

  onClosed(orderId: number, status: number, cumulative: number): void {
    this.#drop(orderId);
    this.next?.onClosed(orderId, status, cumulative);
    const whole = this.#slices.wholeOf(orderId);
    if (whole !== NONE) this.#slices.closed(whole, orderId, status, 0, this.#event, this.#out);
  }

  onReplaced(orderId: number, price: number, quantity: number, leaves: number, accepted: number): void {
    this.next?.onReplaced(orderId, price, quantity, leaves, accepted);
  }

  onRefused(orderId: number, request: number, reason: number): void {
    const isNew = request === OrderRequestKind.New && this.#store.slotOf(orderId) === -1;
    if (isNew) this.#drop(orderId);
    this.next?.onRefused(orderId, request, reason);
    const whole = isNew ? this.#slices.wholeOf(orderId) : NONE;
    if (whole !== NONE) this.#slices.closed(whole, orderId, OrderStatus.Canceled, reason, this.#event, this.#out);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("orders.emulator");
    this.waiting.note();
    for (const part of [this.terms, this.prices, this.states]) part.snapshot(writer);
    writer.f64(this.admission.staged);
  }

  /** After the store was. */
  restore(reader: SnapshotReader): void {
    reader.section("orders.emulator");
    for (const part of [this.terms, this.prices, this.states]) part.restore(reader);
    this.admission.staged = reader.f64();
    this.waiting.rebuild();
    this.#slices.rebuild();
  }

  #fire(t: number, trigger: number, price: number): void {
    const store = this.#store;
    const slot = store.slotOf(this.terms.orderId[t]!);
    const type = store.orderType[slot]!;
    const offset = this.terms.limitOffset[t]!;
    const becomes = triggeredType(type, offset);
    this.#tellTriggered(slot, trigger, price);
    if (type === OrderType.TrailingStop && becomes === OrderType.Limit) {
      // To the tick that is nearer to a fill: a stop is to be done.
      const isBuy = store.side[slot] === Side.Buy;
      const limit = this.#requests.form.roundPrice(
        store.instrument[slot]!,
        trigger + offset,
        this.#event.micros,
        isBuy,
      );
      if (Number.isNaN(limit)) {
        this.#effects.close(slot, this.#event, this.#out, OrderStatus.Canceled, RefusalReason.BadPrice);
        return;
      }
      store.price[slot] = limit;
    }
    store.orderType[slot] = becomes;
    this.#unhold(slot);
    this.#toAuction(slot, t);
  }

  #toAuction(slot: number, t: number): void {
    const store = this.#store;
    const time = store.timeInForce[slot]!;
    if (!isForAuction(time) || this.admission.capsOf(store.venue[slot]!).hasTime(time)) {
      this.#toPrice(slot, t);
      return;
    }
    if (this.states.isOpenFor(store.instrument[slot]!, time)) {
      this.#inAuction(slot, t);
      return;
    }
    this.#hold(slot, t, Work.Auction, 0);
    this.waiting.add(t);
  }

  /** An order joins an auction that its venue takes plain orders for, and is taken out at its end. */
  #inAuction(slot: number, t: number): void {
    this.#store.flags[slot]! |= OrderFlag.Emulated;
    this.terms.setWork(t, Work.Leaving);
    this.waiting.add(t);
    this.#toPrice(slot, t);
  }

  #toPrice(slot: number, t: number): void {
    const store = this.#store;
    const type = store.orderType[slot]!;
    const isPegged = type === OrderType.Pegged;
    if ((!isPegged && type !== OrderType.MarketToLimit) || this.admission.capsOf(store.venue[slot]!).hasType(type)) {
      this.#toSlices(slot, t);
      return;
    }
    const price = isPegged
      ? this.#emulated.pegPrice(slot, t, this.#event.micros)
      : this.#emulated.touchPrice(slot, this.#event.micros);
    if (Number.isNaN(price)) {
      this.#hold(slot, t, Work.Quote, 0);
      this.waiting.add(t);
      return;
    }
    store.flags[slot]! |= OrderFlag.Emulated;
    this.terms.triggerPrice[t] = store.price[slot]!;
    store.price[slot] = price;
    store.orderType[slot] = OrderType.Limit;
    if (isPegged) {
      this.terms.pricedMicros[t] = this.#event.micros;
      this.terms.setWork(t, Work.Peg);
      this.waiting.add(t);
    }
    this.#toSlices(slot, t);
  }

  #toSlices(slot: number, t: number): void {
    const store = this.#store;
    const display = this.terms.displayQuantity[t]!;
    this.#setTime(slot, t);
    if (display === 0 || display >= store.quantity[slot]! || this.admission.capsOf(store.venue[slot]!).icebergs) {
      this.#send(slot, t);
      return;
    }
    this.#hold(slot, t, Work.Slices, 0);
    if (!this.#slices.show(t, this.#event, this.#out))
      this.#effects.close(slot, this.#event, this.#out, OrderStatus.Canceled, RefusalReason.TooManyOrders);
  }

  /** The time in force that the venue is asked for, and the end that the engine sees to. */
  #setTime(slot: number, t: number): void {
    const store = this.#store;
    const time = store.timeInForce[slot]!;
    const caps = this.admission.capsOf(store.venue[slot]!);
    if (caps.hasTime(time)) {
      this.waiting.unschedule(t);
      return;
    }
    store.flags[slot]! |= OrderFlag.Emulated;
    this.#scheduleEnd(slot, t);
    const rests =
      time === TimeInForce.Day || (time === TimeInForce.GoodTillDate && caps.hasTime(TimeInForce.GoodTillCancel));
    store.timeInForce[slot] = rests || !caps.hasTime(TimeInForce.Day) ? TimeInForce.GoodTillCancel : TimeInForce.Day;
  }

  #scheduleEnd(slot: number, t: number): void {
    const time = this.#store.timeInForce[slot];
    const { dayEndMicros } = this.#options;
    if (time === TimeInForce.GoodTillDate) this.waiting.schedule(t, this.terms.expireMicros[t]!);
    else if (time === TimeInForce.Day && dayEndMicros !== undefined)
      this.waiting.schedule(t, dayEndAfter(this.#event.micros, dayEndMicros));
  }

  /** An order is sent to its venue once more: its terms go ahead again. */
  tellAgain(slot: number, event: EventCursor, out: EventSink): void {
    const t = this.terms.slotOf(this.#store.orderId[slot]!);
    if (t !== NONE) this.#tell(slot, t, event, out);
  }

  #send(slot: number, t: number): void {
    this.#tell(slot, t, this.#event, this.#out);
    this.#requests.send(slot, this.#event, this.#out);
  }

  /** What the venue is to know of an order beside what its record says. */
  #tell(slot: number, t: number, event: EventCursor, out: EventSink): void {
    const store = this.#store;
    const { terms } = this;
    const type = store.orderType[slot]!;
    const isOwn = type !== OrderType.Market && type !== OrderType.Limit;
    if (
      isOwn ||
      terms.displayQuantity[t] !== 0 ||
      terms.minQuantity[t] !== 0 ||
      terms.instructions[t] !== 0 ||
      store.timeInForce[slot] === TimeInForce.GoodTillDate
    )
      terms.tell(t, event, out, store.instrument[slot]!, store.venue[slot]!);
  }

  #hold(slot: number, t: number, work: Work, trigger: number): void {
    const store = this.#store;
    this.terms.setWork(t, work);
    store.flags[slot]! |= OrderFlag.Emulated;
    store.base[slot] = OrderStatus.Held;
    store.settle(slot);
    this.#scheduleEnd(slot, t);
    const { instrument, venue, side, strategy, orderType } = store;
    OrderHeld.emit(
      this.#out,
      this.#event,
      instrument[slot]!,
      venue[slot]!,
      store.orderId[slot]!,
      trigger,
      store.quantity[slot]!,
      side[slot]!,
      orderType[slot]!,
      ENGINE,
      strategy[slot]!,
    );
  }

  #unhold(slot: number): void {
    this.#store.base[slot] = OrderStatus.PendingNew;
    this.#store.settle(slot);
  }

  #tellTriggered(slot: number, trigger: number, price: number): void {
    const { instrument, venue, orderId, side, strategy } = this.#store;
    OrderTriggered.emit(
      this.#out,
      this.#event,
      instrument[slot]!,
      venue[slot]!,
      orderId[slot]!,
      trigger,
      price,
      side[slot]!,
      strategy[slot]!,
    );
  }

  #progress(orderId: number, quantity: number): void {
    const t = this.#slices.wholeOf(orderId);
    if (t === NONE) return;
    this.#slices.filled(t, orderId, quantity, this.#event, this.#out);
    const whole = this.terms.orderId[t]!;
    const slot = this.#store.slotOf(whole);
    if (slot === -1) return;
    const [leaves, cumulative] = [this.#store.leaves[slot]!, this.#store.cumulative[slot]!];
    if (quantity > 0) this.next?.onFill(whole, quantity, leaves, cumulative);
    else this.next?.onBusted(whole, -quantity, leaves, cumulative);
  }

  /** An order works no more: its terms are forgotten. */
  #drop(orderId: number): void {
    const t = this.terms.slotOf(orderId);
    if (t === NONE) return;
    this.#stop(t);
    this.terms.release(t);
  }

  #stop(t: number): void {
    this.waiting.remove(t);
    this.waiting.unschedule(t);
  }
}
