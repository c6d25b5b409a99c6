import { ConfigError, InputError, Random } from "@hotpath/core";
import { ewmaVolatility } from "../volatility/ewma.ts";
import { fitGarch } from "../volatility/garch.ts";
import { lowerTail, type QuantileConvention } from "./historical.ts";
import {
  assertVaried,
  checkReturns,
  lossOf,
  oneOf,
  type Returns,
  settle,
  tailOf,
  type VarEstimate,
  type VarOptions,
} from "./sample.ts";

/** Options of {@link filteredHistoricalVar}. */
export interface FilteredHistoricalOptions extends VarOptions {
  /** What volatility is taken out and put in again. Default `garch`. */
  filter?: "garch" | "ewma";
  /** λ of the `ewma` filter. Default 0.94. */
  decay?: number;
  /** As of `historicalVar`. Default `type7`. */
  convention?: QuantileConvention;
  /** Paths drawn where the horizon is longer than a period. Default 100,000. */
  paths?: number;
  /** Seed of those draws. Default 1. */
  seed?: bigint | number;
}

/** What {@link filteredHistoricalVar} answers. */
export interface FilteredHistoricalVar extends VarEstimate {
  method: "fhs";
  filter: "garch" | "ewma";
  convention: QuantileConvention;
  /** Standard deviation forecast for the next period. */
  volatility: number;
  /** Paths drawn; 0 where the horizon is one period, since every residual then counts once. */
  paths: number;
}

/** A filter: the residuals that it leaves, and how a variance follows from the last. */
interface Filter {
  mean: number;
  omega: number;
  alpha: number;
  beta: number;
  next: number;
  residuals: Float64Array;
}

/**
 * Filtered historical simulation: returns are divided by the volatility that was forecast for each, and what remains is
 * multiplied by the one forecast now (G. Barone-Adesi, K. Giannopoulos and L. Vosper, *Journal of Futures Markets* 19, 1999;
 * J. Hull and A. White, *Journal of Risk* 1, 1998). Over more than one period residuals are drawn with replacement, from a
 * seed, and each path's variance follows the filter.
 *
 * The `ewma` filter has no forecast for the first return, which is left out.
 *
 * @throws {ConfigError} an option that is not allowed
 * @throws {InputError} fewer than 20 returns, one that is not finite, returns that are constant, or a variance of zero
 */
export function filteredHistoricalVar(
  returns: Returns,
  options: FilteredHistoricalOptions = {},
): FilteredHistoricalVar {
  const { confidence, horizon, kernels } = settle(options);
  const how = oneOf(options.filter, ["garch", "ewma"], "filter");
  const convention = oneOf(options.convention, ["type7", "order"], "convention");
  const paths = options.paths ?? 100_000;
  if (!(Number.isSafeInteger(paths) && paths >= 100 && paths <= 100_000_000))
    throw new ConfigError("paths", options.paths, "an integer from 100 to 100,000,000");
  const x = checkReturns(returns, 20);
  assertVaried(x);
  const filter = how === "garch" ? garchFilter(x) : ewmaFilter(x, options.decay);
  const now = Math.sqrt(filter.next);
  const outcomes =
    horizon === 1
      ? filter.residuals.map((z) => filter.mean + now * z)
      : simulate(filter, horizon, paths, new Random(options.seed ?? 1));
  const tail = lowerTail(outcomes, tailOf(confidence), convention, kernels);
  return {
    method: "fhs",
    confidence,
    horizon,
    observations: x.length,
    var: lossOf(tail.quantile),
    expectedShortfall: lossOf(tail.mean),
    filter: how,
    convention,
    volatility: now,
    paths: horizon === 1 ? 0 : paths,
  };
}

function garchFilter(x: Float64Array): Filter {
  const { mean, omega, alpha, beta, next, variance } = fitGarch(x);
  return { mean, omega, alpha, beta, next, residuals: x.map((value, i) => (value - mean) / Math.sqrt(variance[i]!)) };
}

function ewmaFilter(x: Float64Array, lambda: number | undefined): Filter {
  const { variance, next, decay } = ewmaVolatility(x, lambda === undefined ? {} : { decay: lambda });
  const residuals = new Float64Array(x.length - 1);
  for (let i = 1; i < x.length; i++) {
    if (!(variance[i]! > 0))
      throw new InputError(
        "INPUT_INVALID",
        `returns[${i}]: nothing but zeros before it; allowed: a variance above zero`,
      );
    residuals[i - 1] = x[i]! / Math.sqrt(variance[i]!);
  }
  return { mean: 0, omega: 0, alpha: 1 - decay, beta: decay, next, residuals };
}

function simulate(filter: Filter, horizon: number, paths: number, random: Random): Float64Array {
  const { mean, omega, alpha, beta, next, residuals } = filter;
  const sums = new Float64Array(paths);
  for (let p = 0; p < paths; p++) {
    let variance = next;
    let sum = 0;
    for (let h = 0; h < horizon; h++) {
      const shock = Math.sqrt(variance) * residuals[random.integer(residuals.length)]!;
      sum += mean + shock;
      variance = omega + alpha * shock * shock + beta * variance;
    }
    sums[p] = sum;
  }
  return sums;
}
