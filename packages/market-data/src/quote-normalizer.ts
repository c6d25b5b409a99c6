import {
  ConfigError,
  type EventSink,
  InstrumentRegistry,
  Quote,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  timeMicros,
  timeNanos,
  tryToUnits,
} from "@hotpath/core";
import type { QuoteColumns, QuoteInput } from "./quote-input.ts";
import { QUOTE_REJECT_NAMES, QuoteReject } from "./quote-reject.ts";

/** What becomes of quotes that are odd, but well formed. */
export interface QuoteNormalizerOptions {
  /** The instruments whose quotes are taken. */
  instruments: InstrumentRegistry;
  /** Bid above ask: a feed in disorder, or an auction. Default `reject`. */
  crossed?: "reject" | "keep";
  /** Bid equal to ask. Default `keep`. */
  locked?: "reject" | "keep";
  /** Older than the last accepted quote of the same instrument; equal times are not stale. Default `reject`. */
  stale?: "reject" | "keep";
  /**
   * A side with price 0 and size 0: nobody bids, or nobody offers. Default `keep`, because a side that is gone is news;
   * who takes quotes must then look at the sizes before the prices.
   */
  emptySide?: "reject" | "keep";
  /** Prices of zero and less, as spreads and some futures have. Default `reject`. */
  negativePrices?: "reject" | "keep";
}

const KEYS: readonly (keyof QuoteNormalizerOptions)[] = [
  "instruments",
  "crossed",
  "locked",
  "stale",
  "emptySide",
  "negativePrices",
];
/** Ids up to here find their instrument by an array, greater ones by a map. */
const TABLE_IDS_MAX = 65_536;
/** 2^53 − 1 microseconds and 999 nanoseconds. */
const LAST_TIMESTAMP = 9_007_199_254_740_991_999n;
const INT_MAX = 2_147_483_647;

/**
 * Turns quotes from the public edge into `Quote` records: exact units, exact time, known instruments. A quote that
 * cannot be taken is refused with a reason and counted; no input makes it throw.
 *
 * @example
 * const normalizer = new QuoteNormalizer({ instruments });
 * const reason = normalizer.normalize({ symbolId: 1, bidPrice: "100.05", askPrice: "100.10", bidSize: "1000",
 *   askSize: "1000", timestamp: 1234567890000000000n, venueId: 1, flags: 0 }, queue);
 * if (reason !== QuoteReject.accepted) console.log(normalizer.reasonName(reason));
 */
export class QuoteNormalizer implements Snapshotable {
  readonly #instruments: InstrumentRegistry;
  readonly #indexById: Int32Array;
  readonly #priceDecimals: Uint8Array;
  readonly #sizeDecimals: Uint8Array;
  readonly #rejectsCrossed: boolean;
  readonly #rejectsLocked: boolean;
  readonly #rejectsStale: boolean;
  readonly #rejectsEmptySide: boolean;
  readonly #rejectsNegative: boolean;
  readonly #counts: Float64Array = new Float64Array(QUOTE_REJECT_NAMES.length);
  readonly #lastMicros: Float64Array;
  readonly #lastNanos: Int32Array;
  /** A timestamp as 64-bit integer and as its two words. */
  readonly #time64: BigInt64Array = new BigInt64Array(1);
  readonly #timeWords: Int32Array = new Int32Array(this.#time64.buffer);
  /** What `#read` has read. */
  #index = 0;
  #bidPrice = 0;
  #askPrice = 0;
  #bidSize = 0;
  #askSize = 0;
  #micros = 0;
  #nanos = 0;
  #venue = 0;
  #flags = 0;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: QuoteNormalizerOptions) {
    for (const [key, value] of Object.entries(options))
      if (!(KEYS as readonly string[]).includes(key))
        throw new ConfigError(key, value, `one of the keys ${KEYS.join(", ")}`);
    const instruments = options.instruments;
    if (!(instruments instanceof InstrumentRegistry))
      throw new ConfigError("instruments", instruments, "an InstrumentRegistry");
    this.#instruments = instruments;
    this.#rejectsCrossed = rejects("crossed", options.crossed, true);
    this.#rejectsLocked = rejects("locked", options.locked, false);
    this.#rejectsStale = rejects("stale", options.stale, true);
    this.#rejectsEmptySide = rejects("emptySide", options.emptySide, false);
    this.#rejectsNegative = rejects("negativePrices", options.negativePrices, true);
    this.#priceDecimals = Uint8Array.from(instruments.list, (instrument) => instrument.priceDecimals);
    this.#sizeDecimals = Uint8Array.from(instruments.list, (instrument) => instrument.sizeDecimals);
    this.#lastMicros = new Float64Array(instruments.size).fill(-1);
    this.#lastNanos = new Int32Array(instruments.size);
    const greatest = instruments.list.reduce((most, { id }) => Math.max(most, id < TABLE_IDS_MAX ? id : -1), -1);
    this.#indexById = new Int32Array(greatest + 1).fill(-1);
    for (const [index, { id }] of instruments.list.entries()) if (id <= greatest) this.#indexById[id] = index;
  }

  /** Quotes accepted since the start. */
  get accepted(): number {
    return this.#counts[QuoteReject.accepted]!;
  }

  /** Quotes refused since the start, by reason; every reason is there. */
  rejects(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (let reason = 1; reason < QUOTE_REJECT_NAMES.length; reason++)
      counts[QUOTE_REJECT_NAMES[reason]!] = this.#counts[reason]!;
    return counts;
  }

  /** The name of a reason, such as `"crossed"`. */
  reasonName(reason: QuoteReject): string {
    return QUOTE_REJECT_NAMES[reason] ?? `unknown(${reason})`;
  }

  /**
   * Takes one {@link QuoteInput}, or whatever else came in its place.
   *
   * @returns 0 if a `Quote` was written to `sink`, else why not
   * @throws {CapacityError} if the sink is full; no input is the cause of that
   */
  normalize(input: unknown, sink: EventSink): QuoteReject {
    let reason: QuoteReject;
    try {
      reason = this.#read(input);
    } catch {
      reason = QuoteReject.unreadable;
    }
    if (reason !== QuoteReject.accepted) {
      this.#counts[reason]! += 1;
      return reason;
    }
    return this.normalizeUnits(
      this.#index,
      this.#bidPrice,
      this.#askPrice,
      this.#bidSize,
      this.#askSize,
      this.#micros,
      this.#nanos,
      this.#venue,
      this.#flags,
      sink,
    );
  }

  /**
   * Takes one quote in raw units; allocates nothing.
   *
   * @param instrument dense index in the registry
   * @param micros whole microseconds since the Unix epoch
   * @param nanos the nanoseconds within the microsecond, 0 to 999
   * @throws {CapacityError} if the sink is full
   */
  normalizeUnits(
    instrument: number,
    bidPrice: number,
    askPrice: number,
    bidSize: number,
    askSize: number,
    micros: number,
    nanos: number,
    venue: number,
    flags: number,
    sink: EventSink,
  ): QuoteReject {
    const reason = this.#check(instrument, bidPrice, askPrice, bidSize, askSize, micros, nanos, venue, flags);
    if (reason === QuoteReject.accepted) {
      Quote.write(sink, micros, nanos, instrument, venue, bidPrice, askPrice, bidSize, askSize, flags);
      this.#lastMicros[instrument] = micros;
      this.#lastNanos[instrument] = nanos;
    }
    this.#counts[reason]! += 1;
    return reason;
  }

  /**
   * Takes the first `count` quotes of columns, in order; allocates nothing.
   *
   * @param reasons if given, takes the reason for each, 0 for those accepted
   * @returns how many were accepted
   * @throws {ConfigError} if a column is shorter than `count`
   * @throws {CapacityError} if the sink is full
   */
  normalizeColumns(columns: QuoteColumns, count: number, sink: EventSink, reasons?: Uint8Array): number {
    const { symbolId, bidPrice, askPrice, bidSize, askSize, timeMicros, timeNanos, venueId, flags } = columns;
    checkLengths(columns, count, reasons);
    let accepted = 0;
    for (let i = 0; i < count; i++) {
      const reason = this.normalizeUnits(
        this.#indexOf(symbolId[i]!),
        bidPrice[i]!,
        askPrice[i]!,
        bidSize[i]!,
        askSize[i]!,
        timeMicros[i]!,
        timeNanos === undefined ? 0 : timeNanos[i]!,
        venueId === undefined ? 0 : venueId[i]!,
        flags === undefined ? 0 : flags[i]!,
        sink,
      );
      if (reason === QuoteReject.accepted) accepted++;
      if (reasons !== undefined) reasons[i] = reason;
    }
    return accepted;
  }

  /** Forgets the last times, so that no next quote is stale: after a feed has started over. Counts stay. */
  forgetTimes(): void {
    this.#lastMicros.fill(-1);
    this.#lastNanos.fill(0);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("market-data.quotes");
    writer.f64s(this.#counts);
    writer.f64s(this.#lastMicros);
    writer.i32s(this.#lastNanos);
  }

  restore(reader: SnapshotReader): void {
    reader.section("market-data.quotes");
    reader.f64s(this.#counts);
    reader.f64s(this.#lastMicros);
    reader.i32s(this.#lastNanos);
  }

  /** Reads an input into the fields; what does not read as numbers is refused here, the rest by `#check`. */
  #read(input: unknown): QuoteReject {
    if (typeof input !== "object" || input === null) return QuoteReject.notAnObject;
    const quote = input as { readonly [Key in keyof QuoteInput]: unknown };
    const id = quote.symbolId;
    const index = typeof id === "number" ? this.#indexOf(id) : -1;
    if (index < 0) return QuoteReject.unknownSymbol;
    const priceDecimals = this.#priceDecimals[index]!;
    const sizeDecimals = this.#sizeDecimals[index]!;
    this.#index = index;
    this.#bidPrice = tryToUnits(quote.bidPrice, priceDecimals);
    this.#askPrice = tryToUnits(quote.askPrice, priceDecimals);
    this.#bidSize = tryToUnits(quote.bidSize, sizeDecimals);
    this.#askSize = tryToUnits(quote.askSize, sizeDecimals);
    const venue = quote.venueId;
    this.#venue = venue === undefined ? 0 : typeof venue === "number" ? venue : Number.NaN;
    const flags = quote.flags;
    this.#flags = flags === undefined ? 0 : typeof flags === "number" ? flags : Number.NaN;
    return this.#readTime(quote.timestamp);
  }

  #readTime(timestamp: unknown): QuoteReject {
    if (typeof timestamp === "bigint") {
      if (timestamp < 0n || timestamp > LAST_TIMESTAMP) return QuoteReject.badTimestamp;
      // Split as two words: dividing a bigint allocates.
      this.#time64[0] = timestamp;
      this.#micros = timeMicros(this.#timeWords, 0);
      this.#nanos = timeNanos(this.#timeWords, 0);
      return QuoteReject.accepted;
    }
    if (typeof timestamp !== "number" || !(timestamp >= 0) || Math.floor(timestamp) !== timestamp)
      return QuoteReject.badTimestamp;
    if (timestamp > Number.MAX_SAFE_INTEGER)
      return timestamp === Number.POSITIVE_INFINITY ? QuoteReject.badTimestamp : QuoteReject.unsafeTimestamp;
    this.#micros = Math.floor(timestamp / 1000);
    this.#nanos = timestamp - this.#micros * 1000;
    return QuoteReject.accepted;
  }

  #indexOf(id: number): number {
    const index = this.#indexById[id];
    return index === undefined ? this.#instruments.indexOf(id) : index;
  }

  #check(
    instrument: number,
    bidPrice: number,
    askPrice: number,
    bidSize: number,
    askSize: number,
    micros: number,
    nanos: number,
    venue: number,
    flags: number,
  ): QuoteReject {
    if (!(instrument >= 0 && instrument < this.#lastMicros.length) || !Number.isInteger(instrument))
      return QuoteReject.unknownSymbol;
    if (!Number.isSafeInteger(bidPrice)) return QuoteReject.badBidPrice;
    if (!Number.isSafeInteger(askPrice)) return QuoteReject.badAskPrice;
    if (!Number.isSafeInteger(bidSize) || bidSize < 0) return QuoteReject.badBidSize;
    if (!Number.isSafeInteger(askSize) || askSize < 0) return QuoteReject.badAskSize;
    if (bidSize === 0 && bidPrice !== 0) return QuoteReject.badBidSize;
    if (askSize === 0 && askPrice !== 0) return QuoteReject.badAskSize;
    if (this.#rejectsNegative) {
      if (bidPrice <= 0 && bidSize > 0) return QuoteReject.badBidPrice;
      if (askPrice <= 0 && askSize > 0) return QuoteReject.badAskPrice;
    }
    if (!Number.isSafeInteger(micros) || micros < 0) return QuoteReject.badTimestamp;
    if (!(nanos >= 0 && nanos <= 999) || !Number.isInteger(nanos)) return QuoteReject.badTimestamp;
    if (!(venue >= 0 && venue <= INT_MAX) || !Number.isInteger(venue)) return QuoteReject.badVenue;
    if ((flags | 0) !== flags) return QuoteReject.badFlags;
    if (bidSize === 0 || askSize === 0) {
      if (this.#rejectsEmptySide) return QuoteReject.emptySide;
    } else if (bidPrice >= askPrice) {
      if (bidPrice > askPrice && this.#rejectsCrossed) return QuoteReject.crossed;
      if (bidPrice === askPrice && this.#rejectsLocked) return QuoteReject.locked;
    }
    const last = this.#lastMicros[instrument]!;
    if (this.#rejectsStale && (micros < last || (micros === last && nanos < this.#lastNanos[instrument]!)))
      return QuoteReject.stale;
    return QuoteReject.accepted;
  }
}

function rejects(key: string, value: unknown, otherwise: boolean): boolean {
  if (value === undefined) return otherwise;
  if (value === "reject" || value === "keep") return value === "reject";
  throw new ConfigError(key, value, "reject or keep");
}

function checkLengths(columns: QuoteColumns, count: number, reasons: Uint8Array | undefined): void {
  if (!Number.isSafeInteger(count) || count < 0) throw new ConfigError("count", count, "an integer from 0");
  for (const [name, column] of Object.entries(columns) as [string, ArrayLike<number> | undefined][])
    if (column !== undefined && !(column.length >= count))
      throw new ConfigError(`columns.${name}`, column.length, `a column of at least ${count}`);
  if (reasons !== undefined && reasons.length < count)
    throw new ConfigError("reasons", reasons.length, `a column of at least ${count}`);
}
