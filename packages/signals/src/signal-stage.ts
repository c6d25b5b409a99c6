import {
  Bar,
  type EventCursor,
  type EventSink,
  Quote,
  Signal,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
  Trade,
} from "@hotpath/core";
import { HORIZON, type SignalSet } from "./signal-set.ts";

/**
 * Feeds a {@link SignalSet} with the mid price of every quote and emits the ensemble's signal as a `Signal` event.
 * Quotes without both sides, and crossed ones, teach it nothing. Where a generator looks at quotes, bars or trades, it is
 * given those too. The set sees prices times two, so that a mid is exact. It owns the set: disposing of it disposes of
 * that.
 */
export class SignalStage implements Stage, Snapshotable, Disposable {
  readonly name = "signals";
  readonly handles: readonly number[];
  readonly #set: SignalSet;
  readonly #ensemble: number;
  readonly #quotes: boolean;

  constructor(set: SignalSet) {
    this.#set = set;
    this.#ensemble = set.names.length - 1;
    const { quotes, bars, trades } = set.listensTo;
    this.#quotes = quotes;
    this.handles = [Quote.TYPE, ...(trades ? [Trade.TYPE] : []), ...(bars ? [Bar.TYPE] : [])];
  }

  on(event: EventCursor, out: EventSink): void {
    if (event.type === Quote.TYPE) this.#quote(event, out);
    else if (event.type === Trade.TYPE) this.#trade(event);
    else if (event.type === Bar.TYPE) this.#bar(event);
  }

  #trade(event: EventCursor): void {
    const { instrument } = event;
    this.#set.trade(instrument, 2 * Trade.price(event), Trade.quantity(event), Trade.aggressor(event));
  }

  #bar(event: EventCursor): void {
    const [open, high] = [2 * Bar.open(event), 2 * Bar.high(event)];
    this.#set.bar(event.instrument, open, high, 2 * Bar.low(event), 2 * Bar.close(event), Bar.volume(event));
  }

  #quote(event: EventCursor, out: EventSink): void {
    const bid = Quote.bidPrice(event);
    const ask = Quote.askPrice(event);
    const bidSize = Quote.bidSize(event);
    const askSize = Quote.askSize(event);
    if (!(bidSize > 0 && askSize > 0 && ask >= bid)) return;
    const symbol = event.instrument;
    // Twice the mid is an integer: no rounding before the signals see it.
    const mid2 = bid + ask;
    if (this.#quotes) this.#set.quote(symbol, 2 * bid, 2 * ask, bidSize, askSize);
    const vote = this.#set.update(symbol, mid2, (bidSize - askSize) / (bidSize + askSize), event.micros);
    if (vote === 0) return;
    const probability = this.#set.probability(symbol, this.#ensemble);
    const direction = vote > 0 ? 1 : -1;
    const confidence = Math.abs(vote);
    Signal.emit(
      out,
      event,
      symbol,
      event.venue,
      confidence,
      vote,
      mid2,
      direction,
      this.#ensemble,
      probability,
      HORIZON,
    );
  }

  snapshot(writer: SnapshotWriter): void {
    this.#set.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    this.#set.restore(reader);
  }

  [Symbol.dispose](): void {
    this.#set[Symbol.dispose]();
  }
}
