import { describe, expect, test } from "bun:test";
import { expm1, log1p, log10, pow } from "./index.ts";
import { fallAround, generator, LONG, pointsOf, worstError } from "./testing/points.ts";
import { bigOf, expm1Of, log1pOf, log10Of, powOf, ulpError } from "./testing/reference.ts";

const { between, logarithmic, anyDouble } = pointsOf(20_261_127);
const { NaN: nan, POSITIVE_INFINITY: infinity, MIN_VALUE: tiniest, MAX_VALUE: greatest } = Number;

describe("log10", () => {
  test("is within 0.51 ulp, subnormals and the neighbourhood of 1 included", () => {
    const points = [anyDouble((x) => x > 0), between(0.6, 1.5), between(0.985, 1.015), between(0, 100)];
    const edges = [1 - 2 ** -53, 1 + 2 ** -52, 1 - 2 ** -8, 1 + 2 ** -7, 0.6875, 1.375, tiniest, greatest];
    expect(worstError(log10, log10Of, 1500, points, edges)).toBeLessThan(0.51);
  });

  test("is exact at every power of ten", () => {
    for (let n = -307; n <= 308; n++) expect(log10(Number(`1e${n}`))).toBe(n);
    expect(Object.is(log10(1), 0)).toBe(true);
  });

  test("answers as IEEE 754 asks at the ends", () => {
    expect([log10(0), log10(-0), log10(infinity)]).toEqual([-infinity, -infinity, infinity]);
    expect([log10(-1), log10(-tiniest), log10(-infinity), log10(nan)]).toEqual([nan, nan, nan, nan]);
  });
});

describe("expm1", () => {
  test("is within 0.7 ulp", () => {
    const points = [
      between(-0.0625, 0.0625),
      between(-0.5, 0.5),
      between(-5, 5),
      between(-40, 709),
      logarithmic(-12, 0),
      between(0.06, 0.07),
      between(-0.07, -0.06),
    ];
    const edges = [0.0625, -0.0625, 50, 49.99999999999999, -37.5, -38, 709.782712893384, 2 ** -54, 1e-300];
    expect(worstError(expm1, expm1Of, 500, points, edges)).toBeLessThan(0.7);
  });

  test("runs from −1 to infinity through ±0", () => {
    expect([expm1(-infinity), expm1(-1e300), expm1(-40), expm1(infinity), expm1(710)]).toEqual([
      -1,
      -1,
      -1,
      infinity,
      infinity,
    ]);
    expect([expm1(0), expm1(-0), expm1(tiniest), expm1(-tiniest), expm1(nan)]).toEqual([0, -0, tiniest, -tiniest, nan]);
    expect(expm1(1)).toBe(1.7182818284590453);
    for (const seam of [0.0625, -0.0625, 50, -38, -37.4]) expect(fallAround(expm1, seam)).toBeUndefined();
  });
});

describe("log1p", () => {
  test("is within 0.51 ulp", () => {
    const points = [
      between(-0.02, 0.02),
      between(-0.9999, 1),
      between(-0.5, 100),
      logarithmic(-12, -0.1),
      () => Math.abs(logarithmic(0, 308)()),
      () => Math.abs(logarithmic(-16, -1)()) - 1,
    ];
    const edges = [2 ** -53, -(2 ** -53), 2 ** -52, 2 ** 53, 2 ** -53 - 1, 0.375, -0.3125, greatest, 1e-300];
    expect(worstError(log1p, log1pOf, 500, points, edges)).toBeLessThan(0.51);
  });

  test("answers at the ends and through ±0", () => {
    expect([log1p(-1), log1p(infinity), log1p(greatest)]).toEqual([-infinity, infinity, 709.782712893384]);
    expect([log1p(-1.0000000000000002), log1p(-infinity), log1p(nan)]).toEqual([nan, nan, nan]);
    expect([log1p(0), log1p(-0), log1p(tiniest), log1p(-tiniest)]).toEqual([0, -0, tiniest, -tiniest]);
    expect(log1p(1)).toBe(Math.LN2);
    for (const seam of [2 ** -53, 0.375, -0.3125, 1, 2 ** 53]) expect(fallAround(log1p, seam)).toBeUndefined();
  });
});

describe("pow", () => {
  /** The greatest error over `count` bases, each with an exponent that gives its power the logarithm asked for. */
  function worst(count: number, base: () => number, logarithm: () => number): number {
    let result = 0;
    for (let i = 0; i < count * LONG; i++) {
      const x = base();
      const y = logarithm() / Math.log(x);
      const error = ulpError(pow(x, y), powOf(bigOf(x), bigOf(y)));
      if (!(error <= result)) result = error;
    }
    return result;
  }

  test("is within 0.53 ulp where the result is normal, 0.8 below", () => {
    const sizes = between(-708, 709.7);
    const bases = [
      between(0, 10),
      () => Math.abs(logarithmic(-320, 308)()),
      () => 1 + logarithmic(-12, -2)(),
      () => 1 + between(0.003, 0.009)(),
      () => 1 - between(0.003, 0.009)(),
    ];
    for (const base of bases) expect(worst(600, base, sizes)).toBeLessThan(0.53);
    for (const base of bases) expect(worst(200, base, between(-3, 3))).toBeLessThan(0.53);
    for (const base of bases) expect(worst(200, base, between(-745, -708.5))).toBeLessThan(0.8);
  });

  test("is exact where the power is a double", () => {
    for (let x = -60; x <= 60; x++)
      for (let n = 0; n <= 60; n++) {
        const exact = BigInt(x) ** BigInt(n);
        if (BigInt(Number(exact)) === exact) expect(pow(x, n)).toBe(Number(exact));
      }
    for (let n = 0; n <= 22; n++) expect(pow(10, n)).toBe(Number(`1e${n}`));
    for (let n = -1074; n <= 1023; n++) expect(pow(2, n)).toBe(2 ** n);
    const random = generator(5);
    for (let i = 0; i < 2000; i++) {
      const x = Math.floor(random() * 2 ** 26);
      expect(pow(x, 2)).toBe(x * x);
      expect(pow(x * x, 0.5)).toBe(x);
      expect(pow(1 + x * 2 ** -26, 1)).toBe(1 + x * 2 ** -26);
    }
  });

  test("has ECMAScript's special cases", () => {
    const values = [0, 1, 2, 0.5, 3, 1.5, 2 ** 53, 2 ** 53 - 1, 1e300, 1e-300, infinity, tiniest, greatest];
    const signed = [nan, 1 - 2 ** -53, 1 + 2 ** -52, ...values.flatMap((x) => [x, -x])];
    for (const x of signed)
      for (const y of signed) {
        const ours = pow(x, y);
        const theirs = x ** y;
        const near = Math.abs(ours - theirs) <= 2.3e-16 * Math.abs(theirs);
        if (!near && !Object.is(ours, theirs)) throw new Error(`pow(${x}, ${y}): ${ours}, in ECMAScript ${theirs}`);
      }
    expect([pow(nan, 0), pow(1, nan), pow(1, infinity), pow(-1, -infinity)]).toEqual([1, nan, nan, nan]);
    expect([pow(-0, -3), pow(-0, 3), pow(-0, 2), pow(-infinity, -3)]).toEqual([-infinity, -0, 0, -0]);
    expect([pow(-8, 1 / 3), pow(-2, 3), pow(-2, -1074), pow(-2, -1075)]).toEqual([nan, -8, tiniest, -0]);
  });

  test("ends where doubles end", () => {
    expect([pow(2, 1024), pow(greatest, 1.0000000000000002), pow(0.5, -1024)]).toEqual([infinity, infinity, infinity]);
    expect([pow(2, -1075), pow(2, -1e300), pow(0.5, 1e300)]).toEqual([0, 0, 0]);
    expect([pow(greatest, 1), pow(tiniest, 1), pow(tiniest, -1)]).toEqual([greatest, tiniest, infinity]);
    expect(pow(1 + 2 ** -52, 2 ** 61)).toBe(2.2844135865396268e222);
  });
});
