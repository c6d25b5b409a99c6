import { InputError } from "@hotpath/core";
import { kupiecTest } from "./kupiec.ts";
import { type LikelihoodRatio, ratioOf, timesLog } from "./likelihood-ratio.ts";

/** What {@link christoffersenTest} answers. */
export interface ChristoffersenTest {
  /** How often a day of the first kind was followed by one of the second: 1 is an exception. */
  transitions: { n00: number; n01: number; n10: number; n11: number };
  /** Of exceptions being as many as they should: Kupiec's test over all days. */
  coverage: LikelihoodRatio;
  /** Of exceptions not depending on the day before. */
  independence: LikelihoodRatio;
  /** Of both: the sum, χ² with two degrees of freedom. */
  conditionalCoverage: LikelihoodRatio;
}

/**
 * Christoffersen's tests against a Markov chain of the first order (P. Christoffersen, *International Economic Review* 39,
 * 1998). Independence: −2 ln [(1 − π)^(n₀₀ + n₁₀) π^(n₀₁ + n₁₁)] + 2 ln [(1 − π₀)^n₀₀ π₀^n₀₁ (1 − π₁)^n₁₀ π₁^n₁₁]; a kind of day
 * that never came contributes nothing.
 *
 * @param hits 1 on days of an exception, else 0, in their order
 * @param probability of an exception
 * @throws {InputError} fewer than 2 days, or an element other than 0 and 1
 * @throws {ConfigError} a probability that cannot be
 */
export function christoffersenTest(hits: ArrayLike<number>, probability: number): ChristoffersenTest {
  const n = hits.length;
  if (!(n >= 2)) throw new InputError("INPUT_INVALID", `hits: got ${n}; allowed: at least 2 days`);
  const counts = [0, 0, 0, 0] as [number, number, number, number];
  let exceptions = 0;
  for (let i = 0; i < n; i++) {
    const hit = hits[i]!;
    if (hit !== 0 && hit !== 1) throw new InputError("INPUT_INVALID", `hits[${i}]: got ${hit}; allowed: 0, 1`);
    exceptions += hit;
    if (i > 0) counts[(2 * hits[i - 1]! + hit) as 0 | 1 | 2 | 3]++;
  }
  const [n00, n01, n10, n11] = counts;
  const coverage = kupiecTest(exceptions, n, probability);
  const share = (n01 + n11) / (n - 1);
  const alone = timesLog(n00 + n10, 1 - share) + timesLog(n01 + n11, share);
  const after0 = timesLog(n00, n00 / (n00 + n01)) + timesLog(n01, n01 / (n00 + n01));
  const after1 = timesLog(n10, n10 / (n10 + n11)) + timesLog(n11, n11 / (n10 + n11));
  const independence = ratioOf(2 * (after0 + after1 - alone), 1);
  return {
    transitions: { n00, n01, n10, n11 },
    coverage,
    independence,
    conditionalCoverage: ratioOf(coverage.statistic + independence.statistic, 2),
  };
}
