import { describe, expect, test } from "bun:test";
import { detectBarsDateFormat, detectDateFormat, microsOfDate } from "./date-detection.ts";

describe("detectDateFormat", () => {
  test("dates by their form, counts by their size", () => {
    expect(detectDateFormat(["2000-01-03", "2000-01-04T10:00Z"])).toBe("iso");
    expect(detectDateFormat(["20000103", "20000104"])).toBe("iso");
    expect(detectDateFormat(["946857600", "946944000"])).toBe("seconds");
    expect(detectDateFormat(["946857600000"])).toBe("millis");
    expect(detectDateFormat(["946857600000000"])).toBe("micros");
    expect(detectDateFormat(["946857600000000000"])).toBe("nanos");
  });

  test("month or day first, by a day beyond the twelfth or by the order", () => {
    expect(detectDateFormat(["12/31/1999", "1/3/2000"])).toBe("us");
    expect(detectDateFormat(["31.12.1999", "3.1.2000"])).toBe("eu");
    // As months these would be January, February and January again.
    expect(detectDateFormat(["1/2/2000", "2/2/2000", "1/3/2000"])).toBe("eu");
    expect(detectDateFormat(["3/1/2000", "2/2/2000", "2/1/2000"])).toBe("us");
  });

  test("what does not tell is not guessed", () => {
    expect(detectDateFormat(["1/3/2000", "1/4/2000"])).toBeUndefined();
    expect(detectDateFormat(["yesterday"])).toBeUndefined();
    expect(detectDateFormat(["2000-01-03", "1/4/2000"])).toBeUndefined();
    expect(detectDateFormat([])).toBeUndefined();
  });

  test("one date in three formats is one time", () => {
    const micros = Date.UTC(2000, 0, 3) * 1000;
    expect([microsOfDate("2000-01-03", "iso"), microsOfDate("1/3/2000", "us"), microsOfDate("3.1.2000", "eu")]).toEqual(
      [micros, micros, micros],
    );
    expect(microsOfDate("", "iso")).toBeNaN();
  });

  test("a file of bars, whole or its beginning, with the column that is named", () => {
    const encode = (text: string) => new TextEncoder().encode(text);
    const rows = "1/2/2000,1,1,1,1\n2/2/2000,1,1,1,1\n1/3/2000,1,1,1,1\n";
    expect(detectBarsDateFormat(encode(`\ufeffDate,Open,High,Low,Close\n${rows}`))).toBe("eu");
    expect(detectBarsDateFormat(encode(`Date,Open,High,Low,Close\n${rows}13/3/20`))).toBe("eu");
    const columns = { time: "when" };
    expect(detectBarsDateFormat(encode(`Date,when,Open,High,Low,Close\nx,946857600,1,1,1,1\n`), { columns })).toBe(
      "seconds",
    );
  });
});
