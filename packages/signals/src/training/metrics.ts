import { InputError, log } from "@hotpath/core";

/** Demands as many labels as scores, and at least one. */
function countOf(scores: Float64Array, labels: Float64Array): number {
  if (scores.length !== labels.length || labels.length === 0)
    throw new InputError(
      "INPUT_INVALID",
      `labels: has ${labels.length} for ${scores.length} scores; at least one is needed`,
    );
  return labels.length;
}

/**
 * The area under the receiver's operating characteristic, the chance that a row of label 1 has a higher score than one of
 * label 0, ties counted half (Mann–Whitney); NaN where one of the two labels does not occur.
 */
export function areaUnderCurve(scores: Float64Array, labels: Float64Array, weights?: Float64Array): number {
  const count = countOf(scores, labels);
  const order = Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  let below = 0;
  let positives = 0;
  let pairs = 0;
  for (let from = 0; from < count; ) {
    let to = from;
    let zeros = 0;
    let ones = 0;
    for (; to < count && scores[order[to]!] === scores[order[from]!]; to++) {
      const weight = weights?.[order[to]!] ?? 1;
      if (labels[order[to]!] === 1) ones += weight;
      else zeros += weight;
    }
    if (to === from) return Number.NaN;
    pairs += ones * (below + zeros / 2);
    below += zeros;
    positives += ones;
    from = to;
  }
  return pairs / (positives * below);
}

/** The mean of −ln of the probability given to what happened; probabilities are kept 1e-15 away from 0 and 1. */
export function logLoss(probabilities: Float64Array, labels: Float64Array, weights?: Float64Array): number {
  const count = countOf(probabilities, labels);
  let sum = 0;
  let total = 0;
  for (let i = 0; i < count; i++) {
    const p = Math.min(1 - 1e-15, Math.max(1e-15, probabilities[i]!));
    const weight = weights?.[i] ?? 1;
    sum -= weight * log(labels[i] === 1 ? p : 1 - p);
    total += weight;
  }
  return sum / total;
}

/** The mean of the squared errors; of probabilities, the Brier score. */
export function meanSquaredError(predictions: Float64Array, labels: Float64Array, weights?: Float64Array): number {
  const count = countOf(predictions, labels);
  let sum = 0;
  let total = 0;
  for (let i = 0; i < count; i++) {
    const error = predictions[i]! - labels[i]!;
    const weight = weights?.[i] ?? 1;
    sum += weight * error * error;
    total += weight;
  }
  return sum / total;
}
