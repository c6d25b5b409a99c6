import { ConfigError } from "@hotpath/core";
import { countTerms, dickeyFullerStatistic, type LagOptions } from "./dickey-fuller.ts";
import { dot, Orthogonal, trendColumns } from "./internal/orthogonal.ts";
import { checkColumns } from "./internal/series.ts";
import {
  type CriticalValues,
  type Deterministic,
  SERIES_MAX,
  unitRootCritical,
  unitRootProbability,
} from "./mackinnon.ts";

/** How {@link engleGranger} regresses. */
export interface EngleGrangerOptions extends LagOptions {
  /** Deterministic terms of the cointegrating regression. Default `c`: a constant. */
  terms?: Deterministic;
}

/** What {@link engleGranger} finds. */
export interface EngleGrangerTest {
  /** Dickey–Fuller t of the spread: the lower, the surer it reverts. −Infinity where nothing is left over. */
  statistic: number;
  /** Probability of one as low where the series have nothing in common: asymptotic, by MacKinnon 1994. */
  pValue: number;
  /** MacKinnon 2010; NaN without a constant, for which none are known. */
  critical: CriticalValues;
  /** Lags in the regression of the spread. */
  lags: number;
  /** What one unit of y is hedged with, of each x. */
  hedge: Float64Array;
  /** Coefficients of the constant, the trend and its square, as far as they are there; rows count from 1. */
  terms: Float64Array;
  /** y less all that: the spread. */
  spread: Float64Array;
}

/** So near to 1 is the share explained where the series are the same. */
const COLLINEAR = 1 - 100 * 1.4901161193847656e-8;

/**
 * The test of cointegration in two steps: least squares of y on the others, and a Dickey–Fuller test of what is left, whose
 * critical values know that it was fitted. R. F. Engle, C. W. J. Granger, *Econometrica* 55 (1987). Its numbers are those
 * of statsmodels' `coint`. Which series is y matters: try both.
 *
 * @param y as prices, or better their logarithms
 * @param x one to five others, of the same length
 * @throws {ConfigError} an option out of range
 * @throws {InputError} columns of different lengths, too short, or with a value that is not finite
 */
export function engleGranger(
  y: Float64Array,
  x: readonly Float64Array[],
  options: EngleGrangerOptions = {},
): EngleGrangerTest {
  const { terms = "c", ...lagOptions } = options;
  const count = countTerms(terms);
  if (!(x.length >= 1 && x.length < SERIES_MAX)) throw new ConfigError("x", x.length, `1 to ${SERIES_MAX - 1} series`);
  const series = x.length + 1;
  const rows = checkColumns([y, ...x], "series", 2 * series + 4);
  const base = new Orthogonal([...trendColumns(count, rows), ...x]);
  const coefficients = base.coefficients(y);
  const spread = base.residual(y);
  const mean = count > 0 ? y.reduce((sum, value) => sum + value, 0) / rows : 0;
  const total = y.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const different = 1 - dot(spread, spread) / total < COLLINEAR;
  const { statistic, lags } = different
    ? dickeyFullerStatistic(spread, "n", lagOptions)
    : { statistic: Number.NEGATIVE_INFINITY, lags: 0 };
  return {
    statistic,
    pValue: unitRootProbability(statistic, terms, series),
    critical: terms === "n" ? NONE_KNOWN : unitRootCritical(terms, series, rows - 1),
    lags,
    hedge: coefficients.slice(count),
    terms: coefficients.slice(0, count),
    spread,
  };
}

const NONE_KNOWN: CriticalValues = { onePercent: Number.NaN, fivePercent: Number.NaN, tenPercent: Number.NaN };
