import { describe, expect, test } from "bun:test";
import { Decimal } from "@hotpath/core/decimal";
import fc from "fast-check";
import {
  explainUnits,
  FieldFault,
  isDecimal,
  isInt,
  isMonthYear,
  isSequenceNumber,
  isTzTimeOnly,
  readDateDays,
  readInteger,
  readTimeOnlyMicros,
  readTimestamp,
  readTimestampMicros,
  readTimestampNanos,
  readTzTimestampMicros,
  readUnits,
} from "./values.ts";

/** A reader of a value given as text, with other bytes around it. */
function of<T>(read: (bytes: Uint8Array, start: number, end: number, more: number) => T) {
  return (value: string, more = 0) => {
    const bytes = new TextEncoder().encode(`9${value}9`);
    return read(bytes, 1, bytes.length - 1, more);
  };
}

describe("whole numbers", () => {
  test("have a minus and leading zeros, and nothing else", () => {
    const read = of(readInteger);
    expect(["0", "-0", "00023", "-17", "9007199254740991"].map((text) => read(text))).toEqual([
      0,
      0,
      23,
      -17,
      2 ** 53 - 1,
    ]);
    for (const text of ["", "-", "+1", "1.0", " 1", "1 ", "x", "1e3", "9007199254740992", "--1"])
      expect(read(text)).toBeNaN();
  });

  test("an int has 32 bits, a sequence number 64", () => {
    expect(["2147483647", "-2147483648", "2147483648", "-2147483649"].map((text) => of(isInt)(text))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    const sequences = [
      "0",
      "18446744073709551615",
      "0018446744073709551615",
      "18446744073709551616",
      "99999999999999999999",
      "-1",
      "",
    ];
    expect(sequences.map((text) => of(isSequenceNumber)(text))).toEqual([true, true, true, false, false, false, false]);
  });
});

describe("decimals", () => {
  test("have the forms that QuickFIX takes", () => {
    for (const text of ["1", "-1", "1.", ".5", "-.5", "0023.2300", "0"])
      expect([text, of(isDecimal)(text)]).toEqual([text, true]);
    for (const text of ["", ".", "-", "-.", "+1", "1e5", "1,5", "1.2.3", " 1", "NaN"])
      expect([text, of(isDecimal)(text)]).toEqual([text, false]);
  });

  test("are exact as units, or refused with a reason", () => {
    const cases: [string, number, number, FieldFault][] = [
      ["187.45", 4, 1874500, FieldFault.None],
      ["-187.4500", 2, -18745, FieldFault.None],
      ["187.4500000000000000000000", 2, 18745, FieldFault.None],
      [".5", 1, 5, FieldFault.None],
      ["5.", 0, 5, FieldFault.None],
      ["-0.0", 2, 0, FieldFault.None],
      ["90071992547409.91", 2, 2 ** 53 - 1, FieldFault.None],
      ["187.455", 2, Number.NaN, FieldFault.TooFine],
      ["90071992547409.92", 2, Number.NaN, FieldFault.OutOfRange],
      ["99999999999999999999", 0, Number.NaN, FieldFault.OutOfRange],
      ["9007199254740991", 15, Number.NaN, FieldFault.OutOfRange],
      ["+1", 2, Number.NaN, FieldFault.Malformed],
      ["", 2, Number.NaN, FieldFault.Empty],
    ];
    for (const [text, decimals, units, fault] of cases) {
      expect([text, of(readUnits)(text, decimals)]).toEqual([text, units]);
      if (Number.isNaN(units)) expect([text, of(explainUnits)(text, decimals)]).toEqual([text, fault]);
    }
  });

  test("any decimal is what a Decimal says", () => {
    const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), maxLength: 12 });
    fc.assert(
      fc.property(
        fc.constantFrom("", "-"),
        digits,
        digits,
        fc.boolean(),
        fc.nat(15),
        (sign, whole, part, point, decimals) => {
          const text = `${sign}${whole}${point ? `.${part}` : ""}`;
          const units = of(readUnits)(text, decimals);
          if (!/\d/.test(text)) expect(units).toBeNaN();
          else {
            const exact = new Decimal(text.replace(/^(-?)\./, "$10.")).times(new Decimal(10).pow(decimals));
            const fits = exact.isInteger() && exact.abs().lte(Number.MAX_SAFE_INTEGER);
            expect(units).toBe(fits ? exact.toNumber() + 0 : Number.NaN);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("times", () => {
  const micros = of(readTimestampMicros);

  test("are those of the calendar, from seconds to picoseconds", () => {
    const at = (text: string) => Date.parse(text) * 1000;
    expect(micros("20260314-13:30:15")).toBe(at("2026-03-14T13:30:15Z"));
    expect(micros("20260314-13:30:15.1")).toBe(at("2026-03-14T13:30:15.1Z"));
    expect(micros("20260314-13:30:15.123456789")).toBe(at("2026-03-14T13:30:15.123Z") + 456);
    expect(micros("17000101-00:00:00")).toBe(at("1700-01-01T00:00:00Z"));
    // Beyond safe microseconds the nanoseconds are exact still, as a bigint.
    expect([micros("99991231-23:59:59.999"), of(readTimestamp)("99991231-23:59:59.999")]).toEqual([
      Number.NaN,
      253402300799999000000n,
    ]);
    expect(micros("20161231-23:59:60")).toBe(at("2017-01-01T00:00:00Z"));
    const nanos = of(readTimestampNanos);
    expect([
      nanos("20260314-13:30:15"),
      nanos("20260314-13:30:15.1234567"),
      nanos("20260314-13:30:15.123456789"),
    ]).toEqual([0, 700, 789]);
    expect([nanos("20260314-13:30:15.123456789000"), nanos("20260314-13:30:15.123456789001")]).toEqual([
      789,
      Number.NaN,
    ]);
  });

  test("what is none is refused", () => {
    for (const text of [
      "",
      "20260314",
      "20260314-13:30",
      "20260314-13:30:61",
      "20260314-24:00:00",
      "20260314-13:60:00",
      "20260229-13:30:15",
      "20261314-13:30:15",
      "20260300-13:30:15",
      "20260314 13:30:15",
      "20260314-13:30:15.",
      "20260314-13:30:15,5",
      "2026-3-14-13:30:15",
      "20260314-13:30:15.1234567890123",
      "20260314-13:30:15Z",
      "x0260314-13:30:15",
      "20260314-13.30.15",
    ])
      expect([text, micros(text)]).toEqual([text, Number.NaN]);
  });

  test("every day of four centuries is a day after the one before", () => {
    let days = -1;
    for (
      let date = new Date(Date.UTC(1970, 0, 1));
      date.getUTCFullYear() < 2370;
      date.setUTCDate(date.getUTCDate() + 1)
    ) {
      const text = date.toISOString().slice(0, 10).replaceAll("-", "");
      expect(of(readDateDays)(text)).toBe(++days);
    }
  });

  test("of the day, with a zone, months", () => {
    expect([of(readTimeOnlyMicros)("13:30:15.118"), of(readTimeOnlyMicros)("13:30")]).toEqual([
      48615118000,
      Number.NaN,
    ]);
    const zoned = of(readTzTimestampMicros);
    const noon = Date.parse("2006-09-01T07:39:00Z") * 1000;
    expect(
      [
        "20060901-07:39Z",
        "20060901-02:39-05",
        "20060901-15:39:00+08",
        "20060901-13:09:00.000+05:30",
        "20060901-07:39",
      ].map((t) => zoned(t)),
    ).toEqual(Array(5).fill(noon));
    for (const text of [
      "20060901-07:39X",
      "20060901-07:39+15",
      "20060901-07:39+5",
      "20060901-07",
      "20060901-07:39+05:60",
    ])
      expect(zoned(text)).toBeNaN();
    expect(["07:39Z", "07:39:00-03:30", "07:39:00.5", "7:39", "07:39+"].map((text) => of(isTzTimeOnly)(text))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(
      ["202603", "20260314", "202603w5", "202603w6", "202613", "20260332", "2026"].map((text) => of(isMonthYear)(text)),
    ).toEqual([true, true, true, false, false, false, false]);
  });
});
