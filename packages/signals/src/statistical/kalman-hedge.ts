import { log } from "@hotpath/core";
import { checkNumber } from "../training/online-model.ts";
import { ColumnState, checkSymbols, LARGEST } from "./internal/column-state.ts";
import { checkColumns } from "./internal/series.ts";

/** The model of a {@link KalmanHedge}. Variances are in the square of y's unit, slopes in y's unit per x's. */
export interface KalmanHedgeOptions {
  /** Variance of a step of the slope, and of the intercept; from 0 on. Default 1e-5 for both. */
  slopeNoise?: number;
  interceptNoise?: number;
  /** Variance of y about the line, above 0. Default 1e-3. */
  noise?: number;
  /** Variance of slope and intercept, both 0, before anything is known; above 0. Default 1. */
  variance?: number;
}

// One pair's state, in one cache line.
const SLOPE = 0;
const INTERCEPT = 1;
/** Of the covariance: slope, both, intercept. */
const P00 = 2;
const P01 = 3;
const P11 = 4;
const ERROR = 5;
const SPREAD = 6;
const COUNT = 7;
const WIDTH = 8;

/**
 * The hedge of y by x, y = slope · x + intercept + noise, slope and intercept random walks, by Kalman's filter; the covariance is
 * updated in P. D. Joseph's form, (I − K H) P (I − K H)ᵀ + K R Kᵀ, which stays positive whatever is rounded. R. E. Kalman,
 * *J. Basic Engineering* 82 (1960); R. S. Bucy, P. D. Joseph, *Filtering for Stochastic Processes with Applications to
 * Guidance* (1968), ch. 16; E. P. Chan, *Algorithmic Trading* (2013), ch. 3, for pairs. Many pairs side by side, each with a history of its own.
 */
export class KalmanHedge extends ColumnState {
  readonly pairs: number;
  readonly #state: Float64Array;
  readonly #slopeNoise: number;
  readonly #interceptNoise: number;
  readonly #noise: number;
  readonly #variance: number;

  /** @throws {ConfigError} an option out of range */
  constructor(pairs: number, options: KalmanHedgeOptions = {}) {
    const { slopeNoise = 1e-5, interceptNoise = 1e-5, noise = 1e-3, variance = 1 } = options;
    checkSymbols(pairs, "pairs");
    checkNumber("slopeNoise", slopeNoise, 0, 1e100);
    checkNumber("interceptNoise", interceptNoise, 0, 1e100);
    checkNumber("noise", noise, 0, 1e100, true);
    checkNumber("variance", variance, 0, 1e100, true);
    const state = new Float64Array(pairs * WIDTH);
    super("signals.kalman-hedge", [state]);
    this.pairs = pairs;
    this.#state = state;
    this.#slopeNoise = slopeNoise;
    this.#interceptNoise = interceptNoise;
    this.#noise = noise;
    this.#variance = variance;
    for (let pair = 0; pair < pairs; pair++) this.reset(pair);
  }

  /** Forgets a pair's history. */
  reset(pair: number): void {
    const at = pair * WIDTH;
    this.#state.fill(0, at, at + WIDTH);
    this.#state[at + P00] = this.#variance;
    this.#state[at + P11] = this.#variance;
    this.#state[at + ERROR] = Number.NaN;
    this.#state[at + SPREAD] = Number.NaN;
  }

  /**
   * Takes in y and x of the same moment.
   *
   * @returns y less what was expected of it, in its deviations; NaN for what is not finite, which is as if it had not come
   */
  take(pair: number, y: number, x: number): number {
    if (!(Math.abs(y) <= LARGEST && Math.abs(x) <= LARGEST)) return Number.NaN;
    return advance(this.#state, pair * WIDTH, y, x, this.#slopeNoise, this.#interceptNoise, this.#noise);
  }

  /** Units of x that hedge one of y. */
  slope(pair: number): number {
    return this.#state[pair * WIDTH + SLOPE]!;
  }

  /** What y is worth where x is 0. */
  intercept(pair: number): number {
    return this.#state[pair * WIDTH + INTERCEPT]!;
  }

  /** The last y less what was expected of it; NaN before the first. */
  error(pair: number): number {
    return this.#state[pair * WIDTH + ERROR]!;
  }

  /** The variance that was expected of {@link error}; NaN before the first. */
  errorVariance(pair: number): number {
    return this.#state[pair * WIDTH + SPREAD]!;
  }

  /** How many moments were taken in. */
  count(pair: number): number {
    return this.#state[pair * WIDTH + COUNT]!;
  }

  /** The covariance of slope and intercept: slope's variance, theirs, intercept's variance. */
  covariance(pair: number): [slope: number, both: number, intercept: number] {
    const at = pair * WIDTH;
    return [this.#state[at + P00]!, this.#state[at + P01]!, this.#state[at + P11]!];
  }
}

const advance = (
  state: Float64Array,
  at: number,
  y: number,
  x: number,
  slopeNoise: number,
  interceptNoise: number,
  noise: number,
): number => {
  const p00 = state[at + P00]! + slopeNoise;
  const p01 = state[at + P01]!;
  const p11 = state[at + P11]! + interceptNoise;
  const error = y - (state[at + SLOPE]! * x + state[at + INTERCEPT]!);
  const h0 = p00 * x + p01;
  const h1 = p01 * x + p11;
  const spread = h0 * x + h1 + noise;
  const k0 = h0 / spread;
  const k1 = h1 / spread;
  state[at + SLOPE]! += k0 * error;
  state[at + INTERCEPT]! += k1 * error;
  // A = I − K H, row by row.
  const a00 = 1 - k0 * x;
  const a01 = -k0;
  const a10 = -k1 * x;
  const a11 = 1 - k1;
  const b00 = a00 * p00 + a01 * p01;
  const b01 = a00 * p01 + a01 * p11;
  const b10 = a10 * p00 + a11 * p01;
  const b11 = a10 * p01 + a11 * p11;
  state[at + P00] = b00 * a00 + b01 * a01 + k0 * k0 * noise;
  state[at + P01] = b00 * a10 + b01 * a11 + k0 * k1 * noise;
  state[at + P11] = b10 * a10 + b11 * a11 + k1 * k1 * noise;
  state[at + ERROR] = error;
  state[at + SPREAD] = spread;
  state[at + COUNT]! += 1;
  return error / Math.sqrt(spread);
};

/** What {@link kalmanHedge} gives, row by row, each told from the rows up to its own. */
export interface KalmanHedgeSeries {
  slopes: Float64Array;
  intercepts: Float64Array;
  /** y less what was expected of it, and the variance that was expected of that. */
  errors: Float64Array;
  variances: Float64Array;
  /** Of all rows: choose the noises by its maximum. */
  logLikelihood: number;
}

const LOG_TWO_PI = 1.8378770664093453;

/**
 * {@link KalmanHedge} over columns, with its bits.
 *
 * @throws {ConfigError} an option out of range
 * @throws {InputError} columns of different lengths, empty, or with a value that is not finite
 */
export function kalmanHedge(y: Float64Array, x: Float64Array, options: KalmanHedgeOptions = {}): KalmanHedgeSeries {
  const rows = checkColumns([y, x], "series", 1);
  const hedge = new KalmanHedge(1, options);
  const [slopes, intercepts, errors, variances] = [0, 1, 2, 3].map(() => new Float64Array(rows)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    const z = hedge.take(0, y[i]!, x[i]!);
    slopes[i] = hedge.slope(0);
    intercepts[i] = hedge.intercept(0);
    errors[i] = hedge.error(0);
    variances[i] = hedge.errorVariance(0);
    sum += z * z + log(variances[i]!);
  }
  return { slopes, intercepts, errors, variances, logLikelihood: -0.5 * (sum + rows * LOG_TWO_PI) };
}
