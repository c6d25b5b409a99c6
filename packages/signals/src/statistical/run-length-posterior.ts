import { ConfigError, exp, InputError, log1p, type SnapshotReader, studentTLogScale } from "@hotpath/core";
import { checkNumber } from "../training/online-model.ts";
import { ColumnState, checkInteger, checkSymbols, LARGEST } from "./internal/column-state.ts";
import { checkSeries } from "./internal/series.ts";

/** The prior of a {@link RunLengthPosterior}, and its bounds. */
export interface ChangePointOptions {
  /** Chance that the mean and the variance change with a value, above 0 and below 1. Default 1/250. */
  hazard?: number;
  /** Prior of a run's mean: its centre, and the values that it counts for, above 0. Default 0 and 1. */
  mean?: number;
  strength?: number;
  /** Prior of a run's variance, above 0, and the values that it counts for, above 0. Default 1 and 2. */
  variance?: number;
  degrees?: number;
  /** Run lengths that are kept, 2 to 65,536: the likeliest ones. Default 128. */
  runs?: number;
  /** Run lengths less probable than this are dropped, 0 to 0.01. Default 1e-8. */
  prune?: number;
}

/** A run counts for no more values than so many: in a longer one the older values fade. */
const LENGTH_MAX = 4096;

/**
 * Bayesian online detection of change points: the posterior of the run length, that is of the number of values since the
 * mean and the variance last changed, of normal values with a normal–inverse-gamma prior and a constant hazard.
 * R. P. Adams, D. J. C. MacKay, "Bayesian online changepoint detection" (2007, arXiv:0710.3742), algorithm 1; K. P. Murphy,
 * "Conjugate Bayesian analysis of the Gaussian distribution" (2007), section 3, for prior and predictive (Student's t).
 *
 * A value costs O(runs kept); memory is bounded by `runs` for each symbol. What pruning drops is shared among the rest.
 * The algorithm's message of a value to run length 0 goes by the predictive of the old runs, as in the paper.
 */
export class RunLengthPosterior extends ColumnState {
  readonly symbols: number;
  readonly #runs: number;
  readonly #prune: number;
  readonly #hazard: number;
  readonly #prior: { mean: number; strength: number; alpha: number; beta: number };
  /** By symbol and run kept, youngest first: probability, length, mean, and beta of the inverse gamma. */
  readonly #weight: Float64Array;
  readonly #length: Float64Array;
  readonly #mean: Float64Array;
  readonly #beta: Float64Array;
  readonly #kept: Int32Array;
  readonly #logs: Float64Array;
  /** By length: what of the predictive's logarithm does not depend on the values. */
  readonly #constant: Float64Array;

  /** @throws {ConfigError} an option out of range */
  constructor(symbols: number, options: ChangePointOptions = {}) {
    const { hazard = 1 / 250, mean = 0, strength = 1, variance = 1, degrees = 2, runs = 128, prune = 1e-8 } = options;
    checkSymbols(symbols);
    if (!(hazard > 0 && hazard < 1)) throw new ConfigError("hazard", hazard, "a number above 0 and below 1");
    checkNumber("mean", mean, -Number.MAX_VALUE, Number.MAX_VALUE);
    checkNumber("strength", strength, 0, 1e12, true);
    checkNumber("variance", variance, 0, 1e300, true);
    checkNumber("degrees", degrees, 0, 1e6, true);
    checkInteger("runs", runs, 2, 65_536);
    checkNumber("prune", prune, 0, 0.01);
    // One more than is kept, for the run that begins.
    const slots = symbols * (runs + 1);
    const columns = [0, 1, 2, 3].map(() => new Float64Array(slots));
    const kept = new Int32Array(symbols);
    super("signals.run-length", columns, [kept]);
    this.symbols = symbols;
    this.#runs = runs;
    this.#prune = prune;
    this.#hazard = hazard;
    this.#prior = { mean, strength, alpha: degrees / 2, beta: (degrees * variance) / 2 };
    [this.#weight, this.#length, this.#mean, this.#beta] = columns as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    this.#kept = kept;
    this.#logs = new Float64Array(runs + 1);
    this.#constant = new Float64Array(LENGTH_MAX + 1);
    for (let r = 0; r <= LENGTH_MAX; r++) this.#constant[r] = studentTLogScale(degrees + r);
    for (let symbol = 0; symbol < symbols; symbol++) this.reset(symbol);
  }

  /** Forgets a symbol's values: a run begins with the next one. */
  reset(symbol: number): void {
    const at = symbol * (this.#runs + 1);
    this.#kept[symbol] = 1;
    this.#begin(at, 1);
  }

  /** Takes in a value; one that is not finite is as if it had not come. */
  take(symbol: number, x: number): void {
    if (!(Math.abs(x) <= LARGEST)) return;
    const at = symbol * (this.#runs + 1);
    const kept = this.#kept[symbol]!;
    const { strength, alpha } = this.#prior;
    const weight = this.#weight;
    predict(weight, this.#logs, this.#length, this.#mean, this.#beta, at, kept, this.#constant, strength, alpha, x);
    let total = 0;
    for (let k = at; k < at + kept; k++) total += weight[k]!;
    // All kept runs find x impossible: a new one begins with it.
    if (!(total > 0)) {
      this.reset(symbol);
      return;
    }
    const grown = (1 - this.#hazard) / total;
    grow(weight, this.#length, this.#mean, this.#beta, at, kept, strength, alpha, grown, x);
    this.#begin(at, this.#hazard);
    this.#kept[symbol] = trim(weight, this.#length, this.#mean, this.#beta, at, kept + 1, this.#runs, this.#prune);
  }

  /** The probability that fewer than `length` values have come since the last change, the value with it counted. */
  probabilityBelow(symbol: number, length: number): number {
    const at = symbol * (this.#runs + 1);
    let sum = 0;
    for (let k = at; k < at + this.#kept[symbol]! && this.#length[k]! < length; k++) sum += this.#weight[k]!;
    return Math.min(1, sum);
  }

  /** The likeliest number of values since the last change. */
  likeliestLength(symbol: number): number {
    return this.#length[this.#likeliest(symbol)]!;
  }

  /** Mean of the mean of the current run, and of its variance, over all run lengths. */
  mean(symbol: number): number {
    const at = symbol * (this.#runs + 1);
    let sum = 0;
    for (let k = at; k < at + this.#kept[symbol]!; k++) sum += this.#weight[k]! * this.#mean[k]!;
    return sum;
  }

  /** The variance of the next value, as far as its runs have one (more than two degrees of freedom). */
  variance(symbol: number): number {
    const at = symbol * (this.#runs + 1);
    const { strength, alpha } = this.#prior;
    const mean = this.mean(symbol);
    let [sum, total] = [0, 0];
    for (let k = at; k < at + this.#kept[symbol]!; k++) {
      const length = Math.min(this.#length[k]!, LENGTH_MAX);
      const half = alpha + length / 2;
      if (!(half > 1)) continue;
      const count = strength + length;
      const distance = this.#mean[k]! - mean;
      sum += this.#weight[k]! * ((this.#beta[k]! * (count + 1)) / (count * (half - 1)) + distance * distance);
      total += this.#weight[k]!;
    }
    return sum / total;
  }

  /** The run lengths that are kept, ascending, with their probabilities, as fresh arrays. */
  posterior(symbol: number): { lengths: Float64Array; probabilities: Float64Array } {
    const at = symbol * (this.#runs + 1);
    const to = at + this.#kept[symbol]!;
    return { lengths: this.#length.slice(at, to), probabilities: this.#weight.slice(at, to) };
  }

  override restore(reader: SnapshotReader): void {
    super.restore(reader);
    for (const kept of this.#kept)
      if (!(kept >= 1 && kept <= this.#runs))
        throw new InputError("CORRUPT", `snapshot: ${kept} runs where 1 to ${this.#runs} are kept`);
  }

  #likeliest(symbol: number): number {
    const at = symbol * (this.#runs + 1);
    let best = at;
    for (let k = at; k < at + this.#kept[symbol]!; k++) if (this.#weight[k]! > this.#weight[best]!) best = k;
    return best;
  }

  #begin(at: number, weight: number): void {
    this.#weight[at] = weight;
    this.#length[at] = 0;
    this.#mean[at] = this.#prior.mean;
    this.#beta[at] = this.#prior.beta;
  }
}

/** Drops what is too improbable or one too many, and makes the rest sum up to 1; how many are left. */
const trim = (
  weight: Float64Array,
  lengths: Float64Array,
  means: Float64Array,
  betas: Float64Array,
  at: number,
  count: number,
  most: number,
  prune: number,
): number => {
  let limit = prune;
  if (count > most) {
    let least = weight[at + 1]!;
    for (let k = at + 2; k < at + count; k++) least = weight[k]! < least ? weight[k]! : least;
    limit = least > prune ? least : prune;
  }
  // The run that has just begun stays.
  let to = at + 1;
  let total = weight[at]!;
  for (let k = at + 1; k < at + count; k++) {
    const share = weight[k]!;
    if (share <= limit) continue;
    weight[to] = share;
    lengths[to] = lengths[k]!;
    means[to] = means[k]!;
    betas[to] = betas[k]!;
    total += share;
    to++;
  }
  for (let k = at; k < to; k++) weight[k]! /= total;
  return to - at;
};

/** Multiplies each run's weight by its predictive density of x, but for a factor that all have. */
const predict = (
  weight: Float64Array,
  logs: Float64Array,
  lengths: Float64Array,
  means: Float64Array,
  betas: Float64Array,
  at: number,
  kept: number,
  constant: Float64Array,
  strength: number,
  alpha: number,
  x: number,
): void => {
  let greatest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < kept; k++) {
    const length = lengths[at + k]! < LENGTH_MAX ? lengths[at + k]! : LENGTH_MAX;
    const count = strength + length;
    const half = alpha + length / 2;
    // Student's t of 2α degrees about the mean, its square scale β (κ + 1) ÷ (α κ).
    const scale = (betas[at + k]! * (count + 1)) / (half * count);
    const distance = x - means[at + k]!;
    const square = (distance * distance) / (scale * 2 * half);
    const value = constant[length]! - (half + 0.5) * log1p(square);
    logs[k] = value;
    weight[at + k]! /= Math.sqrt(scale);
    greatest = value > greatest ? value : greatest;
  }
  for (let k = 0; k < kept; k++) weight[at + k]! *= exp(logs[k]! - greatest);
};

/** Adds x to each run, which moves up by one place; the first is free for the run that begins. */
const grow = (
  weight: Float64Array,
  lengths: Float64Array,
  means: Float64Array,
  betas: Float64Array,
  at: number,
  kept: number,
  strength: number,
  alpha: number,
  grown: number,
  x: number,
): void => {
  for (let to = at + kept; to > at; to--) {
    const from = to - 1;
    const before = lengths[from]!;
    const length = before < LENGTH_MAX ? before : LENGTH_MAX;
    const count = strength + length;
    const distance = x - means[from]!;
    const step = distance / (count + 1);
    const beta = betas[from]! + 0.5 * count * step * distance;
    const half = alpha + length / 2;
    weight[to] = weight[from]! * grown;
    lengths[to] = before + 1;
    means[to] = means[from]! + step;
    betas[to] = length < LENGTH_MAX ? beta : beta * (half / (half + 0.5));
  }
};

/** What {@link changePoints} gives, value by value. */
export interface ChangePointSeries {
  /** The probability that fewer than `within` values have come since the last change. */
  recent: Float64Array;
  /** The likeliest number of values since the last change. */
  lengths: Float64Array;
  /** The mean of the current run. */
  means: Float64Array;
}

/**
 * The run lengths of a whole series, each told from the values up to its own: the bits of {@link RunLengthPosterior}.
 *
 * @param within values for which a change counts as recent. Default 10
 * @throws {ConfigError} an option out of range
 * @throws {InputError} an empty series, or a value that is not finite
 */
export function changePoints(series: Float64Array, options: ChangePointOptions = {}, within = 10): ChangePointSeries {
  checkSeries(series, "series", 1);
  checkInteger("within", within, 1, 1_000_000);
  const posterior = new RunLengthPosterior(1, options);
  const [recent, lengths, means] = [0, 1, 2].map(() => new Float64Array(series.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < series.length; i++) {
    posterior.take(0, series[i]!);
    recent[i] = posterior.probabilityBelow(0, within);
    lengths[i] = posterior.likeliestLength(0);
    means[i] = posterior.mean(0);
  }
  return { recent, lengths, means };
}
