import { expect, test } from "bun:test";
import fc from "fast-check";
import { shareOf } from "./share.ts";

test("a share is exact for all safe integers", () => {
  const size = fc.oneof(fc.maxSafeNat(), fc.nat(1000), fc.constantFrom(Number.MAX_SAFE_INTEGER, 2 ** 52, 2 ** 26));
  fc.assert(
    fc.property(size, size, size, (a, first, second) => {
      const whole = Math.max(1, first, second);
      const part = Math.min(first, second);
      expect(shareOf(a, part, whole)).toBe(Number((BigInt(a) * BigInt(part)) / BigInt(whole)));
    }),
    { numRuns: 3000 },
  );
});
