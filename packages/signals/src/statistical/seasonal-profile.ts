import { ConfigError, InputError, studentTCdf } from "@hotpath/core";
import { ColumnState, checkInteger, checkSymbols, LARGEST } from "./internal/column-state.ts";
import { checkSeries } from "./internal/series.ts";
import { adjustedProbabilities } from "./multiple-tests.ts";

/** What one bin of a season has been like, beside all others. */
export interface SeasonalEffect {
  /** Values in the bin. */
  count: number;
  /** Their mean and standard deviation (divisor n − 1); NaN where there are none, or one. */
  mean: number;
  deviation: number;
  /** The mean, drawn towards that of all values by as much as chance alone would scatter it. */
  shrunk: number;
  /** Welch's t of the bin against all others, and how likely one as great is by chance; NaN where either has fewer than two values. */
  t: number;
  pValue: number;
  /** The same, knowing that every bin was looked at (Holm): hold this against a level. */
  adjusted: number;
}

const COLUMNS = 3;

/**
 * Seasons: values, such as returns, by bins of the day or the week, each with its mean, shrunk, and a test that is honest
 * about how many were made. Many symbols side by side; means and squares by B. P. Welford, *Technometrics* 4 (1962).
 *
 * The shrunk mean is m + w (mᵢ − m), w = τ² ÷ (τ² + sᵢ² ÷ nᵢ): the empirical Bayes estimate of B. Efron, C. Morris, *JASA* 70
 * (1975), m the mean weighted by precision and τ² the variance between bins by R. DerSimonian, N. Laird, *Controlled
 * Clinical Trials* 7 (1986), which is 0 where the bins differ no more than chance makes them.
 *
 * @example
 * const profile = new SeasonalProfile(1, 24);
 * for (const [i, micros] of times.entries()) profile.add(0, intradayBin(micros, 60), returns[i]);
 * profile.effects(0).filter(({ adjusted }) => adjusted < 0.05);
 */
export class SeasonalProfile extends ColumnState {
  readonly symbols: number;
  readonly bins: number;
  /** By symbol and bin: count, mean, sum of squares about it. */
  readonly #moments: Float64Array;

  /**
   * @param bins 2 to 10,080, the minutes of a week
   * @throws {ConfigError} a number out of range
   */
  constructor(symbols: number, bins: number) {
    checkSymbols(symbols);
    checkInteger("bins", bins, 2, 10_080);
    const moments = new Float64Array(symbols * bins * COLUMNS);
    super("signals.seasonal-profile", [moments]);
    this.symbols = symbols;
    this.bins = bins;
    this.#moments = moments;
  }

  /** Adds a value to a bin. One that is not finite, and one of a bin that is not there, is as if it had not come. */
  add(symbol: number, bin: number, value: number): void {
    if (!(Math.abs(value) <= LARGEST && bin >= 0 && bin < this.bins)) return;
    const moments = this.#moments;
    const at = (symbol * this.bins + bin) * COLUMNS;
    const count = moments[at]! + 1;
    const distance = value - moments[at + 1]!;
    const mean = moments[at + 1]! + distance / count;
    moments[at] = count;
    moments[at + 1] = mean;
    moments[at + 2]! += distance * (value - mean);
  }

  /** The bins of a symbol. */
  effects(symbol: number): SeasonalEffect[] {
    const bins = Array.from({ length: this.bins }, (_, bin) => {
      const at = (symbol * this.bins + bin) * COLUMNS;
      return this.#moments.subarray(at, at + COLUMNS);
    });
    const rest = others(bins);
    const { centre, between } = spreadOfMeans(bins);
    const effects = bins.map((bin, i) => {
      const [count, mean, squares] = bin as unknown as [number, number, number];
      const error = squares / (count - 1) / count;
      return {
        count,
        mean: count > 0 ? mean : Number.NaN,
        deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : Number.NaN,
        // What is not known to vary is believed as little as what varies beyond measure.
        shrunk: count > 1 && between > 0 ? centre + (between / (between + error)) * (mean - centre) : centre,
        ...welch(bin, rest[i]!),
        adjusted: Number.NaN,
      };
    });
    const adjusted = adjustedProbabilities(
      effects.map(({ pValue }) => pValue),
      "holm",
    );
    for (const [bin, effect] of effects.entries()) effect.adjusted = adjusted[bin]!;
    return effects;
  }
}

/** Count, mean and squares of two parts together: T. F. Chan, G. H. Golub, R. J. LeVeque, *Am. Statistician* 37 (1983). */
function joined(a: Float64Array, b: Float64Array): Float64Array {
  const count = a[0]! + b[0]!;
  if (count === 0) return Float64Array.of(0, 0, 0);
  const distance = b[1]! - a[1]!;
  const share = b[0]! / count;
  return Float64Array.of(count, a[1]! + distance * share, a[2]! + b[2]! + distance * distance * a[0]! * share);
}

/** Of each part, all the others together. */
function others(parts: readonly Float64Array[]): Float64Array[] {
  const nothing: Float64Array = Float64Array.of(0, 0, 0);
  const before = [nothing];
  for (const part of parts) before.push(joined(before.at(-1)!, part));
  let after = nothing;
  const found: Float64Array[] = [];
  for (let i = parts.length - 1; i >= 0; i--) {
    found[i] = joined(before[i]!, after);
    after = joined(parts[i]!, after);
  }
  return found;
}

/** B. L. Welch, *Biometrika* 34 (1947). */
function welch(a: Float64Array, b: Float64Array): { t: number; pValue: number } {
  if (!(a[0]! > 1 && b[0]! > 1)) return { t: Number.NaN, pValue: Number.NaN };
  const errorA = a[2]! / (a[0]! - 1) / a[0]!;
  const errorB = b[2]! / (b[0]! - 1) / b[0]!;
  const error = errorA + errorB;
  const difference = a[1]! - b[1]!;
  if (!(error > 0)) {
    const t = difference === 0 ? 0 : difference > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    return { t, pValue: difference === 0 ? 1 : 0 };
  }
  const t = difference / Math.sqrt(error);
  const [shareA, shareB] = [errorA / error, errorB / error];
  const degrees = 1 / ((shareA * shareA) / (a[0]! - 1) + (shareB * shareB) / (b[0]! - 1));
  return { t, pValue: Math.min(1, 2 * studentTCdf(-Math.abs(t), degrees)) };
}

/** Squares of values that do not vary, or by so little that one over them is no number any more. */
const LEAST_SQUARES = 1e-140;

/** The mean of the bins by precision, and the variance between them. */
function spreadOfMeans(bins: readonly Float64Array[]): { centre: number; between: number } {
  let [weights, squares, sum] = [0, 0, 0];
  const known = bins.filter((bin) => bin[0]! > 1 && bin[2]! > LEAST_SQUARES);
  for (const bin of known) {
    const weight = (bin[0]! * (bin[0]! - 1)) / bin[2]!;
    weights += weight;
    squares += weight * weight;
    sum += weight * bin[1]!;
  }
  if (known.length === 0) return { centre: bins.reduce(joined)[1]!, between: 0 };
  const centre = sum / weights;
  let scatter = 0;
  for (const bin of known) {
    const distance = bin[1]! - centre;
    scatter += ((bin[0]! * (bin[0]! - 1)) / bin[2]!) * distance * distance;
  }
  // Where one bin outweighs all others there is nothing to tell it from.
  const scale = weights - squares / weights;
  return { centre, between: scale > 1e-12 * weights ? Math.max(0, (scatter - (known.length - 1)) / scale) : 0 };
}

/**
 * The bins of a whole series: {@link SeasonalProfile} with its bits.
 *
 * @param bins of each value, from 0 on
 * @param count how many there are
 * @throws {ConfigError} a number out of range
 * @throws {InputError} columns of different lengths, a value that is not finite, or a bin that is not there
 */
export function seasonalEffects(values: Float64Array, bins: ArrayLike<number>, count: number): SeasonalEffect[] {
  const profile = new SeasonalProfile(1, count);
  checkSeries(values, "values", 1);
  if (bins.length !== values.length)
    throw new InputError("INPUT_INVALID", `bins: has ${bins.length} values where there are ${values.length}`);
  for (const [i, value] of values.entries()) {
    if (!(Number.isInteger(bins[i]) && bins[i]! >= 0 && bins[i]! < count))
      throw new InputError(
        "INPUT_INVALID",
        `bins: value ${i}: got ${bins[i]}; allowed: an integer from 0 to ${count - 1}`,
      );
    profile.add(0, bins[i]!, value);
  }
  return profile.effects(0);
}

const DAY_MINUTES = 1440;

function minuteOf(micros: number, offsetMinutes: number): number {
  return Math.floor(micros / 60_000_000) + offsetMinutes;
}

/**
 * The part of the day that a time is in, from 0 on.
 *
 * @param micros microseconds since the Unix epoch
 * @param minutes length of a part; a divisor of 1,440
 * @param offsetMinutes of local time from UTC, at that time: daylight saving is the caller's
 */
export function intradayBin(micros: number, minutes: number, offsetMinutes = 0): number {
  if (!(Number.isInteger(minutes) && minutes >= 1 && DAY_MINUTES % minutes === 0))
    throw new ConfigError("minutes", minutes, "a divisor of 1440");
  const minute = minuteOf(micros, offsetMinutes) % DAY_MINUTES;
  return Math.floor((minute < 0 ? minute + DAY_MINUTES : minute) / minutes);
}

/** The day of the week that a time is in: 0 Monday to 6 Sunday. See {@link intradayBin}. */
export function weekdayBin(micros: number, offsetMinutes = 0): number {
  // 1970-01-01 was a Thursday.
  const day = (Math.floor(minuteOf(micros, offsetMinutes) / DAY_MINUTES) + 3) % 7;
  return day < 0 ? day + 7 : day;
}
