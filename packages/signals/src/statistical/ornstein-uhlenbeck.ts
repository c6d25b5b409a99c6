import { InputError, log, log1p } from "@hotpath/core";
import { checkNumber } from "../training/online-model.ts";
import { checkSeries } from "./internal/series.ts";

/** An Ornstein–Uhlenbeck process dx = κ (μ − x) dt + σ dW, fitted. Times are in the unit of the step given. */
export interface OrnsteinUhlenbeckFit {
  /** κ, the speed of reversion; 0 where nothing reverts, Infinity where a step is more than enough. */
  speed: number;
  /** μ, the level that it returns to; the series' mean where nothing reverts. */
  mean: number;
  /** σ, the volatility by the square root of time. */
  volatility: number;
  /** ln 2 ÷ κ: the time in which half of a distance goes. */
  halfLife: number;
  /** Standard errors of κ and of the half-life, to first order. */
  speedError: number;
  halfLifeError: number;
  /**
   * How much κ is expected to be overestimated: (5 + 2 e^κδ + e^2κδ) ÷ (2 n δ), about 4 ÷ T for slow reversion. C. Y. Tang,
   * S. X. Chen, *J. Econometrics* 149 (2009), theorem 3.1.2. It is not taken off `speed`.
   */
  speedBias: number;
  /** e^−κδ, what a step leaves of a distance, and the t of its distance from 1: below −2.86 it reverts at 5 % (ADF). */
  persistence: number;
  dickeyFuller: number;
  /** Of the steps, given the first value. */
  logLikelihood: number;
}

const TWO_PI = 6.283185307179586;

/**
 * The maximum-likelihood fit of an Ornstein–Uhlenbeck process, by its exact discretisation: x' = μ + φ (x − μ) + e with
 * φ = e^−κδ and e normal of variance σ² (1 − φ²) ÷ 2κ, so that least squares of x' on x are the likelihood's maximum. The
 * variance has the divisor n, as the likelihood wants it.
 *
 * G. E. Uhlenbeck, L. S. Ornstein, *Phys. Rev.* 36 (1930); L. Phillips, *Biometrika* 59 (1972) for the discretisation.
 *
 * @param series values at equal distances, at least 4
 * @param step δ, the time between two of them. Default 1
 * @throws {InputError} too few values, or one that is not finite, or all the same
 */
export function fitOrnsteinUhlenbeck(series: Float64Array, step = 1): OrnsteinUhlenbeckFit {
  checkSeries(series, "series", 4);
  checkNumber("step", step, 0, Number.MAX_VALUE, true);
  const n = series.length - 1;
  // From the first value on, so that a high level costs no digits.
  const origin = series[0]!;
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < n; i++) {
    meanX += series[i]! - origin;
    meanY += series[i + 1]! - series[i]!;
  }
  meanX /= n;
  meanY /= n;
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  for (let i = 0; i < n; i++) {
    const x = series[i]! - origin - meanX;
    const y = series[i + 1]! - series[i]! - meanY;
    sxx += x * x;
    sxy += x * y;
    syy += y * y;
  }
  if (!(sxx > 0)) throw new InputError("INPUT_INVALID", "series: all values are the same");
  const pull = sxy / sxx;
  const errors = Math.max(0, syy - pull * sxy);
  const variance = errors / n;
  const slopeError = Math.sqrt(errors / (n - 2) / sxx);
  return describe(pull, origin + meanX, meanY, variance, slopeError, n, step);
}

/** What a pull b = φ − 1, the mean of the values and of the steps, and the variance of what is left say of the process. */
function describe(
  pull: number,
  meanX: number,
  meanStep: number,
  variance: number,
  slopeError: number,
  n: number,
  step: number,
): OrnsteinUhlenbeckFit {
  const persistence = 1 + pull;
  const fit = {
    speed: 0,
    mean: meanX,
    volatility: Math.sqrt(variance / step),
    halfLife: Number.POSITIVE_INFINITY,
    speedError: slopeError / (Math.abs(persistence) * step),
    halfLifeError: Number.POSITIVE_INFINITY,
    speedBias: (5 + 2 / persistence + 1 / (persistence * persistence)) / (2 * n * step),
    persistence,
    dickeyFuller: slopeError > 0 ? pull / slopeError : pull < 0 ? Number.NEGATIVE_INFINITY : 0,
    logLikelihood: variance > 0 ? (-n / 2) * (log(TWO_PI * variance) + 1) : Number.POSITIVE_INFINITY,
  };
  if (!(pull < 0)) return fit;
  fit.mean = meanX - meanStep / pull;
  if (persistence <= 0) {
    fit.speed = Number.POSITIVE_INFINITY;
    fit.halfLife = 0;
    fit.speedBias = Number.NaN;
    return fit;
  }
  fit.speed = -log1p(pull) / step;
  fit.volatility = Math.sqrt((variance * 2 * fit.speed) / (-pull * (2 + pull)));
  fit.halfLife = Math.LN2 / fit.speed;
  fit.halfLifeError = (fit.halfLife / fit.speed) * fit.speedError;
  return fit;
}
