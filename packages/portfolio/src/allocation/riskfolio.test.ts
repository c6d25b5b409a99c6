/**
 * Riskfolio-Lib's recorded weights: its portfolios of least risk, of the best ratio, of equal risk, and of clusters. The last
 * 200 returns, tails of 5 %.
 *
 * Its weights are where a cone solver stopped. Where they differ from ours by more than the stated tolerance it is because
 * the risk is flat there: ours is no greater than theirs, and the duality gap says that none is smaller.
 */
import { describe, expect, test } from "bun:test";
import { assetReturns, sampleCovariance } from "../covariance/index.ts";
import { columnOf, hasGoldenRisk, readTable } from "../testing/golden-risk.ts";
import {
  hierarchicalEqualRisk,
  hierarchicalRiskParity,
  maxReturnToRisk,
  maxSharpe,
  measureRisk,
  minRisk,
  minVariance,
  nestedClusters,
  portfolioReturns,
  type RiskMeasure,
  type RiskMeasureOptions,
  riskParity,
  type ScenarioMeasure,
} from "./index.ts";

if (!hasGoldenRisk) test.skip("no golden/risk below HOTPATH_TEST_DATA", () => {});
else {
  /** Returns of the assets of a table of weights, in its order, and those weights. */
  const load = (priceFile: string, file: string) => {
    const prices = readTable(`riskfolio/${priceFile}`);
    const names = readTable(`riskfolio/${file}`).rows;
    const chosen = names.map((name) => columnOf(prices, name));
    const all = assetReturns(
      Float64Array.from({ length: prices.rows.length * names.length }, (_, k) => {
        return chosen[k % names.length]![Math.floor(k / names.length)]!;
      }),
      names.length,
    );
    const returns = all.slice(all.length - 200 * names.length);
    return { returns, assets: names.length, covariance: sampleCovariance(returns, names.length) };
  };
  const classic = load("stock_prices.csv", "Classic_MinRisk.csv");
  const { returns, assets, covariance } = classic;
  const scenarios = { returns, assets };
  const mean = Float64Array.from({ length: assets }, (_, i) => {
    let sum = 0;
    for (let t = 0; t < 200; t++) sum += returns[t * assets + i]!;
    return sum / 200;
  });
  const recorded = (file: string, column: string): Float64Array => columnOf(readTable(`riskfolio/${file}`), column);

  const greatest = (a: Float64Array, b: Float64Array): number =>
    a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

  const classicMeasures: [string, ScenarioMeasure, RiskMeasureOptions][] = [
    ["MAD", "mad", {}],
    ["MSV", "semivariance", { threshold: "mean" }],
    ["FLPM", "first-lower-moment", {}],
    ["SLPM", "semivariance", {}],
    ["CVaR", "cvar", {}],
    ["WR", "worst", {}],
    ["MDD", "max-drawdown", {}],
    ["ADD", "average-drawdown", {}],
    ["CDaR", "cdar", {}],
  ];

  describe("least risk", () => {
    test("MV within 1e-6", () => {
      const found = minVariance(covariance);
      expect(greatest(found.weights, recorded("Classic_MinRisk.csv", "MV"))).toBeLessThan(1e-6);
      expect(found.certificate.dualityGap!).toBeLessThan(1e-12);
    });
    for (const [name, measure, options] of classicMeasures)
      test(`${name} within 1e-6`, () => {
        const found = minRisk(scenarios, { measure, ...options });
        const theirs = recorded("Classic_MinRisk.csv", name);
        expect(greatest(found.weights, theirs)).toBeLessThan(1e-6);
        expect(found.certificate.dualityGap!).toBeLessThan(1e-10);
        expect(found.risk).toBeLessThanOrEqual(
          measureRisk(portfolioReturns(returns, theirs), measure, options) + 1e-13,
        );
      });
  });

  describe("the best ratio", () => {
    test("MV within 1e-6", () => {
      const found = maxSharpe({ mean, covariance });
      expect(greatest(found.weights, recorded("Classic_Sharpe.csv", "MV"))).toBeLessThan(1e-6);
    });
    for (const [name, measure, options] of classicMeasures)
      test(`${name} within 2e-5, and no ratio of theirs is better`, () => {
        const found = maxReturnToRisk(scenarios, { measure, ...options });
        const theirs = recorded("Classic_Sharpe.csv", name);
        const risk = measureRisk(portfolioReturns(returns, theirs), measure, options);
        const earned = theirs.reduce((sum, w, i) => sum + w * mean[i]!, 0);
        expect(greatest(found.weights, theirs)).toBeLessThan(2e-5);
        expect(found.certificate.dualityGap!).toBeLessThan(1e-9);
        expect(found.objective).toBeGreaterThanOrEqual(
          earned / (measure === "semivariance" ? Math.sqrt(risk) : risk) - 1e-10,
        );
      });
  });

  test("equal risk contributions within 1e-5", () => {
    const found = riskParity(covariance);
    expect(greatest(found.weights, recorded("Classic_RP.csv", "MV"))).toBeLessThan(1e-5);
    expect(found.certificate.kktResidual).toBeLessThan(1e-14);
  });

  describe("clusters", () => {
    const clustered = load("stock_prices_3.csv", "HC_HRP.csv");
    const measures: [string, RiskMeasure, RiskMeasureOptions][] = [
      ["vol", "volatility", {}],
      ["MV", "variance", {}],
      ["MAD", "mad", {}],
      ["MSV", "semideviation", {}],
      ["FLPM", "first-lower-moment", {}],
      ["SLPM", "second-lower-moment", {}],
      ["CVaR", "cvar", {}],
      ["WR", "worst", {}],
      ["MDD", "max-drawdown", {}],
      ["ADD", "average-drawdown", {}],
      ["CDaR", "cdar", {}],
      ["UCI", "ulcer", {}],
    ];
    for (const [name, measure, options] of measures) {
      test(`HRP, ${name}: single linkage, in SciPy's order`, () => {
        const found = hierarchicalRiskParity(clustered, { measure, leafOrder: "scipy", ...options });
        expect(greatest(found.weights, recorded("HC_HRP.csv", name))).toBeLessThan(1e-13);
      });
      test(`HERC, ${name}: Ward's linkage, four clusters`, () => {
        const found = hierarchicalEqualRisk(clustered, { measure, clusters: 4, ...options });
        expect(greatest(found.weights, recorded("HC_HERC.csv", name))).toBeLessThan(1e-13);
      });
      if (name === "vol" || name === "UCI") continue;
      test(`NCO, ${name}: Ward's linkage, four clusters`, () => {
        const settings = measure === "second-lower-moment" ? "semivariance" : measure;
        const found = nestedClusters(clustered, { measure: settings, clusters: 4, ...options });
        // The recorded MV weights are 4e-5 from the least variance of their own problems, ours 1e-12.
        expect(greatest(found.weights, recorded("HC_NCO.csv", name))).toBeLessThan(name === "MV" ? 5e-5 : 1e-6);
        expect(found.certificate.kktResidual).toBeLessThan(1e-11);
      });
    }
  });
}
