import { exp, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";

/** Number of samples that a symbol must have learned from before its predictions count. */
export const LEAST_SAMPLES = 8;
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
 * Σ|w| / 65534 over their weights, the probability by a quarter of that: {@link quantizationBound} gives the figure for a symbol.
 */
export class OnlineLearner implements Snapshotable {
  /** Features that come in a row; the last one comes by itself, and a constant is added. */
  readonly #row: number;
  /** Weights of a symbol. */
  readonly #width: number;
  readonly #quantized: boolean;
  /** Of each symbol, those of the features that come in a row, of the last one, and the constant. Read only. */
  readonly weights: Float64Array;
  /** What each symbol's model has learned from. Read only. */
  readonly samples: Int32Array;
  readonly #squares: Float64Array;
  readonly #grid: Int16Array;

  /** @param options.features their number, the constant not counted */
  constructor(options: { symbols: number; features: number; quantized?: boolean }) {
    this.#row = options.features - 1;
    this.#width = options.features + 1;
    this.#quantized = options.quantized ?? false;
    this.weights = new Float64Array(options.symbols * this.#width);
    this.#squares = new Float64Array(options.symbols * this.#width).fill(1e-4);
    this.samples = new Int32Array(options.symbols);
    this.#grid = new Int16Array(options.features);
  }

  /** Whether the symbol's model has learned enough for its predictions to count. */
  ready(symbol: number): boolean {
    return this.samples[symbol]! >= LEAST_SAMPLES;
  }

  /** The probability of a rise, given the features that start at `columns[at]`, and the last one by itself. */
  predict(symbol: number, columns: Float64Array, at: number, last: number): number {
    const logit = this.#quantized
      ? this.#quantizedLogit(symbol, columns, at, last)
      : this.#logit(symbol, columns, at, last);
    return 1 / (1 + exp(-logit));
  }

  /** Learns that after these features the price rose or fell. */
  learn(symbol: number, columns: Float64Array, at: number, last: number, rose: boolean): void {
    const error = this.predict(symbol, columns, at, last) - (rose ? 1 : 0);
    const row = this.#row;
    const base = symbol * this.#width;
    const { weights } = this;
    const squares = this.#squares;
    for (let i = 0; i < row; i++) step(weights, squares, base + i, error * columns[at + i]!);
    step(weights, squares, base + row, error * last);
    step(weights, squares, base + row + 1, error);
    this.samples[symbol]! += 1;
  }

  /** What a feature weighs in the symbol's logit. */
  weight(symbol: number, feature: number): number {
    return this.weights[symbol * this.#width + feature]!;
  }

  /** The most by which quantised features can move the symbol's probability, as its weights are now. */
  quantizationBound(symbol: number): number {
    let sum = 0;
    for (let i = 0; i <= this.#row; i++) sum += Math.abs(this.weights[symbol * this.#width + i]!);
    return sum / (8 * QUANTUM);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.learner");
    writer.f64s(this.weights);
    writer.f64s(this.#squares);
    writer.i32s(this.samples);
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.learner");
    reader.f64s(this.weights);
    reader.f64s(this.#squares);
    reader.i32s(this.samples);
  }

  #logit(symbol: number, columns: Float64Array, at: number, last: number): number {
    const row = this.#row;
    const base = symbol * this.#width;
    const { weights } = this;
    // Four lanes that do not wait for each other; as in the text of a set's row.
    let [a, b, c, d] = [0, 0, 0, 0];
    let i = 0;
    for (; i + 3 < row; i += 4) {
      a += weights[base + i]! * columns[at + i]!;
      b += weights[base + i + 1]! * columns[at + i + 1]!;
      c += weights[base + i + 2]! * columns[at + i + 2]!;
      d += weights[base + i + 3]! * columns[at + i + 3]!;
    }
    if (i < row) a += weights[base + i]! * columns[at + i]!;
    if (i + 1 < row) b += weights[base + i + 1]! * columns[at + i + 1]!;
    if (i + 2 < row) c += weights[base + i + 2]! * columns[at + i + 2]!;
    return a + b + (c + d) + (weights[base + row]! * last + weights[base + row + 1]!);
  }

  #quantizedLogit(symbol: number, columns: Float64Array, at: number, last: number): number {
    const row = this.#row;
    const base = symbol * this.#width;
    const { weights } = this;
    const grid = this.#grid;
    for (let i = 0; i < row; i++) grid[i] = Math.round(columns[at + i]! * QUANTUM);
    grid[row] = Math.round(last * QUANTUM);
    let sum = 0;
    for (let i = 0; i <= row; i++) sum += weights[base + i]! * grid[i]!;
    return sum / QUANTUM + weights[base + row + 1]!;
  }
}

/** One step of AdaGrad on one weight. */
const step = (weights: Float64Array, squares: Float64Array, at: number, slope: number): void => {
  const weight = weights[at]!;
  const gradient = slope + DECAY * weight;
  const sum = squares[at]! + gradient * gradient;
  squares[at] = sum;
  weights[at] = weight - (RATE * gradient) / Math.sqrt(sum);
};
