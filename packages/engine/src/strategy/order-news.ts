import {
  AlgorithmReport,
  CancelIntent,
  Discrepancy,
  type EventCursor,
  type EventSink,
  ExecType,
  ExecutionReport,
  Fill,
  FillBusted,
  OrderClosed,
  OrderHeld,
  OrderRefused,
  OrderReplaced,
  OrderRequestKind,
  OrderStatus,
  OrderTriggered,
  RouteReport,
  Side,
} from "@hotpath/core";
import type { OrderStore } from "@hotpath/orders";
import { AlgorithmStatus, slippage } from "@hotpath/orders/algorithms";
import { RouteStatus } from "@hotpath/orders/routing";
import type { Context } from "./context.ts";
import { Execution, OrderUpdate, OrderUpdateKind } from "./event-views.ts";
import type { WorkedOrders } from "./worked-orders.ts";

/** How an order has ended, by the status of an algorithm's report and of a route's. What was refused never was an order. */
const ENDS_OF_ALGORITHMS: Readonly<Record<number, number>> = {
  [AlgorithmStatus.Completed]: OrderStatus.Filled,
  [AlgorithmStatus.Expired]: OrderStatus.Expired,
  [AlgorithmStatus.Cancelled]: OrderStatus.Canceled,
  [AlgorithmStatus.Rejected]: OrderStatus.Rejected,
};
const ENDS_OF_ROUTES: Readonly<Record<number, number>> = {
  [RouteStatus.Completed]: OrderStatus.Filled,
  [RouteStatus.Exhausted]: OrderStatus.Expired,
  [RouteStatus.Cancelled]: OrderStatus.Canceled,
  [RouteStatus.Rejected]: OrderStatus.Rejected,
};

/** Turns what order manager, gate and venue say of a strategy's own orders into updates, and keeps its position. */
export class OrderNews {
  readonly #context: Context;
  readonly #store: OrderStore;
  readonly #worked: WorkedOrders;
  readonly #update = new OrderUpdate();
  readonly #execution = new Execution();

  constructor(context: Context, store: OrderStore, worked: WorkedOrders) {
    this.#context = context;
    this.#store = store;
    this.#worked = worked;
  }

  /** What the event says of one of the strategy's own orders; undefined if nothing. */
  read(event: EventCursor): OrderUpdate | undefined {
    switch (event.type) {
      case ExecutionReport.TYPE:
        return this.#report(event);
      case Fill.TYPE:
        return Fill.strategy(event) === this.#context.number ? this.#fill(event) : undefined;
      case FillBusted.TYPE:
        return FillBusted.strategy(event) === this.#context.number ? this.#busted(event) : undefined;
      case OrderClosed.TYPE:
        return OrderClosed.strategy(event) === this.#context.number ? this.#closed(event) : undefined;
      case OrderRefused.TYPE:
        return OrderRefused.strategy(event) === this.#context.number ? this.#refused(event) : undefined;
      case OrderHeld.TYPE:
      case OrderTriggered.TYPE:
        return this.#waiting(event);
      case OrderReplaced.TYPE:
        return OrderReplaced.strategy(event) === this.#context.number ? this.#replaced(event) : undefined;
      case Discrepancy.TYPE:
        return Discrepancy.strategy(event) === this.#context.number ? this.#discrepancy(event) : undefined;
      case AlgorithmReport.TYPE:
        return AlgorithmReport.strategy(event) === this.#context.number ? this.#algorithmEnded(event) : undefined;
      case RouteReport.TYPE:
        return RouteReport.strategy(event) === this.#context.number ? this.#routeEnded(event) : undefined;
    }
    return undefined;
  }

  /** An order that reaches the venue although its strategy has stopped is cancelled as soon as the venue has it. */
  cancelStray(event: EventCursor, out: EventSink): void {
    const orderId = ExecutionReport.orderId(event);
    CancelIntent.emit(out, event, event.instrument, event.venue, orderId, this.#context.number);
  }

  /** Of reports, only what no derived event tells: that the venue has an order, and that it refuses to change one. */
  #report(event: EventCursor): OrderUpdate | undefined {
    const execType = ExecutionReport.execType(event);
    const isRefusal = execType === ExecType.CancelRejected || execType === ExecType.ReplaceRejected;
    if (execType !== ExecType.New && !isRefusal) return undefined;
    const orderId = ExecutionReport.orderId(event);
    const slot = this.#context.orders.slotOfOwn(orderId);
    if (slot === -1) return undefined;
    const store = this.#store;
    // Of children it is the stages' own matter; but one that arrives after its strategy has stopped must be known.
    if (this.#worked.parentOf(orderId) !== 0 && (isRefusal || this.#context.isRunning)) return undefined;
    const kind = execType === ExecType.New ? OrderUpdateKind.Accepted : OrderUpdateKind.ChangeRefused;
    const update = this.#begin(event, kind, orderId, store.side[slot]!, store.status[slot]!);
    update.leavesQuantity = store.leaves[slot]!;
    update.reason = ExecutionReport.reason(event);
    return update;
  }

  #fill(event: EventCursor): OrderUpdate {
    const orderId = Fill.orderId(event);
    const side = Fill.side(event);
    const quantity = Fill.quantity(event);
    this.#move(event.instrument, side === Side.Buy ? quantity : -quantity);
    const slot = this.#context.orders.slotOfOwn(orderId);
    const update = this.#begin(
      event,
      OrderUpdateKind.Filled,
      orderId,
      side,
      slot === -1 ? -1 : this.#store.status[slot]!,
    );
    update.lastPrice = Fill.price(event);
    update.lastQuantity = quantity;
    update.leavesQuantity = Fill.leavesQuantity(event);
    update.liquidity = Fill.liquidity(event);
    this.#asParents(update, orderId, quantity);
    return update;
  }

  /** A fill that never was: the position is as if it had not been. What it is instead follows as another fill. */
  #busted(event: EventCursor): OrderUpdate {
    const orderId = FillBusted.orderId(event);
    const side = FillBusted.side(event);
    const quantity = FillBusted.quantity(event);
    this.#move(event.instrument, side === Side.Buy ? -quantity : quantity);
    const slot = this.#context.orders.slotOfOwn(orderId);
    const status = slot === -1 ? -1 : this.#store.status[slot]!;
    const update = this.#begin(event, OrderUpdateKind.Busted, orderId, side, status);
    update.lastPrice = FillBusted.price(event);
    update.lastQuantity = quantity;
    update.leavesQuantity = FillBusted.leavesQuantity(event);
    update.liquidity = FillBusted.liquidity(event);
    this.#asParents(update, orderId, -quantity);
    return update;
  }

  /** What a child did is its parent's: so much more, or less, of it is filled. */
  #asParents(update: OrderUpdate, orderId: number, filled: number): void {
    const parentId = this.#worked.parentOf(orderId);
    if (parentId === 0) return;
    update.orderId = parentId;
    update.childId = orderId;
    const parent = this.#worked.get(parentId);
    if (parent !== undefined) parent.filled = Math.max(0, parent.filled + filled);
    const isPartial = parent !== undefined && parent.filled < parent.quantity;
    update.leavesQuantity = isPartial ? parent.quantity - parent.filled : 0;
    // Whether it has ended, its report says.
    update.status = parent === undefined ? -1 : parent.filled > 0 ? OrderStatus.PartiallyFilled : OrderStatus.New;
  }

  /** Children come and go; what is told is that one could not be. */
  #childEnded(event: EventCursor, orderId: number, isRefused: boolean, reason: number): OrderUpdate | undefined {
    const parentId = this.#worked.parentOf(orderId);
    if (!isRefused) return undefined;
    const parent = this.#worked.get(parentId);
    const update = this.#begin(event, OrderUpdateKind.ChildRefused, parentId, parent?.side ?? 0, -1);
    this.#asParents(update, orderId, 0);
    update.reason = reason;
    return update;
  }

  #algorithmEnded(event: EventCursor): OrderUpdate | undefined {
    const { arrivalSlippage, vwapSlippage, twapSlippage } = AlgorithmReport;
    const execution = this.#execution;
    execution.quantity = AlgorithmReport.quantity(event);
    execution.filled = AlgorithmReport.filled(event);
    execution.averagePrice = AlgorithmReport.averagePrice(event);
    execution.arrivalPrice = AlgorithmReport.arrivalPrice(event);
    execution.arrivalSlippage = arrivalSlippage(event);
    execution.vwapSlippage = vwapSlippage(event);
    execution.twapSlippage = twapSlippage(event);
    execution.children = AlgorithmReport.children(event);
    const status = ENDS_OF_ALGORITHMS[AlgorithmReport.status(event)] ?? -1;
    return this.#reported(event, AlgorithmReport.orderId(event), AlgorithmReport.side(event), status);
  }

  /** What the router says of an algorithm's child, the algorithm says. */
  #routeEnded(event: EventCursor): OrderUpdate | undefined {
    const orderId = RouteReport.orderId(event);
    if (this.#worked.isChild(orderId)) return undefined;
    const execution = this.#execution;
    const side = RouteReport.side(event);
    execution.quantity = RouteReport.quantity(event);
    execution.filled = RouteReport.filled(event);
    execution.averagePrice = RouteReport.averagePrice(event);
    execution.arrivalPrice = RouteReport.arrivalPrice(event);
    execution.arrivalSlippage = slippage(side, execution.averagePrice, execution.arrivalPrice);
    execution.vwapSlippage = Number.NaN;
    execution.twapSlippage = Number.NaN;
    execution.children = RouteReport.children(event);
    return this.#reported(event, orderId, side, ENDS_OF_ROUTES[RouteReport.status(event)] ?? -1);
  }

  /** @param status `OrderStatus`, or −1 for what was refused */
  #reported(event: EventCursor, orderId: number, side: number, status: number): OrderUpdate {
    const isEnd = this.#worked.end(orderId);
    if (isEnd) this.#context.orders.ended(event.instrument, orderId);
    const end = status === -1 ? OrderUpdateKind.Refused : OrderUpdateKind.Closed;
    const update = this.#begin(event, isEnd ? end : OrderUpdateKind.Reported, orderId, side, status);
    update.leavesQuantity = Math.max(0, this.#execution.quantity - this.#execution.filled);
    update.execution = this.#execution;
    return update;
  }

  #move(instrument: number, quantity: number): void {
    const { positions } = this.#context;
    if (instrument >= 0 && instrument < positions.length) positions[instrument]! += quantity;
  }

  #closed(event: EventCursor): OrderUpdate | undefined {
    const orderId = OrderClosed.orderId(event);
    if (this.#worked.parentOf(orderId) !== 0) {
      const isRejected = OrderClosed.status(event) === OrderStatus.Rejected;
      return this.#childEnded(event, orderId, isRejected, OrderClosed.reason(event));
    }
    this.#context.orders.ended(event.instrument, orderId);
    const side = OrderClosed.side(event);
    const update = this.#begin(event, OrderUpdateKind.Closed, orderId, side, OrderClosed.status(event));
    update.reason = OrderClosed.reason(event);
    return update;
  }

  #refused(event: EventCursor): OrderUpdate | undefined {
    const orderId = OrderRefused.orderId(event);
    const isNew = OrderRefused.request(event) === OrderRequestKind.New;
    if (this.#worked.parentOf(orderId) !== 0)
      return this.#childEnded(event, orderId, isNew, OrderRefused.reason(event));
    if (isNew) this.#context.orders.ended(event.instrument, orderId);
    const slot = isNew ? -1 : this.#context.orders.slotOfOwn(orderId);
    const kind = isNew ? OrderUpdateKind.Refused : OrderUpdateKind.ChangeRefused;
    const side = slot === -1 ? 0 : this.#store.side[slot]!;
    const update = this.#begin(event, kind, orderId, side, slot === -1 ? -1 : this.#store.status[slot]!);
    update.leavesQuantity = slot === -1 ? 0 : this.#store.leaves[slot]!;
    update.reason = OrderRefused.reason(event);
    return update;
  }

  #waiting(event: EventCursor): OrderUpdate | undefined {
    const isHeld = event.type === OrderHeld.TYPE;
    const orderId = isHeld ? OrderHeld.orderId(event) : OrderTriggered.orderId(event);
    const slot = this.#context.orders.slotOfOwn(orderId);
    if (slot === -1) return undefined;
    const kind = isHeld ? OrderUpdateKind.Held : OrderUpdateKind.Triggered;
    const update = this.#begin(event, kind, orderId, this.#store.side[slot]!, this.#store.status[slot]!);
    update.lastPrice = isHeld ? 0 : OrderTriggered.marketPrice(event);
    update.leavesQuantity = this.#store.leaves[slot]!;
    return update;
  }

  /** Of positions, which are nobody's alone, nothing is told. */
  #discrepancy(event: EventCursor): OrderUpdate | undefined {
    const orderId = Discrepancy.orderId(event);
    if (orderId === 0) return undefined;
    const slot = this.#context.orders.slotOfOwn(orderId);
    const side = slot === -1 ? 0 : this.#store.side[slot]!;
    const status = slot === -1 ? -1 : this.#store.status[slot]!;
    const update = this.#begin(event, OrderUpdateKind.Discrepancy, orderId, side, status);
    update.leavesQuantity = slot === -1 ? 0 : this.#store.leaves[slot]!;
    update.reason = Discrepancy.kind(event);
    this.#asParents(update, orderId, 0);
    return update;
  }

  /** A venue's refusal to replace has been told by its report. */
  #replaced(event: EventCursor): OrderUpdate | undefined {
    if (OrderReplaced.accepted(event) === 0) return undefined;
    const orderId = OrderReplaced.orderId(event);
    const slot = this.#context.orders.slotOfOwn(orderId);
    const status = slot === -1 ? -1 : this.#store.status[slot]!;
    const update = this.#begin(event, OrderUpdateKind.Replaced, orderId, OrderReplaced.side(event), status);
    update.lastPrice = OrderReplaced.price(event);
    update.lastQuantity = OrderReplaced.quantity(event);
    update.leavesQuantity = OrderReplaced.leavesQuantity(event);
    return update;
  }

  #begin(event: EventCursor, kind: OrderUpdateKind, orderId: number, side: number, status: number): OrderUpdate {
    const update = this.#update;
    update.cursor = event;
    update.kind = kind;
    update.orderId = orderId;
    update.side = side;
    update.status = status;
    update.lastPrice = 0;
    update.lastQuantity = 0;
    update.leavesQuantity = 0;
    update.liquidity = 0;
    update.reason = 0;
    update.childId = 0;
    update.execution = undefined;
    return update;
  }
}
