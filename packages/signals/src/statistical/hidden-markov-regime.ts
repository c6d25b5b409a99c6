import { ConfigError, log, normalCdf } from "@hotpath/core";
import { checkHiddenMarkov, densities, emissionsOf, filterStep, type HiddenMarkovModel } from "./hidden-markov.ts";
import { checkSymbols, figure } from "./internal/column-state.ts";
import { SampledSignal, type Sampling } from "./internal/sampled-signal.ts";

/** How {@link hiddenMarkovRegime} is made. */
export interface HiddenMarkovRegimeOptions {
  /** Of the logarithmic returns from sample to sample; the same for all symbols until {@link HiddenMarkovRegime.setModel}. */
  model: HiddenMarkovModel;
  /** Updates from one sample to the next, or `"bar"`: the closes of bars. Default 16. */
  every?: Sampling;
}

/**
 * Follows the regime that the market is in: the states of a hidden Markov model of the logarithmic returns, filtered with
 * every sample. The model is fitted elsewhere, by `fitHiddenMarkov`, and may be replaced at any time.
 *
 * With p the probabilities of the states at the next sample and Φ the normal distribution, a rise has the probability
 * Σ p Φ(mean ÷ deviation); the signal is twice that less 1. Make it with {@link hiddenMarkovRegime}.
 */
export class HiddenMarkovRegime extends SampledSignal {
  readonly name = "regime";
  readonly states: number;
  readonly #price: Float64Array;
  /** Prices since the model was given, counted up to 2. */
  readonly #seen: Int32Array;
  readonly #filtered: Float64Array;
  /** By symbol: means and the like, chances of transition, chances of a rise. */
  readonly #emissions: Float64Array;
  readonly #transition: Float64Array;
  readonly #rise: Float64Array;
  readonly #density: Float64Array;
  readonly #scratch: Float64Array;

  /** @throws {ConfigError} what is no model, or an option out of range */
  constructor(symbols: number, options: HiddenMarkovRegimeOptions) {
    const { model, every = 16 } = options;
    checkSymbols(symbols);
    checkHiddenMarkov(model);
    const { states } = model;
    const price = new Float64Array(symbols);
    const seen = new Int32Array(symbols);
    const filtered = new Float64Array(symbols * states);
    const emissions = new Float64Array(symbols * 3 * states);
    const transition = new Float64Array(symbols * states * states);
    const rise = new Float64Array(symbols * states);
    super("signals.regime", symbols, every, [price, filtered, emissions, transition, rise], [seen]);
    this.states = states;
    this.#price = price;
    this.#seen = seen;
    this.#filtered = filtered;
    this.#emissions = emissions;
    this.#transition = transition;
    this.#rise = rise;
    this.#density = new Float64Array(states);
    this.#scratch = new Float64Array(states);
    for (let symbol = 0; symbol < symbols; symbol++) this.setModel(symbol, model);
  }

  /**
   * Gives a symbol another model of as many states. The probabilities begin anew with its initial ones.
   *
   * @throws {ConfigError} what is no model, or one of another number of states
   */
  setModel(symbol: number, model: HiddenMarkovModel): void {
    checkHiddenMarkov(model);
    const { states } = this;
    if (model.states !== states) throw new ConfigError("model.states", model.states, String(states));
    this.#emissions.set(emissionsOf(model), symbol * 3 * states);
    this.#transition.set(model.transition, symbol * states * states);
    this.#filtered.set(model.initial, symbol * states);
    this.#seen[symbol] = 0;
    for (let j = 0; j < states; j++)
      this.#rise[symbol * states + j] = normalCdf(model.means[j]! / Math.sqrt(model.variances[j]!));
  }

  protected sample(symbol: number, price: number): number {
    if (!(price > 0)) return this.signalOf(symbol);
    const { states } = this;
    const before = this.#price[symbol]!;
    this.#price[symbol] = price;
    const seen = this.#seen[symbol]!;
    this.#seen[symbol] = Math.min(seen + 1, 2);
    if (seen === 0) return Number.NaN;
    densities(this.#emissions, symbol * 3 * states, states, log(price / before), this.#density);
    const t = symbol * states * states;
    const f = symbol * states;
    filterStep(this.#transition, t, states, this.#density, this.#filtered, f, this.#scratch, seen === 1);
    return 2 * this.#next(symbol) - 1;
  }

  /** The probability of a rise at the next sample. */
  #next(symbol: number): number {
    const { states } = this;
    const transition = this.#transition;
    const t = symbol * states * states;
    let rise = 0;
    for (let j = 0; j < states; j++) {
      let ahead = 0;
      for (let i = 0; i < states; i++) ahead += this.#filtered[symbol * states + i]! * transition[t + i * states + j]!;
      rise += ahead * this.#rise[symbol * states + j]!;
    }
    return rise;
  }

  /** The probability that the symbol is in a state now; the initial one before the first return. */
  probability(symbol: number, state: number): number {
    return this.#filtered[symbol * this.states + state]!;
  }

  /** The number of the likeliest state; NaN before the first return. */
  value(symbol: number): number {
    if (Number.isNaN(this.signalOf(symbol))) return Number.NaN;
    let best = 0;
    for (let j = 1; j < this.states; j++) if (this.probability(symbol, j) > this.probability(symbol, best)) best = j;
    return best;
  }

  reason(symbol: number): string {
    const state = this.value(symbol);
    if (Number.isNaN(state)) return "warming up";
    const at = symbol * 3 * this.states + 3 * state;
    const mean = 100 * this.#emissions[at]!;
    const deviation = 100 * Math.sqrt(-0.5 / this.#emissions[at + 1]!);
    return `regime ${state + 1} of ${this.states} with probability ${figure(this.probability(symbol, state))}: mean ${figure(mean)} %, deviation ${figure(deviation)} % a sample`;
  }
}

/** The regime of the market, by a hidden Markov model that was fitted before. */
export function hiddenMarkovRegime(options: HiddenMarkovRegimeOptions): (symbols: number) => HiddenMarkovRegime {
  return (symbols) => new HiddenMarkovRegime(symbols, options);
}
