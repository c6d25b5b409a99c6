import { nameOf, OrderType, PegPriceType, Side, TimeInForce } from "@hotpath/core";
import type { EngineState } from "./internal/engine-state.ts";
import { ORDER_F_SHIFT, ORDER_ID } from "./internal/layout.ts";
import { homeOf, openOf, priceOf, totalOf } from "./internal/places.ts";
import { Flag, Place } from "./internal/special-state.ts";

/** A live order as an object, wherever it is: for the edge. */
export interface WorkingOrder {
  orderId: number;
  instrument: number;
  side: keyof typeof Side;
  /** What it is now: a stop that was triggered is a market or a limit order. */
  type: keyof typeof OrderType;
  timeInForce: keyof typeof TimeInForce;
  owner: number;
  /** In the book that is shown, unseen in it, waiting for a trigger or an auction, or aside: a peg with nothing to follow. */
  place: Exclude<keyof typeof Place, "Elected">;
  /** Ticks; 0 where it has no price. */
  price: number;
  /** Quantity that is still open, shown or not. */
  leavesQty: number;
  /** What of it the book shows. */
  shownQty: number;
  /** Quantity traded so far. */
  cumQty: number;
  /** Ticks: a stop's present trigger. */
  triggerPrice?: number;
  /** What a pegged order follows. */
  pegPriceType?: keyof typeof PegPriceType;
}

/** A live order as an object. */
export function describeOrder(state: EngineState, order: number): WorkingOrder {
  const { orders, special } = state;
  const { columns } = special;
  const flags = columns.flags[order] ?? 0;
  const place = columns.places[order] ?? Place.Lit;
  const ladder = homeOf(state, order);
  const open = openOf(state, order);
  const described: WorkingOrder = {
    orderId: orders.orderF[(order << ORDER_F_SHIFT) + ORDER_ID]!,
    instrument: ladder >>> 1,
    side: nameOf(Side, (ladder & 1) + 1) as keyof typeof Side,
    type: nameOf(OrderType, typeOf(flags)) as keyof typeof OrderType,
    timeInForce: nameOf(TimeInForce, orders.timesInForce[order]!) as keyof typeof TimeInForce,
    owner: orders.owners[order]!,
    place: nameOf(Place, place) as WorkingOrder["place"],
    price: priceOf(state, order),
    leavesQty: special.prepared ? totalOf(state, order) : open,
    shownQty: place === Place.Lit ? open : 0,
    cumQty: orders.filled[order]!,
  };
  if ((flags & Flag.Stop) !== 0) described.triggerPrice = columns.triggers[order]!;
  if ((flags & Flag.Peg) !== 0) {
    described.pegPriceType = nameOf(PegPriceType, columns.pegTypes[order]!) as keyof typeof PegPriceType;
  }
  return described;
}

function typeOf(flags: number): number {
  if ((flags & Flag.Trailing) !== 0) return OrderType.TrailingStop;
  const isMarket = (flags & Flag.Market) !== 0;
  if ((flags & Flag.Stop) !== 0) return isMarket ? OrderType.Stop : OrderType.StopLimit;
  if ((flags & Flag.Peg) !== 0) return OrderType.Pegged;
  return isMarket ? OrderType.Market : OrderType.Limit;
}
