import { ConfigError } from "@hotpath/core";
import {
  checkReturns,
  lossOf,
  oneOf,
  type Returns,
  settle,
  tailOf,
  type VarEstimate,
  type VarOptions,
} from "./sample.ts";

/** Options of {@link weightedHistoricalVar}. */
export interface WeightedHistoricalOptions extends VarOptions {
  /** λ: each return weighs so many times what the one after it weighs, in (0, 1]. Default 0.98, the authors'. */
  decay?: number;
  /**
   * `interpolated`: between neighbours, at the share itself, as the authors do; below the first weight, the worst return.
   * `order`: the smallest return whose accumulated weight reaches the share. Default `interpolated`.
   */
  convention?: "interpolated" | "order";
}

/** What {@link weightedHistoricalVar} answers. */
export interface WeightedHistoricalVar extends VarEstimate {
  method: "weighted-historical";
  decay: number;
  convention: "interpolated" | "order";
}

/**
 * Historical simulation in which old returns weigh less: λ^age (1 − λ)/(1 − λⁿ), accumulated from the worst return up to
 * the share of the tail (J. Boudoukh, M. Richardson and R. Whitelaw, *The Best of Both Worlds*, Risk 11, 1998).
 *
 * The expected shortfall is the weighted mean of the worst returns up to that share, the last with what is left of it (C.
 * Acerbi and D. Tasche, *Journal of Banking & Finance* 26, 2002). A horizon multiplies both by √h.
 *
 * @throws {ConfigError} an option that is not allowed
 * @throws {InputError} fewer than 2 returns, or one that is not finite
 */
export function weightedHistoricalVar(
  returns: Returns,
  options: WeightedHistoricalOptions = {},
): WeightedHistoricalVar {
  const { confidence, horizon } = settle(options);
  const convention = oneOf(options.convention, ["interpolated", "order"], "convention");
  const decay = options.decay ?? 0.98;
  if (!(decay > 0 && decay <= 1)) throw new ConfigError("decay", options.decay, "a number above 0, up to 1");
  const x = checkReturns(returns, 2);
  const n = x.length;
  const order = Uint32Array.from(x, (_, i) => i).sort((a, b) => x[a]! - x[b]! || a - b);
  const weights = agedWeights(n, decay);
  const p = tailOf(confidence);
  let before = 0;
  let sum = 0;
  let quantile = x[order[n - 1]!]!;
  let previous = quantile;
  for (let k = 0; k < n; k++) {
    const value = x[order[k]!]!;
    const weight = weights[order[k]!]!;
    const reached = before + weight;
    // The weights add up to 1 but for their rounding.
    if (reached >= p * (1 - 1e-14) || k === n - 1) {
      sum += (p - before) * value;
      const inside = convention === "interpolated" && k > 0 && weight > 0;
      quantile = inside ? previous + (value - previous) * Math.min((p - before) / weight, 1) : value;
      break;
    }
    sum += weight * value;
    before = reached;
    previous = value;
  }
  const scale = Math.sqrt(horizon);
  return {
    method: "weighted-historical",
    confidence,
    horizon,
    observations: n,
    var: lossOf(quantile) * scale,
    expectedShortfall: lossOf(sum / p) * scale,
    decay,
    convention,
  };
}

/** λ^age (1 − λ)/(1 − λⁿ), the last return of age 0; 1/n for λ = 1. */
function agedWeights(n: number, decay: number): Float64Array {
  const weights = new Float64Array(n);
  let power = 1;
  let total = 0;
  for (let i = n - 1; i >= 0; i--) {
    weights[i] = power;
    total += power;
    power *= decay;
  }
  for (let i = 0; i < n; i++) weights[i] = weights[i]! / total;
  return weights;
}
