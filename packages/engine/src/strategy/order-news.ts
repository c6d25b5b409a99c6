import {
  CancelIntent,
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
  OrderTriggered,
  Side,
} from "@hotpath/core";
import type { OrderStore } from "@hotpath/orders";
import type { Context } from "./context.ts";
import { OrderUpdate, OrderUpdateKind } from "./event-views.ts";

/** Turns what order manager, gate and venue say of a strategy's own orders into updates, and keeps its position. */
export class OrderNews {
  readonly #context: Context;
  readonly #store: OrderStore;
  readonly #update = new OrderUpdate();

  constructor(context: Context, store: OrderStore) {
    this.#context = context;
    this.#store = store;
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
    return update;
  }

  #move(instrument: number, quantity: number): void {
    const { positions } = this.#context;
    if (instrument >= 0 && instrument < positions.length) positions[instrument]! += quantity;
  }

  #closed(event: EventCursor): OrderUpdate {
    const orderId = OrderClosed.orderId(event);
    this.#context.orders.ended(event.instrument, orderId);
    const side = OrderClosed.side(event);
    const update = this.#begin(event, OrderUpdateKind.Closed, orderId, side, OrderClosed.status(event));
    update.reason = OrderClosed.reason(event);
    return update;
  }

  #refused(event: EventCursor): OrderUpdate {
    const orderId = OrderRefused.orderId(event);
    const isNew = OrderRefused.request(event) === OrderRequestKind.New;
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
    return update;
  }
}
