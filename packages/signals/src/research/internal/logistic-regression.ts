/**
 * Logistic regression of few columns by Newton's method with a line search (Lin, Lin and Weng, Machine Learning 68, 2007):
 * for any number of columns, and for the one that a signal has, which is fitted where market data waits.
 */
import { exp, log } from "@hotpath/core";
import { logistic } from "../../models/objective.ts";

/** Newton's steps at the most, and the least share of one that a line search tries. */
const ROUNDS_MAX = 100;
const SCALE_LEAST = 1e-10;
/** What the loss must fall by, as a share of it, for another step. */
const GAIN_LEAST = 1e-14;
/** Of the diagonal, so that columns that are alike do no harm. */
const RIDGE = 1e-10;

/** Weights of columns, and of a constant, of the logistic regression with the least log loss: Newton's method. */
export function fitLogistic(
  columns: Float64Array[],
  targets: Float64Array,
  weights: Float64Array | undefined,
): number[] {
  const width = columns.length + 1;
  const rows = targets.length;
  const theta = new Float64Array(width);
  const lossOf = (parameters: Float64Array): number => {
    let loss = 0;
    for (let r = 0; r < rows; r++) {
      const x = marginOf(columns, parameters, r);
      // ln(1 + eˣ) − t x, without overflow.
      loss += (weights?.[r] ?? 1) * ((x > 0 ? x + log(1 + exp(-x)) : log(1 + exp(x))) - targets[r]! * x);
    }
    return loss;
  };
  let loss = lossOf(theta);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const { gradient, curvature } = derivatives(columns, theta, targets, weights);
    const step = solve(curvature, gradient, width);
    let scale = 1;
    let next = theta;
    let nextLoss = loss;
    for (; scale > SCALE_LEAST; scale /= 2) {
      next = theta.map((value, i) => value - scale * step[i]!);
      nextLoss = lossOf(next);
      if (nextLoss < loss) break;
    }
    if (!(nextLoss < loss)) break;
    theta.set(next);
    const gained = loss - nextLoss;
    loss = nextLoss;
    if (gained <= GAIN_LEAST * Math.abs(loss)) break;
  }
  return [...theta];
}

function marginOf(columns: Float64Array[], theta: Float64Array, row: number): number {
  let sum = theta[columns.length]!;
  for (let k = 0; k < columns.length; k++) sum += theta[k]! * columns[k]![row]!;
  return sum;
}

function derivatives(columns: Float64Array[], theta: Float64Array, targets: Float64Array, weights?: Float64Array) {
  const width = columns.length + 1;
  const gradient = new Float64Array(width);
  const curvature = new Float64Array(width * width);
  for (let r = 0; r < targets.length; r++) {
    const weight = weights?.[r] ?? 1;
    const p = logistic(marginOf(columns, theta, r));
    for (let i = 0; i < width; i++) {
      const x = columns[i]?.[r] ?? 1;
      gradient[i]! += weight * (p - targets[r]!) * x;
      for (let j = 0; j < width; j++) curvature[i * width + j]! += weight * p * (1 - p) * x * (columns[j]?.[r] ?? 1);
    }
  }
  for (let i = 0; i < width; i++) curvature[i * width + i]! += RIDGE * (1 + curvature[i * width + i]!);
  return { gradient, curvature };
}

/** Gauss's elimination of a small symmetric system. */
function solve(matrix: Float64Array, right: Float64Array, n: number): Float64Array {
  const a = matrix.slice();
  const x = right.slice();
  for (let k = 0; k < n; k++)
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k]! / a[k * n + k]!;
      for (let j = k; j < n; j++) a[i * n + j]! -= factor * a[k * n + j]!;
      x[i]! -= factor * x[k]!;
    }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i]! -= a[i * n + j]! * x[j]!;
    x[i]! /= a[i * n + i]!;
  }
  return x;
}

/** The loss of a line, with what each row has to it: its margin and e to the power of minus its size. */
class LineLoss {
  readonly margins: Float64Array;
  readonly powers: Float64Array;
  readonly #column: Float64Array;
  readonly #targets: Float64Array;
  readonly #weights: Float64Array;

  constructor(column: Float64Array, targets: Float64Array, weights: Float64Array) {
    this.margins = new Float64Array(column.length);
    this.powers = new Float64Array(column.length);
    this.#column = column;
    this.#targets = targets;
    this.#weights = weights;
  }

  at(slope: number, offset: number): number {
    const column = this.#column;
    const targets = this.#targets;
    const weights = this.#weights;
    const { margins, powers } = this;
    let loss = 0;
    for (let r = 0; r < column.length; r++) {
      const x = offset + slope * column[r]!;
      const power = exp(x > 0 ? -x : x);
      margins[r] = x;
      powers[r] = power;
      loss += weights[r]! * ((x > 0 ? x + log(1 + power) : log(1 + power)) - targets[r]! * x);
    }
    return loss;
  }
}

/**
 * {@link fitLogistic} of one column, to the bit, in a third of the time: exponentials that the loss has needed serve the
 * derivatives too, and a line search ends where a smaller step would change nothing.
 *
 * @returns slope and offset
 */
export function fitLine(
  column: Float64Array,
  targets: Float64Array,
  weights: Float64Array = new Float64Array(column.length).fill(1),
): [slope: number, offset: number] {
  const line = new LineLoss(column, targets, weights);
  let [slope, offset] = [0, 0];
  let loss = line.at(0, 0);
  const step = new Float64Array(2);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    lineStep(column, targets, weights, line.margins, line.powers, step);
    const before = loss;
    let [nextSlope, nextOffset] = [slope, offset];
    for (let scale = 1; scale > SCALE_LEAST; scale /= 2) {
      nextSlope = slope - scale * step[0]!;
      nextOffset = offset - scale * step[1]!;
      if (nextSlope === slope && nextOffset === offset) break;
      loss = line.at(nextSlope, nextOffset);
      if (loss < before) break;
    }
    if (!(loss < before)) break;
    [slope, offset] = [nextSlope, nextOffset];
    if (before - loss <= GAIN_LEAST * Math.abs(loss)) break;
  }
  return [slope, offset];
}

/** Newton's step of a line. */
function lineStep(
  column: Float64Array,
  targets: Float64Array,
  weights: Float64Array,
  margins: Float64Array,
  powers: Float64Array,
  step: Float64Array,
): void {
  let [slopes, offsets, both] = [0, 0, 0];
  let [gradientSlope, gradientOffset] = [0, 0];
  for (let r = 0; r < column.length; r++) {
    const x = column[r]!;
    const weight = weights[r]!;
    const power = powers[r]!;
    const p = (margins[r]! >= 0 ? 1 : power) / (1 + power);
    const pull = weight * (p - targets[r]!);
    const bend = weight * p * (1 - p);
    gradientSlope += pull * x;
    gradientOffset += pull;
    slopes += bend * x * x;
    both += bend * x;
    offsets += bend;
  }
  slopes += RIDGE * (1 + slopes);
  offsets += RIDGE * (1 + offsets);
  const factor = both / slopes;
  step[1] = (gradientOffset - factor * gradientSlope) / (offsets - factor * both);
  step[0] = (gradientSlope - both * step[1]!) / slopes;
}
