/**
 * The commands that are about an instrument or about time, not about one order: phases, references, collars, positions,
 * the clock. Each answers with reports and returns false, having done nothing, if the reports that wait leave no room.
 */
import { CollarAction, MAX_PRICE, Reason, ReportKind, TradingPhase } from "../vocabulary.ts";
import { isIndex, isPrice, isSafe, isWhole, numberOf } from "./checks.ts";
import { type EngineState, hasReportRoom } from "./engine-state.ts";
import { enterCall, isCall, isPhase, phaseOf, setPhaseOf } from "./phases.ts";
import { homeOf, removeOrder } from "./places.ts";
import { settle } from "./settle.ts";
import { Mode, Place } from "./special-state.ts";
import { elect } from "./triggers.ts";
import { expireAuctionOrders, uncross } from "./uncross.ts";

/** Changes an instrument's phase; see `MatchingEngine.setPhase`. */
export function setPhase(state: EngineState, instrument: number, phase: number): boolean {
  if (!hasReportRoom(state)) return false;
  if (!knows(state, instrument)) return true;
  const before = phaseOf(state, instrument);
  if (!isPhase(phase) || phase === before) {
    refuse(state, Reason.BadPhase, instrument, 0, numberOf(phase));
    return true;
  }
  state.special.prepare();
  if (isCall(phase)) enterCall(state, instrument, phase, Reason.None);
  else if (phase === TradingPhase.Halt) setPhaseOf(state, instrument, phase, Reason.None);
  else endCall(state, instrument, phase);
  settle(state, instrument);
  return true;
}

/** Holds the auction that has been called, if one has, and goes over to trading or to the end of the day. */
function endCall(state: EngineState, instrument: number, phase: number): void {
  const { columns } = state.special;
  const place = columns.auctions[instrument]!;
  const isOpen = phase === TradingPhase.Continuous;
  if (place !== 0) {
    if (!uncross(state, instrument, place)) return;
    columns.auctions[instrument] = 0;
    expireAuctionOrders(state, instrument, place);
  }
  if (place !== Place.Opening) expireAuctionOrders(state, instrument, Place.Opening);
  if (place !== Place.Closing && !isOpen) expireAuctionOrders(state, instrument, Place.Closing);
  setPhaseOf(state, instrument, phase, Reason.None);
  const last = state.lastPrices[instrument]!;
  if (isOpen && !Number.isNaN(last)) elect(state, instrument, last);
}

/** Sets the price that static collars and auctions go by; see `MatchingEngine.setReference`. */
export function setReference(state: EngineState, instrument: number, price: number): boolean {
  if (!hasReportRoom(state)) return false;
  if (!knows(state, instrument)) return true;
  if (!isPrice(price)) {
    refuse(state, Reason.BadPrice, instrument, numberOf(price), 0);
    return true;
  }
  state.special.prepare();
  state.special.columns.references[instrument] = price + 0;
  state.reports.push(ReportKind.ReferenceSet, Reason.None, instrument, 0, 0, 0, price + 0, 0, 0);
  return true;
}

/** Sets an instrument's collars; see `MatchingEngine.setCollar`. */
export function setCollar(
  state: EngineState,
  instrument: number,
  staticTicks: number,
  dynamicTicks: number,
  action: number,
): boolean {
  if (!hasReportRoom(state)) return false;
  if (!knows(state, instrument)) return true;
  const isKnown = action === CollarAction.Expire || action === CollarAction.Interrupt;
  if (!isBand(staticTicks) || !isBand(dynamicTicks) || !isKnown) {
    refuse(state, Reason.BadCollar, instrument, numberOf(staticTicks), numberOf(dynamicTicks));
    return true;
  }
  const { special } = state;
  special.prepare();
  special.columns.staticBands[instrument] = staticTicks;
  special.columns.dynamicBands[instrument] = dynamicTicks;
  special.columns.collarActions[instrument] = action;
  special.setMode(instrument, Mode.Collar, staticTicks !== -1 || dynamicTicks !== -1);
  state.reports.push(ReportKind.CollarSet, Reason.None, instrument, 0, 0, 0, staticTicks, dynamicTicks, action);
  return true;
}

/** Sets the position of an owner; see `MatchingEngine.setPosition`. */
export function setPosition(state: EngineState, instrument: number, owner: number, position: number): boolean {
  if (!hasReportRoom(state)) return false;
  if (!knows(state, instrument)) return true;
  const isOwner = isIndex(owner, 2 ** 31) && owner !== 0;
  if (!isOwner || !isSafe(position)) {
    const reason = isOwner ? Reason.BadPosition : Reason.BadOwner;
    const named = isOwner ? owner : 0;
    state.reports.push(ReportKind.Rejected, reason, instrument, 0, 0, named, 0, numberOf(position), 0);
    return true;
  }
  const { special } = state;
  special.prepare();
  special.positions.set(owner, instrument, position + 0);
  special.setMode(instrument, Mode.Positions, true);
  state.reports.push(ReportKind.PositionSet, Reason.None, instrument, 0, 0, owner, 0, position + 0, 0);
  return true;
}

/** Moves the clock, and ends the orders whose time has come; see `MatchingEngine.advanceTime`. */
export function advanceTime(state: EngineState, micros: number): boolean {
  if (!hasReportRoom(state)) return false;
  const { special, reports } = state;
  if (!isWhole(micros) || micros < special.now) {
    reports.push(ReportKind.Rejected, Reason.BadTime, -1, 0, 0, 0, 0, numberOf(micros), 0);
    return true;
  }
  special.now = micros;
  let gone = 0;
  if (special.prepared) {
    const { expiry } = special.columns;
    for (;;) {
      const order = expiry.first();
      if (order === 0 || expiry.expire[order]! > micros) break;
      touch(state, homeOf(state, order) >>> 1);
      removeOrder(state, order, ReportKind.Expired, Reason.ExpireTime);
      gone++;
    }
  }
  reports.push(ReportKind.TimeAdvanced, Reason.None, -1, 0, 0, 0, 0, gone, 0);
  settleTouched(state);
  return true;
}

/** Remembers an instrument that a command over many has changed. */
export function touch(state: EngineState, instrument: number): void {
  const { special } = state;
  if (!special.prepared || special.columns.touched[instrument] === 1) return;
  special.columns.touched[instrument] = 1;
  special.columns.touchedList[special.touchedCount++] = instrument;
}

/** Brings the instruments that were remembered to rest, in the order in which they were. */
export function settleTouched(state: EngineState): void {
  const { special } = state;
  for (let i = 0; i < special.touchedCount; i++) {
    const instrument = special.columns.touchedList[i]!;
    special.columns.touched[instrument] = 0;
    settle(state, instrument);
  }
  special.touchedCount = 0;
}

function isBand(ticks: number): boolean {
  return isSafe(ticks) && ticks >= -1 && ticks <= MAX_PRICE;
}

/** Whether the instrument exists; if not, that is reported. */
function knows(state: EngineState, instrument: number): boolean {
  if (isIndex(instrument, state.instruments)) return true;
  refuse(state, Reason.BadInstrument, -1, 0, 0);
  return false;
}

function refuse(state: EngineState, reason: number, instrument: number, price: number, quantity: number): void {
  state.reports.push(ReportKind.Rejected, reason, instrument, 0, 0, 0, price, quantity, 0);
}
