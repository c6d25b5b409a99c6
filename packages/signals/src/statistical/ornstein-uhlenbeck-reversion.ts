import { log1p, normalCdf } from "@hotpath/core";
import type { SignalGenerator } from "../signal-generator.ts";
import { checkNumber } from "../training/online-model.ts";
import { ColumnState, checkInteger, checkSymbols, figure, LARGEST } from "./internal/column-state.ts";
import { squash } from "./internal/squash.ts";

/** How {@link ornsteinUhlenbeckReversion} is made. */
export interface OrnsteinUhlenbeckReversionOptions {
  /** Span of the weights, in updates: 2 ÷ (span + 1) is the newest one's. 8 to 100,000. Default 64. */
  span?: number;
  /** Updates that the signal looks ahead, 1 to 10,000. Default 16. */
  horizon?: number;
  /** The Dickey–Fuller t at or below which a price counts as reverting, −20 to 0. Default −2.86, the 5 % point. */
  threshold?: number;
}

/** Updates from one estimate to the next: a power of two. */
const REFIT = 16;
// One symbol's state, in two cache lines.
const PRICE = 0;
const MEAN = 1;
const STEP = 2;
const SXX = 3;
const SXY = 4;
const SYY = 5;
const COUNT = 6;
const SIGNAL = 7;
// The estimate. Distance ÷ scale is the expected move over the horizon in its own deviations.
const LEVEL = 8;
const SCALE = 9;
const PERSISTENCE = 10;
const DEVIATION = 11;
const T = 12;
const WIDTH = 16;

/**
 * Expects the return of an Ornstein–Uhlenbeck process to its level. Its parameters are the maximum of the exponentially
 * weighted likelihood (the exact discretisation of {@link fitOrnsteinUhlenbeck}, by least squares of steps on prices with
 * weights that fall), estimated anew with every 16th update, and used for the 16 after it.
 *
 * Within a horizon of h the expected move is −d (1 − φ^h), d the distance from the level, and its deviation
 * s √(1 − φ^2h), s that of the process at rest: their ratio q = −(d ÷ s) √((1 − φ^h) ÷ (1 + φ^h)) makes the signal s(q) = q ÷
 * (1 + |q|), and Φ(q) is the model's own {@link OrnsteinUhlenbeckReversion.probability} of a rise. Nothing is said (0) where
 * the Dickey–Fuller t does not reach the threshold: a random walk looks as if it reverted; with falling weights the
 * critical values hold approximately. Make it with {@link ornsteinUhlenbeckReversion}.
 */
export class OrnsteinUhlenbeckReversion extends ColumnState implements SignalGenerator {
  readonly name = "ornsteinUhlenbeck";
  readonly valueKind = "pure";
  readonly horizon: number;
  readonly #state: Float64Array;
  readonly #span: number;
  readonly #forget: number;
  readonly #threshold: number;
  readonly #warmUp: number;

  /** @throws {ConfigError} an option out of range */
  constructor(symbols: number, options: OrnsteinUhlenbeckReversionOptions = {}) {
    const { span = 64, horizon = 16, threshold = -2.86 } = options;
    checkSymbols(symbols);
    checkInteger("span", span, 8, 100_000);
    checkInteger("horizon", horizon, 1, 10_000);
    checkNumber("threshold", threshold, -20, 0);
    const state = new Float64Array(symbols * WIDTH);
    for (let at = 0; at < state.length; at += WIDTH) state[at + SIGNAL] = Number.NaN;
    super("signals.ornstein-uhlenbeck", [state]);
    this.horizon = horizon;
    this.#state = state;
    this.#span = span;
    this.#forget = 2 / (span + 1);
    this.#threshold = threshold;
    // Up to the next estimate.
    this.#warmUp = Math.ceil(span / 2 / REFIT) * REFIT;
  }

  update(symbol: number, price: number): number {
    const at = symbol * WIDTH;
    const state = this.#state;
    if (!(Math.abs(price) <= LARGEST)) return state[at + SIGNAL]!;
    const count = advance(state, at, this.#forget, price);
    // This update's own estimate is for those after it.
    if (count > this.#warmUp) state[at + SIGNAL] = squash(state[at + LEVEL]! - price, state[at + SCALE]!);
    if ((count & (REFIT - 1)) === 0 && count >= this.#warmUp)
      estimate(state, at, this.#span, this.#threshold, this.horizon);
    return state[at + SIGNAL]!;
  }

  /** The distance from the level in deviations of the process at rest; 0 where nothing reverts, NaN before the warm-up. */
  value(symbol: number): number {
    const at = symbol * WIDTH;
    const state = this.#state;
    if (Number.isNaN(state[at + SIGNAL]!)) return Number.NaN;
    const deviation = state[at + DEVIATION]!;
    return deviation > 0 ? (state[at + PRICE]! - state[at + LEVEL]!) / deviation : 0;
  }

  /** The model's probability that the price is higher after the horizon; 0.5 where nothing reverts. */
  probability(symbol: number): number {
    const at = symbol * WIDTH;
    const state = this.#state;
    if (Number.isNaN(state[at + SIGNAL]!)) return Number.NaN;
    return normalCdf((state[at + LEVEL]! - state[at + PRICE]!) / state[at + SCALE]!);
  }

  /** Updates in which half of a distance goes, by the last estimate; Infinity where nothing reverts. */
  halfLife(symbol: number): number {
    const pull = this.#state[symbol * WIDTH + PERSISTENCE]! - 1;
    return pull < 0 ? (pull > -1 ? -Math.LN2 / log1p(pull) : 0) : Number.POSITIVE_INFINITY;
  }

  reason(symbol: number): string {
    const z = this.value(symbol);
    if (Number.isNaN(z)) return "warming up";
    const t = figure(this.#state[symbol * WIDTH + T]!);
    if (this.#state[symbol * WIDTH + SCALE] === Number.POSITIVE_INFINITY)
      return `no reversion to be seen: Dickey–Fuller t ${t}`;
    return `z-score ${figure(Math.abs(z))} ${z < 0 ? "below" : "above"} its mean; half-life ${figure(this.halfLife(symbol))} updates, Dickey–Fuller t ${t}`;
  }
}

/** Weighted means and central products of prices and of the steps that follow them; the number of prices so far. */
const advance = (state: Float64Array, at: number, forget: number, price: number): number => {
  const count = state[at + COUNT]! + 1;
  state[at + COUNT] = count;
  const before = state[at + PRICE]!;
  state[at + PRICE] = price;
  if (count === 1) {
    state[at + MEAN] = price;
    return count;
  }
  const keep = 1 - forget;
  const mean = state[at + MEAN]!;
  const mid = state[at + STEP]!;
  const x = before - mean;
  const y = price - before - mid;
  const share = forget * x;
  state[at + MEAN] = mean + share;
  state[at + STEP] = mid + forget * y;
  state[at + SXX] = keep * (state[at + SXX]! + share * x);
  state[at + SXY] = keep * (state[at + SXY]! + share * y);
  state[at + SYY] = keep * (state[at + SYY]! + forget * y * y);
  return count;
};

const estimate = (state: Float64Array, at: number, span: number, threshold: number, horizon: number): void => {
  const sxx = state[at + SXX]!;
  const pull = sxx > 0 ? state[at + SXY]! / sxx : 0;
  const rest = state[at + SYY]! - pull * state[at + SXY]!;
  // Weights that fall count as `span` equal ones, (Σw)² ÷ Σw², once there are as many.
  const rows = Math.min(state[at + COUNT]! - 1, span);
  const t = rest > 0 && sxx > 0 ? pull / Math.sqrt(rest / ((rows - 2) * sxx)) : 0;
  const persistence = 1 + pull;
  state[at + T] = t;
  state[at + PERSISTENCE] = persistence;
  if (!(t <= threshold && pull < 0 && pull > -2)) {
    state[at + LEVEL] = state[at + MEAN]!;
    state[at + SCALE] = Number.POSITIVE_INFINITY;
    state[at + DEVIATION] = 0;
    return;
  }
  const deviation = Math.sqrt(rest / (-pull * (2 + pull)));
  const left = persistence > 0 ? wholePower(persistence, horizon) : 0;
  state[at + LEVEL] = state[at + MEAN]! - state[at + STEP]! / pull;
  state[at + DEVIATION] = deviation;
  state[at + SCALE] = deviation * Math.sqrt((1 + left) / (1 - left));
};

/** base^n by squaring. */
const wholePower = (base: number, n: number): number => {
  let result = 1;
  let square = base;
  for (let rest = n; rest > 0; rest >>= 1) {
    if ((rest & 1) === 1) result *= square;
    square *= square;
  }
  return result;
};

/** Mean reversion by an Ornstein–Uhlenbeck process. */
export function ornsteinUhlenbeckReversion(
  options: OrnsteinUhlenbeckReversionOptions = {},
): (symbols: number) => OrnsteinUhlenbeckReversion {
  return (symbols) => new OrnsteinUhlenbeckReversion(symbols, options);
}
