/**
 * How much to trade. The methods answer a size or a share of equity as a double; `sizeOrder` and `sizePortfolio` make whole
 * lots of it, exactly, within limits, and say which of them bound.
 */
export {
  type AtrSizeOptions,
  atrSize,
  type FixedFractionalOptions,
  fixedFractionalSize,
  type ShareOfEquityOptions,
  shareOfEquitySize,
  type VolatilityTargetOptions,
  volatilityTargetShare,
} from "./fixed-fractional.ts";
export { type BinaryBet, kellyFromReturns, kellyOfBet, kellyOfMoments } from "./kelly.ts";
export { type KellyPortfolio, type KellyPortfolioOptions, kellyPortfolio } from "./kelly-portfolio.ts";
export { type OptimalF, optimalF } from "./optimal-f.ts";
export { type OrderSize, type OrderSizeOptions, type SizeBound, type SizeLimits, sizeOrder } from "./order-size.ts";
export { type PortfolioSizeOptions, sizePortfolio } from "./portfolio-sizes.ts";
