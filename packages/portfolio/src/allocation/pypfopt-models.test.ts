/**
 * The expected values of PyPortfolioOpt's tests of its models: the critical line, clusters, views. Its own tolerances, or the
 * last digits where it states none.
 */
import { describe, expect, test } from "bun:test";
import {
  assetReturns,
  expectedReturns,
  ledoitWolf,
  sampleCorrelation,
  sampleCovariance,
  semicovariance,
} from "../covariance/index.ts";
import { hasGoldenRisk, readTable } from "../testing/golden-risk.ts";
import { FREE, PypfoptFixture, YEAR } from "../testing/pypfopt.ts";
import {
  type BlackLitterman,
  blackLitterman,
  EfficientFrontier,
  hierarchicalEqualRisk,
  hierarchicalRiskParity,
  impliedReturns,
  impliedRiskAversion,
  type MeanVarianceAllocation,
  unconstrainedWeights,
  type View,
} from "./index.ts";

if (!hasGoldenRisk) test.skip("no golden/risk below HOTPATH_TEST_DATA", () => {});
else {
  const fixture = new PypfoptFixture();
  const { prices, assets, returns, mean, covariance, exponential, market } = fixture;
  const { near, sums, performance, scaled } = {
    near: fixture.near.bind(fixture),
    sums: fixture.sums.bind(fixture),
    performance: fixture.performance.bind(fixture),
    scaled: fixture.scaled.bind(fixture),
  };

  describe("critical line", () => {
    const check = (name: string, found: MeanVarianceAllocation): void =>
      test(name, () => {
        sums(found.weights);
        near(`test_cla.${name}`, performance(found));
        expect(found.certificate.kktResidual).toBeLessThan(1e-12);
      });
    const exponentialFrontier = new EfficientFrontier({ mean, covariance: exponential });
    const below = scaled(semicovariance(returns, assets), YEAR);
    check("test_cla_max_sharpe_long_only", new EfficientFrontier(market).maxSharpe());
    check("test_cla_max_sharpe_short", new EfficientFrontier(market, { lower: -1 }).maxSharpe());
    check("test_cla_min_volatility", new EfficientFrontier(market).minVariance());
    check("test_cla_max_sharpe_semicovariance", new EfficientFrontier({ mean, covariance: below }).maxSharpe());
    check("test_cla_max_sharpe_exp_cov", exponentialFrontier.maxSharpe());
    check(
      "test_cla_min_volatility_exp_cov_short",
      new EfficientFrontier({ mean, covariance: exponential }, { lower: -1 }).minVariance(),
    );
    test("test_cla_custom_bounds", () => {
      const lower = Float64Array.from({ length: assets }, (_, i) => (i % 2 === 0 ? 0.01 : 0.02));
      const upper = Float64Array.from({ length: assets }, (_, i) => (i % 2 === 0 ? 0.13 : 0.11));
      const { weights } = new EfficientFrontier({ mean, covariance: exponential }, { lower, upper }).minVariance();
      sums(weights);
      weights.forEach((w, i) => {
        expect(w).toBeGreaterThanOrEqual(lower[i]!);
        expect(w).toBeLessThanOrEqual(upper[i]!);
      });
    });
  });

  describe("hierarchical risk parity", () => {
    const raw = sampleCovariance(returns, assets, { missing: "pairwise" });
    const correlation = sampleCorrelation(returns, assets, { missing: "pairwise" });
    const found = hierarchicalRiskParity({ covariance: raw, correlation });
    test("test_hrp_portfolio", () => {
      sums(found.weights);
      const table = readTable("pypfopt/weights_hrp.csv");
      table.rows.forEach((name, r) => {
        expect(found.weights[prices.columns.indexOf(name)]!).toBeCloseTo(table.values[r]!, 12);
      });
    });
    test("test_portfolio_performance, of simple means", () => {
      const simple = expectedReturns(returns, assets, { periodsPerYear: YEAR });
      const earned = found.weights.reduce((sum, w, i) => sum + w * simple[i]!, 0);
      const volatility = Math.sqrt(found.objective * YEAR);
      near("test_hrp.test_portfolio_performance", [earned, volatility, (earned - FREE) / volatility]);
    });
    test("test_pass_cov_matrix", () => {
      const filled = returns.map((value) => (Number.isNaN(value) ? 0 : value));
      const shrunk = ledoitWolf(filled, assets).covariance.map((value) => value * YEAR);
      near(
        "test_hrp.test_pass_cov_matrix",
        [Math.sqrt(hierarchicalRiskParity({ covariance: shrunk }).objective)],
        "perf",
      );
    });
    test("test_cluster_var", () => {
      const chosen = ["SHLD", "AMD", "BBY", "RRC", "FB", "WMT", "T", "BABA", "PFE", "UAA"].map((name) =>
        prices.columns.indexOf(name),
      );
      const part = Float64Array.from(
        { length: 100 },
        (_, k) => raw[chosen[Math.floor(k / 10)]! * assets + chosen[k % 10]!]!,
      );
      // A cluster's variance is that of its inverse-variance weights: HERC with one cluster.
      near(
        "test_hrp.test_cluster_var",
        [hierarchicalEqualRisk({ covariance: part }, { clusters: 1 }).objective],
        "var",
      );
    });
  });

  describe("Black-Litterman", () => {
    const viewsOf = (named: Record<string, number>, confidences?: number[]): View[] =>
      Object.entries(named).map(([name, expectedReturn], v) => {
        const pick = new Float64Array(assets);
        pick[prices.columns.indexOf(name)] = 1;
        return { assets: pick, expectedReturn, ...(confidences === undefined ? {} : { confidence: confidences[v]! }) };
      });
    const spy = readTable("pypfopt/spy_prices.csv");
    const spyReturns = assetReturns(spy.values, 1);
    const delta = impliedRiskAversion(
      expectedReturns(spyReturns, 1, { periodsPerYear: YEAR })[0]!,
      sampleCovariance(spyReturns, 1)[0]! * YEAR,
      FREE,
    );
    const billions: Record<string, number> = {
      ...{ GOOG: 927, AAPL: 1190, FB: 574, BABA: 533, AMZN: 867, GE: 96, AMD: 43, WMT: 339, BAC: 301, GM: 51 },
      ...{ T: 61, UAA: 78, SHLD: 0, XOM: 295, RRC: 1, BBY: 22, MA: 288, PFE: 212, JPM: 422, SBUX: 102 },
    };
    const total = Object.values(billions).reduce((sum, cap) => sum + cap, 0);
    const capWeights = prices.columns.map((name) => billions[name]! / total);
    const prior = impliedReturns(covariance, capWeights, delta, FREE);
    const performanceOf = (posterior: BlackLitterman, weights: Float64Array): number[] => {
      const earned = weights.reduce((sum, w, i) => sum + w * posterior.mean[i]!, 0);
      let variance = 0;
      for (let i = 0; i < assets; i++)
        for (let j = 0; j < assets; j++) variance += weights[i]! * weights[j]! * posterior.covariance[i * assets + j]!;
      return [earned, Math.sqrt(variance), (earned - FREE) / Math.sqrt(variance)];
    };

    test("test_bl_equal_prior", () => {
      const views = viewsOf({ AAPL: 0.2, BBY: -0.3, BAC: 0, SBUX: -0.2, T: 0.131321 });
      const posterior = blackLitterman({ covariance, prior: new Float64Array(assets).fill(1 / assets), views });
      near(
        "test_black_litterman.test_bl_equal_prior",
        performanceOf(posterior, unconstrainedWeights(covariance, posterior.mean)),
      );
    });
    test("test_bl_returns_all_views", () => {
      const filled = returns.map((value) => (Number.isNaN(value) ? 0 : value));
      const shrunk = ledoitWolf(filled, assets).covariance.map((value) => value * YEAR);
      const posterior = blackLitterman({
        covariance: shrunk,
        prior: expectedReturns(returns, assets, { method: "ewma", periodsPerYear: YEAR }),
        views: viewsOf(Object.fromEntries(prices.columns.map((name) => [name, 0.1]))),
      });
      near("test_black_litterman.test_bl_returns_all_views", [...posterior.mean], "posterior");
    });
    test("test_market_implied_prior", () => {
      near("test_black_litterman.test_market_implied_prior", [...prior], "pi");
    });
    test("test_bl_market_prior", () => {
      const views = viewsOf({ GOOG: 0.4, AAPL: -0.3, FB: 0.3, BABA: 0 });
      const posterior = blackLitterman({ covariance, prior, views });
      near(
        "test_black_litterman.test_bl_market_prior",
        performanceOf(posterior, unconstrainedWeights(covariance, posterior.mean)),
      );
    });
    test("test_idzorek_with_priors", () => {
      const views = viewsOf({ GOOG: 0.4, AAPL: -0.3, FB: 0.3, BABA: 0 }, [1, 1, 0.25, 0.25]);
      // There the market prior is of a risk aversion of 1 and no risk-free rate.
      const posterior = blackLitterman({ covariance, prior: impliedReturns(covariance, capWeights, 1), views });
      near("test_black_litterman.test_idzorek_with_priors", [posterior.mean[prices.columns.indexOf("AAPL")]!], "rets");
      near(
        "test_black_litterman.test_idzorek_with_priors",
        performanceOf(posterior, unconstrainedWeights(covariance, posterior.mean)),
      );
    });
  });

  test("test_log_returns_from_prices", () => {
    const logarithmic = assetReturns(prices.values, assets, "log");
    near("test_expected_returns.test_log_returns_from_prices", [logarithmic.at(-1)!], "log_rets");
  });
}
