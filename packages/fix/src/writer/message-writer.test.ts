import { describe, expect, test } from "bun:test";
import { CapacityError, ConfigError, formatFixed, InputError } from "@hotpath/core";
import fc from "fast-check";
import { dictionary } from "../generated/fix44.ts";
import { Garbled } from "../reader/garbled.ts";
import { MessageReader } from "../reader/message-reader.ts";
import { MessageWriter, type TimePrecision } from "./message-writer.ts";

const text = (writer: MessageWriter) => new TextDecoder().decode(writer.message()).replaceAll("\u0001", "|");

/** What a call writes, between MsgType and CheckSum. */
function written(write: (writer: MessageWriter) => void): string {
  const writer = new MessageWriter();
  writer.begin("FIX.4.4", "D");
  write(writer);
  writer.end();
  return text(writer)
    .replace(/^8=FIX\.4\.4\|9=\d+\|35=D\|/, "")
    .replace(/10=\d{3}\|$/, "");
}

describe("MessageWriter", () => {
  test("puts length and checksum right", () => {
    const writer = new MessageWriter();
    writer.begin("FIX.4.4", "0");
    writer.string(49, "A");
    writer.string(56, "B");
    writer.int(34, 1);
    expect([writer.end(), text(writer)]).toEqual([42, "8=FIX.4.4|9=20|35=0|49=A|56=B|34=1|10=125|"]);
    writer.begin("FIXT.1.1", "A");
    writer.end();
    expect(text(writer)).toBe("8=FIXT.1.1|9=5|35=A|10=002|");
  });

  test("the length of any body is right, and what was written is read", () => {
    const reader = new MessageReader(dictionary);
    const writer = new MessageWriter({ bytes: 256 });
    for (let length = 1; length < 1200; length++) {
      writer.begin("FIX.4.4", "B");
      writer.string(58, "x".repeat(length));
      expect([writer.end(), reader.read(writer.message()), reader.string(58)?.length]).toEqual([
        writer.finish - writer.start,
        Garbled.None,
        length,
      ]);
    }
  });

  test("writes values of every kind", () => {
    expect(written((w) => w.char(54, 49))).toBe("54=1|");
    expect(written((w) => w.boolean(43, true))).toBe("43=Y|");
    expect(written((w) => w.int(1, -42))).toBe("1=-42|");
    expect(written((w) => w.bigint(10000, 2n ** 70n))).toBe("10000=1180591620717411303424|");
    expect(written((w) => w.units(44, 1874500, 4))).toBe("44=187.4500|");
    expect(written((w) => w.units(44, -5, 2))).toBe("44=-0.05|");
    expect(written((w) => w.units(999, 0, 3))).toBe("999=0.000|");
    expect(written((w) => w.units(1000, 2 ** 53 - 1, 15))).toBe("1000=9.007199254740991|");
    expect(written((w) => w.date(75, 20526))).toBe("75=20260314|");
    expect(written((w) => w.string(58, "Grüße"))).toBe("58=Grüße|");
    expect(written((w) => w.string(58, ""))).toBe("58=|");
    expect(written((w) => w.raw(58, new TextEncoder().encode("abcdef"), 1, 4))).toBe("58=bcd|");
    expect(written((w) => w.raw(2147483647, new Uint8Array(40).fill(65)))).toBe(`2147483647=${"A".repeat(40)}|`);
    expect(written((w) => w.data(95, 96, new TextEncoder().encode("a\u0001b")))).toBe("95=3|96=a|b|");
  });

  test("writes times as finely as it is told", () => {
    const micros = Date.parse("2026-03-14T13:30:15.123Z") * 1000 + 456;
    const at = (precision: TimePrecision) => written((w) => w.timestamp(52, micros, 789, precision));
    expect(at(0)).toBe("52=20260314-13:30:15|");
    expect(at(3)).toBe("52=20260314-13:30:15.123|");
    expect(at(6)).toBe("52=20260314-13:30:15.123456|");
    expect(at(9)).toBe("52=20260314-13:30:15.123456789|");
    expect(at(12)).toBe("52=20260314-13:30:15.123456789000|");
    expect(written((w) => w.timestamp(52, -1, 0, 6))).toBe("52=19691231-23:59:59.999999|");
    expect(written((w) => w.timeOnly(273, 86400e6 - 1, 999, 9))).toBe("273=23:59:59.999999999|");
  });

  test("any number and any time is read again as it was", () => {
    const reader = new MessageReader(dictionary);
    const writer = new MessageWriter();
    const precision = fc.constantFrom<TimePrecision>(0, 3, 6, 9, 12);
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        fc.nat(15),
        fc.integer({ min: -9007199254, max: 9007199253 }),
        fc.nat(999999999),
        precision,
        (units, decimals, seconds, fraction, digits) => {
          const micros = seconds * 1e6 + Math.floor(fraction / 1000);
          writer.begin("FIX.4.4", "8");
          writer.units(44, units, decimals);
          writer.timestamp(60, micros, fraction % 1000, digits);
          writer.end();
          expect(reader.read(writer.message())).toBe(Garbled.None);
          expect(reader.string(44)).toBe(formatFixed(units, decimals));
          expect(reader.units(44, decimals)).toBe(units);
          const kept = digits >= 9 ? fraction : fraction - (fraction % 10 ** (9 - digits));
          expect(reader.timestamp(60)).toBe(BigInt(seconds) * 1_000_000_000n + BigInt(kept));
        },
      ),
      { numRuns: 3000 },
    );
  });

  test("grows within its bound, and goes on after it", () => {
    const writer = new MessageWriter({ bytes: 256, maxBytes: 2000 });
    writer.begin("FIX.4.4", "B");
    for (let i = 0; i < 15; i++) writer.string(58, "x".repeat(20));
    expect(() => writer.raw(96, new Uint8Array(2000))).toThrow(CapacityError);
    writer.begin("FIX.4.4", "0");
    writer.end();
    expect(text(writer)).toStartWith("8=FIX.4.4|9=5|35=0|");
  });

  test("refuses what would not be read as it was meant", () => {
    const refused: [(writer: MessageWriter) => void, new (...args: never[]) => Error][] = [
      [(w) => w.string(58, "a\u0001b"), InputError],
      [(w) => w.string(58, "ü\u000110=000"), InputError],
      [(w) => w.char(54, 1), ConfigError],
      [(w) => w.char(54, 256), ConfigError],
      [(w) => w.int(34, 1.5), ConfigError],
      [(w) => w.int(34, Number.NaN), ConfigError],
      [(w) => w.int(34, 2 ** 53), ConfigError],
      [(w) => w.units(44, 1, 16), ConfigError],
      [(w) => w.units(44, 1, -1), ConfigError],
      [(w) => w.int(0, 1), ConfigError],
      [(w) => w.int(-5, 1), ConfigError],
      [(w) => w.timestamp(52, Number.NaN, 0, 3), ConfigError],
      [(w) => w.timestamp(52, 1e20, 0, 3), ConfigError],
      [(w) => w.timestamp(52, 0, 1000, 9), ConfigError],
      [(w) => w.timestamp(52, 0, 0, 4 as never), ConfigError],
      [(w) => w.timeOnly(273, 86400e6, 0, 3), ConfigError],
      [(w) => w.date(75, 0.5), ConfigError],
      [(w) => w.begin("FIX.4.4.and.more.", "D"), ConfigError],
    ];
    for (const [write, kind] of refused) {
      const writer = new MessageWriter();
      writer.begin("FIX.4.4", "D");
      expect(() => write(writer)).toThrow(kind);
    }
    for (const options of [{ bytes: 1 }, { maxBytes: 1 }, { bytes: 512, maxBytes: 256 }, { bytes: 1.5 }])
      expect(() => new MessageWriter(options)).toThrow(ConfigError);
  });
});
