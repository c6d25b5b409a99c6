/** Portfolios of published papers. */
import { describe, expect, test } from "bun:test";
import { hasGoldenRisk, readGoldenJson } from "../testing/golden-risk.ts";
import { blackLitterman, EfficientFrontier, impliedReturns, minVariance, riskParity } from "./index.ts";

interface Tables {
  he_litterman_1999: {
    corr_lower: number[][];
    vol_pct: number[];
    w_pct: number[];
    delta: number;
    tau: number;
    pi_pct: number[];
    view1: { P: number[]; Q: number; mu_pct: number[] };
  };
  maillard_roncalli_teiletche_2010: { vol: number[]; corr: number[][]; erc_pct: number[]; minvar_pct: number[] };
  maillard_ex1: { cov_diag: number[]; erc_pct: number[] };
}

function covarianceOf(deviations: readonly number[], correlation: (i: number, j: number) => number): Float64Array {
  const n = deviations.length;
  return Float64Array.from({ length: n * n }, (_, k) => {
    const i = Math.floor(k / n);
    const j = k % n;
    return correlation(i, j) * deviations[i]! * deviations[j]!;
  });
}

function expectPercent(values: ArrayLike<number>, percent: readonly number[]): void {
  percent.forEach((value, i) => {
    expect(Math.abs(values[i]! * 100 - value)).toBeLessThanOrEqual(0.0501);
  });
}

if (!hasGoldenRisk) test.skip("no golden/risk below HOTPATH_TEST_DATA", () => {});
else {
  const tables = readGoldenJson<Tables>("published/portfolio_tables.json");

  describe("He and Litterman 1999", () => {
    const { corr_lower, vol_pct, w_pct, delta, tau, pi_pct, view1 } = tables.he_litterman_1999;
    const covariance = covarianceOf(
      vol_pct.map((percent) => percent / 100),
      (i, j) => corr_lower[Math.max(i, j)]![Math.min(i, j)]!,
    );
    const prior = impliedReturns(
      covariance,
      w_pct.map((percent) => percent / 100),
      delta,
    );
    test("equilibrium returns", () => expectPercent(prior, pi_pct));
    test("Germany against the rest of Europe", () => {
      const { mean } = blackLitterman({
        covariance,
        prior,
        tau,
        views: [{ assets: view1.P, expectedReturn: view1.Q }],
      });
      expectPercent(mean, view1.mu_pct);
    });
  });

  describe("Maillard, Roncalli and Teïletche 2010", () => {
    const { vol, corr, erc_pct, minvar_pct } = tables.maillard_roncalli_teiletche_2010;
    const covariance = covarianceOf(vol, (i, j) => corr[i]![j]!);
    test("equal risk contributions", () => expectPercent(riskParity(covariance).weights, erc_pct));
    test("minimum variance", () => expectPercent(minVariance(covariance).weights, minvar_pct));
    test("no correlations: inverse deviations", () => {
      const { cov_diag, erc_pct: expected } = tables.maillard_ex1;
      const diagonal = new Float64Array(16);
      cov_diag.forEach((variance, i) => {
        diagonal[i * 5] = variance;
      });
      expectPercent(riskParity(diagonal).weights, expected);
    });
  });

  describe("Bailey and López de Prado 2013", () => {
    const { cov, mu, minvar } = readGoldenJson<{ cov: number[][]; mu: number[]; minvar: number[] }>(
      "published/bailey_ldp_cla.json",
    );
    const covariance = Float64Array.from(cov.flat());
    const frontier = new EfficientFrontier({ mean: mu, covariance });
    test("the least variance, by the critical line and by the interior-point method", () => {
      const line = frontier.minVariance().weights;
      const inner = minVariance(covariance).weights;
      minvar.forEach((w, i) => {
        expect(line[i]!).toBeCloseTo(w, 12);
        expect(inner[i]!).toBeCloseTo(w, 8);
      });
    });
    test("the corners that the paper lists: returns, volatilities, and where the greatest Sharpe ratio is", () => {
      // To the digits that the paper prints.
      const returns = [1.19, 1.18, 1.16, 1.111, 1.108, 1.022, 1.015, 0.973, 0.95, 0.803];
      const risks = [0.952, 0.546, 0.417, 0.267, 0.265, 0.23, 0.228, 0.22, 0.216, 0.205];
      expect(frontier.turningPoints.length).toBe(returns.length);
      frontier.turningPoints.forEach((point, k) => {
        expect(point.expectedReturn).toBeCloseTo(returns[k]!, 2);
        expect(point.volatility).toBeCloseTo(risks[k]!, 2);
      });
      expect(frontier.maxSharpe().objective).toBeCloseTo(4.4535, 3);
    });
  });
}
