/**
 * The order manager as a stage: every order is checked for form and registered, and its state follows what the risk gate
 * and the venue say.
 *
 *     OrderIntent → [form, id] → OrderRequest → (risk gate) → NewOrder → (venue) → ExecutionReport → Fill, OrderClosed
 *                       │                        └ OrderRefused
 *                       └ held: by its group, or until its trigger where the venue has no such order
 *     ReplaceIntent → [form] → ReplaceRequest → (risk gate) → ReplaceOrder → (venue) → OrderReplaced
 *     CancelIntent, MassCancel → CancelOrder → (venue)
 *
 * States are those of FIX's order state matrices (FIX 4.4, volume 4, appendix D).
 */
import {
  CancelIntent,
  Command,
  EngineCommand,
  type EventCursor,
  type EventSink,
  ExecutionReport,
  InputError,
  type InstrumentRegistry,
  MassCancel,
  OrderHeld,
  OrderIntent,
  OrderRefused,
  OrderRequestKind,
  OrderStatus,
  OrderTerms,
  OrderType,
  ReplaceIntent,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
  type TimeInForce,
  Timer,
  VenueOrderState,
  VenuePosition,
  VenueSession,
} from "@hotpath/core";
import { isFormReason, RefusalReason } from "@hotpath/risk";
import type { EmulationOptions } from "./emulator/emulation-options.ts";
import { MARKET_TYPES, MarketWatch } from "./emulator/market-watch.ts";
import { OrderEmulator } from "./emulator/order-emulator.ts";
import { GroupActions } from "./group-actions.ts";
import { noCounts, type OrderCounts } from "./order-counts.ts";
import { OrderDeadlines, type RequestOptions } from "./order-deadlines.ts";
import { OrderEffects } from "./order-effects.ts";
import { OrderForm } from "./order-form.ts";
import type { OrderGroupHooks } from "./order-group-hooks.ts";
import { OrderReports } from "./order-reports.ts";
import { OrderRequests, WAITING_CANCEL } from "./order-requests.ts";
import { OrderFlag, OrderStore } from "./order-store.ts";
import { Reconciler, type ReconciliationOptions, SESSION_TYPES } from "./reconciliation/reconciler.ts";
import type { OrderHandling } from "./venue-capabilities.ts";

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
  /**
   * Orders that venues lack are emulated: stops and the like, pegged orders, icebergs, times in force. Without it there
   * are limit and market orders alone. `{}` for a venue that has nothing else.
   */
  emulation?: EmulationOptions;
  /** Groups of orders: one cancels the other, one triggers the other. */
  groups?: OrderGroupHooks;
  /** What is done with a venue's own list of orders, fills and positions after a reconnect. Default: the policy's defaults. */
  reconciliation?: ReconciliationOptions;
  /** What is done about requests that a venue does not answer, and cancels that it refuses. Default: the options' defaults. */
  requests?: RequestOptions;
}

/** What is handled in any case. */
const OWN_TYPES: readonly number[] = [
  OrderIntent.TYPE,
  CancelIntent.TYPE,
  ReplaceIntent.TYPE,
  OrderRefused.TYPE,
  ExecutionReport.TYPE,
  Command.TYPE,
  MassCancel.TYPE,
  Timer.TYPE,
  ...SESSION_TYPES,
];
/** What an `OrderHeld` says of who keeps an order. */
const GROUP = 2;

/** Keeps every working order and its state. */
export class OrderStage implements Stage, Snapshotable {
  readonly name = "orders";
  readonly handles: readonly number[];
  /** The working orders. */
  readonly store: OrderStore;
  readonly #form: OrderForm;
  readonly #counts: OrderCounts = noCounts();
  readonly #effects: OrderEffects;
  readonly #reports: OrderReports;
  readonly #requests: OrderRequests;
  readonly #reconciler: Reconciler;
  readonly #deadlines: OrderDeadlines;
  readonly #emulator: OrderEmulator | undefined;
  readonly #watch: MarketWatch | undefined;
  readonly #groups: OrderGroupHooks | undefined;
  readonly #groupTypes: ReadonlySet<number>;
  readonly #actions: GroupActions | undefined;
  /** Whether there is more than plain orders. */
  readonly #isExtended: boolean;

  constructor(options: OrderStageOptions) {
    const { instruments, emulation, groups } = options;
    this.#form = new OrderForm(instruments);
    this.store = new OrderStore(options.maxOrders);
    this.#effects = new OrderEffects(this.store, this.#counts, options.maxExecutions);
    this.#deadlines = new OrderDeadlines(options.requests ?? {}, this.store);
    this.#reports = new OrderReports(this.#effects, this.#deadlines);
    this.#requests = new OrderRequests(this.#effects, this.#form, this.#deadlines);
    this.#reconciler = new Reconciler(options.reconciliation ?? {}, instruments.size, this.#effects, this.#deadlines);
    this.#groups = groups;
    this.#groupTypes = new Set(groups?.handles);
    this.#effects.listener = groups;
    let emulator: OrderEmulator | undefined;
    if (emulation !== undefined) {
      emulator = new OrderEmulator(emulation, instruments.size, this.#effects, this.#requests);
      emulator.next = groups;
      this.#effects.listener = emulator;
      this.#requests.cancelSlices = (slot) => emulator!.cancelSlices(slot);
      this.#reconciler.tellTerms = (slot, event, out) => emulator!.tellAgain(slot, event, out);
      this.#watch = new MarketWatch(emulator, this.store, instruments.size);
    }
    this.#emulator = emulator;
    this.#isExtended = emulation !== undefined || groups !== undefined;
    if (groups !== undefined) {
      this.#actions = new GroupActions(this.#effects, this.#requests, emulator);
      groups.attach(this.#actions);
    }
    const market = emulation === undefined ? [] : [OrderTerms.TYPE, ...MARKET_TYPES];
    this.handles = [...new Set([...OWN_TYPES, ...market, ...this.#groupTypes])];
  }

  /**
   * Who keeps orders of a type and a time in force: the venue, the engine, or nobody, where they are refused.
   *
   * @param venue its number, where `emulation.venues` tells venues apart
   */
  handling(orderType: OrderType, timeInForce: TimeInForce, venue = 0): OrderHandling {
    if (this.#emulator !== undefined) return this.#emulator.admission.handling(orderType, timeInForce, venue);
    return orderType === OrderType.Market || orderType === OrderType.Limit ? "venue" : "nobody";
  }

  on(event: EventCursor, out: EventSink): void {
    if (this.#isExtended) {
      this.#enter(event, out);
      this.#handle(event, out);
      this.#groups?.after?.(event, out);
    } else this.#handle(event, out);
    this.#deadlines.askForTimer(event, out);
  }

  #handle(event: EventCursor, out: EventSink): void {
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
        this.#refused(event, out);
        return;
      case MassCancel.TYPE:
        this.#cancelAll(event, out, MassCancel.strategy(event));
        return;
      case OrderTerms.TYPE:
        this.#emulator?.admission.stage(OrderTerms.orderId(event), event);
        return;
      case Command.TYPE: {
        const command = Command.command(event);
        if (command === EngineCommand.CancelAll || command === EngineCommand.Halt) this.#cancelAll(event, out, -1);
        return;
      }
      case VenueSession.TYPE:
      case VenueOrderState.TYPE:
      case VenuePosition.TYPE:
        this.#reconciler.on(event, out);
        return;
      case Timer.TYPE:
        if (Timer.timer(event) === this.#deadlines.timer) this.#deadlines.wake(event, out, this.#requests);
        this.#watch?.on(event);
        return;
      default:
        this.#watch?.on(event);
    }
  }

  /** What has happened so far. */
  counts(): OrderCounts {
    return { ...this.#counts };
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("orders.stage", 4);
    this.store.snapshot(writer);
    this.#deadlines.snapshot(writer);
    this.#effects.ended.snapshot(writer);
    this.#effects.executions.snapshot(writer);
    this.#reconciler.snapshot(writer);
    for (const count of Object.values(this.#counts)) writer.f64(count as number);
    writer.i32((this.#emulator === undefined ? 0 : 1) + (this.#groups === undefined ? 0 : 2));
    this.#emulator?.snapshot(writer);
    this.#groups?.snapshot(writer);
  }

  /** @throws {InputError} `CORRUPT` too for a snapshot of a stage that emulates or groups where this one does not */
  restore(reader: SnapshotReader): void {
    reader.section("orders.stage", 4);
    this.store.restore(reader);
    this.#deadlines.restore(reader);
    this.#effects.ended.restore(reader);
    this.#effects.executions.restore(reader);
    this.#reconciler.restore(reader);
    for (const name of Object.keys(this.#counts) as (keyof OrderCounts)[]) this.#counts[name] = reader.f64();
    if (reader.i32() !== (this.#emulator === undefined ? 0 : 1) + (this.#groups === undefined ? 0 : 2))
      throw new InputError("CORRUPT", "snapshot: emulation or groups on one side only");
    this.#emulator?.restore(reader);
    this.#groups?.restore(reader);
  }

  /** Whoever acts on his own during this event needs to know it. */
  #enter(event: EventCursor, out: EventSink): void {
    this.#actions?.enter(event, out);
    this.#emulator?.enter(event, out);
    if (this.#groupTypes.has(event.type) && !isWaitingCancel(event)) this.#groups!.on(event, out);
  }

  #intent(event: EventCursor, out: EventSink): void {
    this.#counts.intents += 1;
    const orderId = OrderIntent.orderId(event);
    const price = OrderIntent.price(event);
    const quantity = OrderIntent.quantity(event);
    const side = OrderIntent.side(event);
    const orderType = OrderIntent.orderType(event);
    const timeInForce = OrderIntent.timeInForce(event);
    const strategy = OrderIntent.strategy(event);
    const { instrument, venue } = event;
    const store = this.store;
    const admission = this.#emulator?.admission;
    const isPlain =
      admission === undefined
        ? orderType === OrderType.Limit || orderType === OrderType.Market
        : admission.isPlain(orderId, orderType, timeInForce, venue);
    let reason: number = this.#form.check(instrument, side, price, quantity, orderType, event.micros);
    if (reason === RefusalReason.None && (!Number.isSafeInteger(orderId) || store.slotOf(orderId) !== -1))
      reason = RefusalReason.DuplicateOrder;
    if (reason === RefusalReason.None && store.isFull) reason = RefusalReason.TooManyOrders;
    if (reason === RefusalReason.None && !isPlain)
      reason =
        admission === undefined
          ? RefusalReason.NotSupported
          : admission.admit(orderId, instrument, side, quantity, orderType, timeInForce, strategy, venue, event.micros);
    if (reason !== RefusalReason.None) {
      if (admission?.staged === orderId) admission.forget();
      this.#requests.refuse(event, out, orderId, reason, strategy, OrderRequestKind.New);
      return;
    }
    const slot = store.take(orderId);
    store.begin(slot, event.micros, venue, instrument, side, price, quantity, orderType, timeInForce, strategy);
    if (this.#groups?.onIntent(orderId, instrument, side, price, quantity) === true)
      this.#holdForGroup(slot, event, out);
    else if (isPlain) this.#requests.send(slot, event, out);
    else this.#emulator!.begin(slot);
  }

  #holdForGroup(slot: number, event: EventCursor, out: EventSink): void {
    const store = this.store;
    store.flags[slot]! |= OrderFlag.Grouped;
    store.base[slot] = OrderStatus.Held;
    store.settle(slot);
    OrderHeld.emit(
      out,
      event,
      store.instrument[slot]!,
      store.venue[slot]!,
      store.orderId[slot]!,
      0,
      store.quantity[slot]!,
      store.side[slot]!,
      store.orderType[slot]!,
      GROUP,
      store.strategy[slot]!,
    );
  }

  #replaceIntent(event: EventCursor, out: EventSink): void {
    const store = this.store;
    const orderId = ReplaceIntent.orderId(event);
    const price = ReplaceIntent.price(event);
    const quantity = ReplaceIntent.quantity(event);
    const slot = store.slotOf(orderId);
    let reason: number = RefusalReason.UnknownOrder;
    if (slot !== -1)
      reason =
        store.base[slot] === OrderStatus.Held
          ? this.#amend(slot, price, quantity, event, out)
          : this.#replace(slot, price, quantity, event, out);
    if (this.#emulator?.admission.staged === orderId) this.#emulator.admission.forget();
    if (reason !== RefusalReason.None)
      this.#requests.refuse(event, out, orderId, reason, ReplaceIntent.strategy(event), OrderRequestKind.Replace);
  }

  #replace(slot: number, price: number, quantity: number, event: EventCursor, out: EventSink): number {
    const emulator = this.#emulator;
    // Terms beside price and quantity are the venue's to change, and no venue is asked to.
    if (emulator !== undefined && emulator.admission.staged === this.store.orderId[slot]) return RefusalReason.BadTerms;
    const limit = emulator === undefined ? price : emulator.priceFor(slot, price);
    return this.#requests.replace(slot, limit, quantity, event, out);
  }

  /** New terms for a held order hold at once. */
  #amend(slot: number, price: number, quantity: number, event: EventCursor, out: EventSink): number {
    if ((this.store.flags[slot]! & OrderFlag.Canceling) !== 0) return RefusalReason.ReplacePending;
    const reason =
      this.#emulator === undefined
        ? this.#requests.checkTerms(slot, price, quantity, event.micros)
        : this.#emulator.amend(slot, price, quantity);
    if (reason !== RefusalReason.None) return reason;
    const orderId = this.store.orderId[slot]!;
    this.#effects.amendHeld(slot, price, quantity, event, out);
    // Whoever was told may have cancelled it.
    if (this.store.slotOf(orderId) === slot) this.#emulator?.resume(slot);
    return RefusalReason.None;
  }

  #refused(event: EventCursor, out: EventSink): void {
    const { store } = this;
    const orderId = OrderRefused.orderId(event);
    const reason = OrderRefused.reason(event);
    const slot = store.slotOf(orderId);
    const request = OrderRefused.request(event);
    // Of an order that is here only the gate says that it is unknown: it was filled whole while its replace was on its way.
    const isOfGate =
      !isFormReason(reason) || (reason === RefusalReason.UnknownOrder && request === OrderRequestKind.Replace);
    if (slot === -1 || !isOfGate) return;
    // Only what is waiting for the gate can be refused by it: a refused cancel or twin leaves the order alone.
    if (request === OrderRequestKind.New && store.base[slot] === OrderStatus.PendingNew) store.release(slot);
    else if (request === OrderRequestKind.Replace && store.newQuantity[slot]! >= 0) this.#effects.keepTerms(slot);
    else return;
    this.#effects.listener?.onRefused(orderId, request, reason);
    if (request === OrderRequestKind.Replace && store.slotOf(orderId) === slot)
      this.#effects.endIfDone(slot, event, out);
  }

  #cancelIntent(event: EventCursor, out: EventSink): void {
    const orderId = CancelIntent.orderId(event);
    if (isWaitingCancel(event)) {
      this.#requests.cancelWaited(event, out);
      return;
    }
    const slot = this.store.slotOf(orderId);
    if (slot !== -1) {
      this.#requests.cancel(slot, event, out);
      return;
    }
    const strategy = CancelIntent.strategy(event);
    this.#requests.refuse(event, out, orderId, RefusalReason.UnknownOrder, strategy, OrderRequestKind.Cancel);
  }

  /** @param strategy whose orders, −1 for everybody's */
  #cancelAll(event: EventCursor, out: EventSink, strategy: number): void {
    const { status, used } = this.store;
    for (let slot = 0; slot < used; slot++)
      if (status[slot] !== -1 && (strategy === -1 || this.store.strategy[slot] === strategy))
        this.#requests.end(slot, event, out);
  }
}

/** Whether it is a cancel that comes back behind its order, and has been seen before. */
function isWaitingCancel(event: EventCursor): boolean {
  return event.type === CancelIntent.TYPE && CancelIntent.strategy(event) <= WAITING_CANCEL;
}
