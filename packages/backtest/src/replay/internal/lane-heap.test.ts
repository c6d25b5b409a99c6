import { expect, test } from "bun:test";
import fc from "fast-check";
import { LaneHeap } from "./lane-heap.ts";

test("the first lane is that with the least time, at equal times that with the least number", () => {
  const step = fc.record({ lane: fc.nat(9), micros: fc.nat(4), nanos: fc.nat(2), isRemoved: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const heap = new LaneHeap(10);
      const model = new Map<number, { micros: number; nanos: number }>();
      for (const { lane, micros, nanos, isRemoved } of steps) {
        if (isRemoved) {
          heap.remove(lane);
          model.delete(lane);
        } else {
          heap.set(lane, micros, nanos);
          model.set(lane, { micros, nanos });
        }
        const sorted = [...model].sort(([a, x], [b, y]) => x.micros - y.micros || x.nanos - y.nanos || a - b);
        expect(heap.first).toBe(sorted[0]?.[0] ?? -1);
        expect(heap.has(lane)).toBe(model.has(lane));
      }
    }),
  );
});
