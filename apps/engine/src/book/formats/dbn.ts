import { DbnMarketDecoder } from "@hotpath/market-data/dbn";
import { DecodingReader } from "../decoding-reader.ts";
import type { BookFormat, FeedInstrument } from "../formats.ts";

/** DBN's own units of price. */
const PRICE_DECIMALS = 9;

/** Databento's DBN of versions 1 to 3 and dbz: orders, levels or quotes, as the file's schema has them. */
export const dbn: BookFormat = {
  name: "dbn",
  about: "Databento DBN, versions 1 to 3, and dbz: mbo, mbp-10",
  endings: [".dbn", ".dbz", ".dbn.frag"],
  open: () => new DbnReader(),
};

class DbnReader extends DecodingReader<DbnMarketDecoder> {
  readonly instruments: FeedInstrument[] = [];
  protected override readonly decoder: DbnMarketDecoder;
  readonly #places = new Map<string, number>();

  constructor() {
    super();
    this.decoder = new DbnMarketDecoder({
      instrument: (instrumentId, publisherId, time) => ({
        index: this.#place(instrumentId, publisherId, time),
        priceDecimals: PRICE_DECIMALS,
      }),
    });
  }

  notes(): string[] {
    const { metadata, withoutRow, wideIds } = this.decoder;
    const notes: string[] = [];
    if (metadata === undefined) notes.push("there is no metadata: instruments are shown by their numbers");
    if (withoutRow > 0) notes.push(`${withoutRow} records of kinds that no book is made of`);
    if (wideIds > 0) notes.push(`${wideIds} order ids beyond 2^53 are numbered`);
    return notes;
  }

  /** The place of a symbol: its instrument id may be another each day, and several publishers may have it. */
  #place(instrumentId: number, publisherId: number, time: bigint): number {
    const symbol = this.decoder.symbols.symbolAt(instrumentId, time) ?? String(instrumentId);
    const key = `${publisherId}:${symbol}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.instruments.length;
    const isTaken = this.instruments.some((instrument) => instrument.symbol === symbol);
    this.#places.set(key, place);
    this.instruments.push({
      symbol: isTaken ? `${symbol}@${publisherId}` : symbol,
      priceDecimals: PRICE_DECIMALS,
      sizeDecimals: 0,
    });
    return place;
  }
}
