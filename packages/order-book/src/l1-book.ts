import { type Snapshotable, type SnapshotReader, SnapshotWriter } from "@hotpath/core";
import type { BookState } from "./book-view.ts";
import { isIndex, isPrice, isWhole } from "./internal/checks.ts";
import { checkKeys, integerOption } from "./internal/options.ts";
import {
  KEEP,
  namedCounts,
  type PolicyCodes,
  policyCodes,
  type QuotePolicies,
  REJECT,
  type UpdateCounts,
  UpdateResult,
} from "./quote-policy.ts";

/** How an {@link L1Book} is made. */
export interface L1BookOptions extends QuotePolicies {
  /** The number of symbols; an update names one by its index from 0. At most 16,777,216. */
  symbols: number;
}

const KNOWN_OPTIONS = ["symbols", "crossed", "locked", "stale"] as const;

/**
 * The top of the book of many symbols, and their last trades, in columns that anybody may read (and only this class
 * writes). A side that is not there has size 0 and price NaN. Nothing is allocated for an update and nothing thrown: the
 * result says what became of it, and is counted.
 *
 * @example
 * const quotes = new L1Book({ symbols: 2 });
 * quotes.quote(0, 10_000, 5, 10_010, 7);
 * quotes.askPrice[0]; // 10010
 */
export class L1Book implements Snapshotable {
  /** The number of symbols. */
  readonly symbols: number;
  /** Ticks, or NaN. */
  readonly bidPrice: Float64Array;
  readonly bidSize: Float64Array;
  /** Ticks, or NaN. */
  readonly askPrice: Float64Array;
  readonly askSize: Float64Array;
  /** Price of the last trade in ticks, or NaN. */
  readonly lastPrice: Float64Array;
  readonly lastSize: Float64Array;
  /** When the quote was made: whole microseconds since the Unix epoch; −1 before the first quote. */
  readonly timeMicros: Float64Array;
  /** The nanoseconds beyond, 0–999. */
  readonly timeNanos: Int32Array;
  /** When the last trade was made: whole microseconds since the Unix epoch; −1 before the first. */
  readonly tradeMicros: Float64Array;
  /** The feed's number of the last quote, or −1. */
  readonly sequence: Float64Array;
  readonly #policies: PolicyCodes;
  readonly #counts: Float64Array = new Float64Array(Object.keys(UpdateResult).length);

  /** @throws {ConfigError} naming the option, its value and what is allowed */
  constructor(options: L1BookOptions) {
    checkKeys("l1Book", options, KNOWN_OPTIONS);
    const symbols = integerOption("l1Book.symbols", options.symbols, 1, 2 ** 24);
    this.symbols = symbols;
    this.#policies = policyCodes("l1Book", options);
    this.bidPrice = new Float64Array(symbols);
    this.bidSize = new Float64Array(symbols);
    this.askPrice = new Float64Array(symbols);
    this.askSize = new Float64Array(symbols);
    this.lastPrice = new Float64Array(symbols);
    this.lastSize = new Float64Array(symbols);
    this.timeMicros = new Float64Array(symbols);
    this.timeNanos = new Int32Array(symbols);
    this.tradeMicros = new Float64Array(symbols);
    this.sequence = new Float64Array(symbols);
    this.#forget();
  }

  /**
   * A quote: both sides anew. A side of size 0 is not there; its price is not looked at.
   *
   * It is stale if its sequence number is not above the last one (where it has one), or its time lies before the last
   * quote's.
   *
   * @param timeMicros whole microseconds since the Unix epoch
   * @param timeNanos the nanoseconds beyond, 0–999
   * @param sequence the feed's number of this quote; left out, only the time is checked
   */
  quote(
    symbol: number,
    bidPrice: number,
    bidSize: number,
    askPrice: number,
    askSize: number,
    timeMicros = 0,
    timeNanos = 0,
    sequence = -1,
  ): UpdateResult {
    const result = this.#quote(symbol, bidPrice, bidSize, askPrice, askSize, timeMicros, timeNanos, sequence);
    this.#counts[result] = this.#counts[result]! + 1;
    return result;
  }

  /** A trade: price in ticks, size, and when. One older than the last is refused as stale, unless that policy is `keep`. */
  trade(symbol: number, price: number, size: number, timeMicros = 0): UpdateResult {
    let result: UpdateResult = UpdateResult.RejectedBad;
    if (isIndex(symbol, this.symbols) && isSide(price, size) && size > 0 && isWhole(timeMicros)) {
      result = UpdateResult.Applied;
      if (timeMicros < this.tradeMicros[symbol]! && this.#policies.stale !== KEEP) {
        result = UpdateResult.RejectedStale;
      } else {
        this.lastPrice[symbol] = price;
        this.lastSize[symbol] = size;
        this.tradeMicros[symbol] = timeMicros;
      }
    }
    this.#counts[result] = this.#counts[result]! + 1;
    return result;
  }

  /** Forgets both sides of a symbol; its time, sequence number and last trade stay. */
  clear(symbol: number): void {
    if (!isIndex(symbol, this.symbols)) return;
    this.#set(symbol, Number.NaN, 0, Number.NaN, 0);
  }

  /** How bid and ask of a symbol stand to each other. */
  state(symbol: number): BookState {
    const bid = this.bidPrice[symbol] ?? Number.NaN;
    const ask = this.askPrice[symbol] ?? Number.NaN;
    if (Number.isNaN(bid) || Number.isNaN(ask)) return Number.isNaN(bid) && Number.isNaN(ask) ? "empty" : "oneSided";
    return bid < ask ? "normal" : bid === ask ? "locked" : "crossed";
  }

  /** Half way between bid and ask, or NaN. */
  midPrice(symbol: number): number {
    return this.bidPrice[symbol]! + (this.askPrice[symbol]! - this.bidPrice[symbol]!) / 2;
  }

  /** Whether a symbol has had no quote for longer than `maxAgeMicros`, or never one. */
  isStale(symbol: number, nowMicros: number, maxAgeMicros: number): boolean {
    const time = this.timeMicros[symbol] ?? -1;
    return time < 0 || nowMicros - time > maxAgeMicros;
  }

  /** The number of symbols for which {@link L1Book.isStale} holds. */
  staleCount(nowMicros: number, maxAgeMicros: number): number {
    let count = 0;
    for (let symbol = 0; symbol < this.symbols; symbol++) {
      if (this.isStale(symbol, nowMicros, maxAgeMicros)) count++;
    }
    return count;
  }

  /** How many quotes and trades had which result. */
  counts(): UpdateCounts {
    return namedCounts(this.#counts);
  }

  /** Writes every column; the counts are not part of the state. */
  snapshot(writer: SnapshotWriter): void {
    writer.section("order-book.l1-book");
    for (const column of this.#doubles()) writer.f64s(column);
    writer.i32s(this.timeNanos);
  }

  /**
   * Takes the columns of a snapshot of as many symbols.
   *
   * @throws {InputError} code `CORRUPT` if it is no such snapshot; the book is then as new
   */
  restore(reader: SnapshotReader): void {
    try {
      reader.section("order-book.l1-book");
      for (const column of this.#doubles()) reader.f64s(column);
      reader.i32s(this.timeNanos);
    } catch (error) {
      this.#forget();
      throw error;
    }
  }

  /** A 128-bit hash of the state in hexadecimal. Off the hot path. */
  hash(): string {
    const writer = new SnapshotWriter();
    this.snapshot(writer);
    return writer.hash();
  }

  #quote(
    symbol: number,
    bidPrice: number,
    bidSize: number,
    askPrice: number,
    askSize: number,
    timeMicros: number,
    timeNanos: number,
    sequence: number,
  ): UpdateResult {
    const sound = isIndex(symbol, this.symbols) && isSide(bidPrice, bidSize) && isSide(askPrice, askSize);
    const timed = isWhole(timeMicros) && isIndex(timeNanos, 1000);
    if (!sound || !timed || !(sequence === -1 || isWhole(sequence))) return UpdateResult.RejectedBad;
    const last = this.timeMicros[symbol]!;
    const isOlder = timeMicros < last || (timeMicros === last && timeNanos < this.timeNanos[symbol]!);
    const { crossed, locked, stale } = this.#policies;
    if (isOlder || (sequence !== -1 && sequence <= this.sequence[symbol]!)) {
      if (stale === REJECT) return UpdateResult.RejectedStale;
      if (stale !== KEEP) {
        this.clear(symbol);
        return UpdateResult.Cleared;
      }
    }
    const bid = bidSize > 0 ? bidPrice : Number.NaN;
    const ask = askSize > 0 ? askPrice : Number.NaN;
    const isLocked = bid === ask;
    const isCrossed = bid > ask;
    const policy = isCrossed ? crossed : isLocked ? locked : KEEP;
    if (policy === REJECT) return isLocked ? UpdateResult.RejectedLocked : UpdateResult.RejectedCrossed;
    this.timeMicros[symbol] = timeMicros;
    this.timeNanos[symbol] = timeNanos;
    if (sequence !== -1) this.sequence[symbol] = sequence;
    if (policy !== KEEP) {
      this.#set(symbol, Number.NaN, 0, Number.NaN, 0);
      return UpdateResult.Cleared;
    }
    this.#set(symbol, bid, bidSize, ask, askSize);
    return isCrossed ? UpdateResult.AppliedCrossed : isLocked ? UpdateResult.AppliedLocked : UpdateResult.Applied;
  }

  #set(symbol: number, bidPrice: number, bidSize: number, askPrice: number, askSize: number): void {
    this.bidPrice[symbol] = bidPrice;
    this.bidSize[symbol] = bidSize;
    this.askPrice[symbol] = askPrice;
    this.askSize[symbol] = askSize;
  }

  #forget(): void {
    for (const price of [this.bidPrice, this.askPrice, this.lastPrice]) price.fill(Number.NaN);
    for (const size of [this.bidSize, this.askSize, this.lastSize]) size.fill(0);
    for (const mark of [this.timeMicros, this.tradeMicros, this.sequence]) mark.fill(-1);
    this.timeNanos.fill(0);
  }

  #doubles(): Float64Array[] {
    const { bidPrice, bidSize, askPrice, askSize, lastPrice, lastSize, timeMicros, tradeMicros, sequence } = this;
    return [bidPrice, bidSize, askPrice, askSize, lastPrice, lastSize, timeMicros, tradeMicros, sequence];
  }
}

/** A side is sound if its size is whole and, unless it is 0, its price is integer ticks. */
function isSide(price: number, size: number): boolean {
  if (!isWhole(size)) return false;
  return size === 0 || isPrice(price);
}
