import { InputError, log, normalCdf } from "@hotpath/core";
import { TreeScorer } from "../models/tree-scorer.ts";
import { type BoostedTrees, type BoostingOptions, trainBoostedTrees } from "../training/boosted-trees.ts";
import { areaUnderCurve, logLoss } from "../training/metrics.ts";
import type { TrainingData } from "../training/training-data.ts";
import { baseRate, type Calibration, calibrate, calibrationError, fitRising } from "./calibration.ts";
import { type Fold, type PurgeOptions, purgedFolds } from "./cross-validation.ts";
import { takeRows } from "./importance.ts";
import type { LabelSpans } from "./label-spans.ts";
import { averageUniqueness } from "./sampling.ts";

/** Gains of this size are rounding: a model that says the base rate has no skill, however often it says it. */
const NO_GAIN = 1e-6;

/** How {@link trainCalibrated} trains. */
export interface CalibratedOptions extends PurgeOptions {
  boosting?: BoostingOptions;
  /** Purged folds whose scores the calibration is fitted on. Default 3. */
  folds?: number;
  /** Default `platt`. */
  calibration?: Calibration["kind"];
}

/** Boosted trees with a calibration that was fitted on rows that its scores were not trained on. */
export interface CalibratedTrees extends BoostedTrees {
  calibration: Calibration;
  /** Calibrated probabilities of rows. */
  probabilities: (values: Float64Array) => Float64Array;
}

/**
 * Trains boosted trees for labels 0 and 1, and calibrates them by purged folds. Where scores of rows that were not trained on
 * do not rise with the labels, there is nothing to say, and every probability is the base rate.
 *
 * @throws {InputError} data that cannot be trained on
 */
export function trainCalibrated(
  data: TrainingData,
  spans: LabelSpans,
  options: CalibratedOptions = {},
): CalibratedTrees {
  const { boosting = {}, folds = 3, calibration: kind = "platt" } = options;
  const scores = new Float64Array(data.labels.length);
  for (const { train, test } of purgedFolds(spans, folds, options)) {
    const part = takeRows(data, train);
    const { ensemble } = trainBoostedTrees(part, boosting);
    const own = scoresOf(kind, ensemble, takeRows(data, test).values);
    for (const [i, row] of test.entries()) scores[row] = own[i]!;
  }
  const model = trainBoostedTrees(data, boosting);
  const calibration = fitRising(kind, scores, data.labels, data.weights);
  return {
    ...model,
    calibration,
    probabilities: (values) => scoresOf(kind, model.ensemble, values).map((score) => calibrate(calibration, score)),
  };
}

function scoresOf(kind: Calibration["kind"], ensemble: BoostedTrees["ensemble"], values: Float64Array): Float64Array {
  const scorer = new TreeScorer(ensemble);
  const out = new Float64Array(values.length / ensemble.features);
  return kind === "platt" ? scorer.raw(values, out) : scorer.predict(values, out);
}

/** How good probabilities of rows are that were not trained on. */
export interface Evaluation {
  /** Rows that some fold has tested. */
  rows: number;
  /** What they come to, labels that overlap counted once: the sum of their uniqueness. */
  effectiveRows: number;
  auc: number;
  logLoss: number;
  /** Of the base rate of each fold's training rows. */
  baseLogLoss: number;
  /** The mean gain in log loss over the base rate, in its standard errors over `effectiveRows`. */
  skill: number;
  /** The chance of as much skill without any, one-sided and normal. */
  pValue: number;
  calibrationError: number;
  /** Of each row; NaN of rows that no fold has tested. A row tested often has the mean. */
  probabilities: Float64Array;
}

/**
 * Judges a way of training by folds.
 *
 * @param fit trains on the rows of a fold, and answers with what gives probabilities
 */
export function evaluateFolds(
  data: TrainingData,
  spans: LabelSpans,
  folds: readonly Fold[],
  fit: (train: TrainingData, spans: LabelSpans) => (values: Float64Array) => Float64Array,
): Evaluation {
  const count = data.labels.length;
  if (spans.starts.length !== count)
    throw new InputError("INPUT_INVALID", `spans: ${spans.starts.length} for ${count} rows`);
  const [sums, bases, times] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  for (const { train, test } of folds) {
    if (train.length === 0 || test.length === 0)
      throw new InputError("INPUT_INVALID", "folds: one has no rows to train on, or to test");
    const part = takeRows(data, train);
    const own = { starts: train.map((row) => spans.starts[row]!), ends: train.map((row) => spans.ends[row]!) };
    const probabilities = fit(part, own)(takeRows(data, test).values);
    const base = baseRate(part.labels, part.weights);
    for (const [i, row] of test.entries()) {
      sums[row]! += probabilities[i]!;
      bases[row]! += base;
      times[row]!++;
    }
  }
  const tested = [...times.keys()].filter((row) => times[row]! > 0);
  const pick = (of: (row: number) => number) => Float64Array.from(tested, of);
  const probabilities = sums.map((sum, row) => sum / times[row]!);
  const [p, base, labels] = [
    pick((r) => probabilities[r]!),
    pick((r) => bases[r]! / times[r]!),
    pick((r) => data.labels[r]!),
  ];
  const bars = spans.ends.reduce((most, end) => Math.max(most, end), 0) + 1;
  const uniqueness = averageUniqueness(spans, bars);
  const effectiveRows = tested.reduce((sum, row) => sum + uniqueness[row]!, 0);
  const skill = skillOf(p, base, labels, effectiveRows);
  return {
    rows: tested.length,
    effectiveRows,
    auc: areaUnderCurve(p, labels),
    logLoss: logLoss(p, labels),
    baseLogLoss: logLoss(base, labels),
    skill,
    pValue: normalCdf(-skill),
    calibrationError: calibrationError(p, labels),
    probabilities,
  };
}

function skillOf(p: Float64Array, base: Float64Array, labels: Float64Array, effective: number): number {
  const chance = (q: number, label: number) => Math.max(1e-15, label === 1 ? q : 1 - q);
  const gains = p.map((q, i) => log(chance(q, labels[i]!)) - log(chance(base[i]!, labels[i]!)));
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) * (gain - mean), 0) / gains.length;
  return mean / Math.sqrt((variance + NO_GAIN * NO_GAIN) / effective);
}
