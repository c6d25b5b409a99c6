import { IEX_PRICE_DECIMALS, IexDecoder, type MarketBatch, type RejectLog } from "@hotpath/market-data";
import type { BookFormat, FeedInstrument, FeedReader } from "../formats.ts";

/** A day of IEX's as it publishes it: a capture of TOPS or DEEP. */
export const iex: BookFormat = {
  name: "iex",
  about: "IEX TOPS 1.6 and DEEP 1.0 in pcap or pcap-ng",
  endings: [".pcap", ".pcapng"],
  open: () => new IexReader(),
};

class IexReader implements FeedReader {
  readonly instruments: FeedInstrument[] = [];
  readonly #decoder: IexDecoder = new IexDecoder();

  get messages(): number {
    return this.#decoder.messages;
  }

  get offset(): number {
    return this.#decoder.offset;
  }

  get rejects(): RejectLog {
    return this.#decoder.rejects;
  }

  decode(bytes: Uint8Array, out: MarketBatch): number {
    const taken = this.#decoder.decode(bytes, out);
    const { symbols } = this.#decoder;
    while (this.instruments.length < symbols.length) {
      const symbol = symbols[this.instruments.length]!;
      this.instruments.push({ symbol, priceDecimals: IEX_PRICE_DECIMALS, sizeDecimals: 0 });
    }
    return taken;
  }

  end(): void {
    this.#decoder.end();
  }

  notes(): string[] {
    const { gaps, missing } = this.#decoder;
    return gaps === 0 ? [] : [`${missing} messages missing in ${gaps} gaps: books were cleared there`];
  }
}
