import { expect, test } from "bun:test";
import fc from "fast-check";
import { bytes, clock, duration, fixed, midText, money, percent, signedUnits, timestamp, units } from "./format.ts";

test("units are exact decimals, whatever their size", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 12 }), (value, decimals) => {
      const text = units(value, decimals);
      expect(BigInt(text.replace("−", "-").replace(".", ""))).toBe(BigInt(value));
      expect((text.split(".")[1] ?? "").length).toBe(decimals);
    }),
  );
  expect([signedUnits(5, 0), signedUnits(-5, 1), signedUnits(0, 0)]).toEqual(["+5", "−0.5", "0"]);
});

test("a mid between two units has one digit more", () => {
  expect([midText(50_005, 2), midText(50_005.5, 2), midText(Number.NaN, 2)]).toEqual(["500.05", "500.055", "–"]);
});

test("figures as people read them", () => {
  expect([fixed(-0.001, 2), fixed(1234.5, 1), fixed(Number.NaN, 1)]).toEqual(["0.00", "1,234.5", "–"]);
  expect([money(5, true), money(-5, true)]).toEqual(["+5.00", "−5.00"]);
  expect(percent(0.1234)).toBe("12.34 %");
  expect([740, 12_400, 3.1e6, 2e9].map(duration)).toEqual(["740 ns", "12.4 µs", "3.1 ms", "2.0 s"]);
  expect([2048, 3 * 2 ** 20, 2 ** 31].map(bytes)).toEqual(["2 KiB", "3.0 MiB", "2.0 GiB"]);
});

test("times keep what is shown of them", () => {
  const nanos = 1_704_205_805_123_456_789n;
  expect([clock(nanos), timestamp(nanos)]).toEqual(["14:30:05.123", "2024-01-02 14:30:05.123456789"]);
});
