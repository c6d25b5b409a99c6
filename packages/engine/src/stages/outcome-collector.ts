import {
  type EventCursor,
  type EventView,
  Fill,
  NewOrder,
  OrderClosed,
  OrderRefused,
  OrderReplaced,
  Quote,
  RiskLimitsChanged,
  RiskStateChanged,
  type Stage,
  viewEvent,
} from "@hotpath/core";

/** What became of one order, as far as the call that sent it saw. */
export interface CollectedOrder {
  orderId: number;
  instrument: number;
  side: number;
  orderType: number;
  timeInForce: number;
  price: number;
  quantity: number;
  filled: number;
  /** OrderStatus of a closed order, −1 of one that works. */
  closedAs: number;
}

/** What the gate or the order manager refused. */
export interface CollectedRefusal {
  orderId: number;
  instrument: number;
  reason: number;
  limit: number;
  value: number;
  scope: number;
  scopeId: number;
  limitsVersion: number;
}

/** Changes of the gate's states and limits that are remembered. */
const AUDIT_MAX = 1_000;

/**
 * Remembers, for the edge, what one call led to: which instruments moved, which orders left and what became of them.
 * It allocates for orders alone, and for none where it is told not to.
 */
export class OutcomeCollector implements Stage {
  readonly name = "collector";
  readonly handles: readonly number[] = [
    Quote.TYPE,
    NewOrder.TYPE,
    OrderRefused.TYPE,
    Fill.TYPE,
    OrderClosed.TYPE,
    OrderReplaced.TYPE,
    RiskStateChanged.TYPE,
    RiskLimitsChanged.TYPE,
  ];
  /** Whether orders are remembered as objects. */
  collecting = true;
  /** Instruments that moved, in the order of their first move. */
  readonly touched: Int32Array;
  touchedCount = 0;
  orders: CollectedOrder[] = [];
  refusals: CollectedRefusal[] = [];
  /** The last thousand changes of the gate's states and limits, the oldest first. */
  readonly audit: EventView[] = [];
  ordersSent = 0;
  ordersRefused = 0;
  fills = 0;
  readonly #isTouched: Uint8Array;

  constructor(instruments: number) {
    this.touched = new Int32Array(instruments);
    this.#isTouched = new Uint8Array(instruments);
  }

  /** Begins a call. */
  begin(): void {
    for (let k = 0; k < this.touchedCount; k++) this.#isTouched[this.touched[k]!] = 0;
    this.touchedCount = 0;
    if (this.orders.length > 0) this.orders = [];
    if (this.refusals.length > 0) this.refusals = [];
  }

  on(event: EventCursor): void {
    const i = event.instrument;
    switch (event.type) {
      case Quote.TYPE:
        if (this.#isTouched[i] === 0) {
          this.#isTouched[i] = 1;
          this.touched[this.touchedCount] = i;
          this.touchedCount += 1;
        }
        return;
      case NewOrder.TYPE:
        this.ordersSent += 1;
        if (this.collecting) this.orders.push(collectOrder(event));
        return;
      case OrderRefused.TYPE:
        this.ordersRefused += 1;
        if (this.collecting) {
          this.refusals.push({
            orderId: OrderRefused.orderId(event),
            instrument: i,
            reason: OrderRefused.reason(event),
            limit: OrderRefused.limit(event),
            value: OrderRefused.value(event),
            scope: OrderRefused.scope(event),
            scopeId: OrderRefused.scopeId(event),
            limitsVersion: OrderRefused.limitsVersion(event),
          });
        }
        return;
      case Fill.TYPE:
        this.fills += 1;
        for (const order of this.orders)
          if (order.orderId === Fill.orderId(event)) order.filled += Fill.quantity(event);
        return;
      case OrderClosed.TYPE:
        for (const order of this.orders)
          if (order.orderId === OrderClosed.orderId(event)) order.closedAs = OrderClosed.status(event);
        return;
      case OrderReplaced.TYPE:
        for (const order of this.orders) {
          if (order.orderId !== OrderReplaced.orderId(event)) continue;
          order.price = OrderReplaced.price(event);
          order.quantity = OrderReplaced.quantity(event);
        }
        return;
      case RiskStateChanged.TYPE:
      case RiskLimitsChanged.TYPE:
        if (this.audit.length === AUDIT_MAX) this.audit.shift();
        this.audit.push(viewEvent(event)!);
        return;
    }
  }
}

function collectOrder(event: EventCursor): CollectedOrder {
  return {
    orderId: NewOrder.orderId(event),
    instrument: event.instrument,
    side: NewOrder.side(event),
    orderType: NewOrder.orderType(event),
    timeInForce: NewOrder.timeInForce(event),
    price: NewOrder.price(event),
    quantity: NewOrder.quantity(event),
    filled: 0,
    closedAs: -1,
  };
}
