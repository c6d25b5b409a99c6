import { ConfigError, InputError, log } from "@hotpath/core";
import { checkInteger } from "./internal/column-state.ts";
import { dot, Orthogonal, takeOut, trendColumns } from "./internal/orthogonal.ts";
import { checkSeries } from "./internal/series.ts";
import { type CriticalValues, type Deterministic, unitRootCritical, unitRootProbability } from "./mackinnon.ts";

/** How the lags of a Dickey–Fuller regression are chosen. */
export interface LagOptions {
  /** Most lags; by default ⌈12 (n/100)^¼⌉ (G. W. Schwert, *JBES* 7, 1989), and no more than half the rows allow. */
  maxLag?: number;
  /**
   * The information criterion that is least, over the rows that all candidates have; or the most lags of which the last
   * has a |t| of 1.645; or `none`: as many as `maxLag` says. Default `aic`.
   */
  choose?: "aic" | "bic" | "t" | "none";
}

/** How {@link dickeyFuller} regresses. */
export interface DickeyFullerOptions extends LagOptions {
  /** Deterministic terms. Default `c`: a constant. */
  terms?: Deterministic;
}

/** What {@link dickeyFuller} finds. */
export interface DickeyFullerTest {
  /** t of the level: the lower, the surer it reverts. */
  statistic: number;
  /** Probability of one as low where there is a unit root: asymptotic, by MacKinnon 1994. */
  pValue: number;
  /** Lags of the step in the regression, and its rows. */
  lags: number;
  rows: number;
  /** For so many rows: MacKinnon 2010. */
  critical: CriticalValues;
}

const TERMS: Readonly<Record<Deterministic, number>> = { n: 0, c: 1, ct: 2, ctt: 3 };
/** The 95 % point of the normal distribution, which the t of the longest lag is held against. */
const T_LIMIT = 1.6448536269514722;

/** The number of deterministic terms. */
export function countTerms(terms: Deterministic): number {
  const count = TERMS[terms];
  if (count === undefined) throw new ConfigError("terms", terms, Object.keys(TERMS).join(", "));
  return count;
}

/**
 * The augmented Dickey–Fuller test of a unit root: the t of b in Δx = b x₋₁ + Σ cᵢ Δx₋ᵢ + terms + e. D. A. Dickey, W. A. Fuller,
 * *JASA* 74 (1979); S. E. Said, D. A. Dickey, *Biometrika* 71 (1984). Its numbers are those of statsmodels' `adfuller`.
 * For a fixed number of lags over a moving window the indicator ADF of `@hotpath/indicators` gives the same statistic with
 * O(1) work a bar.
 *
 * @throws {ConfigError} an option out of range
 * @throws {InputError} too few values, one that is not finite, or all the same
 */
export function dickeyFuller(series: Float64Array, options: DickeyFullerOptions = {}): DickeyFullerTest {
  const { terms = "c", ...lags } = options;
  const found = dickeyFullerStatistic(series, terms, lags);
  return {
    ...found,
    pValue: unitRootProbability(found.statistic, terms, 1),
    critical: unitRootCritical(terms, 1, found.rows),
  };
}

/** The statistic without what it means, which depends on how the series came about. */
export function dickeyFullerStatistic(
  series: Float64Array,
  terms: Deterministic,
  { maxLag, choose = "aic" }: LagOptions,
): { statistic: number; lags: number; rows: number } {
  const count = countTerms(terms);
  checkSeries(series, "series", 2 * (count + 1) + 2);
  if (!["aic", "bic", "t", "none"].includes(choose)) throw new ConfigError("choose", choose, "aic, bic, t, none");
  const n = series.length;
  const allowed = Math.floor(n / 2) - count - 1;
  const most = maxLag ?? Math.min(allowed, Math.ceil(12 * Math.sqrt(Math.sqrt(n / 100))));
  checkInteger("maxLag", most, 0, allowed);
  if (series.every((value) => value === series[0]))
    throw new InputError("INPUT_INVALID", "series: all values are the same");
  const steps = series.slice(1);
  for (let i = 0; i < steps.length; i++) steps[i]! -= series[i]!;
  const lags = choose === "none" ? most : chosenLags(series, steps, count, most, choose);
  const rows = steps.length - lags;
  const base = new Orthogonal([...trendColumns(count, rows), ...lagColumns(steps, lags, rows)]);
  return { statistic: lastT(base, series.subarray(lags, lags + rows), steps.slice(lags)), lags, rows };
}

/** Steps that came 1, 2 … before, over the last `rows` steps. */
function lagColumns(steps: Float64Array, lags: number, rows: number): Float64Array[] {
  const first = steps.length - rows;
  return Array.from({ length: lags }, (_, k) => steps.subarray(first - 1 - k, first - 1 - k + rows));
}

/** t of a column that is added last. */
function lastT(base: Orthogonal, column: Float64Array, target: Float64Array): number {
  const left = base.add(column);
  const before = base.columns.length - 1;
  for (let pass = 0; pass < 2; pass++) for (const unit of base.columns.slice(0, before)) takeOut(target, unit);
  const share = takeOut(target, base.columns[before]!);
  const rest = dot(target, target);
  const freedom = target.length - base.columns.length;
  if (left === 0 || share === 0) return 0;
  return share / Math.sqrt(rest / freedom);
}

/** The lags that a criterion chooses. The candidates are nested, so that one orthogonal basis answers for all. */
function chosenLags(
  series: Float64Array,
  steps: Float64Array,
  count: number,
  most: number,
  choose: "aic" | "bic" | "t",
): number {
  const rows = steps.length - most;
  const base = new Orthogonal([...trendColumns(count, rows), series.subarray(most, most + rows)]);
  const target = base.residual(steps.subarray(most));
  // Of the level itself where there are no lags; statsmodels never gets to ask for it.
  let chosen = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let lags = 0; lags <= most; lags++) {
    if (lags > 0) {
      base.add(lagColumns(steps, most, rows)[lags - 1]!);
      const share = takeOut(target, base.columns.at(-1)!);
      const t = share / Math.sqrt(dot(target, target) / (rows - count - 1 - lags));
      if (choose === "t" && Math.abs(t) >= T_LIMIT) chosen = lags;
    }
    if (choose === "t") continue;
    const parameters = count + 1 + lags;
    const criterion = rows * log(dot(target, target) / rows) + (choose === "aic" ? 2 : log(rows)) * parameters;
    if (criterion < least) {
      least = criterion;
      chosen = lags;
    }
  }
  return chosen;
}
