import type { Decoder, MarketBatch, RejectLog } from "@hotpath/market-data";
import type { FeedInstrument, FeedReader } from "./formats.ts";

/** A reader of a format that one decoder reads from the first byte on. */
export abstract class DecodingReader<D extends Decoder<MarketBatch>> implements FeedReader {
  abstract readonly instruments: readonly FeedInstrument[];
  protected abstract readonly decoder: D;

  get messages(): number {
    return this.decoder.messages;
  }

  get offset(): number {
    return this.decoder.offset;
  }

  get rejects(): RejectLog {
    return this.decoder.rejects;
  }

  decode(bytes: Uint8Array, out: MarketBatch): number {
    return this.decoder.decode(bytes, out);
  }

  end(out: MarketBatch): void {
    this.decoder.end(out);
  }
}

/** Appends the instruments of the symbols that a decoder has met since; sizes are whole. */
export function learnSymbols(instruments: FeedInstrument[], symbols: readonly string[], priceDecimals: number): void {
  for (let place = instruments.length; place < symbols.length; place++)
    instruments.push({ symbol: symbols[place]!, priceDecimals, sizeDecimals: 0 });
}

/** What a user is told of a format that has times of day only, where neither `--date` nor the file's name says the day. */
export const DAY_UNKNOWN = "the day is not known: times count from 1970-01-01; --date YYYY-MM-DD says it";
