import { describe, expect, test } from "bun:test";
import { ConfigError, InputError, Random } from "@hotpath/core";
import { loadKernels } from "@hotpath/native";
import { breakDownRisk, historicalVar, monteCarloVar, normalVar, portfolioReturns } from "./index.ts";

const random = new Random(14);
const market = Float64Array.from({ length: 400 }, () => 0.01 * random.normal());
const columns = [0.4, 0.9, 1.5, -0.3].map((beta) => market.map((m) => beta * m + 0.008 * random.normal()));
const assets = { names: ["A", "B", "C", "D"], columns };
const weights = [0.4, 0.3, 0.2, 0.1];
const methods = ["normal", "ewma", "historical", "mc"] as const;
const simulation = { paths: 20_000, seed: 3 };

describe("where risk comes from", () => {
  for (const method of methods)
    for (const horizon of [1, 9])
      test(`${method} over ${horizon}: components sum to the total`, () => {
        const broken = breakDownRisk(assets, weights, { method, horizon, simulation, confidence: 0.95 });
        const sum = (of: "componentVar" | "componentShortfall") =>
          broken.assets.reduce((total, asset) => total + asset[of], 0);
        expect(sum("componentVar") / broken.var).toBeCloseTo(1, 12);
        expect(sum("componentShortfall") / broken.expectedShortfall).toBeCloseTo(1, 12);
        for (const asset of broken.assets) expect(asset.componentVar).toBe(asset.weight * asset.marginalVar);
      });

  test("totals are those of the methods by themselves", () => {
    const portfolio = portfolioReturns(assets, weights);
    expect(breakDownRisk(assets, weights).var).toBeCloseTo(normalVar(portfolio).var, 13);
    expect(breakDownRisk(assets, weights).expectedShortfall).toBeCloseTo(normalVar(portfolio).expectedShortfall, 13);
    for (const convention of ["type7", "order"] as const) {
      const whole = historicalVar(portfolio, { convention });
      expect(breakDownRisk(assets, weights, { method: "historical", convention })).toMatchObject({
        var: whole.var,
        expectedShortfall: whole.expectedShortfall,
      });
    }
    const whole = monteCarloVar(assets, weights, simulation);
    expect(breakDownRisk(assets, weights, { method: "mc", simulation })).toMatchObject({
      var: whole.var,
      expectedShortfall: whole.expectedShortfall,
    });
  });

  test("a margin is the slope, an increment the difference", () => {
    const step = 1e-6;
    for (const method of ["normal", "ewma"] as const) {
      const broken = breakDownRisk(assets, weights, { method, total: "any" });
      for (const [a, asset] of broken.assets.entries()) {
        const moved = (by: number) => weights.map((w, i) => (i === a ? w + by : w));
        const at = (w: number[]) => breakDownRisk(assets, w, { method, total: "any" });
        const up = at(moved(step));
        const down = at(moved(-step));
        expect((up.var - down.var) / (2 * step)).toBeCloseTo(asset.marginalVar, 7);
        expect((up.expectedShortfall - down.expectedShortfall) / (2 * step)).toBeCloseTo(asset.marginalShortfall, 7);
        expect(asset.incrementalVar).toBe(broken.var - at(moved(-weights[a]!)).var);
      }
    }
  });

  test("a simulation's components are near the parametric ones", () => {
    const exact = breakDownRisk(assets, weights);
    const simulated = breakDownRisk(assets, weights, { method: "mc", simulation: { paths: 400_000 } });
    for (const [a, asset] of exact.assets.entries()) {
      expect(Math.abs(simulated.assets[a]!.componentVar - asset.componentVar)).toBeLessThan(0.03 * exact.var);
      expect(Math.abs(simulated.assets[a]!.componentShortfall - asset.componentShortfall)).toBeLessThan(
        0.02 * exact.var,
      );
    }
  }, 60_000);

  test("the same bits natively and portably", () => {
    for (const method of methods) {
      const at = (prefer: "native" | "portable" | "auto") =>
        breakDownRisk(assets, weights, { method, simulation, kernels: loadKernels({ prefer }) });
      expect(at("auto")).toEqual(at("portable"));
    }
  });

  test("one asset alone has all of it", () => {
    const [only] = breakDownRisk({ columns: [market] }, [1]).assets;
    expect(only!.incrementalVar).toBe(only!.componentVar);
  });
});

describe("what a portfolio cannot be", () => {
  test("weights that do not sum, do not fit, or are none", () => {
    expect(() => breakDownRisk(assets, [0.5, 0.5, 0.5, 0])).toThrow(
      'weights: their sum is 1.5; allowed: 1, or any where total is "any"',
    );
    expect(() => breakDownRisk(assets, [1])).toThrow("weights: got 1; allowed: 4, one an asset");
    expect(() => portfolioReturns(assets, [1, Number.NaN, 0, 0])).toThrow("weights[1]: got NaN");
    expect(portfolioReturns(assets, [2, 0, 0, 0], { total: "any" })[0]).toBe(2 * columns[0]![0]!);
  });

  test("columns of different lengths, with holes, or without variance", () => {
    expect(() => portfolioReturns({ names: ["x", "y"], columns: [market, market.subarray(1)] }, [0.5, 0.5])).toThrow(
      "y: got 399 returns; allowed: 400",
    );
    const hole = market.slice();
    hole[7] = Number.NaN;
    expect(() => portfolioReturns({ names: ["x", "y"], columns: [market, hole] }, [0.5, 0.5])).toThrow("y[7]: got NaN");
    expect(() => portfolioReturns({ columns: [] }, [])).toThrow(InputError);
    expect(() => breakDownRisk({ columns: [market, market] }, [1, -1], { total: "any" })).toThrow(
      "portfolio: constant at 0",
    );
    expect(() => breakDownRisk(assets, weights, { method: "guess" as "mc" })).toThrow(ConfigError);
  });

  test("collinear assets are no trouble", () => {
    const broken = breakDownRisk({ columns: [market, market.map((m) => 2 * m)] }, [0.5, 0.5], {
      method: "mc",
      simulation,
    });
    expect(broken.assets[1]!.componentVar / broken.assets[0]!.componentVar).toBeCloseTo(2, 6);
  });
});
