import { newYorkMidnight } from "@hotpath/market-data/itch50";
import { LOBSTER_PRICE_DECIMALS, LobsterFeed } from "@hotpath/market-data/lobster";
import { DAY_UNKNOWN, DecodingReader } from "../decoding-reader.ts";
import { lobsterSymbol } from "../file-names.ts";
import type { BookFormat, FeedInstrument, FormatInput } from "../formats.ts";

/** LOBSTER's message CSV. Its book is that of the orders that the file itself enters; `--book` shows the whole window. */
export const lobster: BookFormat = {
  name: "lobster",
  about: "LOBSTER message CSV, with its order book CSV by --book",
  endings: [],
  pattern: /_message_\d+\.csv$/,
  lobsterColumns: true,
  open: (input) => new LobsterReader(input),
};

class LobsterReader extends DecodingReader<LobsterFeed> {
  readonly midnightMicros: number;
  readonly instruments: readonly FeedInstrument[];
  protected override readonly decoder: LobsterFeed;
  readonly #isDated: boolean;

  constructor(input: FormatInput) {
    super();
    this.#isDated = input.date !== undefined;
    this.midnightMicros = input.date === undefined ? 0 : newYorkMidnight(input.date);
    this.decoder = new LobsterFeed({ midnightMicros: this.midnightMicros });
    const symbol = lobsterSymbol(input.name) ?? input.symbol ?? "";
    this.instruments = [{ symbol, priceDecimals: LOBSTER_PRICE_DECIMALS, sizeDecimals: 0 }];
  }

  notes(): string[] {
    const { finerTimes } = this.decoder;
    const notes: string[] = [];
    if (finerTimes > 0) notes.push(`${finerTimes} times finer than a nanosecond, cut to it`);
    if (!this.#isDated) notes.push(DAY_UNKNOWN);
    return notes;
  }
}
