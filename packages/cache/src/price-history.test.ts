import { describe, expect, test } from "bun:test";
import { ConfigError, InputError } from "@hotpath/core";
import fc from "fast-check";
import { PriceHistory } from "./price-history.ts";

describe("PriceHistory", () => {
  test("every window is the tail of what was appended, contiguous and without a copy", () => {
    const step = fc.record({ symbol: fc.integer({ min: 0, max: 2 }), value: fc.double({ noNaN: true }) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.array(step, { maxLength: 60, size: "max" }), (capacity, steps) => {
        const history = new PriceHistory({ symbols: 3, capacity });
        const model: [number, number, number][][] = [[], [], []];
        const price = history.column("price");
        for (const [i, { symbol, value }] of steps.entries()) {
          expect(history.append(symbol, i, value, -i)).toBe(true);
          model[symbol]!.push([i, value, -i]);
        }
        for (let symbol = 0; symbol < 3; symbol++) {
          const rows = model[symbol]!.slice(-capacity);
          expect(history.length(symbol)).toBe(rows.length);
          expect(history.total(symbol)).toBe(model[symbol]!.length);
          for (let n = 0; n <= rows.length; n++) {
            const tail = rows.slice(rows.length - n);
            const window = history.window(symbol, "price", n);
            expect([...window]).toEqual(tail.map((row) => row[1]));
            expect(window.buffer).toBe(price.buffer);
            expect([...history.window(symbol, "time", n)]).toEqual(tail.map((row) => row[0]));
            expect([...history.window(symbol, "size", n)]).toEqual(tail.map((row) => row[2]));
            const offset = history.offset(symbol, n);
            for (let i = 0; i < n; i++) expect(price[offset + i]).toBe(tail[i]![1]);
            if (n > 0) expect(history.last(symbol, "price", n - 1)).toBe(tail[0]![1]);
          }
          expect(history.offset(symbol, rows.length + 1)).toBe(-1);
          expect(history.last(symbol, "price", rows.length)).toBeNaN();
          expect([...history.window(symbol, "price")]).toEqual(rows.map((row) => row[1]));
        }
        const held = model.reduce((sum, rows) => sum + Math.min(rows.length, capacity), 0);
        expect(history.stats()).toEqual({
          appended: steps.length,
          held,
          overwritten: steps.length - held,
          activeSymbols: model.filter((rows) => rows.length > 0).length,
          bytes: 3 * 3 * capacity * 2 * 8,
        });
      }),
      { numRuns: 300 },
    );
  });

  test("a restored history answers as the one it was taken from, and goes on like it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.array(fc.integer({ min: 0, max: 3 })), (capacity, symbols) => {
        const columns = ["open", "close"] as const;
        const original = new PriceHistory({ symbols: 4, capacity, columns });
        const copy = new PriceHistory({ symbols: 4, capacity, columns });
        copy.append(1, 7, 7);
        for (const [i, symbol] of symbols.entries()) original.append(symbol, i, i * 2);
        copy.restore(structuredClone(original.snapshot()));
        expect(copy.snapshot()).toEqual(original.snapshot());
        for (let i = 0; i < 5; i++) {
          original.append(i % 4, 100 + i, 200 + i);
          copy.append(i % 4, 100 + i, 200 + i);
        }
        expect(copy.snapshot()).toEqual(original.snapshot());
        for (let symbol = 0; symbol < 4; symbol++) {
          expect(copy.window(symbol, "close")).toEqual(original.window(symbol, "close"));
        }
      }),
      { numRuns: 300 },
    );
  });

  test("takes one to eight columns, in their order", () => {
    const names = ["a", "b", "c", "d", "e", "f", "g", "h"] as const;
    for (let count = 1; count <= 8; count++) {
      const columns = names.slice(0, count);
      const history = new PriceHistory({ symbols: 1, capacity: 2, columns });
      history.append(0, 1, 2, 3, 4, 5, 6, 7, 8);
      history.append(0, 11, 12, 13, 14, 15, 16, 17, 18);
      expect(columns.map((name) => history.last(0, name))).toEqual(columns.map((_, i) => 11 + i));
      expect(columns.map((name) => history.last(0, name, 1))).toEqual(columns.map((_, i) => 1 + i));
    }
    const history = new PriceHistory({ symbols: 1, capacity: 2 });
    history.append(0, 5, 100);
    expect(history.last(0, "size")).toBe(0);
  });

  test("an unknown symbol stores nothing and reads as empty; its neighbours are untouched", () => {
    const history = new PriceHistory({ symbols: 2, capacity: 2 });
    history.append(0, 1, 10, 1);
    history.append(1, 2, 20, 2);
    const before = history.snapshot();
    for (const symbol of [-1, 2, 0.5, Number.NaN, 2 ** 32, Number.POSITIVE_INFINITY]) {
      expect(history.append(symbol, 9, 9, 9)).toBe(false);
      expect(history.offset(symbol, 0)).toBe(-1);
      expect(history.window(symbol, "price")).toHaveLength(0);
      expect(history.last(symbol, "price")).toBeNaN();
      expect(history.length(symbol)).toBe(0);
      expect(history.total(symbol)).toBe(0);
      history.clear(symbol);
    }
    expect(history.snapshot()).toEqual(before);
  });

  test("clears one symbol or all", () => {
    const history = new PriceHistory({ symbols: 2, capacity: 2 });
    for (let i = 0; i < 5; i++) history.append(i % 2, i, i, i);
    history.clear(0);
    expect([history.length(0), history.length(1), history.total(0)]).toEqual([0, 2, 0]);
    history.append(0, 1, 42, 1);
    expect([...history.window(0, "price")]).toEqual([42]);
    history.clear();
    expect(history.stats()).toMatchObject({ appended: 0, held: 0, activeSymbols: 0 });
  });

  test("refuses a shape that cannot be, by name", () => {
    const make = (options: object) => () => new PriceHistory({ symbols: 1, capacity: 1, ...options });
    expect(make({ symbols: 0 })).toThrow(ConfigError);
    expect(make({ capacity: 1.5 })).toThrow(ConfigError);
    expect(make({ symbols: 2 ** 20, capacity: 2 ** 20 })).toThrow("capacity");
    expect(make({ columns: [] })).toThrow("columns");
    expect(make({ columns: ["a", "a"] })).toThrow("columns");
    expect(make({ columns: [..."abcdefghi"] })).toThrow("columns");
    const history = new PriceHistory({ symbols: 1, capacity: 1 });
    expect(() => history.column("prize" as "price")).toThrow(InputError);
  });

  test("refuses a snapshot of another shape or at odds with itself, and stays as it was", () => {
    const history = new PriceHistory({ symbols: 2, capacity: 2 });
    history.append(0, 1, 10, 1);
    const good = history.snapshot();
    const bad: [object, string][] = [
      [{ symbols: 3 }, "INPUT_INVALID"],
      [{ capacity: 4 }, "INPUT_INVALID"],
      [{ columns: ["time", "price"] }, "INPUT_INVALID"],
      [{ counts: new Int32Array([3, 0]) }, "CORRUPT"],
      [{ counts: new Int32Array([-1, 2]) }, "CORRUPT"],
      [{ counts: new Int32Array([1]) }, "CORRUPT"],
      [{ totals: new Float64Array([0, 0]) }, "CORRUPT"],
      [{ totals: new Float64Array([Number.NaN, 0]) }, "CORRUPT"],
      [{ data: good.data.slice(1) }, "CORRUPT"],
      [{ data: good.data.map(() => new Float64Array(9)) }, "CORRUPT"],
    ];
    for (const [change, code] of bad) {
      expect(() => history.restore({ ...good, ...change })).toThrow(expect.objectContaining({ code }));
      expect(history.snapshot()).toEqual(good);
    }
  });
});

test("append1 is append for a history of one column", () => {
  const one = new PriceHistory({ symbols: 3, capacity: 5, columns: ["price"] });
  const other = new PriceHistory({ symbols: 3, capacity: 5, columns: ["price"] });
  for (let i = 0; i < 40; i++) {
    expect(one.append1(i % 3, i)).toBe(other.append(i % 3, i));
    expect(one.window(i % 3, "price")).toEqual(other.window(i % 3, "price"));
  }
  for (const symbol of [-1, 3, 0.5, Number.NaN]) expect(one.append1(symbol, 1)).toBe(false);
  expect(one.stats()).toEqual(other.stats());
});
