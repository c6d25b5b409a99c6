import type { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { checkInteger, checkSymbols, figure } from "./internal/column-state.ts";
import { SampledSignal, type Sampling } from "./internal/sampled-signal.ts";
import { squash } from "./internal/squash.ts";
import { type ChangePointOptions, RunLengthPosterior } from "./run-length-posterior.ts";

/** How {@link bayesianBreak} is made. */
export interface BayesianBreakOptions extends ChangePointOptions {
  /** Updates from one sample to the next, or `"bar"`: the closes of bars. Default 16. */
  every?: Sampling;
  /** Samples for which a change counts as recent, 1 to 10,000. Default 16. */
  within?: number;
  /** Span of the weights of the deviation that changes are measured in, in samples. 2 to 100,000. Default 64. */
  span?: number;
}

/** Samples before anything is said. */
const WARM_UP = 8;

/**
 * Follows the drift that the price has had since it last changed its ways, in so far as there was a change of late: price
 * changes from sample to sample, in the root mean square of those before, go into a {@link RunLengthPosterior}; the signal
 * is s(m ÷ σ) times the probability that the change is recent, m and σ mean and deviation of the next change, s(x) = x ÷ (1 + |x|). Make it with
 * {@link bayesianBreak}.
 */
export class BayesianBreak extends SampledSignal {
  readonly name = "changePoint";
  readonly #posterior: RunLengthPosterior;
  readonly #within: number;
  readonly #forget: number;
  readonly #price: Float64Array;
  readonly #square: Float64Array;
  readonly #count: Int32Array;

  /** @throws {ConfigError} an option out of range */
  constructor(symbols: number, options: BayesianBreakOptions = {}) {
    const { every = 16, within = 16, span = 64, ...prior } = options;
    checkSymbols(symbols);
    checkInteger("within", within, 1, 10_000);
    checkInteger("span", span, 2, 100_000);
    const price = new Float64Array(symbols);
    const square = new Float64Array(symbols);
    const count = new Int32Array(symbols);
    super("signals.bayesian-break", symbols, every, [price, square], [count]);
    this.#posterior = new RunLengthPosterior(symbols, prior);
    this.#within = within;
    this.#forget = 2 / (span + 1);
    this.#price = price;
    this.#square = square;
    this.#count = count;
  }

  protected sample(symbol: number, price: number): number {
    const count = this.#count[symbol]!;
    const change = price - this.#price[symbol]!;
    this.#price[symbol] = price;
    this.#count[symbol] = Math.min(count + 1, 1 << 30);
    if (count === 0) return Number.NaN;
    const square = this.#square[symbol]!;
    // The plain mean at first, which the weighted one grows out of.
    this.#square[symbol] = square + Math.max(this.#forget, 1 / count) * (change * change - square);
    if (count > 1) this.#posterior.take(symbol, square > 0 ? change / Math.sqrt(square) : 0);
    if (count < WARM_UP) return Number.NaN;
    const recent = this.#posterior.probabilityBelow(symbol, this.#within);
    return recent * squash(this.#posterior.mean(symbol), Math.sqrt(this.#posterior.variance(symbol)));
  }

  /** The probability that the drift or the volatility changed of late; NaN before the warm-up. */
  value(symbol: number): number {
    return Number.isNaN(this.signalOf(symbol)) ? Number.NaN : this.#posterior.probabilityBelow(symbol, this.#within);
  }

  reason(symbol: number): string {
    const recent = this.value(symbol);
    if (Number.isNaN(recent)) return "warming up";
    return `changed within ${this.#within} samples with probability ${figure(recent)}; drift ${figure(this.#posterior.mean(symbol))} deviations a sample since ${this.#posterior.likeliestLength(symbol)} samples`;
  }

  override snapshot(writer: SnapshotWriter): void {
    super.snapshot(writer);
    this.#posterior.snapshot(writer);
  }

  override restore(reader: SnapshotReader): void {
    super.restore(reader);
    this.#posterior.restore(reader);
  }
}

/** Changes of drift or volatility, found by Bayes' rule. */
export function bayesianBreak(options: BayesianBreakOptions = {}): (symbols: number) => BayesianBreak {
  return (symbols) => new BayesianBreak(symbols, options);
}
