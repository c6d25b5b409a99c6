/**
 * Research that does not fool its user: labels with their spans, samples and weights, folds that do not leak, importances,
 * calibration, and what luck would have done.
 */
export { type Calibration, calibrate, calibrationError, fitCalibration, fitRising } from "./calibration.ts";
export {
  AdaptiveConformal,
  adaptHalfWidth,
  conformalHalfWidth,
  conformalSet,
  conformalThreshold,
} from "./conformal.ts";
export {
  type CombinatorialFolds,
  combinatorialFolds,
  type Fold,
  type PurgeOptions,
  purgedFolds,
  type WalkOptions,
  walkForward,
} from "./cross-validation.ts";
export {
  type CalibratedOptions,
  type CalibratedTrees,
  type Evaluation,
  evaluateFolds,
  trainCalibrated,
} from "./evaluate.ts";
export { ExponentialVolatility, exponentialVolatility } from "./exponential-volatility.ts";
export { type Importance, meanDecreaseAccuracy, meanDecreaseImpurity, takeRows } from "./importance.ts";
export type { LabelSpans } from "./label-spans.ts";
export { type FeatureColumns, findLookAhead, type LookAhead } from "./look-ahead.ts";
export { type BacktestOverfitting, backtestOverfitting } from "./overfitting.ts";
export {
  averageUniqueness,
  barReturns,
  concurrency,
  cusumEvents,
  differenceWeights,
  FractionalDifference,
  fractionalDifference,
  returnAttribution,
} from "./sampling.ts";
export { TreeExplainer } from "./tree-shap.ts";
export { type TrendLabels, trendScanning } from "./trend-scanning.ts";
export { judgeTrials, type TrialsJudgement } from "./trials.ts";
export {
  type BarrierLabels,
  type BarrierOptions,
  metaLabels,
  type Touch,
  tripleBarrier,
} from "./triple-barrier.ts";
