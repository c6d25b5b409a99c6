/**
 * Statistical signals. Generators for one symbol's stream (momentum, reversion, change points, regimes, order flow), and
 * the estimators and tests behind them, each with its source.
 */
export { BayesianBreak, type BayesianBreakOptions, bayesianBreak } from "./bayesian-break.ts";
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
export { fitHiddenMarkov, type HiddenMarkovFit, type HiddenMarkovOptions } from "./fit-hidden-markov.ts";
export {
  filterHiddenMarkov,
  type HiddenMarkovModel,
  type HiddenMarkovPath,
  likeliestStates,
  smoothHiddenMarkov,
} from "./hidden-markov.ts";
export { HiddenMarkovRegime, type HiddenMarkovRegimeOptions, hiddenMarkovRegime } from "./hidden-markov-regime.ts";
export type { Sampling } from "./internal/sampled-signal.ts";
export { MicropriceDrift, type MicropriceDriftOptions, micropriceDrift } from "./microprice-drift.ts";
export { type OrderFlowOptions, OrderFlowSignal, orderFlowImbalance } from "./order-flow-signal.ts";
export { fitOrnsteinUhlenbeck, type OrnsteinUhlenbeckFit } from "./ornstein-uhlenbeck.ts";
export {
  OrnsteinUhlenbeckReversion,
  type OrnsteinUhlenbeckReversionOptions,
  ornsteinUhlenbeckReversion,
} from "./ornstein-uhlenbeck-reversion.ts";
export {
  type ChangePointOptions,
  type ChangePointSeries,
  changePoints,
  RunLengthPosterior,
} from "./run-length-posterior.ts";
export { type QuoteColumns, type SignalSeries, signalSeries } from "./signal-series.ts";
export { TimeSeriesMomentum, type TimeSeriesMomentumOptions, timeSeriesMomentum } from "./time-series-momentum.ts";
export { ZScoreReversion, type ZScoreReversionOptions, zScoreReversion } from "./z-score-reversion.ts";
