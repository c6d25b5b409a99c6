import { expect, test } from "bun:test";
import { inverseNormal, normalCdf } from "./index.ts";
import { fallAround, LONG, pointsOf, worstError } from "./testing/points.ts";
import { normalCdfOf } from "./testing/reference.ts";

const { between, logarithmic } = pointsOf(20_261_128);
const { NaN: nan, POSITIVE_INFINITY: infinity, MIN_VALUE: tiniest } = Number;

test("is within 0.8 ulp above −4.25", () => {
  const points = [between(-4.25, 0), between(0, 4.25), between(4.25, 9), logarithmic(-12, 0)];
  const knots = Array.from({ length: 69 }, (_, k) => (k + 0.5) / 16).filter((x) => x < 4.25);
  const edges = [...knots, ...knots.map((x) => -x), 4.25, -4.249999999999999, 0, tiniest];
  expect(worstError(normalCdf, normalCdfOf, 400, points, edges)).toBeLessThan(0.8);
});

test("is within 6 ulp in the lower tail, to the last subnormal", () => {
  expect(worstError(normalCdf, normalCdfOf, 200, [between(-9, -4.25)], [-4.25])).toBeLessThan(6);
  const far = [between(-20, -9), between(-37.5, -20), between(-38.5, -37.5)];
  expect(worstError(normalCdf, normalCdfOf, 30, far, [-37, -38])).toBeLessThan(6);
}, 600_000);

test("has known values and ends at 0 and 1", () => {
  expect([normalCdf(0), normalCdf(-0), normalCdf(tiniest)]).toEqual([0.5, 0.5, 0.5]);
  expect([normalCdf(-infinity), normalCdf(-39), normalCdf(-1e300)]).toEqual([0, 0, 0]);
  expect([normalCdf(infinity), normalCdf(8.3), normalCdf(1e300)]).toEqual([1, 1, 1]);
  expect(normalCdf(nan)).toBeNaN();
  expect(normalCdf(1.959963984540054)).toBe(0.975);
  expect(normalCdf(-1)).toBe(0.15865525393145705);
  expect(normalCdf(-38.4)).toBeGreaterThan(0);
});

test("undoes the quantile, and its halves add up to 1", () => {
  for (let i = 0; i < 2000 * LONG; i++) {
    const p = between(0.001, 0.999)();
    expect(Math.abs(normalCdf(inverseNormal(p)) - p)).toBeLessThan(4e-16);
    const x = between(0, 10)();
    expect(Math.abs(normalCdf(x) + normalCdf(-x) - 1)).toBeLessThan(2e-16);
  }
});

test("rises without exception across the seams of its methods", () => {
  for (const seam of [-4.25, 4.25, -1 / 32, -1.53125, 1.53125, -3.21875, -37.52]) {
    expect(fallAround(normalCdf, seam)).toBeUndefined();
  }
});
