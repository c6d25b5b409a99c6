/**
 * What a batch of records changes of orders: one row for each, gathered in memory, so that a batch is one statement. The
 * outcome does not depend on how records are cut into batches.
 */
import {
  CancelOrder,
  type EventCursor,
  ExecType,
  ExecutionReport,
  Fill,
  FillBusted,
  NewOrder,
  nameOf,
  OrderClosed,
  OrderIntent,
  OrderRefused,
  OrderReplaced,
  OrderRequest,
  OrderRequestKind,
  OrderStatus,
  OrderType,
  ReplaceOrder,
  Side,
  TimeInForce,
} from "@hotpath/core";
import type { Value } from "./dialect.ts";
import { integerText, unitsOf } from "./integer-text.ts";

/** An order's row: what a batch says of it; null where it says nothing. */
interface Change {
  orderId: number;
  instrument: number;
  venue: number;
  strategy: Value;
  side: Value;
  orderType: Value;
  timeInForce: Value;
  price: Value;
  quantity: Value;
  /** Filled in this batch. */
  filled: bigint;
  leaves: Value;
  status: string | null;
  reason: Value;
  venueOrderId: Value;
  createdSequence: number;
  createdTime: bigint;
  updatedSequence: number;
  updatedTime: bigint;
  closedSequence: Value;
  /** Where a fill was busted, and the order works again. */
  reopenedSequence: Value;
}

/** The columns of a row. */
export const ORDER_COLUMNS: readonly string[] = [
  "order_id",
  "instrument",
  "venue",
  "strategy",
  "side",
  "order_type",
  "time_in_force",
  "price",
  "quantity",
  "filled",
  "leaves",
  "status",
  "reason",
  "venue_order_id",
  "created_sequence",
  "created_ns",
  "updated_sequence",
  "updated_ns",
  "closed_sequence",
  "reopened_sequence",
];

const KEPT = [
  "strategy",
  "side",
  "order_type",
  "time_in_force",
  "price",
  "quantity",
  "leaves",
  "reason",
  "venue_order_id",
];

/** What becomes of an order that is there: what is said anew counts, and what is closed stays so unless it is reopened. */
export const ORDER_CONFLICT: string = `on conflict (order_id) do update set ${[
  ...KEPT.map((name) => `${name} = coalesce(excluded.${name}, orders.${name})`),
  "filled = orders.filled + excluded.filled",
  `status = case when excluded.status = '' or (orders.closed_sequence is not null and excluded.reopened_sequence is null)
    then orders.status else excluded.status end`,
  `closed_sequence = case when excluded.reopened_sequence is not null then excluded.closed_sequence
    else coalesce(orders.closed_sequence, excluded.closed_sequence) end`,
  "reopened_sequence = coalesce(excluded.reopened_sequence, orders.reopened_sequence)",
  "updated_sequence = excluded.updated_sequence",
  "updated_ns = excluded.updated_ns",
].join(", ")}`;

/** Statuses after which an order works no more. */
const CLOSED: ReadonlySet<number> = new Set([
  OrderStatus.Filled,
  OrderStatus.Canceled,
  OrderStatus.Rejected,
  OrderStatus.Expired,
]);

const STATUS_OF_EXECUTION: Readonly<Record<number, number>> = {
  [ExecType.New]: OrderStatus.New,
  [ExecType.Replaced]: OrderStatus.New,
  [ExecType.Canceled]: OrderStatus.Canceled,
  [ExecType.Rejected]: OrderStatus.Rejected,
  [ExecType.Expired]: OrderStatus.Expired,
};

/** Gathers what records say of orders. */
export class OrderChanges {
  readonly #changes = new Map<number, Change>();

  /** What each type of record says. */
  readonly #handlers: Readonly<Record<number, (event: EventCursor) => void>> = {
    [OrderIntent.TYPE]: (event) => this.#terms(event, OrderIntent, "Intended"),
    [OrderRequest.TYPE]: (event) => this.#terms(event, OrderRequest, "Requested"),
    [NewOrder.TYPE]: (event) => this.#terms(event, NewOrder, nameOf(OrderStatus, OrderStatus.PendingNew)),
    [CancelOrder.TYPE]: (event) => this.#pending(event, CancelOrder.orderId(event), OrderStatus.PendingCancel),
    [ReplaceOrder.TYPE]: (event) => this.#pending(event, ReplaceOrder.orderId(event), OrderStatus.PendingReplace),
    [ExecutionReport.TYPE]: (event) => this.#report(event),
    [OrderRefused.TYPE]: (event) => this.#refused(event),
    [OrderReplaced.TYPE]: (event) => this.#replaced(event),
    [Fill.TYPE]: (event) => this.#fill(event),
    [FillBusted.TYPE]: (event) => this.#busted(event),
    [OrderClosed.TYPE]: (event) => this.#closed(event),
  };

  /** Takes a record in; those that concern no order are passed over. */
  add(event: EventCursor): void {
    this.#handlers[event.type]?.(event);
  }

  /** The rows of {@link ORDER_COLUMNS}; a status of "" says nothing of it. */
  rows(): Value[][] {
    return Array.from(this.#changes.values(), (c) => [
      integerText(c.orderId),
      String(c.instrument),
      String(c.venue),
      c.strategy,
      c.side,
      c.orderType,
      c.timeInForce,
      c.price,
      c.quantity,
      String(c.filled),
      c.leaves,
      c.status ?? "",
      c.reason,
      c.venueOrderId,
      integerText(c.createdSequence),
      String(c.createdTime),
      integerText(c.updatedSequence),
      String(c.updatedTime),
      c.closedSequence,
      c.reopenedSequence,
    ]);
  }

  #of(event: EventCursor, orderId: number): Change {
    const { sequence, time } = event;
    let change = this.#changes.get(orderId);
    if (change === undefined) {
      const nothing = { strategy: null, side: null, orderType: null, timeInForce: null, price: null, quantity: null };
      const open = { filled: 0n, leaves: null, status: null, reason: null, venueOrderId: null, closedSequence: null };
      const reopened = { reopenedSequence: null };
      const at = { createdSequence: sequence, createdTime: time, updatedSequence: sequence, updatedTime: time };
      change = { orderId, instrument: event.instrument, venue: event.venue, ...nothing, ...open, ...reopened, ...at };
      this.#changes.set(orderId, change);
    }
    change.updatedSequence = sequence;
    change.updatedTime = time;
    return change;
  }

  #terms(event: EventCursor, record: typeof NewOrder | typeof OrderRequest | typeof OrderIntent, status: string): void {
    const change = this.#of(event, record.orderId(event));
    change.strategy = String(record.strategy(event));
    change.side = nameOf(Side, record.side(event));
    change.orderType = nameOf(OrderType, record.orderType(event));
    change.timeInForce = nameOf(TimeInForce, record.timeInForce(event));
    change.price = integerText(record.price(event));
    change.quantity = integerText(record.quantity(event));
    setStatus(change, status);
  }

  #pending(event: EventCursor, orderId: number, status: number): void {
    setStatus(this.#of(event, orderId), nameOf(OrderStatus, status));
  }

  #report(event: EventCursor): void {
    const change = this.#of(event, ExecutionReport.orderId(event));
    const venueOrderId = ExecutionReport.venueOrderId(event);
    if (venueOrderId !== 0) change.venueOrderId = integerText(venueOrderId);
    const execType = ExecutionReport.execType(event);
    if (execType === ExecType.CancelRejected) return;
    // What became of trades that are no more is told by the order manager, in FillBusted.
    if (execType === ExecType.TradeCancel || execType === ExecType.TradeCorrect) return;
    const leaves = ExecutionReport.leavesQuantity(event);
    change.leaves = integerText(leaves);
    const traded = leaves > 0 ? OrderStatus.PartiallyFilled : OrderStatus.Filled;
    const status = execType === ExecType.Trade ? traded : STATUS_OF_EXECUTION[execType];
    if (status !== undefined) settle(change, status, event.sequence);
  }

  #refused(event: EventCursor): void {
    const change = this.#of(event, OrderRefused.orderId(event));
    change.reason = String(OrderRefused.reason(event));
    if (OrderRefused.request(event) !== OrderRequestKind.New) return;
    setStatus(change, "Refused");
    change.closedSequence ??= integerText(event.sequence);
  }

  #replaced(event: EventCursor): void {
    const change = this.#of(event, OrderReplaced.orderId(event));
    change.price = integerText(OrderReplaced.price(event));
    change.quantity = integerText(OrderReplaced.quantity(event));
    change.leaves = integerText(OrderReplaced.leavesQuantity(event));
    if (OrderReplaced.accepted(event) === 0) change.reason = String(OrderReplaced.reason(event));
    const isWhole = OrderReplaced.leavesQuantity(event) === OrderReplaced.quantity(event);
    setStatus(change, nameOf(OrderStatus, isWhole ? OrderStatus.New : OrderStatus.PartiallyFilled));
  }

  #fill(event: EventCursor): void {
    const change = this.#of(event, Fill.orderId(event));
    const leaves = Fill.leavesQuantity(event);
    change.strategy ??= String(Fill.strategy(event));
    change.side ??= nameOf(Side, Fill.side(event));
    change.filled += unitsOf(event, Fill.quantity(event));
    change.leaves = integerText(leaves);
    settle(change, leaves > 0 ? OrderStatus.PartiallyFilled : OrderStatus.Filled, event.sequence);
  }

  #busted(event: EventCursor): void {
    const change = this.#of(event, FillBusted.orderId(event));
    const leaves = FillBusted.leavesQuantity(event);
    const quantity = FillBusted.orderQuantity(event);
    change.filled -= unitsOf(event, FillBusted.quantity(event));
    change.leaves = integerText(leaves);
    change.quantity = integerText(quantity);
    if (FillBusted.restored(event) <= 0) return;
    change.closedSequence = null;
    change.reopenedSequence = integerText(event.sequence);
    setStatus(change, nameOf(OrderStatus, leaves === quantity ? OrderStatus.New : OrderStatus.PartiallyFilled));
  }

  #closed(event: EventCursor): void {
    const change = this.#of(event, OrderClosed.orderId(event));
    change.leaves = "0";
    const reason = OrderClosed.reason(event);
    if (reason !== 0) change.reason = String(reason);
    settle(change, OrderClosed.status(event), event.sequence);
    change.closedSequence ??= integerText(event.sequence);
  }
}

function setStatus(change: Change, status: string): void {
  if (change.closedSequence === null) change.status = status;
}

function settle(change: Change, status: number, sequence: number): void {
  setStatus(change, nameOf(OrderStatus, status));
  if (CLOSED.has(status)) change.closedSequence ??= integerText(sequence);
}
