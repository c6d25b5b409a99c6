/**
 * What follows from a command once its own order is done: stops that were elected are worked, pegs follow the new
 * prices, and a collar that was hit calls an auction, until nothing moves any more.
 */
import { Reason, ReportKind, TradingPhase } from "../vocabulary.ts";
import type { EngineState } from "./engine-state.ts";
import type { Incoming } from "./incoming.ts";
import { ORDER_I_SHIFT, ORDER_NEXT } from "./layout.ts";
import { repricePegs } from "./pegs.ts";
import { enterCall } from "./phases.ts";
import { leave, MARKET_KEY, rest, wait } from "./places.ts";
import { Flag, Place } from "./special-state.ts";
import { release, setBounds, takeUp, work } from "./work.ts";

/** Brings an instrument to rest. */
export function settle(state: EngineState, instrument: number): void {
  const { special } = state;
  if (!special.prepared) return;
  for (;;) {
    if (special.interrupted !== -1) {
      special.interrupted = -1;
      enterCall(state, instrument, TradingPhase.HaltAuction, Reason.OutsideCollar);
    }
    const order = special.electedFirst;
    if (order !== 0) {
      special.electedFirst = state.orders.orderI[(order << ORDER_I_SHIFT) + ORDER_NEXT]!;
      if (special.electedFirst === 0) special.electedLast = 0;
      workElected(state, order);
    } else if (!repricePegs(state, instrument)) {
      return;
    }
  }
}

/** Works a stop that was elected, as the market or limit order that it now is. */
function workElected(state: EngineState, order: number): void {
  const { special, reports } = state;
  const { columns, incoming } = special;
  const ladder = columns.homes[order]!;
  const instrument = ladder >>> 1;
  const total = leave(state, order);
  takeUp(state, incoming, order, ladder, total);
  incoming.flags &= ~Flag.Stop;
  incoming.price = (incoming.flags & Flag.Market) !== 0 ? 0 : columns.limits[order]!;
  special.setFlags(instrument, order, incoming.flags);
  columns.places[order] = Place.Lit;
  const { orderId, owner } = incoming;
  const trigger = columns.triggers[order]!;
  reports.push(ReportKind.Triggered, Reason.None, instrument, (ladder & 1) + 1, orderId, owner, trigger, total, total);
  const inCall = columns.phases[instrument] !== TradingPhase.Continuous;
  if ((incoming.flags & Flag.ReduceOnly) !== 0) {
    const allowed = special.positions.reducible(owner, instrument, (ladder & 1) + 1);
    if (!reduceTo(state, incoming, inCall ? 0 : allowed, inCall ? Reason.NotInPhase : Reason.ReduceOnly)) return;
  }
  if (inCall) {
    gather(state, incoming);
  } else {
    setBounds(state, incoming);
    work(state, incoming);
  }
}

/** Takes off an order what it may not trade; false if nothing is left of it. */
export function reduceTo(state: EngineState, incoming: Incoming, allowed: number, reason: number): boolean {
  const { instrument, ladder, orderId, owner, price, left } = incoming;
  if (allowed >= left) return true;
  const side = (ladder & 1) + 1;
  const { Canceled } = ReportKind;
  state.reports.push(Canceled, reason, instrument, side, orderId, owner, price, left - allowed, allowed);
  incoming.left = allowed;
  if (allowed === 0) release(state, incoming);
  return allowed > 0;
}

/** Adds an order that has a record to an auction's call: to the book, or, without a limit, to the auction alone. */
export function gather(state: EngineState, incoming: Incoming): void {
  const { special } = state;
  const { order, instrument, ladder, flags, left } = incoming;
  if ((flags & Flag.Market) !== 0) {
    special.setFlags(instrument, order, flags | Flag.Auction);
    wait(state, order, special.columns.auctions[instrument]!, ladder, MARKET_KEY, left);
  } else {
    rest(state, order, ladder, incoming.price, left);
  }
}
