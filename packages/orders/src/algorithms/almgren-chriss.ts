/**
 * Optimal execution after Almgren and Chriss, "Optimal execution of portfolio transactions", Journal of Risk 3 (2000),
 * pages 5–39; numbers of equations are those of the working paper of December 2000.
 */
import { ConfigError, log1p, sinh } from "@hotpath/core";

/** What impact and risk of a trade are taken to be. One currency unit, one unit of size and one of time throughout. */
export interface ImpactModel {
  /** σ: standard deviation of the price over one unit of time, from 0. */
  volatility: number;
  /** η: price concession for trading one unit of size in a unit of time; positive. */
  temporaryImpact: number;
  /** γ: lasting change of the price for each unit of size traded, from 0. Default 0. */
  permanentImpact?: number;
  /** ε: fixed cost of each unit of size, as half the spread and fees. Default 0. */
  fixedCost?: number;
}

/** A trade to be scheduled. */
export interface ImpactTrade {
  /** X: size to be traded, positive. */
  quantity: number;
  /** T: time that there is, positive. */
  horizon: number;
  /** N: into how many intervals it is cut, from 1. */
  intervals: number;
  /** λ: how much expected cost one unit of variance is worth, per currency unit, from 0. */
  riskAversion: number;
}

/**
 * κ, the urgency of a trade: one over its natural half-life. Solves 2 (cosh κτ − 1) / τ² = λσ² / η̃ with
 * η̃ = η − γτ/2 (equations 17 and 18).
 *
 * @returns per unit of time; 0 where risk counts for nothing
 * @throws {ConfigError} if a parameter is out of range, or η̃ is not positive: intervals too long for the lasting impact
 */
export function urgency(model: ImpactModel, trade: ImpactTrade): number {
  check(model, trade);
  const tau = trade.horizon / trade.intervals;
  const temporary = effectiveImpact(model, tau);
  const half = (trade.riskAversion * model.volatility * model.volatility * tau * tau) / temporary / 2;
  // arcosh(1 + h) without cancellation: ln(1 + h + √(h (2 + h))).
  return log1p(half + Math.sqrt(half * (2 + half))) / tau;
}

/**
 * What is still to be traded at the end of each interval: x_j = X sinh κ(T − t_j) / sinh κT (equation 19).
 *
 * @param out receives N + 1 values, x_0 = X to x_N = 0
 */
export function trajectory(model: ImpactModel, trade: ImpactTrade, out: Float64Array): void {
  const kappa = urgency(model, trade);
  const { quantity, horizon, intervals } = trade;
  const whole = kappa * horizon;
  for (let j = 0; j <= intervals; j++) out[j] = quantity * remaining(whole, j / intervals);
  out[0] = quantity;
  out[intervals] = 0;
}

/** sinh w(1 − s) / sinh w, for any w from 0. */
export function remaining(whole: number, share: number): number {
  // For w → 0 the trade is even in time; for large w the quotient of exponentials does not overflow.
  if (whole < 1e-8) return 1 - share;
  if (whole < 700) return sinh(whole * (1 - share)) / sinh(whole);
  return share === 0 ? 1 : 0;
}

/** Expected cost of a trajectory: ½γX² + εX + η̃/τ Σ n_k² (equation 7). @param left N + 1 values of what is left */
export function expectedCost(model: ImpactModel, trade: ImpactTrade, left: Float64Array): number {
  check(model, trade);
  const { quantity, horizon, intervals } = trade;
  const tau = horizon / intervals;
  let squares = 0;
  for (let k = 1; k <= intervals; k++) {
    const traded = left[k - 1]! - left[k]!;
    squares += traded * traded;
  }
  const lasting = 0.5 * (model.permanentImpact ?? 0) * quantity * quantity;
  return lasting + (model.fixedCost ?? 0) * quantity + (effectiveImpact(model, tau) / tau) * squares;
}

/** Variance of the cost of a trajectory: σ² τ Σ x_k² (equation 5). */
export function costVariance(model: ImpactModel, trade: ImpactTrade, left: Float64Array): number {
  check(model, trade);
  const tau = trade.horizon / trade.intervals;
  let squares = 0;
  for (let k = 1; k <= trade.intervals; k++) squares += left[k]! * left[k]!;
  return model.volatility * model.volatility * tau * squares;
}

/** η̃ = η − γτ/2. */
function effectiveImpact(model: ImpactModel, tau: number): number {
  const effective = model.temporaryImpact - ((model.permanentImpact ?? 0) * tau) / 2;
  if (!(effective > 0))
    throw new ConfigError(
      "temporaryImpact",
      model.temporaryImpact,
      `more than ${((model.permanentImpact ?? 0) * tau) / 2}`,
    );
  return effective;
}

function check(model: ImpactModel, trade: ImpactTrade): void {
  const positive: [string, number][] = [
    ["temporaryImpact", model.temporaryImpact],
    ["quantity", trade.quantity],
    ["horizon", trade.horizon],
  ];
  for (const [path, value] of positive)
    if (!(value > 0 && value < Infinity)) throw new ConfigError(path, value, "a positive number");
  const fromZero: [string, number][] = [
    ["volatility", model.volatility],
    ["permanentImpact", model.permanentImpact ?? 0],
    ["riskAversion", trade.riskAversion],
  ];
  for (const [path, value] of fromZero)
    if (!(value >= 0 && value < Infinity)) throw new ConfigError(path, value, "a number from 0");
  if (!Number.isInteger(trade.intervals) || trade.intervals < 1)
    throw new ConfigError("intervals", trade.intervals, "an integer from 1");
}
