import { expect, test } from "bun:test";
import fc from "fast-check";
import { PriceHeaps } from "./price-heaps.ts";

test("the best key of a row is that of a list, whatever comes and goes", () => {
  const step = fc.record({
    slot: fc.integer({ min: 0, max: 15 }),
    row: fc.integer({ min: 0, max: 1 }),
    key: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constant(Number.POSITIVE_INFINITY)),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const heaps = new PriceHeaps(new Float64Array(2).fill(Number.NEGATIVE_INFINITY), 16);
      const model = new Map<number, { row: number; key: number }>();
      for (const { slot, row, key } of steps) {
        if (model.delete(slot)) heaps.remove(slot);
        else {
          heaps.add(row, slot, key);
          model.set(slot, { row, key });
        }
        for (const each of [0, 1]) {
          const keys = [...model.values()].filter((entry) => entry.row === each).map((entry) => entry.key);
          expect(heaps.best[each]!).toBe(Math.max(Number.NEGATIVE_INFINITY, ...keys));
        }
      }
    }),
    { numRuns: 300 },
  );
});
