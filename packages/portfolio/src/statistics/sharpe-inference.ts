import { exp, InputError, inverseNormal, normalCdf } from "@hotpath/core";
import { assertFinite, momentsOf } from "../internal/moments.ts";

/** What the distribution of a Sharpe ratio's estimate depends on. Nothing is annualised: all is of one period. */
export interface SharpeEstimate {
  /** Mean excess return of a period by its standard deviation. */
  sharpe: number;
  /** Number of returns. */
  observations: number;
  /** m₃ ÷ m₂^1.5 of the returns; 0 of a normal distribution. */
  skewness: number;
  /** m₄ ÷ m₂² of the returns, not in excess; 3 of a normal distribution. */
  kurtosis: number;
}

/** Euler's constant. */
const EULER = 0.5772156649015329;
/** 1 ÷ e. */
const INVERSE_E: number = exp(-1);

/**
 * The estimate of a series: the ratio with the sample deviation (divisor n − 1), moments of skewness and kurtosis with the
 * divisor n, as the authors' own code has them.
 *
 * @param riskFree return of a period without risk
 * @throws {InputError} `INPUT_INVALID` if a value is not finite, there are fewer than three returns, or they do not vary
 */
export function sharpeEstimate(returns: Float64Array, riskFree = 0): SharpeEstimate {
  assertFinite(returns, "returns");
  if (!Number.isFinite(riskFree)) throw new InputError("INPUT_INVALID", `riskFree is ${riskFree}, not a finite number`);
  const { count, mean, squares, cubes, fourths } = momentsOf(returns);
  if (count < 3) throw new InputError("INPUT_INVALID", `returns has ${count} elements; at least 3 are needed`);
  if (squares === 0) throw new InputError("INPUT_INVALID", "returns do not vary: there is no Sharpe ratio to judge");
  const variance = squares / count;
  return {
    sharpe: (mean - riskFree) / Math.sqrt(squares / (count - 1)),
    observations: count,
    skewness: cubes / count / (variance * Math.sqrt(variance)),
    kurtosis: fourths / count / (variance * variance),
  };
}

/**
 * The probabilistic Sharpe ratio: the probability that the true ratio is above `benchmark`, given the estimate,
 * Φ((S − S*) √(n − 1) ÷ √(1 − γ₃ S + (γ₄ − 1) S² ÷ 4)). Bailey and López de Prado 2012, "The Sharpe Ratio Efficient Frontier",
 * Journal of Risk 15(2), equation 11.
 *
 * @param benchmark Sharpe ratio of a period, not annualised. Default 0
 * @throws {InputError} `INPUT_INVALID` if the estimate is not one that returns can have, or a number is not finite
 * @example probabilisticSharpe({ sharpe: 0.458, observations: 24, skewness: -2.448, kurtosis: 10.164 }) // 0.913…
 */
export function probabilisticSharpe(estimate: SharpeEstimate, benchmark = 0): number {
  const spread = spreadOf(estimate);
  if (!Number.isFinite(benchmark))
    throw new InputError("INPUT_INVALID", `benchmark is ${benchmark}, not a finite number`);
  return normalCdf(((estimate.sharpe - benchmark) * Math.sqrt(estimate.observations - 1)) / spread);
}

/**
 * The minimum track record length: how many returns it takes until the true ratio is above `benchmark` with a confidence,
 * 1 + (1 − γ₃ S + (γ₄ − 1) S² ÷ 4) (z ÷ (S − S*))². Bailey and López de Prado 2012, equation 12.
 *
 * @param confidence in (0.5, 1). Default 0.95
 * @returns a number of returns, not rounded
 * @throws {InputError} `INPUT_INVALID` as {@link probabilisticSharpe}, and if the ratio is not above the benchmark: no record
 * is long enough
 */
export function minimumTrackRecord(estimate: SharpeEstimate, benchmark = 0, confidence = 0.95): number {
  const spread = spreadOf(estimate);
  const distance = estimate.sharpe - benchmark;
  if (!(distance > 0))
    throw new InputError(
      "INPUT_INVALID",
      `sharpe is ${estimate.sharpe}, not above the benchmark ${benchmark}: no record is long enough`,
    );
  if (!(confidence > 0.5 && confidence < 1))
    throw new InputError("INPUT_INVALID", `confidence is ${confidence}; allowed: between 0.5 and 1`);
  const steps = (spread * inverseNormal(confidence)) / distance;
  return 1 + steps * steps;
}

/**
 * The greatest Sharpe ratio to be expected of independent trials without any skill: √variance × ((1 − γ) z(1 − 1/N) +
 * γ z(1 − 1/(N e))), γ Euler's constant. Bailey and López de Prado 2014, "The Deflated Sharpe Ratio", Journal of Portfolio
 * Management 40(5), equation 1.
 *
 * @param trials independent trials, from 2
 * @param variance of the trials' Sharpe ratios, of one period
 * @throws {InputError} `INPUT_INVALID` naming the argument that is wrong
 */
export function expectedMaximumSharpe(trials: number, variance: number): number {
  if (!(trials >= 2 && trials < Number.POSITIVE_INFINITY))
    throw new InputError("INPUT_INVALID", `trials is ${trials}; allowed: a number from 2`);
  if (!(variance >= 0 && variance < Number.POSITIVE_INFINITY))
    throw new InputError("INPUT_INVALID", `variance is ${variance}; allowed: a number from 0`);
  // −z(1/N) rather than z(1 − 1/N), which rounds.
  const first = -inverseNormal(1 / trials);
  const second = -inverseNormal(INVERSE_E / trials);
  return Math.sqrt(variance) * ((1 - EULER) * first + EULER * second);
}

/**
 * The deflated Sharpe ratio: the probabilistic one against the greatest ratio that so many trials would have shown without
 * skill. Bailey and López de Prado 2014, equation 2.
 *
 * @throws {InputError} `INPUT_INVALID` as {@link probabilisticSharpe} and {@link expectedMaximumSharpe}
 * @example deflatedSharpe({ sharpe: 2.5 / Math.sqrt(250), observations: 1250, skewness: -3, kurtosis: 10 }, 100, 0.5 / 250) // 0.9004
 */
export function deflatedSharpe(estimate: SharpeEstimate, trials: number, variance: number): number {
  return probabilisticSharpe(estimate, expectedMaximumSharpe(trials, variance));
}

/** √(1 − γ₃ S + (γ₄ − 1) S² ÷ 4), positive for any moments that a distribution can have: γ₄ ≥ 1 + γ₃². */
function spreadOf({ sharpe, observations, skewness, kurtosis }: SharpeEstimate): number {
  for (const [name, value] of Object.entries({ sharpe, skewness, kurtosis }))
    if (!Number.isFinite(value)) throw new InputError("INPUT_INVALID", `${name} is ${value}, not a finite number`);
  if (!(observations >= 2 && observations < Number.POSITIVE_INFINITY))
    throw new InputError("INPUT_INVALID", `observations is ${observations}; allowed: a number from 2`);
  const square = 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe;
  if (!(square > 0))
    throw new InputError(
      "INPUT_INVALID",
      `kurtosis is ${kurtosis} with a skewness of ${skewness}: it must be more than 1 + skewness²`,
    );
  return Math.sqrt(square);
}
