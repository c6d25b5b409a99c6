/**
 * The order manager as a stage: every order is checked for form and registered, and its state follows what the risk gate
 * and the venue say.
 *
 *     OrderIntent → [form, id] → OrderRequest → (risk gate) → NewOrder → (venue) → ExecutionReport → Fill, OrderClosed
 *                                                └ OrderRefused
 *     ReplaceIntent → [form] → ReplaceRequest → (risk gate) → ReplaceOrder → (venue) → OrderReplaced
 *     CancelIntent, MassCancel → CancelOrder → (venue)
 *
 * States are those of FIX's order state matrices (FIX 4.4, volume 4, appendix D).
 */
import {
  CancelIntent,
  CancelOrder,
  Command,
  EngineCommand,
  type EventCursor,
  type EventSink,
  ExecutionReport,
  type InstrumentRegistry,
  MassCancel,
  OrderIntent,
  OrderRefused,
  OrderRequest,
  OrderRequestKind,
  OrderStatus,
  ReplaceIntent,
  ReplaceRequest,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
} from "@hotpath/core";
import { isFormReason, RefusalReason } from "@hotpath/risk";
import { noCounts, type OrderCounts } from "./order-counts.ts";
import { OrderEffects } from "./order-effects.ts";
import { OrderForm } from "./order-form.ts";
import { OrderReports } from "./order-reports.ts";
import { OrderFlag, OrderStore } from "./order-store.ts";

/** How an {@link OrderStage} is made. */
export interface OrderStageOptions {
  instruments: InstrumentRegistry;
  /** The most orders that may work at a time. Default 65,536. */
  maxOrders?: number;
  /**
   * The last so many executions are remembered by their ids, so that one told twice is known, and one that is corrected or
   * busted later is found. Default 65,536.
   */
  maxExecutions?: number;
}

/** Keeps every working order and its state. */
export class OrderStage implements Stage, Snapshotable {
  readonly name = "orders";
  readonly handles: readonly number[] = [
    OrderIntent.TYPE,
    CancelIntent.TYPE,
    ReplaceIntent.TYPE,
    OrderRefused.TYPE,
    ExecutionReport.TYPE,
    Command.TYPE,
    MassCancel.TYPE,
  ];
  /** The working orders. */
  readonly store: OrderStore;
  readonly #form: OrderForm;
  readonly #counts: OrderCounts = noCounts();
  readonly #effects: OrderEffects;
  readonly #reports: OrderReports;

  constructor(options: OrderStageOptions) {
    this.#form = new OrderForm(options.instruments);
    this.store = new OrderStore(options.maxOrders);
    this.#effects = new OrderEffects(this.store, this.#counts, options.maxExecutions);
    this.#reports = new OrderReports(this.#effects);
  }

  on(event: EventCursor, out: EventSink): void {
    switch (event.type) {
      case OrderIntent.TYPE:
        this.#intent(event, out);
        return;
      case ExecutionReport.TYPE:
        this.#reports.on(event, out);
        return;
      case CancelIntent.TYPE:
        this.#cancelIntent(event, out);
        return;
      case ReplaceIntent.TYPE:
        this.#replaceIntent(event, out);
        return;
      case OrderRefused.TYPE:
        this.#refused(event);
        return;
      case MassCancel.TYPE:
        this.#cancelAll(event, out, MassCancel.strategy(event));
        return;
      case Command.TYPE: {
        const command = Command.command(event);
        if (command === EngineCommand.CancelAll || command === EngineCommand.Halt) this.#cancelAll(event, out, -1);
        return;
      }
    }
  }

  /** What has happened so far. */
  counts(): OrderCounts {
    return { ...this.#counts };
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("orders.stage", 3);
    this.store.snapshot(writer);
    this.#effects.ended.snapshot(writer);
    this.#effects.executions.snapshot(writer);
    for (const count of Object.values(this.#counts)) writer.f64(count as number);
  }

  restore(reader: SnapshotReader): void {
    reader.section("orders.stage", 3);
    this.store.restore(reader);
    this.#effects.ended.restore(reader);
    this.#effects.executions.restore(reader);
    for (const name of Object.keys(this.#counts) as (keyof OrderCounts)[]) this.#counts[name] = reader.f64();
  }

  #intent(event: EventCursor, out: EventSink): void {
    this.#counts.intents += 1;
    const orderId = OrderIntent.orderId(event);
    const price = OrderIntent.price(event);
    const quantity = OrderIntent.quantity(event);
    const side = OrderIntent.side(event);
    const orderType = OrderIntent.orderType(event);
    const strategy = OrderIntent.strategy(event);
    const instrument = event.instrument;
    const store = this.store;
    let reason: number = this.#form.check(instrument, side, price, quantity, orderType, event.micros);
    if (reason === RefusalReason.None && (!Number.isSafeInteger(orderId) || store.slotOf(orderId) !== -1))
      reason = RefusalReason.DuplicateOrder;
    const slot = reason === RefusalReason.None ? store.take(orderId) : -1;
    if (slot === -1) {
      if (reason === RefusalReason.None) reason = RefusalReason.TooManyOrders;
      this.#refuse(event, out, orderId, reason, strategy, OrderRequestKind.New);
      return;
    }
    const timeInForce = OrderIntent.timeInForce(event);
    store.price[slot] = price;
    store.quantity[slot] = quantity;
    store.leaves[slot] = quantity;
    store.cumulative[slot] = 0;
    store.created[slot] = event.micros;
    store.newPrice[slot] = Number.NaN;
    store.newQuantity[slot] = Number.NaN;
    store.instrument[slot] = instrument;
    store.side[slot] = side;
    store.orderType[slot] = orderType;
    store.timeInForce[slot] = timeInForce;
    store.strategy[slot] = strategy;
    store.told[slot] = 0;
    store.venueOrderId[slot] = 0;
    store.venue[slot] = event.venue;
    store.flags[slot] = 0;
    store.base[slot] = OrderStatus.PendingNew;
    store.status[slot] = OrderStatus.PendingNew;
    OrderRequest.emit(
      out,
      event,
      instrument,
      event.venue,
      orderId,
      price,
      quantity,
      side,
      orderType,
      timeInForce,
      strategy,
    );
  }

  #replaceIntent(event: EventCursor, out: EventSink): void {
    const store = this.store;
    const orderId = ReplaceIntent.orderId(event);
    const price = ReplaceIntent.price(event);
    const quantity = ReplaceIntent.quantity(event);
    const strategy = ReplaceIntent.strategy(event);
    const slot = store.slotOf(orderId);
    const reason = slot === -1 ? RefusalReason.UnknownOrder : this.#replaceForm(slot, price, quantity, event.micros);
    if (reason !== RefusalReason.None) {
      this.#refuse(event, out, orderId, reason, strategy, OrderRequestKind.Replace);
      return;
    }
    store.status[slot] = OrderStatus.PendingReplace;
    store.newPrice[slot] = price;
    store.newQuantity[slot] = quantity;
    this.#counts.replaces += 1;
    const instrument = store.instrument[slot]!;
    ReplaceRequest.emit(
      out,
      event,
      instrument,
      event.venue,
      orderId,
      price,
      quantity,
      store.side[slot]!,
      store.strategy[slot]!,
    );
  }

  /** Whether an order can have other terms, and those. */
  #replaceForm(slot: number, price: number, quantity: number, micros: number): number {
    const store = this.store;
    const status = store.status[slot];
    if (status !== OrderStatus.New && status !== OrderStatus.PartiallyFilled) return RefusalReason.ReplacePending;
    const { instrument, side, orderType } = store;
    const reason = this.#form.check(instrument[slot]!, side[slot]!, price, quantity, orderType[slot]!, micros);
    if (reason !== RefusalReason.None) return reason;
    return quantity > store.cumulative[slot]! ? RefusalReason.None : RefusalReason.BadQuantity;
  }

  #refuse(
    event: EventCursor,
    out: EventSink,
    orderId: number,
    reason: number,
    strategy: number,
    request: number,
  ): void {
    if (request !== OrderRequestKind.Cancel) this.#counts.malformed += 1;
    const { instrument, venue } = event;
    OrderRefused.emit(out, event, instrument, venue, orderId, 0, 0, reason, strategy, 0, 0, 0, request);
  }

  #refused(event: EventCursor): void {
    const slot = this.store.slotOf(OrderRefused.orderId(event));
    if (slot === -1 || isFormReason(OrderRefused.reason(event))) return;
    const status = this.store.status[slot];
    const request = OrderRefused.request(event);
    // Only what is waiting for the gate can be refused by it: a refused cancel or twin leaves the order alone.
    if (request === OrderRequestKind.New && status === OrderStatus.PendingNew) this.store.release(slot);
    else if (request === OrderRequestKind.Replace && this.store.newQuantity[slot]! >= 0) this.#effects.keepTerms(slot);
  }

  #cancelIntent(event: EventCursor, out: EventSink): void {
    const orderId = CancelIntent.orderId(event);
    const slot = this.store.slotOf(orderId);
    if (slot === -1)
      this.#refuse(
        event,
        out,
        orderId,
        RefusalReason.UnknownOrder,
        CancelIntent.strategy(event),
        OrderRequestKind.Cancel,
      );
    else this.#cancel(slot, event, out);
  }

  /** @param strategy whose orders, −1 for everybody's */
  #cancelAll(event: EventCursor, out: EventSink, strategy: number): void {
    const { status, used } = this.store;
    for (let slot = 0; slot < used; slot++)
      if (status[slot] !== -1 && (strategy === -1 || this.store.strategy[slot] === strategy))
        this.#cancel(slot, event, out);
  }

  #cancel(slot: number, event: EventCursor, out: EventSink): void {
    const store = this.store;
    if ((store.flags[slot]! & OrderFlag.Canceling) !== 0) return;
    store.flags[slot]! |= OrderFlag.Canceling;
    store.status[slot] = OrderStatus.PendingCancel;
    this.#counts.cancels += 1;
    CancelOrder.emit(
      out,
      event,
      store.instrument[slot]!,
      event.venue,
      store.orderId[slot]!,
      store.side[slot]!,
      store.strategy[slot]!,
    );
  }
}
