import { expect, test } from "bun:test";
import { bytes, counted, duration, fixed, integer, money, moneyText, nanos, percent } from "./format.ts";

test("numbers are grouped, signs and zeros are what people expect", () => {
  expect(integer(1234567)).toBe("1,234,567");
  expect(fixed(-0.001, 2)).toBe("0.00");
  expect(fixed(-1234.5, 2)).toBe("-1,234.50");
  expect(fixed(Number.NaN, 2)).toBe("–");
  expect(money(12.345, true)).toBe("+12.35");
  expect(money(-12.345, true)).toBe("-12.35");
  expect(money(0, true)).toBe("0.00");
  expect(moneyText("-1548.8735", true)).toBe("-1,548.87");
});

test("shares, times and sizes carry their units", () => {
  expect(percent(0.12345)).toBe("12.35 %");
  expect(percent(0.5, 0, true)).toBe("+50 %");
  expect(percent(Number.POSITIVE_INFINITY)).toBe("–");
  expect(nanos(99_999)).toBe("99,999");
  expect(nanos(2_800_000)).toBe("2,800 µs");
  expect(nanos(280_000_000)).toBe("280 ms");
  expect(duration(4.26)).toBe("4.3 s");
  expect(duration(592)).toBe("9 min 52 s");
  expect(duration(7500)).toBe("2 h 05 min");
  expect(bytes(24.5 * 2 ** 30)).toBe("24.5 GiB");
  expect(bytes(-3 * 2 ** 20)).toBe("-3.0 MiB");
  expect(bytes(2048)).toBe("2 KiB");
});

test("counts come with the most frequent first", () => {
  expect(counted({ A: 1, B: 2000 })).toBe("B 2,000, A 1");
  expect(counted({})).toBe("none");
});
