import { MARKET_COLUMNS, type MarketBatch } from "../market-batch.ts";

/** Copies rows of one batch behind those of another, which must have room for them. */
export function appendRows(target: MarketBatch, source: MarketBatch, from: number, to: number): void {
  for (const name of MARKET_COLUMNS) target[name].set(source[name].subarray(from, to) as never, target.count);
  target.count += to - from;
}

/** Takes away the first rows of a batch; the others move up. */
export function dropRows(target: MarketBatch, rows: number): void {
  for (const name of MARKET_COLUMNS) target[name].copyWithin(0, rows, target.count);
  target.count -= rows;
}
