import { binomialCdf } from "@hotpath/core";
import { checkCount, checkProbability } from "./likelihood-ratio.ts";

/** What {@link trafficLight} answers. */
export interface TrafficLight {
  zone: "green" | "yellow" | "red";
  /** Probability of so many exceptions or fewer, were the forecasts right. */
  cumulative: number;
  /**
   * What the Basel Committee adds to the multiplier of 3: a table for 250 days at 99 %. Undefined for other samples, for which it
   * has none.
   */
  plusFactor: number | undefined;
}

/** By exceptions from 0 on; from 10 on it is 1. */
const PLUS_FACTORS = [0, 0, 0, 0, 0, 0.4, 0.5, 0.65, 0.75, 0.85];

/**
 * The traffic light of the Basel Committee (*Supervisory Framework for the Use of "Backtesting"*, January 1996, table 2): yellow
 * begins where the cumulative binomial probability reaches 95 %, red where it reaches 99.99 %.
 *
 * @param observations days. Default 250
 * @param probability of an exception. Default 0.01
 * @throws {ConfigError} counts or a probability that cannot be
 */
export function trafficLight(exceptions: number, observations = 250, probability = 0.01): TrafficLight {
  const n = checkCount(observations, 1, Number.MAX_SAFE_INTEGER, "observations");
  const x = checkCount(exceptions, 0, n, "exceptions");
  const cumulative = binomialCdf(x, n, checkProbability(probability, "probability"));
  const zone = cumulative >= 0.9999 ? "red" : cumulative >= 0.95 ? "yellow" : "green";
  const isBasels = n === 250 && Math.abs(probability - 0.01) < 1e-12;
  return { zone, cumulative, plusFactor: isBasels ? (PLUS_FACTORS[x] ?? 1) : undefined };
}
