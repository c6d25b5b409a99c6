/**
 * Statistical signals. Generators for one symbol's stream (momentum, reversion, change points, regimes, order flow), and
 * the estimators and tests behind them, each with its source.
 */
export {
  type CusumAlarms,
  CusumBreak,
  type CusumOptions,
  cusumAlarms,
  cusumBreak,
  cusumRunLength,
  cusumThreshold,
} from "./cusum.ts";
export { defaultStatisticalGenerators } from "./defaults.ts";
export { MicropriceDrift, type MicropriceDriftOptions, micropriceDrift } from "./microprice-drift.ts";
export { type OrderFlowOptions, OrderFlowSignal, orderFlowImbalance } from "./order-flow-signal.ts";
export { fitOrnsteinUhlenbeck, type OrnsteinUhlenbeckFit } from "./ornstein-uhlenbeck.ts";
export {
  OrnsteinUhlenbeckReversion,
  type OrnsteinUhlenbeckReversionOptions,
  ornsteinUhlenbeckReversion,
} from "./ornstein-uhlenbeck-reversion.ts";
export { type QuoteColumns, type SignalSeries, signalSeries } from "./signal-series.ts";
export { TimeSeriesMomentum, type TimeSeriesMomentumOptions, timeSeriesMomentum } from "./time-series-momentum.ts";
export { ZScoreReversion, type ZScoreReversionOptions, zScoreReversion } from "./z-score-reversion.ts";
