import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  costVariance,
  expectedCost,
  type ImpactModel,
  type ImpactTrade,
  trajectory,
  urgency,
} from "./almgren-chriss.ts";

/** Table 1 of the paper: a million shares at 50 $ in five days, half a spread of 1/16 $, 5 million shares a day. */
const model: ImpactModel = { volatility: 0.95, temporaryImpact: 2.5e-6, permanentImpact: 2.5e-7, fixedCost: 0.0625 };
const trade = (riskAversion: number): ImpactTrade => ({ quantity: 1e6, horizon: 5, intervals: 5, riskAversion });

describe("the paper's example", () => {
  test("risk aversion 10⁻⁶ a dollar: κ is 0.61 a day, the half-life 1.6 days", () => {
    const kappa = urgency(model, trade(1e-6));
    expect(kappa).toBeCloseTo(0.61, 2);
    expect(1 / kappa).toBeCloseTo(1.6, 1);
  });

  // λ in 10⁻⁶, E in 10⁶ $, V in 10¹² $², θ = 1/κ in days: published values for the same example.
  const published: [number, number, number, number][] = [
    [0.001, 0.6625, 1.0812, 51.3],
    [0.003, 0.6625, 1.0776, 29.62],
    [0.005, 0.6625, 1.074, 22.94],
    [0.007, 0.6625, 1.0704, 19.39],
    [0.009, 0.6626, 1.0669, 17.1],
  ];
  for (const [lambda, cost, variance, halfLife] of published) {
    test(`λ = ${lambda}·10⁻⁶`, () => {
      const left = new Float64Array(6);
      const t = trade(lambda * 1e-6);
      trajectory(model, t, left);
      expect(expectedCost(model, t, left) / 1e6).toBeCloseTo(cost, 4);
      expect(costVariance(model, t, left) / 1e12).toBeCloseTo(variance, 4);
      expect(1 / urgency(model, t)).toBeCloseTo(halfLife, 1);
    });
  }

  test("without aversion the trade is even: 662,500 $ expected", () => {
    const left = new Float64Array(6);
    trajectory(model, trade(0), left);
    expect([...left].map(Math.round)).toEqual([1e6, 8e5, 6e5, 4e5, 2e5, 0]);
    expect(expectedCost(model, trade(0), left)).toBeCloseTo(662_500, 6);
    expect(costVariance(model, trade(0), left)).toBeCloseTo(1.083e12, -3);
  });
});

test("no other trajectory has a smaller E + λV", () => {
  const aversion = fc.double({ min: 1e-9, max: 1e-4, noNaN: true });
  const shifts = fc.array(fc.double({ min: -1e5, max: 1e5, noNaN: true }), { minLength: 11, maxLength: 11 });
  fc.assert(
    fc.property(aversion, fc.integer({ min: 2, max: 12 }), shifts, (riskAversion, intervals, moves) => {
      const t: ImpactTrade = { quantity: 1e6, horizon: 5, intervals, riskAversion };
      const best = new Float64Array(intervals + 1);
      trajectory(model, t, best);
      const other = best.map((x, j) => (j === 0 || j === intervals ? x : x + moves[j - 1]!));
      const cost = (left: Float64Array): number =>
        expectedCost(model, t, left) + riskAversion * costVariance(model, t, left);
      expect(cost(best)).toBeLessThanOrEqual(cost(other) * (1 + 1e-12));
      for (let j = 1; j <= intervals; j++) expect(best[j]!).toBeLessThanOrEqual(best[j - 1]!);
    }),
  );
});

test("extreme urgency trades at once and never gives NaN; bad parameters are named", () => {
  const left = new Float64Array(6);
  trajectory(model, trade(1e9), left);
  expect([...left]).toEqual([1e6, expect.any(Number), expect.any(Number), expect.any(Number), expect.any(Number), 0]);
  for (const x of left) expect(Number.isFinite(x)).toBe(true);
  expect(() => urgency({ ...model, permanentImpact: 1 }, trade(1e-6))).toThrow(/temporaryImpact/);
  expect(() => urgency(model, { ...trade(1e-6), intervals: 0 })).toThrow(/intervals/);
  expect(() => urgency(model, trade(-1))).toThrow(/riskAversion/);
});
