/**
 * What each report of a venue does to an order in each state: FIX's order state change matrices as one table.
 *
 * Sources: FIX 4.4, volume 4, appendix D "Order State Change Matrices" (A ordinary fills, B cancels, C and D replaces, E
 * reports out of order, F times in force, G corrections and busts, H halts), the same in FIX 5.0 SP2, volume 7; and the
 * precedence of OrdStatus there: where an order is in two states at once, the one that is told is the higher of
 *
 *     PendingCancel 12, PendingReplace 11, DoneForDay 10, Calculated 9, Filled 8, Stopped 7, Suspended 6,
 *     Canceled and Expired 5, PartiallyFilled 4, New 3, Rejected and PendingNew 2, AcceptedForBidding 1
 *
 * What the matrices leave open, because no venue that works well does it, is an anomaly: counted under its name, and
 * answered by what loses no fill and books none twice.
 */
import { ExecType, OrderStatus } from "@hotpath/core";

/** What is done with a report. */
export const Action = {
  /** Nothing. */
  Ignore: 0,
  /** The venue has taken the order. */
  Accept: 1,
  /** The order stands aside, or is stopped or settled: its state is the report's. */
  Note: 2,
  Trade: 3,
  Cancel: 4,
  Expire: 5,
  Reject: 6,
  Replace: 7,
  Restate: 8,
  /** A cancel or a replace was refused. */
  RefuseRequest: 9,
  RefuseReplace: 10,
  /** A trade of an order that has ended. */
  LateTrade: 11,
  Bust: 12,
  Correct: 13,
  /** The venue says how the order stands, and nothing has happened: it is compared. */
  Compare: 14,
} as const;
/** A value of {@link Action}. */
export type Action = (typeof Action)[keyof typeof Action];

/** What a report may be that a venue should not have sent, or not then. The names are those of `OrderCounts`. */
export const Anomaly = {
  None: 0,
  /** It says nothing new. */
  duplicateReports: 1,
  /** It came after one that follows it, as an acknowledgement after a fill. */
  outOfOrderReports: 2,
  /** The order had ended, and did not end by this. */
  lateReports: 3,
  /** A refused cancel or replace of an order that had ended: a race, not a fault. */
  lateCancels: 4,
  /** Cancelled, although nobody had asked. */
  unsolicitedCancels: 5,
  /** A pending state that nobody had asked for, or a replace. */
  unsolicitedReports: 6,
  /** The venue does not know of the order, or nobody does here. */
  unknownReports: 7,
  /** Rejected after it had been taken. */
  lateRejects: 8,
} as const;
/** A value of {@link Anomaly}. */
export type Anomaly = (typeof Anomaly)[keyof typeof Anomaly];

/** Columns of the table: one for each value of ExecType, and for those that there may be. */
const REPORTS = 64;
/** Rows: one for each value of OrderStatus. */
const STATES = 16;

const S = OrderStatus;
/** States of an order that a venue has, or may have. */
const LIVE: readonly number[] = [
  S.PendingNew,
  S.New,
  S.PartiallyFilled,
  S.DoneForDay,
  S.Stopped,
  S.Suspended,
  S.Calculated,
  S.AcceptedForBidding,
  S.PendingCancel,
  S.PendingReplace,
];
const ENDED: readonly number[] = [S.Filled, S.Canceled, S.Expired, S.Rejected];

/** By state and report: the action, and the anomaly in the bits above the lowest four. */
const TABLE: Uint8Array = build();

/** What a report does in a state: an {@link Action}, and in the bits above the lowest four an {@link Anomaly}. */
export const transition = (status: number, execType: number): number =>
  execType >= 0 && execType < REPORTS ? TABLE[status * REPORTS + execType]! : UNKNOWN;

/** The action of a transition. */
export const actionOf = (transition: number): Action => (transition & 15) as Action;
/** The anomaly of a transition. */
export const anomalyOf = (transition: number): Anomaly => (transition >> 4) as Anomaly;

/** A report that no FIX version has. */
const UNKNOWN: number = cell(Action.Ignore, Anomaly.unknownReports);

function cell(action: Action, anomaly: Anomaly = Anomaly.None): number {
  return action | (anomaly << 4);
}

function build(): Uint8Array {
  const table = new Uint8Array(STATES * REPORTS).fill(cell(Action.Ignore, Anomaly.unknownReports));
  const set = (states: readonly number[], report: number, action: Action, anomaly: Anomaly = Anomaly.None): void => {
    for (const state of states) table[state * REPORTS + report] = cell(action, anomaly);
  };
  buildLive(set);
  buildEnded(set);
  return table;
}

type Set = (states: readonly number[], report: number, action: Action, anomaly?: Anomaly) => void;

function buildLive(set: Set): void {
  const E = ExecType;
  const working = LIVE.filter((state) => state !== S.PendingNew && state !== S.AcceptedForBidding);
  // A.1: PendingNew and AcceptedForBidding become New. E.1: an acknowledgement after a fill changes nothing.
  set(LIVE, E.New, Action.Accept);
  set([S.New], E.New, Action.Ignore, Anomaly.duplicateReports);
  set([S.PartiallyFilled], E.New, Action.Ignore, Anomaly.outOfOrderReports);
  // An echo of what was asked for; beyond that the venue's desk has been at work.
  set(working, E.PendingNew, Action.Ignore, Anomaly.outOfOrderReports);
  set([S.PendingNew, S.AcceptedForBidding], E.PendingNew, Action.Ignore);
  set(LIVE, E.PendingCancel, Action.Ignore, Anomaly.unsolicitedReports);
  set([S.PendingCancel], E.PendingCancel, Action.Ignore);
  set(LIVE, E.PendingReplace, Action.Ignore, Anomaly.unsolicitedReports);
  // A cancel may be under way beside the replace.
  set([S.PendingReplace, S.PendingCancel], E.PendingReplace, Action.Ignore);
  // A.1, E.1: a fill counts in any state, before the acknowledgement as well as after the request to cancel.
  set(LIVE, E.Trade, Action.Trade);
  // A trade in a clearing hold is a trade; its release tells nothing new (FIX 4.4, ExecType J and K).
  set(LIVE, E.TradeInClearingHold, Action.Trade);
  set(LIVE, E.TradeReleasedToClearing, Action.Ignore);
  // G: corrections and busts.
  set(LIVE, E.TradeCancel, Action.Bust);
  set(LIVE, E.TradeCorrect, Action.Correct);
  // B.1, F: the end.
  set(LIVE, E.Canceled, Action.Cancel, Anomaly.unsolicitedCancels);
  set([S.PendingCancel], E.Canceled, Action.Cancel);
  set(LIVE, E.Expired, Action.Expire);
  set(working, E.Rejected, Action.Reject, Anomaly.lateRejects);
  // Before the acknowledgement a request to cancel may already be under way: the order is rejected all the same.
  set([S.PendingNew, S.AcceptedForBidding, S.PendingCancel], E.Rejected, Action.Reject);
  // C, D: replaces. Whether one is under way beside a cancel is looked up when it is applied.
  set(LIVE, E.Replaced, Action.Replace);
  set(LIVE, E.Restated, Action.Restate);
  set(LIVE, E.CancelRejected, Action.RefuseRequest);
  set(LIVE, E.ReplaceRejected, Action.RefuseReplace);
  // A.2, H: the order stands aside, or the day is over for it.
  for (const report of [E.DoneForDay, E.Stopped, E.Suspended, E.Calculated]) set(LIVE, report, Action.Note);
  set([S.DoneForDay], E.DoneForDay, Action.Ignore, Anomaly.duplicateReports);
  set([S.Stopped], E.Stopped, Action.Ignore, Anomaly.duplicateReports);
  set([S.Suspended], E.Suspended, Action.Ignore, Anomaly.duplicateReports);
  set([S.Calculated], E.Calculated, Action.Ignore, Anomaly.duplicateReports);
  // A stop order of the venue's own has become a market or limit order: it works as before.
  set(LIVE, E.Triggered, Action.Accept);
  set(LIVE, E.OrderStatus, Action.Compare);
}

function buildEnded(set: Set): void {
  const E = ExecType;
  const all = Object.values(ExecType);
  for (const report of all) set(ENDED, report, Action.Ignore, Anomaly.lateReports);
  set([S.Canceled], E.Canceled, Action.Ignore, Anomaly.duplicateReports);
  set([S.Expired], E.Expired, Action.Ignore, Anomaly.duplicateReports);
  set([S.Rejected], E.Rejected, Action.Ignore, Anomaly.duplicateReports);
  for (const report of [E.CancelRejected, E.ReplaceRejected]) set(ENDED, report, Action.Ignore, Anomaly.lateCancels);
  for (const report of [E.Trade, E.TradeInClearingHold]) set(ENDED, report, Action.LateTrade);
  set(ENDED, E.TradeReleasedToClearing, Action.Ignore);
  set(ENDED, E.TradeCancel, Action.Bust);
  set(ENDED, E.TradeCorrect, Action.Correct);
  set(ENDED, E.OrderStatus, Action.Compare);
  // A.2: what was filled is settled at the end of the day.
  set([S.Filled], E.Calculated, Action.Ignore);
  set([S.Filled], E.DoneForDay, Action.Ignore);
  // An echo of the request that came before the end.
  set(ENDED, E.PendingCancel, Action.Ignore, Anomaly.outOfOrderReports);
  set(ENDED, E.PendingReplace, Action.Ignore, Anomaly.outOfOrderReports);
  set(ENDED, E.PendingNew, Action.Ignore, Anomaly.outOfOrderReports);
  set(ENDED, E.New, Action.Ignore, Anomaly.outOfOrderReports);
}

/** Whether the order works no more. */
export const hasEnded = (status: number): boolean =>
  status === S.Filled || status === S.Canceled || status === S.Expired || status === S.Rejected;
