/**
 * Risk of a series of returns, as allocations measure it. Returns are of simple periods; losses are positive. Drawdowns are
 * of cumulated, not compounded, returns, and begin at 0: they are convex in the weights then.
 */
import { InputError } from "@hotpath/core";

/**
 * What is measured of returns r₁ … r_T.
 *
 * - `variance`: Σ(r − r̄)² ÷ (T − 1); `volatility` is its root
 * - `mad`: mean absolute deviation, Σ|r − r̄| ÷ T (Konno and Yamazaki 1991, Management Science 37(5))
 * - `semivariance`: Σ min(r − c, 0)² ÷ T, c the mean or a threshold; `semideviation` is √(Σ min(r − r̄, 0)² ÷ (T − 1))
 * - `first-lower-moment`: Σ max(c − r, 0) ÷ T; `second-lower-moment`: √(Σ max(c − r, 0)² ÷ (T − 1))
 * - `cvar`: mean of the worst 1 − confidence of losses, the one at the edge by its share (Rockafellar and Uryasev)
 * - `worst`: the greatest loss
 * - `cdar`: as `cvar`, of drawdowns; `max-drawdown`, `average-drawdown`; `ulcer`: √(Σ drawdown² ÷ T)
 */
export type RiskMeasure =
  | "variance"
  | "volatility"
  | "mad"
  | "semivariance"
  | "semideviation"
  | "first-lower-moment"
  | "second-lower-moment"
  | "cvar"
  | "worst"
  | "cdar"
  | "max-drawdown"
  | "average-drawdown"
  | "ulcer";

/** How a measure is taken. */
export interface RiskMeasureOptions {
  /** Of `cvar` and `cdar`. Default 0.95. */
  confidence?: number;
  /** The return c of `semivariance` and the lower moments, of one period; of `semivariance` also `mean`. Default 0. */
  threshold?: number | "mean";
}

/**
 * The risk of a series of returns.
 *
 * @throws {InputError} fewer than two returns
 * @example
 * measureRisk(Float64Array.of(0.01, -0.03, 0.02, -0.01), "cvar", { confidence: 0.75 }); // 0.03
 */
export function measureRisk(returns: Float64Array, measure: RiskMeasure, options: RiskMeasureOptions = {}): number {
  const count = returns.length;
  if (count < 2) throw new InputError("INPUT_INVALID", `returns: ${count} of them; 2 are needed`);
  const confidence = options.confidence ?? 0.95;
  const mean = meanOf(returns);
  const threshold = options.threshold === "mean" ? mean : (options.threshold ?? 0);
  switch (measure) {
    case "variance":
      return sumOf(returns, (r) => (r - mean) * (r - mean)) / (count - 1);
    case "volatility":
      return Math.sqrt(sumOf(returns, (r) => (r - mean) * (r - mean)) / (count - 1));
    case "mad":
      return sumOf(returns, (r) => Math.abs(r - mean)) / count;
    case "semivariance":
      return sumOf(returns, (r) => (r < threshold ? (r - threshold) * (r - threshold) : 0)) / count;
    case "semideviation":
      return Math.sqrt(sumOf(returns, (r) => (r < mean ? (r - mean) * (r - mean) : 0)) / (count - 1));
    case "first-lower-moment":
      return sumOf(returns, (r) => Math.max(threshold - r, 0)) / count;
    case "second-lower-moment":
      return Math.sqrt(sumOf(returns, (r) => (r < threshold ? (threshold - r) * (threshold - r) : 0)) / (count - 1));
    case "cvar":
      return tailMean(
        returns.map((r) => -r),
        confidence,
      );
    case "worst":
      return -returns.reduce((least, r) => Math.min(least, r), Number.POSITIVE_INFINITY);
    case "cdar":
      return tailMean(drawdownsOf(returns), confidence);
    case "max-drawdown":
      return drawdownsOf(returns).reduce((most, d) => Math.max(most, d), 0);
    case "average-drawdown":
      return sumOf(drawdownsOf(returns), (d) => d) / count;
    case "ulcer":
      return Math.sqrt(sumOf(drawdownsOf(returns), (d) => d * d) / count);
  }
}

/** Returns of a portfolio whose weights are kept, a row of asset returns for each period. */
export function portfolioReturns(returns: Float64Array, weights: Float64Array): Float64Array {
  const assets = weights.length;
  const out = new Float64Array(returns.length / assets);
  for (let t = 0; t < out.length; t++) {
    let sum = 0;
    for (let i = 0; i < assets; i++) sum += returns[t * assets + i]! * weights[i]!;
    out[t] = sum;
  }
  return out;
}

/** How far cumulated returns are below their greatest value so far, 0 included. */
export function drawdownsOf(returns: Float64Array): Float64Array {
  const out = new Float64Array(returns.length);
  let depth = 0;
  for (let t = 0; t < returns.length; t++) {
    depth = Math.max(0, depth - returns[t]!);
    out[t] = depth;
  }
  return out;
}

/** α + Σ max(loss − α, 0) ÷ (T (1 − confidence)), α the loss that so many are not above. */
function tailMean(losses: Float64Array, confidence: number): number {
  const sorted = losses.slice().sort().reverse();
  const tail = sorted.length * (1 - confidence);
  const whole = Math.min(sorted.length, Math.ceil(tail - 1e-9));
  const edge = sorted[Math.max(whole, 1) - 1]!;
  let sum = 0;
  for (let k = 0; k < whole; k++) sum += sorted[k]! - edge;
  return edge + sum / tail;
}

function meanOf(values: Float64Array): number {
  return sumOf(values, (x) => x) / values.length;
}

function sumOf(values: Float64Array, f: (x: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += f(values[i]!);
  return sum;
}
