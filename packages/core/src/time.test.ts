import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ManualClock } from "./clock.ts";
import { systemClock } from "./system-clock.ts";
import {
  formatTimestamp,
  joinNanos,
  MAX_MICROS,
  microsOf,
  nanosOf,
  parseTimestamp,
  storeTime,
  timeMicros,
  timeNanos,
} from "./time.ts";

const LAST = BigInt(MAX_MICROS) * 1000n + 999n;
const times = fc.oneof(
  fc.bigInt({ min: 0n, max: LAST }),
  fc.bigInt({ min: 0n, max: 2n ** 34n }),
  fc.bigInt({ min: 0n, max: 2n ** 21n }).map((n) => n * 2n ** 32n),
);

describe("time in records", () => {
  test("a stored time is the little-endian 64-bit integer, and splits back exactly", () => {
    const words = new Int32Array(2);
    const view = new DataView(words.buffer);
    fc.assert(
      fc.property(times, (time) => {
        storeTime(words, 0, microsOf(time), nanosOf(time));
        expect(view.getBigInt64(0, true)).toBe(time);
        expect(timeMicros(words, 0)).toBe(microsOf(time));
        expect(timeNanos(words, 0)).toBe(nanosOf(time));
        expect(joinNanos(timeMicros(words, 0), timeNanos(words, 0))).toBe(time);
      }),
      { numRuns: 50_000 },
    );
  });

  test("a time before 1970 splits downwards", () => {
    expect([microsOf(-1n), nanosOf(-1n)]).toEqual([-1, 999]);
    expect(joinNanos(microsOf(-1234567n), nanosOf(-1234567n))).toBe(-1234567n);
  });
});

describe("ISO 8601", () => {
  test("reads dates and times down to the nanosecond", () => {
    expect(parseTimestamp("2000-01-03")).toBe(946857600000000000n);
    expect(parseTimestamp("2000-01-03T14:30:00.000000001Z")).toBe(946909800000000001n);
    expect(parseTimestamp("2000-01-03 16:30:00+02:00")).toBe(946909800000000000n);
  });

  test("is the inverse of formatting", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 61n), max: 2n ** 62n }), (time) => {
        expect(parseTimestamp(formatTimestamp(time))).toBe(time);
      }),
    );
  });

  test("refuses what is no date", () => {
    for (const text of ["", "yesterday", "2000-13-01", "2001-02-29", "2000-01-01T24:00:00Z", "2000-1-3", "20000103"])
      expect(() => parseTimestamp(text)).toThrow("date");
  });
});

describe("clocks", () => {
  test("a manual clock stands still until it is moved", () => {
    const clock = new ManualClock(1_000_000_001n);
    expect(clock.now()).toBe(1_000_000_001n);
    clock.advance(1_999n);
    expect([clock.now(), clock.nowMicros()]).toEqual([1_000_002_000n, 1_000_002]);
    clock.setMicros(5, 7);
    expect(clock.now()).toBe(5007n);
  });

  test("the system clock never runs backwards", () => {
    let last = systemClock.now();
    for (let i = 0; i < 10_000; i++) {
      const now = systemClock.now();
      expect(now >= last).toBe(true);
      last = now;
    }
    expect(last > parseTimestamp("2024-01-01")).toBe(true);
  });
});
