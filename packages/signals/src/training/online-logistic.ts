import type { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { logistic } from "../models/objective.ts";
import { checkFeatures, checkNumber, isFiniteRow, marginOf, type OnlineModel } from "./online-model.ts";

/** How {@link FtrlLogistic} learns. */
export interface FtrlOptions {
  features: number;
  /** The learning rate's size, above 0. Default 0.1. */
  alpha?: number;
  /** What it begins from, above 0. Default 1. */
  beta?: number;
  /** How strongly weights are drawn to exactly 0. Default 0. */
  l1?: number;
  /** How strongly weights are kept small. Default 0. */
  l2?: number;
}

/** Learns online a logistic regression with a constant, by FTRL-Proximal (McMahan et al., KDD 2013, algorithm 1). */
export class FtrlLogistic implements OnlineModel {
  readonly features: number;
  rejected = 0;
  readonly #alpha: number;
  readonly #beta: number;
  readonly #l1: number;
  readonly #l2: number;
  readonly #z: Float64Array;
  readonly #n: Float64Array;

  /** @throws {ConfigError} an option out of range */
  constructor({ features, alpha = 0.1, beta = 1, l1 = 0, l2 = 0 }: FtrlOptions) {
    checkFeatures(features);
    checkNumber("alpha", alpha, 0, 1e6, true);
    checkNumber("beta", beta, 0, 1e6, true);
    checkNumber("l1", l1, 0, 1e12);
    checkNumber("l2", l2, 0, 1e12);
    this.features = features;
    this.#alpha = alpha;
    this.#beta = beta;
    this.#l1 = l1;
    this.#l2 = l2;
    this.#z = new Float64Array(features + 1);
    this.#n = new Float64Array(features + 1);
  }

  /** The weight of a feature; of the constant, which comes last, without l1. */
  weight(feature: number): number {
    const z = this.#z[feature]!;
    const l1 = feature === this.features ? 0 : this.#l1;
    if (Math.abs(z) <= l1) return 0;
    return -(z - Math.sign(z) * l1) / ((this.#beta + Math.sqrt(this.#n[feature]!)) / this.#alpha + this.#l2);
  }

  predict(row: Float64Array): number {
    if (!isFiniteRow(row, this.features)) {
      this.rejected++;
      return 0.5;
    }
    return logistic(this.#margin(row));
  }

  learn(row: Float64Array, label: number): void {
    if (!isFiniteRow(row, this.features) || !Number.isFinite(label)) {
      this.rejected++;
      return;
    }
    const error = logistic(this.#margin(row)) - label;
    for (let i = 0; i <= this.features; i++) {
      const gradient = error * (i === this.features ? 1 : row[i]!);
      const n = this.#n[i]!;
      const sigma = (Math.sqrt(n + gradient * gradient) - Math.sqrt(n)) / this.#alpha;
      const weight = this.weight(i);
      this.#z[i]! += gradient - sigma * weight;
      this.#n[i] = n + gradient * gradient;
    }
  }

  #margin(row: Float64Array): number {
    let sum = this.weight(this.features);
    for (let i = 0; i < this.features; i++) sum += this.weight(i) * row[i]!;
    return sum;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.ftrl");
    writer.f64(this.rejected);
    writer.f64s(this.#z);
    writer.f64s(this.#n);
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.ftrl");
    this.rejected = reader.f64();
    reader.f64s(this.#z);
    reader.f64s(this.#n);
  }
}

/** Learns online a logistic regression with a constant, by AdaGrad (Duchi, Hazan and Singer, JMLR 12, 2011). */
export class AdagradLogistic implements OnlineModel {
  readonly features: number;
  rejected = 0;
  readonly #rate: number;
  readonly #decay: number;
  readonly #weights: Float64Array;
  readonly #squares: Float64Array;

  /**
   * @param options.rate the first step, above 0; default 0.1
   * @param options.decay what a weight loses of itself in a step, from 0 to 1; default 0
   * @throws {ConfigError} an option out of range
   */
  constructor({ features, rate = 0.1, decay = 0 }: { features: number; rate?: number; decay?: number }) {
    checkFeatures(features);
    checkNumber("rate", rate, 0, 1e6, true);
    checkNumber("decay", decay, 0, 1);
    this.features = features;
    this.#rate = rate;
    this.#decay = decay;
    this.#weights = new Float64Array(features + 1);
    this.#squares = new Float64Array(features + 1).fill(1e-8);
  }

  /** The weight of a feature; of the constant, which comes last. */
  weight(feature: number): number {
    return this.#weights[feature]!;
  }

  predict(row: Float64Array): number {
    if (!isFiniteRow(row, this.features)) {
      this.rejected++;
      return 0.5;
    }
    return logistic(marginOf(this.#weights, row));
  }

  learn(row: Float64Array, label: number): void {
    if (!isFiniteRow(row, this.features) || !Number.isFinite(label)) {
      this.rejected++;
      return;
    }
    const error = logistic(marginOf(this.#weights, row)) - label;
    for (let i = 0; i <= this.features; i++) {
      const gradient = error * (i === this.features ? 1 : row[i]!) + this.#decay * this.#weights[i]!;
      const squares = this.#squares[i]! + gradient * gradient;
      this.#squares[i] = squares;
      this.#weights[i]! -= (this.#rate * gradient) / Math.sqrt(squares);
    }
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.adagrad");
    writer.f64(this.rejected);
    writer.f64s(this.#weights);
    writer.f64s(this.#squares);
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.adagrad");
    this.rejected = reader.f64();
    reader.f64s(this.#weights);
    reader.f64s(this.#squares);
  }
}
