import { describeValue, InputError } from "@hotpath/core";

/** Rows to learn from. */
export interface TrainingData {
  /** Row by row; NaN where a value is missing. */
  values: Float64Array;
  features: number;
  /** One for each row: 0 or 1 for a classifier, any finite number for a regression. */
  labels: Float64Array;
  /** One for each row, greater than 0 (or 0 to leave it out); all 1 where there are none. */
  weights?: Float64Array;
}

/** What is checked about the labels. */
export type LabelKind = "binary" | "regression";

/**
 * Checks rows, labels and weights, and answers with the number of rows.
 *
 * @throws {InputError} lengths that do not fit, an infinite value, a label or a weight that is not allowed; names the row
 */
export function checkData(data: TrainingData, kind: LabelKind, name = "data"): number {
  const { values, features, labels, weights } = data;
  const refuse = (what: string): never => {
    throw new InputError("INPUT_INVALID", `${name}.${what}`);
  };
  if (!(Number.isInteger(features) && features >= 1 && features <= 65_536))
    refuse(`features: got ${describeValue(features)}; allowed: an integer from 1 to 65536`);
  const rows = labels.length;
  if (rows === 0) refuse("labels: are empty; at least one row is needed");
  if (values.length !== rows * features)
    refuse(`values: has ${values.length} for ${rows} rows of ${features} features`);
  if (weights !== undefined && weights.length !== rows) refuse(`weights: has ${weights.length} for ${rows} rows`);
  for (let i = 0; i < values.length; i++)
    if (Math.abs(values[i]!) === Number.POSITIVE_INFINITY)
      refuse(
        `values: row ${Math.floor(i / features)}, feature ${i % features}: got ${values[i]}; allowed: a finite number, or NaN`,
      );
  let total = 0;
  for (let r = 0; r < rows; r++) {
    const label = labels[r]!;
    if (kind === "binary" ? label !== 0 && label !== 1 : !Number.isFinite(label))
      refuse(`labels: row ${r}: got ${label}; allowed: ${kind === "binary" ? "0 or 1" : "a finite number"}`);
    const weight = weights?.[r] ?? 1;
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY))
      refuse(`weights: row ${r}: got ${weight}; allowed: 0 or more`);
    total += weight;
  }
  if (!(total > 0)) refuse("weights: are all 0");
  return rows;
}
