import {
  type EventCursor,
  type EventSink,
  Quote,
  Signal,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
} from "@hotpath/core";
import type { SignalSet } from "./signal-set.ts";

/**
 * Feeds a {@link SignalSet} with the mid price of every quote and emits the ensemble's signal as a `Signal` event.
 * Quotes without both sides, and crossed ones, teach it nothing. It owns the set: disposing of it disposes of that.
 */
export class SignalStage implements Stage, Snapshotable, Disposable {
  readonly name = "signals";
  readonly handles: readonly number[] = [Quote.TYPE];
  readonly #set: SignalSet;
  readonly #ensemble: number;

  constructor(set: SignalSet) {
    this.#set = set;
    this.#ensemble = set.names.length - 1;
  }

  on(event: EventCursor, out: EventSink): void {
    const bid = Quote.bidPrice(event);
    const ask = Quote.askPrice(event);
    const bidSize = Quote.bidSize(event);
    const askSize = Quote.askSize(event);
    if (!(bidSize > 0 && askSize > 0 && ask >= bid)) return;
    const symbol = event.instrument;
    // Twice the mid is an integer: no rounding before the signals see it.
    const mid2 = bid + ask;
    const vote = this.#set.update(symbol, mid2, (bidSize - askSize) / (bidSize + askSize), event.micros);
    if (vote !== 0)
      Signal.emit(out, event, symbol, event.venue, Math.abs(vote), vote, mid2, vote > 0 ? 1 : -1, this.#ensemble);
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
