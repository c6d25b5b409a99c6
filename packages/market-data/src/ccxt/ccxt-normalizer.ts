import { Side } from "@hotpath/core";
import { JSON_REJECTS, type JsonReject, positiveUnitsOf, Refusal, unitsOf, volumeOf } from "../json/values.ts";
import type { VenueInstruments } from "../json/venue-instruments.ts";
import { type MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";
import { RejectLog } from "../reject-log.ts";
import type { CcxtNumber, CcxtOrderBook, CcxtTicker, CcxtTrade } from "./ccxt-exchange.ts";

/** Decimal digits that every double keeps: one with more may not be what the venue sent. */
const EXACT_DIGITS = 15;
/** Trades of one time that are remembered, so that a request does not bring them twice. */
const MAX_REMEMBERED = 4096;

/** Levels in units: prices and sizes. */
type Levels = ReadonlyMap<number, number>;

const EMPTY: Levels = new Map();

/**
 * Makes rows of what ccxt gives. A number that ccxt gives as text is taken as it stands. Most are doubles, which it makes of
 * the venue's texts: such a double is taken as its shortest decimal, which is what the venue sent where that has no
 * more than 15 digits (IEEE 754: those survive the way there and back); one of more is refused as `tooLarge`, and one that is finer than the
 * instrument's units as `tooFine`. Nothing is rounded.
 *
 * | of ccxt | rows |
 * |---|---|
 * | an order book, the first since {@link CcxtNormalizer.forget} | `BookSnapshot` and levels |
 * | later ones | `BookDelta` and the levels that are others than before |
 * | trades | `Trade`; `id` where it is a safe integer, else 0 |
 * | a ticker | `Ticker`, and `Quote` where both sides have sizes |
 */
export class CcxtNormalizer {
  /** What was not taken, by reason; the offset is the number of the message. */
  readonly rejects: RejectLog<JsonReject> = new RejectLog(JSON_REJECTS);
  /** Books, tickers and lists of trades given. */
  messages = 0;
  readonly #instruments: VenueInstruments;
  readonly #books: { bids: Levels; asks: Levels; isKnown: boolean }[];
  /** Of each symbol the time of the last trade, and the trades of that time. */
  readonly #trades: { last: number; seen: Set<string> }[];

  constructor(instruments: VenueInstruments) {
    this.#instruments = instruments;
    this.#books = instruments.symbols.map(() => ({ bids: EMPTY, asks: EMPTY, isKnown: false }));
    this.#trades = instruments.symbols.map(() => ({ last: Number.NEGATIVE_INFINITY, seen: new Set<string>() }));
  }

  /** The next book of a symbol is a whole one. */
  forget(entry: number): void {
    this.#books[entry] = { bids: EMPTY, asks: EMPTY, isKnown: false };
  }

  /** Appends the rows of a book. @returns false if it is refused */
  book(entry: number, book: CcxtOrderBook, out: MarketBatch): boolean {
    return this.#guarded(out, () => {
      const [bids, asks] = [this.#levels(entry, book.bids), this.#levels(entry, book.asks)];
      const held = this.#books[entry]!;
      const isWhole = !held.isKnown;
      const changes = [...changesOf(Side.Buy, held.bids, bids), ...changesOf(Side.Sell, held.asks, asks)];
      this.#books[entry] = { bids, asks, isKnown: true };
      if (!isWhole && changes.length === 0) return;
      if (!out.ensure(changes.length + 1)) throw new Refusal("tooLong");
      const instrument = this.#instruments.index[entry]!;
      const micros = microsOf(book.timestamp);
      const nonce = book.nonce;
      const sequence = typeof nonce === "number" && Number.isSafeInteger(nonce) && nonce >= 0 ? nonce : -1;
      const mark = isWhole ? MarketFlag.Snapshot : 0;
      const kind = isWhole ? MarketKind.BookSnapshot : MarketKind.BookDelta;
      const header = out.add(kind, mark, instrument, 0, Number.NaN, 0, 0, sequence, micros, 0);
      out.otherId[header] = -1;
      for (const [side, price, size] of changes) {
        out.add(MarketKind.Level, mark, instrument, side, price, size, 0, sequence, micros, 0);
      }
      const last = out.count - 1;
      out.flags[last] = out.flags[last]! | MarketFlag.Last;
    });
  }

  /** Appends the rows of trades that were not given before. @returns false if any is refused */
  trades(entry: number, trades: readonly CcxtTrade[], out: MarketBatch): boolean {
    this.messages++;
    let isSound = true;
    for (const trade of trades) {
      if (!this.#isNew(entry, trade)) continue;
      const taken = this.#taken(out, () => {
        const price = this.#price(entry, trade.price);
        const size = positiveUnitsOf(exactText(trade.amount), this.#instruments.sizeDecimals[entry]!);
        const side = trade.side === "buy" ? Side.Buy : trade.side === "sell" ? Side.Sell : 0;
        const number = Number(trade.id);
        const id = /^\d{1,16}$/.test(trade.id ?? "") && Number.isSafeInteger(number) ? number : 0;
        if (!out.ensure(1)) throw new Refusal("tooLong");
        const instrument = this.#instruments.index[entry]!;
        out.add(MarketKind.Trade, MarketFlag.Last, instrument, side, price, size, id, -1, microsOf(trade.timestamp), 0);
      });
      isSound = taken && isSound;
    }
    return isSound;
  }

  /** Appends the rows of a ticker. @returns false if it is refused */
  ticker(entry: number, ticker: CcxtTicker, out: MarketBatch): boolean {
    return this.#guarded(out, () => {
      if (!out.ensure(2)) throw new Refusal("tooLong");
      const instrument = this.#instruments.index[entry]!;
      const sizeDecimals = this.#instruments.sizeDecimals[entry]!;
      const micros = microsOf(ticker.timestamp);
      if (isThere(ticker.last)) {
        const price = this.#price(entry, ticker.last);
        const volume = isThere(ticker.baseVolume) ? volumeOf(String(ticker.baseVolume), sizeDecimals) : Number.NaN;
        out.add(MarketKind.Ticker, MarketFlag.Last, instrument, 0, price, volume, 0, -1, micros, 0);
      }
      const { bid, bidVolume, ask, askVolume } = ticker;
      if (!isThere(bid) || !isThere(bidVolume) || !isThere(ask) || !isThere(askVolume)) return;
      const size = positiveUnitsOf(exactText(bidVolume), sizeDecimals);
      const row = out.add(
        MarketKind.Quote,
        MarketFlag.Last,
        instrument,
        0,
        this.#price(entry, bid),
        size,
        0,
        -1,
        micros,
        0,
      );
      out.otherPrice[row] = this.#price(entry, ask);
      out.otherQuantity[row] = positiveUnitsOf(exactText(askVolume), sizeDecimals);
    });
  }

  #levels(entry: number, levels: CcxtOrderBook["bids"]): Levels {
    const held = new Map<number, number>();
    if (!Array.isArray(levels)) throw new Refusal("unknownLayout");
    for (const level of levels) {
      const size = positiveUnitsOf(exactText(level[1]), this.#instruments.sizeDecimals[entry]!);
      if (size > 0) held.set(this.#price(entry, level[0]), size);
    }
    return held;
  }

  #price(entry: number, value: CcxtNumber): number {
    return unitsOf(exactText(value), this.#instruments.priceDecimals[entry]!);
  }

  /** Whether a trade was not given before; one without a time is always new. */
  #isNew(entry: number, trade: CcxtTrade): boolean {
    const time = trade.timestamp;
    if (typeof time !== "number") return true;
    const held = this.#trades[entry]!;
    if (time < held.last) return false;
    if (time > held.last || held.seen.size >= MAX_REMEMBERED) held.seen.clear();
    held.last = time;
    const name = trade.id ?? `${trade.side} ${trade.price} ${trade.amount}`;
    if (held.seen.has(name)) return false;
    held.seen.add(name);
    return true;
  }

  #guarded(out: MarketBatch, work: () => void): boolean {
    this.messages++;
    return this.#taken(out, work);
  }

  /** Does what may be refused: then no row of it stays. */
  #taken(out: MarketBatch, work: () => void): boolean {
    const { count } = out;
    try {
      work();
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      out.count = count;
      this.rejects.add(error.reason, this.messages);
      return false;
    }
  }
}

function isThere(value: CcxtNumber): value is string | number {
  return value !== undefined && value !== null;
}

/** The decimal that a number of ccxt stands for. @throws {Refusal} */
function exactText(value: CcxtNumber): string {
  if (typeof value === "string") return value;
  if (typeof value !== "number" || !Number.isFinite(value)) throw new Refusal("badNumber");
  const text = String(value);
  const digits = text.replace(/e.*$/i, "").replace(/\D/g, "").replace(/^0+/, "");
  if (digits.length > EXACT_DIGITS) throw new Refusal("tooLarge");
  return text;
}

/** The levels that are others than before, those that are gone with size 0. */
function changesOf(side: Side, before: Levels, now: Levels): [Side, number, number][] {
  const changes: [Side, number, number][] = [];
  for (const price of before.keys()) if (!now.has(price)) changes.push([side, price, 0]);
  for (const [price, size] of now) if (before.get(price) !== size) changes.push([side, price, size]);
  return changes;
}

function microsOf(milliseconds: number | undefined): number {
  const micros = typeof milliseconds === "number" ? Math.round(milliseconds * 1000) : Number.NaN;
  return micros >= 0 && Number.isSafeInteger(micros) ? micros : Number.NaN;
}
