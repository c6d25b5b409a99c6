/** What every estimate asks of its sample, and what it says where that is not so. */
import { ConfigError, describeValue, InputError } from "@hotpath/core";
import { defaultKernels, type Kernels, type Mode } from "@hotpath/native";

/** Returns as callers bring them: fractions (0.01 is 1 %) of one period each, the oldest first, or profits in money. */
export type Returns = ArrayLike<number>;

/** How a standard deviation is taken: `sample` divides by n − 1, `population` by n. */
export type Deviation = "sample" | "population";

/** What the options of every estimate have in common. */
export interface VarOptions {
  /** Share of periods whose loss is not to exceed the value at risk, between 0 and 1, both excluded. Default 0.99. */
  confidence?: number;
  /** Periods ahead, from 1. Default 1. How an estimate scales is stated with it. */
  horizon?: number;
  /** Where sums and selections run. Default: the kernels that the program shares. */
  kernels?: Kernels;
}

/** Options of estimates that begin with a mean and a deviation. */
export interface MomentOptions extends VarOptions {
  /** Divisor of the variance. Default `sample`. */
  deviation?: Deviation;
  /** `sample`: the mean of the returns; `zero`: none, and deviations are taken from 0. Default `sample`. */
  mean?: "sample" | "zero";
  /** `exact` (the default): the same bits everywhere. `fast`: fused sums, within 1e-13 of the deviation. */
  mode?: Mode;
}

/** What every estimate answers. */
export interface VarEstimate {
  /** The method's name. */
  method: string;
  confidence: number;
  /** Periods ahead. */
  horizon: number;
  /** Returns that went into it. */
  observations: number;
  /** Value at risk: a loss as a positive number, in the unit of the returns. Negative where even that quantile is a gain. */
  var: number;
  /** Expected shortfall (conditional value at risk): the mean loss where the value at risk is reached or exceeded. */
  expectedShortfall: number;
}

/** Options with their defaults, checked. */
export interface Settled {
  confidence: number;
  horizon: number;
  kernels: Kernels;
}

/**
 * Checks the options that all have.
 *
 * @throws {ConfigError} a value that is not allowed
 */
export function settle(options: VarOptions): Settled {
  const confidence = options.confidence ?? 0.99;
  if (!(confidence > 0 && confidence < 1))
    throw new ConfigError("confidence", options.confidence, "a number between 0 and 1, both excluded");
  const horizon = options.horizon ?? 1;
  if (!(Number.isSafeInteger(horizon) && horizon >= 1))
    throw new ConfigError("horizon", options.horizon, "an integer from 1: periods");
  return { confidence, horizon, kernels: options.kernels ?? defaultKernels() };
}

/** Demands one of a few words. */
export function oneOf<T extends string>(value: T | undefined, allowed: readonly T[], path: string): T {
  const chosen = value ?? allowed[0]!;
  if (!allowed.includes(chosen)) throw new ConfigError(path, value, allowed.join(", "));
  return chosen;
}

/**
 * The share of the tail, 1 − confidence, freed of the rounding of that difference: 0.01 and not 0.010000000000000009.
 */
export function tailOf(confidence: number): number {
  const tail = 1 - confidence;
  // An integer over a power of ten that is a double: the division rounds it to the double that the decimal is.
  const decimal = Math.round(tail * 1e15) / 1e15;
  return Math.abs(decimal - tail) <= 2 ** -53 ? decimal : tail;
}

/** A product that is meant to be whole, such as 0.01 of 700: whole where it is so to within its rounding. */
export function nearlyWhole(product: number): number {
  const whole = Math.round(product);
  return Math.abs(product - whole) <= 4 * Number.EPSILON * Math.max(1, product) ? whole : product;
}

/**
 * The returns as doubles in one array, all finite.
 *
 * @throws {InputError} too few of them, or one that is not finite; it says which
 */
export function checkReturns(returns: Returns, least: number, what = "returns"): Float64Array {
  const x = asDoubles(returns, what);
  checkCount(x.length, least, what);
  for (let i = 0; i < x.length; i++) if (x[i]! - x[i]! !== 0) throw notFinite(x[i]!, `${what}[${i}]`);
  return x;
}

/** The returns as doubles in one array, as they are. */
export function asDoubles(returns: Returns, what = "returns"): Float64Array {
  if (returns instanceof Float64Array) return returns;
  if (typeof returns !== "object" || returns === null || typeof returns.length !== "number")
    throw new InputError("INPUT_INVALID", `${what}: got ${describeValue(returns)}; allowed: an array of numbers`);
  return Float64Array.from(returns);
}

/** Demands so many observations. */
export function checkCount(count: number, least: number, what = "returns"): void {
  if (count >= least) return;
  const have = count === 1 ? "1 observation" : `${count} observations`;
  throw new InputError("INPUT_INVALID", `${what}: got ${have}; allowed: at least ${least}`);
}

/** The error for a number that is none. */
export function notFinite(value: number, path: string): InputError {
  return new InputError("INPUT_INVALID", `${path}: got ${describeValue(value)}; allowed: a finite number`);
}

/** Mean and standard deviation of one period. */
export interface Moments {
  mean: number;
  deviation: number;
}

/**
 * Mean and deviation as the options have them.
 *
 * @throws {InputError} returns that are constant have no deviation to speak of
 */
export function momentsOf(x: Float64Array, options: MomentOptions, kernels: Kernels): Moments {
  const divisor = oneOf(options.deviation, ["sample", "population"], "deviation");
  const mode = oneOf(options.mode, ["exact", "fast"], "mode");
  const mean = oneOf(options.mean, ["sample", "zero"], "mean");
  const least = divisor === "sample" ? 2 : 1;
  checkCount(x.length, Math.max(2, least));
  assertVaried(x);
  if (mean === "zero") {
    const squares = kernels.dot(x, x, mode);
    return { mean: 0, deviation: Math.sqrt(squares / (divisor === "sample" ? x.length - 1 : x.length)) };
  }
  kernels.meanVariance(x, pair, divisor === "sample" ? 1 : 0, mode);
  return { mean: pair[0]!, deviation: Math.sqrt(pair[1]!) };
}

const pair = new Float64Array(2);

/**
 * Demands that the returns are not all the same.
 *
 * @throws {InputError} they are
 */
export function assertVaried(x: Float64Array, what = "returns"): void {
  const first = x[0]!;
  for (let i = 1; i < x.length; i++) if (x[i] !== first) return;
  throw new InputError("INPUT_INVALID", `${what}: constant at ${first}; allowed: returns that vary`);
}

/** A loss from a return, without a negative zero. */
export function lossOf(value: number): number {
  return 0 - value;
}
