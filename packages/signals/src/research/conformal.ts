import { ConfigError, InputError } from "@hotpath/core";

/**
 * The half-width of an interval around predictions that holds the truth with at least the wanted probability, for rows that
 * are exchangeable with those of the calibration (split conformal prediction: Vovk, Gammerman and Shafer 2005; Lei et al.,
 * JASA 113, 2018): the ⌈(n + 1)(1 − α)⌉-th least of the absolute errors. Infinity where there are too few.
 *
 * @param errors of predictions on rows that were not trained on; signs do not count
 * @param coverage 1 − α, above 0 and below 1
 */
export function conformalHalfWidth(errors: Float64Array, coverage: number): number {
  checkCoverage(coverage);
  const sizes = errors.map(Math.abs).sort();
  if (sizes.length === 0 || Number.isNaN(sizes[sizes.length - 1]!))
    throw new InputError("INPUT_INVALID", "errors: are empty, or one is NaN");
  const rank = Math.ceil((sizes.length + 1) * coverage);
  return rank > sizes.length ? Number.POSITIVE_INFINITY : sizes[rank - 1]!;
}

/**
 * The set of labels that a probability leaves open, with at least the wanted coverage: those whose own probability is at
 * least the threshold that {@link conformalThreshold} has found.
 */
export function conformalSet(probability: number, threshold: number): { zero: boolean; one: boolean } {
  return { zero: 1 - probability >= threshold, one: probability >= threshold };
}

/** The threshold of {@link conformalSet}, from probabilities of rows that were not trained on, and their labels. */
export function conformalThreshold(probabilities: Float64Array, labels: Float64Array, coverage: number): number {
  if (probabilities.length !== labels.length)
    throw new InputError("INPUT_INVALID", `labels: has ${labels.length} for ${probabilities.length} probabilities`);
  const errors = probabilities.map((p, i) => (labels[i] === 1 ? 1 - p : p));
  return 1 - Math.min(1, conformalHalfWidth(errors, coverage));
}

/**
 * Conformal intervals on a stream that changes: the miscoverage that is aimed at moves by what was observed, so that the share
 * of intervals that hold the truth tends to the wanted one whatever happens (Gibbs and Candès, NeurIPS 2021).
 */
export class AdaptiveConformal {
  readonly #errors: Float64Array;
  readonly #alpha: number;
  readonly #rate: number;
  #level: number;
  #seen = 0;

  /**
   * @param options.coverage above 0 and below 1
   * @param options.window errors that are kept; default 500
   * @param options.rate how fast the level moves; default 0.01
   */
  constructor({ coverage, window = 500, rate = 0.01 }: { coverage: number; window?: number; rate?: number }) {
    checkCoverage(coverage);
    if (!(Number.isInteger(window) && window >= 1 && window <= 1_000_000))
      throw new ConfigError("window", window, "an integer from 1 to 1000000");
    if (!(rate >= 0 && rate < 1)) throw new ConfigError("rate", rate, "a number from 0, below 1");
    this.#errors = new Float64Array(window);
    this.#alpha = 1 - coverage;
    this.#level = this.#alpha;
    this.#rate = rate;
  }

  /** The half-width of the next interval; Infinity where no finite one will do. */
  get halfWidth(): number {
    const held = Math.min(this.#seen, this.#errors.length);
    if (held === 0 || this.#level <= 0) return Number.POSITIVE_INFINITY;
    if (this.#level >= 1) return 0;
    const rank = Math.ceil((held + 1) * (1 - this.#level));
    return rank > held ? Number.POSITIVE_INFINITY : this.#errors.slice(0, held).sort()[Math.max(0, rank - 1)]!;
  }

  /** Takes in the error of a prediction; NaN is ignored. */
  observe(error: number): void {
    const size = Math.abs(error);
    if (Number.isNaN(size)) return;
    this.#level += this.#rate * (this.#alpha - (size > this.halfWidth ? 1 : 0));
    this.#errors[this.#seen++ % this.#errors.length] = size;
  }
}

/**
 * The next half-width of an interval on a stream, from the last and the error that it met: wider by rate × coverage where
 * the error was greater, narrower by rate × (1 − coverage) where it was not, never below 0. No window is kept. Of T errors of
 * at most E in size, whatever they are, at most a share of 1 − coverage + (E + rate) / (rate × T) lies outside (Gibbs and
 * Candès 2021; in this form, of the quantile itself, Angelopoulos, Candès and Tibshirani, NeurIPS 2023).
 */
export const adaptHalfWidth = (halfWidth: number, error: number, coverage: number, rate: number): number =>
  Math.max(0, halfWidth + rate * (Math.abs(error) > halfWidth ? coverage : coverage - 1));

/** @throws {ConfigError} not between 0 and 1 */
export function checkCoverage(coverage: number): void {
  if (!(coverage > 0 && coverage < 1)) throw new ConfigError("coverage", coverage, "a number above 0 and below 1");
}
