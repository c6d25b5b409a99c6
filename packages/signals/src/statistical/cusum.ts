import { ConfigError, exp } from "@hotpath/core";
import type { SignalGenerator } from "../signal-generator.ts";
import { checkNumber } from "../training/online-model.ts";
import { ColumnState, checkInteger, checkSymbols, figure, LARGEST } from "./internal/column-state.ts";
import { squash } from "./internal/squash.ts";

/**
 * What one step of a two-sided CUSUM leaves of a sum: E. S. Page, "Continuous inspection schemes", *Biometrika* 41 (1954).
 * The lower side is that of −z.
 */
const page = (sum: number, z: number, drift: number): number => {
  const next = sum + z - drift;
  // The greater of it and 0, exactly, without a branch on what is chance.
  return 0.5 * (next + Math.abs(next));
};

/** Where a two-sided CUSUM raised an alarm. */
export interface CusumAlarms {
  /** Indices of the values that raised one, ascending. */
  at: Int32Array;
  /** +1 for a rise of the mean, −1 for a fall, alarm by alarm. */
  directions: Int8Array;
  /** Index of the first value after the sum was last 0: where the change is likely to have been. */
  since: Int32Array;
}

/**
 * Page's two-sided CUSUM over standardised values: S⁺ = max(0, S⁺ + z − k), S⁻ = max(0, S⁻ − z − k), an alarm where one
 * is above h; both begin anew after it.
 *
 * @param values of mean 0 and variance 1 while nothing has changed; what is not finite is left out
 * @param drift k, half of the change of the mean to be found soonest, in deviations; from 0 on
 * @param threshold h, in deviations, above 0
 */
export function cusumAlarms(values: Float64Array, drift = 0.5, threshold = 5): CusumAlarms {
  checkNumber("drift", drift, 0, 100);
  checkNumber("threshold", threshold, 0, 1e6, true);
  const at: number[] = [];
  const directions: number[] = [];
  const since: number[] = [];
  let [rise, fall] = [0, 0];
  let [riseSince, fallSince] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const z = values[i]!;
    if (!(z - z === 0)) continue;
    if (rise === 0) riseSince = i;
    if (fall === 0) fallSince = i;
    rise = page(rise, z, drift);
    fall = page(fall, -z, drift);
    if (!(rise > threshold || fall > threshold)) continue;
    at.push(i);
    directions.push(rise > fall ? 1 : -1);
    since.push(rise > fall ? riseSince : fallSince);
    rise = 0;
    fall = 0;
  }
  return { at: Int32Array.from(at), directions: Int8Array.from(directions), since: Int32Array.from(since) };
}

/**
 * Mean number of independent normal values up to an alarm of a two-sided CUSUM, by D. Siegmund's approximation
 * (*Sequential Analysis*, 1985, eq. 2.61): (e^−2Δb + 2Δb − 1) ÷ 2Δ² for a side, with Δ = shift − k and b = h + 1.166, b² where Δ is 0; the
 * sides' rates add up. Within a few per cent of the exact figures where h is 3 or more.
 *
 * @param shift of the mean, in deviations; 0 where nothing has changed
 */
export function cusumRunLength(drift: number, threshold: number, shift = 0): number {
  checkNumber("drift", drift, 0, 100);
  checkNumber("threshold", threshold, 0, 1e6, true);
  checkNumber("shift", shift, -100, 100);
  return 1 / (1 / oneSided(shift - drift, threshold) + 1 / oneSided(-shift - drift, threshold));
}

/** Siegmund's correction for the excess of a normal walk over its barrier, twice 0.583. */
const OVERSHOOT = 1.166;

function oneSided(distance: number, threshold: number): number {
  const b = threshold + OVERSHOOT;
  const x = 2 * distance * b;
  // The quotient loses its digits around 0: the first terms of its series.
  if (Math.abs(x) < 1e-4) return b * b * (1 - x / 3 + (x * x) / 12);
  return (exp(-x) + x - 1) / (2 * distance * distance);
}

/**
 * The threshold h at which a two-sided CUSUM of drift k raises a false alarm every `runLength` values on average, by
 * {@link cusumRunLength}.
 *
 * @throws {ConfigError} a run length that h = 0 already passes, or an argument out of range
 */
export function cusumThreshold(drift: number, runLength: number): number {
  checkNumber("runLength", runLength, 1, 1e15);
  let [low, high] = [1e-9, 1e4];
  if (!(runLength > cusumRunLength(drift, low)))
    throw new ConfigError(
      "runLength",
      runLength,
      `more than ${figure(cusumRunLength(drift, low))} for a drift of ${drift}`,
    );
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (cusumRunLength(drift, middle) < runLength) low = middle;
    else high = middle;
  }
  return high;
}

/** How {@link cusumBreak} is made. */
export interface CusumOptions {
  /** k, half of the change to be found soonest, in deviations of a price change; 0 to 10. Default 0.5. */
  drift?: number;
  /** h, in the same, above 0 to 1,000. Default 5: a false alarm every 465 changes, were they independent and normal. */
  threshold?: number;
  /** Updates over which an alarm is followed, 1 to 10,000. Default 16. */
  hold?: number;
  /** Span of the weights of the deviation, in updates. 2 to 100,000. Default 128. */
  span?: number;
}

/** Updates from one estimate of the deviation to the next: a power of two. */
const REFIT = 16;
// One symbol's state, in one cache line.
const PRICE = 0;
const SQUARE = 1;
const PER_DEVIATION = 2;
const RISE = 3;
const FALL = 4;
/** Direction of the last alarm, and the updates that it is still followed for. */
const ALARM = 5;
const LEFT = 6;
const COUNT = 7;
const WIDTH = 8;

/**
 * Follows a drift that has set in: a two-sided CUSUM of the price changes, each in the root mean square of those before
 * (exponentially weighted, renewed with every 16th update). The signal is s((S⁺ − S⁻) ÷ h + a), s(x) = x ÷ (1 + |x|), a ±1
 * for `hold` updates after an alarm. See {@link cusumRunLength} for how often an alarm is false. Make it with
 * {@link cusumBreak}.
 */
export class CusumBreak extends ColumnState implements SignalGenerator {
  readonly name = "cusum";
  readonly valueKind = "pure";
  readonly horizon: number;
  readonly #state: Float64Array;
  readonly #drift: number;
  readonly #threshold: number;
  /** Changes from which on the weighted mean forgets. */
  readonly #grown: number;
  readonly #forget: number;

  /** @throws {ConfigError} an option out of range */
  constructor(symbols: number, options: CusumOptions = {}) {
    const { drift = 0.5, threshold = 5, hold = 16, span = 128 } = options;
    checkSymbols(symbols);
    checkNumber("drift", drift, 0, 10);
    checkNumber("threshold", threshold, 0, 1000, true);
    checkInteger("hold", hold, 1, 10_000);
    checkInteger("span", span, 2, 100_000);
    const state = new Float64Array(symbols * WIDTH);
    super("signals.cusum", [state]);
    this.horizon = hold;
    this.#state = state;
    this.#drift = drift;
    this.#threshold = threshold;
    this.#grown = (span + 1) / 2;
    this.#forget = 2 / (span + 1);
  }

  // Everything is read once, and written once: what is written is not read again, which would wait for it.
  update(symbol: number, price: number): number {
    const state = this.#state;
    const at = symbol * WIDTH;
    const threshold = this.#threshold;
    if (!(Math.abs(price) <= LARGEST)) return said(state, at, threshold);
    const count = state[at + COUNT]! + 1;
    state[at + COUNT] = count;
    const change = price - state[at + PRICE]!;
    state[at + PRICE] = price;
    if (count === 1) return Number.NaN;
    const z = change * state[at + PER_DEVIATION]!;
    const drift = this.#drift;
    let rise = page(state[at + RISE]!, z, drift);
    let fall = page(state[at + FALL]!, -z, drift);
    let direction = state[at + ALARM]!;
    const left = state[at + LEFT]!;
    const square = state[at + SQUARE]!;
    if (left > 0) {
      state[at + LEFT] = left - 1;
      if (left === 1) direction = 0;
    }
    if (rise > threshold || fall > threshold) {
      direction = rise > fall ? 1 : -1;
      state[at + LEFT] = this.horizon;
      rise = 0;
      fall = 0;
    }
    state[at + ALARM] = direction;
    state[at + RISE] = rise;
    state[at + FALL] = fall;
    // The plain mean at first, which the weighted one grows out of.
    const weight = count > this.#grown ? this.#forget : 1 / (count - 1);
    state[at + SQUARE] = square + weight * (change * change - square);
    if ((count & (REFIT - 1)) === 0) refit(state, at);
    return count <= 2 * REFIT ? Number.NaN : squash(rise - fall + direction * threshold, threshold);
  }

  /** S⁺ − S⁻, in deviations; NaN before the warm-up. */
  value(symbol: number): number {
    const at = symbol * WIDTH;
    if (this.#state[at + COUNT]! <= 2 * REFIT) return Number.NaN;
    return this.#state[at + RISE]! - this.#state[at + FALL]!;
  }

  reason(symbol: number): string {
    const sum = this.value(symbol);
    if (Number.isNaN(sum)) return "warming up";
    const at = symbol * WIDTH;
    const alarm = this.#state[at + ALARM]!;
    const now = `CUSUM ${figure(sum)} of ±${figure(this.#threshold)} deviations`;
    if (alarm === 0) return now;
    return `${alarm > 0 ? "upward" : "downward"} drift found ${this.horizon - this.#state[at + LEFT]!} updates ago; ${now}`;
  }
}

/** The signal as of the last price that was taken in. */
const said = (state: Float64Array, at: number, threshold: number): number =>
  state[at + COUNT]! <= 2 * REFIT
    ? Number.NaN
    : squash(state[at + RISE]! - state[at + FALL]! + state[at + ALARM]! * threshold, threshold);

const refit = (state: Float64Array, at: number): void => {
  const square = state[at + SQUARE]!;
  state[at + PER_DEVIATION] = square > 0 ? 1 / Math.sqrt(square) : 0;
};

/** Drifts of the price, found by a CUSUM. */
export function cusumBreak(options: CusumOptions = {}): (symbols: number) => CusumBreak {
  return (symbols) => new CusumBreak(symbols, options);
}
