/**
 * The order manager as a stage: every order is checked for form and registered, and its state follows what the risk gate
 * and the venue say.
 *
 *     OrderIntent → [form, id] → OrderRequest → (risk gate) → NewOrder → (venue) → ExecutionReport → Fill, OrderClosed
 *                                                └ OrderRefused
 *     CancelIntent → CancelOrder → (venue)
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
  ExecType,
  ExecutionReport,
  Fill,
  type InstrumentRegistry,
  OrderClosed,
  OrderIntent,
  OrderRefused,
  OrderRequest,
  OrderStatus,
  OrderType,
  Side,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
} from "@hotpath/core";
import { RefusalReason } from "@hotpath/risk";
import { OrderStore } from "./order-store.ts";

/** Counts of what the order manager has seen. */
export interface OrderCounts {
  /** Orders that were asked for. */
  intents: number;
  /** Orders refused by the order manager itself, for their form. */
  malformed: number;
  /** Reports of orders that are not known, or no longer. */
  unknownReports: number;
  /** Cancels that the venue refused because the order had ended before they came: a race, not a fault. */
  lateCancels: number;
  /** Trade reports that said nothing new. */
  duplicateReports: number;
  /** Trades larger than what still worked. They are booked: the venue's word counts. */
  overfills: number;
  fills: number;
  cancels: number;
  /** Orders that the venue rejected. */
  venueRejects: number;
}

/** How an {@link OrderStage} is made. */
export interface OrderStageOptions {
  instruments: InstrumentRegistry;
  /** The most orders that may work at a time. Default 65,536. */
  maxOrders?: number;
}

/** Keeps every working order and its state. */
export class OrderStage implements Stage, Snapshotable {
  readonly name = "orders";
  readonly handles: readonly number[] = [
    OrderIntent.TYPE,
    CancelIntent.TYPE,
    OrderRefused.TYPE,
    ExecutionReport.TYPE,
    Command.TYPE,
  ];
  /** The working orders. */
  readonly store: OrderStore;
  readonly #instruments: InstrumentRegistry;
  /** What every order is held to, in columns; a tick of 0 is one that depends on price or date. */
  readonly #tick: Float64Array;
  readonly #lot: Float64Array;
  readonly #minSize: Float64Array;
  readonly #maxSize: Float64Array;
  #intents = 0;
  #malformed = 0;
  #unknownReports = 0;
  #lateCancels = 0;
  #duplicateReports = 0;
  #overfills = 0;
  #fills = 0;
  #cancels = 0;
  #venueRejects = 0;

  constructor(options: OrderStageOptions) {
    this.#instruments = options.instruments;
    const { list } = options.instruments;
    this.#tick = Float64Array.from(list, (i) => i.ticks.single);
    this.#lot = Float64Array.from(list, (i) => i.lot);
    this.#minSize = Float64Array.from(list, (i) => i.minSize);
    this.#maxSize = Float64Array.from(list, (i) => i.maxSize);
    this.store = new OrderStore(options.maxOrders);
  }

  on(event: EventCursor, out: EventSink): void {
    switch (event.type) {
      case OrderIntent.TYPE:
        this.#intent(event, out);
        return;
      case ExecutionReport.TYPE:
        this.#report(event, out);
        return;
      case CancelIntent.TYPE:
        this.#cancelIntent(event, out);
        return;
      case OrderRefused.TYPE:
        this.#refused(event);
        return;
      case Command.TYPE: {
        const command = Command.command(event);
        if (command === EngineCommand.CancelAll || command === EngineCommand.Halt) this.#cancelAll(event, out);
        return;
      }
    }
  }

  /** What has happened so far. */
  counts(): OrderCounts {
    return {
      intents: this.#intents,
      malformed: this.#malformed,
      unknownReports: this.#unknownReports,
      lateCancels: this.#lateCancels,
      duplicateReports: this.#duplicateReports,
      overfills: this.#overfills,
      fills: this.#fills,
      cancels: this.#cancels,
      venueRejects: this.#venueRejects,
    };
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("orders.stage");
    this.store.snapshot(writer);
    for (const count of Object.values(this.counts())) writer.f64(count as number);
  }

  restore(reader: SnapshotReader): void {
    reader.section("orders.stage");
    this.store.restore(reader);
    this.#intents = reader.f64();
    this.#malformed = reader.f64();
    this.#unknownReports = reader.f64();
    this.#lateCancels = reader.f64();
    this.#duplicateReports = reader.f64();
    this.#overfills = reader.f64();
    this.#fills = reader.f64();
    this.#cancels = reader.f64();
    this.#venueRejects = reader.f64();
  }

  #intent(event: EventCursor, out: EventSink): void {
    this.#intents += 1;
    const orderId = OrderIntent.orderId(event);
    const price = OrderIntent.price(event);
    const quantity = OrderIntent.quantity(event);
    const side = OrderIntent.side(event);
    const orderType = OrderIntent.orderType(event);
    const strategy = OrderIntent.strategy(event);
    const instrument = event.instrument;
    let reason = this.#form(event, orderId, price, quantity, side, orderType);
    const slot = reason === RefusalReason.None ? this.store.take(orderId) : -1;
    if (slot === -1) {
      if (reason === RefusalReason.None) reason = RefusalReason.TooManyOrders;
      this.#malformed += 1;
      OrderRefused.emit(out, event, instrument, event.venue, orderId, 0, 0, reason, strategy);
      return;
    }
    const store = this.store;
    const timeInForce = OrderIntent.timeInForce(event);
    store.price[slot] = price;
    store.quantity[slot] = quantity;
    store.leaves[slot] = quantity;
    store.cumulative[slot] = 0;
    store.created[slot] = event.micros;
    store.instrument[slot] = instrument;
    store.side[slot] = side;
    store.orderType[slot] = orderType;
    store.timeInForce[slot] = timeInForce;
    store.strategy[slot] = strategy;
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

  /** Whether the order is one that could exist at all: refusing it is no matter of risk. */
  #form(event: EventCursor, orderId: number, price: number, quantity: number, side: number, orderType: number): number {
    const index = event.instrument;
    if (index < 0 || index >= this.#instruments.size) return RefusalReason.UnknownInstrument;
    if (side !== Side.Buy && side !== Side.Sell) return RefusalReason.BadSide;
    if (orderType === OrderType.Limit) {
      if (!(price > 0 && price <= Number.MAX_SAFE_INTEGER) || !this.#isOnTick(index, price, event))
        return RefusalReason.BadPrice;
    } else if (orderType !== OrderType.Market || price !== 0) return RefusalReason.BadPrice;
    if (!(quantity >= this.#minSize[index]! && quantity <= this.#maxSize[index]!)) return RefusalReason.BadQuantity;
    const lot = this.#lot[index]!;
    if (Math.floor(quantity / lot) * lot !== quantity) return RefusalReason.BadQuantity;
    if (!Number.isSafeInteger(orderId) || this.store.slotOf(orderId) !== -1) return RefusalReason.DuplicateOrder;
    return RefusalReason.None;
  }

  #isOnTick(index: number, price: number, event: EventCursor): boolean {
    const tick = this.#tick[index]!;
    if (tick > 0) return Math.floor(price / tick) * tick === price;
    return this.#instruments.list[index]!.ticks.isOnTick(price, event.micros);
  }

  #refused(event: EventCursor): void {
    const slot = this.store.slotOf(OrderRefused.orderId(event));
    // Only an order that is waiting for the gate can be refused by it: a refused cancel or twin leaves the order alone.
    if (slot === -1 || this.store.status[slot] !== OrderStatus.PendingNew) return;
    if (isFormReason(OrderRefused.reason(event))) return;
    this.store.release(slot);
  }

  #cancelIntent(event: EventCursor, out: EventSink): void {
    const orderId = CancelIntent.orderId(event);
    const slot = this.store.slotOf(orderId);
    if (slot === -1) {
      OrderRefused.emit(
        out,
        event,
        event.instrument,
        event.venue,
        orderId,
        0,
        0,
        RefusalReason.UnknownOrder,
        CancelIntent.strategy(event),
      );
      return;
    }
    this.#cancel(slot, event, out);
  }

  #cancelAll(event: EventCursor, out: EventSink): void {
    const { status, used } = this.store;
    for (let slot = 0; slot < used; slot++) if (status[slot] !== -1) this.#cancel(slot, event, out);
  }

  #cancel(slot: number, event: EventCursor, out: EventSink): void {
    const store = this.store;
    if (store.status[slot] === OrderStatus.PendingCancel) return;
    store.status[slot] = OrderStatus.PendingCancel;
    this.#cancels += 1;
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

  #report(event: EventCursor, out: EventSink): void {
    const slot = this.store.slotOf(ExecutionReport.orderId(event));
    if (slot === -1) {
      if (ExecutionReport.execType(event) === ExecType.CancelRejected) this.#lateCancels += 1;
      else this.#unknownReports += 1;
      return;
    }
    const store = this.store;
    switch (ExecutionReport.execType(event)) {
      case ExecType.New:
        if (store.status[slot] === OrderStatus.PendingNew) store.status[slot] = OrderStatus.New;
        return;
      case ExecType.Trade:
        this.#trade(slot, event, out);
        return;
      case ExecType.Canceled:
        this.#close(slot, event, out, OrderStatus.Canceled);
        return;
      case ExecType.Expired:
        this.#close(slot, event, out, OrderStatus.Expired);
        return;
      case ExecType.Rejected:
        this.#venueRejects += 1;
        this.#close(slot, event, out, OrderStatus.Rejected);
        return;
      case ExecType.CancelRejected:
        // The order lives on as it was before the cancel was asked for.
        if (store.status[slot] === OrderStatus.PendingCancel)
          store.status[slot] = store.cumulative[slot]! > 0 ? OrderStatus.PartiallyFilled : OrderStatus.New;
        return;
    }
  }

  #trade(slot: number, event: EventCursor, out: EventSink): void {
    const store = this.store;
    const quantity = ExecutionReport.lastQuantity(event);
    const cumulative = store.cumulative[slot]! + quantity;
    if (ExecutionReport.cumulativeQuantity(event) < cumulative) {
      this.#duplicateReports += 1;
      return;
    }
    const leaves = store.leaves[slot]!;
    const released = Math.min(quantity, leaves);
    if (quantity > leaves) this.#overfills += 1;
    this.#fills += 1;
    store.cumulative[slot] = cumulative;
    store.leaves[slot] = leaves - released;
    if (store.status[slot] !== OrderStatus.PendingCancel) store.status[slot] = OrderStatus.PartiallyFilled;
    Fill.emit(
      out,
      event,
      store.instrument[slot]!,
      event.venue,
      store.orderId[slot]!,
      ExecutionReport.lastPrice(event),
      quantity,
      leaves - released,
      released,
      store.side[slot]!,
      ExecutionReport.liquidity(event),
      store.strategy[slot]!,
    );
    if (leaves === released) this.#close(slot, event, out, OrderStatus.Filled);
  }

  #close(slot: number, event: EventCursor, out: EventSink, status: number): void {
    const store = this.store;
    OrderClosed.emit(
      out,
      event,
      store.instrument[slot]!,
      event.venue,
      store.orderId[slot]!,
      store.leaves[slot]!,
      store.cumulative[slot]!,
      store.side[slot]!,
      status,
      ExecutionReport.reason(event),
      store.strategy[slot]!,
    );
    store.release(slot);
  }
}

/** Reasons that the order manager itself gives: the order they speak of was never registered. */
function isFormReason(reason: number): boolean {
  return reason >= RefusalReason.BadPrice;
}
