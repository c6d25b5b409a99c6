import { ConfigError, InputError, log, pow } from "@hotpath/core";
import { fitPareto } from "./pareto-fit.ts";
import { checkReturns, lossOf, type Returns, settle, tailOf, type VarEstimate, type VarOptions } from "./sample.ts";

/** Options of {@link extremeValueVar}. */
export interface ExtremeValueOptions extends VarOptions {
  /** Share of the returns that lie beyond the threshold, above 1 − confidence and up to 0.5. Default 0.1. */
  exceedances?: number;
  /** The threshold itself, as a loss, instead of a share. */
  threshold?: number;
}

/** What {@link extremeValueVar} answers. */
export interface ExtremeValueVar extends VarEstimate {
  method: "extreme-value";
  /** Losses above this were fitted. */
  threshold: number;
  /** How many they were. */
  exceedances: number;
  /** ξ of the generalised Pareto distribution. */
  shape: number;
  /** β of it. */
  scale: number;
}

/** Fewer excesses tell nothing of two parameters. */
const LEAST_EXCESSES = 10;

/**
 * Value at risk by peaks over a threshold u: losses beyond it follow a generalised Pareto distribution, fitted by maximum
 * likelihood (`fitPareto`). VaR = u + β/ξ ((n/N_u · (1 − confidence))^−ξ − 1); expected shortfall = (VaR + β − ξ u)/(1 − ξ) (A.
 * McNeil and R. Frey, *Journal of Empirical Finance* 7, 2000). By default u is the (N_u + 1)th largest loss, N_u the share
 * of `exceedances` rounded down. A horizon multiplies both by √h.
 *
 * @throws {ConfigError} an option that is not allowed
 * @throws {InputError} a return that is not finite, fewer than 10 losses beyond the threshold, all of them equal, a confidence
 *   that the threshold does not leave room for, or a tail so heavy (ξ ≥ 1) that it has no mean
 */
export function extremeValueVar(returns: Returns, options: ExtremeValueOptions = {}): ExtremeValueVar {
  const { confidence, horizon } = settle(options);
  const share = options.exceedances ?? 0.1;
  if (!(share > 0 && share <= 0.5)) throw new ConfigError("exceedances", options.exceedances, "above 0, up to 0.5");
  if (options.threshold !== undefined && !Number.isFinite(options.threshold))
    throw new ConfigError("threshold", options.threshold, "a finite number, a loss");
  const x = checkReturns(returns, LEAST_EXCESSES + 1);
  const losses = x.map(lossOf).sort().reverse();
  const threshold = options.threshold ?? losses[Math.floor(share * x.length)]!;
  const excesses = losses.filter((loss) => loss > threshold).map((loss) => loss - threshold);
  const count = excesses.length;
  if (count < LEAST_EXCESSES)
    throw new InputError(
      "INPUT_INVALID",
      `returns: ${count} losses beyond the threshold ${threshold}; allowed: at least ${LEAST_EXCESSES}, by more returns or a lower threshold`,
    );
  if (excesses.every((excess) => excess === excesses[0]))
    throw new InputError(
      "INPUT_INVALID",
      `returns: all losses beyond the threshold ${threshold} are equal; allowed: losses that vary`,
    );
  const beyond = (x.length / count) * tailOf(confidence);
  if (!(beyond < 1))
    throw new ConfigError(
      "confidence",
      confidence,
      `above ${1 - count / x.length}, the share of returns within the threshold`,
    );
  const { shape, scale } = fitPareto(excesses);
  if (!(shape < 1))
    throw new InputError(
      "INPUT_OUT_OF_RANGE",
      `returns: a tail of shape ${shape.toFixed(3)}, which has no expected shortfall; allowed: below 1`,
    );
  const distance = Math.abs(shape) < 1e-9 ? -scale * log(beyond) : (scale / shape) * (pow(beyond, -shape) - 1);
  const quantile = threshold + distance;
  const root = Math.sqrt(horizon);
  return {
    method: "extreme-value",
    confidence,
    horizon,
    observations: x.length,
    var: quantile * root,
    expectedShortfall: ((quantile + scale - shape * threshold) / (1 - shape)) * root,
    threshold,
    exceedances: count,
    shape,
    scale,
  };
}
