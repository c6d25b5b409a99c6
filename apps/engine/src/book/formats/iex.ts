import type { MarketBatch } from "@hotpath/market-data";
import { IEX_PRICE_DECIMALS, IexDecoder } from "@hotpath/market-data/iex";
import { DecodingReader, learnSymbols } from "../decoding-reader.ts";
import type { BookFormat, FeedInstrument } from "../formats.ts";

/** A day of IEX's as it publishes it: a capture of TOPS or DEEP. */
export const iex: BookFormat = {
  name: "iex",
  about: "IEX TOPS 1.6 and DEEP 1.0 in pcap or pcap-ng",
  endings: [".pcap", ".pcapng"],
  open: () => new IexReader(),
};

class IexReader extends DecodingReader<IexDecoder> {
  readonly instruments: FeedInstrument[] = [];
  protected override readonly decoder: IexDecoder = new IexDecoder();

  override decode(bytes: Uint8Array, out: MarketBatch): number {
    const taken = super.decode(bytes, out);
    learnSymbols(this.instruments, this.decoder.symbols, IEX_PRICE_DECIMALS);
    return taken;
  }

  notes(): string[] {
    const { gaps, missing } = this.decoder;
    return gaps === 0 ? [] : [`${missing} messages missing in ${gaps} gaps: books were cleared there`];
  }
}
