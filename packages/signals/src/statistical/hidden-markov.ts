/**
 * Hidden Markov models whose states are normal distributions: the model, filtering, smoothing, and the likeliest path.
 * L. R. Rabiner, "A tutorial on hidden Markov models", *Proc. IEEE* 77 (1989), with his scaling; J. D. Hamilton,
 * *Econometrica* 57 (1989), for regimes of the market.
 */
import { ConfigError, exp, log } from "@hotpath/core";
import { checkSeries } from "./internal/series.ts";

/** A hidden Markov model of a series. States are numbered from 0 in the order that `order` names, the least first. */
export interface HiddenMarkovModel {
  /** Number of states, 1 to 8. */
  readonly states: number;
  /** What the states are sorted by. */
  readonly order: "variance" | "mean";
  /** Probabilities of the first state. */
  readonly initial: Float64Array;
  /** Probabilities of going from state i to state j, at i · states + j. */
  readonly transition: Float64Array;
  /** Of the series while in a state. */
  readonly means: Float64Array;
  readonly variances: Float64Array;
}

/** Most states of a model. */
export const STATES_MAX = 8;
const LOG_TWO_PI = 1.8378770664093453;

/**
 * Checks a model.
 *
 * @throws {ConfigError} columns of other lengths, probabilities that do not sum up to 1 (to 1e-6), variances not above 0
 */
export function checkHiddenMarkov(model: HiddenMarkovModel): void {
  const { states, initial, transition, variances } = model;
  if (!(Number.isInteger(states) && states >= 1 && states <= STATES_MAX))
    throw new ConfigError("states", states, `an integer from 1 to ${STATES_MAX}`);
  const lengths = { initial: states, transition: states * states, means: states, variances: states };
  for (const [name, length] of Object.entries(lengths)) {
    const column = model[name as keyof typeof lengths];
    if (column.length !== length || !column.every(Number.isFinite))
      throw new ConfigError(name, Array.from(column), `${length} finite numbers`);
  }
  if (!variances.every((variance) => variance > 0))
    throw new ConfigError("variances", Array.from(variances), "numbers above 0");
  checkDistribution("initial", initial);
  for (let i = 0; i < states; i++)
    checkDistribution(`transition[${i}]`, transition.subarray(i * states, (i + 1) * states));
}

function checkDistribution(name: string, row: Float64Array): void {
  const sum = row.reduce((total, value) => total + value, 0);
  if (!row.every((value) => value >= 0) || Math.abs(sum - 1) > 1e-6)
    throw new ConfigError(name, Array.from(row), "probabilities that sum up to 1");
}

/** What is read of a model again and again, in one row: by state the mean, −1 ÷ 2σ² and −ln σ. */
export function emissionsOf(
  model: HiddenMarkovModel,
  out: Float64Array = new Float64Array(3 * model.states),
): Float64Array {
  for (let j = 0; j < model.states; j++) {
    out[3 * j] = model.means[j]!;
    out[3 * j + 1] = -0.5 / model.variances[j]!;
    out[3 * j + 2] = -0.5 * log(model.variances[j]!);
  }
  return out;
}

/**
 * Writes the densities of x by state to `out`, over the greatest of them and √2π; the logarithm of what was divided by.
 * A value that is far from all states underflows in none.
 */
export const densities = (emissions: Float64Array, e: number, states: number, x: number, out: Float64Array): number => {
  let greatest = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < states; j++) {
    const distance = x - emissions[e + 3 * j]!;
    const value = emissions[e + 3 * j + 2]! + emissions[e + 3 * j + 1]! * distance * distance;
    out[j] = value;
    greatest = value > greatest ? value : greatest;
  }
  for (let j = 0; j < states; j++) {
    const below = out[j]! - greatest;
    out[j] = below === 0 ? 1 : exp(below);
  }
  return greatest;
};

/**
 * One step of the filter: the probabilities of the states, at `filtered[f]`, given x too. `density` holds x's densities.
 *
 * @param prior whether these are still those before the first value, which no transition precedes
 * @returns what they were divided by to sum up to 1, x's density given those before; 0 where the model excludes x
 */
export const filterStep = (
  transition: Float64Array,
  t: number,
  states: number,
  density: Float64Array,
  filtered: Float64Array,
  f: number,
  scratch: Float64Array,
  prior: boolean,
): number => {
  let total = 0;
  for (let j = 0; j < states; j++) {
    let ahead = 0;
    if (prior) ahead = filtered[f + j]!;
    else for (let i = 0; i < states; i++) ahead += filtered[f + i]! * transition[t + i * states + j]!;
    const joint = ahead * density[j]!;
    scratch[j] = joint;
    total += joint;
  }
  if (total > 0) {
    for (let j = 0; j < states; j++) filtered[f + j] = scratch[j]! / total;
    return total;
  }
  // The model says that this cannot be. It was: then the value alone decides.
  let sum = 0;
  for (let j = 0; j < states; j++) sum += density[j]!;
  // Beyond all densities: nothing is known.
  for (let j = 0; j < states; j++) filtered[f + j] = sum > 0 ? density[j]! / sum : 1 / states;
  return 0;
};

/** Probabilities of states, a row of `states` for each value, and how likely the series is. */
export interface HiddenMarkovPath {
  probabilities: Float64Array;
  logLikelihood: number;
}

/**
 * The probabilities of the states at each value given it and those before: what a stream knows, with its bits.
 *
 * @throws {InputError} an empty series, or a value that is not finite
 * @throws {ConfigError} what is no model
 */
export function filterHiddenMarkov(model: HiddenMarkovModel, series: Float64Array): HiddenMarkovPath {
  checkHiddenMarkov(model);
  checkSeries(series, "series", 1);
  const { states } = model;
  const emissions = emissionsOf(model);
  const [density, scratch, now] = [new Float64Array(states), new Float64Array(states), model.initial.slice()];
  const probabilities = new Float64Array(series.length * states);
  let logLikelihood = 0;
  for (let i = 0; i < series.length; i++) {
    const greatest = densities(emissions, 0, states, series[i]!, density);
    const scale = filterStep(model.transition, 0, states, density, now, 0, scratch, i === 0);
    logLikelihood += log(scale) + greatest;
    probabilities.set(now, i * states);
  }
  return { probabilities, logLikelihood: logLikelihood - (series.length * LOG_TWO_PI) / 2 };
}

/**
 * The probabilities of the states at each value given the whole series: for research, never for a signal, since it knows
 * what comes. The backward half of Rabiner's algorithm, equations 25 and 27.
 *
 * @throws {InputError} an empty series, or a value that is not finite
 * @throws {ConfigError} what is no model
 */
export function smoothHiddenMarkov(model: HiddenMarkovModel, series: Float64Array): HiddenMarkovPath {
  const path = filterHiddenMarkov(model, series);
  const { states, transition } = model;
  smoothRows(transition, path.probabilities, states, series.length, new Float64Array(states * states));
  return path;
}

/**
 * Filtered rows become those given the whole series, in place, and the expected changes from state to state are added to
 * `jumps`. C.-J. Kim, *J. Econometrics* 60 (1994): the same as forward times backward, without a second scaling.
 */
export const smoothRows = (
  transition: Float64Array,
  rows: Float64Array,
  states: number,
  n: number,
  jumps: Float64Array,
): void => {
  const weights = new Float64Array(states);
  for (let at = (n - 2) * states; at >= 0; at -= states) {
    for (let j = 0; j < states; j++) {
      let ahead = 0;
      for (let i = 0; i < states; i++) ahead += rows[at + i]! * transition[i * states + j]!;
      weights[j] = ahead > 0 ? rows[at + states + j]! / ahead : 0;
    }
    for (let i = 0; i < states; i++) {
      const here = rows[at + i]!;
      let sum = 0;
      for (let j = 0; j < states; j++) {
        const share = transition[i * states + j]! * weights[j]!;
        jumps[i * states + j]! += here * share;
        sum += share;
      }
      rows[at + i] = here * sum;
    }
  }
};

/**
 * The likeliest path of states (A. J. Viterbi, *IEEE Trans. Information Theory* 13, 1967), one for each value. Of equally
 * likely ones, the lower states.
 *
 * @throws {InputError} an empty series, or a value that is not finite
 * @throws {ConfigError} what is no model
 */
export function likeliestStates(model: HiddenMarkovModel, series: Float64Array): Uint8Array {
  checkHiddenMarkov(model);
  checkSeries(series, "series", 1);
  const { states } = model;
  const emissions = emissionsOf(model);
  const from = new Uint8Array(series.length * states);
  const jumps = model.transition.map(log);
  let best = model.initial.map(log);
  let next = new Float64Array(states);
  for (let i = 0; i < series.length; i++) {
    for (let j = 0; j < states; j++) {
      let [top, which] = [i === 0 ? best[j]! : Number.NEGATIVE_INFINITY, 0];
      for (let k = 0; k < states && i > 0; k++) {
        const value = best[k]! + jumps[k * states + j]!;
        if (value > top) [top, which] = [value, k];
      }
      const distance = series[i]! - emissions[3 * j]!;
      next[j] = top + emissions[3 * j + 2]! + emissions[3 * j + 1]! * distance * distance;
      from[i * states + j] = which;
    }
    [best, next] = [next, best];
  }
  const path = new Uint8Array(series.length);
  let state = 0;
  for (let j = 1; j < states; j++) if (best[j]! > best[state]!) state = j;
  for (let i = series.length - 1; i >= 0; i--) {
    path[i] = state;
    state = from[i * states + state]!;
  }
  return path;
}

/** The model with its states in its own order. */
export function sortedStates(model: HiddenMarkovModel): HiddenMarkovModel {
  const { states, order } = model;
  const key = order === "mean" ? model.means : model.variances;
  const at = Array.from({ length: states }, (_, i) => i).sort((a, b) => key[a]! - key[b]! || a - b);
  const pick = (column: Float64Array) => Float64Array.from(at, (i) => column[i]!);
  const transition = Float64Array.from(at.flatMap((i) => at.map((j) => model.transition[i * states + j]!)));
  return {
    states,
    order,
    initial: pick(model.initial),
    transition,
    means: pick(model.means),
    variances: pick(model.variances),
  };
}
