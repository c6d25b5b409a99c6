/**
 * Volatility that changes: exponentially weighted (ewma.ts) and GARCH(1,1) by quasi maximum likelihood (garch.ts), with the
 * two searches that fits of this package share (bfgs.ts, brent.ts).
 */
export { type EwmaOptions, type EwmaVolatility, ewmaVolatility } from "./ewma.ts";
export { fitGarch, type GarchFit, type GarchOptions, garchHorizonVariance } from "./garch.ts";
