/** Why a new order is not taken: what it says, what does not go together, and what the instrument's phase allows. */
import { OrderType, PegPriceType, TimeInForce } from "@hotpath/core";
import type { OrderTicket } from "../order-ticket.ts";
import { MAX_PRICE, MAX_SLICES, OrderInstruction, Reason, TradingPhase } from "../vocabulary.ts";
import { isIndex, isPositive, isPrice, isSafe, isWhole } from "./checks.ts";
import type { EngineState } from "./engine-state.ts";
import { isCall, phaseOf } from "./phases.ts";
import { mayRest, openQuantity } from "./places.ts";
import { isStopType } from "./work.ts";

const { AllOrNone, PostOnly, PostOnlySlide, ReduceOnly, Hidden, TrailPercent } = OrderInstruction;
/** All instructions together. */
const ALL_INSTRUCTIONS = AllOrNone | PostOnly | PostOnlySlide | ReduceOnly | Hidden | TrailPercent;

/** Whether an order's type has a limit price. */
export function hasLimit(type: number): boolean {
  return type === OrderType.Limit || type === OrderType.StopLimit;
}

/** Whether a time in force is for one auction. */
export function isForAuction(timeInForce: number): boolean {
  return timeInForce === TimeInForce.AtTheOpening || timeInForce === TimeInForce.AtTheClose;
}

/** The first reason against an order, or `None`. What plain orders can be refused for comes as in `commands.ts`. */
export function refusalOf(state: EngineState, ticket: OrderTicket): number {
  const { instrument, orderId, side, price, quantity, type, timeInForce, owner } = ticket;
  if (!isIndex(instrument, state.instruments)) return Reason.BadInstrument;
  if (!isPositive(orderId)) return Reason.BadOrderId;
  if (side !== 1 && side !== 2) return Reason.BadSide;
  const isPeg = type === OrderType.Pegged;
  if (!hasLimit(type) && !isPeg && type !== OrderType.Market && !isStopType(type)) return Reason.BadType;
  if ((hasLimit(type) || (isPeg && !Number.isNaN(price))) && !isPrice(price)) return Reason.BadPrice;
  if (!isPositive(quantity)) return Reason.BadQuantity;
  if (!isIndex(owner, 2 ** 31)) return Reason.BadOwner;
  const isImmediate = timeInForce === TimeInForce.ImmediateOrCancel || timeInForce === TimeInForce.FillOrKill;
  if (!mayRest(timeInForce) && !isImmediate && !isForAuction(timeInForce)) return Reason.BadTimeInForce;
  if (state.orders.find(orderId) !== 0) return Reason.DuplicateOrderId;
  if (!suitsType(type, timeInForce)) return Reason.BadTimeInForce;
  return fieldRefusal(state, ticket) || instructionRefusal(state, ticket) || marketRefusal(state, ticket);
}

/** Whether an order of this type may have this time in force. */
function suitsType(type: number, timeInForce: number): boolean {
  if (type === OrderType.Limit) return true;
  if (type === OrderType.Market) return timeInForce !== TimeInForce.PostOnly;
  return mayRest(timeInForce) && timeInForce !== TimeInForce.PostOnly;
}

/** Fields that only some orders have. */
function fieldRefusal(state: EngineState, ticket: OrderTicket): number {
  const { type, quantity, slippage, displayQuantity, minQuantity, timeInForce } = ticket;
  if (!isIndex(ticket.instructions, ALL_INSTRUCTIONS + 1)) return Reason.BadInstructions;
  if (type === OrderType.TrailingStop) {
    const percent = (ticket.instructions & TrailPercent) !== 0;
    if (!isPositive(ticket.trailOffset) || ticket.trailOffset > (percent ? 9999 : MAX_PRICE)) return Reason.BadTrigger;
  } else if (isStopType(type) && !isPrice(ticket.triggerPrice)) {
    return Reason.BadTrigger;
  }
  const trades = type === OrderType.Market || type === OrderType.Stop || type === OrderType.TrailingStop;
  if (trades && !(isSafe(slippage) && slippage >= -1 && slippage <= MAX_PRICE)) return Reason.BadSlippage;
  if (!isWhole(displayQuantity) || displayQuantity > quantity) return Reason.BadDisplayQuantity;
  if (displayQuantity > 0 && quantity > displayQuantity * MAX_SLICES) return Reason.BadDisplayQuantity;
  if (!isWhole(minQuantity) || minQuantity > quantity) return Reason.BadMinQuantity;
  if (type === OrderType.Pegged) {
    const { Midpoint, Market, Primary } = PegPriceType;
    const { pegPriceType, pegOffset } = ticket;
    if (pegPriceType !== Midpoint && pegPriceType !== Market && pegPriceType !== Primary) return Reason.BadPeg;
    if (!isPrice(pegOffset)) return Reason.BadPeg;
  }
  if (timeInForce === TimeInForce.GoodTillDate) {
    if (!isWhole(ticket.expireMicros) || ticket.expireMicros <= state.special.now) return Reason.BadExpireTime;
  }
  return Reason.None;
}

/** Instructions that do not go together, or not with the order. */
function instructionRefusal(state: EngineState, ticket: OrderTicket): number {
  const { instrument, type, timeInForce, instructions, owner, displayQuantity, minQuantity } = ticket;
  const isStop = isStopType(type);
  const isAuction = isForAuction(timeInForce);
  const isPostTime = timeInForce === TimeInForce.PostOnly;
  const rests = mayRest(timeInForce) && type !== OrderType.Market;
  const showsNothing = type === OrderType.Market || type === OrderType.Stop || type === OrderType.TrailingStop;
  const isHidden = (instructions & Hidden) !== 0;
  const isWhole = (instructions & AllOrNone) !== 0;
  const isReducing = (instructions & ReduceOnly) !== 0;
  const isPosting = (instructions & (PostOnly | PostOnlySlide)) !== 0;
  const isOdd = isHidden || isWhole || isReducing;
  if (displayQuantity > 0 && (!rests || showsNothing || isOdd || minQuantity > 0)) return Reason.BadDisplayQuantity;
  if (minQuantity > 0) {
    if (isStop || isAuction || isWhole || isReducing) return Reason.BadMinQuantity;
    if (rests && !isHidden) return Reason.BadMinQuantity;
  }
  const isBad =
    (isAuction && instructions !== 0) ||
    (isHidden && (!rests || showsNothing || isReducing)) ||
    (isWhole && (isStop || isPosting || isPostTime || isReducing)) ||
    (isPosting && !(type === OrderType.Limit && rests)) ||
    (isReducing && (owner === 0 || type === OrderType.Pegged)) ||
    ((instructions & TrailPercent) !== 0 && type !== OrderType.TrailingStop);
  if (isBad) return Reason.BadInstructions;
  const isShared = state.special.allocations[instrument] !== undefined;
  return isReducing && (rests || isStop) && isShared ? Reason.BadInstructions : Reason.None;
}

/** What the instrument does not allow now: its phase, its collar, its room. */
function marketRefusal(state: EngineState, ticket: OrderTicket): number {
  const { instrument, side, price, quantity, type, timeInForce } = ticket;
  const phase = phaseOf(state, instrument);
  if (phase === TradingPhase.Halt || phase === TradingPhase.PostTrading) return Reason.NotInPhase;
  const inCall = isCall(phase);
  if (timeInForce === TimeInForce.AtTheOpening && phase !== TradingPhase.OpeningAuction) return Reason.NotInPhase;
  if (inCall && !mayRest(timeInForce) && !isForAuction(timeInForce)) return Reason.NotInPhase;
  if (inCall && (ticket.instructions & ReduceOnly) !== 0 && !isStopType(type)) return Reason.NotInPhase;
  if (hasLimit(type) && isOutsideCollar(state, instrument, side, price)) return Reason.OutsideCollar;
  if (type === OrderType.TrailingStop && Number.isNaN(state.lastPrices[instrument]!)) return Reason.NoReference;
  const isTaken = type === OrderType.Market && !inCall && !isForAuction(timeInForce);
  if (isTaken || (!mayRest(timeInForce) && !isForAuction(timeInForce))) return Reason.None;
  const ladder = 2 * instrument + side - 1;
  const isFull = state.orders.count === state.orders.capacity;
  if (isFull || openQuantity(state, ladder) + quantity > Number.MAX_SAFE_INTEGER) return Reason.Capacity;
  return Reason.None;
}

/** Whether a limit would trade beyond the static collar: a bid above it, an offer below it. */
export function isOutsideCollar(state: EngineState, instrument: number, side: number, price: number): boolean {
  const { special } = state;
  if (!special.prepared) return false;
  const band = special.columns.staticBands[instrument]!;
  const reference = special.columns.references[instrument]!;
  if (band < 0 || Number.isNaN(reference)) return false;
  return side === 1 ? price > reference + band : price < reference - band;
}
