/**
 * Signals: a direction with a confidence, for many symbols. `SignalSet` holds the state and does the work, `SignalStage`
 * puts it into a pipeline; generators are small classes over indicators, and anyone may add one.
 */
export { type Combination, type DisagreementGate, Ensemble, type EnsembleOptions } from "./ensemble/ensemble.ts";
export { type ModelGeneratorOptions, modelGenerator } from "./model-generator.ts";
export { OnlineLearner } from "./online-learner.ts";
export { type CalibrationOptions, OutcomeHistory } from "./outcome-history.ts";
export { parseSignalConfig, type SignalConfig } from "./signal-config.ts";
export type { SignalGenerator, SignalGeneratorFactory } from "./signal-generator.ts";
export { type OutcomeOptions, type SignalInterval, SignalOutcomes } from "./signal-outcomes.ts";
export { HORIZON, SignalSet, type SignalSetOptions, UPDATES_PER_BAR } from "./signal-set.ts";
export { SignalStage } from "./signal-stage.ts";
export type { CacheFigures, SignalCacheStats, SignalCounts, SignalView } from "./signal-view.ts";
export { defaultGenerators, emaTrend, macdTrend, meanReversion, momentum, rsiReversal, smaTrend } from "./technical.ts";
