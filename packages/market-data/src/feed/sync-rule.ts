/** How a delta stands to the book that is held: what a {@link SyncRule} answers. */
export const DeltaFit = {
  /** The book holds it already: it is dropped. */
  Old: 0,
  /** It is the next one. */
  Next: 1,
  /** Something between is missing: the book cannot be trusted any more. */
  Gap: 2,
} as const;
/** A value of {@link DeltaFit}. */
export type DeltaFit = (typeof DeltaFit)[keyof typeof DeltaFit];

/** A venue's documented rule for joining its book snapshots and deltas. */
export interface SyncRule {
  /** What it is called in reports. */
  readonly name: string;
  /** Whether a whole book comes in the stream, or must be requested. */
  readonly snapshots: "stream" | "request";
  /** Whether a delta that was lost shows in the numbers of the next one. */
  readonly findsGaps: boolean;
  /**
   * How a delta stands to a book.
   *
   * @param last the number as of which the book holds, −1 if the snapshot had none
   * @param first the number of the first update in the delta (`id` of the header)
   * @param sequence of the last one
   * @param previous of the last one before the delta, −1 where the venue does not say (`otherId`)
   * @param joins whether it would be the first delta upon a snapshot
   */
  fit(last: number, first: number, sequence: number, previous: number, joins: boolean): DeltaFit;
}

/**
 * Binance spot: events up to `lastUpdateId` are dropped, the first to be taken has U ≤ lastUpdateId + 1 ≤ u, and each
 * following U is the u before plus 1. An event that overlaps is taken: its sizes are absolute and newer.
 *
 * Source: Binance spot API, "How to manage a local order book correctly".
 */
export const BINANCE_SPOT_RULE: SyncRule = {
  name: "binance-spot",
  snapshots: "request",
  findsGaps: true,
  fit: (last, first, sequence) => (sequence <= last ? DeltaFit.Old : first <= last + 1 ? DeltaFit.Next : DeltaFit.Gap),
};

/**
 * Binance futures: events with u < lastUpdateId are dropped, the first to be taken has U ≤ lastUpdateId ≤ u, and each
 * following pu is the u before. A snapshot that falls between two events (pu ≤ lastUpdateId < U) is joined as well: its
 * event brings everything after pu.
 *
 * Source: Binance USD-M futures API, "How to manage a local order book correctly".
 */
export const BINANCE_FUTURES_RULE: SyncRule = {
  name: "binance-futures",
  snapshots: "request",
  findsGaps: true,
  fit: (last, first, sequence, previous, joins) => {
    if (!joins) return previous === last ? DeltaFit.Next : sequence <= last ? DeltaFit.Old : DeltaFit.Gap;
    if (sequence < last) return DeltaFit.Old;
    return first <= last || (previous >= 0 && previous <= last) ? DeltaFit.Next : DeltaFit.Gap;
  },
};

/** Binance's markets told apart by their deltas: those of futures name the one before, those of spot do not. */
export const BINANCE_RULE: SyncRule = {
  name: "binance",
  snapshots: "request",
  findsGaps: true,
  fit: (last, first, sequence, previous, joins) =>
    (previous < 0 ? BINANCE_SPOT_RULE : BINANCE_FUTURES_RULE).fit(last, first, sequence, previous, joins),
};

/** Each delta names the one before (Deribit's `prev_change_id`, OKX' `prevSeqId`); one that names none is taken. */
export const LINKED_RULE: SyncRule = {
  name: "linked",
  snapshots: "stream",
  findsGaps: true,
  fit: (last, _first, sequence, previous) =>
    previous === last || previous < 0 ? DeltaFit.Next : sequence <= last ? DeltaFit.Old : DeltaFit.Gap,
};

/** Each delta has the number after the last one (Kraken Futures' `seq`, Bybit's `u`). */
export const CONSECUTIVE_RULE: SyncRule = {
  name: "consecutive",
  snapshots: "stream",
  findsGaps: true,
  fit: (last, _first, sequence) =>
    sequence === last + 1 ? DeltaFit.Next : sequence <= last ? DeltaFit.Old : DeltaFit.Gap,
};

/** {@link CONSECUTIVE_RULE} with snapshots over HTTP: the `full` channel of Coinbase, where every message has a number. */
export const CONSECUTIVE_REQUEST_RULE: SyncRule = {
  ...CONSECUTIVE_RULE,
  name: "consecutive, snapshot by request",
  snapshots: "request",
};

/** Numbers or times that only rise (Bybit's `cross_seq`, Bitstamp's `microtimestamp`): no gap shows in them. */
export const RISING_RULE: SyncRule = {
  name: "rising",
  snapshots: "stream",
  findsGaps: false,
  fit: (last, _first, sequence) => (sequence <= last ? DeltaFit.Old : DeltaFit.Next),
};

/** {@link RISING_RULE} with snapshots over HTTP: Bitstamp. */
export const RISING_REQUEST_RULE: SyncRule = {
  ...RISING_RULE,
  name: "rising, snapshot by request",
  snapshots: "request",
};

/** Deltas without numbers (Coinbase's `level2`, Kraken's books, Bitfinex): every one is the next. */
export const UNNUMBERED_RULE: SyncRule = {
  name: "unnumbered",
  snapshots: "stream",
  findsGaps: false,
  fit: () => DeltaFit.Next,
};
