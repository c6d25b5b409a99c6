/** Counts of what the order manager has seen. */
export interface OrderCounts {
  /** Orders that were asked for. */
  intents: number;
  /** Orders and replaces refused by the order manager itself, for their form. */
  malformed: number;
  /** Reports of orders that are not known, or no longer. */
  unknownReports: number;
  /** Cancels that the venue refused because the order had ended before they came: a race, not a fault. */
  lateCancels: number;
  /** Trade reports that said nothing new. */
  duplicateReports: number;
  /** Trades larger than what still worked. They are booked: the venue's word counts. */
  overfills: number;
  /** Trades of orders that had ended by then, as by a cancel. They are booked. */
  lateFills: number;
  fills: number;
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
    lateCancels: 0,
    duplicateReports: 0,
    overfills: 0,
    lateFills: 0,
    fills: 0,
    cancels: 0,
    replaces: 0,
    replaced: 0,
    venueRejects: 0,
  };
}
