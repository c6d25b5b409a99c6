import { describe, expect, test } from "bun:test";
import { Decimal as DecimalJs } from "decimal.js";
import fc from "fast-check";
import { InputError } from "./errors.ts";
import { formatFixed, parseFixed, priceFromFloat, toUnits, tryParseFixed, tryToUnits } from "./fixed-point.ts";

const Exact = DecimalJs.clone({ precision: 2000, toExpNeg: -9e15, toExpPos: 9e15 });
const RUNS = 100_000;

/** What parsing must answer, by decimal.js: the units, or the code of the error. */
function expected(text: string, decimals: number): number | string {
  const scaled = new Exact(text).times(new Exact(10).pow(decimals));
  if (!scaled.isInteger()) return "INPUT_INVALID";
  if (scaled.abs().gt(Number.MAX_SAFE_INTEGER)) return "INPUT_OUT_OF_RANGE";
  return scaled.isZero() ? 0 : scaled.toNumber();
}

function parsed(text: string, decimals: number): number | string {
  try {
    return parseFixed(text, decimals);
  } catch (error) {
    return (error as InputError).code;
  }
}

const digits = (most: number) => fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 0, maxLength: most });
const decimalText = fc
  .record({
    sign: fc.constantFrom("", "-", "+"),
    whole: digits(18),
    fraction: fc.option(digits(18), { nil: undefined }),
    exponent: fc.option(fc.integer({ min: -30, max: 30 }), { nil: undefined, freq: 3 }),
    zeros: fc.nat({ max: 5 }),
  })
  .map(({ sign, whole, fraction, exponent, zeros }) => {
    const w = whole === "" && !fraction ? "0" : whole;
    return `${sign}${w}${fraction === undefined ? "" : `.${fraction}${"0".repeat(zeros)}`}${exponent === undefined ? "" : `e${exponent}`}`;
  });

describe("parseFixed", () => {
  test("reads prices exactly", () => {
    expect(parseFixed("100.05", 2)).toBe(10005);
    expect(parseFixed("-0.1", 8)).toBe(-10_000_000);
    expect(parseFixed("1.5e-7", 8)).toBe(15);
    expect(parseFixed("100.0500", 2)).toBe(10005);
    expect(parseFixed("90071992547409.91", 2)).toBe(Number.MAX_SAFE_INTEGER);
    expect(Object.is(parseFixed("-0.00", 2), 0)).toBe(true);
  });

  test("names what is wrong", () => {
    expect(() => parseFixed("100.055", 2)).toThrow('"100.055" needs 3 decimals; there are 2');
    expect(() => parseFixed("90071992547409.92", 2)).toThrow("is beyond ±9007199254740991 units");
    for (const text of ["", "-", ".", "1.2.3", "1,5", " 1", "1 ", "0x10", "NaN", "Infinity", "1e", "e5", "--1", "١"])
      expect(() => parseFixed(text, 2)).toThrow("is not a decimal number");
  });

  test("an exponent of any size costs nothing", () => {
    expect(parsed("1e9999", 2)).toBe("INPUT_OUT_OF_RANGE");
    expect(parsed("1e-9999", 2)).toBe("INPUT_INVALID");
    expect(parsed("0e9999", 2)).toBe(0);
  });

  test("agrees with decimal.js on every text, value for value and error for error", () => {
    fc.assert(
      fc.property(decimalText, fc.integer({ min: 0, max: 15 }), (text, decimals) => {
        expect(parsed(text, decimals)).toEqual(expected(text, decimals) as never);
      }),
      { numRuns: RUNS },
    );
  });

  test("never throws in its `try` form, whatever the text", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 15 }), (text, decimals) => {
        const units = tryParseFixed(text, decimals);
        expect(Number.isNaN(units) || Number.isSafeInteger(units)).toBe(true);
      }),
    );
  });
});

describe("formatFixed", () => {
  test("is the inverse of parsing, and is decimal.js's toFixed", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 15 }), (units, decimals) => {
        const text = formatFixed(units, decimals);
        expect(parseFixed(text, decimals)).toBe(units === 0 ? 0 : units);
        expect(text).toBe(new Exact(units === 0 ? 0 : units).div(new Exact(10).pow(decimals)).toFixed(decimals));
      }),
      { numRuns: RUNS / 5 },
    );
  });

  test("refuses what is not a whole number of units", () => {
    for (const units of [1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
      expect(() => formatFixed(units, 2)).toThrow(InputError);
  });
});

describe("toUnits", () => {
  test("takes text, numbers, Decimals and raw units", () => {
    expect(toUnits("100.05", 2)).toBe(10005);
    expect(toUnits(100.05, 2)).toBe(10005);
    expect(toUnits(new DecimalJs("100.05"), 2)).toBe(10005);
    expect(toUnits(10005n, 2)).toBe(10005);
  });

  test("a number stands for its shortest decimal text, never for a rounded one", () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer({ min: 0, max: 15 }),
        (value, decimals) => {
          const want = expected(String(value), decimals);
          const got = tryToUnits(value, decimals);
          if (typeof want === "string") expect(got).toBeNaN();
          else expect(got).toBe(want === 0 ? 0 : want);
        },
      ),
      { numRuns: RUNS / 5 },
    );
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: 0, max: 8 }), (units, decimals) => {
        expect(toUnits(Number(formatFixed(units, decimals)), decimals)).toBe(units === 0 ? 0 : units);
      }),
      { numRuns: RUNS / 5 },
    );
    expect(() => toUnits(0.1 + 0.2, 2)).toThrow("needs 17 decimals");
  });

  test("refuses what is no number at all", () => {
    for (const value of [undefined, null, {}, [], true, Number.NaN, Number.NEGATIVE_INFINITY, 2n ** 60n])
      expect(tryToUnits(value, 2)).toBeNaN();
  });
});

describe("priceFromFloat", () => {
  test("rounds to the nearest unit, ties away from zero, by the number's decimal text", () => {
    expect(priceFromFloat(0.1 + 0.2, 2)).toBe(30);
    expect(priceFromFloat(1.005, 2)).toBe(101);
    expect(priceFromFloat(-1.005, 2)).toBe(-101);
    expect(priceFromFloat(2.675, 2)).toBe(268);
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.integer({ min: 0, max: 6 }),
        (value, decimals) => {
          const want = new Exact(String(value))
            .times(new Exact(10).pow(decimals))
            .toDecimalPlaces(0, DecimalJs.ROUND_HALF_UP)
            .toNumber();
          expect(priceFromFloat(value, decimals)).toBe(want === 0 ? 0 : want);
        },
      ),
      { numRuns: RUNS / 5 },
    );
  });

  test("refuses what has no nearest unit", () => {
    expect(() => priceFromFloat(Number.NaN, 2)).toThrow("is not a finite number");
    expect(() => priceFromFloat(1e15, 2)).toThrow("beyond");
  });
});
