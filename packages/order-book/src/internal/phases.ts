/** What an instrument's phase is, and what a change of it means for the orders there are. */
import { Reason, ReportKind, TradingPhase } from "../vocabulary.ts";
import type { EngineState } from "./engine-state.ts";
import { parkPegs } from "./pegs.ts";
import { firstOrder, orderAfter, removeOrder } from "./places.ts";
import { Flag, Mode, Place } from "./special-state.ts";

/** The phase of an instrument. */
export function phaseOf(state: EngineState, instrument: number): number {
  const { special } = state;
  return special.prepared ? special.columns.phases[instrument]! : TradingPhase.Continuous;
}

/** Whether orders gather for an auction. */
export function isCall(phase: number): boolean {
  return (
    phase === TradingPhase.OpeningAuction || phase === TradingPhase.ClosingAuction || phase === TradingPhase.HaltAuction
  );
}

/** Whether a value is a phase. */
export function isPhase(phase: number): boolean {
  const { Continuous, PostTrading, Halt } = TradingPhase;
  return isCall(phase) || phase === Continuous || phase === PostTrading || phase === Halt;
}

/** Sets the phase and reports it. */
export function setPhaseOf(state: EngineState, instrument: number, phase: number, reason: number): void {
  const { special, reports } = state;
  special.prepare();
  special.columns.phases[instrument] = phase;
  special.setMode(instrument, Mode.Phase, phase !== TradingPhase.Continuous);
  reports.push(ReportKind.PhaseChanged, reason, instrument, 0, 0, 0, 0, phase, 0);
}

/**
 * Begins an auction's call. Pegged orders stand aside until trading goes on; reduce-only orders that rest are cancelled,
 * for what an auction trades cannot be held to positions one by one.
 */
export function enterCall(state: EngineState, instrument: number, phase: number, reason: number): void {
  setPhaseOf(state, instrument, phase, reason);
  const { columns } = state.special;
  columns.auctions[instrument] = phase === TradingPhase.ClosingAuction ? Place.Closing : Place.Opening;
  parkPegs(state, instrument);
  const { flags } = columns;
  for (let ladder = 2 * instrument; ladder < 2 * instrument + 2; ladder++) {
    let order = firstOrder(state.ladders, ladder);
    while (order !== 0) {
      const next = orderAfter(state.ladders, order);
      if ((flags[order]! & Flag.ReduceOnly) !== 0) removeOrder(state, order, ReportKind.Canceled, Reason.NotInPhase);
      order = next;
    }
  }
}
