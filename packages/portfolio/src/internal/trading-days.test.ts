import { expect, test } from "bun:test";
import { TradingDays } from "./trading-days.ts";

const DAY = 86_400e6;

test("a day starts with the first event at or after its start, once", () => {
  const days = new TradingDays(3_600e6);
  const times = [0.5 * 3_600e6, 3_600e6 - 1, 3_600e6, 3_600e6 + 1, DAY + 3_600e6 - 1, 5 * DAY, 5 * DAY + 3_600e6];
  expect(times.map((micros) => days.starts(micros))).toEqual([true, false, true, false, false, true, true]);
  expect(days.next).toBe(6 * DAY + 3_600e6);
});

test("what is no time of a day is refused by name", () => {
  for (const wrong of [-1, 0.5, DAY, Number.NaN]) expect(() => new TradingDays(wrong)).toThrow("dayStartMicros");
});
