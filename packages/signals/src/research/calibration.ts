import { InputError, log } from "@hotpath/core";
import { logistic } from "../models/objective.ts";
import { fitLine, fitLogistic } from "./internal/logistic-regression.ts";

/** How probabilities are put right: what a model says, in; how often it then happens, out. */
export type Calibration =
  | { kind: "platt"; slope: number; offset: number }
  | { kind: "beta"; a: number; b: number; offset: number }
  | { kind: "isotonic"; from: readonly number[]; to: readonly number[] };

/** Probabilities are kept this far from 0 and 1 before a logarithm is taken. */
const EDGE = 1e-12;

/**
 * Fits a calibration on scores of rows that the model was not trained on.
 *
 * - `platt`: 1 / (1 + e^−(slope · x + offset)) of a raw score x, with Platt's targets (Platt 1999; Newton's method with a
 *   line search as in Lin, Lin and Weng, Machine Learning 68, 2007).
 * - `beta`: of a probability p, logistic(a ln p − b ln(1 − p) + offset), a and b not negative (Kull, Silva Filho and
 *   Flach, AISTATS 2017).
 * - `isotonic`: the rising steps that are nearest to the outcomes (pool adjacent violators), with straight lines between.
 *
 * @param scores raw scores for `platt`, probabilities for `beta`, either for `isotonic`
 * @param labels 0 or 1
 * @throws {InputError} lengths that do not fit, values that are not allowed, or one label only
 */
export function fitCalibration(
  kind: Calibration["kind"],
  scores: Float64Array,
  labels: Float64Array,
  weights?: Float64Array,
): Calibration {
  check(kind, scores, labels, weights);
  if (kind === "isotonic") return fitIsotonic(scores, labels, weights);
  if (kind === "platt") {
    const [slope, offset] = fitLine(scores, plattTargets(labels, weights), weights);
    return { kind, slope, offset };
  }
  const low = scores.map((p) => log(Math.max(EDGE, p)));
  const high = scores.map((p) => -log(Math.max(EDGE, 1 - p)));
  let [a, b, offset] = fitLogistic([low, high], labels, weights) as [number, number, number];
  // A falling part is left out, and the rest fitted without it.
  if (a < 0) [b, offset] = fitLine(high, labels, weights);
  else if (b < 0) [a, offset] = fitLine(low, labels, weights);
  return { kind, a: Math.max(0, a), b: Math.max(0, b), offset };
}

/**
 * As {@link fitCalibration}; where scores do not rise with the labels there is nothing to say, and every probability is
 * the base rate, as it is where there is one label only.
 */
export function fitRising(
  kind: Calibration["kind"],
  scores: Float64Array,
  labels: Float64Array,
  weights?: Float64Array,
): Calibration {
  const rate = baseRate(labels, weights);
  const constant: Calibration = { kind: "platt", slope: 0, offset: log(rate / (1 - rate)) };
  if (!hasBoth(labels, weights)) return constant;
  const fitted = fitCalibration(kind, scores, labels, weights);
  const rises =
    fitted.kind === "platt"
      ? fitted.slope > 0
      : fitted.kind === "beta"
        ? fitted.a > 0 || fitted.b > 0
        : fitted.to.length > 1;
  return rises ? fitted : constant;
}

/** The share of ones, of a one and a zero more: never nothing, never all. */
export function baseRate(labels: Float64Array, weights?: Float64Array): number {
  let [sum, total] = [1, 2];
  for (let i = 0; i < labels.length; i++) {
    sum += labels[i]! * (weights?.[i] ?? 1);
    total += weights?.[i] ?? 1;
  }
  return sum / total;
}

function hasBoth(labels: Float64Array, weights?: Float64Array): boolean {
  let [ones, zeros] = [false, false];
  for (let i = 0; i < labels.length; i++) {
    if (weights?.[i] === 0) continue;
    if (labels[i] === 1) ones = true;
    else zeros = true;
  }
  return ones && zeros;
}

function check(kind: string, scores: Float64Array, labels: Float64Array, weights: Float64Array | undefined): void {
  const refuse = (what: string): never => {
    throw new InputError("INPUT_INVALID", `calibration: ${what}`);
  };
  if (kind !== "platt" && kind !== "beta" && kind !== "isotonic") refuse(`got ${kind}; allowed: platt, beta, isotonic`);
  if (labels.length !== scores.length || (weights !== undefined && weights.length !== scores.length))
    refuse(`${labels.length} labels for ${scores.length} scores`);
  const counts = [0, 0];
  for (let i = 0; i < scores.length; i++) {
    const [score, label, weight] = [scores[i]!, labels[i]!, weights?.[i] ?? 1];
    if (!Number.isFinite(score) || (kind === "beta" && !(score >= 0 && score <= 1)))
      refuse(`row ${i} has the score ${score}; allowed: ${kind === "beta" ? "0 to 1" : "a finite number"}`);
    if (label !== 0 && label !== 1) refuse(`row ${i} has the label ${label}; allowed: 0, 1`);
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY))
      refuse(`row ${i} has the weight ${weight}; allowed: 0 or more`);
    counts[label]! += weight;
  }
  if (counts[0] === 0 || counts[1] === 0) refuse("both labels must occur");
}

/** (N₊ + 1) / (N₊ + 2) and 1 / (N₋ + 2), so that nothing is certain. */
function plattTargets(labels: Float64Array, weights: Float64Array | undefined): Float64Array {
  let ones = 0;
  let zeros = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 1) ones += weights?.[i] ?? 1;
    else zeros += weights?.[i] ?? 1;
  }
  const [high, low] = [(ones + 1) / (ones + 2), 1 / (zeros + 2)];
  const targets = new Float64Array(labels.length);
  for (let i = 0; i < labels.length; i++) targets[i] = labels[i] === 1 ? high : low;
  return targets;
}

function fitIsotonic(scores: Float64Array, labels: Float64Array, weights: Float64Array | undefined): Calibration {
  const order = [...scores.keys()].sort((i, j) => scores[i]! - scores[j]!);
  const blocks: { least: number; most: number; sum: number; weight: number }[] = [];
  for (const i of order) {
    const weight = weights?.[i] ?? 1;
    if (weight === 0) continue;
    const last = blocks.at(-1);
    if (last !== undefined && last.most === scores[i]) {
      last.sum += weight * labels[i]!;
      last.weight += weight;
    } else blocks.push({ least: scores[i]!, most: scores[i]!, sum: weight * labels[i]!, weight });
  }
  const pooled: typeof blocks = [];
  for (const block of blocks) {
    pooled.push(block);
    for (;;) {
      const [before, last] = [pooled.at(-2), pooled.at(-1)!];
      if (before === undefined || before.sum * last.weight < last.sum * before.weight) break;
      pooled.pop();
      before.most = last.most;
      before.sum += last.sum;
      before.weight += last.weight;
    }
  }
  const from: number[] = [];
  const to: number[] = [];
  for (const { least, most, sum, weight } of pooled) {
    from.push(least);
    to.push(sum / weight);
    if (most > least) {
      from.push(most);
      to.push(sum / weight);
    }
  }
  return { kind: "isotonic", from, to };
}

/** What a calibration makes of a score; in [0, 1], NaN of NaN. */
export function calibrate(calibration: Calibration, score: number): number {
  if (Number.isNaN(score)) return Number.NaN;
  if (calibration.kind === "platt") return logistic(calibration.slope * score + calibration.offset);
  if (calibration.kind === "beta") {
    const { a, b, offset } = calibration;
    return logistic(a * log(Math.max(EDGE, score)) - b * log(Math.max(EDGE, 1 - score)) + offset);
  }
  const { from, to } = calibration;
  let low = 0;
  let high = from.length - 1;
  if (score <= from[0]!) return to[0]!;
  if (score >= from[high]!) return to[high]!;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (from[middle]! <= score) low = middle;
    else high = middle;
  }
  return to[low]! + ((to[high]! - to[low]!) * (score - from[low]!)) / (from[high]! - from[low]!);
}

/** The mean distance between what was said and what happened, over bins of equal size by probability, weighted by their rows. */
export function calibrationError(probabilities: Float64Array, labels: Float64Array, bins = 10): number {
  if (probabilities.length !== labels.length || labels.length === 0)
    throw new InputError(
      "INPUT_INVALID",
      `calibrationError: ${labels.length} labels for ${probabilities.length} probabilities`,
    );
  const order = [...probabilities.keys()].sort((i, j) => probabilities[i]! - probabilities[j]!);
  let error = 0;
  for (let b = 0; b < bins; b++) {
    let difference = 0;
    for (let k = Math.floor((b * order.length) / bins); k < Math.floor(((b + 1) * order.length) / bins); k++)
      difference += probabilities[order[k]!]! - labels[order[k]!]!;
    error += Math.abs(difference);
  }
  return error / order.length;
}
