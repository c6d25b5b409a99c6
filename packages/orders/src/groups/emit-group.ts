import {
  type EventCursor,
  type EventSink,
  OrderIntent,
  OrderLink,
  OrderTerms,
  OrderType,
  TimeInForce,
  TriggerPriceType,
} from "@hotpath/core";
import { LegRole } from "./contingency.ts";

/** One order of a group. */
export interface GroupOrder {
  /** A number that no working order has. */
  orderId: number;
  /** Default {@link LegRole}.Leg. */
  role?: number;
  /** Side. */
  side: number;
  /** In size units. */
  quantity: number;
  /** Limit price in price units; 0 or left out for a market order, as a stop is that has only a trigger. */
  price?: number;
  /** From where a stop acts, in price units. Makes the order a stop, or with a price a stop-limit order. */
  triggerPrice?: number;
  /** TriggerPriceType. Default: the last price. */
  triggerPriceType?: number;
  /** TimeInForce. Default good till cancelled. */
  timeInForce?: number;
}

/** A group of orders that depend on each other. */
export interface OrderGroup {
  /** A number that no other group has had. */
  groupId: number;
  /** Contingency. */
  kind: number;
  /** {@link GroupPolicy} bits. Default 0. */
  policy?: number;
  /** Dense index of the instrument. */
  instrument: number;
  venue?: number;
  strategy?: number;
  /** 2 to 16 of them. */
  orders: readonly GroupOrder[];
}

/**
 * Sends a group of orders: each one's `OrderLink`, its `OrderTerms` if it has a trigger, and its `OrderIntent`. What does
 * not fit together is refused by `OrderGroups`, as a whole. For the edge: the records alone are the hot path.
 *
 * @example
 * emitGroup(out, event, { groupId: 1, kind: Contingency.OneUpdatesOtherAbsolute, instrument: 0, orders: [
 *   { orderId: 1, role: LegRole.Entry, side: Side.Buy, price: 10_000, quantity: 100 },
 *   { orderId: 2, role: LegRole.Target, side: Side.Sell, price: 10_200, quantity: 100 },
 *   { orderId: 3, role: LegRole.Stop, side: Side.Sell, triggerPrice: 9_900, quantity: 100 },
 * ] });
 */
export function emitGroup(out: EventSink, cause: EventCursor, group: OrderGroup): void {
  const { groupId, kind, policy = 0, instrument, venue = 0, strategy = 0, orders } = group;
  for (const order of orders) {
    const { orderId, role = LegRole.Leg, side, quantity, price = 0, triggerPrice = 0 } = order;
    OrderLink.emit(out, cause, instrument, venue, groupId, orderId, kind, role, orders.length, policy);
    let orderType: number = price === 0 ? OrderType.Market : OrderType.Limit;
    if (triggerPrice !== 0) {
      orderType = price === 0 ? OrderType.Stop : OrderType.StopLimit;
      const watches = order.triggerPriceType ?? TriggerPriceType.Last;
      const none = Number.NaN;
      OrderTerms.emit(out, cause, instrument, venue, orderId, triggerPrice, 0, 0, none, 0, 0, 0, 0, 0, watches, 0);
    }
    const timeInForce = order.timeInForce ?? TimeInForce.GoodTillCancel;
    OrderIntent.emit(out, cause, instrument, venue, orderId, price, quantity, side, orderType, timeInForce, strategy);
  }
}
