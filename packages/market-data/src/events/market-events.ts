import { BookClear, BookFlag, BookLevel, type EventSink, Quote, Side, Trade, TradingStatus } from "@hotpath/core";
import type { L3Book } from "@hotpath/order-book";
import { type MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";

/** How {@link MarketEvents} are made. */
export interface MarketEventsOptions {
  /** Takes the events: an engine's input, or an `EventQueue`. */
  sink: EventSink;
  /** The venue's index, in the header of each event; 0 by default. */
  venue?: number;
  /**
   * Which time is the event's: `receive` (default), as a live engine sees it, or `venue`. Where a row does not have the one it
   * has the other, and where it has none, that of the event before.
   */
  time?: "receive" | "venue";
  /**
   * The book of orders that the feed's orders build. With it, each row of an order becomes the new size of the price levels
   * that it changed, and executions become trades; without it such rows are passed over.
   */
  orders?: L3Book;
}

/** How many rows became events, and how many had none. */
export interface MarketEventCounts {
  /** Events written. */
  events: number;
  /** Rows that an engine has no event for: heartbeats, tickers, trades that do not count, fills that change no book. */
  passedOver: number;
  /** Rows of orders that the book of orders did not take, or that came without one. */
  refused: number;
}

const NO_PRICE = Number.NaN;

/**
 * Makes an engine's events of normalised market data: levels and orders become `BookLevel` (and `BookClear`), trades and
 * executions `Trade`, quotes `Quote`, states `TradingStatus`. Records of one message of the venue carry `BookFlag.More` up to
 * the last, so that nobody acts on half of it. Times never go back. Nothing is allocated.
 *
 * What comes of a live feed with gaps goes through a `BookSync`, and only what that has applied becomes events:
 *
 * @example
 * const events = new MarketEvents({ sink: engine.input });
 * const sync = new BookSync({
 *   instruments: 1,
 *   rule: BINANCE_SPOT_RULE,
 *   onApplied: (batch, from, to) => events.write(batch, from, to),
 *   onTrust: (instrument, trust, reason) => trust === BookTrust.Stale && events.lost(instrument, reason),
 * });
 * sync.apply(batch);
 * events.writeAllButBooks(batch);
 */
export class MarketEvents {
  readonly #sink: EventSink;
  readonly #venue: number;
  readonly #byVenueTime: boolean;
  readonly #orders: L3Book | undefined;
  #micros = 0;
  #nanos = 0;
  #events = 0;
  #passedOver = 0;
  #refused = 0;
  /** The levels that an order's row touched: at most that which it left and that where it is now. */
  readonly #touched: Float64Array = new Float64Array(2);

  constructor(options: MarketEventsOptions) {
    this.#sink = options.sink;
    this.#venue = options.venue ?? 0;
    this.#byVenueTime = options.time === "venue";
    this.#orders = options.orders;
  }

  /** What was counted. */
  counts(): MarketEventCounts {
    return { events: this.#events, passedOver: this.#passedOver, refused: this.#refused };
  }

  /** Writes the events of rows `from` to `to − 1`, books included. */
  write(batch: MarketBatch, from = 0, to: number = batch.count): void {
    for (let row = from; row < to; row++) this.#row(batch, row, to);
  }

  /** Writes the events of all rows but those that a `BookSync` takes, of which it tells when it has applied them. */
  writeAllButBooks(batch: MarketBatch): void {
    for (let row = 0; row < batch.count; row++) {
      const kind = batch.kind[row]!;
      if (kind === MarketKind.BookClear) continue;
      if (kind === MarketKind.BookSnapshot || kind === MarketKind.BookDelta) {
        while (row < batch.count - 1 && (batch.flags[row]! & MarketFlag.Last) === 0) row++;
        continue;
      }
      this.#row(batch, row, batch.count);
    }
  }

  /** A book is lost: what was told of its levels is void until the whole book comes. @param reason a `StaleReason` */
  lost(instrument: number, reason: number): void {
    this.#clear(instrument, 0, reason, 0);
  }

  #row(batch: MarketBatch, row: number, to: number): void {
    const kind = batch.kind[row]!;
    this.#setTime(batch, row);
    if (kind <= MarketKind.OrderReplace) {
      this.#order(batch, row, to);
      return;
    }
    const instrument = batch.instrument[row]!;
    const flags = flagsOf(batch, row, to);
    switch (kind) {
      case MarketKind.BookSnapshot:
        this.#orders?.clear(instrument);
        this.#clear(instrument, 0, 0, flags | BookFlag.Snapshot);
        return;
      case MarketKind.Level:
        this.#level(instrument, batch.side[row]!, batch.price[row]!, batch.quantity[row]!, flags);
        return;
      case MarketKind.BookClear: {
        const side = batch.side[row]!;
        this.#orders?.clear(instrument, side);
        this.#clear(instrument, side, batch.code[row]!, flags);
        return;
      }
      case MarketKind.Trade:
        if ((batch.flags[row]! & MarketFlag.NonPrintable) !== 0) break;
        this.#trade(instrument, batch.price[row]!, batch.quantity[row]!, batch.side[row]!);
        return;
      case MarketKind.Quote:
        this.#quote(batch, row, instrument);
        return;
      case MarketKind.Status:
        this.#events++;
        TradingStatus.write(this.#sink, this.#micros, this.#nanos, instrument, this.#venue, batch.code[row]!);
        return;
      case MarketKind.BookDelta:
        // Its levels follow.
        return;
    }
    this.#passedOver++;
  }

  #order(batch: MarketBatch, row: number, to: number): void {
    const orders = this.#orders;
    const instrument = batch.instrument[row]!;
    if (orders === undefined || !(instrument >= 0 && instrument < orders.instruments)) {
      this.#refused++;
      return;
    }
    const book = orders.book(instrument);
    const kind = batch.kind[row]!;
    const id = batch.id[row]!;
    const side = kind === MarketKind.OrderAdd ? batch.side[row]! : book.sideOf(id);
    const resting = kind === MarketKind.OrderAdd ? NO_PRICE : book.priceOf(id);
    const isKnown = kind === MarketKind.OrderAdd || side !== 0;
    const before = orders.revision(instrument);
    orders.apply(batch, row, row + 1);
    if (kind === MarketKind.OrderExecute && isKnown && (batch.flags[row]! & MarketFlag.NonPrintable) === 0) {
      const price = batch.price[row]!;
      const taker = side === Side.Buy ? Side.Sell : Side.Buy;
      this.#trade(instrument, Number.isNaN(price) ? resting : price, batch.quantity[row]!, taker);
    }
    if (!isKnown || orders.revision(instrument) === before) {
      this.#refused++;
      return;
    }
    const touched = this.#touched;
    let count = 0;
    if (!Number.isNaN(resting)) touched[count++] = resting;
    const hasPrice =
      kind === MarketKind.OrderAdd || kind === MarketKind.OrderModify || kind === MarketKind.OrderReplace;
    if (hasPrice && batch.price[row] !== resting) touched[count++] = batch.price[row]!;
    const flags = flagsOf(batch, row, to);
    for (let i = 0; i < count; i++) {
      const price = touched[i]!;
      const more = i + 1 < count ? BookFlag.More : 0;
      this.#level(instrument, side, price, book.quantityAt(side as Side, price), flags | more);
    }
  }

  #clear(instrument: number, side: number, reason: number, flags: number): void {
    this.#events++;
    BookClear.write(this.#sink, this.#micros, this.#nanos, instrument, this.#venue, side, reason, flags);
  }

  #level(instrument: number, side: number, price: number, size: number, flags: number): void {
    this.#events++;
    BookLevel.write(this.#sink, this.#micros, this.#nanos, instrument, this.#venue, price, size, side, flags);
  }

  #trade(instrument: number, price: number, quantity: number, side: number): void {
    this.#events++;
    Trade.write(this.#sink, this.#micros, this.#nanos, instrument, this.#venue, price, quantity, side);
  }

  #quote(batch: MarketBatch, row: number, instrument: number): void {
    this.#events++;
    const bid = batch.price[row]!;
    const ask = batch.otherPrice[row]!;
    // A side that is not there has the price 0 and the size 0 in a `Quote`.
    Quote.write(
      this.#sink,
      this.#micros,
      this.#nanos,
      instrument,
      this.#venue,
      Number.isNaN(bid) ? 0 : bid,
      Number.isNaN(ask) ? 0 : ask,
      batch.quantity[row]!,
      batch.otherQuantity[row]!,
      batch.flags[row]!,
    );
  }

  #setTime(batch: MarketBatch, row: number): void {
    const venueMicros = batch.timeMicros[row]!;
    const receiveMicros = batch.receiveMicros[row]!;
    const isVenue = this.#byVenueTime ? !Number.isNaN(venueMicros) : Number.isNaN(receiveMicros);
    const micros = isVenue ? venueMicros : receiveMicros;
    const nanos = isVenue ? batch.timeNanos[row]! : batch.receiveNanos[row]!;
    if (micros > this.#micros || (micros === this.#micros && nanos > this.#nanos)) {
      this.#micros = micros;
      this.#nanos = nanos;
    }
  }
}

/** The `BookFlag`s of a row: whether more of its message follows among those that are written. */
function flagsOf(batch: MarketBatch, row: number, to: number): number {
  const flags = batch.flags[row]!;
  const more = (flags & MarketFlag.Last) === 0 && row + 1 < to ? BookFlag.More : 0;
  return more | ((flags & MarketFlag.Snapshot) !== 0 ? BookFlag.Snapshot : 0);
}
