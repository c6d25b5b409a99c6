import { ConfigError, Side } from "@hotpath/core";
import { microsOf64, nanosOf64, signed64 } from "../internal/wide-fields.ts";
import { type MarketBatch, MarketFlag, MarketKind, TradingState } from "../market-batch.ts";
import { DATAGRAM_FULL, DATAGRAM_TAKEN, PCAP_REJECTS, PcapStream } from "../pcap/pcap-stream.ts";
import { WideIdTable } from "../wide-id-table.ts";
import { IEX_SIZES } from "./iex-messages.ts";
import { IEX_SEGMENT_HEADER, IexProtocol } from "./iex-segment.ts";

/** Why a segment or a message of IEX was not taken, beside what captures have of their own. */
export const IEX_REJECTS = [
  /** A segment whose version, protocol or lengths are not those of TOPS or DEEP. */
  "badSegment",
  /** A message whose length is not that of its type. */
  "badLength",
  /** A type of message that is not known. */
  "unknownType",
  /** A price, a time or a number of a trade that is no safe integer, or a price below zero. */
  "badNumber",
  /** A symbol too many. */
  "symbolsFull",
  /** More rows than the batch may ever hold. */
  "noRoom",
] as const;
/** A reason of {@link IEX_REJECTS}. */
export type IexReject = (typeof IEX_REJECTS)[number];

const [BAD_SEGMENT, BAD_LENGTH, UNKNOWN_TYPE, BAD_NUMBER, SYMBOLS_FULL, NO_ROOM] = [0, 1, 2, 3, 4, 5].map(
  (reason) => reason + PCAP_REJECTS.length,
) as [number, number, number, number, number, number];

/** Decimals of IEX's prices. */
export const IEX_PRICE_DECIMALS = 4;
const MAX_SYMBOLS = 65_536;
/** Messages that a repeated segment may be behind. */
const MOST_BEHIND = 1_000_000;
const [A, D, E, H, I, O, P, Q, S, T, X, BUY, SELL] = [65, 68, 69, 72, 73, 79, 80, 81, 83, 84, 88, 56, 53] as const;
/** The event's last update (DEEP 1.0, price level update). */
const EVENT_COMPLETE = 1;
/** The trade was one of a cross (TOPS 1.6, sale condition flags). */
const SINGLE_PRICE_CROSS = 0x08;

const EVENTS: Readonly<Record<string, number>> = {
  O: TradingState.PreOpen,
  S: TradingState.PreOpen,
  R: TradingState.Trading,
  M: TradingState.Closed,
  E: TradingState.Closed,
  C: TradingState.Closed,
};
const STATES: Readonly<Record<string, number>> = {
  H: TradingState.Halted,
  O: TradingState.Auction,
  P: TradingState.Auction,
  T: TradingState.Trading,
};

/**
 * IEX TOPS 1.6 and DEEP 1.0 from a capture, as IEX publishes its days (pcap and pcap-ng, decompressed): Q → Quote, T →
 * Trade, B → TradeCancel, 8 and 5 → Level (`Last` where the event is complete), H, O → Status, S → Status of instrument −1.
 * D, I, P, E, X and A have no row.
 *
 * Each channel's messages are numbered: what comes twice is passed over, what is missing is counted, and the books of all
 * its symbols are then cleared, as nothing says which of them were touched.
 */
export class IexDecoder extends PcapStream<MarketBatch, IexReject> {
  /** Symbols by the index of their instrument. */
  readonly symbols: string[] = [];
  /** Messages that never came. */
  missing = 0;
  /** Gaps in the numbers. */
  gaps = 0;
  /** Messages that came again. */
  repeated = 0;
  readonly #table: WideIdTable;
  /** Whether halted by IEX itself, and else the state, by instrument. */
  readonly #isHalted: Uint8Array = new Uint8Array(MAX_SYMBOLS);
  readonly #states: Uint8Array = new Uint8Array(MAX_SYMBOLS);
  #session = -1;
  #channel = -1;
  #next = Number.NaN;
  /** A book may be wrong until its clear has been told. */
  #mustClear = false;

  /** @throws {ConfigError} for a bound that is none */
  constructor(options: { maxSymbols?: number } = {}) {
    super(IEX_REJECTS);
    const { maxSymbols = MAX_SYMBOLS } = options;
    if (!Number.isInteger(maxSymbols) || maxSymbols < 1 || maxSymbols > MAX_SYMBOLS)
      throw new ConfigError("iex.maxSymbols", maxSymbols, `an integer from 1 to ${MAX_SYMBOLS}`);
    this.#table = new WideIdTable(maxSymbols, "iex.maxSymbols");
  }

  protected override begin(): void {
    super.begin();
    this.#next = Number.NaN;
    this.#session = -1;
  }

  protected override datagram(
    bytes: Uint8Array,
    view: DataView,
    at: number,
    length: number,
    offset: number,
    out: MarketBatch,
  ): number {
    if (length < IEX_SEGMENT_HEADER || bytes[at] !== 1) return BAD_SEGMENT;
    const protocol = view.getUint16(at + 2, true);
    const payload = view.getUint16(at + 12, true);
    const count = view.getUint16(at + 14, true);
    const first = signed64(view.getInt32(at + 28, true), view.getUint32(at + 24, true));
    const isKnown = protocol === IexProtocol.Tops || protocol === IexProtocol.Deep;
    if (!isKnown || payload !== length - IEX_SEGMENT_HEADER || !(first >= 0)) return BAD_SEGMENT;
    // Room for everything that the segment may say, before anything of it is counted.
    const clears = this.#mustClear || this.#wouldClear(view, at, first, count) ? this.symbols.length : 0;
    if (!out.ensure(count + clears)) return out.count === 0 ? NO_ROOM : DATAGRAM_FULL;
    const skip = this.#follow(view, at, first, count);
    if (this.#mustClear) this.#clear(view, at, out);
    this.#read(bytes, view, at + IEX_SEGMENT_HEADER, at + length, count, skip, first, offset, out);
    return DATAGRAM_TAKEN;
  }

  /** Whether a segment shows that messages are missing. */
  #wouldClear(view: DataView, at: number, first: number, count: number): boolean {
    const isSame = view.getUint32(at + 8, true) === this.#session && view.getUint32(at + 4, true) === this.#channel;
    return isSame && (first > this.#next || first + count < this.#next - MOST_BEHIND);
  }

  /** Keeps the numbers of the messages. @returns how many at the start were there before */
  #follow(view: DataView, at: number, first: number, count: number): number {
    const channel = view.getUint32(at + 4, true);
    const session = view.getUint32(at + 8, true);
    if (session !== this.#session || channel !== this.#channel) {
      this.#session = session;
      this.#channel = channel;
      this.#next = first;
    }
    // Far behind what was expected, the numbers have begun anew, or one of them was wrong.
    if (first + count < this.#next - MOST_BEHIND) {
      this.#mustClear = true;
      this.#next = first;
    }
    // A segment without messages is a heartbeat: it tells the number that comes next.
    if (first > this.#next) {
      this.gaps++;
      this.missing += first - this.#next;
      this.#mustClear = true;
      this.#next = first;
    }
    const again = Math.min(count, Math.max(0, this.#next - first));
    this.repeated += again;
    this.#next = Math.max(this.#next, first + count);
    return again;
  }

  #clear(view: DataView, at: number, out: MarketBatch): void {
    if (!out.ensure(this.symbols.length)) return;
    this.#mustClear = false;
    const high = view.getUint32(at + 36, true);
    const low = view.getUint32(at + 32, true);
    const micros = microsOf64(high, low);
    for (let index = 0; index < this.symbols.length; index++)
      this.#row(out, MarketKind.BookClear, MarketFlag.Last, index, -1, micros, nanosOf64(high, low));
  }

  #read(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    count: number,
    skip: number,
    first: number,
    offset: number,
    out: MarketBatch,
  ): void {
    let at = start;
    for (let i = 0; i < count; i++) {
      const size = at + 2 <= end ? view.getUint16(at, true) : -1;
      if (size < 1 || at + 2 + size > end) {
        this.rejects.add(BAD_SEGMENT, offset);
        return;
      }
      if (i >= skip) {
        this.messages++;
        const known = IEX_SIZES[bytes[at + 2]!]!;
        // A newer specification may append fields to a message.
        const reason =
          known === 0 ? UNKNOWN_TYPE : size < known ? BAD_LENGTH : this.#message(bytes, view, at + 2, first + i, out);
        if (reason >= 0) this.rejects.add(reason, offset);
      }
      at += 2 + size;
    }
    if (at !== end) this.rejects.add(BAD_SEGMENT, offset);
  }

  /** @returns a reason, or −1 */
  #message(bytes: Uint8Array, view: DataView, at: number, sequence: number, out: MarketBatch): number {
    const type = bytes[at]!;
    if (type === D || type === I || type === P || type === E || type === X || type === A) return -1;
    const low = view.getUint32(at + 2, true);
    const high = view.getUint32(at + 6, true);
    const micros = microsOf64(high, low);
    if (Number.isNaN(micros)) return BAD_NUMBER;
    const nanos = nanosOf64(high, low);
    if (type === S) {
      const row = this.#row(out, MarketKind.Status, MarketFlag.Last, -1, sequence, micros, nanos);
      out.code[row] = EVENTS[String.fromCharCode(bytes[at + 1]!)] ?? TradingState.Unknown;
      return -1;
    }
    const instrument = this.#instrument(bytes, view, at + 10);
    if (instrument < 0) return SYMBOLS_FULL;
    if (type === Q) return this.#quote(view, at, instrument, sequence, micros, nanos, out);
    if (type === H || type === O) return this.#status(bytes[at + 1]!, type, instrument, sequence, micros, nanos, out);
    const price = priceAt(view, at + 22);
    if (Number.isNaN(price)) return BAD_NUMBER;
    if (type === BUY || type === SELL) {
      const last = (bytes[at + 1]! & EVENT_COMPLETE) === 0 ? 0 : MarketFlag.Last;
      const row = this.#row(out, MarketKind.Level, last, instrument, sequence, micros, nanos);
      out.side[row] = type === BUY ? Side.Buy : Side.Sell;
      out.price[row] = price;
      out.quantity[row] = view.getUint32(at + 18, true);
      return -1;
    }
    const id = signed64(view.getInt32(at + 34, true), view.getUint32(at + 30, true));
    if (Number.isNaN(id)) return BAD_NUMBER;
    const cross = (bytes[at + 1]! & SINGLE_PRICE_CROSS) === 0 ? 0 : MarketFlag.Auction;
    const kind = type === T ? MarketKind.Trade : MarketKind.TradeCancel;
    const row = this.#row(out, kind, MarketFlag.Last | (type === T ? cross : 0), instrument, sequence, micros, nanos);
    out.id[row] = id;
    if (type === T) {
      out.price[row] = price;
      out.quantity[row] = view.getUint32(at + 18, true);
    }
    return -1;
  }

  #quote(
    view: DataView,
    at: number,
    instrument: number,
    sequence: number,
    micros: number,
    nanos: number,
    out: MarketBatch,
  ): number {
    const bid = priceAt(view, at + 22);
    const ask = priceAt(view, at + 30);
    if (Number.isNaN(bid) || Number.isNaN(ask)) return BAD_NUMBER;
    const bidSize = view.getUint32(at + 18, true);
    const askSize = view.getUint32(at + 38, true);
    const row = this.#row(out, MarketKind.Quote, MarketFlag.Last, instrument, sequence, micros, nanos);
    out.price[row] = bidSize > 0 ? bid : Number.NaN;
    out.quantity[row] = bidSize;
    out.otherPrice[row] = askSize > 0 ? ask : Number.NaN;
    out.otherQuantity[row] = askSize;
    return -1;
  }

  /** IEX's own halt and the state of trading are told apart: trading goes on when both allow it. */
  #status(
    code: number,
    type: number,
    instrument: number,
    sequence: number,
    micros: number,
    nanos: number,
    out: MarketBatch,
  ): number {
    const letter = String.fromCharCode(code);
    if (type === O) this.#isHalted[instrument] = letter === "O" ? 1 : 0;
    else this.#states[instrument] = STATES[letter] ?? TradingState.Unknown;
    const row = this.#row(out, MarketKind.Status, MarketFlag.Last, instrument, sequence, micros, nanos);
    out.code[row] = this.#isHalted[instrument] === 1 ? TradingState.Halted : this.#states[instrument]!;
    return -1;
  }

  #row(
    out: MarketBatch,
    kind: number,
    flags: number,
    instrument: number,
    sequence: number,
    micros: number,
    nanos: number,
  ): number {
    const row = out.add(kind, flags, instrument, 0, Number.NaN, 0, 0, sequence, micros, nanos);
    out.receiveMicros[row] = this.captureMicros;
    out.receiveNanos[row] = this.captureNanos;
    return row;
  }

  #instrument(bytes: Uint8Array, view: DataView, at: number): number {
    const high = view.getUint32(at, false);
    const low = view.getUint32(at + 4, false);
    const known = this.#table.find(high, low);
    if (known >= 0) return known;
    const index = this.#table.numberOf(high, low);
    if (index >= 0) this.symbols.push(String.fromCharCode(...bytes.subarray(at, at + 8)).trimEnd());
    return index;
  }
}

/** A price in units of 10^-4, or NaN for what is none. */
function priceAt(view: DataView, at: number): number {
  const price = signed64(view.getInt32(at + 4, true), view.getUint32(at, true));
  return price >= 0 ? price : Number.NaN;
}
