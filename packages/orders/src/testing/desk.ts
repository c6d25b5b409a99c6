import {
  CancelIntent,
  EventCursor,
  EventQueue,
  type EventView,
  ExecutionReport,
  InstrumentRegistry,
  MassCancel,
  OrderIntent,
  OrderRefused,
  OrderStatus,
  OrderTerms,
  OrderType,
  Quote,
  ReplaceIntent,
  Side,
  TimeInForce,
  Timer,
  Trade,
  TradingStatus,
  VenueOrderState,
  viewEvent,
} from "@hotpath/core";
import { OrderStage, type OrderStageOptions } from "../order-stage.ts";
import { hasEnded } from "../order-transitions.ts";

/** What tests trade: one instrument in cents, a tick of 0.05, lots of ten. */
export const instruments: InstrumentRegistry = new InstrumentRegistry([
  { id: 1, symbol: "A", priceDecimals: 2, tick: "0.05", lot: 10, maxSize: 1000 },
]);

/** A report's fields that tests care for. */
export interface ReportFields {
  lastPrice?: number;
  lastQuantity?: number;
  leavesQuantity?: number;
  cumulativeQuantity?: number;
  executionId?: number;
  referenceId?: number;
  fee?: number;
  workingPrice?: number;
  workingQuantity?: number;
  reason?: number;
  venueOrderId?: number;
}

/** How a venue has an order: a limit buy of 100 at 100.00 unless it says otherwise. */
export interface OrderStateFields {
  orderId: number;
  price?: number;
  quantity?: number;
  cumulative?: number;
  averagePrice?: number;
  status?: number;
}

/** An order's fields that tests care for. */
export interface ExtendedFields {
  type: number;
  price?: number;
  quantity?: number;
  side?: number;
  timeInForce?: number;
  triggerPrice?: number;
  trailAmount?: number;
  trailPercent?: number;
  limitOffset?: number;
  displayQuantity?: number;
  minQuantity?: number;
  expireMicros?: number;
  pegOffset?: number;
  pegPriceType?: number;
  triggerPriceType?: number;
  instructions?: number;
}

/** An order manager with a queue on either side, and nobody else. */
export class OrderDesk {
  readonly stage: OrderStage;
  readonly inbox: EventQueue = new EventQueue();
  readonly out: EventQueue = new EventQueue();
  /** Time of what comes next, in microseconds. */
  now = 1;

  constructor(options: Partial<OrderStageOptions> = {}) {
    this.stage = new OrderStage({ instruments, ...options });
  }

  /** An order of strategy 7 at 100.00. */
  intent(
    orderId: number,
    quantity = 100,
    price = 10_000,
    type: number = OrderType.Limit,
    side: number = Side.Buy,
  ): EventView[] {
    OrderIntent.write(this.inbox, this.now, 0, 0, 1, orderId, price, quantity, side, type, 1, 7);
    return this.run();
  }

  report(orderId: number, execType: number, fields: ReportFields = {}): EventView[] {
    ExecutionReport.write(
      this.inbox,
      this.now,
      0,
      0,
      1,
      orderId,
      fields.venueOrderId ?? 0,
      fields.lastPrice ?? ((fields.lastQuantity ?? 0) > 0 ? 9_995 : 0),
      fields.lastQuantity ?? 0,
      fields.leavesQuantity ?? 0,
      fields.cumulativeQuantity ?? 0,
      execType,
      Side.Buy,
      2,
      fields.reason ?? 0,
      fields.executionId ?? 0,
      fields.referenceId ?? 0,
      fields.fee ?? Number.NaN,
      fields.workingPrice ?? Number.NaN,
      fields.workingQuantity ?? Number.NaN,
      -1,
    );
    return this.run();
  }

  /** An order with terms beside price and quantity. Defaults: a buy of 100 of strategy 7, good till cancel. */
  extended(orderId: number, order: ExtendedFields): EventView[] {
    this.terms(orderId, order);
    OrderIntent.write(
      this.inbox,
      this.now,
      0,
      0,
      1,
      orderId,
      order.price ?? 0,
      order.quantity ?? 100,
      order.side ?? Side.Buy,
      order.type,
      order.timeInForce ?? TimeInForce.GoodTillCancel,
      7,
    );
    return this.run();
  }

  /** Terms that an intent or a replace is to follow. */
  terms(orderId: number, order: Omit<ExtendedFields, "type">): void {
    OrderTerms.write(
      this.inbox,
      this.now,
      0,
      0,
      1,
      orderId,
      order.triggerPrice ?? 0,
      order.trailAmount ?? 0,
      order.trailPercent ?? 0,
      order.limitOffset ?? Number.NaN,
      order.displayQuantity ?? 0,
      order.minQuantity ?? 0,
      order.expireMicros ?? 0,
      order.pegOffset ?? 0,
      order.pegPriceType ?? 0,
      order.triggerPriceType ?? 0,
      order.instructions ?? 0,
    );
  }

  quote(bid: number, offer: number, micros: number = this.now): EventView[] {
    this.now = micros;
    Quote.write(this.inbox, micros, 0, 0, 1, bid, offer, Number.isNaN(bid) ? 0 : 10, Number.isNaN(offer) ? 0 : 10, 0);
    return this.run();
  }

  trade(price: number, micros: number = this.now): EventView[] {
    this.now = micros;
    Trade.write(this.inbox, micros, 0, 0, 1, price, 10, 0);
    return this.run();
  }

  tradingStatus(state: number): EventView[] {
    TradingStatus.write(this.inbox, this.now, 0, 0, 1, state);
    return this.run();
  }

  timer(micros: number, timer = 1): EventView[] {
    this.now = micros;
    Timer.write(this.inbox, micros, 0, -1, 0, timer);
    return this.run();
  }

  /** How the venue has an order, on its list or as an answer. */
  writeState(order: OrderStateFields): void {
    const {
      orderId,
      price = 10_000,
      quantity = 100,
      cumulative = 0,
      averagePrice = 0,
      status = OrderStatus.New,
    } = order;
    const leaves = hasEnded(status) ? 0 : quantity - cumulative;
    const quantities = [price, quantity, leaves, cumulative, averagePrice] as const;
    const what = [Side.Buy, status, OrderType.Limit, TimeInForce.GoodTillCancel] as const;
    VenueOrderState.write(this.inbox, this.now, 0, 0, 1, orderId, 55, ...quantities, ...what);
  }

  /** {@link writeState}, and what follows. */
  state(order: OrderStateFields): EventView[] {
    this.writeState(order);
    return this.run();
  }

  cancel(orderId: number): EventView[] {
    CancelIntent.write(this.inbox, this.now, 0, 0, 1, orderId, 7);
    return this.run();
  }

  replace(orderId: number, price: number, quantity: number): EventView[] {
    ReplaceIntent.write(this.inbox, this.now, 0, 0, 1, orderId, price, quantity, Side.Buy, 7);
    return this.run();
  }

  refuse(orderId: number, reason: number, request = 0): EventView[] {
    OrderRefused.write(this.inbox, this.now, 0, 0, 1, orderId, 0, 0, reason, 7, 0, 0, 1, request);
    return this.run();
  }

  massCancel(strategy: number): EventView[] {
    MassCancel.write(this.inbox, this.now, 0, -1, 0, strategy, 0);
    return this.run();
  }

  /** The state of an order that works, or undefined. */
  status(orderId: number): number | undefined {
    const slot = this.stage.store.slotOf(orderId);
    return slot === -1 ? undefined : this.stage.store.status[slot];
  }

  run(): EventView[] {
    const event = new EventCursor();
    while (this.inbox.next(event)) this.stage.on(event, this.out);
    const views: EventView[] = [];
    while (this.out.next(event)) views.push(viewEvent(event)!);
    return views;
  }
}
