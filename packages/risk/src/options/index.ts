/**
 * European options and books of them: prices and greeks by Black–Scholes–Merton and Black 76, implied volatility to the
 * last digits, full revaluation of a book under scenarios, and what delta-normal and delta-gamma value at risk take.
 */
export { impliedVolatilities, type OptionColumns, OptionReason, priceOptions } from "./batch.ts";
export type {
  BookPosition,
  LinearPosition,
  OptionBook,
  OptionPosition,
  UnderlyingMarket,
  VolatilitySurface,
} from "./book.ts";
export { type BookExposures, bookExposures, type ProfitMoments, profitMoments } from "./exposures.ts";
export { black76Greeks, blackScholesGreeks, type Greeks } from "./greeks.ts";
export { impliedVolatility } from "./implied-volatility.ts";
export type {
  EuropeanOption,
  ForwardOption,
  OptionType,
  SpotOption,
  WithPrice,
  WithVolatility,
} from "./option.ts";
export {
  type MarginRange,
  type PortfolioMargin,
  type PortfolioMarginRules,
  portfolioMargin,
  type UnderlyingMargin,
} from "./portfolio-margin.ts";
export { black76Price, blackScholesPrice } from "./price.ts";
export { type Revaluation, revalue, scenarioProfits } from "./revaluation.ts";
export type { OptionScenario, Shift } from "./scenario.ts";
