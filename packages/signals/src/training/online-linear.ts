import { ConfigError, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { checkFeatures, checkNumber, isFiniteRow, marginOf, type OnlineModel } from "./online-model.ts";

/** Recursive least squares with a constant and exponential forgetting (Haykin, Adaptive Filter Theory, ch. 10). */
export class RecursiveLeastSquares implements OnlineModel {
  readonly features: number;
  rejected = 0;
  readonly #forgetting: number;
  readonly #weights: Float64Array;
  /** The inverse of the rows' correlations, by rows. */
  readonly #inverse: Float64Array;
  readonly #gain: Float64Array;

  /**
   * @param options.forgetting what an observation weighs after one more, above 0 to 1; default 1, nothing is forgotten
   * @param options.delta the variance of the weights before anything is known; default 1000
   * @throws {ConfigError} an option out of range, or more than 1,024 features
   */
  constructor({ features, forgetting = 1, delta = 1000 }: { features: number; forgetting?: number; delta?: number }) {
    checkFeatures(features);
    if (features > 1024) throw new ConfigError("features", features, "an integer from 1 to 1024");
    checkNumber("forgetting", forgetting, 0, 1, true);
    checkNumber("delta", delta, 0, 1e12, true);
    const width = features + 1;
    this.features = features;
    this.#forgetting = forgetting;
    this.#weights = new Float64Array(width);
    this.#gain = new Float64Array(width);
    this.#inverse = new Float64Array(width * width);
    for (let i = 0; i < width; i++) this.#inverse[i * width + i] = delta;
  }

  /** The weight of a feature; of the constant, which comes last. */
  weight(feature: number): number {
    return this.#weights[feature]!;
  }

  predict(row: Float64Array): number {
    if (!isFiniteRow(row, this.features)) {
      this.rejected++;
      return 0;
    }
    return marginOf(this.#weights, row);
  }

  learn(row: Float64Array, label: number): void {
    if (!isFiniteRow(row, this.features) || !Number.isFinite(label)) {
      this.rejected++;
      return;
    }
    const width = this.features + 1;
    const inverse = this.#inverse;
    const gain = this.#gain;
    const at = (i: number) => (i === this.features ? 1 : row[i]!);
    let denominator = this.#forgetting;
    for (let i = 0; i < width; i++) {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += inverse[i * width + j]! * at(j);
      gain[i] = sum;
      denominator += sum * at(i);
    }
    const error = label - this.predict(row);
    for (let i = 0; i < width; i++) this.#weights[i]! += (gain[i]! / denominator) * error;
    // Computed on one side of the diagonal and copied, so that it stays symmetric.
    for (let i = 0; i < width; i++)
      for (let j = i; j < width; j++) {
        const value = (inverse[i * width + j]! - (gain[i]! * gain[j]!) / denominator) / this.#forgetting;
        inverse[i * width + j] = value;
        inverse[j * width + i] = value;
      }
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.rls");
    writer.f64(this.rejected);
    writer.f64s(this.#weights);
    writer.f64s(this.#inverse);
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.rls");
    this.rejected = reader.f64();
    reader.f64s(this.#weights);
    reader.f64s(this.#inverse);
  }
}

/**
 * Passive-aggressive learning of a linear model with a constant (Crammer et al., JMLR 7, 2006): each row moves the weights
 * no further than it takes to be right about it.
 */
export class PassiveAggressive implements OnlineModel {
  readonly features: number;
  rejected = 0;
  readonly #kind: "binary" | "regression";
  readonly #variant: 1 | 2;
  readonly #aggressiveness: number;
  readonly #tolerance: number;
  readonly #weights: Float64Array;

  /**
   * @param options.kind `binary`: labels 0 and 1, predictions are margins, above 0 for 1; `regression`. Default `binary`
   * @param options.variant PA-I bounds the step, PA-II shortens it. Default 1
   * @param options.aggressiveness C, above 0. Default 1
   * @param options.tolerance errors of a regression that are none. Default 0.1
   * @throws {ConfigError} an option out of range
   */
  constructor(options: {
    features: number;
    kind?: "binary" | "regression";
    variant?: 1 | 2;
    aggressiveness?: number;
    tolerance?: number;
  }) {
    const { features, kind = "binary", variant = 1, aggressiveness = 1, tolerance = 0.1 } = options;
    checkFeatures(features);
    if (kind !== "binary" && kind !== "regression") throw new ConfigError("kind", kind, "binary, regression");
    if (variant !== 1 && variant !== 2) throw new ConfigError("variant", variant, "1, 2");
    checkNumber("aggressiveness", aggressiveness, 0, 1e12, true);
    checkNumber("tolerance", tolerance, 0, 1e12);
    this.features = features;
    this.#kind = kind;
    this.#variant = variant;
    this.#aggressiveness = aggressiveness;
    this.#tolerance = tolerance;
    this.#weights = new Float64Array(features + 1);
  }

  /** The weight of a feature; of the constant, which comes last. */
  weight(feature: number): number {
    return this.#weights[feature]!;
  }

  /** The margin, or the value. */
  predict(row: Float64Array): number {
    if (!isFiniteRow(row, this.features)) {
      this.rejected++;
      return 0;
    }
    return marginOf(this.#weights, row);
  }

  learn(row: Float64Array, label: number): void {
    if (!isFiniteRow(row, this.features) || !Number.isFinite(label)) {
      this.rejected++;
      return;
    }
    const value = this.predict(row);
    const sign = this.#kind === "binary" ? (label === 1 ? 1 : -1) : label >= value ? 1 : -1;
    const loss =
      this.#kind === "binary" ? Math.max(0, 1 - sign * value) : Math.max(0, Math.abs(label - value) - this.#tolerance);
    if (loss === 0) return;
    let squares = 1;
    for (let i = 0; i < this.features; i++) squares += row[i]! * row[i]!;
    const c = this.#aggressiveness;
    const step = this.#variant === 1 ? Math.min(c, loss / squares) : loss / (squares + 1 / (2 * c));
    for (let i = 0; i < this.features; i++) this.#weights[i]! += step * sign * row[i]!;
    this.#weights[this.features]! += step * sign;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.passive-aggressive");
    writer.f64(this.rejected);
    writer.f64s(this.#weights);
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.passive-aggressive");
    this.rejected = reader.f64();
    reader.f64s(this.#weights);
  }
}
