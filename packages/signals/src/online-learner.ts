import { exp, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";

/** Number of samples that a symbol must have learned from before its predictions count. */
const LEAST_SAMPLES = 8;
/** Step of the first update. */
const RATE = 0.2;
/** Weights decay by this share of a step, so that a dead feature is forgotten. */
const DECAY = 1e-3;
/** Largest value of a quantised feature. */
const QUANTUM = 32767;

/**
 * Online logistic regression, one model a symbol: the probability that the price goes up, from features in [−1, 1].
 * Steps by AdaGrad (Duchi, Hazan and Singer, JMLR 12, 2011) on the log-loss, with a little weight decay.
 *
 * With `quantized`, features are rounded to int16 (a grid of 1/32767). The logit then differs by at most
 * Σ|w| / 65534, the probability by a quarter of that: {@link quantizationBound} gives the figure for a symbol.
 */
export class OnlineLearner implements Snapshotable {
  readonly #features: number;
  readonly #quantized: boolean;
  readonly #weights: Float64Array;
  readonly #squares: Float64Array;
  readonly #samples: Int32Array;
  readonly #grid: Int16Array;

  constructor(options: { symbols: number; features: number; quantized?: boolean }) {
    this.#features = options.features;
    this.#quantized = options.quantized ?? false;
    this.#weights = new Float64Array(options.symbols * options.features);
    this.#squares = new Float64Array(options.symbols * options.features).fill(1e-4);
    this.#samples = new Int32Array(options.symbols);
    this.#grid = new Int16Array(options.features);
  }

  /** Whether the symbol's model has learned enough for its predictions to count. */
  ready(symbol: number): boolean {
    return this.#samples[symbol]! >= LEAST_SAMPLES;
  }

  /** The probability of a rise, given the features that start at `columns[at]`. */
  predict(symbol: number, columns: Float64Array, at: number): number {
    const logit = this.#quantized ? this.#quantizedLogit(symbol, columns, at) : this.#logit(symbol, columns, at);
    return 1 / (1 + exp(-logit));
  }

  /** Learns that after these features the price rose or fell. */
  learn(symbol: number, columns: Float64Array, at: number, rose: boolean): void {
    const error = this.predict(symbol, columns, at) - (rose ? 1 : 0);
    const features = this.#features;
    const base = symbol * features;
    const weights = this.#weights;
    const squares = this.#squares;
    for (let i = 0; i < features; i++) {
      const weight = weights[base + i]!;
      const gradient = error * columns[at + i]! + DECAY * weight;
      const sum = squares[base + i]! + gradient * gradient;
      squares[base + i] = sum;
      weights[base + i] = weight - (RATE * gradient) / Math.sqrt(sum);
    }
    this.#samples[symbol]! += 1;
  }

  /** The most by which quantised features can move the symbol's probability, as its weights are now. */
  quantizationBound(symbol: number): number {
    let sum = 0;
    for (let i = 0; i < this.#features; i++) sum += Math.abs(this.#weights[symbol * this.#features + i]!);
    return sum / (8 * QUANTUM);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.learner");
    writer.f64s(this.#weights);
    writer.f64s(this.#squares);
    writer.i32s(this.#samples);
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.learner");
    reader.f64s(this.#weights);
    reader.f64s(this.#squares);
    reader.i32s(this.#samples);
  }

  #logit(symbol: number, columns: Float64Array, at: number): number {
    const features = this.#features;
    const base = symbol * features;
    const weights = this.#weights;
    let sum = 0;
    for (let i = 0; i < features; i++) sum += weights[base + i]! * columns[at + i]!;
    return sum;
  }

  #quantizedLogit(symbol: number, columns: Float64Array, at: number): number {
    const features = this.#features;
    const base = symbol * features;
    const weights = this.#weights;
    const grid = this.#grid;
    for (let i = 0; i < features; i++) grid[i] = Math.round(columns[at + i]! * QUANTUM);
    let sum = 0;
    for (let i = 0; i < features; i++) sum += weights[base + i]! * grid[i]!;
    return sum / QUANTUM;
  }
}
