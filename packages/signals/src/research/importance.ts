import { ConfigError, InputError, Random } from "@hotpath/core";
import type { TrainingData } from "../training/training-data.ts";
import type { Fold } from "./cross-validation.ts";

/** How much each feature matters: a mean over folds, and its standard error. */
export interface Importance {
  mean: Float64Array;
  error: Float64Array;
}

/**
 * Mean decrease of impurity: what splits on each feature have taken off the training loss, as shares of the whole (Breiman
 * 2001). Measured on what was trained on, so that it favours features with many values.
 */
export function meanDecreaseImpurity(gains: Float64Array): Float64Array {
  const total = gains.reduce((sum, gain) => sum + gain, 0);
  return total > 0 ? gains.map((gain) => gain / total) : new Float64Array(gains.length);
}

/** The rows of a fold as data of their own. */
export function takeRows(data: TrainingData, rows: Int32Array): TrainingData {
  const { values, features, labels, weights } = data;
  const taken = new Float64Array(rows.length * features);
  for (const [i, row] of rows.entries()) taken.set(values.subarray(row * features, (row + 1) * features), i * features);
  return {
    values: taken,
    features,
    labels: Float64Array.from(rows, (row) => labels[row]!),
    ...(weights === undefined ? {} : { weights: Float64Array.from(rows, (row) => weights[row]!) }),
  };
}

/**
 * Mean decrease of accuracy: how much the loss on rows that were not trained on grows when a feature's values are shuffled
 * among them (Breiman 2001; with purged folds, López de Prado 2018, 8.3.2). About 0 for a feature that says nothing.
 *
 * @param fit trains on rows, and answers with what predicts
 * @param loss of predictions, the less the better
 */
export function meanDecreaseAccuracy(
  data: TrainingData,
  folds: readonly Fold[],
  fit: (train: TrainingData) => (values: Float64Array) => Float64Array,
  loss: (predictions: Float64Array, labels: Float64Array, weights?: Float64Array) => number,
  seed = 1,
): Importance {
  if (folds.length < 2) throw new InputError("INPUT_INVALID", `folds: got ${folds.length}; at least 2 are needed`);
  const random = new Random(seed);
  const { features } = data;
  const decreases = folds.map((fold) => {
    const predict = fit(takeRows(data, fold.train));
    const { values, labels, weights } = takeRows(data, fold.test);
    const before = loss(predict(values), labels, weights);
    return Float64Array.from(
      { length: features },
      (_, f) => loss(predict(shuffled(values, features, f, random)), labels, weights) - before,
    );
  });
  const count = folds.length;
  const mean = Float64Array.from(
    { length: features },
    (_, f) => decreases.reduce((sum, each) => sum + each[f]!, 0) / count,
  );
  const error = mean.map((m, f) =>
    Math.sqrt(decreases.reduce((sum, each) => sum + (each[f]! - m) * (each[f]! - m), 0) / (count - 1) / count),
  );
  return { mean, error };
}

function shuffled(values: Float64Array, features: number, feature: number, random: Random): Float64Array {
  if (!(feature >= 0 && feature < features)) throw new ConfigError("feature", feature, `0 to ${features - 1}`);
  const out = values.slice();
  for (let i = values.length / features - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const held = out[i * features + feature]!;
    out[i * features + feature] = out[j * features + feature]!;
    out[j * features + feature] = held;
  }
  return out;
}
