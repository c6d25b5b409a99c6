import { InputError, log1p, pow } from "@hotpath/core";
import { type Attribution, attributionOf, type SegmentEffect } from "./brinson.ts";

/** How effects of periods are made to sum to the excess return over all of them, which compounds. */
export type LinkingMethod = "carino" | "menchero";

/**
 * Links the attributions of periods: each period's effects are scaled so that over all periods they sum to the difference of
 * the compounded returns, without a residual.
 *
 * - `carino`: by kₜ ÷ k, kₜ = (ln(1 + rₜ) − ln(1 + bₜ)) ÷ (rₜ − bₜ), k the same of the compounded returns. Cariño 1999,
 *   "Combining Attribution Effects Over Time", Journal of Performance Measurement 3(4).
 * - `menchero`: by M + aₜ, the constant that scales best in the mean and the least corrections that remove the residual.
 *   Menchero 2000, "An Optimized Approach to Linking Attribution Effects Over Time", Journal of Performance Measurement 5(1).
 *
 * @throws {InputError} `INPUT_INVALID` if there is no period, or one lost everything: then returns do not compound
 */
export function linkAttributions(periods: readonly Attribution[], method: LinkingMethod = "carino"): Attribution {
  if (periods.length === 0) throw new InputError("INPUT_INVALID", "periods has no element");
  if (method !== "carino" && method !== "menchero")
    throw new InputError("INPUT_INVALID", `method is ${JSON.stringify(method)}; allowed: "carino", "menchero"`);
  for (const [t, { portfolioReturn, benchmarkReturn }] of periods.entries())
    if (!(portfolioReturn > -1 && benchmarkReturn > -1 && Number.isFinite(portfolioReturn + benchmarkReturn)))
      throw new InputError(
        "INPUT_INVALID",
        `periods[${t}] has returns of ${portfolioReturn} and ${benchmarkReturn}; allowed: above -1`,
      );
  const growth = (f: (period: Attribution) => number) =>
    periods.reduce((product, period) => product * (1 + f(period)), 1) - 1;
  const portfolioReturn = growth((period) => period.portfolioReturn);
  const benchmarkReturn = growth((period) => period.benchmarkReturn);
  const scales =
    method === "carino"
      ? carino(periods, portfolioReturn, benchmarkReturn)
      : menchero(periods, portfolioReturn, benchmarkReturn);
  const effects = new Map<string, SegmentEffect>();
  for (const [t, { segments }] of periods.entries())
    for (const { name, allocation, selection, interaction, total } of segments) {
      const sums = effects.get(name) ?? { name, allocation: 0, selection: 0, interaction: 0, total: 0 };
      const scale = scales[t]!;
      sums.allocation += scale * allocation;
      sums.selection += scale * selection;
      sums.interaction += scale * interaction;
      sums.total += scale * total;
      effects.set(name, sums);
    }
  return attributionOf(portfolioReturn, benchmarkReturn, [...effects.values()]);
}

function carino(periods: readonly Attribution[], portfolioReturn: number, benchmarkReturn: number): number[] {
  const whole = logScale(portfolioReturn, benchmarkReturn);
  return periods.map((period) => logScale(period.portfolioReturn, period.benchmarkReturn) / whole);
}

/** (ln(1 + r) − ln(1 + b)) ÷ (r − b), by the difference's own logarithm so that near returns do not cancel. */
function logScale(r: number, b: number): number {
  const z = (r - b) / (1 + b);
  return (z === 0 ? 1 : log1p(z) / z) / (1 + b);
}

function menchero(periods: readonly Attribution[], portfolioReturn: number, benchmarkReturn: number): number[] {
  const count = periods.length;
  const excess = periods.map((period) => period.portfolioReturn - period.benchmarkReturn);
  const sum = excess.reduce((total, e) => total + e, 0);
  const squares = excess.reduce((total, e) => total + e * e, 0);
  const whole = portfolioReturn - benchmarkReturn;
  const root = (r: number) => pow(1 + r, 1 / count);
  const own = root(portfolioReturn);
  const other = root(benchmarkReturn);
  // Where the compounded returns are equal the limit of the quotient: (1 + r)^((T − 1) ÷ T).
  const mean = own === other ? pow(1 + portfolioReturn, (count - 1) / count) : whole / count / (own - other);
  const correction = squares === 0 ? 0 : (whole - mean * sum) / squares;
  return excess.map((e) => mean + correction * e);
}
