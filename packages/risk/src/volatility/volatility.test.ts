import { describe, expect, test } from "bun:test";
import { ConfigError, InputError, Random } from "@hotpath/core";
import { minimise } from "./bfgs.ts";
import { minimiseBetween } from "./brent.ts";
import { ewmaVolatility, fitGarch, garchHorizonVariance } from "./index.ts";
import { markPound } from "./testing/mark-pound.ts";

const relative = (value: number, truth: number): number => Math.abs(value / truth - 1);

describe("GARCH(1,1)", () => {
  test("is the benchmark of Fiorentini, Calzolari and Panattoni on the mark and the pound", () => {
    const fit = fitGarch(markPound);
    // FCP (1996) and McCullough and Renfro (1999); the returns here have six decimals, theirs more.
    expect(relative(fit.mean, -0.00619041)).toBeLessThan(2e-5);
    expect(relative(fit.omega, 0.0107613)).toBeLessThan(2e-5);
    expect(relative(fit.alpha, 0.153134)).toBeLessThan(2e-5);
    expect(relative(fit.beta, 0.805974)).toBeLessThan(2e-5);
    expect(fit.gradient).toBeLessThan(1e-9);
  });

  test("finds the parameters that made a series, in whatever unit", () => {
    const random = new Random(5);
    const x = new Float64Array(20_000);
    let variance = 1e-4;
    for (let t = 0; t < x.length; t++) {
      x[t] = 0.0005 + Math.sqrt(variance) * random.normal();
      variance = 2e-6 + 0.08 * (x[t]! - 0.0005) ** 2 + 0.9 * variance;
    }
    const fit = fitGarch(x);
    expect(Math.abs(fit.alpha - 0.08)).toBeLessThan(0.012);
    expect(Math.abs(fit.beta - 0.9)).toBeLessThan(0.015);
    expect(relative(fit.longRun, 1e-4)).toBeLessThan(0.15);
    const inPercent = fitGarch(x.map((r) => 100 * r));
    expect(relative(inPercent.alpha, fit.alpha)).toBeLessThan(1e-6);
    expect(relative(inPercent.omega, 1e4 * fit.omega)).toBeLessThan(1e-6);
    expect(fitGarch(x, { mean: "zero" }).mean).toBe(0);
  });

  test("forecasts return to the long run", () => {
    const fit = fitGarch(markPound);
    expect(garchHorizonVariance(fit, 1)).toBe(fit.next);
    expect(
      relative(garchHorizonVariance(fit, 2), fit.next + fit.omega + (fit.alpha + fit.beta) * fit.next),
    ).toBeLessThan(1e-12);
    expect(relative(garchHorizonVariance(fit, 100_000) / 100_000, fit.longRun)).toBeLessThan(1e-3);
  });

  test("refuses what it cannot be fitted to", () => {
    expect(() => fitGarch(new Float64Array(50).fill(0.01))).toThrow(
      "returns: constant at 0.01; allowed: returns that vary",
    );
    expect(() => fitGarch([1, 2, 3])).toThrow("returns: got 3 observations; allowed: at least 20");
    const bad = Float64Array.from({ length: 30 }, (_, i) => (i === 17 ? Number.NaN : i));
    expect(() => fitGarch(bad)).toThrow("returns[17]: got NaN; allowed: a finite number");
    expect(() => fitGarch(markPound, { mean: "median" as "zero" })).toThrow(ConfigError);
  });
});

describe("exponentially weighted volatility", () => {
  test("is the recursion, from each of its beginnings", () => {
    const x = [0.01, -0.02, 0.03];
    const first = ewmaVolatility(x, { decay: 0.9, initial: "first" });
    expect([...first.variance]).toEqual([0.0001, 0.0001, 0.9 * 0.0001 + (1 - 0.9) * -0.02 * -0.02]);
    expect(first.next).toBeCloseTo(0.9 * 0.00013 + 0.1 * 0.0009, 15);
    expect(ewmaVolatility(x, { initial: "sample" }).variance[0]).toBeCloseTo(0.0014 / 3, 15);
    const normalised = ewmaVolatility(x, { decay: 0.5 });
    expect(normalised.next).toBeCloseTo((0.25 * 0.0001 + 0.5 * 0.0004 + 0.0009) / 1.75, 15);
    expect([...normalised.variance].every(Number.isFinite)).toBe(true);
  });

  test("refuses a decay that forgets nothing or everything", () => {
    for (const decay of [0, 1, Number.NaN]) expect(() => ewmaVolatility([1, 2], { decay })).toThrow(ConfigError);
    expect(() => ewmaVolatility([1])).toThrow(InputError);
  });
});

test("BFGS finds the bottom of Rosenbrock's valley, Brent's method that of a cosine", () => {
  const found = minimise(
    (x, gradient) => {
      const [a, b] = [x[0]!, x[1]!];
      gradient[0] = -2 * (1 - a) - 400 * a * (b - a * a);
      gradient[1] = 200 * (b - a * a);
      return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
    },
    Float64Array.of(-1.2, 1),
    1e-10,
  );
  expect(found.x[0]).toBeCloseTo(1, 9);
  expect(found.x[1]).toBeCloseTo(1, 9);
  expect(minimiseBetween((x) => (x - 1.5) ** 4 - x, 0, 4)).toBeCloseTo(1.5 + 0.25 ** (1 / 3), 7);
  expect(minimiseBetween((x) => x, 2, 3)).toBeCloseTo(2, 7);
});
