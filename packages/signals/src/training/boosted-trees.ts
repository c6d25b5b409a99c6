import { ConfigError, log, Random } from "@hotpath/core";
import { defaultKernels } from "@hotpath/native";
import { BINS_MOST, binRows, chooseBins, type FeatureBins } from "../models/feature-bins.ts";
import { logistic } from "../models/objective.ts";
import { DEPTH_MOST, type ObliviousTree, type ObliviousTrees } from "../models/oblivious-scorer.ts";
import type { TreeEnsemble } from "../models/tree-ensemble.ts";
import type { TreeKernelSource } from "../models/tree-scorer.ts";
import { addToScores, type BinnedTree, toDecisionTree } from "./internal/binned-tree.ts";
import { type GrowingData, LeafWiseGrower } from "./internal/leaf-wise.ts";
import { expandOblivious, growOblivious } from "./internal/level-wise.ts";
import { logLoss, meanSquaredError } from "./metrics.ts";
import { checkData, type TrainingData } from "./training-data.ts";

/** How boosted trees are trained; every field has a default. */
export interface BoostingOptions {
  /** `binary`: labels 0 and 1, log loss. `regression`: squared error. Default `binary`. */
  objective?: "binary" | "regression";
  /** Most trees, 1 to 100,000. Default 100. */
  rounds?: number;
  /** What each tree's leaves are multiplied by, above 0 to 1. Default 0.1. */
  learningRate?: number;
  /** `leaf-wise`: the leaf that gains most next. `oblivious`: one question a level. Default `leaf-wise`. */
  growth?: "leaf-wise" | "oblivious";
  /** Most leaves of a leaf-wise tree, 2 to 65,536. Default 31. */
  leaves?: number;
  /** Levels of an oblivious tree, 1 to 8. Default 6. */
  depth?: number;
  /** Bins of a feature, 2 to 255. Default 255. */
  bins?: number;
  /** Fewest rows in a leaf, estimated from curvature as in LightGBM. Default 20. */
  leastRows?: number;
  /** Least sum of curvature (the second derivative of the loss) in a leaf. Default 1e-3. */
  leastCurvature?: number;
  /** The weight of the leaves' squares in the loss. Default 0. */
  l2?: number;
  /** For each feature 1, −1 or 0: predictions may only rise, or only fall, with it. Leaf-wise trees only. */
  monotone?: readonly number[];
  /** The share of the rows that a tree sees, above 0 to 1. Default 1. */
  rowFraction?: number;
  /** The share of the features that a tree sees, above 0 to 1. Default 1. */
  featureFraction?: number;
  /** Rounds without a better loss on `validation` after which training ends. Default: all rounds are run. */
  earlyStopping?: number;
  /** Rows that are not trained on, to measure the loss on. */
  validation?: TrainingData;
  /** The seed of what is sampled. Default 1. */
  seed?: number;
  /** What computes; by default the shared kernels. The result is the same to the bit. */
  kernels?: TreeKernelSource;
  /** Told after each round; false ends training. */
  onRound?: (round: number, validationLoss: number | undefined) => boolean | void;
}

/** What training came to. */
export interface BoostedTrees {
  ensemble: TreeEnsemble;
  /** The same over bins, where growth is oblivious. */
  oblivious: ObliviousTrees | undefined;
  /** Trees that are kept: up to the round of the least validation loss where training was to stop early. */
  rounds: number;
  /** The loss on the validation rows after each round that was run: log loss or squared error. */
  validationLosses: number[];
  /** What the splits on each feature have taken off the training loss. */
  gains: Float64Array;
}

const DEFAULTS = {
  objective: "binary",
  rounds: 100,
  learningRate: 0.1,
  growth: "leaf-wise",
  leaves: 31,
  depth: 6,
  bins: BINS_MOST,
  leastRows: 20,
  leastCurvature: 1e-3,
  l2: 0,
  rowFraction: 1,
  featureFraction: 1,
  seed: 1,
} as const;

type Settled = Required<Omit<BoostingOptions, "monotone" | "earlyStopping" | "validation" | "onRound">> &
  Pick<BoostingOptions, "monotone" | "earlyStopping" | "validation" | "onRound">;

/**
 * Trains boosted trees on histograms. The same data, options and seed give the same model, bit for bit, native or not.
 *
 * @throws {ConfigError} an option that is not known or not allowed
 * @throws {InputError} data that cannot be trained on
 * @example
 * const { ensemble } = trainBoostedTrees({ values, features: 8, labels }, { rounds: 200, leaves: 15 });
 * new TreeScorer(ensemble).predict(values, new Float64Array(labels.length));
 */
export function trainBoostedTrees(data: TrainingData, options: BoostingOptions = {}): BoostedTrees {
  const settings = settle(options, data.features);
  const rows = checkData(data, settings.objective);
  const { validation } = settings;
  if (validation !== undefined) {
    checkData(validation, settings.objective, "validation");
    if (validation.features !== data.features)
      throw new ConfigError("validation.features", validation.features, `${data.features}`);
  }
  const bins = chooseBins(data.values, data.features, settings.bins);
  const run = new BoostingRun(data, rows, bins, settings);
  for (let round = 0; round < settings.rounds; round++) {
    const loss = run.round();
    const goesOn = settings.onRound?.(round, loss) !== false;
    if (!goesOn || run.hasStopped) break;
  }
  return run.result();
}

/** Training as it runs. */
class BoostingRun {
  readonly #data: TrainingData;
  readonly #settings: Settled;
  readonly #bins: FeatureBins;
  readonly #growing: GrowingData;
  readonly #grower: LeafWiseGrower | undefined;
  readonly #random: Random;
  readonly #scores: Float64Array;
  readonly #rows: Int32Array;
  readonly #base: number;
  readonly #trees: BinnedTree[] = [];
  readonly #oblivious: ObliviousTree[] = [];
  readonly #validation: { bins: Uint8Array; scores: Float64Array } | undefined;
  readonly #losses: number[] = [];
  #allowed: ArrayLike<number>;
  #best = 0;

  constructor(data: TrainingData, rows: number, bins: FeatureBins, settings: Settled) {
    const { features } = data;
    this.#data = data;
    this.#settings = settings;
    this.#bins = bins;
    this.#random = new Random(settings.seed);
    this.#growing = {
      bins: binRows(bins, data.values, new Uint8Array(data.values.length)),
      features,
      lastBins: Int32Array.from(bins.edges, (edges) => edges.length + 1),
      pairs: new Float64Array(2 * rows),
      kernels: settings.kernels,
    };
    this.#allowed = Int32Array.from({ length: features }, (_, f) => f);
    this.#rows = new Int32Array(rows);
    this.#base = baseOf(data, settings.objective);
    this.#scores = new Float64Array(rows).fill(this.#base);
    const { leaves, l2, leastCurvature, leastRows, monotone } = settings;
    const limits = { leaves, l2, leastCurvature, leastRows, monotone: monotone && Int8Array.from(monotone) };
    if (settings.growth === "leaf-wise")
      this.#grower = new LeafWiseGrower(this.#growing, { ...limits, allowed: () => this.#allowed });
    const { validation } = settings;
    if (validation !== undefined)
      this.#validation = {
        bins: binRows(bins, validation.values, new Uint8Array(validation.values.length)),
        scores: new Float64Array(validation.labels.length).fill(this.#base),
      };
  }

  /** Whether the loss has not become less for as many rounds as are allowed. */
  get hasStopped(): boolean {
    const { earlyStopping } = this.#settings;
    return earlyStopping !== undefined && this.#losses.length - 1 - this.#best >= earlyStopping;
  }

  /** Grows a tree; the loss on the validation rows. */
  round(): number | undefined {
    this.#differentiate();
    const count = this.#sample();
    const tree = this.#settings.growth === "oblivious" ? this.#growLevels(count) : this.#growLeaves(count);
    this.#trees.push(tree);
    if (this.#settings.rowFraction < 1) addToScores(tree, this.#growing.bins, this.#data.features, this.#scores);
    if (this.#validation === undefined) return undefined;
    addToScores(tree, this.#validation.bins, this.#data.features, this.#validation.scores);
    const { labels, weights } = this.#settings.validation!;
    const { scores } = this.#validation;
    const loss =
      this.#settings.objective === "binary"
        ? logLoss(scores.map(logistic), labels, weights)
        : meanSquaredError(scores, labels, weights);
    if (this.#losses.push(loss) === 1 || loss < this.#losses[this.#best]!) this.#best = this.#losses.length - 1;
    return loss;
  }

  /** Gradient and curvature of the loss by each row's score. */
  #differentiate(): void {
    const { labels, weights } = this.#data;
    const { pairs } = this.#growing;
    const scores = this.#scores;
    const binary = this.#settings.objective === "binary";
    for (let r = 0; r < scores.length; r++) {
      const weight = weights === undefined ? 1 : weights[r]!;
      const p = binary ? logistic(scores[r]!) : scores[r]!;
      pairs[2 * r] = weight * (p - labels[r]!);
      pairs[2 * r + 1] = weight * (binary ? Math.max(1e-16, p * (1 - p)) : 1);
    }
  }

  /** Draws the rows and features of a tree; how many rows. */
  #sample(): number {
    const { rowFraction, featureFraction } = this.#settings;
    const rows = this.#rows;
    const { features, labels } = this.#data;
    let count = 0;
    for (let r = 0; r < labels.length; r++)
      if (rowFraction >= 1 || this.#random.uniform() < rowFraction) rows[count++] = r;
    if (count === 0) rows[count++] = this.#random.integer(labels.length);
    if (featureFraction < 1) this.#allowed = drawFeatures(this.#random, features, featureFraction);
    return count;
  }

  #growLeaves(count: number): BinnedTree {
    const ranges: number[] = [];
    const tree = this.#grower!.grow(this.#rows, count, (leaf, from, to) => ranges.push(leaf, from, to));
    for (let i = 0; i < tree.leaves.length; i++) tree.leaves[i]! *= this.#settings.learningRate;
    this.#addLeaves(tree.leaves, ranges);
    return tree;
  }

  #growLevels(count: number): BinnedTree {
    const { depth, l2, leastRows, learningRate } = this.#settings;
    const ranges: number[] = [];
    const options = { depth, l2, leastRows, allowed: () => this.#allowed };
    const { tree, gains } = growOblivious(this.#growing, options, this.#rows, count, (leaf, from, to) =>
      ranges.push(leaf, from, to),
    );
    for (let i = 0; i < tree.leaves.length; i++) tree.leaves[i]! *= learningRate;
    this.#oblivious.push(tree);
    this.#addLeaves(tree.leaves, ranges);
    return expandOblivious(tree, gains, this.#growing.lastBins);
  }

  /** Rows that the tree was grown on know their leaf already. */
  #addLeaves(leaves: ArrayLike<number>, ranges: readonly number[]): void {
    if (this.#settings.rowFraction < 1) return;
    const scores = this.#scores;
    const rows = this.#rows;
    for (let k = 0; k < ranges.length; k += 3) {
      const value = leaves[ranges[k]!]!;
      for (let i = ranges[k + 1]!; i < ranges[k + 2]!; i++) scores[rows[i]!]! += value;
    }
  }

  result(): BoostedTrees {
    const { objective, earlyStopping } = this.#settings;
    const rounds = earlyStopping === undefined ? this.#trees.length : this.#best + 1;
    const trees = this.#trees.slice(0, rounds);
    const gains = new Float64Array(this.#data.features);
    for (const tree of trees) for (const [i, gain] of tree.gain.entries()) gains[tree.feature[i]!]! += gain;
    const oblivious = this.#oblivious.slice(0, rounds);
    return {
      ensemble: {
        format: "hotpath",
        features: this.#data.features,
        featureNames: undefined,
        outputs: 1,
        classes: undefined,
        objective: { name: objective, transform: objective === "binary" ? "sigmoid" : "identity", slope: 1 },
        baseFirst: Float64Array.of(this.#base),
        divisor: 1,
        predictionDivisor: 1,
        baseLast: new Float64Array(1),
        single: false,
        trees: trees.map((tree) => toDecisionTree(tree, this.#bins)),
      },
      oblivious: oblivious.length === 0 ? undefined : { bins: this.#bins, base: this.#base, trees: oblivious },
      rounds,
      validationLosses: this.#losses,
      gains,
    };
  }
}

/** The score that all rows begin with: the mean, or its log-odds. */
function baseOf({ labels, weights }: TrainingData, objective: "binary" | "regression"): number {
  let sum = 0;
  let total = 0;
  for (let r = 0; r < labels.length; r++) {
    const weight = weights?.[r] ?? 1;
    sum += weight * labels[r]!;
    total += weight;
  }
  const mean = sum / total;
  if (objective === "regression") return mean;
  const p = Math.min(1 - 1e-12, Math.max(1e-12, mean));
  return log(p / (1 - p));
}

/** At least one feature of those that there are. */
export function drawFeatures(random: Random, features: number, fraction: number): Int32Array {
  const all = Int32Array.from({ length: features }, (_, f) => f);
  const count = Math.max(1, Math.round(features * fraction));
  for (let i = 0; i < count; i++) {
    const j = i + random.integer(features - i);
    const picked = all[j]!;
    all[j] = all[i]!;
    all[i] = picked;
  }
  return all.subarray(0, count).sort();
}

const KNOWN = new Set([...Object.keys(DEFAULTS), "monotone", "earlyStopping", "validation", "kernels", "onRound"]);

function settle(options: BoostingOptions, features: number): Settled {
  for (const key of Object.keys(options))
    if (!KNOWN.has(key))
      throw new ConfigError(key, options[key as keyof BoostingOptions], `no such option; ${[...KNOWN].join(", ")}`);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const settings: Settled = { ...DEFAULTS, kernels: options.kernels ?? defaultKernels(), ...given };
  const whole = (key: "rounds" | "leaves" | "depth" | "bins", least: number, most: number) => {
    if (!(Number.isInteger(settings[key]) && settings[key] >= least && settings[key] <= most))
      throw new ConfigError(key, settings[key], `an integer from ${least} to ${most}`);
  };
  whole("rounds", 1, 100_000);
  whole("leaves", 2, 65_536);
  whole("depth", 1, DEPTH_MOST);
  whole("bins", 2, BINS_MOST);
  for (const key of ["learningRate", "rowFraction", "featureFraction"] as const)
    if (!(settings[key] > 0 && settings[key] <= 1))
      throw new ConfigError(key, settings[key], "a number above 0, at most 1");
  for (const key of ["leastRows", "leastCurvature", "l2"] as const)
    if (!(settings[key] >= 0 && settings[key] < 1e12)) throw new ConfigError(key, settings[key], "a number from 0 on");
  if (settings.objective !== "binary" && settings.objective !== "regression")
    throw new ConfigError("objective", settings.objective, "binary, regression");
  if (settings.growth !== "leaf-wise" && settings.growth !== "oblivious")
    throw new ConfigError("growth", settings.growth, "leaf-wise, oblivious");
  const { monotone, earlyStopping, validation, growth } = settings;
  if (monotone !== undefined) {
    if (growth === "oblivious") throw new ConfigError("monotone", monotone, "nothing, where growth is oblivious");
    if (monotone.length !== features || monotone.some((d) => d !== 0 && d !== 1 && d !== -1))
      throw new ConfigError("monotone", monotone, `1, -1 or 0 for each of ${features} features`);
  }
  if (earlyStopping !== undefined) {
    if (!(Number.isInteger(earlyStopping) && earlyStopping >= 1))
      throw new ConfigError("earlyStopping", earlyStopping, "an integer from 1 on");
    if (validation === undefined)
      throw new ConfigError("validation", undefined, "rows, where training is to stop early");
  }
  return settings;
}
