import { Random, Side } from "@hotpath/core";
import type { VenueFeed } from "../feed/venue-feed.ts";
import type { JsonFeedEncoder } from "../json/feed-encoder.ts";
import { type VenueInstrument, VenueInstruments } from "../json/venue-instruments.ts";
import { MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";
import type { SimulatedSource, VenueSimulator } from "./venue-simulator.ts";

/** The levels of one symbol, in units. */
export interface SourceBook {
  bids: Map<number, number>;
  asks: Map<number, number>;
  /** The number of the last message about it. */
  sequence: number;
}

/** The numbers that a book message carries: its first update, its last, and the last of the message before. */
export interface MessageNumbers {
  first: number;
  sequence: number;
  previous: number;
}

/** How one venue speaks: all in which venues differ, beside the texts of their messages, which their encoders write. */
export interface VenueManners {
  name: string;
  /** Two symbols that the venue has. */
  symbols: readonly [string, string];
  /** One that it does not have. */
  badSymbol: string;
  priceDecimals: number;
  sizeDecimals: number;
  feed(instruments: VenueInstruments, venue: VenueSimulator): VenueFeed;
  encoder(instruments: VenueInstruments): JsonFeedEncoder;
  /** Levels of a side that it tells about; no bound by default. */
  depth?: number;
  /** Most levels of one change; 3 by default. */
  levels?: number;
  /** Whether some levels that go and others that come are never told together. */
  isPure?: boolean;
  /** The numbers of the next message about a book. */
  numbers(book: SourceBook): MessageNumbers;
  /** The checksum of a book, which goes with each message; `every` of Bitfinex goes alone. */
  checksum?(bids: readonly (readonly [number, number])[], asks: readonly (readonly [number, number])[]): number;
  checksumAlone?: boolean;
  /** What a message of the client asks for. `other` are answers that it gets in any case. */
  asks(text: string): { op: "subscribe" | "unsubscribe" | "other"; symbols: string[]; answers: string[] };
  /** What the venue says to who asks for a symbol that it does not have. */
  refusal(symbol: string): string | undefined;
  /** Whether nothing is told of symbols to which nobody is subscribed. */
  isStrict?: boolean;
  /** The symbol whose whole book a URL asks for. */
  wholeOf?(url: URL): string | undefined;
  /** The answer's text, made of the message that its encoder writes. */
  wholeText?(message: string): string;
  /** Whether a message that is lost, or out of order, shows. */
  showsLoss: boolean;
}

const MICROS = 1_700_000_000_000_000;

/** A market that changes at random, told as a venue tells it, with its true books. */
export class VenueSource implements SimulatedSource {
  /** Whether requests for whole books fail. */
  isFailing = false;
  readonly #manners: VenueManners;
  readonly #random: Random;
  readonly #encoder: JsonFeedEncoder;
  readonly #instruments: VenueInstruments;
  readonly #books: SourceBook[];
  readonly #batch: MarketBatch = new MarketBatch();
  readonly #waiting: string[] = [];
  readonly #subscribed = new Set<number>();
  #step = 0;

  constructor(manners: VenueManners, seed: number) {
    this.#manners = manners;
    this.#random = new Random(seed);
    this.#instruments = instrumentsOf(manners, manners.symbols);
    this.#encoder = manners.encoder(this.#instruments);
    this.#books = manners.symbols.map(() => ({ bids: new Map(), asks: new Map(), sequence: 1000 }));
    for (const entry of this.#books.keys()) for (let i = 0; i < 60; i++) this.#change(entry);
  }

  next(): string {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) return waiting;
    const entry = this.#step++ % this.#books.length;
    if (this.#manners.isStrict !== true || this.#subscribed.has(entry)) return this.#tell(entry);
    const [other] = this.#subscribed;
    return other === undefined ? '{"event":"pong","ts":1511545528111,"cid":1}' : this.#tell(other);
  }

  whole(url: URL): string | undefined {
    if (this.isFailing) return undefined;
    const entry = this.#instruments.symbols.indexOf(this.#manners.wholeOf?.(url) ?? "");
    return entry < 0 ? undefined : this.#manners.wholeText!(this.#snapshot(entry));
  }

  answer(text: string): string[] {
    const { op, symbols, answers } = this.#manners.asks(text);
    if (op === "other") return answers;
    return symbols.flatMap((symbol) => {
      const entry = this.#instruments.symbols.indexOf(symbol);
      if (entry < 0) return [this.#manners.refusal(symbol)].filter((each) => each !== undefined);
      if (op === "unsubscribe") {
        // What was on its way is told before it is heard.
        const last = this.#subscribed.delete(entry) ? [this.#tell(entry)] : [];
        return [...last, ...answers];
      }
      this.#subscribed.add(entry);
      return this.#manners.wholeOf === undefined ? [...answers, this.#snapshot(entry)] : answers;
    });
  }

  /** A new connection: nobody is subscribed. */
  connected(): void {
    this.#subscribed.clear();
  }

  /** Whether everything of the last change is told. */
  get isTold(): boolean {
    return this.#waiting.length === 0;
  }

  /** The true levels of both sides, best first: prices and sizes in units. */
  levels(entry: number): [number, number][][] {
    const { bids, asks } = this.#books[entry]!;
    return [best(bids, -1), best(asks, 1)];
  }

  #tell(entry: number): string {
    const changes = this.#change(entry);
    const text = this.#message(MarketKind.BookDelta, entry, changes);
    if (this.#manners.checksumAlone === true && this.#random.chance(0.3)) {
      this.#waiting.push(this.#message(MarketKind.BookDelta, entry, []));
    }
    return text;
  }

  #snapshot(entry: number): string {
    const { bids, asks } = this.#books[entry]!;
    const rows = [
      ...[...bids].map((level) => [Side.Buy, ...level]),
      ...[...asks].map((level) => [Side.Sell, ...level]),
    ];
    return this.#message(MarketKind.BookSnapshot, entry, rows as [number, number, number][]);
  }

  #message(kind: MarketKind, entry: number, rows: readonly [number, number, number][]): string {
    const { checksum, checksumAlone } = this.#manners;
    const book = this.#books[entry]!;
    const isSnapshot = kind === MarketKind.BookSnapshot;
    // A whole book over HTTP takes no number of the stream.
    const isApart = isSnapshot && this.#manners.wholeOf !== undefined;
    const numbers = isApart ? { first: 0, sequence: book.sequence, previous: -1 } : this.#manners.numbers(book);
    book.sequence = numbers.sequence;
    const batch = this.#batch;
    batch.clear();
    batch.ensure(rows.length + 1);
    const micros = MICROS + 1000 * this.#step;
    const time = Number.isNaN(numbers.sequence) ? -1 : numbers.sequence;
    const sums = checksum !== undefined && (checksumAlone !== true || rows.length === 0);
    const flags =
      (sums ? MarketFlag.Checksum : 0) |
      (isSnapshot ? MarketFlag.Snapshot : 0) |
      (rows.length === 0 ? MarketFlag.Last : 0);
    const header = batch.add(kind, flags, entry, 0, Number.NaN, 0, numbers.first, time, micros, 0);
    batch.otherId[header] = isSnapshot ? -1 : numbers.previous;
    if (sums) batch.code[header] = checksum(best(book.bids, -1), best(book.asks, 1));
    rows.forEach(([side, price, size], i) => {
      const last = i === rows.length - 1 ? MarketFlag.Last : 0;
      const mark = isSnapshot ? MarketFlag.Snapshot : 0;
      const row = batch.add(MarketKind.Level, last | mark, entry, side, price, size, 0, time, micros, 0);
      batch.code[row] = 1;
    });
    return this.#encoder.encode(batch, header)!;
  }

  /** Changes a book, so that it is another than before. @returns side, price and new size of each level */
  #change(entry: number): [number, number, number][] {
    const random = this.#random;
    const { depth = Number.POSITIVE_INFINITY, levels = 3, isPure } = this.#manners;
    const book = this.#books[entry]!;
    const rows = new Map<string, [number, number, number]>();
    const count = 1 + random.integer(levels);
    const takes = random.chance(0.3);
    for (let i = 0; i < count || rows.size === 0; i++) {
      const side = random.chance(0.5) ? Side.Buy : Side.Sell;
      const map = side === Side.Buy ? book.bids : book.asks;
      const price = (side === Side.Buy ? 1000 : 1032) + random.integer(30);
      const wantsGone = isPure === true ? takes : random.chance(0.3);
      const isGone = wantsGone && map.has(price) && map.size > 5;
      if (isPure === true && takes && !isGone && (rows.size > 0 || i < 50)) continue;
      if (isPure === true && rows.size > 0 && isGone !== [...rows.values()].every(([, , size]) => size === 0)) continue;
      const size = isGone ? 0 : 1 + random.integer(1e6);
      if (isGone) map.delete(price);
      else map.set(price, size);
      rows.set(`${side}:${price}`, [side, price, size]);
    }
    for (const [map, sign] of [
      [book.bids, -1],
      [book.asks, 1],
    ] as const) {
      for (const [worse] of best(map, sign).slice(depth)) map.delete(worse);
    }
    return [...rows.values()];
  }
}

/** Instruments of a venue's symbols: their place is their index. */
export function instrumentsOf(manners: VenueManners, symbols: readonly string[]): VenueInstruments {
  const { priceDecimals, sizeDecimals } = manners;
  const list: VenueInstrument[] = symbols.map((symbol, index) => ({ symbol, index, priceDecimals, sizeDecimals }));
  return new VenueInstruments(list);
}

function best(side: ReadonlyMap<number, number>, sign: number): [number, number][] {
  return [...side].sort(([x], [y]) => sign * (x - y));
}
