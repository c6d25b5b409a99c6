import { ITCH_PRICE_DECIMALS, ItchFeed, type MarketBatch, newYorkMidnight, type RejectLog } from "@hotpath/market-data";
import type { BookFormat, FeedInstrument, FeedReader, FormatInput } from "../formats.ts";

/** Nasdaq TotalView-ITCH 5.0, each message after its length in two bytes: Nasdaq's daily files. */
export const itch50: BookFormat = {
  name: "itch50",
  about: "Nasdaq TotalView-ITCH 5.0, length-prefixed",
  endings: [".itch50", "nasdaq_itch50", "-v50.txt"],
  open: (input) => new ItchReader(input),
};

class ItchReader implements FeedReader {
  readonly midnightMicros: number;
  readonly instruments: FeedInstrument[] = [];
  readonly #feed: ItchFeed;
  readonly #isDated: boolean;

  constructor(input: FormatInput) {
    this.#isDated = input.date !== undefined;
    this.midnightMicros = input.date === undefined ? 0 : newYorkMidnight(input.date);
    this.#feed = new ItchFeed({ midnightMicros: this.midnightMicros });
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
    const taken = this.#feed.decode(bytes, out);
    const { symbols } = this.#feed.normalizer;
    while (this.instruments.length < symbols.length) {
      const symbol = symbols[this.instruments.length]!;
      this.instruments.push({ symbol, priceDecimals: ITCH_PRICE_DECIMALS, sizeDecimals: 0 });
    }
    return taken;
  }

  end(): void {
    this.#feed.end();
  }

  notes(): string[] {
    const { unknownLocates } = this.#feed.normalizer;
    const notes: string[] = [];
    if (!this.#isDated) notes.push("the day is not known: times count from 1970-01-01; --date YYYY-MM-DD says it");
    if (unknownLocates > 0) notes.push(`${unknownLocates} messages of stocks that the file does not name`);
    return notes;
  }
}
