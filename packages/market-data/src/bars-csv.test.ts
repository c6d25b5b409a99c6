import { describe, expect, test } from "bun:test";
import { ConfigError, InputError, Instrument } from "@hotpath/core";
import fc from "fast-check";
import type { RejectedRow } from "./bar-reject.ts";
import { type BarsCsvOptions, parseBarsCsv } from "./bars-csv.ts";

const instrument = new Instrument({ id: 1, symbol: "IDX", priceDecimals: 2 });
const HEADER = "date,open,high,low,close,volume";

function parse(text: string, options: Partial<BarsCsvOptions> = {}) {
  const refused: RejectedRow[] = [];
  const result = parseBarsCsv(text, { instrument, onReject: (row) => refused.push(row), ...options });
  return {
    ...result,
    refused,
    rowsOf: [...result.series].map((b) => [b.date.slice(0, 10), b.open, b.high, b.low, b.close, b.volume].join(" ")),
  };
}

function streamOf(bytes: Uint8Array, cuts: readonly number[]): ReadableStream<Uint8Array> {
  const points = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return new ReadableStream({
    start(controller) {
      for (let i = 1; i < points.length; i++) controller.enqueue(bytes.slice(points[i - 1], points[i]));
      controller.close();
    },
  });
}

describe("parseBarsCsv", () => {
  test("reads plain bars exactly", () => {
    const { series, rows, rejected, rowsOf } = parse(
      `${HEADER}\n2000-01-03,1469.25,1478.00,1438.36,1455.22,931800000\n2000-01-04,1455.22,1455.22,1397.43,1399.42,1009000000\n`,
    );
    expect([rows, rejected, series.length]).toEqual([2, 0, 2]);
    expect(rowsOf).toEqual([
      "2000-01-03 1469.25 1478.00 1438.36 1455.22 931800000",
      "2000-01-04 1455.22 1455.22 1397.43 1399.42 1009000000",
    ]);
    expect([...series.timeMicros]).toEqual([946857600000000, 946944000000000]);
    expect([...series.close]).toEqual([145522, 139942]);
    expect(series.adjustedClose).toBeUndefined();
  });

  test("understands quotes, any line ends, a byte order mark, blank lines, any order and other columns", () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      const text = [
        '\ufeffSymbol,"Adj Close",VOLUME,Close*,"High","Low",Open,Date',
        "",
        '"X, ""the"" one",1.40,"5","1.50",2.00,1.00,1.25,"2020-01-02"',
        "  ",
        "X,1.6,6,1.60,2.00,1.00,1.50,2020-01-03",
      ].join(end);
      const { series, refused, rowsOf } = parse(text);
      expect(refused).toEqual([]);
      expect(rowsOf).toEqual(["2020-01-02 1.25 2.00 1.00 1.50 5", "2020-01-03 1.50 2.00 1.00 1.60 6"]);
      expect([...series.adjustedClose!]).toEqual([140, 160]);
    }
  });

  test("a line break within quotes belongs to the field, and lines are counted on", () => {
    const { rowsOf, refused } = parse(
      `note,${HEADER}\n"two\nlines",2020-01-02,1,1,1,1,1\n"three\n\nlines",2020-01-02,1,1,1,1,1\n,2020-01-03,x,1,1,1,1\n`,
    );
    expect(rowsOf.length).toBe(1);
    expect(refused.map(({ line, reason, column }) => [line, reason, column])).toEqual([
      [4, "duplicateTime", "date"],
      [7, "badNumber", "open"],
    ]);
  });

  test("each reason to refuse a row is told with line and column, and the rest is read", () => {
    const good = "2020-01-01,10,12,9,11,100";
    const cases: [string, string, string | undefined][] = [
      ["2020-01-02,10,12,9,11", "fieldCount", undefined],
      ['2020-01-02,10,12,9,11,"1,000"', "badNumber", "volume"],
      ["2020-01-02,10,12,9,11,1,000", "fieldCount", undefined],
      ['2020-01-02,10,12,9,1"1,100', "quoting", undefined],
      ['2020-01-02,10,12,9,"11"x,100', "quoting", undefined],
      ["2020-02-30,10,12,9,11,100", "badTime", "date"],
      ["yesterday,10,12,9,11,100", "badTime", "date"],
      [",10,12,9,11,100", "badTime", "date"],
      ["2020-01-02,null,12,9,11,100", "badNumber", "open"],
      ["2020-01-02,10,,9,11,100", "badNumber", "high"],
      ["2020-01-02,10,12,0x9,11,100", "badNumber", "low"],
      ["2020-01-02,10,12,9,NaN,100", "badNumber", "close"],
      ["2020-01-02,10,12,9,Infinity,100", "badNumber", "close"],
      ["2020-01-02,10,12,9,11,1e3.5", "badNumber", "volume"],
      ["2020-01-02,10.001,12,9,11,100", "tooFine", "open"],
      ["2020-01-02,10,12,9,11,0.5", "tooFine", "volume"],
      ["2020-01-02,10,99999999999999.99,9,11,100", "tooLarge", "high"],
      ["2020-01-02,10,1e300,9,11,100", "tooLarge", "high"],
      ["2020-01-02,10,12,0,11,100", "notPositive", "low"],
      ["2020-01-02,-10,12,-19,11,100", "notPositive", "low"],
      ["2020-01-02,10,12,9,11,-1", "negativeVolume", "volume"],
      ["2020-01-02,10,9,12,11,100", "highBelowLow", "high"],
      ["2020-01-02,13,12,9,11,100", "openOutside", "open"],
      ["2020-01-02,10,12,9,8,100", "closeOutside", "close"],
      [good, "duplicateTime", "date"],
      ["2019-12-31,10,12,9,11,100", "timeOrder", "date"],
    ];
    const text = [HEADER, good, ...cases.map(([line]) => line), "2020-01-05,10,12,9,11,100"].join("\n");
    const { refused, rows, rejected, rejects, rowsOf } = parse(text);
    expect(refused.map((row) => [row.text, row.reason, row.column])).toEqual(cases as never);
    expect(refused.map((row) => row.line)).toEqual(cases.map((_, i) => i + 3));
    expect([rows, rejected, rowsOf.length]).toEqual([cases.length + 2, cases.length, 2]);
    for (const reason of Object.keys(rejects) as (keyof typeof rejects)[])
      expect([reason, rejects[reason]]).toEqual([reason, cases.filter(([, r]) => r === reason).length]);
    expect(Object.values(rejects).every((count) => count > 0)).toBe(true);
  });

  test("a quote that nothing closes costs its own line, not the file", () => {
    const { refused, rowsOf } = parse(`${HEADER}\n"2020-01-01,1,1,1,1,1\n2020-01-02,1,1,1,1,1\n2020-01-03,1,1,1,1,1`);
    expect(refused.map(({ line, reason }) => [line, reason])).toEqual([[2, "quoting"]]);
    expect(rowsOf.length).toBe(2);
  });

  test("rounds when it is told to, ties away from zero", () => {
    const { series } = parse(`${HEADER}\n2020-01-01,1.005,1.0149999,1.00,1.0051e0,2.5\n`, { round: true });
    expect([series.open[0], series.high[0], series.low[0], series.close[0], series.volume[0]]).toEqual([
      101, 101, 100, 101, 3,
    ]);
    const below = parse(`${HEADER}\n2020-01-01,-37.635,-1,-40.005,-37.63,1\n`, { round: true, negativePrices: true });
    expect([below.series.open[0], below.series.low[0], below.series.close[0]]).toEqual([-3764, -4001, -3763]);
  });

  test("reads each date format, and guesses none", () => {
    const times = (dateFormat: BarsCsvOptions["dateFormat"], ...texts: string[]) =>
      parse([`timestamp,open,high,low,close`, ...texts.map((t) => `${t},1,1,1,1`)].join("\n"), {
        ...(dateFormat && { dateFormat }),
      });
    const day = 946857600000000;
    const noon = day + 12 * 3600e6;
    expect([...times("us", "1/3/2000", "01/04/2000 00:00").series.timeMicros]).toEqual([day, day + 86400e6]);
    expect([...times("eu", "3.1.2000", "04/01/2000").series.timeMicros]).toEqual([day, day + 86400e6]);
    expect([...times("iso", "2000/01/03", "20000104").series.timeMicros]).toEqual([day, day + 86400e6]);
    expect([...times("seconds", "946857600", "946900800.5").series.timeMicros]).toEqual([day, noon + 500000]);
    expect([...times("millis", "946857600000", "946900800000.001").series.timeMicros]).toEqual([day, noon + 1]);
    expect([...times("micros", "0", "946900800000000").series.timeMicros]).toEqual([0, noon]);
    expect([...times("nanos", "0", "946857600000000000", "946900800000001000").series.timeMicros]).toEqual([
      0,
      day,
      noon + 1,
    ]);
    expect(times("nanos", "946857600000000001").rejects.badTime).toBe(1);
    expect(times(undefined, "1/3/2000", "946857600").rejects.badTime).toBe(2);
    expect(times("us", "13/1/2000", "1-3/2000", "1/3/00").rejects.badTime).toBe(3);
  });

  test("joins a date with a time of day that stands in a column of its own, and adds what a bar lasts", () => {
    const { series } = parse("Date,Time,Open,High,Low,Close\n2000-01-03,09:30,1,1,1,1\n2000-01-03,09:31:00,1,1,1,1\n", {
      closesAfterMicros: 60e6,
    });
    const day = 946857600000000;
    expect([...series.timeMicros]).toEqual([day + (9 * 60 + 31) * 60e6, day + (9 * 60 + 32) * 60e6]);
  });

  test("turns a descending file round", () => {
    const text = `${HEADER}\n2020-01-03,3,3,3,3,3\n2020-01-02,2,2,2,2,2\n2020-01-04,4,4,4,4,4\n`;
    const { series, rejects } = parse(text, { order: "descending" });
    expect([[...series.close], rejects.timeOrder]).toEqual([[200, 300], 1]);
  });

  test("takes columns by name, and says what the file has where one is missing", () => {
    const text = "When;First;High;Low;Last;Close\n2020-01-01;1;2;1;1.5;9\n";
    const columns = { time: "when", open: "FIRST", close: "last" };
    expect(parse(text, { columns, delimiter: ";" }).rowsOf).toEqual(["2020-01-01 1.00 2.00 1.00 1.50 0"]);
    expect(() => parse(text, { delimiter: ";" })).toThrow(
      'no column timestamp or datetime or date or time; it has "When", "First", "High", "Low", "Last", "Close"',
    );
    expect(() => parse(`${HEADER}\n`, { columns: { volume: "shares" } })).toThrow("no column shares");
    expect(() => parse("date,open,high,low,close,Close\n")).toThrow("two columns close");
    for (const empty of ["", "\n\n", "\ufeff"]) expect(() => parse(empty)).toThrow(InputError);
    expect(parse(HEADER).series.length).toBe(0);
  });

  test("bad options name the key, the value and what is allowed", () => {
    const wrong: [object, string][] = [
      [{ dateformat: "us" }, "dateformat: got"],
      [{ dateFormat: "dmy" }, 'dateFormat: got "dmy"; allowed: one of iso, us, eu'],
      [{ order: "up" }, "order: got"],
      [{ delimiter: ".." }, "delimiter: got"],
      [{ closesAfterMicros: 0.5 }, "closesAfterMicros: got 0.5"],
      [{ columns: { opne: "x" } }, "columns.opne"],
      [{ instrument: {} }, "instrument: got {}"],
    ];
    for (const [options, message] of wrong) {
      expect(() => parse(HEADER, options as never)).toThrow(ConfigError);
      expect(() => parse(HEADER, options as never)).toThrow(message);
    }
    expect(() => parseBarsCsv(5 as never, { instrument })).toThrow(InputError);
  });

  test("a stream cut anywhere reads as the whole", async () => {
    const text = `\ufeff${HEADER},note\r\n2020-01-01,1,2,1,1.5,10,"a ""b""\r\nc"\r\n\r\n2020-01-02,1,2,x,1.5,10,\r\n"2020-01-03",1.25,2,1,1.5,10,é\r\n2020-01-04,1,2,1,1.5,10,"end"`;
    const bytes = new TextEncoder().encode(text);
    const whole = parse(text);
    expect([whole.rows, whole.rejected]).toEqual([4, 1]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 40 }), async (cuts) => {
        const refused: RejectedRow[] = [];
        const result = await parseBarsCsv(streamOf(bytes, cuts), { instrument, onReject: (row) => refused.push(row) });
        expect([...result.series]).toEqual([...whole.series]);
        expect(refused).toEqual(whole.refused);
      }),
    );
  });

  test("a stream that fails, and one without a column, reject; the stream is let go", async () => {
    const failing = new ReadableStream<Uint8Array>({
      pull: () => Promise.reject(new Error("the line is dead")),
    });
    expect(parseBarsCsv(failing, { instrument })).rejects.toThrow("the line is dead");
    const wrong = streamOf(new TextEncoder().encode("a,b\n"), []);
    await expect(parseBarsCsv(wrong, { instrument })).rejects.toThrow(InputError);
    expect(wrong.locked).toBe(false);
  });

  test("any bytes are read without an error once there is a header, each row accounted for", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const header = new TextEncoder().encode(`${HEADER}\n`);
        const { rows, rejected, series, rejects } = parseBarsCsv(Uint8Array.of(...header, ...bytes), { instrument });
        expect(rows).toBe(series.length + rejected);
        expect(Object.values(rejects).reduce((a, b) => a + b)).toBe(rejected);
      }),
    );
  });

  test("any text made of the format's own signs, too", () => {
    const unit = fc.constantFrom(...'0123456789.,-+eE:"TZ \r\n', "2020-01-01,", "1,1,1,1,1\n", '"');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 200 }), (text) => {
        const { rows, rejected, series } = parse(`${HEADER}\n${text}`);
        expect(rows).toBe(series.length + rejected);
        for (let i = 0; i < series.length; i++) {
          expect(series.high[i]! >= series.low[i]! && series.low[i]! > 0).toBe(true);
          if (i > 0) expect(series.timeMicros[i]!).toBeGreaterThan(series.timeMicros[i - 1]!);
        }
      }),
      { numRuns: 500 },
    );
  });
});
