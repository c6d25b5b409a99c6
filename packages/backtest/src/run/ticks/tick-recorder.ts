import { BookLevel, BookOrder, EventCursor, type EventSink, hashBytes, Quote, Trade } from "@hotpath/core";
import { type MarketBatch, MarketKind } from "@hotpath/market-data";
import { L3Book } from "@hotpath/order-book";
import { EventTape, type EventTapeColumns, type EventTapeSource } from "../../replay/event-tape.ts";
import { MarketBatchSource } from "../../replay/market-batch-source.ts";
import type { MarketSource, SourceAudience } from "../../replay/market-source.ts";

/** What of a venue's book data tells, from the most to the least. */
export type TickDepth = "orders" | "levels" | "quotes" | "trades";

/** Recorded ticks in memory, as plain data: what runs and the Workers of a sweep replay. */
export interface RecordedTicks {
  /** Of which the venue's book is made. */
  depth: TickDepth;
  /** Tapes, and who sees them. */
  tapes: readonly { columns: EventTapeColumns; audience: SourceAudience }[];
  /** Fingerprint of all events, and of when they were received. */
  hash: string;
}

/** How a {@link TickRecorder} is made. */
export interface TickRecorderOptions {
  /** How many instruments there are. */
  instruments: number;
  /** Whether orders are kept one by one where there are any, so that places in queues are exact. Default true. */
  keepsOrders?: boolean;
  /** The most orders of the feed that may be open at a time. Default 2,097,152. */
  orderCapacity?: number;
  /** Whether memory is shared, so that Workers need no copy. Default false. */
  isShared?: boolean;
}

/**
 * Takes decoded market data into memory, for any number of replays. Where there are orders, the venue of a replay sees them
 * one by one and the engine what they do to price levels; where there are but trades, each is a quote of its price on both
 * sides as well, so that what crosses it is filled there.
 *
 * @example
 * const recorder = new TickRecorder({ instruments: 1 });
 * for await (const batch of batches) recorder.take(batch);
 * const { replay } = replayOf(recorder.finish(), { instruments, latency: { entry: 250_000 } });
 */
export class TickRecorder {
  readonly #levels: EventTape;
  readonly #orders: EventTape | undefined;
  readonly #pending: MarketBatch[] = [];
  readonly #levelSource: MarketBatchSource;
  readonly #orderSource: MarketBatchSource | undefined;
  readonly #isShared: boolean;
  #hasOrders = false;

  constructor(options: TickRecorderOptions) {
    const { instruments, keepsOrders = true, orderCapacity = 2 ** 21, isShared = false } = options;
    this.#isShared = isShared;
    this.#levels = new EventTape({ isShared });
    const book = new L3Book({ instruments, orderCapacity });
    this.#levelSource = new MarketBatchSource({ batches: this.#batches(), orders: book });
    if (!keepsOrders) return;
    this.#orders = new EventTape({ isShared });
    this.#orderSource = new MarketBatchSource({ batches: this.#batches() });
  }

  /** Rows of orders that no book has taken. */
  get refused(): number {
    return this.#levelSource.counts().refused;
  }

  /** Takes the rows of a batch. @throws {CapacityError} for more than tapes may hold */
  take(batch: MarketBatch): void {
    this.#pending.push(batch);
    this.#levels.take(this.#levelSource);
    if (this.#orders === undefined || this.#orderSource === undefined) return;
    for (let row = 0; row < batch.count && !this.#hasOrders; row++)
      this.#hasOrders = batch.kind[row]! <= MarketKind.OrderReplace;
    this.#pending.push(batch);
    this.#orders.take(this.#orderSource);
  }

  /** All that was taken. */
  finish(): RecordedTicks {
    if (this.#orders !== undefined && this.#hasOrders)
      return recorded("orders", [
        { tape: this.#orders, audience: "venue" },
        { tape: this.#levels, audience: "engine" },
      ]);
    const depth = depthOf(this.#levels);
    const tape = depth === "trades" ? withQuotes(this.#levels, this.#isShared) : this.#levels;
    return recorded(depth, [{ tape, audience: "both" }]);
  }

  /** What waits, each batch once; it goes on when there is more. */
  #batches(): Iterable<MarketBatch> {
    const next = (): IteratorResult<MarketBatch> => {
      const value = this.#pending.shift();
      return value === undefined ? { value, done: true } : { value, done: false };
    };
    return { [Symbol.iterator]: () => ({ next }) };
  }
}

function recorded(depth: TickDepth, tapes: readonly { tape: EventTape; audience: SourceAudience }[]): RecordedTicks {
  const parts = tapes.map(({ tape, audience }) => ({ columns: tape.columns(), audience }));
  const bytes = ({ buffer, byteOffset, byteLength }: Int32Array | Float64Array | Uint16Array): string =>
    hashBytes(new Uint8Array(buffer, byteOffset, byteLength));
  const hashes = parts.flatMap(({ columns: { words, receiveMicros, receiveNanos } }) => [
    bytes(words),
    ...(receiveMicros && receiveNanos ? [bytes(receiveMicros), bytes(receiveNanos)] : []),
  ]);
  return { depth, tapes: parts, hash: hashBytes(new TextEncoder().encode(hashes.join(" "))) };
}

/** The most that the events of a tape tell of the book. */
function depthOf(tape: EventTape): TickDepth {
  const event = new EventCursor();
  event.i32 = tape.i32;
  event.f64 = tape.f64;
  let depth: TickDepth = "trades";
  for (let at = 0; at < tape.endWord; at += tape.i32[at << 1]! >> 3) {
    event.at = at;
    if (event.type === BookLevel.TYPE || event.type === BookOrder.TYPE) return "levels";
    if (event.type === Quote.TYPE) depth = "quotes";
  }
  return depth;
}

/** A tape of trades with a quote of its price and size before each. */
function withQuotes(tape: EventTape, isShared: boolean): EventTape {
  const quoted = new EventTape({ isShared });
  quoted.take(new QuotedTrades(tape.source()));
  return quoted;
}

/** Gives each trade twice: as a quote of its price on both sides, and as it is. */
class QuotedTrades implements MarketSource {
  readonly #source: EventTapeSource;
  readonly #event = new EventCursor();
  #isQuoted = false;

  constructor(source: EventTapeSource) {
    this.#source = source;
  }

  get micros(): number {
    return this.#source.micros;
  }

  get nanos(): number {
    return this.#source.nanos;
  }

  get receiveMicros(): number {
    return this.#source.receiveMicros;
  }

  get receiveNanos(): number {
    return this.#source.receiveNanos;
  }

  next(): boolean {
    if (this.#isQuoted) return true;
    if (!this.#source.next()) return false;
    this.#source.view(this.#event);
    return true;
  }

  emit(sink: EventSink): void {
    const event = this.#event;
    this.#isQuoted = event.type === Trade.TYPE && !this.#isQuoted;
    if (!this.#isQuoted) {
      this.#source.emit(sink);
      return;
    }
    const [price, quantity] = [Trade.price(event), Trade.quantity(event)];
    Quote.write(sink, this.micros, this.nanos, event.instrument, event.venue, price, price, quantity, quantity, 0);
  }
}
