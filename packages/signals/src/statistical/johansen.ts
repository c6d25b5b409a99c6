import { ConfigError, log1p } from "@hotpath/core";
import { checkInteger } from "./internal/column-state.ts";
import { dot, Orthogonal, trendColumns } from "./internal/orthogonal.ts";
import { checkColumns } from "./internal/series.ts";
import { jacobiEigen } from "./internal/symmetric-eigen.ts";
import { JOHANSEN_SERIES_MAX, MAXIMUM_CRITICAL, TRACE_CRITICAL } from "./johansen-critical.ts";

/** What the series are freed of first: nothing, their means, or straight lines. */
export type JohansenTrend = "none" | "constant" | "linear";

/** How {@link johansen} regresses. */
export interface JohansenOptions {
  /** Default `constant`. */
  trend?: JohansenTrend;
  /** Steps before that are regressed on, 0 to 100. Default 1. */
  lags?: number;
}

/** A statistic of {@link johansen} with the values that it passes by chance with 10, 5 and 1 %. */
export interface JohansenStatistic {
  statistic: number;
  tenPercent: number;
  fivePercent: number;
  onePercent: number;
}

/** What {@link johansen} finds. */
export interface JohansenTest {
  /** Squared canonical correlations of steps and levels, the greatest first. */
  eigenvalues: Float64Array;
  /** Of the hypotheses of at most 0, 1 … combinations that revert, against more, and against one more. */
  trace: JohansenStatistic[];
  maximum: JohansenStatistic[];
  /** Combinations that revert, by the trace statistics at 5 %: the first hypothesis that is not rejected. */
  rank: number;
  /** Weights of the series in each combination, the surest first, normed so that its residual variance is 1; first weight positive. */
  vectors: Float64Array[];
  /** Rows of the regressions. */
  rows: number;
}

const LEVELS: readonly JohansenTrend[] = ["none", "constant", "linear"];

/**
 * Johansen's test of how many combinations of series revert, and which: S. Johansen, *Econometrica* 59 (1991). Steps and
 * levels are freed of the steps before by least squares; the eigenvalues are the squared canonical correlations of what is
 * left, here by orthonormal bases of both sides and Jacobi's rotations, so that no matrix is inverted.
 *
 * The critical values of `constant` are those of series of which some drift. Where none does, the last hypothesis (all but
 * one series revert) is rejected far more often than its level says, and a rank of all series means little.
 *
 * The numbers are those of statsmodels' `coint_johansen` (and of LeSage's and Matlab's before it) with 1 lag and more; without lags that
 * takes the level after the step, this the level before it, as the model has it.
 *
 * @param series 2 to 12 columns of one length, as prices or better their logarithms
 * @throws {ConfigError} an option out of range, or another number of series
 * @throws {InputError} columns of different lengths, too short, or with a value that is not finite
 */
export function johansen(series: readonly Float64Array[], options: JohansenOptions = {}): JohansenTest {
  const { trend = "constant", lags = 1 } = options;
  const n = series.length;
  if (!(n >= 2 && n <= JOHANSEN_SERIES_MAX)) throw new ConfigError("series", n, `2 to ${JOHANSEN_SERIES_MAX} columns`);
  if (!LEVELS.includes(trend)) throw new ConfigError("trend", trend, LEVELS.join(", "));
  checkInteger("lags", lags, 0, 100);
  const length = checkColumns(series, "series", (lags + 1) * (n + 1) + n + 2);
  const freed = new Orthogonal(trendColumns(LEVELS.indexOf(trend), length));
  const levels = series.map((column) => freed.residual(column));
  const rows = length - 1 - lags;
  const steps = levels.map((column) => column.subarray(1).map((value, i) => value - column[i]!));
  const constant = trend === "none" ? [] : trendColumns(1, rows);
  const past = new Orthogonal(constant);
  for (let k = 1; k <= lags; k++) for (const step of steps) past.add(step.subarray(lags - k, lags - k + rows));
  const moves = new Orthogonal(steps.map((step) => past.residual(step.subarray(lags))));
  const places = new Orthogonal(levels.map((column) => past.residual(column.subarray(lags, lags + rows))));
  const { values, vectors } = jacobiEigen(canonical(places, moves, n), n);
  const eigenvalues = values.map((value) => Math.min(1, Math.max(0, value)));
  const trace = statistics(eigenvalues, rows, TRACE_CRITICAL[trend], true);
  const rejected = trace.findIndex(({ statistic, fivePercent }) => !(statistic > fivePercent));
  return {
    eigenvalues,
    trace,
    maximum: statistics(eigenvalues, rows, MAXIMUM_CRITICAL[trend], false),
    rank: rejected === -1 ? n : rejected,
    vectors: vectors.map((vector) => weightsOf(places, vector, rows)),
    rows,
  };
}

/** M Mᵀ, M the products of the two bases: its eigenvalues are the squared canonical correlations. */
function canonical(places: Orthogonal, moves: Orthogonal, n: number): Float64Array {
  const products = places.columns.map((place) => Float64Array.from(moves.columns, (move) => dot(place, move)));
  return Float64Array.from({ length: n * n }, (_, at) => dot(products[Math.floor(at / n)]!, products[at % n]!));
}

/** The weights of the series whose combination has these coordinates in the basis of the levels. */
function weightsOf(places: Orthogonal, vector: Float64Array, rows: number): Float64Array {
  const weights = vector.slice();
  for (let j = weights.length - 1; j >= 0; j--) {
    const pivot = places.upper[j]![j]!;
    weights[j] = pivot > 0 ? weights[j]! / pivot : 0;
    for (let k = 0; k < j; k++) weights[k]! -= weights[j]! * places.upper[j]![k]!;
  }
  const sign = (weights.find((weight) => weight !== 0) ?? 1) < 0 ? -1 : 1;
  return weights.map((weight) => sign * weight * Math.sqrt(rows));
}

function statistics(
  eigenvalues: Float64Array,
  rows: number,
  critical: readonly (readonly number[])[],
  summed: boolean,
): JohansenStatistic[] {
  const n = eigenvalues.length;
  return Array.from({ length: n }, (_, i) => {
    const tail = summed ? eigenvalues.subarray(i) : eigenvalues.subarray(i, i + 1);
    const [tenPercent, fivePercent, onePercent] = critical[n - i - 1]! as [number, number, number];
    const statistic = -rows * tail.reduce((sum, value) => sum + log1p(-value), 0);
    return { statistic, tenPercent, fivePercent, onePercent };
  });
}
