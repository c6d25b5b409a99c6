/**
 * An order at work in continuous trading: what bounds it, whether it may trade at all, and what becomes of the rest.
 */
import { OrderType, TimeInForce } from "@hotpath/core";
import { CollarAction, Reason, ReportKind } from "../vocabulary.ts";
import type { EngineState } from "./engine-state.ts";
import { fillable } from "./fillable.ts";
import { bestKey, leastOf, matchGeneral } from "./general-match.ts";
import type { Incoming } from "./incoming.ts";
import { ORDER_F_SHIFT, ORDER_ID } from "./layout.ts";
import { firstOrder, forget, mayRest, orderAfter, rest } from "./places.ts";
import { keyOf, mirrored } from "./queue.ts";
import { Flag, Place } from "./special-state.ts";

/** Sets the keys that bound an order: its limit, its slippage from the best price, the collars. */
export function setBounds(state: EngineState, incoming: Incoming): void {
  const { special, lastPrices } = state;
  const { columns } = special;
  const { instrument } = incoming;
  const other = incoming.ladder ^ 1;
  const isMarket = (incoming.flags & Flag.Market) !== 0;
  incoming.limitKey = isMarket ? Number.POSITIVE_INFINITY : mirrored(other, incoming.price);
  incoming.slippageKey = Number.POSITIVE_INFINITY;
  if (isMarket && incoming.slippage >= 0) {
    const dark = firstOrder(columns.aux, special.auxiliary(Place.Dark, other));
    const darkKey = dark === 0 ? Number.POSITIVE_INFINITY : keyOf(columns.aux, dark);
    incoming.slippageKey = Math.min(bestKey(state, other), darkKey) + incoming.slippage;
  }
  incoming.floorKey = Number.NEGATIVE_INFINITY;
  incoming.collarKey = Number.POSITIVE_INFINITY;
  collar(incoming, mirrored(other, columns.references[instrument]!), columns.staticBands[instrument]!);
  collar(incoming, mirrored(other, lastPrices[instrument]!), columns.dynamicBands[instrument]!);
  incoming.stopKey = Math.min(incoming.limitKey, incoming.slippageKey, incoming.collarKey);
}

/** Narrows the collar keys to a band around a key; no band or no key narrows nothing. */
function collar(incoming: Incoming, around: number, band: number): void {
  if (band < 0 || Number.isNaN(around)) return;
  incoming.floorKey = Math.max(incoming.floorKey, around - band);
  incoming.collarKey = Math.min(incoming.collarKey, around + band);
}

/** Whether an order of this limit, as a key of the other side, and quantity would trade at once. */
export function wouldTrade(state: EngineState, other: number, limitKey: number, quantity: number): boolean {
  return contraKey(state, other, quantity) <= limitKey;
}

/** The best key of the other side that an order of this quantity could trade at, or infinity. */
export function contraKey(state: EngineState, other: number, quantity: number): number {
  const { special } = state;
  const { aux } = special.columns;
  const litKey = bestKey(state, other);
  let dark = firstOrder(aux, special.auxiliary(Place.Dark, other));
  while (dark !== 0) {
    const key = keyOf(aux, dark);
    if (key >= litKey) break;
    if (leastOf(state, dark) <= quantity) return key;
    dark = orderAfter(aux, dark);
  }
  return litKey;
}

/** Works an order whose bounds are set: it trades, and what is left rests or goes. */
export function work(state: EngineState, incoming: Incoming): void {
  const least = (incoming.flags & Flag.AllOrNone) !== 0 ? incoming.left : incoming.minimum;
  if (least > 0 && fillable(state, incoming) < least) {
    if (rests(incoming)) restRemainder(state, incoming);
    else drop(state, incoming, Reason.UnfilledMinimum);
    return;
  }
  matchGeneral(state, incoming);
  if (incoming.left === 0) {
    release(state, incoming);
    return;
  }
  const { columns } = state.special;
  const nextKey = bestKey(state, incoming.ladder ^ 1);
  const isWithin = nextKey <= Math.min(incoming.limitKey, incoming.slippageKey) && nextKey !== Number.POSITIVE_INFINITY;
  const stopsAtCollar = isWithin && (nextKey > incoming.collarKey || nextKey < incoming.floorKey);
  const interrupts = stopsAtCollar && columns.collarActions[incoming.instrument] === CollarAction.Interrupt;
  if (interrupts) state.special.interrupted = incoming.instrument;
  if (rests(incoming) && (!stopsAtCollar || interrupts)) restRemainder(state, incoming);
  else drop(state, incoming, stopsAtCollar ? Reason.OutsideCollar : endReason(incoming, nextKey));
}

function rests(incoming: Incoming): boolean {
  return (incoming.flags & Flag.Market) === 0 && mayRest(incoming.timeInForce);
}

/** Why what is left of an order that may not rest goes. */
function endReason(incoming: Incoming, nextKey: number): number {
  if (nextKey !== Number.POSITIVE_INFINITY && nextKey > incoming.slippageKey) return Reason.SlippageBound;
  return incoming.timeInForce === TimeInForce.ImmediateOrCancel ? Reason.UnfilledIoc : Reason.NoLiquidity;
}

/** Reports that what is left of an order has expired. */
function drop(state: EngineState, incoming: Incoming, reason: number): void {
  const { instrument, ladder, orderId, owner, price, left } = incoming;
  const side = (ladder & 1) + 1;
  release(state, incoming);
  state.reports.push(ReportKind.Expired, reason, instrument, side, orderId, owner, price, left, 0);
}

/** Gives the record of an order back that has nothing left, if it has one. */
export function release(state: EngineState, incoming: Incoming): void {
  if (incoming.order !== 0) forget(state, incoming.order, incoming.ladder);
  incoming.order = 0;
}

/** Lets what is left of an order rest. */
export function restRemainder(state: EngineState, incoming: Incoming): void {
  const { orders } = state;
  const order = recordOf(state, incoming);
  orders.filled[order] = orders.filled[order]! + incoming.traded;
  rest(state, order, incoming.ladder, incoming.price, incoming.left);
}

/** The record of an order, made from what it came with if it has none yet. */
export function recordOf(state: EngineState, incoming: Incoming): number {
  if (incoming.order !== 0) return incoming.order;
  const { orders, special } = state;
  const { columns } = special;
  const order = orders.allocate(incoming.orderId);
  orders.filled[order] = 0;
  orders.owners[order] = incoming.owner;
  orders.timesInForce[order] = incoming.timeInForce;
  columns.homes[order] = incoming.ladder;
  columns.displays[order] = incoming.display;
  columns.minimums[order] = incoming.minimum;
  columns.reserves[order] = 0;
  columns.slippages[order] = incoming.slippage;
  columns.limits[order] = incoming.price;
  special.setFlags(incoming.instrument, order, incoming.flags);
  if ((incoming.flags & Flag.Expires) !== 0) columns.expiry.add(order, incoming.expire);
  incoming.order = order;
  return order;
}

/** Takes up an order that has a record and has left its place: to be worked with what it has open. */
export function takeUp(state: EngineState, incoming: Incoming, order: number, ladder: number, total: number): void {
  const { orders, special } = state;
  const { columns } = special;
  incoming.order = order;
  incoming.instrument = ladder >>> 1;
  incoming.ladder = ladder;
  incoming.orderId = orders.orderF[(order << ORDER_F_SHIFT) + ORDER_ID]!;
  incoming.owner = orders.owners[order]!;
  incoming.timeInForce = orders.timesInForce[order]!;
  incoming.flags = columns.flags[order]!;
  // An order that came on the plain path has no flags, and its columns may hold what an order before it left there.
  incoming.minimum = (incoming.flags & Flag.MinQuantity) !== 0 ? columns.minimums[order]! : 0;
  incoming.slippage = columns.slippages[order]!;
  incoming.left = total;
  incoming.traded = 0;
}

/** Whether an order type is one that waits for a trigger. */
export function isStopType(type: number): boolean {
  return type === OrderType.Stop || type === OrderType.StopLimit || type === OrderType.TrailingStop;
}
