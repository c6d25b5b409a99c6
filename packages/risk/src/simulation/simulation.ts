import { ConfigError, InputError, log, Random } from "@hotpath/core";
import { defaultKernels, type Kernels, type Mode } from "@hotpath/native";
import { type Factor, factorOf, rotatedTo } from "./factor.ts";
import { type Marginals, marginalsOf } from "./marginals.ts";
import { SOBOL_DIMENSIONS, Sobol } from "./sobol.ts";
import { chiSquareNumber, chiSquareOfNormal, NormalStreams } from "./streams.ts";

/** Paths that are simulated at a time: they stay in the first caches. */
const BLOCK = 64;
/** Paths of one simulation at the most. */
export const MAX_PATHS = 100_000_000;

/** The assets of a simulation, and what is held of them. */
export interface SimulationModel {
  /** Mean return of each asset over one period. */
  mean: Float64Array;
  /** Covariance of returns over one period, row-major. It may be singular. */
  covariance: Float64Array;
  /** What is held of each asset: fractions of the portfolio, or money. */
  weights: Float64Array;
  /** Observed returns of each asset, for `empirical` marginals. */
  columns?: readonly Float64Array[];
}

/** How paths are drawn. */
export interface SimulationOptions {
  /** Outcomes, from 100 to 100 million. Default 131,072. */
  paths?: number;
  /** Any integer. Default 1. */
  seed?: bigint | number;
  /**
   * `sobol`: randomised quasi-Monte Carlo, the first dimension turned into the direction of the portfolio; up to 256 assets, one
   * less for the t copula. `xoshiro`: pseudo-random numbers. Default `sobol` up to 255 assets, `xoshiro` beyond.
   */
  sampler?: "sobol" | "xoshiro";
  /** Whether every draw is used a second time with its sign turned. Default false. */
  antithetic?: boolean;
  /** How assets depend on each other. Default `gaussian`. */
  copula?: "gaussian" | "t";
  /** ν of the t copula, above 2. */
  degrees?: number;
  /**
   * The distribution of each asset by itself. `copula`: that of the copula, so that all together are normal, or t with the stated
   * covariance. `normal`. `empirical`: that of the observed returns. Default `copula`.
   */
  marginals?: "copula" | "normal" | "empirical";
  /** Periods ahead: means grow with it, deviations with its root. Default 1. */
  horizon?: number;
  /** `exact`: the same bits on every machine. `fast`: products may be fused, within 2⁻⁵³ · assets² of a deviation. Default `exact`. */
  mode?: Mode;
  /** Where it runs. Default: the kernels that the program shares. */
  kernels?: Kernels;
}

/** One block of paths as it comes. */
export interface PathBlock {
  /** The first path. */
  from: number;
  /** How many. */
  count: number;
  /** Return of asset a on path p of the block less its mean, at `a * stride + p`. */
  deviations: Float64Array;
  stride: number;
  /** The portfolio's outcome on each path. */
  outcomes: Float64Array;
}

/**
 * A Monte Carlo simulation of the returns of a portfolio and its assets. Each {@link Simulation.run} gives the same paths.
 *
 * Singular covariances are factored as `factorOf` says: what has no risk gets none.
 */
export class Simulation {
  readonly paths: number;
  readonly sampler: "sobol" | "xoshiro";
  readonly copula: "gaussian" | "t";
  readonly degrees: number | undefined;
  readonly marginals: "copula" | "normal" | "empirical";
  readonly antithetic: boolean;
  readonly horizon: number;
  readonly mode: Mode;
  readonly factor: Factor;
  readonly #weights: Float64Array;
  readonly #seed: bigint | number;
  readonly #kernels: Kernels;
  readonly #loadings: Float64Array;
  readonly #triangular: number;
  readonly #marginals: Marginals | undefined;
  /** The portfolio's mean over the horizon. */
  readonly mean: number;

  /**
   * @throws {ConfigError} an option that is not allowed
   * @throws {InputError} lengths that differ, numbers that are not finite, or a covariance that is none
   */
  constructor(model: SimulationModel, options: SimulationOptions = {}) {
    const size = model.weights.length;
    if (size < 1 || model.mean.length !== size)
      throw new InputError("INPUT_INVALID", `mean: got ${model.mean.length} elements; allowed: ${size}, one a weight`);
    this.paths = whole(options.paths ?? 131_072, 100, MAX_PATHS, "paths");
    this.horizon = whole(options.horizon ?? 1, 1, Number.MAX_SAFE_INTEGER, "horizon");
    this.copula = word(options.copula ?? "gaussian", ["gaussian", "t"], "copula");
    this.marginals = word(options.marginals ?? "copula", ["copula", "normal", "empirical"], "marginals");
    this.mode = word(options.mode ?? "exact", ["exact", "fast"], "mode");
    const dimensions = this.copula === "t" ? size + 1 : size;
    const fits = dimensions <= SOBOL_DIMENSIONS;
    this.sampler = word(options.sampler ?? (fits ? "sobol" : "xoshiro"), ["sobol", "xoshiro"], "sampler");
    if (this.sampler === "sobol" && !fits)
      throw new ConfigError(
        "sampler",
        "sobol",
        `xoshiro for ${size} assets, since there are ${SOBOL_DIMENSIONS} dimensions`,
      );
    this.antithetic = options.antithetic ?? false;
    this.degrees = this.copula === "t" ? options.degrees : undefined;
    if (this.copula === "t" && !((this.degrees ?? 0) > 2 && Number.isFinite(this.degrees)))
      throw new ConfigError("degrees", options.degrees, "a finite number above 2, for the t copula");
    this.#seed = options.seed ?? 1;
    this.#kernels = options.kernels ?? defaultKernels();
    this.#weights = model.weights;
    let mean = 0;
    for (let a = 0; a < size; a++) mean += model.weights[a]! * model.mean[a]!;
    this.mean = mean * this.horizon;
    if (this.mean - this.mean !== 0)
      throw new InputError("INPUT_INVALID", "weights, mean: got a number that is not finite; allowed: finite numbers");
    this.factor = factorOf(model.covariance, size);
    const own = this.marginals === "copula" || (this.copula === "gaussian" && this.marginals === "normal");
    this.#marginals = own ? undefined : marginalsOf(model, this.marginals, this.copula, this.degrees, this.#kernels);
    const rotates = this.sampler === "sobol";
    this.#triangular = rotates ? 0 : 1;
    this.#loadings = rotates ? rotatedTo(this.factor, model.weights) : this.factor.matrix;
    if (this.#marginals !== undefined) this.#loadings = unitRows(this.#loadings, size);
  }

  /** Simulates all paths, block by block; the arrays of a block are used again for the next. */
  run(each: (block: PathBlock) => void): void {
    const size = this.#weights.length;
    const draw = this.#drawer(size);
    const { risk } = this.#kernels;
    const correlate = this.mode === "fast" ? risk.correlateFast : risk.correlate;
    const numbers = new Float64Array((size + 1) * BLOCK);
    const mixing = new Float64Array(BLOCK).fill(1);
    const deviations = new Float64Array(size * BLOCK);
    const outcomes = new Float64Array(BLOCK);
    const scale = Math.sqrt(this.horizon);
    const plain = this.copula === "gaussian" && scale === 1;
    for (let from = 0; from < this.paths; ) {
      draw(numbers, mixing);
      correlate(this.#loadings, numbers, size, size, BLOCK, this.#triangular, deviations);
      if (!plain) this.#mix(deviations, mixing, scale);
      if (this.#marginals !== undefined) this.#marginals.apply(deviations, BLOCK, scale);
      for (let sign = 0; sign < (this.antithetic ? 2 : 1) && from < this.paths; sign++) {
        if (sign === 1) this.#turn(deviations, scale);
        risk.weigh(deviations, this.#weights, size, BLOCK, outcomes);
        for (let p = 0; p < BLOCK; p++) outcomes[p] = this.mean + outcomes[p]!;
        const count = Math.min(BLOCK, this.paths - from);
        each({ from, count, deviations, stride: BLOCK, outcomes });
        from += count;
      }
    }
  }

  /** The portfolio's outcome on every path. */
  outcomes(): Float64Array {
    const all = new Float64Array(this.paths);
    this.run(({ from, count, outcomes }) => {
      for (let p = 0; p < count; p++) all[from + p] = outcomes[p]!;
    });
    return all;
  }

  /** Multiplies every path by its own number. */
  #mix(deviations: Float64Array, mixing: Float64Array, scale: number): void {
    // Marginals of their own get the copula's standard numbers, and scale themselves.
    const common = this.#marginals === undefined ? scale : 1;
    for (let at = 0; at < deviations.length; at += BLOCK)
      for (let p = 0; p < BLOCK; p++) deviations[at + p] = deviations[at + p]! * (common * mixing[p]!);
  }

  #turn(deviations: Float64Array, scale: number): void {
    if (this.#marginals !== undefined) this.#marginals.applyTurned(deviations, BLOCK, scale);
    else for (let i = 0; i < deviations.length; i++) deviations[i] = -deviations[i]!;
  }

  /** What fills a block: normal numbers in columns, and each path's factor of the t. */
  #drawer(size: number): (numbers: Float64Array, mixing: Float64Array) => void {
    const kernels = this.#kernels;
    const degrees = this.degrees;
    // With marginals of its own the copula is a standard t; without, it has the stated covariance.
    const top = degrees === undefined ? 1 : this.#marginals === undefined ? degrees - 2 : degrees;
    if (this.sampler === "xoshiro") {
      const streams = new NormalStreams(this.#seed, kernels);
      const random = new Random(this.#seed).fork(1);
      return (numbers, mixing) => {
        streams.fill(size * BLOCK, numbers);
        if (degrees !== undefined)
          for (let p = 0; p < BLOCK; p++) mixing[p] = Math.sqrt(top / chiSquareNumber(random, degrees, log));
      };
    }
    const sobol = new Sobol(degrees === undefined ? size : size + 1, this.#seed);
    const points = new Float64Array((size + 1) * BLOCK);
    const used = points.subarray(0, sobol.dimensions * BLOCK);
    const chiSquare = degrees === undefined ? undefined : chiSquareOfNormal(degrees);
    return (numbers, mixing) => {
      sobol.fill(BLOCK, points);
      kernels.inverseNormal(used, used);
      if (chiSquare === undefined) {
        numbers.set(points);
        return;
      }
      // The second dimension mixes: after the first it decides most, and low dimensions are the most even together.
      for (let p = 0; p < BLOCK; p++) mixing[p] = Math.sqrt(top / chiSquare(points[BLOCK + p]!));
      numbers.set(points.subarray(0, BLOCK));
      numbers.set(points.subarray(2 * BLOCK), BLOCK);
    };
  }
}

/** Rows of length 1: loadings of a correlation instead of a covariance. Rows without risk stay zero. */
function unitRows(loadings: Float64Array, size: number): Float64Array {
  const unit = new Float64Array(loadings.length);
  for (let a = 0; a < size; a++) {
    let square = 0;
    for (let j = 0; j < size; j++) square += loadings[a * size + j]! * loadings[a * size + j]!;
    const length = Math.sqrt(square);
    if (length > 0) for (let j = 0; j < size; j++) unit[a * size + j] = loadings[a * size + j]! / length;
  }
  return unit;
}

function whole(value: number, from: number, to: number, path: string): number {
  if (Number.isSafeInteger(value) && value >= from && value <= to) return value;
  throw new ConfigError(path, value, `an integer from ${from} to ${to}`);
}

function word<T extends string>(value: T, allowed: readonly T[], path: string): T {
  if (allowed.includes(value)) return value;
  throw new ConfigError(path, value, allowed.join(", "));
}
