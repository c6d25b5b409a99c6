import type { SignalGenerator } from "../signal-generator.ts";
import { checkNumber } from "../training/online-model.ts";
import { ColumnState, checkInteger, checkSymbols, figure, LARGEST, SMALLEST } from "./internal/column-state.ts";
import { squash } from "./internal/squash.ts";

/** How {@link timeSeriesMomentum} is made. */
export interface TimeSeriesMomentumOptions {
  /** Updates over which the return is taken, 2 to 10,000. Default 32. */
  lookback?: number;
  /** The newest updates that are left out of the return, 0 to 1,000. Default 0. */
  skip?: number;
  /** Centre of mass of the volatility's weights, in updates, 1 to 10,000. Default 60, as the authors have it in days. */
  centre?: number;
}

/** Updates from one estimate of the volatility to the next: a power of two. */
const REFIT = 16;
// One symbol's state, in one cache line. The signal is of the change from `FIRST`, in `FIRST` · σ √n.
const PRICE = 0;
const MEAN = 1;
const VARIANCE = 2;
const SIGNAL = 3;
const CHANGE = 4;
const FIRST = 5;
const SCALE = 6;
const SEEN = 7;
const WIDTH = 8;

/**
 * Follows the symbol's own past return, measured in its volatility: R ÷ (σ √n), R the simple return over the last n
 * updates, σ² the exponentially weighted variance of the returns about their weighted mean, renewed with every 16th update
 * and used for those after it. T. J. Moskowitz, Y. H. Ooi, L. H. Pedersen, "Time series momentum", *JFE* 104 (2012), eq. 1 and 5.
 *
 * The signal is s(R ÷ (σ √n)), s(x) = x ÷ (1 + |x|); 0 where σ is 0. Prices must be above 0: others, and what is not finite, are as if
 * they had not come. Make it with {@link timeSeriesMomentum}.
 */
export class TimeSeriesMomentum extends ColumnState implements SignalGenerator {
  readonly name = "timeSeriesMomentum";
  readonly valueKind = "pure";
  readonly lookback: number;
  readonly #skip: number;
  readonly #forget: number;
  readonly #spread: number;
  readonly #length: number;
  readonly #state: Float64Array;
  readonly #ring: Float64Array;
  readonly #slot: Int32Array;

  /** @throws {ConfigError} an option out of range */
  constructor(symbols: number, options: TimeSeriesMomentumOptions = {}) {
    const { lookback = 32, skip = 0, centre = 60 } = options;
    checkSymbols(symbols);
    checkInteger("lookback", lookback, 2, 10_000);
    checkInteger("skip", skip, 0, 1000);
    checkNumber("centre", centre, 1, 10_000);
    const slots = lookback + skip + 1;
    const state = new Float64Array(symbols * WIDTH).fill(Number.NaN);
    for (let at = 0; at < state.length; at += WIDTH) state[at + SEEN] = 0;
    const ring = new Float64Array(symbols * slots);
    const slot = new Int32Array(symbols);
    super("signals.time-series-momentum", [state, ring], [slot]);
    this.lookback = lookback;
    this.#skip = skip;
    this.#forget = 1 / (1 + centre);
    this.#spread = Math.sqrt(lookback);
    this.#length = slots;
    this.#state = state;
    this.#ring = ring;
    this.#slot = slot;
  }

  update(symbol: number, price: number): number {
    const state = this.#state;
    const at = symbol * WIDTH;
    if (!(price >= SMALLEST && price <= LARGEST)) return state[at + SIGNAL]!;
    const seen = state[at + SEEN]! + 1;
    state[at + SEEN] = seen;
    const before = state[at + PRICE]!;
    state[at + PRICE] = price;
    const length = this.#length;
    const slot = this.#slot[symbol]!;
    const next = slot + 1 === length ? 0 : slot + 1;
    this.#slot[symbol] = next;
    const ring = this.#ring;
    const from = symbol * length;
    ring[from + slot] = price;
    const growth = price / before - 1;
    if (seen <= 2) {
      state[at + MEAN] = growth;
      state[at + VARIANCE] = 0;
      return Number.NaN;
    }
    const forget = this.#forget;
    const mean = state[at + MEAN]!;
    const variance = state[at + VARIANCE]!;
    const distance = growth - mean;
    const step = forget * distance;
    state[at + MEAN] = mean + step;
    const renewed = (1 - forget) * (variance + step * distance);
    state[at + VARIANCE] = renewed;
    if (seen < length) return Number.NaN;
    let scale = state[at + SCALE]!;
    if (seen === length) {
      scale = Math.sqrt(renewed) * this.#spread;
      state[at + SCALE] = scale;
    } else if ((seen & (REFIT - 1)) === 1) {
      scale = Math.sqrt(variance) * this.#spread;
      state[at + SCALE] = scale;
    }
    // The oldest price that is kept stands where the next one will.
    const first = ring[from + next]!;
    const back = slot - this.#skip;
    const change = (back === slot ? price : ring[from + (back < 0 ? back + length : back)]!) - first;
    state[at + CHANGE] = change;
    state[at + FIRST] = first;
    const signal = squash(change, first * scale);
    state[at + SIGNAL] = signal;
    return signal;
  }

  /** R ÷ (σ √n); NaN before the warm-up. */
  value(symbol: number): number {
    const at = symbol * WIDTH;
    const change = this.#state[at + CHANGE]!;
    const scale = this.#state[at + FIRST]! * this.#state[at + SCALE]!;
    return scale === 0 ? 0 : change / scale;
  }

  reason(symbol: number): string {
    const at = symbol * WIDTH;
    const change = (100 * this.#state[at + CHANGE]!) / this.#state[at + FIRST]!;
    if (Number.isNaN(change)) return "warming up";
    const way = change > 0 ? "rose" : change < 0 ? "fell" : "moved";
    return `${way} ${figure(Math.abs(change))} % over ${this.lookback} updates, ${figure(Math.abs(this.value(symbol)))} of its own deviations`;
  }
}

/** Time-series momentum, scaled by volatility. */
export function timeSeriesMomentum(options: TimeSeriesMomentumOptions = {}): (symbols: number) => TimeSeriesMomentum {
  return (symbols) => new TimeSeriesMomentum(symbols, options);
}
