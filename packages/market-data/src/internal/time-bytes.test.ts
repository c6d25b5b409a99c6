import { describe, expect, test } from "bun:test";
import { parseTimestamp } from "@hotpath/core";
import fc from "fast-check";
import { type DateFormat, microsOfBytes } from "./time-bytes.ts";

const encoder = new TextEncoder();
const micros = (text: string, format: DateFormat = "iso") => {
  const bytes = encoder.encode(`1${text}1`);
  return microsOfBytes(bytes, 1, bytes.length - 1, format);
};

/** What core says, where it is whole microseconds. */
function reference(text: string): number {
  try {
    const nanos = parseTimestamp(text);
    return nanos % 1000n === 0n ? Number(nanos / 1000n) : Number.NaN;
  } catch {
    return Number.NaN;
  }
}

describe("microsOfBytes", () => {
  test("reads ISO dates and times as core does", () => {
    const two = fc.integer({ min: 0, max: 62 }).map((n) => String(n).padStart(2, "0"));
    const part = fc.record({
      year: fc.integer({ min: 100, max: 9999 }).map((n) => String(n).padStart(4, "0")),
      month: fc.integer({ min: 0, max: 13 }).map((n) => String(n).padStart(2, "0")),
      day: fc.integer({ min: 0, max: 32 }).map((n) => String(n).padStart(2, "0")),
      time: fc.constantFrom("none", "minutes", "seconds", "fraction"),
      separator: fc.constantFrom("T", " "),
      hour: fc.integer({ min: 0, max: 25 }).map((n) => String(n).padStart(2, "0")),
      minute: two,
      second: two,
      fraction: fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: 9 }),
      zone: fc.constantFrom("", "Z", "+01:00", "-0530", "+00:00"),
    });
    fc.assert(
      fc.property(part, (p) => {
        const time =
          p.time === "none"
            ? ""
            : `${p.separator}${p.hour}:${p.minute}${p.time === "minutes" ? "" : `:${p.second}`}${p.time === "fraction" ? `.${p.fraction}` : ""}${p.zone}`;
        const text = `${p.year}-${p.month}-${p.day}${time}`;
        expect([text, micros(text)]).toEqual([text, reference(text)]);
      }),
      { numRuns: 5000 },
    );
  });

  test("every day of four centuries, in each of its writings", () => {
    let expected = Date.UTC(1900, 0, 1) * 1000;
    for (; expected < Date.UTC(2300, 0, 1) * 1000; expected += 86_400e6) {
      const iso = new Date(expected / 1000).toISOString().slice(0, 10);
      const [year, month, day] = iso.split("-");
      if (micros(iso) !== expected || micros(`${year}${month}${day}`) !== expected) expect(iso).toBe("read wrongly");
      if (micros(`${Number(month)}/${Number(day)}/${year}`, "us") !== expected) expect(iso).toBe("read wrongly as us");
      if (micros(`${day}.${month}.${year}`, "eu") !== expected) expect(iso).toBe("read wrongly as eu");
    }
  });

  test("anything else is no date", () => {
    for (const text of ["", "2020", "2020-01", "2020-1-2", "2020-01-02x", "2020-01-02T", "2020-01-02T1", "2020/01-02"])
      expect([text, micros(text)]).toEqual([text, Number.NaN]);
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.constantFrom<DateFormat>("iso", "us", "eu"), (text, format) => {
        const found = micros(text, format);
        expect(Number.isNaN(found) || Number.isSafeInteger(found)).toBe(true);
      }),
    );
  });
});
