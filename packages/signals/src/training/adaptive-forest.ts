import { ConfigError, exp, InputError, Random, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { Adwin } from "./adwin.ts";
import { HoeffdingTree } from "./hoeffding-tree.ts";
import { checkFeatures, isFiniteRow, type OnlineModel } from "./online-model.ts";

/** The mean number of times that a tree takes in a row. */
const LAMBDA = 6;
const WARNING = 0.01;
const DRIFT = 0.001;

interface Member {
  tree: HoeffdingTree;
  /** Grown since the last warning, to take the tree's place. */
  next: HoeffdingTree | undefined;
  warning: Adwin;
  drift: Adwin;
  right: number;
  seen: number;
}

/**
 * An adaptive random forest (Gomes et al., Machine Learning 106, 2017): Hoeffding trees on rows taken in Poisson(6) times,
 * each leaf looking at some of the features. A tree whose errors rise (ADWIN) grows a successor, and gives way to it if they
 * go on rising. Trees vote by how often they were right.
 */
export class AdaptiveForest implements OnlineModel {
  readonly features: number;
  rejected = 0;
  /** Trees that gave way so far. */
  drifts = 0;
  readonly #random: Random;
  readonly #subset: number;
  readonly #grace: number;
  readonly #members: Member[];
  #seed = 1;

  /**
   * @param options.trees 1 to 1000; default 10
   * @param options.grace as in {@link HoeffdingTree}; default 50
   * @throws {ConfigError} an option out of range
   */
  constructor(options: { features: number; trees?: number; grace?: number; seed?: number }) {
    const { features, trees = 10, grace = 50, seed = 1 } = options;
    checkFeatures(features);
    if (!(Number.isInteger(trees) && trees >= 1 && trees <= 1000))
      throw new ConfigError("trees", trees, "an integer from 1 to 1000");
    this.features = features;
    this.#random = new Random(seed);
    this.#subset = Math.min(features, Math.round(Math.sqrt(features)) + 1);
    this.#grace = grace;
    this.#members = Array.from({ length: trees }, () => this.#member());
  }

  #tree(): HoeffdingTree {
    const { features } = this;
    return new HoeffdingTree({ features, subset: this.#subset, grace: this.#grace, delta: 0.01, seed: this.#seed++ });
  }

  #member(tree: HoeffdingTree = this.#tree()): Member {
    return { tree, next: undefined, warning: new Adwin(WARNING), drift: new Adwin(DRIFT), right: 0, seen: 0 };
  }

  predict(row: Float64Array): number {
    if (!isFiniteRow(row, this.features)) {
      this.rejected++;
      return 0.5;
    }
    let sum = 0;
    let total = 0;
    for (const { tree, right, seen } of this.#members) {
      const weight = (right + 1) / (seen + 2);
      sum += weight * tree.predict(row);
      total += weight;
    }
    return sum / total;
  }

  learn(row: Float64Array, label: number): void {
    if (!isFiniteRow(row, this.features) || (label !== 0 && label !== 1)) {
      this.rejected++;
      return;
    }
    for (const [i, member] of this.#members.entries()) {
      const isRight = member.tree.predict(row) >= 0.5 === (label === 1);
      member.seen++;
      if (isRight) member.right++;
      const times = this.#poisson();
      if (times > 0) {
        member.tree.learn(row, label, times);
        member.next?.learn(row, label, times);
      }
      const error = isRight ? 0 : 1;
      const meanBefore = member.drift.mean;
      if (member.warning.add(error) && member.warning.mean > meanBefore) member.next = this.#tree();
      if (member.drift.add(error) && member.drift.mean > meanBefore) {
        this.drifts++;
        this.#members[i] = this.#member(member.next);
      }
    }
  }

  /** Knuth's product of uniforms. */
  #poisson(): number {
    const limit = exp(-LAMBDA);
    let product = this.#random.uniform();
    let count = 0;
    for (; product > limit && count < 100; count++) product *= this.#random.uniform();
    return count;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.adaptive-forest");
    writer.f64(this.rejected);
    writer.f64(this.drifts);
    writer.f64(this.#seed);
    this.#random.snapshot(writer);
    writer.i32(this.#members.length);
    for (const { tree, next, warning, drift, right, seen } of this.#members) {
      tree.snapshot(writer);
      writer.i32(next === undefined ? 0 : 1);
      next?.snapshot(writer);
      warning.snapshot(writer);
      drift.snapshot(writer);
      writer.f64(right);
      writer.f64(seen);
    }
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.adaptive-forest");
    this.rejected = reader.f64();
    this.drifts = reader.f64();
    const seed = reader.f64();
    this.#random.restore(reader);
    if (reader.i32() !== this.#members.length)
      throw new InputError("CORRUPT", `snapshot: is of another number of trees than ${this.#members.length}`);
    for (const member of this.#members) {
      member.tree.restore(reader);
      member.next = reader.i32() === 1 ? this.#tree() : undefined;
      member.next?.restore(reader);
      member.warning.restore(reader);
      member.drift.restore(reader);
      member.right = reader.f64();
      member.seen = reader.f64();
    }
    this.#seed = seed;
  }
}
