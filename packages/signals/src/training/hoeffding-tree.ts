import {
  ConfigError,
  InputError,
  log,
  normalCdf,
  Random,
  type SnapshotReader,
  type SnapshotWriter,
} from "@hotpath/core";
import { checkFeatures, checkNumber, isFiniteRow, type OnlineModel } from "./online-model.ts";

/** Statistics of a feature in a leaf, for each of two classes: weight, mean, squared deviations, least, greatest. */
const STATISTICS = 5;
/** Thresholds that are tried between the least and the greatest value. */
const CANDIDATES = 10;
const LN_2 = log(2);

/** How a Hoeffding tree grows. */
export interface HoeffdingOptions {
  features: number;
  /** What a leaf takes in between two attempts to split. Default 200. */
  grace?: number;
  /** The chance that a split is not the best one, above 0 to 1. Default 1e-7. */
  delta?: number;
  /** How close two splits may be for it not to matter which. Default 0.05. */
  tie?: number;
  /** Most leaves, from which on nothing is split. Default 1024. */
  leaves?: number;
  /** Features that a leaf looks at, drawn for each. Default all. */
  subset?: number;
  /** Default 1. */
  seed?: number;
}

interface Leaf {
  counts: Float64Array;
  seenAtAttempt: number;
  looked: Int32Array;
  statistics: Float64Array;
}

/**
 * A decision tree that learns row by row (VFDT: Domingos and Hulten, KDD 2000), for two classes and numbers, which are
 * taken to be normal in each class of a leaf. A leaf splits where Hoeffding's bound says that the best split is the best.
 */
export class HoeffdingTree implements OnlineModel {
  readonly features: number;
  rejected = 0;
  readonly #options: Required<HoeffdingOptions>;
  readonly #random: Random;
  /** Nodes in columns: feature or −1, threshold, left child (the right one follows), place of the leaf. */
  #feature: number[] = [];
  #threshold: number[] = [];
  #left: number[] = [];
  #leaf: (Leaf | undefined)[] = [];
  #leaves = 0;

  /** @throws {ConfigError} an option out of range */
  constructor(options: HoeffdingOptions) {
    const { features } = options;
    const whole = { grace: 200, delta: 1e-7, tie: 0.05, leaves: 1024, subset: features, seed: 1, ...options };
    checkFeatures(features);
    checkNumber("delta", whole.delta, 0, 1, true);
    checkNumber("tie", whole.tie, 0, 1);
    for (const [key, least, most] of [
      ["grace", 1, 1e9],
      ["leaves", 1, 1e6],
      ["subset", 1, features],
    ] as const)
      if (!(Number.isInteger(whole[key]) && whole[key] >= least && whole[key] <= most))
        throw new ConfigError(key, whole[key], `an integer from ${least} to ${most}`);
    this.features = features;
    this.#options = whole;
    this.#random = new Random(whole.seed);
    this.#addLeaf(Float64Array.of(0, 0));
  }

  /** Leaves that the tree has. */
  get leaves(): number {
    return this.#leaves;
  }

  #addLeaf(counts: Float64Array): number {
    const { features } = this;
    const { subset } = this.#options;
    const looked = Int32Array.from({ length: features }, (_, f) => f);
    for (let i = 0; subset < features && i < subset; i++) {
      const j = i + this.#random.integer(features - i);
      [looked[i], looked[j]] = [looked[j]!, looked[i]!];
    }
    const statistics = new Float64Array(2 * STATISTICS * subset);
    const leaf = { counts, seenAtAttempt: counts[0]! + counts[1]!, looked: looked.slice(0, subset), statistics };
    this.#leaves++;
    this.#threshold.push(0);
    this.#left.push(0);
    this.#leaf.push(leaf);
    return this.#feature.push(-1) - 1;
  }

  #find(row: Float64Array): number {
    let node = 0;
    while (this.#feature[node]! >= 0)
      node = this.#left[node]! + (row[this.#feature[node]!]! <= this.#threshold[node]! ? 0 : 1);
    return node;
  }

  /** The share of label 1 in the row's leaf, one of each label added. */
  predict(row: Float64Array): number {
    if (!isFiniteRow(row, this.features)) {
      this.rejected++;
      return 0.5;
    }
    const { counts } = this.#leaf[this.#find(row)]!;
    return (counts[1]! + 1) / (counts[0]! + counts[1]! + 2);
  }

  /** @param weight how often the row is taken in */
  learn(row: Float64Array, label: number, weight = 1): void {
    if (!isFiniteRow(row, this.features) || (label !== 0 && label !== 1)) {
      this.rejected++;
      return;
    }
    const node = this.#find(row);
    const leaf = this.#leaf[node]!;
    leaf.counts[label]! += weight;
    for (let i = 0; i < leaf.looked.length; i++)
      observe(leaf.statistics, STATISTICS * (2 * i + label), row[leaf.looked[i]!]!, weight);
    const seen = leaf.counts[0]! + leaf.counts[1]!;
    if (seen - leaf.seenAtAttempt < this.#options.grace || this.#leaves >= this.#options.leaves) return;
    leaf.seenAtAttempt = seen;
    if (leaf.counts[0]! > 0 && leaf.counts[1]! > 0) this.#attempt(node, leaf, seen);
  }

  #attempt(node: number, leaf: Leaf, seen: number): void {
    let best = { gain: 0, feature: -1, threshold: 0, left: Float64Array.of(0, 0) };
    let second = 0;
    for (let i = 0; i < leaf.looked.length; i++) {
      const found = bestThreshold(leaf, i);
      if (found.gain > best.gain) {
        second = best.gain;
        best = { ...found, feature: leaf.looked[i]! };
      } else second = Math.max(second, found.gain);
    }
    const bound = Math.sqrt(log(1 / this.#options.delta) / (2 * seen));
    if (best.feature < 0 || !(best.gain - second > bound || bound < this.#options.tie)) return;
    const right = leaf.counts.map((count, k) => Math.max(0, count - best.left[k]!));
    this.#feature[node] = best.feature;
    this.#threshold[node] = best.threshold;
    this.#leaf[node] = undefined;
    this.#leaves--;
    this.#left[node] = this.#addLeaf(best.left);
    this.#addLeaf(right);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.hoeffding-tree");
    writer.f64(this.rejected);
    this.#random.snapshot(writer);
    writer.i32(this.#feature.length);
    writer.f64s(Float64Array.from(this.#feature));
    writer.f64s(Float64Array.from(this.#threshold));
    writer.f64s(Float64Array.from(this.#left));
    for (const leaf of this.#leaf) {
      if (leaf === undefined) continue;
      writer.f64s(leaf.counts);
      writer.f64(leaf.seenAtAttempt);
      writer.i32s(leaf.looked);
      writer.f64s(leaf.statistics);
    }
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.hoeffding-tree");
    this.rejected = reader.f64();
    this.#random.restore(reader);
    const count = reader.i32();
    if (!(count >= 1 && count < 2 * this.#options.leaves + 2))
      throw new InputError("CORRUPT", `snapshot: a Hoeffding tree of ${count} nodes`);
    const column = () => {
      const values = new Float64Array(count);
      reader.f64s(values);
      return [...values];
    };
    const [feature, threshold, left] = [column(), column(), column()];
    if (feature.some((f, i) => f >= this.features || (f >= 0 && !(left[i]! > i && left[i]! + 1 < count))))
      throw new InputError("CORRUPT", "snapshot: the nodes of a Hoeffding tree do not fit together");
    this.#feature = feature;
    this.#threshold = threshold;
    this.#left = left;
    this.#leaves = 0;
    this.#leaf = feature.map((f) => {
      if (f >= 0) return undefined;
      const leaf = {
        counts: new Float64Array(2),
        seenAtAttempt: 0,
        looked: new Int32Array(this.#options.subset),
        statistics: new Float64Array(2 * STATISTICS * this.#options.subset),
      };
      reader.f64s(leaf.counts);
      leaf.seenAtAttempt = reader.f64();
      reader.i32s(leaf.looked);
      reader.f64s(leaf.statistics);
      this.#leaves++;
      return leaf;
    });
  }
}

const observe = (statistics: Float64Array, at: number, value: number, weight: number): void => {
  const before = statistics[at]!;
  const total = before + weight;
  const away = value - statistics[at + 1]!;
  statistics[at] = total;
  statistics[at + 1]! += (weight * away) / total;
  statistics[at + 2]! += weight * away * (value - statistics[at + 1]!);
  statistics[at + 3] = before === 0 ? value : Math.min(statistics[at + 3]!, value);
  statistics[at + 4] = before === 0 ? value : Math.max(statistics[at + 4]!, value);
};

/** The weight of a class that lies at or below a threshold. */
const below = (statistics: Float64Array, at: number, threshold: number): number => {
  const weight = statistics[at]!;
  if (weight === 0 || threshold < statistics[at + 3]!) return 0;
  if (threshold >= statistics[at + 4]!) return weight;
  const deviation = weight > 1 ? Math.sqrt(statistics[at + 2]! / (weight - 1)) : 0;
  if (deviation === 0) return statistics[at + 1]! <= threshold ? weight : 0;
  return weight * normalCdf((threshold - statistics[at + 1]!) / deviation);
};

/** In bits. */
const entropy = (a: number, b: number): number => {
  const total = a + b;
  if (a <= 0 || b <= 0) return 0;
  return -((a / total) * log(a / total) + (b / total) * log(b / total)) / LN_2;
};

function bestThreshold(leaf: Leaf, i: number): { gain: number; threshold: number; left: Float64Array<ArrayBuffer> } {
  const { statistics, counts } = leaf;
  const zero = STATISTICS * 2 * i;
  const one = zero + STATISTICS;
  const low = Math.min(statistics[zero + 3]!, statistics[one + 3]!);
  const high = Math.max(statistics[zero + 4]!, statistics[one + 4]!);
  const seen = statistics[zero]! + statistics[one]!;
  const before = entropy(statistics[zero]!, statistics[one]!);
  const best = { gain: 0, threshold: 0, left: Float64Array.of(0, 0) };
  for (let k = 1; k <= CANDIDATES && high > low; k++) {
    const threshold = low + ((high - low) * k) / (CANDIDATES + 1);
    const [a, b] = [below(statistics, zero, threshold), below(statistics, one, threshold)];
    const [c, d] = [statistics[zero]! - a, statistics[one]! - b];
    if (a + b < 0.01 * seen || c + d < 0.01 * seen) continue;
    const gain = before - ((a + b) * entropy(a, b) + (c + d) * entropy(c, d)) / seen;
    if (gain > best.gain) {
      best.gain = gain;
      best.threshold = threshold;
      // What the leaf knew before it observed is divided alike.
      best.left[0] = statistics[zero]! > 0 ? (counts[0]! * a) / statistics[zero]! : 0;
      best.left[1] = statistics[one]! > 0 ? (counts[1]! * b) / statistics[one]! : 0;
    }
  }
  return best;
}
