import { OrderType, PegPriceType, Side, TimeInForce } from "@hotpath/core";
import type { OrderTicket } from "./order-ticket.ts";
import { OrderInstruction } from "./vocabulary.ts";

/** A new order in words, for `MatchingEngine.place`; what the fields mean, {@link OrderTicket} says. */
export interface NewOrder {
  orderId: number;
  side: keyof typeof Side;
  quantity: number;
  /** Ticks; left out for an order without a limit. */
  price?: number;
  /** 0 by default. */
  instrument?: number;
  /** `Limit` by default. */
  type?: keyof typeof OrderType;
  /** `GoodTillCancel` by default. */
  timeInForce?: keyof typeof TimeInForce;
  /** 0, nobody, by default. */
  owner?: number;
  /** None by default. */
  instructions?: readonly (keyof typeof OrderInstruction)[];
  triggerPrice?: number;
  trailOffset?: number;
  slippage?: number;
  displayQuantity?: number;
  minQuantity?: number;
  expireMicros?: number;
  pegPriceType?: keyof typeof PegPriceType;
  pegOffset?: number;
}

/** Writes an order in words into a ticket. */
export function fillTicket(ticket: OrderTicket, order: NewOrder): void {
  ticket.reset();
  const type = OrderType[order.type ?? "Limit"];
  ticket.instrument = order.instrument ?? 0;
  ticket.orderId = order.orderId;
  ticket.side = Side[order.side];
  ticket.type = type;
  ticket.price = order.price ?? (type === OrderType.Limit || type === OrderType.StopLimit ? Number.NaN : 0);
  if (type === OrderType.Pegged) ticket.price = order.price ?? Number.NaN;
  ticket.quantity = order.quantity;
  ticket.timeInForce = TimeInForce[order.timeInForce ?? "GoodTillCancel"];
  ticket.owner = order.owner ?? 0;
  for (const word of order.instructions ?? []) ticket.instructions |= OrderInstruction[word];
  ticket.triggerPrice = order.triggerPrice ?? Number.NaN;
  ticket.trailOffset = order.trailOffset ?? 0;
  ticket.slippage = order.slippage ?? -1;
  ticket.displayQuantity = order.displayQuantity ?? 0;
  ticket.minQuantity = order.minQuantity ?? 0;
  ticket.expireMicros = order.expireMicros ?? 0;
  ticket.pegPriceType = order.pegPriceType === undefined ? 0 : PegPriceType[order.pegPriceType];
  ticket.pegOffset = order.pegOffset ?? 0;
}

/** Whether a ticket says no more than `MatchingEngine.submit` could. */
export function isPlain(ticket: OrderTicket): boolean {
  const { type, timeInForce } = ticket;
  const { AtTheOpening, AtTheClose, GoodTillDate } = TimeInForce;
  return (
    (type === OrderType.Limit || (type === OrderType.Market && ticket.slippage === -1)) &&
    timeInForce !== AtTheOpening &&
    timeInForce !== AtTheClose &&
    timeInForce !== GoodTillDate &&
    ticket.instructions === 0 &&
    ticket.displayQuantity === 0 &&
    ticket.minQuantity === 0
  );
}
