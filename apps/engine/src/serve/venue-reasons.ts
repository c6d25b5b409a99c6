/** What the numbers of a venue's reasons mean, for people. */
import { BarReject } from "@hotpath/backtest";
import { PaperReject } from "@hotpath/engine";
import { OrdRejReason } from "@hotpath/fix/fix44";
import type { VenueReasons } from "@hotpath/gateway/server";
import { Reason } from "@hotpath/order-book";
import type { VenueKind } from "../run/feeds/feed.ts";
import { VenueReason } from "../run/fix-venue/venue-reason.ts";

/** Of each kind of venue, by name. */
const NUMBERS: Readonly<Record<VenueKind, Readonly<Record<string, number>>>> = {
  exchange: Reason,
  paper: PaperReject,
  bars: BarReject,
  fix: { ...OrdRejReason, ...VenueReason },
};

/** The names of a venue's reasons by their number, in words: `UnfilledIoc` is `unfilled IOC`. */
export function venueReasonsOf(venue: VenueKind): VenueReasons {
  const named = Object.entries(NUMBERS[venue]).map(([name, number]) => [number, wordsOf(name)] as const);
  return Object.fromEntries(named);
}

function wordsOf(name: string): string {
  return name
    .replace(/_/g, " ")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/\b(ioc|fok|id)\b/g, (word) => word.toUpperCase());
}
