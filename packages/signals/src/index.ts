/**
 * Signals: a direction with a confidence, for many symbols. `SignalSet` holds the state and does the work, `SignalStage`
 * puts it into a pipeline; generators are small classes over indicators, and anyone may add one.
 */
export { Ensemble } from "./ensemble/ensemble.ts";
export { OnlineLearner } from "./online-learner.ts";
export { parseSignalConfig, type SignalConfig } from "./signal-config.ts";
export type { SignalGenerator, SignalGeneratorFactory } from "./signal-generator.ts";
export {
  HORIZON,
  type SignalCounts,
  SignalSet,
  type SignalSetOptions,
  type SignalView,
  UPDATES_PER_BAR,
} from "./signal-set.ts";
export { SignalStage } from "./signal-stage.ts";
export { defaultGenerators, emaTrend, macdTrend, meanReversion, momentum, rsiReversal, smaTrend } from "./technical.ts";
