import { PriceHistory } from "@hotpath/cache";
import { Bar, type EventCursor, joinNanos, Quote, Trade } from "@hotpath/core";
import { TimeBars } from "@hotpath/indicators";
import type { BarMessage } from "../protocol/index.ts";
import type { HistoryOptions } from "./history-options.ts";
import { marketMessage } from "./market-view.ts";

/** A closed bar, before it is a subscription's. */
export type ClosedBar = Omit<BarMessage, "subscription" | "number">;

const NEVER = Number.POSITIVE_INFINITY;

/**
 * The bars of each instrument: the engine's, or, of one whose bars nobody sends, bars of time that are built here, of its
 * trades, and before its first trade of its quotes' mid prices (rounded down to a unit, without volume). They are counted
 * from the Unix epoch in event time, and close with the first record of any instrument that is past their end.
 */
export class BarView {
  /** The last closed bars, in the instruments' units. */
  readonly history: PriceHistory<"sequence" | "micros" | "open" | "high" | "low" | "close" | "volume">;
  readonly #onClose: (bar: ClosedBar) => void;
  readonly #intervalMicros: number;
  readonly #builders: (TimeBars | undefined)[];
  /** Instruments whose bars come from the engine. */
  readonly #isGiven: Uint8Array;
  readonly #hasTraded: Uint8Array;
  /** Instruments with a bar that is forming. */
  readonly #forming = new Set<number>();
  /** When the first of them ends. */
  #dueMicros = NEVER;

  /** @param onClose told of each bar, in order */
  constructor(instruments: number, options: HistoryOptions, onClose: (bar: ClosedBar) => void) {
    this.#onClose = onClose;
    this.#intervalMicros = options.barMillis * 1000;
    this.history = new PriceHistory({
      symbols: instruments,
      capacity: options.keptRows,
      columns: ["sequence", "micros", "open", "high", "low", "close", "volume"],
    });
    this.#builders = new Array(instruments).fill(undefined);
    this.#isGiven = new Uint8Array(instruments);
    this.#hasTraded = new Uint8Array(instruments);
  }

  /** Takes in a record. */
  take(event: EventCursor): void {
    const { micros } = event;
    if (micros >= this.#dueMicros) this.#advance(micros, event.sequence);
    const i = event.instrument;
    if (this.#isGiven[i] === undefined) return;
    if (event.type === Bar.TYPE) this.#given(event);
    else if (this.#isGiven[i] === 1 || this.#intervalMicros === 0) return;
    else if (event.type === Trade.TYPE) {
      this.#hasTraded[i] = 1;
      this.#add(event, Trade.price(event), Trade.quantity(event));
    } else if (event.type === Quote.TYPE && this.#hasTraded[i] === 0) this.#quote(event);
  }

  #given(event: EventCursor): void {
    const { instrument } = event;
    this.#isGiven[instrument] = 1;
    this.#builders[instrument] = undefined;
    this.#forming.delete(instrument);
    this.#close(marketMessage(event) as ClosedBar, event.micros);
  }

  #quote(event: EventCursor): void {
    const [bid, ask] = [Quote.bidPrice(event), Quote.askPrice(event)];
    const isWhole = Quote.bidSize(event) > 0 && Quote.askSize(event) > 0 && bid <= ask;
    if (isWhole) this.#add(event, Math.floor((bid + ask) / 2), 0);
  }

  #add(event: EventCursor, price: number, size: number): void {
    const { instrument, micros } = event;
    let builder = this.#builders[instrument];
    if (builder === undefined) {
      builder = new TimeBars({ interval: this.#intervalMicros });
      this.#builders[instrument] = builder;
    }
    const hasClosed = builder.trade(price, size, micros) > 0;
    if (hasClosed) this.#built(instrument, builder, event.sequence);
    else if (this.#forming.has(instrument)) return;
    const forming = builder.forming();
    if (forming === undefined) return;
    this.#forming.add(instrument);
    this.#dueMicros = Math.min(this.#dueMicros, forming.end);
  }

  /** Closes what has ended by now. */
  #advance(micros: number, sequence: number): void {
    this.#dueMicros = NEVER;
    for (const instrument of this.#forming) {
      const builder = this.#builders[instrument]!;
      if (builder.advance(micros) > 0) this.#built(instrument, builder, sequence);
      const forming = builder.forming();
      if (forming === undefined) this.#forming.delete(instrument);
      else this.#dueMicros = Math.min(this.#dueMicros, forming.end);
    }
  }

  #built(instrument: number, builder: TimeBars, sequence: number): void {
    for (let k = 0; k < builder.count; k++) {
      const { end, open, high, low, close, volume } = builder.finished(k);
      this.#close({ type: "bar", sequence, time: joinNanos(end, 0), instrument, open, high, low, close, volume }, end);
    }
  }

  #close(bar: ClosedBar, micros: number): void {
    const { instrument, sequence, open, high, low, close, volume } = bar;
    this.history.append(instrument, sequence, micros, open, high, low, close, volume);
    this.#onClose(bar);
  }
}
