import type { Kernels } from "@hotpath/native";
import {
  asDoubles,
  checkCount,
  lossOf,
  nearlyWhole,
  notFinite,
  oneOf,
  type Returns,
  settle,
  tailOf,
  type VarEstimate,
  type VarOptions,
} from "./sample.ts";

/**
 * Which quantile a sample of n has at the share p = 1 − confidence.
 *
 * - `type7`: interpolated between x₍⌊h⌋₎ and the next, h = (n − 1) p counted from 0: the default of R, numpy and
 *   spreadsheets (R. J. Hyndman and Y. Fan, *The American Statistician* 50, 1996, definition 7). The expected shortfall is
 *   the mean of the returns up to x₍⌊h⌋₎, those at or beyond the value at risk.
 * - `order`: the order statistic x₍⌈p n⌉₎ counted from 1, the smallest return that at least the share p does not exceed
 *   (definition 1). The expected shortfall is the mean of the first ⌈p n⌉.
 */
export type QuantileConvention = "type7" | "order";

/** Options of {@link historicalVar}. */
export interface HistoricalOptions extends VarOptions {
  /** Default `type7`. */
  convention?: QuantileConvention;
}

/** What {@link historicalVar} answers. */
export interface HistoricalVar extends VarEstimate {
  method: "historical";
  convention: QuantileConvention;
  /** Returns in the mean that the expected shortfall is. */
  tailObservations: number;
}

/**
 * Value at risk and expected shortfall of the returns as they were, every one weighing the same. A horizon of h periods
 * multiplies both by √h (the square root of time, as Basel 1996 allowed: independent returns, mean zero).
 *
 * @throws {ConfigError} an option that is not allowed
 * @throws {InputError} fewer than 2 returns, or one that is not finite
 *
 * @example
 * historicalVar([-0.03, 0.01, -0.01, 0.02, 0], { confidence: 0.8, convention: "order" }).var; // 0.03
 */
export function historicalVar(returns: Returns, options: HistoricalOptions = {}): HistoricalVar {
  const { confidence, horizon, kernels } = settle(options);
  const convention = oneOf(options.convention, ["type7", "order"], "convention");
  const x = asDoubles(returns);
  checkCount(x.length, 2);
  const tail = lowerTail(x, tailOf(confidence), convention, kernels);
  const scale = Math.sqrt(horizon);
  return {
    method: "historical",
    confidence,
    horizon,
    observations: x.length,
    var: lossOf(tail.quantile) * scale,
    expectedShortfall: lossOf(tail.mean) * scale,
    convention,
    tailObservations: tail.count,
  };
}

/** The lower tail of a sample. */
export interface LowerTail {
  quantile: number;
  /** The mean of the tail. */
  mean: number;
  /** Returns in that mean. */
  count: number;
}

const answer = new Float64Array(5);
/** Scratch above this many doubles is not kept. */
const KEPT_SCRATCH = 2 * 1024 * 1024;
let scratch = new Float64Array(0);

function scratchOf(length: number): Float64Array {
  if (scratch.length >= length) return scratch;
  const grown = new Float64Array(length);
  if (length <= KEPT_SCRATCH) scratch = grown;
  return grown;
}

/**
 * Quantile and mean of the lower tail of share `p`, in one pass over the sample and one over the little that it keeps.
 *
 * @throws {InputError} a return that is not finite
 */
export function lowerTail(x: Float64Array, p: number, convention: QuantileConvention, kernels: Kernels): LowerTail {
  const n = x.length;
  const place = nearlyWhole(convention === "type7" ? (n - 1) * p : n * p);
  const k = convention === "type7" ? Math.floor(place) : Math.max(Math.ceil(place), 1) - 1;
  if (kernels.risk.lowerTail(x, n, k, answer, scratchOf(4 * n + 1024)) === 0) throw firstNotFinite(x);
  const [kth, next, below, less, equal] = answer as unknown as [number, number, number, number, number];
  if (convention === "order") return { quantile: kth, mean: (below + (k + 1 - less) * kth) / (k + 1), count: k + 1 };
  const part = place - k;
  const quantile = part === 0 ? kth : kth + part * (next - kth);
  return { quantile, mean: (below + equal * kth) / (less + equal), count: less + equal };
}

function firstNotFinite(x: Float64Array): Error {
  const at = x.findIndex((value) => !Number.isFinite(value));
  return notFinite(x[at]!, `returns[${at}]`);
}
