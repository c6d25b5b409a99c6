/** What an order takes from the market's book when it arrives. */
import { type EventCursor, type EventSink, ExecType, Liquidity, Side } from "@hotpath/core";
import { reportExecution } from "@hotpath/engine";
import { consume, Fills, otherSide, TAKEN_LEVELS, type VenueState } from "./venue-state.ts";

/** The best price that an order of a side could take at; NaN if nothing is there. */
export function touchFor(state: VenueState, instrument: number, side: number): number {
  const view = state.views[instrument]!;
  return side === Side.Buy ? view.bestAsk : view.bestBid;
}

/** Whether an order with this limit reaches the other side. */
export function reaches(side: number, touch: number, limit: number): boolean {
  return side === Side.Buy ? touch <= limit : touch >= limit;
}

/** How much an order with this limit could take now. */
export function available(state: VenueState, instrument: number, side: number, limit: number): number {
  const view = state.views[instrument]!;
  const other = otherSide(side);
  return Number.isFinite(limit) ? view.cumulativeQuantity(other, limit) : view.totalQuantity(other);
}

/**
 * Takes from the other side, the best level first.
 *
 * @param limit the worst price; ±infinity for a market order
 * @param mayRest whether a limit order's rest stays in the market: where it does not, and fills are `partial`, the whole of
 * it is filled, the rest at its limit
 * @returns how much was taken
 */
export function take(
  state: VenueState,
  instrument: number,
  orderId: number,
  side: number,
  limit: number,
  quantity: number,
  filledBefore: number,
  mayRest: boolean,
  event: EventCursor,
  out: EventSink,
): number {
  const view = state.views[instrument]!;
  const other = otherSide(side);
  const whole = quantity + filledBefore;
  const worse = worsening(state, instrument, side, limit, quantity, event.micros);
  let left = quantity;
  const fill = (price: number, amount: number): void => {
    left -= amount;
    const paid = worsened(side, price, worse, limit);
    const cumulative = whole - left;
    reportExecution(out, event, orderId, ExecType.Trade, side, paid, amount, left, cumulative, Liquidity.Taker, 0);
  };
  if (state.fills === Fills.Whole) {
    fill(touchFor(state, instrument, side), quantity);
    return quantity;
  }
  const columns = { price: state.takenPrice, quantity: state.takenSize };
  const levels = view.depth(other, TAKEN_LEVELS, columns);
  for (let n = 0; n < levels && left > 0; n++) {
    const price = columns.price[n]!;
    if (!reaches(side, price, limit)) break;
    const shown = columns.quantity[n]!;
    const amount = Math.min(shown, left);
    fill(price, amount);
    if (state.consumes) consume(state, instrument, other, price, amount, shown - amount);
  }
  if (left > 0 && mayRest && state.fills === Fills.Partial) fill(limit, left);
  return quantity - left;
}

/** Price units that market impact adds to each level. */
function worsening(
  state: VenueState,
  instrument: number,
  side: number,
  limit: number,
  quantity: number,
  micros: number,
): number {
  const { impact } = state;
  if (impact === undefined) return 0;
  const most = Math.min(quantity, available(state, instrument, side, limit));
  const tick = state.instruments.list[instrument]!.ticks.tickAt(touchFor(state, instrument, side), micros);
  return impact.worsening(most, tick > 0 ? tick : 1);
}

function worsened(side: number, price: number, worse: number, limit: number): number {
  return side === Side.Buy ? Math.min(price + worse, limit) : Math.max(price - worse, limit);
}
