import { ConfigError } from "@hotpath/core";
import { normalizeOrders } from "../internal/itch-orders.ts";
import { type MarketBatch, MarketFlag, MarketKind, TradingState } from "../market-batch.ts";
import type { ItchColumns } from "./itch-columns.ts";

/** How an {@link ItchNormalizer} is made. */
export interface ItchNormalizerOptions {
  /** Microseconds from the Unix epoch to the midnight that the feed counts from: `newYorkMidnight("2019-12-30")`. */
  midnightMicros: number;
  /**
   * The stocks that are wanted: the place of each is the index of its instrument, and messages of all others are passed
   * over. Left out, every stock that the feed names gets the next index.
   */
  symbols?: readonly string[];
  /** The market whose operational halts count: Q Nasdaq (default), B BX, X PSX. */
  market?: "Q" | "B" | "X";
}

/** Decimals of the prices of ITCH 5.0: its units are 10^-4. */
export const ITCH_PRICE_DECIMALS = 4;

/** A locate that no message has named a stock for. */
const UNKNOWN = -2;
/** A locate of a stock that is not wanted. */
const UNWANTED = -1;

const STATES: Readonly<Record<string, TradingState>> = {
  H: TradingState.Halted,
  P: TradingState.Halted,
  Q: TradingState.QuoteOnly,
  T: TradingState.Trading,
};
const EVENTS: Readonly<Record<string, TradingState>> = {
  O: TradingState.PreOpen,
  S: TradingState.PreOpen,
  Q: TradingState.Trading,
  M: TradingState.Closed,
  E: TradingState.Closed,
  C: TradingState.Closed,
};

/**
 * ITCH 5.0 in the vocabulary of {@link MarketBatch}: prices in units of 10^-4, sizes in shares. A F → OrderAdd, E C →
 * OrderExecute (C with its price, `NonPrintable` if it says so), X → OrderReduce, D → OrderDelete, U → OrderReplace,
 * P → Trade (`Hidden`; the side of the taker is not told), Q → Trade (`Auction`), B → TradeCancel, H, h → Status, S → Status
 * of instrument −1 (`PreOpen` from O on, `Trading` from Q, `Closed` from M). Every row is a message of its own (`Last`).
 * Other types say nothing of books and trades and write no row.
 *
 * Which instrument a message is of is known from the stock that an R, A, F or P names for its locate; a message of a locate
 * that none has named yet is passed over and counted.
 */
export class ItchNormalizer {
  /** The stocks by the index of their instruments. */
  readonly symbols: string[];
  /** Messages of stocks that nobody wants. */
  unwanted = 0;
  /** Messages whose locate no message had named a stock for. */
  unknownLocates = 0;
  readonly #midnight: number;
  readonly #market: string;
  readonly #wanted: Map<string, number>;
  readonly #isOpen: boolean;
  /** @internal The instrument of each locate, or −1 for one that is not wanted, −2 for one that is not known. */
  readonly instruments: Int32Array = new Int32Array(65_536).fill(UNKNOWN);

  /** @throws {ConfigError} naming the option, its value and what is allowed */
  constructor(options: ItchNormalizerOptions) {
    const { midnightMicros, symbols, market = "Q" } = options;
    if (!Number.isSafeInteger(midnightMicros)) {
      throw new ConfigError("itchNormalizer.midnightMicros", midnightMicros, "a safe integer of microseconds");
    }
    if (!["Q", "B", "X"].includes(market)) throw new ConfigError("itchNormalizer.market", market, "Q, B, X");
    this.#midnight = midnightMicros;
    this.#market = market;
    this.#isOpen = symbols === undefined;
    this.symbols = [...(symbols ?? [])];
    this.#wanted = new Map(this.symbols.map((symbol, index) => [symbol, index]));
  }

  /** The index of the instrument of a locate, or −1. */
  instrumentOf(locate: number): number {
    return Math.max(-1, this.instruments[locate] ?? -1);
  }

  /** Says which stock a locate stands for, where it is known from elsewhere than the feed. */
  assign(locate: number, symbol: string): void {
    const known = this.#wanted.get(symbol);
    if (known !== undefined) this.instruments[locate] = known;
    else if (!this.#isOpen) this.instruments[locate] = UNWANTED;
    else {
      this.instruments[locate] = this.symbols.length;
      this.#wanted.set(symbol, this.symbols.length);
      this.symbols.push(symbol);
    }
  }

  /**
   * Appends what rows `from …` of `columns` say to a batch.
   *
   * @returns the row to go on with: `columns.count` unless the batch is full, then read and clear it first
   */
  normalize(columns: ItchColumns, from: number, batch: MarketBatch): number {
    batch.ensure(columns.count - from);
    let row = from;
    while (row < columns.count && batch.ensure(1)) {
      row = normalizeOrders(columns, row, batch, this.instruments, this.#midnight);
      if (row < columns.count && batch.ensure(1)) row = this.#other(columns, row, batch);
    }
    return row;
  }

  /** A row that is not of an order whose instrument is known. Returns the row to go on with. */
  #other(columns: ItchColumns, row: number, batch: MarketBatch): number {
    const locate = columns.locate[row]!;
    const type = String.fromCharCode(columns.type[row]!);
    const code = String.fromCharCode(columns.code[row]!);
    if (type === "S") {
      this.#add(batch, columns, row, MarketKind.Status, 0, -1);
      batch.code[batch.count - 1] = EVENTS[code] ?? TradingState.Unknown;
      return row + 1;
    }
    if (type === "R") {
      const message = columns.message(row);
      if (message.type === "R") this.assign(locate, message.stock);
      return row + 1;
    }
    const stock = this.instruments[locate] === UNKNOWN ? columns.stock(row) : "";
    if (stock !== "") this.assign(locate, stock);
    const instrument = this.instruments[locate]!;
    if (instrument < 0) {
      if (instrument === UNKNOWN) this.unknownLocates++;
      else this.unwanted++;
      return row + 1;
    }
    // An order whose stock became known just now: the loop takes it.
    if (type === "A" || type === "F") return row;
    this.#event(columns, row, batch, instrument, type, code);
    return row + 1;
  }

  #event(columns: ItchColumns, row: number, batch: MarketBatch, instrument: number, type: string, code: string): void {
    switch (type) {
      case "P":
        this.#add(batch, columns, row, MarketKind.Trade, MarketFlag.Hidden, instrument);
        this.#trade(batch, columns, row, columns.shares[row]!);
        break;
      case "Q": {
        const message = columns.message(row);
        const shares = message.type === "Q" ? Number(message.shares) : 0;
        // A cross without shares is no trade; more than the safe integers is no number of shares.
        if (shares === 0 || !Number.isSafeInteger(shares)) return;
        this.#add(batch, columns, row, MarketKind.Trade, MarketFlag.Auction, instrument);
        this.#trade(batch, columns, row, shares);
        break;
      }
      case "B":
        this.#add(batch, columns, row, MarketKind.TradeCancel, 0, instrument);
        batch.id[batch.count - 1] = columns.other[row]!;
        break;
      case "H":
        this.#add(batch, columns, row, MarketKind.Status, 0, instrument);
        batch.code[batch.count - 1] = STATES[code] ?? TradingState.Unknown;
        break;
      case "h": {
        const message = columns.message(row);
        if (message.type !== "h" || message.marketCode !== this.#market) return;
        this.#add(batch, columns, row, MarketKind.Status, 0, instrument);
        batch.code[batch.count - 1] = STATES[message.operationalHaltAction] ?? TradingState.Unknown;
        break;
      }
    }
  }

  #add(batch: MarketBatch, columns: ItchColumns, row: number, kind: number, flags: number, instrument: number): void {
    const nanos = columns.timestamp[row]!;
    const micros = Math.floor(nanos / 1000);
    const all = flags | MarketFlag.Last;
    const sequence = columns.sequence[row]!;
    batch.add(kind, all, instrument, 0, Number.NaN, 0, 0, sequence, this.#midnight + micros, nanos - micros * 1000);
  }

  #trade(batch: MarketBatch, columns: ItchColumns, row: number, shares: number): void {
    const at = batch.count - 1;
    batch.price[at] = columns.price[row]!;
    batch.quantity[at] = shares;
    batch.id[at] = columns.other[row]!;
  }
}
