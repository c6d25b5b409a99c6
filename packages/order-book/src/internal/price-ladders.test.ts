import { describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { bitmapWords, clearBit, nextBit, setBit } from "./bitmap.ts";
import { F_SHIFT, I_SHIFT, LADDER_BEST, LADDER_FAR_ROOT, LADDER_LEVELS, LEVEL_KEY } from "./layout.ts";
import { BookMemory } from "./memory.ts";
import { PriceLadders } from "./price-ladders.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

describe("bitmap", () => {
  test("finds the next occupied cell, at every width", () => {
    for (const cells of [32, 64, 1024, 4096, 32768]) {
      fc.assert(
        fc.property(fc.array(fc.nat(cells - 1), { maxLength: 60 }), fc.nat(cells - 1), (marks, from) => {
          const bits = new Int32Array(7 + bitmapWords(cells) + 7).fill(0);
          const marked = new Set<number>();
          for (const cell of marks) {
            if (marked.delete(cell)) clearBit(bits, 7, cells, cell);
            else {
              marked.add(cell);
              setBit(bits, 7, cells, cell);
            }
          }
          const expected = [...marked].filter((cell) => cell >= from).sort((a, b) => a - b)[0] ?? -1;
          expect(nextBit(bits, 7, cells, from)).toBe(expected);
          for (const cell of marked) clearBit(bits, 7, cells, cell);
          expect(bits.every((word) => word === 0)).toBe(true);
        }),
        { numRuns: 100 },
      );
    }
  });

  test("a full bitmap walks every cell", () => {
    const bits = new Int32Array(bitmapWords(32768));
    for (let cell = 0; cell < 32768; cell++) setBit(bits, 0, 32768, cell);
    let cell = -1;
    let count = 0;
    while (cell < 32767) {
      cell = nextBit(bits, 0, 32768, cell + 1);
      expect(cell).toBe(count++);
    }
  });
});

/** Keys of a ladder in order, by walking it; each level is looked up again by its key on the way. */
function walk(ladders: PriceLadders, ladder: number): number[] {
  const keys: number[] = [];
  for (let level = ladders.first(ladder); level !== 0; level = ladders.next(level)) {
    const key = ladders.levelF[(level << F_SHIFT) + LEVEL_KEY]!;
    if (ladders.find(ladder, key) !== level) throw new Error(`level ${key} is not found by its key`);
    keys.push(key);
  }
  return keys;
}

describe("price ladders", () => {
  test("hold the same levels as a set, in order, whatever comes and goes", () => {
    const near = fc.integer({ min: -100, max: 100 });
    const far = fc.integer({ min: -1_000_000, max: 1_000_000 });
    const vast = fc.integer({ min: -(2 ** 52) + 1, max: 2 ** 52 - 1 });
    const step = fc.tuple(
      fc.nat(1),
      fc.oneof({ weight: 6, arbitrary: near }, far, vast),
      fc.integer({ min: -3, max: 9 }),
    );
    fc.assert(
      fc.property(fc.constantFrom(32, 64, 1024), fc.array(step, { minLength: 50, maxLength: 400 }), (cells, steps) => {
        const ladders = new PriceLadders(new BookMemory({ ladders: 2, levels: 1000, cells: cells }));
        const sets = [new Set<number>(), new Set<number>()] as const;
        let drift = 0;
        for (const [ladder, offset, push] of steps) {
          drift += push;
          const key = Math.max(-(2 ** 52), Math.min(2 ** 52, offset + drift));
          const level = ladders.find(ladder, key);
          expect(level !== 0).toBe(sets[ladder]!.has(key));
          if (sets[ladder]!.delete(key)) {
            ladders.release(level);
          } else {
            ladders.obtain(ladder, key);
            sets[ladder]!.add(key);
          }
          const best = ladders.ladderI[(ladder << I_SHIFT) + LADDER_BEST]!;
          const least = sets[ladder]!.size === 0 ? undefined : Math.min(...sets[ladder]!);
          expect(best === 0 ? undefined : ladders.levelF[(best << F_SHIFT) + LEVEL_KEY]).toBe(least);
        }
        for (const ladder of [0, 1] as const) {
          expect(walk(ladders, ladder)).toEqual([...sets[ladder]].sort((a, b) => a - b));
          expect(ladders.ladderI[(ladder << I_SHIFT) + LADDER_LEVELS]).toBe(sets[ladder].size);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("the window follows a market that walks away, in either direction", () => {
    for (const direction of [1, -1]) {
      const ladders = new PriceLadders(new BookMemory({ ladders: 1, levels: 1000, cells: 64 }));
      for (let step = 0; step < 5000; step++) {
        ladders.obtain(0, direction * step);
        if (step >= 20) ladders.release(ladders.find(0, direction * (step - 20)));
      }
      expect(walk(ladders, 0).length).toBe(20);
      expect(ladders.moves).toBeGreaterThan(100);
      expect(ladders.moves).toBeLessThan(1000);
    }
  });

  test("one absurd price far away moves nothing", () => {
    const ladders = new PriceLadders(new BookMemory({ ladders: 1, levels: 1000, cells: 64 }));
    for (let key = 0; key < 30; key++) ladders.obtain(0, key);
    for (let round = 0; round < 1000; round++) ladders.release(ladders.obtain(0, 1_000_000_000));
    expect(ladders.moves).toBe(0);
    const level = ladders.obtain(0, -1_000_000_000);
    expect(ladders.ladderI[LADDER_BEST]).toBe(level);
    expect(ladders.moves).toBe(0);
    ladders.release(level);
    expect(walk(ladders, 0)).toEqual(Array.from({ length: 30 }, (_, key) => key));
    expect(ladders.ladderI[LADDER_FAR_ROOT]).toBe(0);
  });

  test("says when there is no room for another level", () => {
    const ladders = new PriceLadders(new BookMemory({ ladders: 1, levels: 3, cells: 32 }));
    for (let key = 0; key < 3; key++) expect(ladders.obtain(0, key * 1000)).toBeGreaterThan(0);
    expect(ladders.obtain(0, 5)).toBe(0);
    expect(ladders.obtain(0, 9999)).toBe(0);
    ladders.release(ladders.find(0, 1000));
    expect(ladders.obtain(0, 5)).toBeGreaterThan(0);
    expect(walk(ladders, 0)).toEqual([0, 5, 2000]);
  });
});
