import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { tryParseFixed } from "@hotpath/core";
import fc from "fast-check";
import { ascii, JsonScanner, Pattern } from "./scanner.ts";
import { VenueInstruments } from "./venue-instruments.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

function on(text: string): JsonScanner {
  const scanner = new JsonScanner();
  const bytes = new TextEncoder().encode(text);
  scanner.begin(bytes, 0, bytes.length);
  return scanner;
}

const digits = (least: number, most: number) => fc.stringMatching(new RegExp(`^[0-9]{${least},${most}}$`));

describe("JsonScanner", () => {
  test("decimals in quotes are the units that core reads, or left to the other reading", () => {
    fc.assert(
      fc.property(
        digits(0, 18),
        fc.option(digits(0, 18)),
        fc.integer({ min: 0, max: 15 }),
        (whole, fraction, decimals) => {
          const text = fraction === null ? whole : `${whole}.${fraction}`;
          const scanner = on(`"${text}"]`);
          const units = scanner.quotedUnits(decimals);
          if (Number.isNaN(units)) {
            // Only what is rare or wrong is left: no digits, a leading zero before many, too fine, too large, too long.
            const expected = tryParseFixed(text, decimals);
            expect(Number.isNaN(expected) || whole.length === 0 || whole.length > 9 || decimals > 9).toBe(true);
          } else {
            expect(units).toBe(tryParseFixed(text, decimals));
            expect(scanner.peek()).toBe(93);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("numbers are JSON's numbers, exactly", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("", "-"),
        digits(1, 17),
        fc.option(digits(0, 17)),
        fc.constantFrom("", "e5", "E-2", "."),
        fc.integer({ min: 0, max: 15 }),
        (sign, whole, fraction, end, decimals) => {
          const text = `${sign}${whole}${fraction === null ? "" : `.${fraction}`}${end}`;
          const scanner = on(`${text},`);
          const units = scanner.units(decimals);
          if (Number.isNaN(units)) return;
          expect(JSON.parse(text)).toBeNumber();
          expect(units).toBe(tryParseFixed(text, decimals));
          expect(scanner.peek()).toBe(44);
        },
      ),
      { numRuns: 2000 },
    );
    expect(on("100.05,").units(2)).toBe(10005);
    expect(on("-3,").units(2)).toBe(-300);
    expect(on("-0.0]").units(2)).toBe(0);
    expect(on("2002.4000,").units(1)).toBe(20024);
    expect(on("2002.41,").units(1)).toBeNaN();
    expect(on("01,").units(1)).toBeNaN();
    expect(on("1.,").units(1)).toBeNaN();
    expect(on("1e3,").units(1)).toBeNaN();
  });

  test("integers", () => {
    for (const value of [0, 7, 12345678, 123456789, 1723161601273, 5123107832006, Number.MAX_SAFE_INTEGER]) {
      const scanner = on(`${value}}`);
      expect(scanner.integer()).toBe(value);
      expect(scanner.peek()).toBe(125);
    }
    for (const text of ["", "-1", "00", "0123456789", "9007199254740992", "12345678901234567890", "x", '"1"']) {
      expect(on(`${text}}`).integer()).toBeNaN();
    }
  });

  test("fixed text, compared four bytes at a time", () => {
    const pattern = new Pattern(',"data":');
    expect(on(',"data":1').takes(pattern)).toBe(true);
    expect(on(',"datb":1').takes(pattern)).toBe(false);
    expect(on(',"data"').takes(pattern)).toBe(false);
    expect(on("abcdeX").takes(new Pattern("abcdef"))).toBe(false);
    expect(on("abcdef").takes(new Pattern("abcdef"))).toBe(true);
  });

  test("strings and members are passed over as JSON has them", () => {
    const skips = (text: string) => {
      const scanner = on(text);
      return scanner.skipsString() && scanner.isAtEnd;
    };
    expect([skips('"abc é"'), skips('""'), skips('"a'), skips('"a\\n"'), skips('"a\nb"')]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    const members = (text: string) => on(text).skipsMembers(ascii("ab"));
    expect(members(',"a":"x","b":-1.5e+7}')).toBe(true);
    expect(members(',"b":"x","a":1}')).toBe(false);
    expect(members(',"a":01,"b":1}')).toBe(false);
    expect(members(',"a":null,"b":1}')).toBe(false);
  });

  test("no number is read past the end of the bytes", () => {
    for (const text of ["12", '"12', "1.", "-", '"1.5', "12345678"]) {
      expect([on(text).integer(), on(text).quotedUnits(2), on(text).units(2)].filter((value) => value > 1e12)).toEqual(
        [],
      );
    }
  });
});

describe("VenueInstruments", () => {
  test("finds each of many symbols by its bytes, and no other", () => {
    const list = Array.from({ length: 3000 }, (_, i) => ({
      symbol: `S${i * 7}USDT`,
      index: i + 5,
      priceDecimals: 2,
      sizeDecimals: i % 9,
    }));
    const instruments = new VenueInstruments(list);
    const find = (symbol: string) => on(`${symbol}"`).symbol(instruments);
    for (const [entry, { symbol }] of list.entries()) expect(find(symbol)).toBe(entry);
    for (const symbol of ["", "S1USDT", "S7USD", "S7USDTX", "s7usdt"]) expect(find(symbol)).toBe(-1);
    expect(instruments.index[10]).toBe(15);
    const scanner = on("s14usdt@depth");
    expect(
      scanner.symbol(
        instruments.renamed((symbol) => symbol.toLowerCase()),
        64,
      ),
    ).toBe(2);
    expect(scanner.peek()).toBe(100);
  });

  test("refuses a symbol twice and decimals out of range", () => {
    const entry = { symbol: "A", index: 0, priceDecimals: 2, sizeDecimals: 0 };
    expect(() => new VenueInstruments([entry, entry])).toThrow("venueInstruments[1].symbol");
    expect(() => new VenueInstruments([{ ...entry, priceDecimals: 16 }])).toThrow(
      "venueInstruments[0].priceDecimals: got 16",
    );
  });
});
