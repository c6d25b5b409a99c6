import { expect, test } from "bun:test";
import { Side, TradingState } from "@hotpath/core";
import fc from "fast-check";
import { ConsolidatedBook } from "./consolidated-book.ts";

const levelsOf = (book: ConsolidatedBook, venue: number, side: number): [number, number][] => {
  const from = book.offset(0, venue, side);
  const count = book.levels[book.side(0, venue, side)]!;
  return Array.from({ length: count }, (_, n) => [book.price[from + n]!, book.size[from + n]!]);
};

const change = fc.record({
  venue: fc.nat(1),
  side: fc.constantFrom(Side.Buy, Side.Sell),
  price: fc.integer({ min: 1, max: 12 }),
  size: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 50 })),
});

test("with room for every level it is the book that the changes say", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 80 }), (changes) => {
      const book = new ConsolidatedBook({ instruments: 1, venues: 2, depth: 12 });
      const model = new Map<string, Map<number, number>>();
      for (const { venue, side, price, size } of changes) {
        book.level(0, venue, side, price, size, 1);
        const key = `${venue} ${side}`;
        const levels = model.get(key) ?? new Map<number, number>();
        model.set(key, levels);
        if (size === 0) levels.delete(price);
        else levels.set(price, size);
      }
      for (const [key, levels] of model) {
        const [venue, side] = key.split(" ").map(Number) as [number, number];
        const sorted = [...levels].sort((a, b) => (side === Side.Buy ? b[0] - a[0] : a[0] - b[0]));
        expect(levelsOf(book, venue, side)).toEqual(sorted);
      }
    }),
  );
});

test("with less room the best levels are kept, in order", () => {
  const book = new ConsolidatedBook({ instruments: 1, venues: 1, depth: 3 });
  for (const price of [5, 3, 9, 4, 1]) book.level(0, 0, Side.Sell, price, price * 10, 1);
  expect(levelsOf(book, 0, Side.Sell)).toEqual([
    [1, 10],
    [3, 30],
    [4, 40],
  ]);
  book.level(0, 0, Side.Sell, 9, 5, 2);
  book.level(0, 0, Side.Sell, 1, 0, 2);
  expect(levelsOf(book, 0, Side.Sell)).toEqual([
    [3, 30],
    [4, 40],
  ]);
});

test("the best price is over the venues that are open", () => {
  const book = new ConsolidatedBook({ instruments: 2, venues: 2, staleMicros: 100 });
  expect(book.best(1, Side.Buy, 0)).toBeNaN();
  book.quote(1, 0, 99, 101, 5, 5, 0);
  book.quote(1, 1, 98, 100, 5, 5, 50);
  expect([book.best(1, Side.Buy, 50), book.best(1, Side.Sell, 50)]).toEqual([100, 99]);
  book.status(1, 1, TradingState.Halted);
  expect(book.best(1, Side.Buy, 50)).toBe(101);
  book.status(1, 1, TradingState.Trading);
  expect([book.best(1, Side.Sell, 120), book.best(1, Side.Sell, 500)]).toEqual([98, Number.NaN]);
  // Who tells levels is believed in levels.
  book.level(1, 0, Side.Sell, 95, 7, 130);
  book.quote(1, 0, 1, 2, 1, 1, 130);
  expect(book.best(1, Side.Buy, 130)).toBe(95);
  book.clear(1, 0, 0, 131);
  expect(book.best(1, Side.Buy, 131)).toBe(100);
  expect(() => new ConsolidatedBook({ instruments: 1, venues: 1, depth: 0 })).toThrow(/depth/);
});
