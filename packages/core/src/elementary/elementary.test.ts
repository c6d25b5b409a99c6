import { describe, expect, test } from "bun:test";
import { atan, cos, exp, inverseNormal, log, sin } from "./index.ts";
import { LONG, nearHalfTurns, pointsOf, worstError } from "./testing/points.ts";
import * as reference from "./testing/reference.ts";
import { type Big, bigOf } from "./testing/reference.ts";

const { between, anyDouble } = pointsOf(20_260_731);

const { NaN: nan, POSITIVE_INFINITY: infinity, NEGATIVE_INFINITY: minusInfinity, MIN_VALUE: tiniest } = Number;

describe("exp", () => {
  test("is within 0.52 ulp where the result is normal, 0.77 below", () => {
    const points = [between(-708, 709.78), between(-1, 1), between(-0.003, 0.003), anyDouble((x) => Math.abs(x) < 708)];
    expect(worstError(exp, reference.expOf, 4000, points, [709.782712893384, -708.3, 0.5, Math.LN2])).toBeLessThan(
      0.52,
    );
    const low = [between(-745.13, -708.4)];
    expect(worstError(exp, reference.expOf, 4000, low, [-745.1332191019411, -708.3964185322641])).toBeLessThan(0.77);
  });

  test("ends where doubles end", () => {
    expect(exp(0)).toBe(1);
    expect(exp(-0)).toBe(1);
    expect(exp(709.782712893384)).toBe(1.7976931348622732e308);
    expect(exp(709.7827128933841)).toBe(infinity);
    expect(exp(-745.1332191019411)).toBe(tiniest);
    expect(exp(-745.1332191019412)).toBe(0);
    expect([exp(infinity), exp(minusInfinity), exp(1e308), exp(-1e308)]).toEqual([infinity, 0, infinity, 0]);
    expect(exp(nan)).toBeNaN();
  });
});

describe("log", () => {
  test("is within 0.52 ulp, subnormals and the neighbourhood of 1 included", () => {
    const points = [
      anyDouble((x) => x > 0),
      between(0.6, 1.5),
      between(0.985, 1.015),
      between(1 - 1e-6, 1 + 1e-6),
      between(0, 2.2e-308),
    ];
    const neighbours = [1 - 2 ** -53, 1 + 2 ** -52, 1 - 2 ** -8, 1 + 2 ** -7, 0.6875, 1.375, tiniest, Number.MAX_VALUE];
    expect(worstError(log, reference.logOf, 3000, points, neighbours)).toBeLessThan(0.52);
  });

  test("answers as IEEE 754 asks at the ends", () => {
    expect(Object.is(log(1), 0)).toBe(true);
    expect([log(0), log(-0), log(infinity)]).toEqual([minusInfinity, minusInfinity, infinity]);
    expect([log(-1), log(-tiniest), log(minusInfinity), log(nan)]).toEqual([nan, nan, nan, nan]);
  });
});

for (const [name, f] of [
  ["sin", sin],
  ["cos", cos],
] as const) {
  describe(name, () => {
    test("is within 0.9 ulp for every finite angle", () => {
      const points = [
        between(-0.8, 0.8),
        between(-7, 7),
        between(-1.65e6, 1.65e6),
        between(1.6e6, 1e12),
        anyDouble((x) => Math.abs(x) > 1e5),
        anyDouble((x) => Math.abs(x) < 1),
      ];
      const edges = [1647098.9999999998, 1647099, 2 ** -27, tiniest, Number.MAX_VALUE, 1e22, ...nearHalfTurns()];
      expect(worstError(f, (x) => reference.sinCosOf(x)[name], 700, points, edges)).toBeLessThan(0.9);
    });

    test("has no value at infinity", () => {
      expect([f(infinity), f(minusInfinity), f(nan)]).toEqual([nan, nan, nan]);
    });
  });
}

test("sin keeps the sign of zero and of the smallest angles; cos of zero is 1", () => {
  expect(Object.is(sin(0), 0)).toBe(true);
  expect(Object.is(sin(-0), -0)).toBe(true);
  expect(sin(-tiniest)).toBe(-tiniest);
  expect([cos(0), cos(-0), cos(tiniest)]).toEqual([1, 1, 1]);
});

describe("atan", () => {
  test("is within 0.75 ulp", () => {
    const points = [between(-1, 1), between(0.1, 0.3), between(-40, 40), anyDouble((x) => Math.abs(x) > 1e-30)];
    const knots = [];
    for (let i = 0; i <= 64; i++) knots.push(2 ** (Math.floor(i / 8) - 3) * (1 + (i % 8) / 8));
    const edges = [...knots, ...knots.map((x) => x * (1 - 2 ** -53)), Number.MAX_VALUE];
    expect(worstError(atan, reference.atanOf, 1500, points, edges)).toBeLessThan(0.75);
  });

  test("is odd and ends at π/2", () => {
    expect(Object.is(atan(0), 0)).toBe(true);
    expect(Object.is(atan(-0), -0)).toBe(true);
    expect([atan(tiniest), atan(-tiniest)]).toEqual([tiniest, -tiniest]);
    expect([atan(infinity), atan(minusInfinity)]).toEqual([Math.PI / 2, -Math.PI / 2]);
    expect(atan(nan)).toBeNaN();
    for (let i = 0; i < 1000; i++) {
      const x = between(0, 50)();
      expect(atan(-x)).toBe(-atan(x));
    }
  });
});

/**
 * The error of a quantile in ulps, from the reference's Φ: (Φ(y) − p) / φ(y) is how far y is from the truth, to second
 * order.
 */
function quantileError(p: number): number {
  const y = inverseNormal(p);
  const lower = p <= 0.5;
  const tail = reference.normalTailOf(bigOf(lower ? -y : y));
  const target = bigOf(lower ? p : 1 - p);
  const e = Math.min(tail.e, target.e);
  const difference = (tail.m << BigInt(tail.e - e)) - (target.m << BigInt(target.e - e));
  const density = reference.normalPdfOf(bigOf(y));
  const error: Big = { m: (difference << 400n) / density.m, e: e - density.e - 400 };
  return Math.abs(reference.toDouble(error)) / 2 ** (reference.exponentOf(bigOf(y)) - 52);
}

describe("inverseNormal", () => {
  test("is within 0.8 ulp from the smallest subnormal to the last double below 1", () => {
    const logarithmic = (from: number, to: number) => () => 10 ** between(from, to)();
    const near = [
      between(0.3, 0.7),
      between(0.4999, 0.5001),
      between(0.02, 0.31),
      between(0.69, 0.98),
      between(0, 0.02),
    ];
    const tails = [logarithmic(-5, -2), logarithmic(-8, -5), () => 1 - logarithmic(-15.5, -2)()];
    let worst = Math.max(...[tiniest, 1 - 2 ** -53, 2 ** -53, 0.31, 0.69, 0.075, 0.925, 1e-5].map(quantileError));
    for (const next of [...near, ...tails])
      for (let i = 0; i < 400 * LONG; i++) worst = Math.max(worst, quantileError(next()));
    const far = [logarithmic(-60, -8), logarithmic(-307, -60), logarithmic(-322, -307)];
    for (const next of far) for (let i = 0; i < 40 * LONG; i++) worst = Math.max(worst, quantileError(next()));
    expect(worst).toBeLessThan(0.8);
  }, 600_000);

  test("is antisymmetric and ends at the infinities", () => {
    expect(Object.is(inverseNormal(0.5), 0)).toBe(true);
    expect([inverseNormal(0), inverseNormal(-0), inverseNormal(1)]).toEqual([minusInfinity, minusInfinity, infinity]);
    expect([inverseNormal(-tiniest), inverseNormal(1.0000000000000002), inverseNormal(nan)]).toEqual([nan, nan, nan]);
    for (let i = 1; i < 1024; i++) expect(inverseNormal(1 - i / 1024)).toBe(-inverseNormal(i / 1024) + 0);
  });

  test("rises without exception across the seams of its methods", () => {
    for (const seam of [0.31, 0.69, 0.075, 0.925, 1.4e-11, 1.0689e-5, 1 - 1.0689e-5]) {
      let previous = minusInfinity;
      for (let i = -2000; i <= 2000; i++) {
        const x = inverseNormal(seam * (1 + i * 2 ** -50));
        expect(x).toBeGreaterThanOrEqual(previous);
        previous = x;
      }
    }
  });
});
