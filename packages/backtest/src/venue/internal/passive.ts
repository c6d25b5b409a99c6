/** What market data does to orders that rest: their place in the queue, and their fills. */
import { type EventCursor, type EventSink, Side } from "@hotpath/core";
import { frontAfter } from "../queue-model.ts";
import { NONE } from "./resting-orders.ts";
import { consume, Fills, fillResting, isContinuous, MAKER, otherSide, type VenueState } from "./venue-state.ts";

/** A level of the market has a new size: queues at it change, and orders of ours on the other side that it reaches fill. */
export function changeLevel(
  state: VenueState,
  instrument: number,
  side: number,
  price: number,
  size: number,
  event: EventCursor,
  out: EventSink,
): void {
  const { orders, book } = state;
  const ladder = 2 * instrument + side - 1;
  if (orders.head[ladder] === NONE || state.probability === undefined) book.update(instrument, side, price, size);
  else {
    const before = state.views[instrument]!.quantityAt(side as Side, price);
    book.update(instrument, side, price, size);
    moveQueue(state, state.probability, ladder, price, before, size);
  }
  const isReached = size > 0 && orders.head[ladder ^ 1] !== NONE && isContinuous(state.status[instrument]!);
  if (isReached) reach(state, instrument, side, price, size, event, out);
}

function moveQueue(
  state: VenueState,
  probability: (front: number, back: number) => number,
  ladder: number,
  price: number,
  before: number,
  after: number,
): void {
  const { orders } = state;
  const isBuy = (ladder & 1) === 0;
  for (let slot = orders.head[ladder]!; slot !== NONE; slot = orders.next[slot]!) {
    const own = orders.price[slot]!;
    if (own === price) {
      orders.front[slot] = frontAfter(probability, orders.front[slot]!, orders.traded[slot]!, before, after);
      orders.traded[slot] = 0;
    } else if (isBuy ? own < price : own > price) return;
  }
}

/** A level of one side stands at or beyond orders of ours on the other: it would have traded with them. */
function reach(
  state: VenueState,
  instrument: number,
  side: number,
  price: number,
  size: number,
  event: EventCursor,
  out: EventSink,
): void {
  const { orders, fills } = state;
  const isAsk = side === Side.Sell;
  const ladder = 2 * instrument + otherSide(side) - 1;
  let left = size;
  for (let slot = orders.head[ladder]!; slot !== NONE; ) {
    const own = orders.price[slot]!;
    if (isAsk ? own < price : own > price) break;
    const next = orders.next[slot]!;
    const leaves = orders.leaves[slot]!;
    const quantity = fills === Fills.Shown ? Math.min(leaves, left) : leaves;
    if (quantity > 0) fillResting(state, slot, own, quantity, MAKER, event, out);
    left -= quantity;
    if (fills === Fills.Shown && left <= 0) break;
    slot = next;
  }
  if (state.consumes && left !== size)
    consume(state, instrument, side, price, size - Math.max(left, 0), Math.max(left, 0));
}

/**
 * A trade of the market: it takes from the front of the queue at its price, and fills orders of ours that stood before it
 * or at a better price.
 *
 * @param side whose orders it took: the side of the makers
 */
export function tradePrint(
  state: VenueState,
  instrument: number,
  side: number,
  price: number,
  quantity: number,
  event: EventCursor,
  out: EventSink,
): void {
  const { orders, fills } = state;
  const isBuy = side === Side.Buy;
  let left = quantity;
  /** Filled at the trade's own price: those orders of ours stand before the later ones. */
  let ours = 0;
  for (let slot = orders.head[2 * instrument + side - 1]!; slot !== NONE; ) {
    const next = orders.next[slot]!;
    const own = orders.price[slot]!;
    const leaves = orders.leaves[slot]!;
    if (isBuy ? own < price : own > price) return;
    let filled = 0;
    if (own !== price) filled = fills === Fills.Shown ? Math.min(leaves, left) : leaves;
    else if (state.probability !== undefined) {
      filled = queuedFill(state, slot, instrument, quantity, left, ours);
      ours += filled;
    }
    if (filled > 0) fillResting(state, slot, own, filled, MAKER, event, out);
    left -= filled;
    slot = next;
  }
}

/** Moves an order up by a trade at its price. @returns how much of it the trade fills */
function queuedFill(
  state: VenueState,
  slot: number,
  instrument: number,
  quantity: number,
  left: number,
  ours: number,
): number {
  const { orders, fills } = state;
  const lot = state.lots[instrument]!;
  const front = orders.front[slot]! - quantity;
  orders.front[slot] = front;
  orders.traded[slot] = orders.traded[slot]! + quantity;
  // Estimates are fractions: a lot is reached once half of it is.
  const reached = Math.floor(-front / lot + 0.5) * lot;
  if (!(reached > 0)) return 0;
  orders.front[slot] = 0;
  const leaves = orders.leaves[slot]!;
  if (fills === Fills.Whole) return leaves;
  if (fills === Fills.Partial) return Math.min(reached, leaves);
  return Math.max(Math.min(reached - ours, left, leaves), 0);
}

/** An order of ours goes to the end of the queue at its price. */
export function joinQueue(state: VenueState, slot: number, isHidden: boolean): void {
  const { orders } = state;
  const ladder = orders.ladder[slot]!;
  const view = state.views[ladder >> 1]!;
  const side = ((ladder & 1) + 1) as Side;
  orders.traded[slot] = 0;
  // Of a price beyond the only one that is shown nothing is known: all that will be shown there stands before the order.
  orders.front[slot] = isHidden ? Number.POSITIVE_INFINITY : view.quantityAt(side, orders.price[slot]!);
}
