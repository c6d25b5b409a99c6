/** ITCH 5.0: bytes to columns, and bytes to the books of few stocks, which the caches hold, and of many. */
import { MarketBatch } from "@hotpath/market-data";
import { ItchBooks, ItchColumns, ItchDecoder, ItchFeed } from "@hotpath/market-data/itch50";
import { L3Book } from "@hotpath/order-book";
import { itchFlow } from "../../../packages/market-data/src/testing/itch-flow.ts";
import type { BenchRow } from "../harness.ts";

const MIX = "seeded flow, 46 % A, 44 % D, 5 % U, 3 % E, 1 % X, 1 % P";
/** Bytes of a slice, which is timed by itself: some 2,000 messages, short enough that most are disturbed by nobody. */
const SLICE = 1 << 16;
const PASSES = 24;

/** A way from bytes to books. */
interface Way {
  what: string;
  goals: [few: number, many: number] | undefined;
  /** Makes what takes a piece of the stream. */
  make: (books: L3Book) => (bytes: Uint8Array) => void;
  native: boolean;
}

const WAYS: Way[] = [
  { what: "bytes to L3 books", goals: [30, 10], native: true, make: inOnePass(true) },
  { what: "bytes to L3 books in TypeScript", goals: undefined, native: false, make: inOnePass(false) },
  { what: "bytes to L3 books by rows of a batch", goals: undefined, native: true, make: byRows },
];

/** The rows of ITCH 5.0. */
export function itchRows(): BenchRow[] {
  const few = { flow: itchFlow({ symbols: 3, messages: 500_000, depth: 1000 }), messages: 500_000, symbols: 3 };
  const many = { flow: itchFlow({ symbols: 1000, messages: 1_000_000, depth: 200 }), messages: 1e6, symbols: 1000 };
  const rows = [decodingRow(few.flow, few.messages)];
  for (const way of WAYS) rows.push(booksRow(way, few, 0), booksRow(way, many, 1));
  return rows;
}

function decodingRow(flow: Uint8Array, messages: number): BenchRow {
  const columns = new ItchColumns();
  const { median, best } = timesOfSlices(slicesOf(flow), () => {
    const decoder = new ItchDecoder();
    return (bytes) => {
      for (let at = 0; at < bytes.length; columns.clear()) at += decoder.decode(bytes.subarray(at), columns);
    };
  });
  return {
    what: "ITCH 5.0: bytes to columns",
    ours: perSecond(median / messages),
    unit: "million/s",
    better: "higher",
    goal: 60,
    note: noteOf(best / messages),
  };
}

function booksRow(
  way: Way,
  { flow, messages, symbols }: { flow: Uint8Array; messages: number; symbols: number },
  which: 0 | 1,
): BenchRow {
  const books = new L3Book({ instruments: symbols, orderCapacity: 2 ** 20, windowTicks: 256, native: way.native });
  const { median, best } = timesOfSlices(slicesOf(flow), () => way.make(books));
  const { orders } = books.stats();
  const { unknownOrder, duplicateOrder, overExecuted } = books.counts();
  if (orders + unknownOrder + duplicateOrder + overExecuted > 0) throw new Error("the flow did not end where it began");
  return {
    what: `ITCH 5.0: ${way.what}, ${symbols.toLocaleString("en")} symbols`,
    ours: perSecond(median / messages),
    unit: "million/s",
    better: "higher",
    ...(way.goals && { goal: way.goals[which] }),
    note: noteOf(best / messages),
  };
}

function slicesOf(flow: Uint8Array): Uint8Array[] {
  const count = Math.ceil(flow.length / SLICE);
  return Array.from({ length: count }, (_, i) => flow.subarray(i * SLICE, (i + 1) * SLICE));
}

function noteOf(undisturbed: number): string {
  return `${MIX}; slices of 64 KiB, the median of each in ${PASSES} passes; undisturbed ${perSecond(undisturbed)}`;
}

/** The sums over the slices of the median and of the best time of each, in nanoseconds. */
function timesOfSlices(
  pieces: readonly Uint8Array[],
  make: () => (bytes: Uint8Array) => void,
): { median: number; best: number } {
  const times = pieces.map(() => new Float64Array(PASSES));
  // The first passes are for the compiler.
  for (let pass = -4; pass < PASSES; pass++) {
    const take = make();
    for (const [i, piece] of pieces.entries()) {
      const begin = Bun.nanoseconds();
      take(piece);
      if (pass >= 0) times[i]![pass] = Bun.nanoseconds() - begin;
    }
  }
  for (const slice of times) slice.sort();
  const sum = (place: number): number => times.reduce((total, slice) => total + slice[place]!, 0);
  return { median: sum(PASSES >>> 1), best: sum(0) };
}

function inOnePass(native: boolean): Way["make"] {
  return (books) => {
    const feed = new ItchBooks(books, { native });
    return (bytes) => feed.decode(bytes);
  };
}

function byRows(books: L3Book): (bytes: Uint8Array) => void {
  const batch = new MarketBatch({ rows: 1024, maxRows: 1024 });
  const feed = new ItchFeed({ midnightMicros: 0 });
  return (bytes) => {
    for (let at = 0; at < bytes.length; batch.clear()) {
      at += feed.decode(bytes.subarray(at), batch);
      books.apply(batch);
    }
  };
}

function perSecond(ns: number): number {
  return Number((1000 / ns).toPrecision(3));
}
