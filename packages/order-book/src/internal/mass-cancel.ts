import { TimeInForce } from "@hotpath/core";
import { Reason, ReportKind } from "../vocabulary.ts";
import { isIndex } from "./checks.ts";
import { remove } from "./commands.ts";
import { type EngineState, hasReportRoom } from "./engine-state.ts";
import { I_SHIFT, LADDER_BEST, LEVEL_HEAD, ORDER_F_SHIFT, ORDER_I_SHIFT, ORDER_ID, ORDER_NEXT } from "./layout.ts";
import { renewRecords } from "./order-index.ts";

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
  const from = instrument === ANY ? 0 : 2 * instrument;
  const to = instrument === ANY ? 2 * state.instruments : from + 2;
  for (let ladder = from; ladder < to; ladder++) {
    let level = state.ladders.ladderI[(ladder << I_SHIFT) + LADDER_BEST]!;
    while (level !== 0) {
      const next = state.ladders.next(level);
      cancelLevel(state, level, owner, timeInForce, kind, reason);
      level = next;
    }
  }
  renewRecords(state.I);
  const gone = before - state.orders.count;
  reports.push(ReportKind.MassCanceled, reason, instrument, 0, 0, owner === ANY ? 0 : owner, 0, gone, 0);
  return true;
}

function cancelLevel(
  state: EngineState,
  level: number,
  owner: number,
  timeInForce: number,
  kind: number,
  reason: number,
): void {
  const { orderF, orderI, owners, timesInForce } = state.orders;
  let order = state.ladders.levelI[(level << I_SHIFT) + LEVEL_HEAD]!;
  while (order !== 0) {
    const at = order << ORDER_I_SHIFT;
    const next = orderI[at + ORDER_NEXT]!;
    const fits =
      (owner === ANY || owners[order] === owner) && (timeInForce === ANY || timesInForce[order] === timeInForce);
    if (fits) remove(state, order, kind, reason, orderF[(order << ORDER_F_SHIFT) + ORDER_ID]!);
    order = next;
  }
}
