/**
 * How messages of JSON feeds become rows: the same functions write them whether a message was scanned or parsed, so the
 * rows are the same.
 */
import { POWERS_OF_TEN, Side } from "@hotpath/core";
import { type MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";
import { IsoTime } from "./iso-time.ts";
import type { JsonScanner } from "./scanner.ts";
import { arrayOf, integerOf, type JsonValue, positiveUnitsOf, Refusal, textOf, unitsOf } from "./values.ts";
import type { VenueInstruments } from "./venue-instruments.ts";

const QUOTE = 34;
const COMMA = 44;
const POINT = 46;
const ZERO = 48;
/** So many rows are filled in a loop; a call of `fill` pays off beyond. */
const FEW = 12;
const OPEN = 91;
const CLOSE = 93;

/** What a decoder knows of the message that it is reading, shared by the scanned and the parsed way. */
export class RowContext {
  /** Where rows go. */
  out!: MarketBatch;
  readonly instruments: VenueInstruments;
  /** Entry of the message's symbol. */
  entry = -1;
  /** Index of the instrument. */
  instrument = -1;
  priceDecimals = 0;
  sizeDecimals = 0;
  /** The venue's time. */
  micros: number = Number.NaN;
  /** Nanoseconds within {@link RowContext.micros}. */
  nanos = 0;
  /** The venue's number of the message. */
  sequence = -1;
  readonly #iso = new IsoTime();

  constructor(instruments: VenueInstruments) {
    this.instruments = instruments;
  }

  /** Sets the symbol. @returns false if there is no such entry */
  select(entry: number): boolean {
    if (entry < 0) return false;
    this.entry = entry;
    this.instrument = this.instruments.index[entry]!;
    this.priceDecimals = this.instruments.priceDecimals[entry]!;
    this.sizeDecimals = this.instruments.sizeDecimals[entry]!;
    return true;
  }

  /** Sets the symbol by its name. @throws {Refusal} `unknownSymbol` */
  selectNamed(instruments: VenueInstruments, symbol: string): void {
    if (!this.select(instruments.entryOf(symbol))) throw new Refusal("unknownSymbol", symbol);
  }

  /** Takes the venue's time from a string such as `"2021-04-17T16:43:37.077621Z"`, quotes and all. */
  scanIsoTime(scanner: JsonScanner): boolean {
    const from = scanner.at + 1;
    if (!scanner.skipsString() || !this.#iso.read(scanner.bytes, from, scanner.at - 1)) return false;
    this.micros = this.#iso.micros;
    this.nanos = this.#iso.nanos;
    return true;
  }

  /** The same of a parsed message. @throws {Refusal} */
  readIsoTime(value: JsonValue | undefined): void {
    if (!this.#iso.readText(textOf(value))) throw new Refusal("badNumber");
    this.micros = this.#iso.micros;
    this.nanos = this.#iso.nanos;
  }

  /** Takes the venue's time in milliseconds. @returns false if it is none, or beyond the year 2255 */
  takesMillis(millis: number): boolean {
    this.micros = millis * 1000;
    return millis <= 9_000_000_000_000;
  }

  /** The same of a parsed message. @throws {Refusal} */
  readMillis(value: JsonValue | undefined): void {
    if (!this.takesMillis(integerOf(value))) throw new Refusal("tooLarge");
  }

  /** Begins a book message with its header. @returns the header's row */
  book(kind: number, first: number, previous: number): number {
    const flags = kind === MarketKind.BookSnapshot ? MarketFlag.Snapshot : 0;
    const row = this.out.add(
      kind,
      flags,
      this.instrument,
      0,
      Number.NaN,
      0,
      first,
      this.sequence,
      this.micros,
      this.nanos,
    );
    this.out.otherId[row] = previous;
    return row;
  }

  /** Gives a header the time, where that stands behind the levels. */
  timeHeader(header: number): void {
    this.out.timeMicros[header] = this.micros;
    this.out.timeNanos[header] = this.nanos;
  }

  /**
   * Gives a header the venue's checksum, and the decimals of the texts from which it is made.
   *
   * @param checksum 32 bits, signed or not
   */
  checksum(header: number, checksum: number, priceDecimals: number, sizeDecimals: number): void {
    const { out } = this;
    out.flags[header] = out.flags[header]! | MarketFlag.Checksum;
    out.code[header] = checksum;
    out.quantity[header] = priceDecimals;
    out.otherQuantity[header] = sizeDecimals;
  }

  /** Ends a book message: its last row says so. */
  endBook(): void {
    const row = this.out.count - 1;
    this.out.flags[row] = this.out.flags[row]! | MarketFlag.Last;
  }

  /** One level of a book message. */
  level(flags: number, side: number, price: number, quantity: number): number {
    return this.out.add(
      MarketKind.Level,
      flags,
      this.instrument,
      side,
      price,
      quantity,
      0,
      this.sequence,
      this.micros,
      this.nanos,
    );
  }

  /** A trade. @param side the taker's @returns its row */
  trade(side: number, price: number, quantity: number, id: number): number {
    return this.out.add(
      MarketKind.Trade,
      MarketFlag.Last,
      this.instrument,
      side,
      price,
      quantity,
      id,
      this.sequence,
      this.micros,
      this.nanos,
    );
  }

  /** The best bid and offer; a side with size 0 has no price. */
  quote(bid: number, bidSize: number, ask: number, askSize: number): void {
    const { out } = this;
    const price = bidSize === 0 ? Number.NaN : bid;
    const row = out.add(
      MarketKind.Quote,
      MarketFlag.Last,
      this.instrument,
      0,
      price,
      bidSize,
      0,
      this.sequence,
      this.micros,
      this.nanos,
    );
    out.otherPrice[row] = askSize === 0 ? Number.NaN : ask;
    out.otherQuantity[row] = askSize;
  }

  /** The last price and the volume. */
  ticker(price: number, volume: number): void {
    this.out.add(
      MarketKind.Ticker,
      MarketFlag.Last,
      this.instrument,
      0,
      price,
      volume,
      0,
      this.sequence,
      this.micros,
      this.nanos,
    );
  }

  /** The venue is alive. @param instrument −1 where it is of none */
  heartbeat(instrument: number): number {
    return this.out.add(
      MarketKind.Heartbeat,
      MarketFlag.Last,
      instrument,
      0,
      Number.NaN,
      0,
      0,
      this.sequence,
      this.micros,
      this.nanos,
    );
  }

  /**
   * Scans `[["price","size"],…]`: prices and sizes in quotes, nothing else in a level. The hot loop of most feeds, so it
   * keeps its place in a local and writes three columns only; {@link RowContext.endScannedBook} fills the others.
   *
   * @returns false for another layout, finer or larger numbers
   */
  scanLevels(scanner: JsonScanner, side: number): boolean {
    const { bytes } = scanner;
    const { out } = this;
    const { price, quantity, side: sides } = out;
    let at = scanner.at;
    if (bytes[at] !== OPEN) return false;
    at++;
    if (bytes[at] === CLOSE) {
      scanner.at = at + 1;
      return true;
    }
    // Nine digits on each side of the point fit 32 bits; more of them are for the other reading.
    const priceLeft = this.priceDecimals < 9 ? this.priceDecimals : 9;
    const sizeLeft = this.sizeDecimals < 9 ? this.sizeDecimals : 9;
    const priceScale = POWERS_OF_TEN[this.priceDecimals]!;
    const sizeScale = POWERS_OF_TEN[this.sizeDecimals]!;
    const priceRest = POWERS_OF_TEN[this.priceDecimals - priceLeft]!;
    const sizeRest = POWERS_OF_TEN[this.sizeDecimals - sizeLeft]!;
    const last = price.length;
    let row = out.count;
    let digit = 0;
    for (;;) {
      if (bytes[at] !== OPEN || bytes[at + 1] !== QUOTE || row >= last) return false;
      at += 2;
      let from = at;
      let whole = 0;
      for (;;) {
        digit = bytes[at]! ^ ZERO;
        if (digit > 9) break;
        whole = (Math.imul(whole, 10) + digit) | 0;
        at++;
      }
      if (at - from > 9) whole = manyDigits(bytes, from, at);
      else if (at === from) return false;
      let fraction = 0;
      let left = priceLeft;
      if (bytes[at] === POINT) {
        at++;
        while (left > 0) {
          digit = bytes[at]! ^ ZERO;
          if (digit > 9) break;
          fraction = (Math.imul(fraction, 10) + digit) | 0;
          at++;
          left--;
        }
        while (bytes[at] === ZERO) at++;
      }
      const units = whole * priceScale + fraction * POWERS_OF_TEN[left]! * priceRest;
      if (bytes[at] !== QUOTE || bytes[at + 1] !== COMMA || bytes[at + 2] !== QUOTE) return false;
      at += 3;
      from = at;
      whole = 0;
      for (;;) {
        digit = bytes[at]! ^ ZERO;
        if (digit > 9) break;
        whole = (Math.imul(whole, 10) + digit) | 0;
        at++;
      }
      if (at - from > 9) whole = manyDigits(bytes, from, at);
      else if (at === from) return false;
      fraction = 0;
      left = sizeLeft;
      if (bytes[at] === POINT) {
        at++;
        while (left > 0) {
          digit = bytes[at]! ^ ZERO;
          if (digit > 9) break;
          fraction = (Math.imul(fraction, 10) + digit) | 0;
          at++;
          left--;
        }
        while (bytes[at] === ZERO) at++;
      }
      const size = whole * sizeScale + fraction * POWERS_OF_TEN[left]! * sizeRest;
      if (bytes[at] !== QUOTE || bytes[at + 1] !== CLOSE) return false;
      if (!(units <= Number.MAX_SAFE_INTEGER && size <= Number.MAX_SAFE_INTEGER)) return false;
      price[row] = units;
      quantity[row] = size;
      sides[row] = side;
      row++;
      const next = bytes[at + 2];
      at += 3;
      if (next === COMMA) continue;
      if (next !== CLOSE) return false;
      scanner.at = at;
      out.count = row;
      return true;
    }
  }

  /** Appends a scanned level: price, size and side; {@link RowContext.endScannedBook} fills the other columns. */
  scannedLevel(side: number, price: number, quantity: number): void {
    const { out } = this;
    const row = out.count++;
    out.price[row] = price;
    out.quantity[row] = quantity;
    out.side[row] = side;
  }

  /**
   * Ends a book message that was scanned: fills the columns of the levels behind its header, and says which row is last.
   *
   * @param header the row that {@link RowContext.book} gave
   * @param flags of the levels
   * @param hasCodes whether the column `code` of the levels has been written already
   */
  endScannedBook(header: number, flags: number, hasCodes = false): void {
    const { out, instrument, sequence, micros, nanos } = this;
    const from = header + 1;
    const to = out.count;
    if (to - from < FEW) {
      const { receivedMicros, receivedNanos } = out;
      for (let row = from; row < to; row++) {
        out.kind[row] = MarketKind.Level;
        out.flags[row] = flags;
        out.instrument[row] = instrument;
        if (!hasCodes) out.code[row] = 0;
        out.otherPrice[row] = Number.NaN;
        out.otherQuantity[row] = 0;
        out.id[row] = 0;
        out.otherId[row] = 0;
        out.sequence[row] = sequence;
        out.timeMicros[row] = micros;
        out.timeNanos[row] = nanos;
        out.receiveMicros[row] = receivedMicros;
        out.receiveNanos[row] = receivedNanos;
      }
    } else {
      out.kind.fill(MarketKind.Level, from, to);
      out.flags.fill(flags, from, to);
      out.instrument.fill(instrument, from, to);
      if (!hasCodes) out.code.fill(0, from, to);
      out.otherPrice.fill(Number.NaN, from, to);
      out.otherQuantity.fill(0, from, to);
      out.id.fill(0, from, to);
      out.otherId.fill(0, from, to);
      out.sequence.fill(sequence, from, to);
      out.timeMicros.fill(micros, from, to);
      out.timeNanos.fill(nanos, from, to);
      out.receiveMicros.fill(out.receivedMicros, from, to);
      out.receiveNanos.fill(out.receivedNanos, from, to);
    }
    this.endBook();
  }

  /** The levels of `[[price, size, …], …]`, whatever follows in a level. @throws {Refusal} */
  readLevels(value: JsonValue | undefined, flags: number, side: number): void {
    for (const item of arrayOf(value)) {
      const level = arrayOf(item);
      this.level(flags, side, unitsOf(level[0], this.priceDecimals), positiveUnitsOf(level[1], this.sizeDecimals));
    }
  }

  /** The levels of both sides. @throws {Refusal} */
  readBook(bids: JsonValue | undefined, asks: JsonValue | undefined, flags: number): void {
    this.readLevels(bids, flags, Side.Buy);
    this.readLevels(asks, flags, Side.Sell);
  }
}

/** A whole number of ten digits or more, or NaN where it has too many for a safe integer. */
function manyDigits(bytes: Uint8Array, from: number, to: number): number {
  if (to - from > 16) return Number.NaN;
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + (bytes[at]! ^ ZERO);
  return value;
}
