/**
 * Indicators: a registry of definitions, each a graph of operations, and the ways to run one. `indicator(name, params)`
 * makes one; `batch` runs it over columns, `stream` bar by bar, `symbols` over many symbols at once, all with the same
 * bits. definitions/ says what there is, ops/ what it is made of, graph/ and program/ how it runs.
 */
export { BarCache, type BarCacheOptions, type BarCacheStats } from "./bar-cache.ts";
export { batch, type ColumnIndicator } from "./columns/column-indicator.ts";
export { Ema } from "./columns/ema.ts";
export { Macd } from "./columns/macd.ts";
export { Momentum } from "./columns/momentum.ts";
export { Rsi } from "./columns/rsi.ts";
export { Sma } from "./columns/sma.ts";
export { ZScore } from "./columns/z-score.ts";
export type { Definition, Group, Output, Param, Profile } from "./definition.ts";
export type { IndicatorName, IndicatorParams } from "./generated/indicator-types.ts";
export {
  type BatchOptions,
  type BatchResult,
  type Columns,
  Indicator,
  type IndicatorOptions,
  indicator,
  type Mode,
  type NanPolicy,
} from "./indicator.ts";
export {
  IndicatorSet,
  IndicatorSetStream,
  indicatorSet,
  type SetMembers,
  type SharedPart,
} from "./indicator-set.ts";
export { type Bar, IndicatorStream, type StreamSnapshot } from "./indicator-stream.ts";
export { MicroPrice, type MicroPriceOptions } from "./microstructure/micro-price.ts";
export { findDefinition, registry } from "./registry.ts";
export { SymbolRows } from "./symbol-rows.ts";
