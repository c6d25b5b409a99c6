/** The table of PyPortfolioOpt's tests, what it makes of it, and its expected values with their tolerances. */
import { expect } from "bun:test";
import type { MeanVarianceAllocation } from "../allocation/index.ts";
import {
  assetReturns,
  ewmaCovariance,
  expectedReturns,
  nearestSemidefinite,
  sampleCovariance,
} from "../covariance/index.ts";
import { readGoldenJson, readTable, type Table } from "./golden-risk.ts";

interface Expected {
  tests: Record<string, { asserts: { actual: string; expected: number | number[]; tol: Record<string, string> }[] }>;
}

/** Daily prices have so many periods a year. */
export const YEAR = 252;
/** The risk-free rate of those tests. */
export const FREE = 0.02;

/** See above. */
export class PypfoptFixture {
  readonly prices: Table = readTable("pypfopt/stock_prices.csv");
  readonly assets: number = this.prices.columns.length;
  readonly returns: Float64Array = assetReturns(this.prices.values, this.assets);
  /** Yearly. */
  readonly mean: Float64Array = expectedReturns(this.returns, this.assets, {
    method: "geometric",
    periodsPerYear: YEAR,
  });
  readonly covariance: Float64Array = this.scaled(
    sampleCovariance(this.returns, this.assets, { missing: "pairwise" }),
    YEAR,
  );
  readonly exponential: Float64Array = this.scaled(
    ewmaCovariance(this.returns, this.assets, { span: 180, mean: "sample", missing: "pairwise" }),
    YEAR,
  );
  readonly #tests = readGoldenJson<Expected>("pypfopt/expected.json").tests;

  /** Means and covariances of a year. */
  get market(): { mean: Float64Array; covariance: Float64Array } {
    return { mean: this.mean, covariance: this.covariance };
  }

  /** A matrix of another period, positive semidefinite. */
  scaled(matrix: Float64Array, by: number): Float64Array {
    return nearestSemidefinite(matrix.map((value) => value * by));
  }

  /** The expected value of a test that is asserted of what contains `actual`. */
  expectedOf(name: string, actual = "portfolio_performance"): { values: number[]; rtol: number; atol: number } {
    const found = this.#tests[name]?.asserts.find((each) => each.actual.includes(actual));
    if (found === undefined) throw new Error(`no expected value of ${name}`);
    const { expected, tol } = found;
    const stated = tol.rtol !== undefined || tol.atol !== undefined;
    return {
      values: Array.isArray(expected) ? expected : [expected],
      rtol: stated ? Number(tol.rtol ?? 1e-7) : 1e-6,
      atol: Number(tol.atol ?? 0),
    };
  }

  /** Expects values to be those of a test, within its tolerance. */
  near(name: string, actual: readonly number[], which?: string): void {
    const { values, rtol, atol } = this.expectedOf(name, which);
    values.forEach((value, k) => {
      expect(Math.abs(actual[k]! - value)).toBeLessThanOrEqual(atol + rtol * Math.abs(value));
    });
  }

  /** Return, volatility and Sharpe ratio. */
  performance(found: MeanVarianceAllocation, means: ArrayLike<number> = this.mean): number[] {
    const earned = found.weights.reduce((sum, w, i) => sum + w * means[i]!, 0);
    return [earned, found.volatility, (earned - FREE) / found.volatility];
  }

  /** Expects weights to add up. */
  sums(weights: Float64Array, budget = 1): void {
    expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(budget, 10);
  }
}
