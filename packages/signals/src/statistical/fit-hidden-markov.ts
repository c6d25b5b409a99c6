import { ConfigError, InputError, log, Random } from "@hotpath/core";
import { checkNumber } from "../training/online-model.ts";
import {
  checkHiddenMarkov,
  densities,
  emissionsOf,
  filterStep,
  type HiddenMarkovModel,
  STATES_MAX,
  smoothRows,
  sortedStates,
} from "./hidden-markov.ts";
import { checkInteger } from "./internal/column-state.ts";
import { checkSeries } from "./internal/series.ts";

/** How {@link fitHiddenMarkov} searches. */
export interface HiddenMarkovOptions {
  /** Number of states, 2 to 8. Default 2. */
  states?: number;
  /** What the states of the result are sorted by. Default `variance`: calm first. */
  order?: "variance" | "mean";
  /** Random starts, 1 to 1,000, of which the likeliest after ten steps is followed to its end. Default 8. */
  starts?: number;
  /** Of the random starts. Default 1. */
  seed?: number;
  /** Where to start from instead. Its states keep their order. */
  start?: HiddenMarkovModel;
  /** Most steps, 1 to 100,000. Default 500. */
  iterations?: number;
  /** Gain of the log likelihood by a step, for each value, at which the search has converged. Default 1e-9. */
  tolerance?: number;
}

/** A fitted model. */
export interface HiddenMarkovFit extends HiddenMarkovModel {
  /** Of the series under the model. */
  logLikelihood: number;
  /** Steps that were taken from the start that won. */
  iterations: number;
  /** Whether the last step gained less than the tolerance; false where the steps ran out. */
  converged: boolean;
}

/** Steps that each random start gets before the likeliest is chosen. */
const TRIAL = 10;
/** A state's variance is at least this share of the series': one that shrinks to a point would be infinitely likely. */
const LEAST_VARIANCE = 1e-6;
const LOG_TWO_PI = 1.8378770664093453;

/**
 * Fits a hidden Markov model to a series by Baum and Welch's algorithm (L. E. Baum et al., *Ann. Math. Statist.* 41, 1970;
 * L. R. Rabiner, *Proc. IEEE* 77, 1989, equations 40 and 52 to 54), from several seeded starts: the likelihood has many
 * maxima. A step never lowers it. The same series, options and seed give the same bits.
 *
 * @param series returns, say, at least 10 for each state
 * @throws {ConfigError} an option out of range, or a start that is no model
 * @throws {InputError} too few values, one that is not finite, or all the same
 * @example const { means, variances, transition } = fitHiddenMarkov(returns, { states: 3, seed: 7 });
 */
export function fitHiddenMarkov(series: Float64Array, options: HiddenMarkovOptions = {}): HiddenMarkovFit {
  const { order = "variance", starts = 8, seed = 1, start, iterations = 500, tolerance = 1e-9 } = options;
  const states = start?.states ?? options.states ?? 2;
  checkInteger("states", states, start === undefined ? 2 : 1, STATES_MAX);
  checkInteger("starts", starts, 1, 1000);
  checkInteger("iterations", iterations, 1, 100_000);
  checkNumber("tolerance", tolerance, 0, 1e6);
  if (order !== "variance" && order !== "mean") throw new ConfigError("order", order, "variance, mean");
  checkSeries(series, "series", 10 * states);
  const work = new BaumWelch(series, states);
  if (start !== undefined) {
    checkHiddenMarkov(start);
    return work.climb({ ...start }, iterations, tolerance);
  }
  const random = new Random(seed);
  let best: HiddenMarkovFit | undefined;
  for (let k = 0; k < starts; k++) {
    const trial = work.climb(work.start(random, order, k === 0), Math.min(TRIAL, iterations), tolerance);
    if (best === undefined || trial.logLikelihood > best.logLikelihood) best = trial;
  }
  let fit = best!;
  if (!fit.converged && fit.iterations < iterations) {
    const rest = work.climb(fit, iterations - fit.iterations, tolerance);
    fit = { ...rest, iterations: fit.iterations + rest.iterations };
  }
  const { logLikelihood, iterations: steps, converged } = fit;
  return { ...sortedStates({ ...fit, order }), logLikelihood, iterations: steps, converged };
}

/** The series with room for the probabilities of its states: one for all starts. */
class BaumWelch {
  readonly #series: Float64Array;
  readonly #states: number;
  readonly #least: number;
  readonly #filtered: Float64Array;
  readonly #sorted: Float64Array;
  readonly #mean: number;

  constructor(series: Float64Array, states: number) {
    const mean = series.reduce((sum, value) => sum + value, 0) / series.length;
    const variance = series.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / series.length;
    if (!(variance > 0)) throw new InputError("INPUT_INVALID", "series: all values are the same");
    this.#series = series;
    this.#states = states;
    this.#mean = mean;
    this.#least = variance * LEAST_VARIANCE;
    this.#filtered = new Float64Array(series.length * states);
    this.#sorted = series.toSorted();
  }

  /** States that divide the series by value, or by distance from the mean: evenly at first, then at random. */
  start(random: Random, order: "variance" | "mean", even: boolean): HiddenMarkovModel {
    const states = this.#states;
    const n = this.#series.length;
    const ranked = order === "mean" ? this.#sorted : this.#series.map((value) => Math.abs(value - this.#mean)).sort();
    const shares = Array.from({ length: states }, () => (even ? 1 : 0.2 + random.uniform()));
    const total = shares.reduce((sum, share) => sum + share, 0);
    const stay = even ? 0.9 : 0.5 + 0.49 * random.uniform();
    const [means, variances] = [new Float64Array(states), new Float64Array(states)];
    let from = 0;
    for (let j = 0; j < states; j++) {
      const to =
        j === states - 1
          ? n
          : Math.min(n - (states - 1 - j), Math.max(from + 1, from + Math.floor((n * shares[j]!) / total)));
      const part = ranked.subarray(from, to);
      const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
      const square = part.reduce((sum, value) => sum + value * value, 0) / part.length;
      means[j] = order === "mean" ? mean : this.#mean;
      variances[j] = Math.max(order === "mean" ? square - mean * mean : square, 1e3 * this.#least);
      from = to;
    }
    const initial = new Float64Array(states).fill(1 / states);
    const transition = new Float64Array(states * states).fill((1 - stay) / (states - 1));
    for (let j = 0; j < states; j++) transition[j * states + j] = stay;
    return { states, order, initial, transition, means, variances };
  }

  /** Steps from a model until they gain nothing, or have run out. */
  climb(start: HiddenMarkovModel, most: number, tolerance: number): HiddenMarkovFit {
    let model = start;
    let logLikelihood = this.#forward(model);
    if (!Number.isFinite(logLikelihood))
      throw new InputError("INPUT_INVALID", "series: has a value that cannot come about in the model to start from");
    for (let taken = 1; taken <= most; taken++) {
      const next = this.#improved(model);
      const gained = this.#forward(next);
      const gain = gained - logLikelihood;
      model = next;
      logLikelihood = gained;
      if (gain <= tolerance * this.#series.length)
        return { ...model, logLikelihood, iterations: taken, converged: true };
    }
    return { ...model, logLikelihood, iterations: most, converged: false };
  }

  /** Filters the series, and answers with its log likelihood. */
  #forward(model: HiddenMarkovModel): number {
    return forward(this.#series, model.transition, emissionsOf(model), model.initial, this.#filtered);
  }

  /** The model that is likeliest given the probabilities of the states under this one, which has been filtered. */
  #improved(model: HiddenMarkovModel): HiddenMarkovModel {
    const states = this.#states;
    const rows = this.#filtered;
    const jumps = new Float64Array(states * states);
    smoothRows(model.transition, rows, states, this.#series.length, jumps);
    const [means, variances] = [new Float64Array(states), new Float64Array(states)];
    moments(this.#series, rows, states, means, variances);
    for (let j = 0; j < states; j++) variances[j] = Math.max(variances[j]!, this.#least);
    const transition = model.transition.map((before, at) => {
      const i = Math.floor(at / states);
      let total = 0;
      for (let j = 0; j < states; j++) total += jumps[i * states + j]!;
      // A state that is never left, for it is never there, keeps its row.
      return total > 0 ? jumps[at]! / total : before;
    });
    for (let j = 0; j < states; j++) {
      if (!Number.isNaN(means[j]!)) continue;
      means[j] = model.means[j]!;
      variances[j] = model.variances[j]!;
    }
    return { states, order: model.order, initial: rows.slice(0, states), transition, means, variances };
  }
}

/** Filters a series into rows; its log likelihood. Products of scales are kept within a double's range, not their logs. */
const forward = (
  series: Float64Array,
  transition: Float64Array,
  emissions: Float64Array,
  initial: Float64Array,
  rows: Float64Array,
): number => {
  const states = initial.length;
  const [density, scratch, now] = [new Float64Array(states), new Float64Array(states), initial.slice()];
  let sum = 0;
  let product = 1;
  for (let i = 0; i < series.length; i++) {
    const greatest = densities(emissions, 0, states, series[i]!, density);
    product *= filterStep(transition, 0, states, density, now, 0, scratch, i === 0);
    sum += greatest;
    if (product < 1e-200) {
      sum += log(product);
      product = 1;
    }
    for (let j = 0; j < states; j++) rows[i * states + j] = now[j]!;
  }
  return sum + log(product) - (series.length * LOG_TWO_PI) / 2;
};

/** Weighted means and variances by state; NaN where a state is never there. */
const moments = (
  series: Float64Array,
  rows: Float64Array,
  states: number,
  means: Float64Array,
  variances: Float64Array,
): void => {
  for (let j = 0; j < states; j++) {
    let total = 0;
    let sum = 0;
    for (let i = 0; i < series.length; i++) {
      const weight = rows[i * states + j]!;
      total += weight;
      sum += weight * series[i]!;
    }
    const mean = sum / total;
    let squares = 0;
    for (let i = 0; i < series.length; i++) {
      const distance = series[i]! - mean;
      squares += rows[i * states + j]! * distance * distance;
    }
    means[j] = mean;
    variances[j] = squares / total;
  }
};
