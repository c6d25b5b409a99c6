import { ConfigError, type Snapshotable } from "@hotpath/core";

/**
 * A model that learns row by row. Rows are arrays of `features` finite numbers; a row with another number in it is not
 * learned from, gets a neutral prediction (0.5 for a probability, 0 for a value), and is counted in `rejected`.
 */
export interface OnlineModel extends Snapshotable {
  readonly features: number;
  /** Rows that were refused because of a number that is not finite. */
  readonly rejected: number;
  /** A probability of label 1, or a value. */
  predict(row: Float64Array): number;
  /** Learns that `label` (0 or 1, or a value) belongs to a row. */
  learn(row: Float64Array, label: number): void;
}

/** Whether all numbers of a row are finite. */
export const isFiniteRow = (row: Float64Array, features: number): boolean => {
  for (let i = 0; i < features; i++) if (!(row[i]! - row[i]! === 0)) return false;
  return true;
};

/** What weights, of which the constant's is the last, make of a row. */
export const marginOf = (weights: Float64Array, row: Float64Array): number => {
  const features = weights.length - 1;
  let sum = weights[features]!;
  for (let i = 0; i < features; i++) sum += weights[i]! * row[i]!;
  return sum;
};

/** Checks the number of features. */
export function checkFeatures(features: number): void {
  if (!(Number.isInteger(features) && features >= 1 && features <= 65_536))
    throw new ConfigError("features", features, "an integer from 1 to 65536");
}

/** Checks a number that must lie in a range, its ends included as said. */
export function checkNumber(path: string, value: number, least: number, most: number, exclusive = false): void {
  if (!(typeof value === "number" && (exclusive ? value > least : value >= least) && value <= most))
    throw new ConfigError(path, value, `a number ${exclusive ? "above" : "from"} ${least} to ${most}`);
}
