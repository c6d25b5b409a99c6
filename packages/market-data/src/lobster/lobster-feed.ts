import { ConfigError, Side } from "@hotpath/core";
import type { Decoder } from "../decoder.ts";
import type { LineReject } from "../internal/line-decoder.ts";
import { type MarketBatch, MarketFlag, MarketKind, TradingState } from "../market-batch.ts";
import type { RejectLog } from "../reject-log.ts";
import { LobsterMessageDecoder, type LobsterMessageReject, LobsterMessages, LobsterType } from "./lobster-messages.ts";

/** Decimals of LOBSTER's prices: its units are 10^-4 dollars. */
export const LOBSTER_PRICE_DECIMALS = 4;

const ROWS = 1024;
const { Last, Hidden, Auction } = MarketFlag;

/** How a {@link LobsterFeed} is made. */
export interface LobsterFeedOptions {
  /** Microseconds from the Unix epoch to the midnight that times count from: `newYorkMidnight("2012-06-21")`. */
  midnightMicros: number;
  /** Index of the instrument; 0 by default. */
  instrument?: number;
}

/**
 * A LOBSTER message file to normalised rows, one for each line, numbered from 1 in `sequence`: 1 → OrderAdd, 2 →
 * OrderReduce, 3 → OrderDelete, 4 → OrderExecute, 5 → Trade (`Hidden`), 6 → Trade (`Auction`), 7 → Status. Orders that were
 * entered before the file begins are named by it all the same, and unknown to a book.
 */
export class LobsterFeed implements Decoder<MarketBatch> {
  readonly #decoder: LobsterMessageDecoder = new LobsterMessageDecoder();
  readonly #midnight: number;
  readonly #instrument: number;
  #columns: LobsterMessages = new LobsterMessages(ROWS);
  #sequence = 0;

  /** @throws {ConfigError} naming the option, its value and what is allowed */
  constructor(options: LobsterFeedOptions) {
    const { midnightMicros, instrument = 0 } = options;
    if (!Number.isSafeInteger(midnightMicros)) {
      throw new ConfigError("lobsterFeed.midnightMicros", midnightMicros, "a safe integer of microseconds");
    }
    if (!Number.isInteger(instrument) || instrument < 0) {
      throw new ConfigError("lobsterFeed.instrument", instrument, "an index of 0 or more");
    }
    this.#midnight = midnightMicros;
    this.#instrument = instrument;
  }

  /** Lines read since the start, refused ones included. */
  get messages(): number {
    return this.#decoder.messages;
  }

  /** Bytes of the stream taken so far. */
  get offset(): number {
    return this.#decoder.offset;
  }

  /** What was not taken, by reason. */
  get rejects(): RejectLog<LobsterMessageReject | LineReject> {
    return this.#decoder.rejects;
  }

  /** Lines whose time was finer than a nanosecond, and cut to it. */
  get finerTimes(): number {
    return this.#decoder.finerTimes;
  }

  /** See {@link Decoder.decode}. */
  decode(bytes: Uint8Array, out: MarketBatch): number {
    if (this.#columns.rows > out.maxRows) this.#columns = new LobsterMessages(out.maxRows);
    const columns = this.#columns;
    let at = 0;
    while (at < bytes.length && out.ensure(columns.rows)) {
      at += this.#decoder.decode(at === 0 ? bytes : bytes.subarray(at), columns);
      this.#normalize(out);
    }
    return at;
  }

  /** Takes the last line if it has no end; the feed may then begin another file. */
  end(out?: MarketBatch): void {
    if (out?.ensure(1) === true) {
      this.#decoder.end(this.#columns);
      this.#normalize(out);
    } else {
      this.#decoder.end();
    }
    this.#sequence = 0;
  }

  #normalize(out: MarketBatch): void {
    const columns = this.#columns;
    for (let row = 0; row < columns.count; row++) this.#add(columns, row, out);
    columns.clear();
  }

  #add(columns: LobsterMessages, row: number, out: MarketBatch): void {
    const type = columns.type[row]!;
    const time = columns.time[row]!;
    const micros = Math.floor(time / 1000);
    const isBuy = columns.direction[row]! === 1;
    const isOrder = type <= LobsterType.Execution;
    const isTrade = type === LobsterType.HiddenExecution || type === LobsterType.Cross;
    const flags =
      type === LobsterType.HiddenExecution ? Last | Hidden : type === LobsterType.Cross ? Last | Auction : Last;
    // The direction is that of the order that rested; a trade's side is the taker's, and a cross has none.
    const takerSide = isBuy ? Side.Sell : Side.Buy;
    const side = isOrder ? (isBuy ? Side.Buy : Side.Sell) : type === LobsterType.HiddenExecution ? takerSide : 0;
    const hasPrice = type === LobsterType.Submission || isTrade;
    const added = out.add(
      KINDS[type]!,
      flags,
      this.#instrument,
      side,
      hasPrice ? columns.price[row]! : Number.NaN,
      isOrder || isTrade ? columns.size[row]! : 0,
      isOrder ? columns.orderId[row]! : 0,
      ++this.#sequence,
      this.#midnight + micros,
      time - micros * 1000,
    );
    if (isTrade) out.otherId[added] = columns.orderId[row]!;
    else if (type === LobsterType.Halt) out.code[added] = stateOf(columns.price[row]!);
  }
}

const KINDS: readonly number[] = [
  0,
  MarketKind.OrderAdd,
  MarketKind.OrderReduce,
  MarketKind.OrderDelete,
  MarketKind.OrderExecute,
  MarketKind.Trade,
  MarketKind.Trade,
  MarketKind.Status,
];

function stateOf(price: number): number {
  if (price === -1) return TradingState.Halted;
  if (price === 0) return TradingState.QuoteOnly;
  return price === 1 ? TradingState.Trading : TradingState.Unknown;
}
