import type { SignalGenerator } from "../signal-generator.ts";
import { checkNumber } from "../training/online-model.ts";
import { ColumnState, checkInteger, checkSymbols, figure, LARGEST } from "./internal/column-state.ts";
import { capped } from "./internal/squash.ts";

/** How {@link zScoreReversion} is made. */
export interface ZScoreReversionOptions {
  /** Span of the weights, in updates: 2 ÷ (span + 1) is the newest one's. 2 to 100,000. Default 64. */
  span?: number;
  /** Deviations from the mean within which nothing is said, 0 to 10. Default 1. */
  entry?: number;
  /** Updates before anything is said, 2 to 100,000. Default: half the span. */
  warmUp?: number;
}

// One symbol's state, in one cache line.
const MEAN = 0;
const VARIANCE = 1;
const DISTANCE = 2;
/** The variance that the distance is measured in. */
const SQUARE = 3;
const SIGNAL = 4;
const COUNT = 5;
const WIDTH = 8;

/**
 * Expects a return to the mean where the price lies more than `entry` deviations from it: z = (x − m) ÷ s, m and s the
 * exponentially weighted mean and standard deviation of the prices before, of which the price itself is none. The signal
 * is −s(z ∓ entry), s(x) = x ÷ (1 + |x|), and 0 within.
 *
 * The recursion is that of T. Finch, "Incremental calculation of weighted mean and variance" (2009), eq. 124 and 143: pandas'
 * `ewm(span=…, adjust=False)`, its variance with `bias=True`. Make it with {@link zScoreReversion}.
 */
export class ZScoreReversion extends ColumnState implements SignalGenerator {
  readonly name = "zScore";
  readonly valueKind = "pure";
  readonly #state: Float64Array;
  readonly #forget: number;
  readonly #entry: number;
  readonly #warmUp: number;

  /** @throws {ConfigError} an option out of range */
  constructor(symbols: number, options: ZScoreReversionOptions = {}) {
    const { span = 64, entry = 1 } = options;
    checkSymbols(symbols);
    checkInteger("span", span, 2, 100_000);
    checkNumber("entry", entry, 0, 10);
    const warmUp = checkInteger("warmUp", options.warmUp ?? Math.max(2, span >> 1), 2, 100_000);
    const state = new Float64Array(symbols * WIDTH);
    for (let at = 0; at < state.length; at += WIDTH) {
      state[at + DISTANCE] = Number.NaN;
      state[at + SIGNAL] = Number.NaN;
    }
    super("signals.z-score", [state]);
    this.#state = state;
    this.#forget = 2 / (span + 1);
    this.#entry = entry;
    this.#warmUp = warmUp;
  }

  update(symbol: number, price: number): number {
    const state = this.#state;
    const at = symbol * WIDTH;
    const forget = this.#forget;
    const entry = this.#entry;
    if (!(Math.abs(price) <= LARGEST)) return state[at + SIGNAL]!;
    const count = state[at + COUNT]!;
    state[at + COUNT] = count + 1;
    if (count === 0) {
      state[at] = price;
      return Number.NaN;
    }
    const distance = price - state[at + MEAN]!;
    const variance = state[at + VARIANCE]!;
    const step = forget * distance;
    state[at + MEAN]! += step;
    state[at + VARIANCE] = (1 - forget) * (variance + step * distance);
    if (count < this.#warmUp) return Number.NaN;
    state[at + DISTANCE] = distance;
    state[at + SQUARE] = variance;
    const deviation = Math.sqrt(variance);
    // What is beyond the limit, exactly 0 within, and with the sign of the distance: no branch on what is chance.
    const size = Math.abs(distance);
    const excess = size - entry * deviation;
    const beyond = 0.5 * (excess + Math.abs(excess));
    const divisor = size * (deviation + beyond);
    const signal = deviation > 0 && divisor > 0 ? capped(-beyond * distance, divisor) : 0;
    state[at + SIGNAL] = signal;
    return signal;
  }

  /** z; NaN before the warm-up, 0 where the prices before were all the same. */
  value(symbol: number): number {
    const at = symbol * WIDTH;
    if (Number.isNaN(this.#state[at + SIGNAL]!)) return Number.NaN;
    const square = this.#state[at + SQUARE]!;
    return square > 0 ? this.#state[at + DISTANCE]! / Math.sqrt(square) : 0;
  }

  reason(symbol: number): string {
    const z = this.value(symbol);
    if (Number.isNaN(z)) return "warming up";
    return `z-score ${figure(Math.abs(z))} ${z < 0 ? "below" : "above"} its mean`;
  }
}

/** Mean reversion by an exponentially weighted z-score. */
export function zScoreReversion(options: ZScoreReversionOptions = {}): (symbols: number) => ZScoreReversion {
  return (symbols) => new ZScoreReversion(symbols, options);
}
