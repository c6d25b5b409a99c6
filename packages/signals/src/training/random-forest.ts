import { ConfigError, Random } from "@hotpath/core";
import { defaultKernels } from "@hotpath/native";
import { BINS_MOST, binRows, chooseBins } from "../models/feature-bins.ts";
import type { TreeEnsemble } from "../models/tree-ensemble.ts";
import type { TreeKernelSource } from "../models/tree-scorer.ts";
import { drawFeatures } from "./boosted-trees.ts";
import { addToScores, type BinnedTree, toDecisionTree } from "./internal/binned-tree.ts";
import { LeafWiseGrower } from "./internal/leaf-wise.ts";
import { checkData, type TrainingData } from "./training-data.ts";

/** How a random forest is trained; every field has a default. */
export interface ForestOptions {
  /** `binary`: labels 0 and 1, and leaves hold the share of 1. `regression`: leaves hold means. Default `binary`. */
  objective?: "binary" | "regression";
  /** 1 to 10,000. Default 100. */
  trees?: number;
  /** Most leaves of a tree, 2 to 65,536. Default 256. */
  leaves?: number;
  /** Fewest rows in a leaf, repeated ones counted. Default 5. */
  leastRows?: number;
  /** The share of the features that a node looks at; by default the square root of their number, a third for a regression. */
  featureFraction?: number;
  /** Bins of a feature, 2 to 255. Default 255. */
  bins?: number;
  /** Default 1. */
  seed?: number;
  kernels?: TreeKernelSource;
  /** Told after each tree; false ends training. */
  onTree?: (tree: number) => boolean | void;
}

/** A trained forest. */
export interface Forest {
  ensemble: TreeEnsemble;
  /** What the trees that have not seen a row say of it; NaN where all of them have. */
  outOfBag: Float64Array;
  /** What the splits on each feature have taken off the squared error, or of the Gini impurity. */
  gains: Float64Array;
}

/**
 * Trains a random forest (Breiman, Machine Learning 45, 2001): trees on rows drawn with replacement, that look at some of
 * the features at each node. Splits take most off the squared error, which for labels 0 and 1 is half of Gini's impurity.
 *
 * @throws {ConfigError} an option that is not known or not allowed
 * @throws {InputError} data that cannot be trained on
 */
export function trainRandomForest(data: TrainingData, options: ForestOptions = {}): Forest {
  const settings = settle(options, data.features);
  const rows = checkData(data, settings.objective);
  const { features, labels, weights } = data;
  const random = new Random(settings.seed);
  const bins = chooseBins(data.values, features, settings.bins);
  const binned = binRows(bins, data.values, new Uint8Array(data.values.length));
  const pairs = new Float64Array(2 * rows);
  const lastBins = Int32Array.from(bins.edges, (edges) => edges.length + 1);
  const growing = { bins: binned, features, lastBins, pairs, kernels: settings.kernels };
  const grower = new LeafWiseGrower(growing, {
    leaves: settings.leaves,
    leastRows: settings.leastRows,
    leastCurvature: 0,
    l2: 0,
    monotone: undefined,
    allowed: () => drawFeatures(random, features, settings.featureFraction),
  });
  const trees: BinnedTree[] = [];
  const drawn = new Int32Array(rows);
  const list = new Int32Array(rows);
  const [sums, votes, one] = [new Float64Array(rows), new Int32Array(rows), new Float64Array(rows)];
  for (let t = 0; t < settings.trees; t++) {
    drawn.fill(0);
    for (let i = 0; i < rows; i++) drawn[random.integer(rows)]!++;
    let count = 0;
    for (let r = 0; r < rows; r++) {
      const weight = drawn[r]! * (weights?.[r] ?? 1);
      pairs[2 * r] = -weight * labels[r]!;
      pairs[2 * r + 1] = weight;
      if (weight > 0) list[count++] = r;
    }
    const tree = grower.grow(list, count, () => {});
    trees.push(tree);
    addToScores(tree, binned, features, one.fill(0));
    for (let r = 0; r < rows; r++)
      if (drawn[r] === 0) {
        sums[r]! += one[r]!;
        votes[r]!++;
      }
    if (settings.onTree?.(t) === false) break;
  }
  const gains = new Float64Array(features);
  for (const tree of trees) for (const [i, gain] of tree.gain.entries()) gains[tree.feature[i]!]! += gain;
  return {
    ensemble: {
      format: "hotpath",
      features,
      featureNames: undefined,
      outputs: 1,
      classes: undefined,
      objective: { name: `forest-${settings.objective}`, transform: "identity", slope: 1 },
      baseFirst: new Float64Array(1),
      divisor: trees.length,
      predictionDivisor: 1,
      baseLast: new Float64Array(1),
      single: false,
      trees: trees.map((tree) => toDecisionTree(tree, bins)),
    },
    outOfBag: sums.map((sum, r) => sum / votes[r]!),
    gains,
  };
}

const KNOWN = ["objective", "trees", "leaves", "leastRows", "featureFraction", "bins", "seed", "kernels", "onTree"];

function settle(options: ForestOptions, features: number) {
  for (const key of Object.keys(options))
    if (!KNOWN.includes(key))
      throw new ConfigError(key, options[key as keyof ForestOptions], `no such option; ${KNOWN.join(", ")}`);
  const objective = options.objective ?? "binary";
  if (objective !== "binary" && objective !== "regression")
    throw new ConfigError("objective", objective, "binary, regression");
  const settings = {
    objective,
    trees: options.trees ?? 100,
    leaves: options.leaves ?? 256,
    leastRows: options.leastRows ?? 5,
    featureFraction: options.featureFraction ?? (objective === "binary" ? Math.sqrt(features) / features : 1 / 3),
    bins: options.bins ?? BINS_MOST,
    seed: options.seed ?? 1,
    kernels: options.kernels ?? defaultKernels(),
    onTree: options.onTree,
  };
  const whole = (key: "trees" | "leaves" | "leastRows", least: number, most: number) => {
    if (!(Number.isInteger(settings[key]) && settings[key] >= least && settings[key] <= most))
      throw new ConfigError(key, settings[key], `an integer from ${least} to ${most}`);
  };
  whole("trees", 1, 10_000);
  whole("leaves", 2, 65_536);
  whole("leastRows", 1, 1_000_000_000);
  if (!(settings.featureFraction > 0 && settings.featureFraction <= 1))
    throw new ConfigError("featureFraction", settings.featureFraction, "a number above 0, at most 1");
  return settings;
}
