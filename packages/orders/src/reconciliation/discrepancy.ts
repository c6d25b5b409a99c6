import { ConfigError } from "@hotpath/core";

/** How a venue's word and ours differ. The numbers travel in `Discrepancy` events. */
export const DiscrepancyKind = {
  /** An order that the venue had taken is not on its list. `ours` is what worked. */
  MissingAtVenue: 1,
  /** An order that was on its way has not arrived. `ours` is its quantity. */
  NeverArrived: 2,
  /** An order works there that is not known here. `theirs` is what works. */
  Orphan: 3,
  /** An order works there that has ended here. `theirs` is what works. */
  EndedHere: 4,
  /** The venue has filled more than it has told. `ours` and `theirs` are what was filled. */
  FillsMissed: 5,
  /** More was told than the venue has filled: a bust is missing. `ours` and `theirs` are what was filled. */
  FilledMore: 6,
  /** Limit prices differ. */
  Price: 7,
  /** Order quantities differ. */
  Quantity: 8,
  /** The order has ended there and works here. `ours` and `theirs` are states. */
  EndedThere: 9,
  /** A replace that was under way has not taken effect. `ours` is the quantity that was asked for. */
  ReplaceLost: 10,
  /** A cancel that was under way has not arrived. `ours` is what works. */
  CancelLost: 11,
  /** Positions differ. */
  Position: 12,
  /** The venue has not answered a request in time, nor said how the order stands. `ours` is the pending state. */
  Unanswered: 13,
  /** A cancel that must come to pass was refused again and again. `ours` is what works. */
  CancelRefused: 14,
} as const;
/** A value of {@link DiscrepancyKind}. */
export type DiscrepancyKind = (typeof DiscrepancyKind)[keyof typeof DiscrepancyKind];

/** What was done about a discrepancy. The numbers travel in `Discrepancy` events. */
export const Resolution = {
  /** It is told of, and nothing else. */
  Noted: 0,
  /** The venue's word holds here from now on. */
  Adopted: 1,
  /** The venue was asked to cancel the order. */
  Canceled: 2,
  /** What was missed was booked. */
  Booked: 3,
  /** What had not arrived was sent again. */
  Resent: 4,
  /** The order has ended here. */
  Closed: 5,
  /** Nothing passes the risk gate any more. */
  Halted: 6,
} as const;
/** A value of {@link Resolution}. */
export type Resolution = (typeof Resolution)[keyof typeof Resolution];

/** What is done about each kind of discrepancy. `halt` stops all trading, `note` leaves things to somebody who reads. */
export interface ReconciliationPolicy {
  /** An order that the venue had taken is gone: it has ended there. Default `close`. */
  missing?: "close" | "halt" | "note";
  /**
   * An order that is not on the list and was never acknowledged. `close` ends it as rejected: it does not work there, and
   * what it traded is on the list of fills. `resend` sends it again under its id, which is safe only where the venue's list
   * has the orders that have ended, too; a cancel that was lost is sent again with it. Default `close`.
   */
  inFlight?: "resend" | "close" | "halt" | "note";
  /** An order works there that is not known here, or has ended here. Default `cancel`. */
  orphans?: "adopt" | "cancel" | "halt" | "note";
  /** More was filled than told. `book` books the rest at what the venue's average price leaves for it. Default `book`. */
  fills?: "book" | "halt" | "note";
  /** Terms differ, or the order has ended there. Default `adopt`. */
  terms?: "adopt" | "halt" | "note";
  /**
   * A request was not answered, or a cancel that must come to pass was refused again and again. Default `note`: the order
   * stays as it is, and what it may trade reserved.
   */
  requests?: "halt" | "note";
  /** Positions differ. `book` books the difference as a fill of no order, at the venue's average cost. Default `halt`. */
  positions?: "book" | "halt" | "note";
}

const ALLOWED: Record<keyof ReconciliationPolicy, readonly string[]> = {
  missing: ["close", "halt", "note"],
  inFlight: ["resend", "close", "halt", "note"],
  orphans: ["adopt", "cancel", "halt", "note"],
  fills: ["book", "halt", "note"],
  terms: ["adopt", "halt", "note"],
  requests: ["halt", "note"],
  positions: ["book", "halt", "note"],
};

/** A policy without gaps. @throws {ConfigError} naming what is none */
export function parsePolicy(policy: ReconciliationPolicy, path: string): Required<ReconciliationPolicy> {
  for (const [key, value] of Object.entries(policy)) {
    const allowed = ALLOWED[key as keyof ReconciliationPolicy];
    if (allowed === undefined)
      throw new ConfigError(`${path}.${key}`, value, `one of the keys ${Object.keys(ALLOWED).join(", ")}`);
    if (value !== undefined && !allowed.includes(value))
      throw new ConfigError(`${path}.${key}`, value, allowed.join(", "));
  }
  return {
    missing: policy.missing ?? "close",
    inFlight: policy.inFlight ?? "close",
    orphans: policy.orphans ?? "cancel",
    fills: policy.fills ?? "book",
    terms: policy.terms ?? "adopt",
    requests: policy.requests ?? "note",
    positions: policy.positions ?? "halt",
  };
}
