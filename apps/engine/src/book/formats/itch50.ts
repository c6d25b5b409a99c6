import type { MarketBatch } from "@hotpath/market-data";
import { ITCH_PRICE_DECIMALS, ItchFeed, newYorkMidnight } from "@hotpath/market-data/itch50";
import { DAY_UNKNOWN, DecodingReader, learnSymbols } from "../decoding-reader.ts";
import type { BookFormat, FeedInstrument, FormatInput } from "../formats.ts";

/** Nasdaq TotalView-ITCH 5.0, each message after its length in two bytes: Nasdaq's daily files. */
export const itch50: BookFormat = {
  name: "itch50",
  about: "Nasdaq TotalView-ITCH 5.0, length-prefixed",
  endings: [".itch50", "nasdaq_itch50", "-v50.txt"],
  open: (input) => new ItchReader(input),
};

class ItchReader extends DecodingReader<ItchFeed> {
  readonly midnightMicros: number;
  readonly instruments: FeedInstrument[] = [];
  protected override readonly decoder: ItchFeed;
  readonly #isDated: boolean;

  constructor(input: FormatInput) {
    super();
    this.#isDated = input.date !== undefined;
    this.midnightMicros = input.date === undefined ? 0 : newYorkMidnight(input.date);
    this.decoder = new ItchFeed({ midnightMicros: this.midnightMicros });
  }

  override decode(bytes: Uint8Array, out: MarketBatch): number {
    const taken = super.decode(bytes, out);
    learnSymbols(this.instruments, this.decoder.normalizer.symbols, ITCH_PRICE_DECIMALS);
    return taken;
  }

  notes(): string[] {
    const { unknownLocates } = this.decoder.normalizer;
    const notes: string[] = [];
    if (!this.#isDated) notes.push(DAY_UNKNOWN);
    if (unknownLocates > 0) notes.push(`${unknownLocates} messages of stocks that the file does not name`);
    return notes;
  }
}
