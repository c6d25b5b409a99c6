import {
  LOBSTER_PRICE_DECIMALS,
  LobsterFeed,
  type MarketBatch,
  newYorkMidnight,
  type RejectLog,
} from "@hotpath/market-data";
import { lobsterSymbol } from "../file-names.ts";
import type { BookFormat, FeedInstrument, FeedReader, FormatInput } from "../formats.ts";

/** LOBSTER's message CSV. Its book is that of the orders that the file itself enters; `--book` shows the whole window. */
export const lobster: BookFormat = {
  name: "lobster",
  about: "LOBSTER message CSV, with its order book CSV by --book",
  endings: [],
  pattern: /_message_\d+\.csv$/,
  lobsterColumns: true,
  open: (input) => new LobsterReader(input),
};

class LobsterReader implements FeedReader {
  readonly midnightMicros: number;
  readonly instruments: readonly FeedInstrument[];
  readonly #feed: LobsterFeed;
  readonly #isDated: boolean;

  constructor(input: FormatInput) {
    this.#isDated = input.date !== undefined;
    this.midnightMicros = input.date === undefined ? 0 : newYorkMidnight(input.date);
    this.#feed = new LobsterFeed({ midnightMicros: this.midnightMicros });
    const symbol = lobsterSymbol(input.name) ?? input.symbol ?? "";
    this.instruments = [{ symbol, priceDecimals: LOBSTER_PRICE_DECIMALS, sizeDecimals: 0 }];
  }

  get messages(): number {
    return this.#feed.messages;
  }

  get offset(): number {
    return this.#feed.offset;
  }

  get rejects(): RejectLog {
    return this.#feed.rejects;
  }

  decode(bytes: Uint8Array, out: MarketBatch): number {
    return this.#feed.decode(bytes, out);
  }

  end(out?: MarketBatch): void {
    this.#feed.end(out);
  }

  notes(): string[] {
    const { finerTimes } = this.#feed;
    const notes: string[] = [];
    if (finerTimes > 0) notes.push(`${finerTimes} times finer than a nanosecond, cut to it`);
    if (!this.#isDated) notes.push("the day is not known: times count from 1970-01-01; --date YYYY-MM-DD says it");
    return notes;
  }
}
