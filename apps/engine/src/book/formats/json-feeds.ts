import { VenueInstruments } from "@hotpath/market-data";
import { BinanceDecoder } from "@hotpath/market-data/binance";
import { BitfinexDecoder } from "@hotpath/market-data/bitfinex";
import { BitmexDecoder } from "@hotpath/market-data/bitmex";
import { BitstampDecoder } from "@hotpath/market-data/bitstamp";
import { BybitDecoder } from "@hotpath/market-data/bybit";
import { CoinbaseDecoder } from "@hotpath/market-data/coinbase";
import { DeribitDecoder } from "@hotpath/market-data/deribit";
import {
  BINANCE_RULE,
  BITFINEX_CHECKSUM,
  type BookChecksum,
  type BookSyncOptions,
  BookTrust,
  CONSECUTIVE_REQUEST_RULE,
  CONSECUTIVE_RULE,
  KRAKEN_CHECKSUM,
  LINKED_RULE,
  OKX_CHECKSUM,
  RISING_REQUEST_RULE,
  RISING_RULE,
  StaleReason,
  SyncedLines,
  type SyncRule,
  UNNUMBERED_RULE,
} from "@hotpath/market-data/feed";
import { type JsonFeedDecoder, JsonLines, probeFeed } from "@hotpath/market-data/json";
import { KrakenV1Decoder, KrakenV2Decoder } from "@hotpath/market-data/kraken";
import { KrakenFuturesDecoder } from "@hotpath/market-data/kraken-futures";
import { OkxDecoder } from "@hotpath/market-data/okx";
import type { BookFormat, FeedInstrument, FormatInput } from "../formats.ts";
import { ProbedReader } from "../probed-reader.ts";

/** What is done with a venue's recordings. `start` is the beginning of the file, by which versions are told apart. */
interface JsonVenue {
  name: string;
  about: string;
  decoder(instruments: VenueInstruments, start: string): JsonFeedDecoder;
  rule(start: string): SyncRule;
  /** What its books are made of; `levels` by default. */
  tells?(start: string): "levels" | "orders";
  checksum?: BookChecksum;
  /** The depths to which the venue can be subscribed, where it says nothing of levels beyond. */
  depths?: readonly number[];
}

const VENUES: readonly JsonVenue[] = [
  {
    name: "binance",
    about: "Binance spot, USD-M and COIN-M streams, a message a line",
    decoder: (instruments) => new BinanceDecoder(instruments),
    rule: () => BINANCE_RULE,
  },
  {
    name: "coinbase",
    about: "Coinbase Exchange feed, a message a line",
    decoder: (instruments, start) => new CoinbaseDecoder(instruments, { joinsOrders: isFullChannel(start) }),
    rule: (start) => (isFullChannel(start) ? CONSECUTIVE_REQUEST_RULE : UNNUMBERED_RULE),
    tells: (start) => (isFullChannel(start) ? "orders" : "levels"),
  },
  {
    name: "kraken",
    about: "Kraken WebSocket API 1 and 2, a message a line",
    decoder: (instruments, start) =>
      start.includes('"channel":"') ? new KrakenV2Decoder(instruments) : new KrakenV1Decoder(instruments),
    rule: () => UNNUMBERED_RULE,
    checksum: KRAKEN_CHECKSUM,
    depths: [10, 25, 100, 500, 1000],
  },
  {
    name: "bybit",
    about: "Bybit streams 5 and those of 2021, a message a line",
    decoder: (instruments) => new BybitDecoder(instruments),
    rule: (start) => (start.includes('"topic":"orderBook') ? RISING_RULE : CONSECUTIVE_RULE),
  },
  {
    name: "okx",
    about: "OKX WebSocket API 5, a message a line",
    decoder: (instruments) => new OkxDecoder(instruments),
    rule: () => LINKED_RULE,
    checksum: OKX_CHECKSUM,
  },
  {
    name: "kraken-futures",
    about: "Kraken Futures WebSocket API 1, a message a line",
    decoder: (instruments) => new KrakenFuturesDecoder(instruments),
    rule: () => CONSECUTIVE_RULE,
  },
  {
    name: "deribit",
    about: "Deribit subscriptions, a message a line",
    decoder: (instruments) => new DeribitDecoder(instruments),
    rule: () => LINKED_RULE,
  },
  {
    name: "bitstamp",
    about: "Bitstamp WebSocket API 2, a message a line",
    decoder: (instruments) => new BitstampDecoder(instruments),
    rule: () => RISING_REQUEST_RULE,
  },
  {
    name: "bitfinex",
    about: "Bitfinex WebSocket API 2, a message a line",
    decoder: (instruments) => new BitfinexDecoder(instruments),
    rule: () => UNNUMBERED_RULE,
    checksum: BITFINEX_CHECKSUM,
  },
  {
    name: "bitmex",
    about: "BitMEX realtime tables, a message a line",
    decoder: (instruments) => new BitmexDecoder(instruments),
    rule: () => UNNUMBERED_RULE,
  },
];

/** Whether a recording of Coinbase has the `full` channel, whose books are of orders. */
function isFullChannel(start: string): boolean {
  return /"type":"(?:received|open|done)"/.test(start);
}

/**
 * Recordings of venues' JSON feeds: a message a line, alone, after its time of receipt, or as cryptofeed captures it. The
 * files do not say of which symbols and units they are: that is found from their beginning.
 */
export const JSON_FORMATS: readonly BookFormat[] = VENUES.map((venue) => ({
  name: venue.name,
  about: venue.about,
  endings: [],
  open: (input) => new JsonReader(venue, input),
}));

class JsonReader extends ProbedReader<SyncedLines> {
  instruments: readonly FeedInstrument[] = [];
  readonly #venue: JsonVenue;
  readonly #symbol: string | undefined;
  #hasSnapshot = false;

  constructor(venue: JsonVenue, input: FormatInput) {
    super();
    this.#venue = venue;
    this.#symbol = input.symbol;
  }

  notes(): string[] {
    const lines = this.decoder;
    if (lines === undefined) return [];
    const { decoder, skipped, dropped, isUnfinished } = lines.lines;
    const { gaps, badChecksums, checksums } = lines.sync.counters();
    const counts: [number, string][] = [
      [gaps, "gaps: a book was lost there until the next whole one"],
      [badChecksums, `checksums wrong, of ${checksums + badChecksums}`],
      [decoder.ignored, "messages of kinds that have no rows"],
      [skipped, "lines without a message of the venue"],
      [dropped, "messages that the recorder could not keep"],
    ];
    const notes = counts.filter(([count]) => count > 0).map(([count, text]) => `${count} ${text}`);
    if (isUnfinished) notes.push("the recording has no end: it was cut off, or is still being written");
    if (!this.#hasSnapshot) {
      notes.push(
        "no whole book at the beginning: books begin with the first change, and hold only prices that changed",
      );
    }
    this.instruments.forEach(({ symbol }, index) => {
      if (lines.sync.trust(index) !== BookTrust.Stale) return;
      const reason = Object.entries(StaleReason).find(([, code]) => code === lines.sync.reason(index))![0];
      notes.push(`the book of ${symbol} could not be trusted at the end: ${reason}`);
    });
    return notes;
  }

  protected override open(held: Uint8Array): SyncedLines {
    const whole = held.lastIndexOf(10) + 1;
    const start = new TextDecoder().decode(held.subarray(0, 65_536));
    const make = (instruments: VenueInstruments) => this.#venue.decoder(instruments, start);
    const probed = probeFeed(whole === 0 ? held : held.subarray(0, whole), make, this.#symbol);
    this.instruments = probed.instruments;
    this.#hasSnapshot = probed.snapshotLevels > 0;
    const depth = this.#venue.depths?.find((levels) => levels >= probed.snapshotLevels);
    const { checksum } = this.#venue;
    const decoder = make(new VenueInstruments(probed.instruments));
    if (this.#symbol !== undefined) decoder.requested = 0;
    const options = {
      instruments: Math.max(1, probed.instruments.length),
      rule: this.#venue.rule(start),
      start: this.#hasSnapshot ? "snapshot" : "stream",
      decimals: (index: number) => probed.instruments[index] ?? { priceDecimals: 0, sizeDecimals: 0 },
      ...(checksum !== undefined && { checksum }),
      ...(depth !== undefined && { depth }),
      levelCapacity: 2 ** 20,
    } satisfies BookSyncOptions;
    return new SyncedLines(new JsonLines(decoder), options, this.#venue.tells?.(start));
  }
}
