import { chiSquareQuantile } from "@hotpath/core";
import { checkCount, checkProbability, type LikelihoodRatio, ratioOf, timesLog } from "./likelihood-ratio.ts";

/**
 * Kupiec's test that exceptions are as many as they should be (proportion of failures, or unconditional coverage): −2 ln
 * [(1 − p)^(n − x) p^x] + 2 ln [(1 − x/n)^(n − x) (x/n)^x], χ² with one degree of freedom (P. Kupiec, *Journal of Derivatives*
 * 3, 1995).
 *
 * @param exceptions x
 * @param observations n
 * @param probability p, that of an exception: 0.01 at a confidence of 99 %
 * @throws {ConfigError} counts or a probability that cannot be
 */
export function kupiecTest(exceptions: number, observations: number, probability: number): LikelihoodRatio {
  const n = checkCount(observations, 1, Number.MAX_SAFE_INTEGER, "observations");
  const x = checkCount(exceptions, 0, n, "exceptions");
  const p = checkProbability(probability, "probability");
  const expected = timesLog(n - x, 1 - p) + timesLog(x, p);
  const observed = timesLog(n - x, (n - x) / n) + timesLog(x, x / n);
  return ratioOf(2 * (observed - expected), 1);
}

/** Counts of exceptions that a test does not reject. */
export interface AcceptedCounts {
  /** The fewest. */
  least: number;
  /** The most. */
  most: number;
}

/**
 * The counts of exceptions that {@link kupiecTest} does not reject at a level of significance: those whose statistic is below
 * the quantile of χ². Kupiec's table has N < 7 for p = 0.01 and n = 255, although his statistic rejects N = 0 there (5.13 > 3.84):
 * by the definition the region is 1 to 6.
 *
 * @param level of significance. Default 0.05
 * @returns undefined where every count is rejected
 * @throws {ConfigError} counts or probabilities that cannot be
 */
export function kupiecRegion(observations: number, probability: number, level = 0.05): AcceptedCounts | undefined {
  const n = checkCount(observations, 1, 100_000_000, "observations");
  const p = checkProbability(probability, "probability");
  const limit = chiSquareQuantile(1 - checkProbability(level, "level"), 1);
  const accepts = (x: number): boolean => kupiecTest(x, n, p).statistic < limit;
  // The statistic is least at x = n p, and rises to both sides.
  const middle = [Math.floor(n * p), Math.ceil(n * p)].find(accepts);
  if (middle === undefined) return undefined;
  return { least: lastAccepted(accepts, middle, 0), most: lastAccepted(accepts, middle, n) };
}

/** The count furthest from one that is accepted towards an end, by bisection. */
function lastAccepted(accepts: (x: number) => boolean, from: number, end: number): number {
  if (accepts(end)) return end;
  let good = from;
  let bad = end;
  while (Math.abs(good - bad) > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (accepts(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
