/** Cancels and replaces on the general path: of any order, wherever it is. */
import { MAX_SLICES, Reason, ReportKind, TradingPhase } from "../vocabulary.ts";
import { isOutsideCollar } from "./admission.ts";
import { isPositive, isPrice, numberOf } from "./checks.ts";
import { type EngineState, hasReportRoom } from "./engine-state.ts";
import { obeysPostOnly } from "./entry.ts";
import { ORDER_F_SHIFT, ORDER_ID } from "./layout.ts";
import { isCall, phaseOf } from "./phases.ts";
import {
  homeOf,
  leave,
  MARKET_KEY,
  openQuantity,
  park,
  priceOf,
  removeOrder,
  rest,
  setTotal,
  totalOf,
  wait,
} from "./places.ts";
import { mirrored } from "./queue.ts";
import { reduceTo, settle } from "./settle.ts";
import { Flag, Place } from "./special-state.ts";
import { triggerKey } from "./triggers.ts";
import { setBounds, takeUp, work } from "./work.ts";

/** Takes an order away; see `MatchingEngine.cancel`. */
export function cancelGeneral(state: EngineState, orderId: number): boolean {
  if (!hasReportRoom(state)) return false;
  const order = isPositive(orderId) ? state.orders.find(orderId) : 0;
  if (order === 0) {
    refuse(state, ReportKind.CancelRejected, Reason.UnknownOrder, 0, orderId, 0, 0);
    return true;
  }
  const instrument = homeOf(state, order) >>> 1;
  removeOrder(state, order, ReportKind.Canceled, Reason.None);
  settle(state, instrument);
  return true;
}

/** Gives an order a new price and open quantity; see `MatchingEngine.replace`. */
export function replaceGeneral(state: EngineState, orderId: number, price: number, quantity: number): boolean {
  if (!hasReportRoom(state)) return false;
  const order = isPositive(orderId) ? state.orders.find(orderId) : 0;
  const refusal = order === 0 ? Reason.UnknownOrder : refusalOf(state, order, price, quantity);
  if (refusal !== Reason.None) {
    refuse(state, ReportKind.ReplaceRejected, refusal, order, orderId, price, quantity);
    return true;
  }
  const ladder = homeOf(state, order);
  const { flags, places } = state.special.columns;
  if (keepsPlace(state, order, price + 0, quantity)) {
    setTotal(state, order, quantity);
    reportReplaced(state, order, ladder);
  } else if ((flags[order]! & Flag.Peg) === 0 && (places[order] === Place.Lit || places[order] === Place.Dark)) {
    requeue(state, order, ladder, price + 0, quantity);
  } else {
    renew(state, order, ladder, price + 0, quantity);
  }
  settle(state, ladder >>> 1);
  return true;
}

/** Whether a replace leaves an order where it stands in its queue. */
function keepsPlace(state: EngineState, order: number, price: number, quantity: number): boolean {
  if (!state.replaceKeepsPriority || quantity > totalOf(state, order)) return false;
  const { flags, limits } = state.special.columns;
  if ((flags[order]! & Flag.Market) !== 0) return true;
  return price === ((flags[order]! & Flag.Peg) !== 0 ? limits[order] : priceOf(state, order));
}

/** Why a replace is refused, or `None`. */
function refusalOf(state: EngineState, order: number, price: number, quantity: number): number {
  if (!isPrice(price)) return Reason.BadPrice;
  if (!isPositive(quantity)) return Reason.BadQuantity;
  const { special } = state;
  const { flags, displays, places } = special.columns;
  const ladder = homeOf(state, order);
  const instrument = ladder >>> 1;
  const side = (ladder & 1) + 1;
  const own = flags[order]!;
  const phase = phaseOf(state, instrument);
  if (phase === TradingPhase.Halt || phase === TradingPhase.PostTrading) return Reason.NotInPhase;
  if ((own & Flag.Iceberg) !== 0 && quantity > displays[order]! * MAX_SLICES) return Reason.BadDisplayQuantity;
  if (keepsPlace(state, order, price, quantity)) return Reason.None;
  const hasLimit = (own & (Flag.Market | Flag.Peg)) === 0;
  if (hasLimit && isOutsideCollar(state, instrument, side, price)) return Reason.OutsideCollar;
  const open = openQuantity(state, ladder) - totalOf(state, order) + quantity;
  if (open > Number.MAX_SAFE_INTEGER) return Reason.Capacity;
  const isReducing = (own & Flag.ReduceOnly) !== 0 && places[order] === Place.Lit;
  if (isReducing && special.positions.reducible(state.orders.owners[order]!, instrument, side) === 0) {
    return Reason.ReduceOnly;
  }
  const trades = (own & Flag.Peg) === 0 && places[order]! <= Place.Dark && phase === TradingPhase.Continuous;
  if (!trades) return Reason.None;
  prepareRequeue(state, order, ladder, price + 0, quantity);
  return obeysPostOnly(state, special.incoming) ? Reason.None : Reason.WouldCross;
}

function prepareRequeue(state: EngineState, order: number, ladder: number, price: number, quantity: number): void {
  const { incoming } = state.special;
  takeUp(state, incoming, order, ladder, quantity);
  incoming.price = price;
  setBounds(state, incoming);
}

/** A resting order that loses its place: it is as if it had newly come. */
function requeue(state: EngineState, order: number, ladder: number, price: number, quantity: number): void {
  const { special, reports } = state;
  const { incoming } = special;
  const { Replaced } = ReportKind;
  const instrument = ladder >>> 1;
  const side = (ladder & 1) + 1;
  prepareRequeue(state, order, ladder, price, quantity);
  const inCall = isCall(phaseOf(state, instrument));
  if (!inCall) obeysPostOnly(state, incoming);
  leave(state, order);
  const { orderId, owner } = incoming;
  reports.push(Replaced, Reason.None, instrument, side, orderId, owner, incoming.price, quantity, quantity);
  if (inCall) {
    rest(state, order, ladder, price, quantity);
    return;
  }
  if ((incoming.flags & Flag.ReduceOnly) !== 0) {
    const allowed = special.positions.reducible(owner, instrument, side);
    if (!reduceTo(state, incoming, Math.min(quantity, allowed), Reason.ReduceOnly)) return;
  }
  work(state, incoming);
}

/** An order that waits or follows: it waits anew, or is priced anew when the command settles. */
function renew(state: EngineState, order: number, ladder: number, price: number, quantity: number): void {
  const { columns } = state.special;
  const place = columns.places[order]!;
  const flags = columns.flags[order]!;
  leave(state, order);
  if ((flags & Flag.Market) === 0) columns.limits[order] = price;
  if ((flags & Flag.Peg) !== 0) {
    park(state, order, Place.Parked, ladder, quantity);
    columns.pegsDirty[ladder >>> 1] = 1;
  } else if (place === Place.Trigger) {
    wait(state, order, place, ladder, triggerKey(ladder, columns.triggers[order]!), quantity);
  } else {
    const key = (flags & Flag.Market) !== 0 ? MARKET_KEY : mirrored(ladder, price);
    wait(state, order, place, ladder, key, quantity);
  }
  reportReplaced(state, order, ladder);
}

function reportReplaced(state: EngineState, order: number, ladder: number): void {
  const { orders, reports } = state;
  const total = totalOf(state, order);
  const orderId = orders.orderF[(order << ORDER_F_SHIFT) + ORDER_ID]!;
  const owner = orders.owners[order]!;
  const side = (ladder & 1) + 1;
  const { Replaced } = ReportKind;
  reports.push(Replaced, Reason.None, ladder >>> 1, side, orderId, owner, priceOf(state, order), total, total);
}

/** Reports that a cancel or a replace was refused; `order` is the record that it was about, or 0. */
function refuse(
  state: EngineState,
  kind: number,
  reason: number,
  order: number,
  orderId: number,
  price: number,
  quantity: number,
): void {
  const { orders, reports } = state;
  const ladder = order === 0 ? -2 : homeOf(state, order);
  const side = order === 0 ? 0 : (ladder & 1) + 1;
  const owner = order === 0 ? 0 : orders.owners[order]!;
  const left = order === 0 ? 0 : totalOf(state, order);
  const instrument = ladder >> 1;
  reports.push(kind, reason, instrument, side, numberOf(orderId), owner, numberOf(price), numberOf(quantity), left);
}
