import { describe, expect, test } from "bun:test";
import {
  binomialCdf,
  binomialProbability,
  chiSquareCdf,
  chiSquareQuantile,
  chiSquareTail,
  incompleteBeta,
  incompleteGamma,
  incompleteGammaUpper,
  logGamma,
  studentTCdf,
  studentTDensity,
  studentTLogDensity,
  studentTQuantile,
} from "./index.ts";
import { truths } from "./testing/truths.ts";

/** The greatest relative error of a function over a table whose last column is the truth. */
function worst(name: string, f: (...x: number[]) => number, column: number, arity: number, floor = 0): number {
  let greatest = 0;
  for (const row of truths[name]!) {
    const truth = row[column]!;
    const error = Math.abs(f(...row.slice(0, arity)) - truth) / Math.max(Math.abs(truth), floor);
    if (!(error <= greatest)) greatest = error;
  }
  return greatest;
}

describe("special functions, against 60 digits", () => {
  test("ln Γ", () => {
    expect(worst("logGamma", logGamma, 1, 1, 1)).toBeLessThan(4e-15);
    // Near its zeros relative to itself.
    expect(worst("logGamma", logGamma, 1, 1)).toBeLessThan(1e-14);
  });
  test("incomplete gamma and beta functions", () => {
    const gamma = truths.incompleteGamma!.filter(([a]) => a! <= 1000);
    expect(gamma.length).toBeGreaterThan(40);
    for (const [a, x, lower, upper] of gamma) {
      if (lower! > 1e-250) expect(Math.abs(incompleteGamma(a!, x!) / lower! - 1)).toBeLessThan(1e-13);
      if (upper! > 1e-250) expect(Math.abs(incompleteGammaUpper(a!, x!) / upper! - 1)).toBeLessThan(1e-13);
    }
    expect(worst("incompleteGamma", incompleteGamma, 2, 2)).toBeLessThan(1e-12);
    expect(worst("incompleteBeta", incompleteBeta, 3, 3)).toBeLessThan(1e-13);
  });
  test("Student's t", () => {
    const few = truths.studentT!.filter(([, degrees]) => degrees! <= 1000);
    expect(few.length).toBeGreaterThan(35);
    for (const [t, degrees, below, density] of few) {
      expect(Math.abs(studentTCdf(t!, degrees!) / below! - 1)).toBeLessThan(1e-13);
      expect(Math.abs(studentTDensity(t!, degrees!) / density! - 1)).toBeLessThan(1e-13);
    }
    expect(worst("studentT", studentTCdf, 2, 2)).toBeLessThan(3e-13);
    expect(worst("studentT", studentTDensity, 3, 2)).toBeLessThan(3e-13);
    expect(worst("studentTQuantile", studentTQuantile, 2, 2)).toBeLessThan(2e-13);
  });
  test("χ² and binomial", () => {
    expect(worst("chiSquareQuantile", chiSquareQuantile, 2, 2)).toBeLessThan(1e-13);
    expect(worst("binomial", binomialCdf, 3, 3)).toBeLessThan(1e-13);
    let sum = 0;
    for (let k = 0; k <= 30; k++) sum += binomialProbability(k, 30, 0.3);
    expect(sum).toBeCloseTo(1, 13);
  });
});

describe("special functions, at their ends", () => {
  test("answer what a limit is, and NaN outside", () => {
    expect([logGamma(0), logGamma(-1), logGamma(Number.NaN)]).toEqual([
      Number.POSITIVE_INFINITY,
      Number.NaN,
      Number.NaN,
    ]);
    expect([logGamma(1), logGamma(2)]).toEqual([0, 0]);
    expect([incompleteGamma(2, 0), incompleteGammaUpper(2, 0), incompleteGamma(2, Number.POSITIVE_INFINITY)]).toEqual([
      0, 1, 1,
    ]);
    expect([
      incompleteGamma(-1, 1),
      incompleteGamma(1, -1),
      incompleteBeta(0, 1, 0.5),
      incompleteBeta(1, 1, 2),
    ]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    expect([studentTQuantile(0, 4), studentTQuantile(1, 4), studentTQuantile(0.5, 4)]).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      0,
    ]);
    expect([studentTQuantile(0.1, 0), studentTCdf(Number.NaN, 3), studentTLogDensity(0, -1)]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect([chiSquareQuantile(0, 3), chiSquareQuantile(1, 3)]).toEqual([0, Number.POSITIVE_INFINITY]);
    expect([binomialCdf(-1, 5, 0.5), binomialCdf(5, 5, 0.5), binomialProbability(0.5, 5, 0.5)]).toEqual([0, 1, 0]);
    expect([binomialProbability(0, 5, 0), binomialProbability(5, 5, 1), binomialProbability(5, 5, 0.5)]).toEqual([
      1, 1, 0.03125,
    ]);
  });

  test("distribution and tail make one, and quantiles invert", () => {
    for (const degrees of [0.7, 1, 3.3, 25, 400])
      for (const p of [1e-10, 0.01, 0.2, 0.5, 0.8, 0.99]) {
        const x = chiSquareQuantile(p, degrees);
        expect(Math.abs(chiSquareCdf(x, degrees) / p - 1)).toBeLessThan(1e-11);
        expect(chiSquareCdf(x, degrees) + chiSquareTail(x, degrees)).toBeCloseTo(1, 14);
        const t = studentTQuantile(p, degrees);
        expect(Math.abs(studentTCdf(t, degrees) / p - 1)).toBeLessThan(1e-12);
        expect(studentTCdf(-t, degrees)).toBeCloseTo(1 - p, 14);
      }
  });
});
