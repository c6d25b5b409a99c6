import { ConfigError, InputError, inverseNormal, Random, studentTQuantile } from "@hotpath/core";
import { normalDensity } from "../value-at-risk/normal.ts";
import { checkReturns, type Returns } from "../value-at-risk/sample.ts";
import { studentTShortfall } from "../value-at-risk/student-t.ts";
import { countExceptions } from "./exceptions.ts";
import { checkCount, checkProbability } from "./likelihood-ratio.ts";

/** The distribution that returns are taken to have had, of mean zero and any scale, for critical values. */
export type NullDistribution =
  | { family: "normal" }
  | { family: "t"; degrees: number }
  /** Any other: outcomes in any unit, of which days are drawn with replacement. */
  | { family: "sample"; outcomes: Returns };

/** Options of {@link acerbiSzekelyTest}. */
export interface ShortfallTestOptions {
  /** Default normal. */
  distribution?: NullDistribution;
  /** Samples simulated for p-values and critical values, 100 to a million. Default 10,000. */
  simulations?: number;
  /** Default 1. */
  seed?: bigint | number;
  /** Of the critical values. Default 0.05. */
  level?: number;
}

/** One of the statistics. */
export interface ShortfallStatistic {
  /** 0 is expected of right forecasts, less of a risk that was underestimated. */
  statistic: number;
  /** Share of simulated samples with a statistic no greater. */
  pValue: number;
  /** Forecasts are rejected below this. */
  critical: number;
}

/** What {@link acerbiSzekelyTest} answers. */
export interface ShortfallTest {
  exceptions: number;
  observations: number;
  /** Of losses beyond the value at risk, given that there were any; undefined where there were none. */
  z1: ShortfallStatistic | undefined;
  /** Of how many there were and how large, at once. */
  z2: ShortfallStatistic;
}

/**
 * The tests of Acerbi and Székely for expected shortfall (*Backtesting Expected Shortfall*, Risk, December 2014): Z₁ = Σ Xₜ Iₜ/ESₜ /
 * N + 1 and Z₂ = Σ Xₜ Iₜ/(T p ESₜ) + 1, Iₜ being 1 where Xₜ < −VaRₜ. P-values and critical values come from simulated samples of the
 * same length in which the forecasts are right, from a seed. For most distributions Z₂ = −0.7 is critical at 5 % and −1.8 at 0.01 %.
 *
 * @param shortfalls expected shortfall forecast for each return, positive
 * @param probability of an exception
 * @throws {ConfigError} an option that is not allowed
 * @throws {InputError} lengths that differ, a number that is not finite, a shortfall that is not positive
 */
export function acerbiSzekelyTest(
  returns: Returns,
  forecasts: Returns,
  shortfalls: Returns,
  probability: number,
  options: ShortfallTestOptions = {},
): ShortfallTest {
  const p = checkProbability(probability, "probability");
  const level = checkProbability(options.level ?? 0.05, "level");
  const simulations = checkCount(options.simulations ?? 10_000, 100, 1_000_000, "simulations");
  const x = checkReturns(returns, 1);
  const { hits, count, observations: n } = countExceptions(x, forecasts);
  const es = checkReturns(shortfalls, 1, "shortfalls");
  if (es.length !== n)
    throw new InputError("INPUT_INVALID", `shortfalls: got ${es.length}; allowed: ${n}, one a return`);
  let sum = 0;
  for (let t = 0; t < n; t++) {
    if (!(es[t]! > 0)) throw new InputError("INPUT_OUT_OF_RANGE", `shortfalls[${t}]: got ${es[t]}; allowed: above 0`);
    if (hits[t] === 1) sum += x[t]! / es[t]!;
  }
  const draw = standardised(options.distribution ?? { family: "normal" }, p);
  const random = new Random(options.seed ?? 1);
  const z1s = new Float64Array(simulations);
  const z2s = new Float64Array(simulations);
  let ones = 0;
  for (let s = 0; s < simulations; s++) {
    let ratio = 0;
    let exceptions = 0;
    for (let t = 0; t < n; t++) {
      const loss = draw(random);
      if (loss === 0) continue;
      ratio -= loss;
      exceptions++;
    }
    if (exceptions > 0) z1s[ones++] = ratio / exceptions + 1;
    z2s[s] = ratio / (n * p) + 1;
  }
  return {
    exceptions: count,
    observations: n,
    z1: count === 0 ? undefined : statisticOf(sum / count + 1, z1s.subarray(0, ones), level),
    z2: statisticOf(sum / (n * p) + 1, z2s, level),
  };
}

function statisticOf(statistic: number, simulated: Float64Array, level: number): ShortfallStatistic {
  const sorted = simulated.slice().sort();
  let notGreater = 0;
  while (notGreater < sorted.length && sorted[notGreater]! <= statistic) notGreater++;
  const at = Math.max(Math.ceil(level * sorted.length), 1) - 1;
  return { statistic, pValue: sorted.length === 0 ? 1 : notGreater / sorted.length, critical: sorted[at] ?? 0 };
}

/** Draws a day: its loss in units of the expected shortfall where it is an exception, else 0. */
function standardised(distribution: NullDistribution, p: number): (random: Random) => number {
  switch (distribution.family) {
    case "normal":
      return byQuantile(inverseNormal, normalDensity(inverseNormal(p)) / p, p);
    case "t": {
      const { degrees } = distribution;
      if (!(degrees > 1 && Number.isFinite(degrees)))
        throw new ConfigError("distribution.degrees", degrees, "a finite number above 1");
      const quantile = studentTQuantile(p, degrees);
      return byQuantile((u) => studentTQuantile(u, degrees), studentTShortfall(quantile, degrees, p), p);
    }
    case "sample":
      return byResampling(checkReturns(distribution.outcomes, 10, "distribution.outcomes"), p);
    default:
      throw new ConfigError("distribution", distribution, "normal, t, sample");
  }
}

/** By the inverse of the distribution function, which only exceptions need. */
function byQuantile(quantile: (u: number) => number, shortfall: number, p: number): (random: Random) => number {
  return (random) => {
    const u = random.uniformOpen();
    return u < p ? -quantile(u) / shortfall : 0;
  };
}

function byResampling(outcomes: Float64Array, p: number): (random: Random) => number {
  const sorted = outcomes.slice().sort();
  const count = Math.max(Math.round(p * sorted.length), 1);
  let sum = 0;
  for (let i = 0; i < count; i++) sum -= sorted[i]!;
  const shortfall = sum / count;
  if (!(shortfall > 0))
    throw new InputError("INPUT_OUT_OF_RANGE", `distribution.outcomes: a mean loss of ${shortfall}; allowed: above 0`);
  return (random) => {
    const i = random.integer(sorted.length);
    return i < count ? -sorted[i]! / shortfall : 0;
  };
}
