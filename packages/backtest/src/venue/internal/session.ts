/**
 * What a venue's trading state does to orders of ours.
 *
 * Orders for an auction (at the opening, at the close, and market orders that come in before one) wait apart: they are in
 * no queue. An auction's price is the first trade that is printed while it is on; it fills what is better than that price,
 * and of what is exactly at it nothing, for nobody knows how it was shared.
 */
import { type EventCursor, type EventSink, ExecType, Liquidity, TimeInForce, TradingState } from "@hotpath/core";
import { VenueReject } from "../venue-reject.ts";
import { joinQueue } from "./passive.ts";
import { NONE } from "./resting-orders.ts";
import { endResting, fillResting, type VenueState } from "./venue-state.ts";

/** The price of a market order among the orders of an auction: better than any. */
export const ANY_PRICE: number = Number.MAX_SAFE_INTEGER;

/** Whether orders can wait for an auction in this state. */
export function isCalling(state: number): boolean {
  return state === TradingState.PreOpen || state === TradingState.Auction;
}

/** The ladder of those that wait for an auction. */
export function auctionLadder(state: VenueState, ladder: number): number {
  return ladder + 2 * state.views.length;
}

/** The instrument is in another state. */
export function changeState(
  state: VenueState,
  instrument: number,
  before: number,
  now: number,
  event: EventCursor,
  out: EventSink,
): void {
  if (before === now) return;
  const { orders } = state;
  const isClosed = now === TradingState.Closed;
  for (let ladder = 2 * instrument; ladder <= 2 * instrument + 1; ladder++) {
    for (const list of [ladder, auctionLadder(state, ladder)])
      for (let slot = orders.head[list]!; slot !== NONE; ) {
        const next = orders.next[slot]!;
        const timeInForce = orders.timeInForce[slot]!;
        const isAuction = list !== ladder;
        // What came for the opening ends with it; what came for the close waits until the market is closed.
        const isOver = isClosed
          ? isAuction || timeInForce === TimeInForce.Day
          : isAuction && now === TradingState.Trading && timeInForce !== TimeInForce.AtTheClose;
        if (isOver) endResting(state, slot, ExecType.Expired, VenueReject.SessionEnded, event, out);
        // Nobody has told who stood before whom while there was no market.
        else if (!isAuction && now === TradingState.Trading && isCalling(before)) joinQueue(state, slot, false);
        slot = next;
      }
  }
}

/** An auction has printed its price. @param isClose whether orders for the close take part */
export function uncross(
  state: VenueState,
  instrument: number,
  price: number,
  isClose: boolean,
  event: EventCursor,
  out: EventSink,
): void {
  const { orders } = state;
  for (let ladder = 2 * instrument; ladder <= 2 * instrument + 1; ladder++) {
    const isBuy = (ladder & 1) === 0;
    for (const list of [auctionLadder(state, ladder), ladder])
      for (let slot = orders.head[list]!; slot !== NONE; ) {
        const next = orders.next[slot]!;
        const own = orders.price[slot]!;
        if (isBuy ? own <= price : own >= price) break;
        if (isClose || orders.timeInForce[slot] !== TimeInForce.AtTheClose)
          fillResting(state, slot, price, orders.leaves[slot]!, Liquidity.Taker, event, out);
        slot = next;
      }
  }
}

/**
 * A split: orders of the instrument are cancelled, or their prices and quantities follow it where they come out whole and on
 * a tick, as GTC orders do at most venues; one that does not is cancelled.
 */
export function splitOrders(
  state: VenueState,
  instrument: number,
  numerator: number,
  denominator: number,
  adjusts: boolean,
  event: EventCursor,
  out: EventSink,
): void {
  const { orders } = state;
  const { ticks, lot } = state.instruments.list[instrument]!;
  for (let ladder = 2 * instrument; ladder <= 2 * instrument + 1; ladder++)
    for (const list of [ladder, auctionLadder(state, ladder)]) {
      // Those that were moved come behind, at other prices: each is touched once.
      const slots: number[] = [];
      for (let slot = orders.head[list]!; slot !== NONE; slot = orders.next[slot]!) slots.push(slot);
      for (const slot of slots) {
        const isPriced = Math.abs(orders.price[slot]!) !== ANY_PRICE;
        const price = isPriced ? (orders.price[slot]! * denominator) / numerator : orders.price[slot]!;
        const leaves = (orders.leaves[slot]! * numerator) / denominator;
        const filled = (orders.filled[slot]! * numerator) / denominator;
        const isWhole =
          Number.isSafeInteger(price) &&
          Number.isSafeInteger(filled) &&
          Number.isSafeInteger(leaves / lot) &&
          leaves > 0;
        if (!adjusts || !isWhole || (isPriced && !ticks.isOnTick(price, event.micros))) {
          endResting(state, slot, ExecType.Canceled, VenueReject.CorporateAction, event, out);
          continue;
        }
        orders.move(slot, price);
        orders.leaves[slot] = leaves;
        orders.filled[slot] = filled;
        if (list === ladder) joinQueue(state, slot, false);
      }
    }
}
