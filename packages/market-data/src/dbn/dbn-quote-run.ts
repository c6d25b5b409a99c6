/**
 * The hot loop of `mbp-1`, `tbbo` and `trades`: a run of plain records straight into the columns of a batch, as
 * `dbn-order-run.ts` does it for orders. Whatever is not plain ends the run and is left to the decoder.
 */
import { type MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";
import { FLAG_BITS, SIDE_CODES } from "./dbn-codes.ts";
import { type DbnInstruments, RECENT } from "./dbn-instruments.ts";
import { DBN_LAYOUT } from "./dbn-layout.ts";

const TWO_32 = 4294967296;
/** As in `dbn-order-run.ts`. */
const TIME_MOST = 2_000_000_000;
const PRICE_MOST = 0x80000;
const SIZE = DBN_LAYOUT.mbp1.size;
const WORDS = SIZE / 4;
const RTYPE = DBN_LAYOUT.mbp1.rtypes[0]!;
const NO_SIZE = 0xffffffff;
/** 1 for the actions of a record that only changes the book, 2 for a trade. */
const ACTIONS: Uint8Array = new Uint8Array(256);
for (const action of "ACMFRN") ACTIONS[action.charCodeAt(0)] = 1;
ACTIONS["T".charCodeAt(0)] = 2;

/**
 * Takes plain records of `mbp-1` from `from` on while there is room.
 *
 * @returns where the first one stands that was not taken
 */
export function takeQuoteRun(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  out: MarketBatch,
  instruments: DbnInstruments,
): number {
  const { kind, flags, side, instrument, code, price, quantity, otherPrice, otherQuantity, id, otherId } = out;
  const { sequence, timeMicros, timeNanos, receiveMicros, receiveNanos } = out;
  const { recent, indexes, units } = instruments;
  const rows = kind.length - 1;
  const last = bytes.length - SIZE;
  let row = out.count;
  let at = from;
  for (; at <= last && row < rows; at += SIZE) {
    if (bytes[at] !== WORDS || bytes[at + 1] !== RTYPE) break;
    const number = view.getInt32(at + 4, true);
    const slot = (number & (RECENT - 1)) * 3;
    if (recent[slot + 1] !== number || recent[slot] !== view.getUint16(at + 2, true)) break;
    const known = recent[slot + 2]!;
    const index = indexes[known]!;
    const unit = units[known]!;
    const bits = FLAG_BITS[bytes[at + 30]!]!;
    const action = ACTIONS[bytes[at + 28]!]!;
    const whose = SIDE_CODES[bytes[at + 29]!]!;
    const eventHigh = view.getUint32(at + 12, true);
    const receivedHigh = view.getUint32(at + 36, true);
    const bidHigh = view.getInt32(at + 52, true);
    const askHigh = view.getInt32(at + 60, true);
    if (index < 0 || unit === 0 || action === 0 || whose === 0) break;
    if (eventHigh >= TIME_MOST || receivedHigh >= TIME_MOST) break;
    if (bidHigh < 0 || bidHigh >= PRICE_MOST || askHigh < 0 || askHigh >= PRICE_MOST) break;
    const rawBid = bidHigh * TWO_32 + view.getUint32(at + 48, true);
    const rawAsk = askHigh * TWO_32 + view.getUint32(at + 56, true);
    const bid = Math.floor(rawBid / unit + 0.5);
    const ask = Math.floor(rawAsk / unit + 0.5);
    if (bid * unit !== rawBid || ask * unit !== rawAsk) break;
    const isTrade = action === 2;
    const size = view.getUint32(at + 24, true);
    const tradeHigh = isTrade ? view.getInt32(at + 20, true) : 0;
    const rawTrade = tradeHigh * TWO_32 + view.getUint32(at + 16, true);
    const traded = Math.floor(rawTrade / unit + 0.5);
    if (isTrade && (tradeHigh < 0 || tradeHigh >= PRICE_MOST || traded * unit !== rawTrade || size === NO_SIZE)) break;
    const event = eventHigh * 296 + view.getUint32(at + 8, true);
    const eventMicros = Math.floor((event + 0.5) * 0.001);
    const received = receivedHigh * 296 + view.getUint32(at + 32, true);
    const receivedMicros = Math.floor((received + 0.5) * 0.001);
    // The quote, and behind it the trade where it is one; the last row of the two ends the event.
    for (let part = isTrade ? 2 : 1; part > 0; part--, row++) {
      const isQuote = part === (isTrade ? 2 : 1);
      kind[row] = isQuote ? MarketKind.Quote : MarketKind.Trade;
      flags[row] = part === 1 ? bits : bits & ~MarketFlag.Last;
      side[row] = isQuote || whose === 3 ? 0 : whose;
      instrument[row] = index;
      code[row] = 0;
      price[row] = isQuote ? bid : traded;
      quantity[row] = isQuote ? view.getUint32(at + 64, true) : size;
      otherPrice[row] = isQuote ? ask : Number.NaN;
      otherQuantity[row] = isQuote ? view.getUint32(at + 68, true) : 0;
      id[row] = 0;
      otherId[row] = 0;
      sequence[row] = view.getUint32(at + 44, true);
      timeMicros[row] = eventHigh * 4294967 + eventMicros;
      timeNanos[row] = event - eventMicros * 1000;
      receiveMicros[row] = receivedHigh * 4294967 + receivedMicros;
      receiveNanos[row] = received - receivedMicros * 1000;
    }
  }
  out.count = row;
  return at;
}
