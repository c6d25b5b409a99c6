import {
  CancelOrder,
  type EventCursor,
  ExecType,
  ExecutionReport,
  Fill,
  FillBusted,
  OrderAdopted,
  OrderClosed,
  OrderIntent,
  OrderRefused,
  OrderReplaced,
  OrderRequestKind,
  OrderStatus,
  ReplaceOrder,
  Side,
} from "@hotpath/core";
import { refusalName } from "@hotpath/risk";
import type { VenueReasons, WorkingOrder } from "../link/engine-link.ts";
import { Recent, type RecentState } from "../link/recent.ts";
import type { OrderMessage } from "../protocol/index.ts";

/** An order as it stands: a new object for each change, never changed itself. */
export type OrderState = Omit<OrderMessage, "subscription" | "number">;

/** What an {@link OrderView} knows. */
export interface OrderViewState {
  working: readonly OrderState[];
  ended: RecentState<number, OrderState>;
}

const ENDS: Readonly<Record<number, OrderState["state"]>> = {
  [OrderStatus.Filled]: "filled",
  [OrderStatus.Expired]: "expired",
  [OrderStatus.DoneForDay]: "expired",
  [OrderStatus.Rejected]: "rejected",
};

/** The engine's orders as the gateway has seen them in its records: those that work, and the last that have ended. */
export class OrderView {
  readonly #working = new Map<number, OrderState>();
  readonly #ended: Recent<number, OrderState>;
  readonly #deskNumber: number;
  readonly #reasons: VenueReasons;
  #deskSequence = -1;
  #deskOrder: number | undefined;

  constructor(options: {
    endedMax: number;
    deskNumber: number;
    working: readonly WorkingOrder[];
    sequence: number;
    time: bigint;
    venueReasons?: VenueReasons | undefined;
  }) {
    this.#reasons = options.venueReasons ?? {};
    this.#ended = new Recent(options.endedMax);
    this.#deskNumber = options.deskNumber;
    for (const { orderId, instrument, side, price, quantity, filled, status, strategy } of options.working)
      this.#working.set(orderId, {
        type: "order",
        sequence: options.sequence,
        time: options.time,
        instrument,
        orderId,
        side: sideOf(side),
        state: status === OrderStatus.PendingNew || status === OrderStatus.Held ? "pending" : stateOf(filled),
        price,
        quantity,
        filled,
        strategy,
      });
  }

  /** Orders that work. */
  working(): Iterable<OrderState> {
    return this.#working.values();
  }

  /** Orders that have ended, the oldest first, as far as they are kept. */
  ended(): Iterable<OrderState> {
    return this.#ended.values();
  }

  /** An order that works. */
  get(orderId: number): OrderState | undefined {
    return this.#working.get(orderId);
  }

  /** An order, whether it works or has ended, as far as it is kept. */
  find(orderId: number): OrderState | undefined {
    return this.#working.get(orderId) ?? this.#ended.get(orderId);
  }

  /** What became of the order that entered last, by an input of that number or one after it. */
  ofInput(sequence: number): OrderState | undefined {
    return this.#deskSequence >= sequence && this.#deskOrder !== undefined ? this.find(this.#deskOrder) : undefined;
  }

  /** All that is known, to be taken back by {@link load}: what it has is never changed. */
  save(): OrderViewState {
    return { working: [...this.#working.values()], ended: this.#ended.save() };
  }

  /** Knows what it knew when it was saved, and nothing else. */
  load({ working, ended }: OrderViewState): void {
    this.#working.clear();
    this.#ended.load(ended);
    for (const order of working) this.#working.set(order.orderId, order);
    this.#deskSequence = -1;
    this.#deskOrder = undefined;
  }

  /** Takes in a record. @returns the order that it changed; undefined if none */
  take(event: EventCursor): OrderState | undefined {
    switch (event.type) {
      case OrderIntent.TYPE:
        return this.#intent(event);
      case ExecutionReport.TYPE: {
        const order = this.#working.get(ExecutionReport.orderId(event));
        const isNew = order?.state === "pending" && ExecutionReport.execType(event) === ExecType.New;
        return isNew ? this.#change(event, order, { state: "working" }) : undefined;
      }
      case CancelOrder.TYPE:
        return this.#change(event, this.#working.get(CancelOrder.orderId(event)), { state: "pending-cancel" });
      case ReplaceOrder.TYPE:
        return this.#change(event, this.#working.get(ReplaceOrder.orderId(event)), { state: "pending-replace" });
      case OrderRefused.TYPE:
        return this.#refused(event);
      case OrderReplaced.TYPE:
        return this.#replaced(event);
      case Fill.TYPE: {
        const order = this.#working.get(Fill.orderId(event));
        if (order === undefined) return undefined;
        const filled = order.filled + Fill.quantity(event);
        const isPending = order.state === "pending-cancel" || order.state === "pending-replace";
        const state = Fill.leavesQuantity(event) === 0 ? "filled" : isPending ? order.state : "partially-filled";
        return this.#change(event, order, { filled, state });
      }
      case FillBusted.TYPE:
        return this.#busted(event);
      case OrderClosed.TYPE:
        return this.#closed(event);
      case OrderAdopted.TYPE:
        return this.#adopted(event);
      default:
        return undefined;
    }
  }

  #intent(event: EventCursor): OrderState {
    const orderId = OrderIntent.orderId(event);
    const strategy = OrderIntent.strategy(event);
    // Of a bracket it is the entry: the others are of the same input.
    if (strategy === this.#deskNumber && event.sequence !== this.#deskSequence) {
      this.#deskSequence = event.sequence;
      this.#deskOrder = orderId;
    }
    return this.#put({
      type: "order",
      sequence: event.sequence,
      time: event.time,
      instrument: event.instrument,
      orderId,
      side: sideOf(OrderIntent.side(event)),
      state: "pending",
      price: OrderIntent.price(event),
      quantity: OrderIntent.quantity(event),
      filled: 0,
      strategy,
    });
  }

  #adopted(event: EventCursor): OrderState {
    const filled = OrderAdopted.quantity(event) - OrderAdopted.leavesQuantity(event);
    return this.#put({
      type: "order",
      sequence: event.sequence,
      time: event.time,
      instrument: event.instrument,
      orderId: OrderAdopted.orderId(event),
      side: sideOf(OrderAdopted.side(event)),
      state: stateOf(filled),
      price: OrderAdopted.price(event),
      quantity: OrderAdopted.quantity(event),
      filled,
      strategy: OrderAdopted.strategy(event),
    });
  }

  #refused(event: EventCursor): OrderState | undefined {
    const order = this.#working.get(OrderRefused.orderId(event));
    const reason = refusalName(OrderRefused.reason(event));
    if (OrderRefused.request(event) === OrderRequestKind.New)
      return order?.state === "pending"
        ? this.#end(this.#change(event, order, { state: "refused", reason }))
        : undefined;
    return this.#change(event, order, { state: stateOf(order?.filled ?? 0), reason });
  }

  #replaced(event: EventCursor): OrderState | undefined {
    const order = this.#working.get(OrderReplaced.orderId(event));
    const reason = OrderReplaced.reason(event);
    return this.#change(event, order, {
      state: stateOf(order?.filled ?? 0),
      price: OrderReplaced.price(event),
      quantity: OrderReplaced.quantity(event),
      ...(reason !== 0 && { reason: this.#venueReason(reason) }),
    });
  }

  #busted(event: EventCursor): OrderState | undefined {
    const orderId = FillBusted.orderId(event);
    const order = this.#working.get(orderId) ?? this.#ended.get(orderId);
    if (order === undefined) return undefined;
    const filled = Math.max(0, order.filled - FillBusted.quantity(event));
    const isWorking = FillBusted.leavesQuantity(event) > 0;
    if (isWorking) {
      this.#ended.delete(orderId);
      const quantity = FillBusted.orderQuantity(event);
      return this.#put(changed(event, order, { filled, state: stateOf(filled), quantity }));
    }
    const busted = changed(event, order, { filled, ...(order.reason !== undefined && { reason: order.reason }) });
    (this.#working.has(orderId) ? this.#working : this.#ended).set(orderId, busted);
    return busted;
  }

  #closed(event: EventCursor): OrderState | undefined {
    const order = this.#working.get(OrderClosed.orderId(event));
    if (order === undefined) return undefined;
    const state = ENDS[OrderClosed.status(event)] ?? "cancelled";
    const reason = OrderClosed.reason(event);
    if (state === order.state) {
      this.#end(order);
      return undefined;
    }
    return this.#end(this.#change(event, order, { state, ...(reason !== 0 && { reason: this.#venueReason(reason) }) }));
  }

  #venueReason(reason: number): string {
    return `venue: ${this.#reasons[reason] ?? reason}`;
  }

  #change(event: EventCursor, order: OrderState | undefined, to: Partial<OrderState>): OrderState | undefined {
    return order === undefined ? undefined : this.#put(changed(event, order, to));
  }

  #put(order: OrderState): OrderState {
    this.#working.set(order.orderId, order);
    return order;
  }

  #end(order: OrderState | undefined): OrderState | undefined {
    if (order === undefined) return undefined;
    this.#working.delete(order.orderId);
    this.#ended.set(order.orderId, order);
    return order;
  }
}

/** An order after an event. All of it is named, for copying by a spread takes ten times as long. */
function changed(event: EventCursor, order: OrderState, to: Partial<OrderState>): OrderState {
  const { instrument, orderId, side, strategy } = order;
  const { state = order.state, price = order.price, quantity = order.quantity, filled = order.filled, reason } = to;
  const { sequence, time } = event;
  const next: OrderState = {
    type: "order",
    sequence,
    time,
    instrument,
    orderId,
    side,
    state,
    price,
    quantity,
    filled,
    strategy,
  };
  if (reason !== undefined) next.reason = reason;
  return next;
}

function sideOf(side: number): "buy" | "sell" {
  return side === Side.Buy ? "buy" : "sell";
}

function stateOf(filled: number): OrderState["state"] {
  return filled > 0 ? "partially-filled" : "working";
}
