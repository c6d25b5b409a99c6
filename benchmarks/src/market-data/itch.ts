/** ITCH 5.0: bytes to columns, and bytes to the books of few stocks, which the caches hold, and of many. */
import { MarketBatch } from "@hotpath/market-data";
import { ItchBooks, ItchColumns, ItchDecoder, ItchFeed } from "@hotpath/market-data/itch50";
import { L3Book } from "@hotpath/order-book";
import { itchFlow } from "../../../packages/market-data/src/testing/itch-flow.ts";
import { type BenchRow, nsPerOperation } from "../harness.ts";

const MIX = "seeded flow, 46 % A, 44 % D, 5 % U, 3 % E, 1 % X, 1 % P";
/** Bytes of a slice whose best time counts: some 2,000 messages, so that few of them are disturbed in every pass. */
const SLICE = 1 << 16;
const PASSES = 20;

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
export async function itchRows(): Promise<BenchRow[]> {
  const few = { flow: itchFlow({ symbols: 3, messages: 500_000, depth: 1000 }), messages: 500_000, symbols: 3 };
  const many = { flow: itchFlow({ symbols: 1000, messages: 1_000_000, depth: 200 }), messages: 1e6, symbols: 1000 };
  const rows = [await decodingRow(few.flow, few.messages)];
  for (const way of WAYS) rows.push(await booksRow(way, few, 0), await booksRow(way, many, 1));
  return rows;
}

async function decodingRow(flow: Uint8Array, messages: number): Promise<BenchRow> {
  const columns = new ItchColumns();
  const ns = await nsPerOperation(messages, () => {
    const decoder = new ItchDecoder();
    for (let at = 0; at < flow.length; columns.clear()) at += decoder.decode(flow.subarray(at), columns);
    return decoder.messages;
  });
  const note = `${MIX}; batch mean`;
  return {
    what: "ITCH 5.0: bytes to columns",
    ours: perSecond(ns),
    unit: "million/s",
    better: "higher",
    goal: 60,
    note,
  };
}

async function booksRow(
  way: Way,
  { flow, messages, symbols }: { flow: Uint8Array; messages: number; symbols: number },
  which: 0 | 1,
): Promise<BenchRow> {
  const books = new L3Book({ instruments: symbols, orderCapacity: 2 ** 20, windowTicks: 256, native: way.native });
  const pieces = Array.from({ length: Math.ceil(flow.length / SLICE) }, (_, i) =>
    flow.subarray(i * SLICE, (i + 1) * SLICE),
  );
  const ns = await nsPerOperation(messages, () => {
    const take = way.make(books);
    for (const piece of pieces) take(piece);
    return books.stats().orders;
  });
  const quiet = bestOfSlices(pieces, () => way.make(books)) / messages;
  const { orders } = books.stats();
  const { unknownOrder, duplicateOrder, overExecuted } = books.counts();
  if (orders + unknownOrder + duplicateOrder + overExecuted > 0) throw new Error("the flow did not end where it began");
  return {
    what: `ITCH 5.0: ${way.what}, ${symbols.toLocaleString("en")} symbols`,
    ours: perSecond(ns),
    unit: "million/s",
    better: "higher",
    ...(way.goals && { goal: way.goals[which] }),
    note: `${MIX}; batch mean; ${perSecond(quiet)} by the best times of slices of 64 KiB in ${PASSES} passes`,
  };
}

/** The sum over the slices of the best time of each, in nanoseconds: what it takes while nobody else runs. */
function bestOfSlices(pieces: readonly Uint8Array[], make: () => (bytes: Uint8Array) => void): number {
  const best = new Float64Array(pieces.length).fill(Number.POSITIVE_INFINITY);
  for (let pass = 0; pass < PASSES; pass++) {
    const take = make();
    for (const [i, piece] of pieces.entries()) {
      const begin = Bun.nanoseconds();
      take(piece);
      best[i] = Math.min(best[i]!, Bun.nanoseconds() - begin);
    }
  }
  return best.reduce((sum, ns) => sum + ns, 0);
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
