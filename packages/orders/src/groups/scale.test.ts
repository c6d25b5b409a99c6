import { expect, test } from "bun:test";
import fc from "fast-check";
import { scaleDown, scaleUp } from "./scale.ts";

const safe = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

test("a share is rounded as exact integers say", () => {
  fc.assert(
    fc.property(safe, safe, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (a, x, y) => {
      const [b, c] = x < y ? [x, y] : [y, Math.max(x, 1)];
      const exact = BigInt(a) * BigInt(b);
      expect(scaleDown(a, b, c)).toBe(Number(exact / BigInt(c)));
      expect(scaleUp(a, b, c)).toBe(Number((exact + BigInt(c) - 1n) / BigInt(c)));
    }),
    { numRuns: 2_000 },
  );
});

test("shares that divide evenly, small ones, and nothing", () => {
  fc.assert(
    fc.property(fc.nat(5_000), fc.nat(5_000), fc.integer({ min: 1, max: 5_000 }), (a, b, c) => {
      expect(scaleDown(a * c, b, c)).toBe(a * b);
      expect(scaleUp(a * c, b, c)).toBe(a * b);
      expect(scaleDown(a, b, c)).toBe(Math.floor((a * b) / c));
    }),
  );
  expect([scaleDown(0, 3, 7), scaleUp(0, 3, 7)]).toEqual([0, 0]);
});
