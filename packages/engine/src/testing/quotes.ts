import { formatFixed, type InstrumentDefinition, Random } from "@hotpath/core";

/** A quote as text, as users hand it in. */
export interface TextQuote {
  symbolId: number;
  bidPrice: string;
  askPrice: string;
  bidSize: string;
  askSize: string;
  timestamp: bigint;
  venueId: number;
  flags: number;
}

/** Time of the first quote. */
export const START = 1_700_000_000_000_000_000n;

/** Instruments 1, 2, 3 … priced in cents. */
export function instruments(count: number): InstrumentDefinition[] {
  return Array.from({ length: count }, (_, i) => ({ id: i + 1, symbol: `SYM${i + 1}`, priceDecimals: 2 }));
}

/** Quotes of a seeded walk around 100.00 that trends and turns, a millisecond apart. */
export function quotesOf(symbolId: number, count: number, seed: number, from = 0): TextQuote[] {
  const random = new Random(seed);
  let mid = 10_000;
  let drift = 0;
  return Array.from({ length: count }, (_, i) => {
    drift = 0.9 * drift + random.normal();
    mid = Math.max(2_000, mid + Math.round(drift + random.normal()));
    return {
      symbolId,
      bidPrice: formatFixed(mid - 2, 2),
      askPrice: formatFixed(mid + 3, 2),
      bidSize: String(500 + random.integer(1000)),
      askSize: String(500 + random.integer(1000)),
      timestamp: START + BigInt(from + i) * 1_000_000n,
      venueId: 1,
      flags: 0,
    };
  });
}
