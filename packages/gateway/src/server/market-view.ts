import { Bar, BookClear, BookLevel, type EventCursor, joinNanos, Quote, Side, Trade } from "@hotpath/core";
import { type BookView, L2Book } from "@hotpath/order-book";
import { SharedUpdate } from "./outbox.ts";
import type { TopicMessage } from "./topic-log.ts";

/** The market as the gateway has seen it in the engine's records: quotes and books as they are, prints and bars as they come. */
export class MarketView {
  readonly #bidPrice: Float64Array;
  readonly #askPrice: Float64Array;
  readonly #bidSize: Float64Array;
  readonly #askSize: Float64Array;
  readonly #sequence: Float64Array;
  readonly #micros: Float64Array;
  readonly #nanos: Uint16Array;
  readonly #books: L2Book;
  readonly #views: readonly BookView[];
  /** Whether price levels have come: without any, a book is its quote. */
  readonly #hasLevels: Uint8Array;
  /** What was made for one client and serves the others, until the instrument's next record. */
  readonly #quotes: (SharedUpdate | undefined)[];
  readonly #levels: Map<number, number[]>[];

  constructor(instruments: number) {
    this.#bidPrice = new Float64Array(instruments);
    this.#askPrice = new Float64Array(instruments);
    this.#bidSize = new Float64Array(instruments);
    this.#askSize = new Float64Array(instruments);
    this.#sequence = new Float64Array(instruments).fill(-1);
    this.#micros = new Float64Array(instruments);
    this.#nanos = new Uint16Array(instruments);
    this.#books = new L2Book({ instruments });
    this.#views = Array.from({ length: instruments }, (_, i) => this.#books.book(i));
    this.#hasLevels = new Uint8Array(instruments);
    this.#quotes = new Array<undefined>(instruments).fill(undefined);
    this.#levels = Array.from({ length: instruments }, () => new Map());
  }

  /** Takes in the levels of a book's side that were there before the first record. */
  begin(instrument: number, side: Side, levels: readonly number[], sequence: number, micros: number): void {
    if (levels.length === 0) return;
    const isBid = side === Side.Buy;
    this.#hasLevels[instrument] = 1;
    this.#sequence[instrument] = sequence;
    this.#micros[instrument] = micros;
    (isBid ? this.#bidPrice : this.#askPrice)[instrument] = levels[0]!;
    (isBid ? this.#bidSize : this.#askSize)[instrument] = levels[1]!;
    for (let k = 0; k < levels.length; k += 2) this.#books.update(instrument, side, levels[k]!, levels[k + 1]!);
  }

  /** Takes in a record. @returns whether quote or book of its instrument may be others */
  take(event: EventCursor): boolean {
    const i = event.instrument;
    if (this.#views[i] === undefined) return false;
    switch (event.type) {
      case Quote.TYPE:
        this.#bidPrice[i] = Quote.bidPrice(event);
        this.#askPrice[i] = Quote.askPrice(event);
        this.#bidSize[i] = Quote.bidSize(event);
        this.#askSize[i] = Quote.askSize(event);
        break;
      case BookLevel.TYPE:
        this.#hasLevels[i] = 1;
        this.#books.update(i, BookLevel.side(event), BookLevel.price(event), BookLevel.size(event));
        break;
      case BookClear.TYPE:
        this.#books.clear(i, BookClear.side(event) as Side);
        break;
      default:
        return false;
    }
    this.#sequence[i] = event.sequence;
    this.#micros[i] = event.micros;
    this.#nanos[i] = event.nanos;
    this.#quotes[i] = undefined;
    if (this.#levels[i]!.size > 0) this.#levels[i]!.clear();
    return true;
  }

  /** Best bid and offer; undefined where none has come. */
  quote(instrument: number): SharedUpdate | undefined {
    if (!(this.#sequence[instrument]! >= 0)) return undefined;
    this.#quotes[instrument] ??= new SharedUpdate(this.#sequence[instrument]!, {
      type: "quote",
      sequence: this.#sequence[instrument]!,
      time: this.#time(instrument),
      instrument,
      bidPrice: this.#bidPrice[instrument]!,
      bidSize: this.#bidSize[instrument]!,
      askPrice: this.#askPrice[instrument]!,
      askSize: this.#askSize[instrument]!,
    });
    return this.#quotes[instrument];
  }

  /** When the instrument's book was last another one. */
  bookMoment(instrument: number): { sequence: number; time: bigint } {
    return { sequence: Math.max(0, this.#sequence[instrument]!), time: this.#time(instrument) };
  }

  #time(instrument: number): bigint {
    return joinNanos(this.#micros[instrument]!, this.#nanos[instrument]!);
  }

  /** Price and size in turn of the best levels of a side, best first; shared, not to be changed. */
  levels(instrument: number, side: Side, depth: number): number[] {
    const known = this.#levels[instrument]!;
    const key = 2 * depth + (side === Side.Buy ? 0 : 1);
    let levels = known.get(key);
    if (levels === undefined) {
      levels = this.#read(instrument, side, depth);
      known.set(key, levels);
    }
    return levels;
  }

  #read(instrument: number, side: Side, depth: number): number[] {
    if (this.#hasLevels[instrument] === 1)
      return this.#views[instrument]!.levels(side, depth).flatMap(({ price, quantity }) => [price, quantity]);
    const size = (side === Side.Buy ? this.#bidSize : this.#askSize)[instrument]!;
    return size > 0 ? [(side === Side.Buy ? this.#bidPrice : this.#askPrice)[instrument]!, size] : [];
  }
}

/** A print or a bar as the message of its topic; undefined for other records. */
export function marketMessage(event: EventCursor): TopicMessage | undefined {
  const { type, sequence, instrument } = event;
  if (type === Trade.TYPE) {
    const side = Trade.aggressor(event);
    return {
      type: "trade",
      sequence,
      time: event.time,
      instrument,
      price: Trade.price(event),
      quantity: Trade.quantity(event),
      aggressor: side === Side.Buy ? "buy" : side === Side.Sell ? "sell" : "unknown",
    };
  }
  if (type !== Bar.TYPE) return undefined;
  return {
    type: "bar",
    sequence,
    time: event.time,
    instrument,
    open: Bar.open(event),
    high: Bar.high(event),
    low: Bar.low(event),
    close: Bar.close(event),
    volume: Bar.volume(event),
  };
}
