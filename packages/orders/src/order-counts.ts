/** Counts of what the order manager has seen. */
export interface OrderCounts {
  /** Orders that were asked for. */
  intents: number;
  /** Orders and replaces refused by the order manager itself, for their form. */
  malformed: number;
  /** Reports of orders that are not known, or no longer, or that no version of FIX has. */
  unknownReports: number;
  /** Reports whose quantities or prices are no such numbers. */
  malformedReports: number;
  /** Requests that the venue refused because the order had ended before they came: a race, not a fault. */
  lateCancels: number;
  /** Reports that said nothing new: a trade told twice, an acknowledgement told twice. */
  duplicateReports: number;
  /** Reports that came after one that follows them, such as an acknowledgement after the fill. */
  outOfOrderReports: number;
  /** Reports, other than trades, of orders that had ended, and not by this. */
  lateReports: number;
  /** Rejections of orders that had been taken. They end the order. */
  lateRejects: number;
  /** Cancels that nobody had asked for. They end the order. */
  unsolicitedCancels: number;
  /** Replaces and pending states that nobody had asked for. The venue's new terms hold. */
  unsolicitedReports: number;
  /** Changes that the venue made by itself and says so (FIX ExecType Restated): an order's new terms. */
  restated: number;
  /** Trades larger than what still worked. They are booked: the venue's word counts. */
  overfills: number;
  /** Trades of orders that had ended by then, as by a cancel. They are booked. */
  lateFills: number;
  /** Times that a venue's cumulative quantity said that trades were missing. They are booked when they come. */
  gaps: number;
  /** Busts and corrections of executions that are not known, or no longer: nothing is booked. */
  unknownExecutions: number;
  fills: number;
  /** Fills that were taken back, and those of them that another stands in the place of. */
  busts: number;
  corrections: number;
  /** Orders that had ended and work again because their fill was busted. */
  reopened: number;
  cancels: number;
  /** Replaces that went to the venue, and those of them that it took. */
  replaces: number;
  replaced: number;
  /** Orders that the venue rejected. */
  venueRejects: number;
}

/** Nothing yet. */
export function noCounts(): OrderCounts {
  return {
    intents: 0,
    malformed: 0,
    unknownReports: 0,
    malformedReports: 0,
    lateCancels: 0,
    duplicateReports: 0,
    outOfOrderReports: 0,
    lateReports: 0,
    lateRejects: 0,
    unsolicitedCancels: 0,
    unsolicitedReports: 0,
    restated: 0,
    overfills: 0,
    lateFills: 0,
    gaps: 0,
    unknownExecutions: 0,
    fills: 0,
    busts: 0,
    corrections: 0,
    reopened: 0,
    cancels: 0,
    replaces: 0,
    replaced: 0,
    venueRejects: 0,
  };
}
