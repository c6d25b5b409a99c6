import { describe, expect, test } from "bun:test";
import { ConfigError, InputError, Random } from "@hotpath/core";
import fc from "fast-check";
import { symmetricEigen } from "../solvers/eigen.ts";
import { randomReturns } from "../testing/random-markets.ts";
import {
  assetReturns,
  correlationOf,
  denoiseCovariance,
  ewmaCovariance,
  expectedReturns,
  gerberCovariance,
  ledoitWolf,
  nearestSemidefinite,
  oracleApproximatingShrinkage,
  type ShrinkageTarget,
  sampleCorrelation,
  sampleCovariance,
  semicovariance,
} from "./index.ts";

const TARGETS: ShrinkageTarget[] = ["constant-variance", "single-factor", "constant-correlation"];

function leastEigenvalue(matrix: Float64Array): number {
  return symmetricEigen(matrix, Math.sqrt(matrix.length)).values[0]!;
}

describe("returns", () => {
  test("simple and logarithmic, with gaps", () => {
    const prices = Float64Array.of(100, 50, 110, Number.NaN, 121, 60);
    expect([...assetReturns(prices, 2)].map((r) => Math.round(r * 1e9) / 1e9)).toEqual([
      0.1,
      Number.NaN,
      0.1,
      Number.NaN,
    ]);
    expect(assetReturns(prices, 2, "log")[0]!).toBeCloseTo(0.09531017980432493, 15);
    expect(() => assetReturns(Float64Array.of(1, 0), 1)).toThrow("row 1 of asset 0 is 0");
    expect(() => assetReturns(Float64Array.of(1), 1)).toThrow("2 are needed");
    expect(() => assetReturns(Float64Array.of(1, 2, 3), 2)).toThrow("no whole rows");
    expect(() => assetReturns(Float64Array.of(1, 2), 1, "gross" as "log")).toThrow(ConfigError);
  });

  test("expected ones", () => {
    const returns = Float64Array.of(0.1, -0.05, 0.02);
    expect(expectedReturns(returns, 1, { periodsPerYear: 12 })[0]!).toBeCloseTo((0.07 / 3) * 12, 12);
    expect(expectedReturns(returns, 1, { method: "geometric" })[0]!).toBeCloseTo(
      (1.1 * 0.95 * 1.02) ** (1 / 3) - 1,
      12,
    );
    const weights = [1 / 9, 1 / 3, 1];
    const mean = weights.reduce((sum, w, t) => sum + w * returns[t]!, 0) / weights.reduce((sum, w) => sum + w, 0);
    expect(expectedReturns(returns, 1, { method: "ewma", span: 2 })[0]!).toBeCloseTo(mean, 12);
    expect(() => expectedReturns(Float64Array.of(Number.NaN), 1)).toThrow("asset 0 has none");
    expect(() => expectedReturns(Float64Array.of(-1), 1, { method: "geometric" })).toThrow("lost all");
  });
});

describe("samples", () => {
  test("pairs over the rows that both have are the whole sample where there are no gaps", () => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 2, max: 40 }),
        (seed, assets, rows) => {
          const returns = randomReturns(seed, rows, assets);
          const whole = sampleCovariance(returns, assets);
          const fast = sampleCovariance(returns, assets, { mode: "fast" });
          sampleCovariance(returns, assets, { missing: "pairwise" }).forEach((value, k) => {
            expect(Math.abs(value - whole[k]!)).toBeLessThan(1e-16);
            expect(Math.abs(fast[k]! - whole[k]!)).toBeLessThan(1e-16);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  test("gaps", () => {
    const returns = Float64Array.of(0.1, 0.2, Number.NaN, 0.3, 0.3, 0.1, 0.2, 0.6);
    expect(() => sampleCovariance(returns, 2)).toThrow("row 1 of asset 0");
    const pairs = sampleCovariance(returns, 2, { missing: "pairwise" });
    expect(pairs[0]!).toBeCloseTo(0.01, 15);
    expect(pairs[3]!).toBeCloseTo(0.14 / 3, 15);
    expect(pairs[1]!).toBeCloseTo(-0.005, 15);
    const correlation = sampleCorrelation(returns, 2, { missing: "pairwise" });
    expect(correlation[1]!).toBeCloseTo(-0.005 / Math.sqrt(0.01 * 0.07), 12);
    const apart = Float64Array.of(0.1, Number.NaN, Number.NaN, 0.3, 0.2, Number.NaN, Number.NaN, 0.1);
    expect(() => sampleCovariance(apart, 2, { missing: "pairwise" })).toThrow("0 rows in common");
    expect(() => sampleCovariance(Float64Array.of(0.1, 0.2), 2)).toThrow("1 row; 2 are needed");
  });

  test("exponential weights, by their definition", () => {
    const returns = Float64Array.of(0.01, 0.02, -0.03, 0.01, 0.02, -0.02);
    const weights = [0.81, 0.9, 1];
    const total = 2.71;
    const expected = (0.81 * 0.01 * 0.02 + 0.9 * -0.03 * 0.01 + 0.02 * -0.02) / total;
    expect(ewmaCovariance(returns, 2, { decay: 0.9 })[1]!).toBeCloseTo(expected, 15);
    expect(weights.length).toBe(3);
    expect(ewmaCovariance(returns, 2, { decay: 0.9, missing: "pairwise" })[1]!).toBeCloseTo(expected, 15);
    expect(ewmaCovariance(returns, 2, { span: 19 })[0]!).toBeCloseTo(
      ewmaCovariance(returns, 2, { decay: 0.9 })[0]!,
      15,
    );
    expect(() => ewmaCovariance(returns, 2, { decay: 1 })).toThrow("decay");
    expect(() => ewmaCovariance(returns, 2, { span: 1 })).toThrow("span");
  });

  test("falls below a threshold", () => {
    const returns = Float64Array.of(0.01, -0.02, -0.03, 0.01);
    expect([...semicovariance(returns, 2)].map((v) => Math.round(v * 1e12) / 1e12)).toEqual([0.00045, 0, 0, 0.0002]);
  });
});

describe("shrinkage", () => {
  test("is between the sample and the target, and definite with fewer rows than assets", () => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.integer({ min: 3, max: 9 }),
        fc.integer({ min: 4, max: 30 }),
        (seed, assets, rows) => {
          const returns = randomReturns(seed, rows, assets);
          for (const target of TARGETS) {
            const { covariance, shrinkage } = ledoitWolf(returns, assets, target);
            expect(shrinkage).toBeGreaterThanOrEqual(0);
            expect(shrinkage).toBeLessThanOrEqual(1);
            const scale = (rows - 1) / rows;
            for (let i = 0; i < assets && target === "single-factor"; i++)
              expect(covariance[i * (assets + 1)]!).toBeCloseTo(
                sampleCovariance(returns, assets)[i * (assets + 1)]! * scale,
                12,
              );
          }
          const { covariance, shrinkage } = oracleApproximatingShrinkage(returns, assets);
          expect(shrinkage).toBeGreaterThan(0);
          expect(leastEigenvalue(covariance)).toBeGreaterThan(0);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("what cannot be shrunk", () => {
    expect(() => ledoitWolf(Float64Array.of(0.1, Number.NaN), 1)).toThrow(InputError);
    expect(() => ledoitWolf(Float64Array.of(0.1, 0.2, 0.1, 0.3), 2, "constant-correlation")).toThrow(
      "asset 0 does not vary",
    );
    expect(() => ledoitWolf(new Float64Array(8), 2, "single-factor")).toThrow("does not vary");
    expect(() => ledoitWolf(new Float64Array(8), 2, "zero" as "single-factor")).toThrow("target");
  });
});

describe("correlations", () => {
  test("the nearest semidefinite matrix keeps one that is, and mends one that is not", () => {
    const indefinite = Float64Array.of(1, 0.9, -0.9, 0.9, 1, 0.9, -0.9, 0.9, 1);
    expect(leastEigenvalue(indefinite)).toBeLessThan(-0.5);
    expect(leastEigenvalue(nearestSemidefinite(indefinite))).toBeGreaterThan(-1e-14);
    const fine = sampleCovariance(randomReturns(1, 30, 4), 4);
    expect([...nearestSemidefinite(fine)]).toEqual([...fine]);
  });

  test("Gerber's counts moves together and apart", () => {
    const returns = Float64Array.of(0.02, 0.02, -0.02, -0.02, 0.02, -0.02, 0.001, 0.02);
    const covariance = gerberCovariance(returns, 2);
    const share = covariance[1]! / Math.sqrt(covariance[0]! * covariance[3]!);
    // Two together, one apart; the last move of the first asset is noise.
    expect(share).toBeCloseTo(1 / Math.sqrt(3 * 4), 12);
    expect(leastEigenvalue(gerberCovariance(randomReturns(2, 40, 6), 6))).toBeGreaterThan(-1e-18);
    expect(() => gerberCovariance(returns, 2, 1)).toThrow("threshold");
  });

  test("noise is taken out: variances stay, and one factor is found where one is", () => {
    const random = new Random(4);
    const returns = new Float64Array(500 * 12);
    for (let t = 0; t < 500; t++) {
      const market = random.normal();
      for (let i = 0; i < 12; i++) returns[t * 12 + i] = 0.01 * (market + random.normal());
    }
    const covariance = sampleCovariance(returns, 12);
    for (const method of ["constant", "shrink", "zero"] as const) {
      const found = denoiseCovariance(covariance, 500, { method });
      expect(found.factors).toBe(1);
      expect(found.edge).toBeCloseTo(found.noiseVariance * (1 + Math.sqrt(12 / 500)) ** 2, 12);
      for (let i = 0; i < 12; i++) expect(found.covariance[i * 13]!).toBeCloseTo(covariance[i * 13]!, 12);
      expect(leastEigenvalue(found.covariance)).toBeGreaterThan(-1e-12);
    }
    expect(denoiseCovariance(covariance, 500, { method: "shrink", keep: 1 }).covariance[1]!).toBeCloseTo(
      covariance[1]!,
      12,
    );
    expect(() => denoiseCovariance(covariance, 12)).toThrow("more than the 12 assets");
    expect(() => correlationOf(Float64Array.of(0, 0, 0, 1))).toThrow("asset 0 has a variance of 0");
  });
});
