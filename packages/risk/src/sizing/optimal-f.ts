import { exp, InputError, log } from "@hotpath/core";
import { allFinite } from "../internal/number-checks.ts";
import { growthRoot } from "./internal/growth-root.ts";

/** Vince's optimal f of a record of trades. */
export interface OptimalF {
  /** The fraction, from 0 to 1; 0 where the trades lose on the whole. */
  f: number;
  /** The greatest loss of the record, a negative number, in money of one unit. */
  worstLoss: number;
  /** Equity for each unit traded: −worstLoss ÷ f; undefined where f is 0, since nothing should be traded. */
  equityPerUnit: number | undefined;
  /** Geometric mean holding-period return at f, a factor: 1.02 is two per cent a trade. */
  geometricMean: number;
  /** Terminal wealth relative: the factor that the whole record would have made. */
  terminalWealth: number;
}

/**
 * The fraction f that would have made the terminal wealth Π (1 + f × (−profitᵢ ÷ worst loss)) greatest: Vince 1990,
 * "Portfolio Management Formulas", chapter 4. The product's logarithm is concave in f, so the maximum is found by
 * bisection to the last double rather than by trying.
 *
 * What it holds is the past: one trade worse than the worst on record can be ruin at that f.
 *
 * @param profits of the trades, in money, each of one unit (a contract, a share)
 * @throws {InputError} `INPUT_INVALID` if there is no trade, one is not finite, or none lost: then no f is too great;
 * `INPUT_OUT_OF_RANGE` if the terminal wealth is beyond the doubles
 * @example optimalF(Float64Array.of(9, 18, 7, 1, 10, -5, -3, -17, -7)).f // 0.24…
 */
export function optimalF(profits: Float64Array): OptimalF {
  if (profits.length === 0) throw new InputError("INPUT_INVALID", "profits has no element");
  allFinite(profits, "profits");
  const worstLoss = profits.reduce((least, profit) => Math.min(least, profit));
  if (!(worstLoss < 0))
    throw new InputError(
      "INPUT_INVALID",
      `the worst of the profits is ${worstLoss}: without a loss no fraction is too great`,
    );
  const relative = profits.map((profit) => -profit / worstLoss);
  const f = growthRoot(relative, 1);
  let sum = 0;
  for (const x of relative) sum += log(1 + f * x);
  const terminalWealth = exp(sum);
  if (!Number.isFinite(terminalWealth))
    throw new InputError(
      "INPUT_OUT_OF_RANGE",
      `the terminal wealth, e^${sum}, is beyond the doubles: take fewer trades at once`,
    );
  return {
    f,
    worstLoss,
    equityPerUnit: f === 0 ? undefined : -worstLoss / f,
    geometricMean: exp(sum / profits.length),
    terminalWealth,
  };
}
