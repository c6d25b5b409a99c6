import { TimeInForce } from "@hotpath/core";
import { Reason, ReportKind } from "../vocabulary.ts";
import { isIndex } from "./checks.ts";
import { remove } from "./commands.ts";
import { type EngineState, hasReportRoom } from "./engine-state.ts";
import {
  I_SHIFT,
  LADDER_BEST,
  LEVEL_HEAD,
  ORDER_F_SHIFT,
  ORDER_I_SHIFT,
  ORDER_ID,
  ORDER_NEXT,
  ORDERS_AT,
} from "./layout.ts";
import { renewRecords } from "./order-index.ts";
import { removeOrder } from "./places.ts";
import type { PriceLadders } from "./price-ladders.ts";
import { settleTouched, touch } from "./session.ts";
import { Place } from "./special-state.ts";

/** Stands for every instrument, every owner or every time in force. */
export const ANY = -1;

/**
 * Takes every order out that fits: by instrument, bids before asks, best level first, first come first. One report for
 * each, then one with their number.
 */
export function massCancel(state: EngineState, instrument: number, owner: number, timeInForce: number): boolean {
  if (!hasReportRoom(state)) return false;
  const { reports } = state;
  if (instrument !== ANY && !isIndex(instrument, state.instruments)) {
    reports.push(ReportKind.Rejected, Reason.BadInstrument, -1, 0, 0, 0, 0, 0, 0);
    return true;
  }
  if (owner !== ANY && !isIndex(owner, 2 ** 31)) {
    reports.push(ReportKind.Rejected, Reason.BadOwner, instrument, 0, 0, 0, 0, 0, 0);
    return true;
  }
  const isDayEnd = timeInForce === TimeInForce.Day;
  const kind = isDayEnd ? ReportKind.Expired : ReportKind.Canceled;
  const reason = isDayEnd ? Reason.EndOfDay : Reason.MassCancel;
  const before = state.orders.count;
  const from = instrument === ANY ? 0 : instrument;
  const to = instrument === ANY ? state.instruments : from + 1;
  for (let one = from; one < to; one++) {
    cancelLadder(state, state.ladders, 2 * one, owner, timeInForce, kind, reason);
    cancelLadder(state, state.ladders, 2 * one + 1, owner, timeInForce, kind, reason);
    if (state.special.words[one] !== 0) cancelSpecials(state, one, owner, timeInForce, kind, reason);
  }
  renewRecords(state.I);
  const gone = before - state.orders.count;
  reports.push(ReportKind.MassCanceled, reason, instrument, 0, 0, owner === ANY ? 0 : owner, 0, gone, 0);
  settleTouched(state);
  return true;
}

function cancelLadder(
  state: EngineState,
  ladders: PriceLadders,
  ladder: number,
  owner: number,
  timeInForce: number,
  kind: number,
  reason: number,
): void {
  let level = ladders.ladderI[(ladder << I_SHIFT) + LADDER_BEST]!;
  while (level !== 0) {
    const next = ladders.next(level);
    cancelLevel(state, ladders, level, owner, timeInForce, kind, reason);
    level = next;
  }
}

/** The orders that are not in the book that is shown: unseen ones, stops, auction orders, and pegs that stand aside. */
function cancelSpecials(
  state: EngineState,
  instrument: number,
  owner: number,
  timeInForce: number,
  kind: number,
  reason: number,
): void {
  const { special } = state;
  if (!special.prepared) return;
  touch(state, instrument);
  const { columns } = special;
  for (let place: number = Place.Dark; place <= Place.Closing; place++) {
    for (let ladder = 2 * instrument; ladder < 2 * instrument + 2; ladder++) {
      cancelLadder(state, columns.aux, special.auxiliary(place, ladder), owner, timeInForce, kind, reason);
    }
  }
  let peg = columns.pegFirst[instrument]!;
  while (peg !== 0) {
    const next = columns.listNext[peg]!;
    if (columns.places[peg] === Place.Parked && fits(state, peg, owner, timeInForce)) {
      removeOrder(state, peg, kind, reason);
    }
    peg = next;
  }
}

function fits(state: EngineState, order: number, owner: number, timeInForce: number): boolean {
  const { owners, timesInForce } = state.orders;
  return (owner === ANY || owners[order] === owner) && (timeInForce === ANY || timesInForce[order] === timeInForce);
}

function cancelLevel(
  state: EngineState,
  ladders: PriceLadders,
  level: number,
  owner: number,
  timeInForce: number,
  kind: number,
  reason: number,
): void {
  const { orderF } = state.orders;
  const isPlain = state.special.active === 0;
  let order = ladders.levelI[(level << I_SHIFT) + LEVEL_HEAD]!;
  while (order !== 0) {
    const next = ladders.I[ORDERS_AT + (order << ORDER_I_SHIFT) + ORDER_NEXT]!;
    if (fits(state, order, owner, timeInForce)) {
      if (isPlain) remove(state, order, kind, reason, orderF[(order << ORDER_F_SHIFT) + ORDER_ID]!);
      else removeOrder(state, order, kind, reason);
    }
    order = next;
  }
}
