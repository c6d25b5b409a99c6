import { describe, expect, test } from "bun:test";
import { acos, asin, tan } from "./index.ts";
import { fallAround, nearHalfTurns, pointsOf, worstError } from "./testing/points.ts";
import { acosOf, asinOf, tanOf } from "./testing/reference.ts";

const { between, logarithmic, anyDouble } = pointsOf(20_261_125);
const { NaN: nan, POSITIVE_INFINITY: infinity, MIN_VALUE: tiniest, MAX_VALUE: greatest } = Number;

describe("tan", () => {
  test("is within 1.1 ulp for every finite angle", () => {
    const points = [
      between(-0.8, 0.8),
      between(0.7, 0.87),
      between(-7, 7),
      between(-1.65e6, 1.65e6),
      logarithmic(6, 12),
      logarithmic(-12, 0),
      anyDouble((x) => Math.abs(x) > 1e5),
    ];
    const edges = [1647098.9999999998, 1647099, 2 ** -27, greatest, 1e22, ...nearHalfTurns()];
    expect(worstError(tan, tanOf, 700, points, edges)).toBeLessThan(1.1);
  });

  test("is odd, keeps what is small and has no value at infinity", () => {
    expect([tan(0), tan(-0), tan(tiniest), tan(-tiniest), tan(1e-300)]).toEqual([0, -0, tiniest, -tiniest, 1e-300]);
    expect([tan(infinity), tan(-infinity), tan(nan)]).toEqual([nan, nan, nan]);
    expect([tan(1), tan(-2), tan(Math.PI / 2)]).toEqual([1.5574077246549023, 2.185039863261519, 16331239353195370]);
    for (let i = 0; i < 1000; i++) {
      const x = between(0, 50)();
      expect(tan(-x)).toBe(-tan(x));
    }
  });
});

const arguments_ = [
  between(-0.5, 0.5),
  between(0.5, 1),
  between(-1, -0.5),
  between(0.45, 0.55),
  logarithmic(-12, 0),
  () => 1 - Math.abs(logarithmic(-16, -1)()),
  () => Math.abs(logarithmic(-16, -1)()) - 1,
];
const edges = [1, -1, 0.5, -0.5, 0.5000000000000001, -0.5000000000000001, 1 - 2 ** -53, 2 ** -53 - 1, 2 ** -27, 1e-300];

describe("asin", () => {
  test("is within 0.7 ulp", () => {
    expect(worstError(asin, asinOf, 500, arguments_, edges.slice(2))).toBeLessThan(0.7);
  });

  test("is odd, ends at ±π/2 and is nowhere outside", () => {
    expect([asin(1), asin(-1), asin(0.5)]).toEqual([Math.PI / 2, -Math.PI / 2, 0.5235987755982989]);
    expect([asin(0), asin(-0), asin(tiniest), asin(-tiniest)]).toEqual([0, -0, tiniest, -tiniest]);
    const outside = [1.0000000000000002, -1.0000000000000002, 2, infinity, -infinity, nan];
    expect(outside.map(asin)).toEqual(outside.map(() => nan));
    for (let i = 0; i < 1000; i++) {
      const x = between(0, 1)();
      expect(asin(-x)).toBe(-asin(x));
    }
  });
});

describe("acos", () => {
  test("is within 0.7 ulp", () => {
    expect(worstError(acos, acosOf, 500, arguments_, edges.slice(2))).toBeLessThan(0.7);
  });

  test("runs from π to 0 and is nowhere outside", () => {
    expect([acos(-1), acos(0), acos(-0), acos(tiniest), acos(0.5)]).toEqual([
      Math.PI,
      Math.PI / 2,
      Math.PI / 2,
      Math.PI / 2,
      1.0471975511965979,
    ]);
    expect(Object.is(acos(1), 0)).toBe(true);
    const outside = [1.0000000000000002, -1.0000000000000002, 2, infinity, -infinity, nan];
    expect(outside.map(acos)).toEqual(outside.map(() => nan));
  });
});

test("tan, asin and acos pass the seams of their methods in the right direction", () => {
  for (const seam of [0.5, -0.5, Math.PI / 4, 0.99]) {
    expect(fallAround(asin, seam)).toBeUndefined();
    expect(fallAround((x) => -acos(x), seam)).toBeUndefined();
    expect(fallAround(tan, seam)).toBeUndefined();
  }
});
