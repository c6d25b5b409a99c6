import { InputError } from "@hotpath/core";
import { allFinite, positive, within } from "../internal/number-checks.ts";
import { growthRoot } from "./internal/growth-root.ts";

/** A bet of two outcomes. */
export interface BinaryBet {
  /** Probability of the gain, 0 to 1. */
  winProbability: number;
  /** Gained by one that is staked: 2 pays two for one. */
  gain: number;
  /** Lost of one that is staked, in (0, 1]. Default 1: all of it. */
  loss?: number;
}

/**
 * Kelly's share of wealth for a bet of two outcomes: p ÷ loss − (1 − p) ÷ gain, 0 where that is negative, for there is no
 * edge. It makes the expected logarithm of wealth greatest. Kelly 1956, "A New Interpretation of Information Rate", Bell
 * System Technical Journal 35; with a partial loss Thorp 2006, "The Kelly Criterion in Blackjack, Sports Betting and the
 * Stock Market".
 *
 * @returns a share of wealth, which may exceed 1 where the loss is partial
 * @throws {InputError} naming the field that is wrong
 * @example kellyOfBet({ winProbability: 0.6, gain: 1 }) // 0.2
 */
export function kellyOfBet(bet: BinaryBet): number {
  const p = within(bet.winProbability, "winProbability", 0, 1);
  const gain = positive(bet.gain, "gain");
  const loss = within(positive(bet.loss ?? 1, "loss"), "loss", 0, 1);
  return Math.max(0, p / loss - (1 - p) / gain);
}

/**
 * Kelly's share of wealth for one asset in continuous time: (mean − riskFree) ÷ variance, negative for a short position;
 * take half of it or less in practice, for the mean is an estimate. Thorp 2006, equation 7.4; Merton 1969, "Lifetime
 * Portfolio Selection under Uncertainty", Review of Economics and Statistics 51.
 *
 * @param mean expected return of a period, and the variance and the rate of the same period
 * @throws {InputError} naming what is wrong
 * @example kellyOfMoments(0.08, 0.0256, 0.03) // 1.953125
 */
export function kellyOfMoments(mean: number, variance: number, riskFree = 0): number {
  if (!Number.isFinite(mean - riskFree))
    throw new InputError("INPUT_INVALID", `mean is ${mean} and riskFree ${riskFree}: not finite numbers`);
  return (mean - riskFree) / positive(variance, "variance");
}

/**
 * The share of wealth that made the mean of log(1 + f × return) greatest over these returns: Kelly's criterion with the
 * returns themselves as the distribution, exact to the last double. 0 where their mean is not positive.
 *
 * @param maxShare at most so much. Default 1
 * @throws {InputError} naming what is wrong; no return too
 */
export function kellyFromReturns(returns: Float64Array, maxShare = 1): number {
  if (returns.length === 0) throw new InputError("INPUT_INVALID", "returns has no element");
  allFinite(returns, "returns");
  return growthRoot(returns, positive(maxShare, "maxShare"));
}
