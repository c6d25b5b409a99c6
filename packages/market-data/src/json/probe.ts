import { Side } from "@hotpath/core";
import { MarketBatch, MarketKind } from "../market-batch.ts";
import type { JsonFeedDecoder } from "./feed-decoder.ts";
import { endOfMessage } from "./feed-encoder.ts";
import { JsonLines } from "./json-lines.ts";
import { type VenueInstrument, VenueInstruments } from "./venue-instruments.ts";

/** What the beginning of a recording tells of it. */
export interface ProbedFeed {
  /** The symbols that it names, with as many decimals as their numbers need. */
  instruments: VenueInstrument[];
  /** The same with as many decimals as were tried and hold all of them: with room for what is finer. */
  fits: VenueInstrument[];
  /** The most levels that a side of a whole book among the messages has; 0 if there is none. */
  snapshotLevels: number;
}

/** Most symbols that are looked for. */
const MAX_SYMBOLS = 4096;
/** Units that are tried in turn: decimals of prices and sizes, the likeliest first. */
const UNITS = [
  [8, 8],
  [8, 4],
  [12, 8],
  [12, 4],
  [4, 8],
  [15, 8],
  [8, 12],
  [4, 4],
  [8, 0],
  [4, 0],
  [15, 0],
] as const;

/**
 * Finds the symbols of a recording and the units that their numbers need, by decoding its beginning: for files that do
 * not say what they hold. What comes later and is finer is rejected, so it is better to know.
 *
 * @param bytes whole lines
 * @param make makes a decoder for some symbols
 * @param symbol the one to which messages belong that name none, such as snapshots over HTTP
 */
export function probeFeed(
  bytes: Uint8Array,
  make: (instruments: VenueInstruments) => JsonFeedDecoder,
  symbol?: string,
): ProbedFeed {
  const known = new Map<string, number>(symbol === undefined ? [] : [[symbol, 0]]);
  let units = known.size === 0 ? [] : [0];
  // Each round knows the symbols of the one before, and other units for those that did not fit.
  for (let round = 0; round < UNITS.length + 16; round++) {
    const list = [...known.keys()].map((name, index) => {
      const [priceDecimals, sizeDecimals] = UNITS[Math.min(units[index] ?? 0, UNITS.length - 1)]!;
      return { symbol: name, index, priceDecimals, sizeDecimals };
    });
    const decoder = make(new VenueInstruments(list));
    if (symbol !== undefined) decoder.requested = 0;
    const found = readOnce(bytes, decoder, list);
    for (const name of found.unknown) if (known.size < MAX_SYMBOLS) known.set(name, known.size);
    const misfits = [...found.misfits].filter((entry) => (units[entry] ?? 0) < UNITS.length - 1);
    if ((found.unknown.size === 0 && misfits.length === 0) || round === UNITS.length + 15) {
      return { instruments: found.instruments, fits: list, snapshotLevels: found.snapshotLevels };
    }
    units = Array.from({ length: known.size }, (_, entry) => (units[entry] ?? 0) + (misfits.includes(entry) ? 1 : 0));
  }
  return { instruments: [], fits: [], snapshotLevels: 0 };
}

function readOnce(bytes: Uint8Array, decoder: JsonFeedDecoder, list: VenueInstrument[]) {
  const lines = new JsonLines(decoder);
  const batch = new MarketBatch();
  const unknown = new Set<string>();
  const misfits = new Set<number>();
  const needs = list.map(() => ({ price: 0, size: 0 }));
  let snapshotLevels = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at) + 1 || bytes.length;
    const rejects = lines.rejects.total;
    lines.decode(bytes.subarray(at, end), batch);
    if (end === bytes.length) lines.end(batch);
    at = end;
    if (lines.rejects.total !== rejects) {
      const { reason } = lines.rejects.recent().at(-1)!;
      if (reason === "unknownSymbol" && decoder.unknownSymbol !== undefined) unknown.add(decoder.unknownSymbol);
      if ((reason === "tooFine" || reason === "tooLarge") && decoder.rejectedEntry >= 0)
        misfits.add(decoder.rejectedEntry);
    }
    for (let row = 0; row < batch.count; row++) {
      if (batch.kind[row] === MarketKind.BookSnapshot)
        snapshotLevels = Math.max(snapshotLevels, 1, deeperSide(batch, row));
      const entry = list[batch.instrument[row]!];
      if (
        entry === undefined ||
        batch.kind[row] === MarketKind.BookSnapshot ||
        batch.kind[row] === MarketKind.BookDelta
      )
        continue;
      const need = needs[batch.instrument[row]!]!;
      for (const price of [batch.price[row]!, batch.otherPrice[row]!]) {
        need.price = Math.max(need.price, decimalsNeeded(price, entry.priceDecimals));
      }
      // A volume of the day is finer than any size; it may be unknown.
      if (batch.kind[row] === MarketKind.Ticker) continue;
      for (const size of [batch.quantity[row]!, batch.otherQuantity[row]!]) {
        need.size = Math.max(need.size, decimalsNeeded(size, entry.sizeDecimals));
      }
    }
    batch.clear();
  }
  const instruments = list.map((entry, i) => ({
    ...entry,
    priceDecimals: needs[i]!.price,
    sizeDecimals: needs[i]!.size,
  }));
  return { unknown, misfits, snapshotLevels, instruments };
}

/** The fewest decimals with which so many units are whole. */
function decimalsNeeded(units: number, decimals: number): number {
  if (!Number.isFinite(units) || units === 0) return 0;
  let left = units;
  let needed = decimals;
  while (needed > 0 && left % 10 === 0) {
    left /= 10;
    needed--;
  }
  return needed;
}

/** The levels of the side that has more. */
function deeperSide(batch: MarketBatch, header: number): number {
  let bids = 0;
  const end = endOfMessage(batch, header);
  for (let row = header + 1; row < end; row++) if (batch.side[row] === Side.Buy) bids++;
  return Math.max(bids, end - header - 1 - bids);
}
