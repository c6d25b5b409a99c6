/** New orders on the general path. */
import { OrderType, TimeInForce } from "@hotpath/core";
import type { OrderTicket } from "../order-ticket.ts";
import { MAX_PRICE, OrderInstruction, Reason, ReportKind, TradingPhase } from "../vocabulary.ts";
import { isForAuction, refusalOf } from "./admission.ts";
import { isIndex, numberOf } from "./checks.ts";
import { type EngineState, hasReportRoom } from "./engine-state.ts";
import { fillable } from "./fillable.ts";
import type { Incoming } from "./incoming.ts";
import { phaseOf } from "./phases.ts";
import { link, MARKET_KEY, park, rest, wait } from "./places.ts";
import { mirrored } from "./queue.ts";
import { reduceTo, settle } from "./settle.ts";
import { Flag, Place } from "./special-state.ts";
import { aim, elect, triggerKey } from "./triggers.ts";
import { contraKey, isStopType, recordOf, setBounds, work, wouldTrade } from "./work.ts";

/** A new order; see `MatchingEngine.enter`. */
export function enter(state: EngineState, ticket: OrderTicket): boolean {
  if (!hasReportRoom(state)) return false;
  const refusal = refusalOf(state, ticket);
  if (refusal !== Reason.None) {
    reject(state, ticket, refusal);
    return true;
  }
  const { special } = state;
  special.prepare();
  const { incoming } = special;
  fill(incoming, ticket);
  const { instrument, timeInForce } = incoming;
  const inContinuous = phaseOf(state, instrument) === TradingPhase.Continuous;
  if (isStopType(ticket.type)) enterStop(state, incoming, ticket, inContinuous);
  else if (ticket.type === OrderType.Pegged) enterPeg(state, incoming, ticket);
  else if (isForAuction(timeInForce)) enterAuction(state, incoming, placeOf(timeInForce));
  else if (inContinuous) enterTrading(state, incoming);
  else enterCallPhase(state, incoming);
  settle(state, instrument);
  return true;
}

/** A new order that came as plain numbers; see `MatchingEngine.submit`. */
export function enterPlain(
  state: EngineState,
  instrument: number,
  orderId: number,
  side: number,
  price: number,
  quantity: number,
  type: number,
  timeInForce: number,
  owner: number,
): boolean {
  const { ticket } = state.special;
  ticket.reset();
  ticket.instrument = instrument;
  ticket.orderId = orderId;
  ticket.side = side;
  ticket.price = price;
  ticket.quantity = quantity;
  ticket.type = type;
  ticket.timeInForce = timeInForce;
  ticket.owner = owner;
  return enter(state, ticket);
}

/** Copies a ticket. */
function fill(incoming: Incoming, ticket: OrderTicket): void {
  const { type, instructions } = ticket;
  const isMarket = type === OrderType.Market || type === OrderType.Stop || type === OrderType.TrailingStop;
  incoming.order = 0;
  incoming.instrument = ticket.instrument;
  incoming.ladder = 2 * ticket.instrument + ticket.side - 1;
  incoming.orderId = ticket.orderId;
  incoming.owner = ticket.owner;
  incoming.price = isMarket || type === OrderType.Pegged ? 0 : ticket.price + 0;
  incoming.timeInForce = ticket.timeInForce;
  incoming.display = ticket.displayQuantity;
  incoming.minimum = ticket.minQuantity;
  incoming.expire = ticket.expireMicros;
  incoming.slippage = ticket.slippage;
  incoming.left = ticket.quantity;
  incoming.traded = 0;
  let flags = 0;
  if ((instructions & OrderInstruction.AllOrNone) !== 0) flags |= Flag.AllOrNone;
  if ((instructions & OrderInstruction.PostOnly) !== 0) flags |= Flag.PostOnly;
  if ((instructions & OrderInstruction.PostOnlySlide) !== 0) flags |= Flag.Slide;
  if ((instructions & OrderInstruction.ReduceOnly) !== 0) flags |= Flag.ReduceOnly;
  if ((instructions & OrderInstruction.Hidden) !== 0) flags |= Flag.Hidden;
  if ((instructions & OrderInstruction.TrailPercent) !== 0) flags |= Flag.Percent;
  if (ticket.displayQuantity > 0) flags |= Flag.Iceberg;
  if (ticket.minQuantity > 0) flags |= Flag.MinQuantity;
  if (ticket.timeInForce === TimeInForce.GoodTillDate) flags |= Flag.Expires;
  if (isMarket) flags |= Flag.Market;
  if (isStopType(type)) flags |= Flag.Stop;
  if (type === OrderType.TrailingStop) flags |= Flag.Trailing;
  if (type === OrderType.Pegged) flags |= Flag.Peg;
  if (isForAuction(ticket.timeInForce)) flags |= Flag.Auction;
  incoming.flags = flags;
}

/** An order that may trade at once. */
function enterTrading(state: EngineState, incoming: Incoming): void {
  const { special, reports } = state;
  const { instrument, ladder, timeInForce, flags, left } = incoming;
  setBounds(state, incoming);
  const reducible =
    (flags & Flag.ReduceOnly) !== 0 ? special.positions.reducible(incoming.owner, instrument, (ladder & 1) + 1) : left;
  let reason: number = Reason.None;
  if (reducible === 0) reason = Reason.ReduceOnly;
  else if (!obeysPostOnly(state, incoming)) reason = Reason.WouldCross;
  else if (timeInForce === TimeInForce.FillOrKill && (reducible < left || fillable(state, incoming) < left))
    reason = Reason.UnfilledFok;
  const { orderId, owner, price } = incoming;
  if (reason !== Reason.None) {
    reports.push(ReportKind.Rejected, reason, instrument, (ladder & 1) + 1, orderId, owner, price, left, 0);
    return;
  }
  accept(state, incoming);
  if (!reduceTo(state, incoming, Math.min(left, reducible), Reason.ReduceOnly)) return;
  work(state, incoming);
}

/** Whether a post-only order may rest; one that slides has its price moved so that it may. */
export function obeysPostOnly(state: EngineState, incoming: Incoming): boolean {
  const { flags, ladder, left } = incoming;
  const other = ladder ^ 1;
  if ((flags & Flag.Slide) !== 0) {
    const contra = contraKey(state, other, left);
    if (contra > mirrored(other, incoming.price)) return true;
    const price = mirrored(other, contra - 1);
    if (Math.abs(price) > MAX_PRICE) return false;
    incoming.price = price;
    setBounds(state, incoming);
    return true;
  }
  const isPostOnly = (flags & Flag.PostOnly) !== 0 || incoming.timeInForce === TimeInForce.PostOnly;
  return !isPostOnly || !wouldTrade(state, other, incoming.limitKey, left);
}

/** An order for the book, or a market order for the auction, while an auction is called. */
function enterCallPhase(state: EngineState, incoming: Incoming): void {
  if ((incoming.flags & Flag.Market) !== 0) {
    incoming.flags |= Flag.Auction;
    enterAuction(state, incoming, state.special.columns.auctions[incoming.instrument]!);
    return;
  }
  accept(state, incoming);
  rest(state, recordOf(state, incoming), incoming.ladder, incoming.price, incoming.left);
}

/** An order for an auction alone. */
function enterAuction(state: EngineState, incoming: Incoming, place: number): void {
  const { ladder, price, left } = incoming;
  accept(state, incoming);
  const key = (incoming.flags & Flag.Market) !== 0 ? MARKET_KEY : mirrored(ladder, price);
  wait(state, recordOf(state, incoming), place, ladder, key, left);
}

/** A stop waits for its trigger; if the last trade has set it off already, it is elected at once. */
function enterStop(state: EngineState, incoming: Incoming, ticket: OrderTicket, inContinuous: boolean): void {
  const { special, lastPrices } = state;
  const { columns } = special;
  const { instrument, ladder, left } = incoming;
  accept(state, incoming);
  const order = recordOf(state, incoming);
  const last = lastPrices[instrument]!;
  if (ticket.type === OrderType.TrailingStop) {
    columns.offsets[order] = ticket.trailOffset;
    aim(state, order, ladder, last);
    link(state, order, ladder);
  } else {
    columns.triggers[order] = ticket.triggerPrice + 0;
  }
  wait(state, order, Place.Trigger, ladder, triggerKey(ladder, columns.triggers[order]!), left);
  if (inContinuous && !Number.isNaN(last)) elect(state, instrument, last);
}

/** A pegged order gets its price when the command settles. */
function enterPeg(state: EngineState, incoming: Incoming, ticket: OrderTicket): void {
  const { columns } = state.special;
  accept(state, incoming);
  const order = recordOf(state, incoming);
  columns.limits[order] = ticket.price + 0;
  columns.pegTypes[order] = ticket.pegPriceType;
  columns.offsets[order] = ticket.pegOffset;
  park(state, order, Place.Parked, incoming.ladder, incoming.left);
  link(state, order, incoming.ladder);
  columns.pegsDirty[incoming.instrument] = 1;
}

function placeOf(timeInForce: number): number {
  return timeInForce === TimeInForce.AtTheOpening ? Place.Opening : Place.Closing;
}

function accept(state: EngineState, incoming: Incoming): void {
  const { instrument, ladder, orderId, owner, price, left } = incoming;
  const side = (ladder & 1) + 1;
  state.reports.push(ReportKind.Accepted, Reason.None, instrument, side, orderId, owner, price, left, left);
}

/** Reports that a new order was not taken, with whatever of it makes sense. */
function reject(state: EngineState, ticket: OrderTicket, reason: number): void {
  const { instrument, side, owner } = ticket;
  state.reports.push(
    ReportKind.Rejected,
    reason,
    isIndex(instrument, state.instruments) ? instrument : -1,
    side === 1 || side === 2 ? side : 0,
    numberOf(ticket.orderId),
    isIndex(owner, 2 ** 31) ? owner : 0,
    numberOf(ticket.price),
    numberOf(ticket.quantity),
    0,
  );
}
