/**
 * Technical indicators over many symbols at once. Each is a class with its state in columns, one row a symbol; `update`
 * takes one value and gives one output in O(1); `batch` runs the same code over a column. `BarCache` keeps what was
 * computed from price windows until a symbol's next bar.
 */
export { BarCache, type BarCacheOptions, type BarCacheStats } from "./bar-cache.ts";
export { Ema } from "./ema.ts";
export { batch, type Indicator } from "./indicator.ts";
export { Macd } from "./macd.ts";
export { Momentum } from "./momentum.ts";
export { Rsi } from "./rsi.ts";
export { Sma } from "./sma.ts";
export { ZScore } from "./z-score.ts";
