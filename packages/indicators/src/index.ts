/**
 * Indicators: a registry of definitions, each a graph of operations, and the ways to run one. `indicator(name, params)`
 * makes one; `batch` runs it over columns, `stream` bar by bar, `symbols` over many symbols at once, all with the same
 * bits. definitions/ says what there is, ops/ what it is made of, graph/ and program/ how it runs.
 */
export { BarCache, type BarCacheOptions, type BarCacheStats } from "./bar-cache.ts";
export {
  BarBuilder,
  type BarInput,
  type BuilderOptions,
  type BuilderSnapshot,
  type BuiltBar,
} from "./bars/bar-builder.ts";
export { type BarColumns, buildBars } from "./bars/build-bars.ts";
export { RangeBars, type RangeBarsOptions } from "./bars/range-bars.ts";
export { type BarsDefinition, barsRegistry, createBars } from "./bars/registry.ts";
export { lastAverageTrueRange, RenkoBars, type RenkoBarsOptions } from "./bars/renko-bars.ts";
export type { Sessions } from "./bars/sessions.ts";
export {
  type BarMeasure,
  dollarBars,
  ThresholdBars,
  type ThresholdBarsOptions,
  tickBars,
  volumeBars,
} from "./bars/threshold-bars.ts";
export { TimeBars, type TimeBarsOptions } from "./bars/time-bars.ts";
export type { Definition, Group, Output, Param, Profile } from "./definition.ts";
export type { IndicatorName, IndicatorParams } from "./generated/indicator-types.ts";
export {
  type CandleRange,
  type CandleSetting,
  type CandleSettingChanges,
  type CandleSettingName,
  type CandleSettings,
  candleSettings,
} from "./graph/candles.ts";
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
export { MarketProfile, type MarketProfileOptions, type MarketRow, periodLetter } from "./profiles/market-profile.ts";
export { PriceProfile, type ProfileLevels, type ProfileOptions, type ProfileSnapshot } from "./profiles/profile.ts";
export { VolumeProfile, type VolumeRow } from "./profiles/volume-profile.ts";
export { findDefinition, registry } from "./registry.ts";
export { SymbolRows, type SymbolRowsState } from "./symbol-rows.ts";
