import type { Decoder } from "../decoder.ts";
import { type MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";
import { readReceiveTime } from "../recording/receive-time.ts";
import { fromBase64, readMark } from "../recording/recording-format.ts";
import type { RejectLog } from "../reject-log.ts";
import type { JsonFeedDecoder } from "./feed-decoder.ts";
import { JSON_REJECTS, type JsonReject } from "./values.ts";

/** How a {@link JsonLines} is made. */
export interface JsonLinesOptions {
  /** The longest line kept; longer ones are rejected as `tooLong`. 64 MiB by default. */
  maxLineBytes?: number;
}

const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const HASH = 35;
const ZERO = 48;
const ARRAY = 91;
const CLOSE_ARRAY = 93;
const OBJECT = 123;
const CLOSE_OBJECT = 125;
const BAD_JSON = JSON_REJECTS.indexOf("badJson");
const TOO_LONG = JSON_REJECTS.indexOf("tooLong");
const TRUNCATED = JSON_REJECTS.indexOf("truncated");
/** No line of a capture has a longer beginning than this before its message. */
const URL_BYTES = 65_536;
/** A line that waits for room in the batch. */
const NO_ROOM = -2;

/**
 * Reads recordings of a JSON feed, one message a line, into rows. A line is
 *
 * - a message alone;
 * - the time of receipt and a message: `1723161600001658384 {…}`, in nanoseconds (18 digits or more), microseconds (15),
 *   milliseconds (12) or seconds;
 * - a line of cryptofeed's raw captures: `1633998512.0633569: {…}` a message and its time in seconds, `URL -> TIME: {…}`
 *   an answer over HTTP, which belongs to the symbol that the URL names, `URL <-> TIME` a new connection, `URL <- TIME:
 *   {…}` what was sent; the last is {@link JsonLines.skipped}, as is an answer whose URL names no symbol;
 * - a mark of a `FeedRecorder`: `# TIME lost …` and the like. Where a connection or messages were lost, every book is void
 *   (`BookClear`).
 *
 * The time goes to the receive columns. A last line without its end is read if it ends like a
 * message, and is `truncated` else.
 */
export class JsonLines implements Decoder<MarketBatch> {
  /** The decoder of messages. */
  readonly decoder: JsonFeedDecoder;
  /** Lines that hold nothing the venue sent, such as requests. */
  skipped = 0;
  /** Messages that a recorder had to leave out. */
  dropped = 0;
  /** Whether a recording of ours has begun and not ended: its process was killed, or it goes on. */
  isUnfinished = false;
  /** Bytes of the stream taken so far. */
  offset = 0;
  readonly #maxLineBytes: number;
  readonly #entries: ReadonlyMap<string, number>;
  #carry: Uint8Array = new Uint8Array(4096);
  #carried = 0;
  /** Where the carried line began in the stream. */
  #carryOffset = 0;
  /** Whether the rest of a line that is too long is being passed over. */
  #skipping = false;

  constructor(decoder: JsonFeedDecoder, options: JsonLinesOptions = {}) {
    this.decoder = decoder;
    this.#maxLineBytes = options.maxLineBytes ?? 64 * 2 ** 20;
    this.#entries = new Map(decoder.instruments.symbols.map((symbol, entry) => [symbol.toUpperCase(), entry]));
  }

  get messages(): number {
    return this.decoder.messages;
  }

  get rejects(): RejectLog<JsonReject> {
    return this.decoder.rejects;
  }

  decode(bytes: Uint8Array, out: MarketBatch): number {
    let at = 0;
    if (this.#carried > 0 || this.#skipping) {
      const end = bytes.indexOf(NEWLINE);
      if (end < 0) return this.#takeRest(bytes, 0);
      if (this.#skipping) this.#skipping = false;
      else {
        const before = this.#carried;
        if (!this.#append(bytes, 0, end)) this.#refuseLong();
        else if (!this.#line(this.#carry, 0, this.#carried, this.#carryOffset, out)) {
          this.#carried = before;
          return 0;
        }
        this.#carried = 0;
        this.#skipping = false;
      }
      at = end + 1;
    }
    while (at < bytes.length) {
      const end = bytes.indexOf(NEWLINE, at);
      if (end < 0) return this.#takeRest(bytes, at);
      if (!this.#line(bytes, at, end, this.offset + at, out)) break;
      at = end + 1;
    }
    this.offset += at;
    return at;
  }

  end(out?: MarketBatch): void {
    if (this.#carried > 0 && !this.#isWhole(out)) this.rejects.add(TRUNCATED, this.#carryOffset);
    this.#carried = 0;
    this.#skipping = false;
    this.decoder.reset();
  }

  /** Reads a last line without its end, if it ends like a message and there is room. */
  #isWhole(out: MarketBatch | undefined): boolean {
    const last = this.#carry[this.#carried - 1];
    if (out === undefined || (last !== CLOSE_ARRAY && last !== CLOSE_OBJECT)) return false;
    return this.#line(this.#carry, 0, this.#carried, this.#carryOffset, out);
  }

  /** Keeps the beginning of a line of which the end has not come. */
  #takeRest(bytes: Uint8Array, at: number): number {
    if (!this.#skipping) {
      if (this.#carried === 0) this.#carryOffset = this.offset + at;
      if (!this.#append(bytes, at, bytes.length)) this.#refuseLong();
    }
    this.offset += bytes.length;
    return bytes.length;
  }

  #refuseLong(): void {
    this.rejects.add(TOO_LONG, this.#carryOffset);
    this.#carried = 0;
    this.#skipping = true;
  }

  #append(bytes: Uint8Array, from: number, to: number): boolean {
    const length = this.#carried + to - from;
    if (length > this.#maxLineBytes) return false;
    if (length > this.#carry.length) {
      const larger = new Uint8Array(Math.max(length, this.#carry.length * 2));
      larger.set(this.#carry.subarray(0, this.#carried));
      this.#carry = larger;
    }
    this.#carry.set(bytes.subarray(from, to), this.#carried);
    this.#carried = length;
    return true;
  }

  /** Reads a line. @returns false if `out` has no room */
  #line(bytes: Uint8Array, start: number, stop: number, offset: number, out: MarketBatch): boolean {
    let from = start;
    let to = stop;
    while (to > from && (bytes[to - 1] === RETURN || bytes[to - 1] === SPACE)) to--;
    while (from < to && bytes[from] === SPACE) from++;
    if (from === to) return true;
    const first = bytes[from]!;
    if (first === HASH) return this.#mark(bytes, from, to, out);
    if (first !== OBJECT && first !== ARRAY) {
      const message = (first ^ ZERO) <= 9 ? this.#time(bytes, from, to, out) : this.#captured(bytes, from, to, out);
      if (message === NO_ROOM) return false;
      if (message === 0) {
        this.skipped++;
        return true;
      }
      if (message < 0) {
        this.rejects.add(BAD_JSON, offset);
        return true;
      }
      from = message;
    }
    this.decoder.offset = offset + from - start;
    return this.decoder.decodeMessage(bytes, from, to, out);
  }

  /** Takes the time that a line begins with. @returns where the message begins, or −1 */
  #time(bytes: Uint8Array, from: number, to: number, out: MarketBatch): number {
    let at = readReceiveTime(bytes, from, to, out);
    while (at >= 0 && at < to && bytes[at] === SPACE) at++;
    return at < to ? at : -1;
  }

  /** A mark of a recording of ours. @returns false if `out` has no room for the message in it */
  #mark(bytes: Uint8Array, from: number, to: number, out: MarketBatch): boolean {
    const mark = readMark(bytes, from, to, out);
    if (mark === undefined) {
      this.skipped++;
      return true;
    }
    const words = text.decode(bytes.subarray(mark.at, to)).split(" ", 2);
    switch (mark.word) {
      case "start":
        this.isUnfinished = true;
        break;
      case "end":
        this.isUnfinished = false;
        break;
      case "lost":
        if (!this.#clearBooks(out)) return false;
        this.decoder.reset();
        break;
      case "dropped":
        if (!this.#clearBooks(out)) return false;
        this.dropped += Number(words[0]) || 0;
        break;
      case "answer":
        return this.#packed(words[1] ?? "", this.#entryIn(words[0]!), out);
      case "text":
      case "binary":
        return this.#packed(words[0]!, this.decoder.requested, out);
    }
    return true;
  }

  /** Says of every book that it is lost. @returns false if `out` has no room */
  #clearBooks(out: MarketBatch): boolean {
    const { index } = this.decoder.instruments;
    if (!out.ensure(index.length)) return out.count === 0;
    for (const instrument of index) {
      out.add(MarketKind.BookClear, MarketFlag.Last, instrument, 0, Number.NaN, 0, 0, -1, Number.NaN, 0);
    }
    return true;
  }

  /** Reads a message that stands in base 64. @returns false if `out` has no room */
  #packed(base64: string, requested: number, out: MarketBatch): boolean {
    const message = fromBase64(base64);
    if (message === undefined) {
      this.rejects.add(BAD_JSON, this.decoder.offset);
      return true;
    }
    let to = message.length;
    let from = 0;
    while (to > from && message[to - 1]! <= SPACE) to--;
    while (from < to && message[from]! <= SPACE) from++;
    this.decoder.requested = requested;
    return this.decoder.decodeMessage(message, from, to, out);
  }

  /** A line of a capture that begins with an address. @returns where the message begins, 0 to skip the line, or −1 */
  #captured(bytes: Uint8Array, from: number, to: number, out: MarketBatch): number {
    let space = from;
    const limit = Math.min(to, from + URL_BYTES);
    while (space < limit && bytes[space] !== SPACE) space++;
    if (space === limit) return -1;
    const head = text.decode(bytes.subarray(from, Math.min(to, space + 5)));
    if (head.startsWith("configuration:") || / <- .?$/.test(head)) return 0;
    if (head.endsWith(" <-> ")) {
      // One of ours has a connection at a time; other captures may have several.
      if (this.isUnfinished && !this.#clearBooks(out)) return NO_ROOM;
      this.decoder.reset();
      return 0;
    }
    if (!/ -> .?$/.test(head)) return -1;
    const entry = this.#entryIn(head.slice(0, head.lastIndexOf(" -> ")));
    if (entry < 0) return 0;
    this.decoder.requested = entry;
    return this.#time(bytes, space + 4, to, out);
  }

  /** The entry of the symbol that a URL names. */
  #entryIn(url: string): number {
    for (const word of url.toUpperCase().split(/[^A-Z0-9_.:-]+/)) {
      const entry = this.#entries.get(word);
      if (entry !== undefined) return entry;
    }
    return -1;
  }
}

const text = new TextDecoder();
