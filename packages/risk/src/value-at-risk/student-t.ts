import { ConfigError, InputError, studentTDensity, studentTQuantile } from "@hotpath/core";
import { shapeOf } from "./cornish-fisher.ts";
import {
  assertVaried,
  checkReturns,
  type Deviation,
  lossOf,
  momentsOf,
  oneOf,
  type Returns,
  settle,
  tailOf,
  type VarEstimate,
  type VarOptions,
} from "./sample.ts";
import { fitStudentT } from "./student-t-fit.ts";

/** Options of {@link studentTVar}. */
export interface StudentTOptions extends VarOptions {
  /**
   * `likelihood`: location, scale and degrees of greatest likelihood. `moments`: mean and deviation of the sample, and ν =
   * 4 + 6/K from its excess kurtosis K. Default `likelihood`.
   */
  fit?: "likelihood" | "moments";
  /** ν where it is to be this, above 1: only location and scale are fitted. */
  degrees?: number;
  /** Divisor of the variance, for `moments`. Default `sample`. */
  deviation?: Deviation;
}

/** What {@link studentTVar} answers. */
export interface StudentTVar extends VarEstimate {
  method: "t";
  fit: "likelihood" | "moments";
  /** ν. */
  degrees: number;
  location: number;
  /** Of the t: its standard deviation is scale · √(ν/(ν − 2)). */
  scale: number;
}

/**
 * Parametric value at risk of Student's t: VaR = −(m h + s √h t_p(ν)), p = 1 − confidence; expected shortfall =
 * −m h + s √h f_ν(t_p)/p · (ν + t_p²)/(ν − 1) (A. McNeil, R. Frey and P. Embrechts, *Quantitative Risk Management*, 2nd ed.,
 * 2015, example 2.15). Over a horizon location grows with h and scale with √h, the degrees stay: an approximation, since
 * sums of t are not t.
 *
 * @throws {ConfigError} an option that is not allowed
 * @throws {InputError} fewer than 4 returns, one that is not finite, returns that are constant; tails so heavy (ν ≤ 1) that
 *   there is no mean loss; for `moments`, an excess kurtosis that is not positive, which no t has
 */
export function studentTVar(returns: Returns, options: StudentTOptions = {}): StudentTVar {
  const { confidence, horizon, kernels } = settle(options);
  const how = oneOf(options.fit, ["likelihood", "moments"], "fit");
  const x = checkReturns(returns, 4);
  assertVaried(x);
  const given = options.degrees;
  if (given !== undefined && !(given > 1 && given < Number.POSITIVE_INFINITY))
    throw new ConfigError("degrees", given, "a finite number above 1");
  let fitted: { degrees: number; location: number; scale: number };
  if (how === "likelihood") fitted = fitStudentT(x, given);
  else {
    const { mean, deviation } = momentsOf(x, options, kernels);
    const degrees = given ?? byKurtosis(shapeOf(x).excessKurtosis);
    if (!(degrees > 2)) throw new ConfigError("degrees", given, "above 2 with moments, since there is a variance");
    fitted = { degrees, location: mean, scale: deviation * Math.sqrt((degrees - 2) / degrees) };
  }
  if (!(fitted.degrees > 1))
    throw new InputError(
      "INPUT_OUT_OF_RANGE",
      `returns: the likeliest Student t has ${fitted.degrees.toFixed(3)} degrees of freedom, so no expected shortfall; ` +
        "allowed: above 1",
    );
  const figures = studentTFigures(fitted, confidence, horizon);
  const { degrees, location, scale } = fitted;
  return { method: "t", confidence, horizon, observations: x.length, ...figures, fit: how, degrees, location, scale };
}

/** Value at risk and expected shortfall of a t with ν above 1. */
export function studentTFigures(
  fit: { degrees: number; location: number; scale: number },
  confidence: number,
  horizon: number,
): { var: number; expectedShortfall: number } {
  const { degrees } = fit;
  const p = tailOf(confidence);
  const scale = fit.scale * Math.sqrt(horizon);
  const quantile = studentTQuantile(p, degrees);
  return {
    var: lossOf(fit.location * horizon + scale * quantile),
    expectedShortfall: lossOf(fit.location * horizon) + scale * studentTShortfall(quantile, degrees, p),
  };
}

/** Mean of −T where T ≤ t, for the quantile t of share p. */
export function studentTShortfall(t: number, degrees: number, p: number): number {
  return (studentTDensity(t, degrees) / p) * ((degrees + t * t) / (degrees - 1));
}

function byKurtosis(excess: number): number {
  if (excess > 0) return 4 + 6 / excess;
  throw new InputError(
    "INPUT_OUT_OF_RANGE",
    `returns: an excess kurtosis of ${excess.toFixed(4)}, which no Student t has; allowed: above 0, or fit by likelihood`,
  );
}
