import { ConfigError, chiSquareTail, log } from "@hotpath/core";

/** What a likelihood ratio test answers. */
export interface LikelihoodRatio {
  /** −2 ln of the ratio; 0 where the forecasts could not have been better. */
  statistic: number;
  /** Of its χ² distribution. */
  degrees: number;
  /** Probability of a statistic at least as large, were the forecasts right. */
  pValue: number;
}

/** The test of a statistic, whose rounding may have brought it below zero. */
export function ratioOf(statistic: number, degrees: number): LikelihoodRatio {
  const held = Math.max(statistic, 0);
  return { statistic: held, degrees, pValue: chiSquareTail(held, degrees) };
}

/** n ln p, 0 where n is 0: an event that never was says nothing of its probability. */
export function timesLog(n: number, p: number): number {
  return n === 0 ? 0 : n * log(p);
}

/** Demands a probability. */
export function checkProbability(value: number, path: string): number {
  if (value > 0 && value < 1) return value;
  throw new ConfigError(path, value, "a number between 0 and 1, both excluded");
}

/** Demands a count. */
export function checkCount(value: number, from: number, to: number, path: string): number {
  if (Number.isSafeInteger(value) && value >= from && value <= to) return value;
  throw new ConfigError(path, value, `an integer from ${from} to ${to}`);
}
