import { describe, expect, test } from "bun:test";
import { cosh, sinh, tanh } from "./index.ts";
import { fallAround, pointsOf, worstError } from "./testing/points.ts";
import { coshOf, sinhOf, tanhOf } from "./testing/reference.ts";

const { between, logarithmic } = pointsOf(20_261_126);
const { NaN: nan, POSITIVE_INFINITY: infinity, MIN_VALUE: tiniest } = Number;

const points = [
  between(-0.25, 0.25),
  between(0.24, 0.4),
  between(-3, 3),
  between(-30, 30),
  between(-710.4, 710.4),
  logarithmic(-12, 0),
];
const edges = [0.25, 0.24999999999999997, 22, 22.000000000000004, 710.4758600739439, 1, 0.5, 2 ** -28, 1e-300];

for (const [name, f, truth, bound] of [
  ["sinh", sinh, sinhOf, 0.53],
  ["cosh", cosh, coshOf, 0.53],
  ["tanh", tanh, tanhOf, 0.6],
] as const)
  test(`${name} is within ${bound} ulp`, () => {
    expect(worstError(f, truth, 500, points, edges)).toBeLessThan(bound);
  });

describe("sinh and cosh", () => {
  test("end where doubles end", () => {
    expect([sinh(infinity), sinh(-infinity), cosh(infinity), cosh(-infinity)]).toEqual([
      infinity,
      -infinity,
      infinity,
      infinity,
    ]);
    expect([sinh(nan), cosh(nan)]).toEqual([nan, nan]);
    expect([sinh(0), sinh(-0), sinh(tiniest), sinh(-tiniest)]).toEqual([0, -0, tiniest, -tiniest]);
    expect([cosh(0), cosh(-0), cosh(tiniest)]).toEqual([1, 1, 1]);
    expect([sinh(710.4758600739439), cosh(-710.4758600739439)]).toEqual([
      1.7976931348621744e308, 1.7976931348621744e308,
    ]);
    expect([sinh(710.475860073944), sinh(-711), cosh(710.475860073944), cosh(1e308)]).toEqual([
      infinity,
      -infinity,
      infinity,
      infinity,
    ]);
  });

  test("are odd and even, and cosh² − sinh² is 1", () => {
    for (let i = 0; i < 1000; i++) {
      const x = between(0, 5)();
      expect(sinh(-x)).toBe(-sinh(x));
      expect(cosh(-x)).toBe(cosh(x));
      expect((cosh(x) - sinh(x)) * (cosh(x) + sinh(x))).toBeCloseTo(1, 11);
    }
  });
});

test("tanh is odd and ends at ±1", () => {
  expect([tanh(infinity), tanh(-infinity), tanh(22.1), tanh(-1e300)]).toEqual([1, -1, 1, -1]);
  expect([tanh(0), tanh(-0), tanh(tiniest), tanh(-tiniest), tanh(nan)]).toEqual([0, -0, tiniest, -tiniest, nan]);
  expect(tanh(1)).toBe(0.7615941559557649);
  for (let i = 0; i < 1000; i++) {
    const x = between(0, 25)();
    expect(tanh(-x)).toBe(-tanh(x));
    expect(tanh(x)).toBeLessThanOrEqual(1);
  }
});

test("the hyperbolic functions rise across the seams of their methods", () => {
  for (const seam of [0.25, -0.25, 22, -22, 2 ** -28, Math.LN2, Math.LN2 / 256]) {
    expect(fallAround(sinh, seam)).toBeUndefined();
    expect(fallAround(tanh, seam)).toBeUndefined();
    expect(fallAround(cosh, Math.abs(seam))).toBeUndefined();
  }
});
