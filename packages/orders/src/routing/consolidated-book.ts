import {
  ConfigError,
  Side,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  TradingState,
} from "@hotpath/core";

/** How a {@link ConsolidatedBook} is made. */
export interface ConsolidatedBookOptions {
  instruments: number;
  venues: number;
  /** Levels kept of each side, 1 to 64. Default 8. */
  depth?: number;
  /** A venue that was silent for longer is left out, in microseconds. Default: never. */
  staleMicros?: number;
}

/**
 * The books of an instrument at all venues, side by side in columns: levels from the best on. What a venue says of the
 * touch alone (`quote`) is one level; what it says of levels (`level`) counts more, once it has said any.
 *
 * Levels beyond `depth` are let go, and are known again when the venue speaks of them: a router seldom goes so deep.
 */
export class ConsolidatedBook implements Snapshotable {
  readonly venues: number;
  readonly depth: number;
  readonly instruments: number;
  /** Prices and sizes; a side begins at {@link offset}. */
  readonly price: Float64Array;
  readonly size: Float64Array;
  /** Levels of a side, by {@link side}. */
  readonly levels: Int32Array;
  /** When a venue spoke of an instrument last. */
  readonly updated: Float64Array;
  /** How often it did. */
  readonly version: Float64Array;
  /** TradingState. */
  readonly state: Int32Array;
  readonly #stale: number;
  readonly #hasLevels: Int32Array;

  /** @throws {ConfigError} naming what is wrong */
  constructor(options: ConsolidatedBookOptions) {
    const { instruments, venues, depth = 8, staleMicros = Number.POSITIVE_INFINITY } = options;
    if (!Number.isInteger(depth) || depth < 1 || depth > 64)
      throw new ConfigError("depth", depth, "an integer from 1 to 64");
    if (!(staleMicros > 0)) throw new ConfigError("staleMicros", staleMicros, "a positive number");
    if (!Number.isInteger(instruments) || instruments < 1)
      throw new ConfigError("instruments", instruments, "an integer from 1");
    if (!Number.isInteger(venues) || venues < 1) throw new ConfigError("venues", venues, "an integer from 1");
    this.instruments = instruments;
    this.venues = venues;
    this.depth = depth;
    this.#stale = staleMicros;
    const books = instruments * venues;
    this.price = new Float64Array(books * 2 * depth);
    this.size = new Float64Array(books * 2 * depth);
    this.levels = new Int32Array(books * 2);
    this.updated = new Float64Array(books).fill(Number.NEGATIVE_INFINITY);
    this.version = new Float64Array(books);
    this.state = new Int32Array(books).fill(TradingState.Unknown);
    this.#hasLevels = new Int32Array(books);
  }

  /** Where the venue's book of an instrument is in `updated`, `version` and `state`. */
  book(instrument: number, venue: number): number {
    return instrument * this.venues + venue;
  }

  /** Where a side is in `levels`: that of the bids for a sell to meet, that of the offers for a buy. */
  side(instrument: number, venue: number, side: number): number {
    return (instrument * this.venues + venue) * 2 + (side === Side.Buy ? 0 : 1);
  }

  /** Where a side's levels begin in `price` and `size`. */
  offset(instrument: number, venue: number, side: number): number {
    return this.side(instrument, venue, side) * this.depth;
  }

  /** Whether orders can be sent there now: it trades as far as is known, and is not silent for too long. */
  isOpen(instrument: number, venue: number, micros: number): boolean {
    const book = this.book(instrument, venue);
    const state = this.state[book]!;
    return (
      (state === TradingState.Unknown || state === TradingState.Trading) && micros - this.updated[book]! <= this.#stale
    );
  }

  /** The touch of a venue, whole. A size of 0 is a side that is empty. */
  quote(
    instrument: number,
    venue: number,
    bid: number,
    ask: number,
    bidSize: number,
    askSize: number,
    micros: number,
  ): void {
    const book = this.#touch(instrument, venue, micros);
    if (this.#hasLevels[book] === 1) return;
    this.#set(this.side(instrument, venue, Side.Buy), bid, bidSize);
    this.#set(this.side(instrument, venue, Side.Sell), ask, askSize);
  }

  /** One level's whole size; 0 takes it away. */
  level(instrument: number, venue: number, side: number, price: number, size: number, micros: number): void {
    const book = this.#touch(instrument, venue, micros);
    if (this.#hasLevels[book] === 0) {
      this.#hasLevels[book] = 1;
      this.levels[book * 2] = 0;
      this.levels[book * 2 + 1] = 0;
    }
    const row = this.side(instrument, venue, side);
    const first = row * this.depth;
    const count = this.levels[row]!;
    const isBid = side === Side.Buy;
    let at = 0;
    while (at < count && (isBid ? this.price[first + at]! > price : this.price[first + at]! < price)) at++;
    const isThere = at < count && this.price[first + at] === price;
    if (size > 0) {
      if (!isThere) {
        if (at >= this.depth) return;
        this.#shift(first, at, at + 1, Math.min(count, this.depth - 1) - at);
        this.levels[row] = Math.min(count + 1, this.depth);
        this.price[first + at] = price;
      }
      this.size[first + at] = size;
    } else if (isThere) {
      this.#shift(first, at + 1, at, count - at - 1);
      this.levels[row] = count - 1;
    }
  }

  /** What was known of a venue's levels is void. @param side 0 for both */
  clear(instrument: number, venue: number, side: number, micros: number): void {
    this.#touch(instrument, venue, micros);
    if (side !== Side.Sell) this.levels[this.side(instrument, venue, Side.Buy)] = 0;
    if (side !== Side.Buy) this.levels[this.side(instrument, venue, Side.Sell)] = 0;
  }

  /** What may be done at a venue. @param state TradingState */
  status(instrument: number, venue: number, state: number): void {
    this.state[this.book(instrument, venue)] = state;
  }

  /** The best price over the venues that are open, for who buys (the lowest offer) or sells; NaN where there is none. */
  best(instrument: number, side: number, micros: number): number {
    let best = Number.NaN;
    const isBuy = side === Side.Buy;
    const opposite = isBuy ? Side.Sell : Side.Buy;
    for (let venue = 0; venue < this.venues; venue++) {
      if (this.levels[this.side(instrument, venue, opposite)] === 0 || !this.isOpen(instrument, venue, micros))
        continue;
      const price = this.price[this.offset(instrument, venue, opposite)]!;
      if (!(isBuy ? price >= best : price <= best)) best = price;
    }
    return best;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("orders.consolidatedBook");
    for (const column of [this.price, this.size, this.updated, this.version]) writer.f64s(column);
    for (const column of [this.levels, this.state, this.#hasLevels]) writer.i32s(column);
  }

  restore(reader: SnapshotReader): void {
    reader.section("orders.consolidatedBook");
    for (const column of [this.price, this.size, this.updated, this.version]) reader.f64s(column);
    for (const column of [this.levels, this.state, this.#hasLevels]) reader.i32s(column);
  }

  #touch(instrument: number, venue: number, micros: number): number {
    const book = this.book(instrument, venue);
    this.updated[book] = micros;
    this.version[book]! += 1;
    return book;
  }

  #set(row: number, price: number, size: number): void {
    this.levels[row] = size > 0 ? 1 : 0;
    this.price[row * this.depth] = price;
    this.size[row * this.depth] = size;
  }

  #shift(first: number, from: number, to: number, count: number): void {
    if (count <= 0) return;
    this.price.copyWithin(first + to, first + from, first + from + count);
    this.size.copyWithin(first + to, first + from, first + from + count);
  }
}
