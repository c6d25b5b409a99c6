import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { drawdownsOf, measureRisk, portfolioReturns } from "./risk-measures.ts";

const returns = Float64Array.of(0.02, -0.03, 0.01, -0.02, 0.04);

describe("measures, by hand", () => {
  test("deviations", () => {
    const mean = 0.004;
    const squares = returns.reduce((sum, r) => sum + (r - mean) ** 2, 0);
    expect(measureRisk(returns, "variance")).toBeCloseTo(squares / 4, 15);
    expect(measureRisk(returns, "volatility")).toBeCloseTo(Math.sqrt(squares / 4), 15);
    expect(measureRisk(returns, "mad")).toBeCloseTo(returns.reduce((sum, r) => sum + Math.abs(r - mean), 0) / 5, 15);
    expect(measureRisk(returns, "semivariance")).toBeCloseTo((0.0009 + 0.0004) / 5, 15);
    expect(measureRisk(returns, "semivariance", { threshold: "mean" })).toBeCloseTo((0.034 ** 2 + 0.024 ** 2) / 5, 15);
    expect(measureRisk(returns, "semideviation")).toBeCloseTo(Math.sqrt((0.034 ** 2 + 0.024 ** 2) / 4), 15);
    expect(measureRisk(returns, "first-lower-moment", { threshold: 0.01 })).toBeCloseTo((0.04 + 0.03) / 5, 15);
    expect(measureRisk(returns, "second-lower-moment")).toBeCloseTo(Math.sqrt((0.0009 + 0.0004) / 4), 15);
  });

  test("tails: the scenario at the edge counts by its share", () => {
    expect(measureRisk(returns, "cvar", { confidence: 0.8 })).toBeCloseTo(0.03, 15);
    expect(measureRisk(returns, "cvar", { confidence: 0.7 })).toBeCloseTo((0.03 + 0.5 * 0.02) / 1.5, 15);
    expect(measureRisk(returns, "cvar", { confidence: 0.99 })).toBeCloseTo(0.03, 15);
    expect(measureRisk(returns, "worst")).toBe(0.03);
  });

  test("drawdowns of cumulated returns, from the first period on", () => {
    expect([...drawdownsOf(returns)].map((d) => Math.round(d * 1e9) / 1e9)).toEqual([0, 0.03, 0.02, 0.04, 0]);
    expect(measureRisk(returns, "max-drawdown")).toBeCloseTo(0.04, 15);
    expect(measureRisk(returns, "average-drawdown")).toBeCloseTo(0.09 / 5, 15);
    expect(measureRisk(returns, "cdar", { confidence: 0.6 })).toBeCloseTo(0.035, 15);
    expect(measureRisk(returns, "ulcer")).toBeCloseTo(Math.sqrt((0.0009 + 0.0004 + 0.0016) / 5), 15);
  });

  test("too few returns are an error", () => {
    expect(() => measureRisk(Float64Array.of(0.1), "cvar")).toThrow("2 are needed");
  });
});

test("a tail's mean grows with confidence, from the mean loss to the worst", () => {
  const series = fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { minLength: 2, maxLength: 40 });
  fc.assert(
    fc.property(series, (values) => {
      const all = Float64Array.from(values);
      let before = -values.reduce((sum, r) => sum + r, 0) / values.length - 1e-12;
      for (const confidence of [0.01, 0.3, 0.5, 0.9, 0.95, 0.999]) {
        const tail = measureRisk(all, "cvar", { confidence });
        expect(tail).toBeGreaterThanOrEqual(before - 1e-12);
        expect(tail).toBeLessThanOrEqual(measureRisk(all, "worst") + 1e-12);
        before = tail;
      }
    }),
  );
});

test("returns of kept weights", () => {
  expect([...portfolioReturns(Float64Array.of(0.1, 0.2, -0.1, 0), Float64Array.of(0.5, 0.5))]).toEqual([
    0.15000000000000002, -0.05,
  ]);
});
