/** Runs a capture through a decoder and a {@link BookSync}, and the same levels through maps of texts: the other opinion. */
import { Side } from "@hotpath/core";
import { BookSync, type BookSyncOptions } from "../feed/book-sync.ts";
import type { JsonFeedDecoder } from "../json/feed-decoder.ts";
import { type VenueInstrument, VenueInstruments } from "../json/venue-instruments.ts";
import { MarketKind } from "../market-batch.ts";
import { decimalsOf, replayLines } from "./json-feed.ts";

/** A change of a book as a message has it; `size` `"0"` takes the level away. */
export interface TextLevel {
  side: "Buy" | "Sell";
  price: string;
  size: string;
}

/** What one message says of a book. */
export interface TextBook {
  symbol: string;
  isWhole: boolean;
  levels: TextLevel[];
}

/** `JSON.parse` that keeps numbers as they stand. */
export function parseExactly(text: string): ReturnType<typeof JSON.parse> {
  const exact = (_: string, value: unknown, context?: { source: string }) =>
    typeof value === "number" ? context!.source : value;
  return JSON.parse(text, exact as never);
}

/** The symbols of some books, with the decimals that their levels and some more numbers need. */
export function instrumentsOf(
  books: readonly TextBook[],
  more: readonly { symbol: string; price: string; size: string }[] = [],
): VenueInstrument[] {
  const symbols = [...new Set([...books, ...more].map((item) => item.symbol))];
  return symbols.map((symbol, index) => {
    const levels = books.filter((book) => book.symbol === symbol).flatMap((book) => book.levels);
    const all = [...levels, ...more.filter((item) => item.symbol === symbol)];
    const priceDecimals = decimalsOf(all.map((item) => item.price));
    return { symbol, index, priceDecimals, sizeDecimals: decimalsOf(all.map((item) => item.size)) };
  });
}

/** What {@link replayCaptures} found. */
export interface ReplayedCaptures {
  decoder: JsonFeedDecoder;
  sync: BookSync;
  /** Rows by kind. */
  counts: Record<string, number>;
  /** Lines that hold nothing of the venue. */
  skipped: number;
}

/** Decodes captures, in turn, into books and counts of rows by kind. */
export function replayCaptures(
  list: readonly VenueInstrument[],
  make: (instruments: VenueInstruments) => JsonFeedDecoder,
  captures: readonly Uint8Array[],
  options: Omit<BookSyncOptions, "instruments">,
): ReplayedCaptures {
  const decoder = make(new VenueInstruments(list));
  const sync = new BookSync({ instruments: list.length, ...options });
  const counts: Record<string, number> = {};
  const names = Object.fromEntries(Object.entries(MarketKind).map(([name, kind]) => [kind, name]));
  let skipped = 0;
  for (const bytes of captures) {
    const lines = replayLines(decoder, bytes, (batch) => {
      for (let row = 0; row < batch.count; row++) {
        const name = names[batch.kind[row]!]!;
        counts[name] = (counts[name] ?? 0) + 1;
      }
      sync.apply(batch);
    });
    skipped += lines.skipped;
  }
  return { decoder, sync, counts, skipped };
}

/** Both sides of a book that is held, best first, as numbers. */
export function heldLevels(sync: BookSync, entry: VenueInstrument): number[][][] {
  const { priceDecimals, sizeDecimals, index } = entry;
  const side = (which: Side) =>
    sync
      .book(index)
      .levels(which, 1e6)
      .map((row) => [row.price / 10 ** priceDecimals, row.quantity / 10 ** sizeDecimals]);
  return [side(Side.Buy), side(Side.Sell)];
}

/** Both sides of a symbol's book, rebuilt with maps of texts. */
export function plainLevels(books: readonly TextBook[], symbol: string): number[][][] {
  const sides = { Buy: new Map<string, string>(), Sell: new Map<string, string>() };
  for (const book of books) {
    if (book.symbol !== symbol) continue;
    if (book.isWhole) for (const side of Object.values(sides)) side.clear();
    for (const { side, price, size } of book.levels) {
      if (Number(size) === 0) sides[side].delete(price);
      else sides[side].set(price, size);
    }
  }
  const sorted = (side: "Buy" | "Sell", sign: number) =>
    [...sides[side]].map(([price, size]) => [Number(price), Number(size)]).sort(([a], [b]) => sign * (a! - b!));
  return [sorted("Buy", -1), sorted("Sell", 1)];
}
