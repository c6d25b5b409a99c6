import type { MarketBatch } from "../market-batch.ts";
import { RejectLog } from "../reject-log.ts";
import { RowContext } from "./rows.ts";
import { JsonScanner } from "./scanner.ts";
import { JSON_REJECTS, type JsonReject, type JsonValue, parseJson, Refusal } from "./values.ts";
import type { VenueInstruments } from "./venue-instruments.ts";

/** What a venue says about a subscription or about itself, beside the market. */
export interface FeedNotice {
  /** `subscribed` and `unsubscribed` acknowledge, `error` refuses, `info` tells. */
  kind: "subscribed" | "unsubscribed" | "error" | "info";
  /** The venue's own words. */
  text: string;
  /** The request that it answers, where the venue repeats its number. */
  id?: string;
  /** The symbol that it is about, where it names one. */
  symbol?: string;
  /** The channel that it is about, where it names one. */
  channel?: string;
}

/** How many notices wait to be taken; the oldest are dropped. */
const NOTICES = 256;
const TOO_LONG = JSON_REJECTS.indexOf("tooLong");

/**
 * Decodes the messages of one venue's JSON feed into rows. A message is scanned for the layouts that the venue is known
 * to send, straight from bytes to integers; one that has another layout is read by `JSON.parse`, counted as a
 * {@link JsonFeedDecoder.fallbacks}, with the same rows as result. Messages of a kind that has no rows are counted as
 * {@link JsonFeedDecoder.ignored}; answers of the venue become {@link FeedNotice}s.
 */
export abstract class JsonFeedDecoder {
  /** The symbols that it knows. */
  readonly instruments: VenueInstruments;
  /** What was not taken, by reason, with the offset of the message in all bytes given. */
  readonly rejects: RejectLog<JsonReject> = new RejectLog(JSON_REJECTS);
  /** Messages read since the start, rejected ones included. */
  messages = 0;
  /** Messages that went through `JSON.parse`. */
  fallbacks = 0;
  /** Messages that are known and have no rows here, such as candles. */
  ignored = 0;
  /** Notices since the start. */
  notices = 0;
  /** Bytes of all messages so far, or where the caller's stream stands: the offset of the next message. */
  offset = 0;
  /** Whether layouts are scanned at all; false sends every message through `JSON.parse`, for comparisons. */
  scans = true;
  /**
   * The entry to which an answer that names no symbol belongs, such as a snapshot that was requested over HTTP; −1 for
   * none. A decoder of one symbol takes that one.
   */
  requested: number;
  /** The entry of the symbol that the last rejected message was about; −1 where that could not be told. */
  rejectedEntry = -1;
  /** The symbol of the last message that was rejected as `unknownSymbol`; undefined where it names none. */
  unknownSymbol: string | undefined;
  /** What the scanned and the parsed way share. */
  protected readonly rows: RowContext;
  /** The scanner. */
  protected readonly scanner: JsonScanner = new JsonScanner();
  readonly #notices: FeedNotice[] = [];

  constructor(instruments: VenueInstruments) {
    this.instruments = instruments;
    this.rows = new RowContext(instruments);
    this.requested = instruments.size === 1 ? 0 : -1;
  }

  /**
   * Decodes the whole message in `bytes[from]` to `bytes[to − 1]`, without white space around it. It throws for no input.
   *
   * @returns false if `out` has no room: read and clear it, and give the message again; nothing was written or counted
   */
  decodeMessage(bytes: Uint8Array, from: number, to: number, out: MarketBatch): boolean {
    // No level takes fewer than the six bytes of `[1,1],`, and eight more rows are enough for all else.
    if (!out.ensure(((to - from) >>> 2) + 8)) {
      if (out.count > 0) return false;
      this.refuseLong(to - from);
      return true;
    }
    this.messages++;
    const count = out.count;
    const { rows, scanner } = this;
    rows.out = out;
    this.#forget();
    if (this.scans) {
      scanner.begin(bytes, from, to);
      if (this.scan(scanner) && scanner.at === to) {
        this.offset += to - from;
        return true;
      }
      out.count = count;
      this.#forget();
    }
    this.#parse(bytes, from, to, out, count);
    this.offset += to - from;
    return true;
  }

  /** Counts a message that was too long to be given, as `tooLong`. */
  refuseLong(length: number): void {
    this.messages++;
    this.rejectedEntry = -1;
    this.unknownSymbol = undefined;
    this.rejects.add(TOO_LONG, this.offset);
    this.offset += length;
  }

  /** The oldest notice that was not taken yet. */
  takeNotice(): FeedNotice | undefined {
    return this.#notices.shift();
  }

  /** Forgets what belongs to one connection, such as the venue's numbers of channels. */
  reset(): void {
    this.#notices.length = 0;
  }

  /**
   * Reads the message if it has a known layout. Nothing may be changed but rows and {@link RowContext}: a message of
   * which this is not sure is parsed instead.
   *
   * @returns false for a layout that it does not know
   */
  protected abstract scan(scanner: JsonScanner): boolean;

  /** Reads the parsed message. @throws {Refusal} */
  protected abstract read(message: JsonValue): void;

  /** Whether a text is no JSON and yet what the venue says, such as `pong`: it is counted as ignored. */
  protected isPlainText(_text: Uint8Array): boolean {
    return false;
  }

  /** Keeps a notice for the caller. */
  protected notice(notice: FeedNotice): void {
    this.notices++;
    if (this.#notices.length >= NOTICES) this.#notices.shift();
    this.#notices.push(notice);
  }

  #forget(): void {
    this.rows.entry = -1;
    this.rows.micros = Number.NaN;
    this.rows.nanos = 0;
    this.rows.sequence = -1;
  }

  #parse(bytes: Uint8Array, from: number, to: number, out: MarketBatch, count: number): void {
    this.fallbacks++;
    try {
      this.read(parseJson(bytes, from, to));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (this.isPlainText(bytes.subarray(from, to))) {
        this.ignored++;
        return;
      }
      out.count = count;
      this.rejectedEntry = this.rows.entry;
      this.unknownSymbol = error.symbol;
      this.rejects.add(error.reason, this.offset);
    }
  }
}
