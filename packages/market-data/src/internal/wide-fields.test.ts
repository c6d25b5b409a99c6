import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { microsOf64, nanosOf64, rescale64, signed64, unsigned64 } from "./wide-fields.ts";

const halves = (value: bigint): [high: number, low: number] => [
  Number(BigInt.asUintN(32, value >> 32n)),
  Number(BigInt.asUintN(32, value)),
];
const MAX = BigInt(Number.MAX_SAFE_INTEGER);
const exact = (value: bigint) => (value <= MAX && value >= -MAX ? Number(value) : Number.NaN);
const signed = fc.oneof(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.bigInt(-(2n ** 54n), 2n ** 54n));
const unsigned = fc.oneof(fc.bigInt(0n, 2n ** 64n - 1n), fc.bigInt(0n, 2n ** 54n));

describe("64-bit fields", () => {
  test("are exact, or NaN where a safe integer cannot hold them", () => {
    fc.assert(fc.property(signed, (value) => expect(signed64(...halves(value))).toBe(exact(value))));
    fc.assert(fc.property(unsigned, (value) => expect(unsigned64(...halves(value))).toBe(exact(value))));
    for (const edge of [MAX, MAX + 1n, MAX + 2n, -MAX, -MAX - 1n, -MAX - 2n])
      expect(signed64(...halves(edge))).toBe(exact(edge));
  });

  test("change their decimals exactly, or not at all", () => {
    fc.assert(
      fc.property(signed, fc.integer({ min: 0, max: 15 }), fc.boolean(), (value, to, isMultiple) => {
        const down = to < 9 ? 10n ** BigInt(9 - to) : 1n;
        const units = BigInt.asIntN(64, isMultiple ? (value / down) * down : value);
        const expected =
          to >= 9 ? exact(units * 10n ** BigInt(to - 9)) : units % down === 0n ? exact(units / down) : Number.NaN;
        expect(rescale64(...halves(units), 9, to) + 0).toBe(expected + 0);
      }),
      { numRuns: 1000 },
    );
  });

  test("split times into microseconds and nanoseconds", () => {
    fc.assert(
      fc.property(unsigned, (time) => {
        expect(microsOf64(...halves(time))).toBe(exact(time / 1000n));
        if (time < 2n ** 63n) expect(nanosOf64(...halves(time))).toBe(Number(time % 1000n));
      }),
    );
  });
});
