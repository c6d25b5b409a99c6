/**
 * Statistical signals. Generators for one symbol's stream (momentum, reversion, change points, regimes, order flow), and
 * the estimators and tests behind them, each with its source.
 */
export { type Basket, BasketSpread, type BasketSpreadOptions, fitBasket } from "./basket-spread.ts";
export { BayesianBreak, type BayesianBreakOptions, bayesianBreak } from "./bayesian-break.ts";
export { CrossSection, crossSectionalPositions } from "./cross-section.ts";
export {
  CrossSectionalMomentum,
  type CrossSectionalMomentumOptions,
  crossSectionalMomentum,
} from "./cross-sectional-momentum.ts";
export {
  type CusumAlarms,
  CusumBreak,
  type CusumOptions,
  cusumAlarms,
  cusumBreak,
  cusumRunLength,
  cusumThreshold,
} from "./cusum.ts";
export { allDefaultGenerators, defaultStatisticalGenerators } from "./defaults.ts";
export { type DickeyFullerOptions, type DickeyFullerTest, dickeyFuller, type LagOptions } from "./dickey-fuller.ts";
export { type EngleGrangerOptions, type EngleGrangerTest, engleGranger } from "./engle-granger.ts";
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
export {
  type JohansenOptions,
  type JohansenStatistic,
  type JohansenTest,
  type JohansenTrend,
  johansen,
} from "./johansen.ts";
export { KalmanHedge, type KalmanHedgeOptions, type KalmanHedgeSeries, kalmanHedge } from "./kalman-hedge.ts";
export { type CriticalValues, type Deterministic, unitRootCritical, unitRootProbability } from "./mackinnon.ts";
export { MicropriceDrift, type MicropriceDriftOptions, micropriceDrift } from "./microprice-drift.ts";
export { adjustedProbabilities } from "./multiple-tests.ts";
export { type OrderFlowOptions, OrderFlowSignal, orderFlowImbalance } from "./order-flow-signal.ts";
export { fitOrnsteinUhlenbeck, type OrnsteinUhlenbeckFit } from "./ornstein-uhlenbeck.ts";
export {
  OrnsteinUhlenbeckReversion,
  type OrnsteinUhlenbeckReversionOptions,
  ornsteinUhlenbeckReversion,
} from "./ornstein-uhlenbeck-reversion.ts";
export { type Pair, PairSpread, type PairSpreadOptions } from "./pair-spread.ts";
export {
  type ChangePointOptions,
  type ChangePointSeries,
  changePoints,
  RunLengthPosterior,
} from "./run-length-posterior.ts";
export {
  intradayBin,
  type SeasonalEffect,
  SeasonalProfile,
  seasonalEffects,
  weekdayBin,
} from "./seasonal-profile.ts";
export { Seasonality, type SeasonalityOptions } from "./seasonality.ts";
export { type QuoteColumns, type SignalSeries, signalSeries } from "./signal-series.ts";
export { TimeSeriesMomentum, type TimeSeriesMomentumOptions, timeSeriesMomentum } from "./time-series-momentum.ts";
export { ZScoreReversion, type ZScoreReversionOptions, zScoreReversion } from "./z-score-reversion.ts";
