import { describe, expect, test } from "bun:test";
import { ConfigError, InputError, Random } from "@hotpath/core";
import fc from "fast-check";
import { expectedReturns, sampleCovariance } from "../covariance/index.ts";
import { quadraticForm, solveGeneral } from "../solvers/dense.ts";
import { randomReturns, randomWeights } from "../testing/random-markets.ts";
import {
  AllocationError,
  blackLitterman,
  EfficientFrontier,
  impliedReturns,
  maxDiversification,
  maxReturnForRisk,
  maxReturnToRisk,
  maxScenarioUtility,
  maxSharpe,
  maxUtility,
  measureRisk,
  minCdar,
  minCvar,
  minMad,
  minRisk,
  minRiskForReturn,
  minSemivariance,
  minVariance,
  portfolioReturns,
  riskParity,
  type ScenarioMeasure,
  targetReturn,
  targetRisk,
  unconstrainedWeights,
} from "./index.ts";

const markets = fc.record({
  seed: fc.nat(1e6),
  assets: fc.integer({ min: 2, max: 9 }),
  periods: fc.integer({ min: 12, max: 60 }),
});

const MEASURES: ScenarioMeasure[] = [
  "cvar",
  "worst",
  "cdar",
  "max-drawdown",
  "average-drawdown",
  "mad",
  "semivariance",
  "first-lower-moment",
];

function failure(run: () => unknown): AllocationError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(AllocationError);
    return error as AllocationError;
  }
  throw new Error("an answer where none was expected");
}

describe("nothing is better than the answer", () => {
  test("variance, utility, Sharpe and diversification ratio: no weights of a random search", () => {
    fc.assert(
      fc.property(markets, ({ seed, assets, periods }) => {
        const returns = randomReturns(seed, periods, assets);
        const covariance = sampleCovariance(returns, assets);
        const mean = expectedReturns(returns, assets);
        const least = minVariance(covariance);
        const utility = maxUtility({ mean, covariance }, 5);
        const wide = maxDiversification(covariance);
        const random = new Random(seed);
        for (let k = 0; k < 200; k++) {
          const w = randomWeights(random, assets);
          const variance = quadraticForm(covariance, w);
          const earned = w.reduce((sum, x, i) => sum + x * mean[i]!, 0);
          const spread = w.reduce((sum, x, i) => sum + x * Math.sqrt(covariance[i * (assets + 1)]!), 0);
          expect(least.objective).toBeLessThanOrEqual(variance * (1 + 1e-9));
          expect(utility.objective).toBeLessThanOrEqual(2.5 * variance - earned + 1e-12);
          expect(wide.objective).toBeGreaterThanOrEqual((spread / Math.sqrt(variance)) * (1 - 1e-9));
        }
        expect(least.certificate.dualityGap!).toBeLessThan(1e-9 * least.objective);
      }),
      { numRuns: 30 },
    );
  });

  test("every measure of scenarios, with a gap that says so", () => {
    fc.assert(
      fc.property(markets, fc.constantFrom(...MEASURES), ({ seed, assets, periods }, measure) => {
        const scenarios = { returns: randomReturns(seed, periods, assets), assets };
        const found = minRisk(scenarios, { measure, confidence: 0.9 });
        expect(found.objective).toBe(found.risk);
        expect(found.certificate.dualityGap!).toBeLessThan(1e-9);
        const random = new Random(seed);
        for (let k = 0; k < 100; k++) {
          const w = randomWeights(random, assets);
          const risk = measureRisk(portfolioReturns(scenarios.returns, w), measure, { confidence: 0.9 });
          expect(found.risk).toBeLessThanOrEqual(risk + 1e-10);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("least risk for a return and most return for that risk are the same weights", () => {
    fc.assert(
      fc.property(
        markets,
        fc.constantFrom("cvar", "cdar", "mad", "semivariance"),
        ({ seed, assets, periods }, measure) => {
          const scenarios = { returns: randomReturns(seed, periods, assets), assets };
          const mean = expectedReturns(scenarios.returns, assets);
          const options = { measure: measure as ScenarioMeasure, mean };
          const low = minRisk(scenarios, options).expectedReturn;
          const high = Math.max(...mean);
          const target = low + 0.6 * (high - low);
          const least = minRiskForReturn(scenarios, target, options);
          const most = maxReturnForRisk(scenarios, least.risk, options);
          expect(least.expectedReturn).toBeGreaterThanOrEqual(target - 1e-10);
          expect(Math.abs(most.expectedReturn - least.expectedReturn)).toBeLessThan(1e-7);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("the frontier", () => {
  test("two methods agree: corners by the critical line, points by the interior-point method", () => {
    fc.assert(
      fc.property(markets, ({ seed, assets, periods }) => {
        const returns = randomReturns(seed, periods + assets, assets);
        const market = { mean: expectedReturns(returns, assets), covariance: sampleCovariance(returns, assets) };
        const bounds = { lower: -0.1, upper: 0.8 };
        const frontier = new EfficientFrontier(market, bounds);
        for (const point of frontier.points(5)) {
          const other = targetReturn(market, point.expectedReturn, bounds);
          point.weights.forEach((w, i) => {
            expect(Math.abs(w - other.weights[i]!)).toBeLessThan(1e-5);
          });
        }
        const best = frontier.maxSharpe(-1);
        expect(best.objective).toBeCloseTo(maxSharpe(market, -1, bounds).objective, 6);
        const middle = frontier.points(3)[1]!;
        expect(targetRisk(market, middle.volatility, bounds).expectedReturn).toBeCloseTo(middle.expectedReturn, 8);
      }),
      { numRuns: 25 },
    );
  });

  test("assets of equal return, and targets outside of it", () => {
    const covariance = Float64Array.of(0.04, 0, 0, 0, 0.09, 0, 0, 0, 0.01);
    const frontier = new EfficientFrontier({ mean: [0.1, 0.1, 0.1], covariance });
    const inverse = [25, 100 / 9, 100].map((value) => value / (25 + 100 / 9 + 100));
    frontier.minVariance().weights.forEach((w, i) => {
      expect(w).toBeCloseTo(inverse[i]!, 12);
    });
    expect(failure(() => frontier.atReturn(0.2)).message).toContain("the most is 0.1");
    expect(
      failure(() => new EfficientFrontier({ mean: [1, 2], covariance: covariance.slice(0, 4) }, { upper: Infinity }))
        .reason,
    ).toBe("unbounded");
  });
});

describe("constraints", () => {
  const returns = randomReturns(3, 120, 6);
  const covariance = sampleCovariance(returns, 6);
  const mean = expectedReturns(returns, 6);
  const previous = new Float64Array(6).fill(1 / 6);

  test("turnover is kept to, and costs hold weights where they are", () => {
    const free = minVariance(covariance);
    const moved = (weights: Float64Array): number => weights.reduce((sum, w, i) => sum + Math.abs(w - previous[i]!), 0);
    expect(moved(free.weights)).toBeGreaterThan(0.3);
    expect(moved(minVariance(covariance, { previous, turnover: 0.3 }).weights)).toBeLessThanOrEqual(0.3 + 1e-9);
    expect(moved(minVariance(covariance, { previous, cost: 1 }).weights)).toBeLessThan(1e-7);
    const some = minVariance(covariance, { previous, cost: 1e-6 });
    expect(some.objective).toBeCloseTo(quadraticForm(covariance, some.weights) + 1e-6 * moved(some.weights), 12);
    const tail = minCvar({ returns, assets: 6 }, 0.9, { previous, turnover: 0.1 });
    expect(moved(tail.weights)).toBeLessThanOrEqual(0.1 + 1e-9);
  });

  test("a limit of the number of assets finds what trying all of them finds", () => {
    for (const most of [1, 2, 3]) {
      const found = minVariance(covariance, { cardinality: most });
      let best = Number.POSITIVE_INFINITY;
      for (let set = 0; set < 64; set++) {
        const chosen = [0, 1, 2, 3, 4, 5].filter((i) => (set >> i) & 1);
        if (chosen.length !== most) continue;
        const upper = Float64Array.from({ length: 6 }, (_, i) => (chosen.includes(i) ? 1 : 0));
        best = Math.min(best, minVariance(covariance, { upper }).objective);
      }
      expect(found.objective).toBeCloseTo(best, 12);
      expect(found.weights.filter((w) => w > 1e-7).length).toBeLessThanOrEqual(most);
      expect(found.certificate.dualityGap!).toBeLessThan(1e-9);
    }
    expect(failure(() => minVariance(covariance, { cardinality: 1, lower: 0.1 })).message).toContain(
      "more than the 1 allowed",
    );
  });

  test("known weights, and groups", () => {
    const fixed = minVariance(covariance, { lower: 1 / 6, upper: 1 / 6 });
    expect(fixed.objective).toBeCloseTo(quadraticForm(covariance, previous), 15);
    const grouped = maxSharpe({ mean, covariance }, -1, {
      groups: [{ name: "pair", assets: [0, 1], lower: 0.5, upper: 0.5 }],
    });
    expect(grouped.weights[0]! + grouped.weights[1]!).toBeCloseTo(0.5, 9);
  });

  test("contradictions are named", () => {
    const found = failure(() =>
      minVariance(covariance, {
        groups: [
          { name: "tech", assets: [0, 1], lower: 0.9 },
          { name: "small", assets: [1, 0], upper: 0.2 },
        ],
      }),
    );
    expect(found.reason).toBe("infeasible");
    expect(found.message).toContain("tech (lower)");
    expect(found.message).toContain("small (upper)");
    expect(failure(() => minVariance(covariance, { lower: 0.3 })).message).toContain("more than the budget 1");
    expect(failure(() => minVariance(covariance, { upper: 0.1 })).message).toContain("less than the budget 1");
    expect(failure(() => minVariance(covariance, { lower: 0.5, upper: 0.2 })).message).toContain(
      "asset 0: the lower bound",
    );
    expect(failure(() => targetReturn({ mean, covariance }, 1)).message).toContain("return of at least 1");
    expect(failure(() => targetRisk({ mean, covariance }, 1e-4)).message).toContain("the least is");
    expect(failure(() => maxReturnForRisk({ returns, assets: 6 }, 1e-6, { measure: "cvar" })).message).toContain(
      "the least is",
    );
    expect(failure(() => maxSharpe({ mean, covariance }, 1)).reason).toBe("infeasible");
  });

  test("values that are none", () => {
    for (const [constraints, path] of [
      [{ lower: Number.NaN }, "constraints.lower"],
      [{ upper: [1, 1] }, "constraints.upper"],
      [{ budget: Number.POSITIVE_INFINITY }, "constraints.budget"],
      [{ turnover: -1 }, "constraints.turnover"],
      [{ cost: -1 }, "constraints.cost"],
      [{ ridge: Number.NaN }, "constraints.ridge"],
      [{ cardinality: 0 }, "constraints.cardinality"],
      [{ previous: [1] }, "constraints.previous"],
      [{ groups: [{ name: "a", assets: [9] }] }, "constraints.groups[0].assets"],
    ] as const) {
      const run = () => minVariance(covariance, constraints);
      expect(run).toThrow(ConfigError);
      expect(run).toThrow(path);
    }
    expect(() => minCvar({ returns, assets: 6 }, 1)).toThrow("confidence");
    expect(() => maxScenarioUtility({ returns, assets: 6 }, 0, { measure: "mad" })).toThrow("riskAversion");
    expect(() => minMad({ returns, assets: 6 }, { cardinality: 2 })).toThrow("risk by scenarios has no limit");
    expect(() => maxSharpe({ mean, covariance }, 0, { cardinality: 2 })).toThrow("a ratio has no limit");
    expect(() => maxSharpe({ mean, covariance }, 0, { cost: 0.1 })).toThrow("costs have no place in a ratio");
    expect(() => maxReturnToRisk({ returns, assets: 6 }, { measure: "mad" }, 0, { cost: 0.1 })).toThrow(
      "constraints.cost",
    );
    expect(() => targetRisk({ mean, covariance }, 0.1, { cardinality: 2 })).toThrow("a limit of the risk");
  });
});

describe("data that cannot answer", () => {
  test("no covariance", () => {
    expect(() => minVariance(Float64Array.of(1, 2, 3))).toThrow("no square matrix");
    expect(() => minVariance(Float64Array.of(1, Number.NaN, Number.NaN, 1))).toThrow(InputError);
    expect(() => minVariance(Float64Array.of(1, 0.5, 0.4, 1))).toThrow("[1, 0]");
    expect(() => minVariance(Float64Array.of(-1))).toThrow("a variance of -1");
    expect(() => minVariance(Float64Array.of(1, 2, 2, 1))).toThrow("more than its variances allow");
    const indefinite = Float64Array.of(1, 0.9, -0.9, 0.9, 1, 0.9, -0.9, 0.9, 1);
    expect(failure(() => minVariance(indefinite)).message).toContain("not positive semidefinite");
    expect(() => maxSharpe({ mean: [1], covariance: Float64Array.of(1, 0, 0, 1) })).toThrow("1 elements for 2 assets");
    expect(() => maxSharpe({ mean: [1, Number.NaN], covariance: Float64Array.of(1, 0, 0, 1) })).toThrow("mean[1]");
  });

  test("one observation, gaps, and series that do not vary", () => {
    expect(failure(() => minCvar({ returns: Float64Array.of(0.1, 0.2), assets: 2 })).reason).toBe("degenerate");
    expect(() => minCdar({ returns: Float64Array.of(0.1, Number.NaN, 0.2, 0.1), assets: 2 })).toThrow(
      "period 0 of asset 1",
    );
    expect(failure(() => minMad({ returns: new Float64Array(8), assets: 2 })).message).toContain("all of them are 0");
    const flat = Float64Array.of(0.04, 0, 0, 0);
    expect(failure(() => riskParity(flat)).message).toContain("asset 1 does not vary");
    expect(failure(() => maxDiversification(flat)).message).toContain("asset 1 does not vary");
    expect(failure(() => maxSharpe({ mean: [0.1, 0.05], covariance: flat })).reason).toBe("degenerate");
    expect([...minVariance(flat).weights].map((w) => Math.round(w * 1e6) / 1e6)).toEqual([0, 1]);
    expect(minVariance(new Float64Array(4)).volatility).toBe(0);
  });

  test("a singular covariance has a certified answer where the objective has one", () => {
    const twin = Float64Array.of(0.04, 0.04, 0.01, 0.04, 0.04, 0.01, 0.01, 0.01, 0.09);
    const found = minVariance(twin);
    expect(found.certificate.dualityGap!).toBeLessThan(1e-12);
    expect(found.weights[0]! + found.weights[1]!).toBeCloseTo(8 / 11, 8);
    expect(
      failure(() => new EfficientFrontier({ mean: [0.1, 0.1001, 0.1], covariance: twin }).minVariance()).reason,
    ).toBe("degenerate");
    expect(failure(() => unconstrainedWeights(Float64Array.of(1, 1, 1, 1), [1, 2])).message).toContain("singular");
    expect(
      failure(
        () =>
          minVariance(twin, { lower: -Infinity, upper: Infinity, budget: 0, ridge: 0 }).weights &&
          maxUtility({ mean: [1, 0, 0], covariance: twin }, 1, { lower: -Infinity, upper: Infinity }),
      ).reason,
    ).toBe("unbounded");
  });

  test("losers only have no best ratio", () => {
    const returns = randomReturns(1, 40, 3).map((value) => value - 0.05);
    expect(failure(() => maxReturnToRisk({ returns, assets: 3 }, { measure: "cvar" })).reason).toBe("infeasible");
    expect(minSemivariance({ returns, assets: 3 }).certificate.dualityGap!).toBeLessThan(1e-9);
  });
});

describe("risk parity", () => {
  test("shares of the variance are the budgets", () => {
    fc.assert(
      fc.property(markets, ({ seed, assets, periods }) => {
        const covariance = sampleCovariance(randomReturns(seed, periods + assets, assets), assets);
        const budgets = Float64Array.from({ length: assets }, (_, i) => 1 + i);
        const { weights, contributions, certificate } = riskParity(covariance, budgets);
        const total = (assets * (assets + 1)) / 2;
        contributions.forEach((share, i) => {
          expect(share).toBeCloseTo((1 + i) / total, 11);
        });
        expect(weights.every((w) => w > 0)).toBe(true);
        expect(certificate.kktResidual).toBeLessThan(1e-12);
      }),
      { numRuns: 40 },
    );
  });

  test("budgets far apart, and those that are none", () => {
    const covariance = Float64Array.of(0.04, 0.01, 0.01, 0.09);
    expect(riskParity(covariance, [1e-9, 1]).certificate.kktResidual).toBeLessThan(1e-12);
    expect(() => riskParity(covariance, [0, 1])).toThrow("budgets[0]");
    expect(() => riskParity(covariance, [1])).toThrow("for 2 assets");
  });
});

describe("Black-Litterman", () => {
  test("is the sum of precisions: ((τΣ)⁻¹ + PᵀΩ⁻¹P)⁻¹((τΣ)⁻¹π + PᵀΩ⁻¹Q)", () => {
    fc.assert(
      fc.property(markets, ({ seed, assets, periods }) => {
        const covariance = sampleCovariance(randomReturns(seed, periods + assets, assets), assets);
        const prior = impliedReturns(covariance, new Float64Array(assets).fill(1 / assets), 2.5);
        const pick = Float64Array.from({ length: assets }, (_, i) => (i === 0 ? 1 : i === 1 ? -1 : 0));
        const variance = 0.3 * quadraticForm(covariance, pick);
        const { mean } = blackLitterman({
          covariance,
          prior,
          tau: 0.1,
          views: [{ assets: pick, expectedReturn: 0.01, variance }],
        });
        const precision = new Float64Array(assets * assets);
        for (let j = 0; j < assets; j++) {
          const unit = new Float64Array(assets);
          unit[j] = 1;
          solveGeneral(
            covariance.map((value) => 0.1 * value),
            assets,
            unit,
          );
          for (let i = 0; i < assets; i++) precision[i * assets + j] = unit[i]!;
        }
        const right = Float64Array.from({ length: assets }, (_, i) => {
          let sum = (pick[i]! * 0.01) / variance;
          for (let j = 0; j < assets; j++) sum += precision[i * assets + j]! * prior[j]!;
          return sum;
        });
        const left = precision.map(
          (value, k) => value + (pick[Math.floor(k / assets)]! * pick[k % assets]!) / variance,
        );
        solveGeneral(left, assets, right);
        mean.forEach((value, i) => {
          expect(value).toBeCloseTo(right[i]!, 9);
        });
      }),
      { numRuns: 30 },
    );
  });

  test("no confidence moves nothing, certainty holds, and certain views that contradict are told", () => {
    const covariance = Float64Array.of(0.04, 0.01, 0.01, 0.09);
    const prior = [0.03, 0.05];
    const view = { assets: [1, 0], expectedReturn: 0.1 };
    expect(blackLitterman({ covariance, prior, views: [{ ...view, confidence: 0 }] }).mean[0]!).toBeCloseTo(0.03, 10);
    expect(blackLitterman({ covariance, prior, views: [{ ...view, confidence: 1 }] }).mean[0]!).toBeCloseTo(0.1, 12);
    expect([...blackLitterman({ covariance, prior, views: [] }).mean]).toEqual(prior);
    const certain = [
      { ...view, variance: 0 },
      { ...view, expectedReturn: 0.2, variance: 0 },
    ];
    expect(failure(() => blackLitterman({ covariance, prior, views: certain })).reason).toBe("degenerate");
    expect(() => blackLitterman({ covariance, prior, views: [{ ...view, confidence: 2 }] })).toThrow(
      "views[0].confidence",
    );
  });
});
