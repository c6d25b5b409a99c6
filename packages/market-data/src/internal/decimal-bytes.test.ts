import { describe, expect, test } from "bun:test";
import { priceFromFloat, tryParseFixed } from "@hotpath/core";
import fc from "fast-check";
import { TOO_FINE, TOO_LARGE, unitsOfBytes } from "./decimal-bytes.ts";

const encoder = new TextEncoder();
const units = (text: string, decimals: number, rounds = false) => {
  const bytes = encoder.encode(`9${text}9`);
  return unitsOfBytes(bytes, 1, bytes.length - 1, decimals, rounds);
};

describe("unitsOfBytes", () => {
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), maxLength: 20 });
  const numberLike = fc
    .tuple(
      fc.constantFrom("", "-", "+"),
      digits,
      fc.constantFrom("", "."),
      digits,
      fc.constantFrom("", "e2", "E-3", "e+1"),
    )
    .map((parts) => parts.join(""));

  test("answers as core's parser does, for numbers and for anything else", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          numberLike,
          fc.string({ maxLength: 12 }).filter((s) => s.trim() === s),
        ),
        fc.integer({ min: 0, max: 15 }),
        (text, decimals) => {
          const expected = tryParseFixed(text, decimals);
          const found = units(text, decimals);
          expect(Number.isFinite(found) ? found : Number.NaN).toBe(expected);
        },
      ),
      { numRuns: 5000 },
    );
  });

  test("tells too fine from too large from no number", () => {
    expect([units("1.001", 2), units("1e-3", 2), units("1.0010e0", 2)]).toEqual([TOO_FINE, TOO_FINE, TOO_FINE]);
    expect([units("90071992547409.92", 2), units("1e20", 2), units("9".repeat(400), 0)]).toEqual([
      TOO_LARGE,
      TOO_LARGE,
      TOO_LARGE,
    ]);
    expect(units("90071992547409.91", 2)).toBe(Number.MAX_SAFE_INTEGER);
    for (const text of ["", "-", ".", "1.2.3", "1 2", "0x1", "1e", "e1", "∞"]) expect(units(text, 2)).toBeNaN();
    expect([units(" 1.5 ", 2), units("1.500", 2), units("-0", 2)]).toEqual([150, 150, 0]);
  });

  test("rounds to the nearest, ties away from zero, as priceFromFloat does", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: 0, max: 6 }), (count, decimals) => {
        const text = `${count < 0 ? "-" : ""}${Math.trunc(Math.abs(count) / 1e6)}.${String(Math.abs(count) % 1e6).padStart(6, "0")}`;
        expect(units(text, decimals, true)).toBe(priceFromFloat(Number(text), decimals));
      }),
    );
    expect([units("1.005", 2, true), units("-1.005", 2, true), units("1.00499999999999999999", 2, true)]).toEqual([
      101, -101, 100,
    ]);
    expect([units("15e-1", 0, true), units("0.999", 2, true), units("-0.001", 2, true)]).toEqual([2, 100, 0]);
  });
});
