/**
 * A feed of orders: it builds the levels, and it tells exactly who stands before an order of ours. What arrived at a price
 * before ours and is still there stands before it; what is executed behind it would have been executed against it.
 */
import { BookOrder, type EventCursor, type EventSink, Side } from "@hotpath/core";
import { OrderRowKind } from "@hotpath/order-book";
import type { FeedOrders } from "./feed-orders.ts";
import { changeLevel } from "./passive.ts";
import { NONE } from "./resting-orders.ts";
import { Fills, fillResting, isContinuous, MAKER, type VenueState } from "./venue-state.ts";

/** Applies one message. @returns false if it names an order that is not here, or makes no sense */
export function feedOrder(state: VenueState, feed: FeedOrders, event: EventCursor, out: EventSink): boolean {
  const orderId = BookOrder.orderId(event);
  const action = BookOrder.action(event);
  const quantity = BookOrder.quantity(event);
  if (action === OrderRowKind.Add) {
    const side = BookOrder.side(event);
    if (side !== Side.Buy && side !== Side.Sell) return false;
    return addOrder(
      state,
      feed,
      orderId,
      2 * event.instrument + side - 1,
      BookOrder.price(event),
      quantity,
      event,
      out,
    );
  }
  const slot = feed.slotOf(orderId);
  if (slot === -1) return false;
  switch (action) {
    case OrderRowKind.Execute:
      // Out of the continuous market it is the auction's print that tells of its price.
      if (isContinuous(state.status[event.instrument]!)) execute(state, feed, slot, quantity, event, out);
      return take(state, feed, slot, quantity, event, out);
    case OrderRowKind.Reduce:
      return take(state, feed, slot, quantity, event, out);
    case OrderRowKind.Delete:
      return take(state, feed, slot, feed.quantity[slot]!, event, out);
    case OrderRowKind.Modify:
      return modify(state, feed, slot, orderId, BookOrder.price(event), quantity, event, out);
    case OrderRowKind.Replace: {
      const ladder = feed.ladder[slot]!;
      take(state, feed, slot, feed.quantity[slot]!, event, out);
      return addOrder(state, feed, BookOrder.otherId(event), ladder, BookOrder.price(event), quantity, event, out);
    }
    default:
      return false;
  }
}

function addOrder(
  state: VenueState,
  feed: FeedOrders,
  orderId: number,
  ladder: number,
  price: number,
  quantity: number,
  event: EventCursor,
  out: EventSink,
): boolean {
  const isGood = Number.isSafeInteger(price) && Number.isSafeInteger(quantity) && quantity > 0;
  if (!isGood || !Number.isSafeInteger(orderId) || feed.add(orderId, ladder, price, quantity) === -1) return false;
  shift(state, ladder, price, quantity, event, out);
  return true;
}

/** Changes the size of a level. */
function shift(
  state: VenueState,
  ladder: number,
  price: number,
  change: number,
  event: EventCursor,
  out: EventSink,
): void {
  const instrument = ladder >> 1;
  const side = ((ladder & 1) + 1) as Side;
  const { taken } = state;
  let size = state.views[instrument]!.quantityAt(side, price) + change;
  if (taken !== undefined && taken.size > 0) size += taken.giveBack(ladder, price);
  changeLevel(state, instrument, side, price, size, event, out);
}

/** Takes quantity off an order, which is gone when nothing is left, and off what stands before ours. */
function take(
  state: VenueState,
  feed: FeedOrders,
  slot: number,
  quantity: number,
  event: EventCursor,
  out: EventSink,
): boolean {
  const open = feed.quantity[slot]!;
  const gone = quantity < open ? quantity : open;
  if (!(gone > 0)) return false;
  const ladder = feed.ladder[slot]!;
  const price = feed.price[slot]!;
  if (state.orders.head[ladder] !== NONE) moveUp(state, ladder, price, feed.arrival[slot]!, gone);
  if (gone === open) feed.remove(slot);
  else feed.quantity[slot] = open - gone;
  shift(state, ladder, price, -gone, event, out);
  return true;
}

function modify(
  state: VenueState,
  feed: FeedOrders,
  slot: number,
  orderId: number,
  price: number,
  quantity: number,
  event: EventCursor,
  out: EventSink,
): boolean {
  const open = feed.quantity[slot]!;
  // Who does not ask for more at the same price keeps the place.
  if (price === feed.price[slot] && quantity <= open)
    return quantity === open || take(state, feed, slot, open - quantity, event, out);
  const ladder = feed.ladder[slot]!;
  take(state, feed, slot, open, event, out);
  return addOrder(state, feed, orderId, ladder, price, quantity, event, out);
}

/** Orders of ours that came later than one that lost quantity stand so much nearer. */
function moveUp(state: VenueState, ladder: number, price: number, arrival: number, gone: number): void {
  const { orders } = state;
  const isBuy = (ladder & 1) === 0;
  for (let slot = orders.head[ladder]!; slot !== NONE; slot = orders.next[slot]!) {
    const own = orders.price[slot]!;
    if (own === price) {
      if (orders.arrival[slot]! > arrival) orders.front[slot] = Math.max(orders.front[slot]! - gone, 0);
    } else if (isBuy ? own < price : own > price) return;
  }
}

/** An order of the feed is executed: those of ours that stood before it would have been, first. */
function execute(
  state: VenueState,
  feed: FeedOrders,
  row: number,
  quantity: number,
  event: EventCursor,
  out: EventSink,
): void {
  const { orders, fills } = state;
  const ladder = feed.ladder[row]!;
  if (orders.head[ladder] === NONE) return;
  const price = feed.price[row]!;
  const arrival = feed.arrival[row]!;
  const isBuy = (ladder & 1) === 0;
  let left = quantity;
  for (let slot = orders.head[ladder]!; slot !== NONE && left > 0; ) {
    const next = orders.next[slot]!;
    const own = orders.price[slot]!;
    if (isBuy ? own < price : own > price) return;
    if (own !== price || orders.arrival[slot]! < arrival) {
      const leaves = orders.leaves[slot]!;
      const filled =
        fills === Fills.Whole || (fills === Fills.Partial && own !== price) ? leaves : Math.min(leaves, left);
      left -= filled;
      fillResting(state, slot, own, filled, MAKER, event, out);
    }
    slot = next;
  }
}
