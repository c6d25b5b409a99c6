import { type EventCursor, NewOrder, OrderType, Side, TimeInForce } from "@hotpath/core";
import { VenueReject } from "../venue-reject.ts";

/** Whether what an order does not get at once stays at the venue, where it trades all the time. */
export function rests(orderType: number, timeInForce: number): boolean {
  return (
    orderType === OrderType.Limit &&
    timeInForce !== TimeInForce.ImmediateOrCancel &&
    timeInForce !== TimeInForce.FillOrKill
  );
}

/** Why a new order cannot be understood, whatever the market is: a {@link VenueReject}, 0 if it can. */
export function termsReject(event: EventCursor): VenueReject {
  const orderType = NewOrder.orderType(event);
  const timeInForce = NewOrder.timeInForce(event);
  const side = NewOrder.side(event);
  if (orderType !== OrderType.Market && orderType !== OrderType.Limit) return VenueReject.UnsupportedOrderType;
  if (!isKnownTimeInForce(orderType, timeInForce)) return VenueReject.UnsupportedTimeInForce;
  const price = NewOrder.price(event);
  const isGood =
    (side === Side.Buy || side === Side.Sell) &&
    isPositive(NewOrder.quantity(event)) &&
    (orderType === OrderType.Market || Number.isSafeInteger(price)) &&
    Number.isSafeInteger(NewOrder.orderId(event));
  return isGood ? VenueReject.None : VenueReject.BadTerms;
}

/** Whether it is a quantity: a safe integer of 1 or more. */
export function isPositive(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function isKnownTimeInForce(orderType: number, timeInForce: number): boolean {
  switch (timeInForce) {
    case TimeInForce.Day:
    case TimeInForce.GoodTillCancel:
    case TimeInForce.ImmediateOrCancel:
    case TimeInForce.FillOrKill:
    case TimeInForce.AtTheOpening:
    case TimeInForce.AtTheClose:
      return true;
    case TimeInForce.PostOnly:
      return orderType === OrderType.Limit;
    default:
      return false;
  }
}
