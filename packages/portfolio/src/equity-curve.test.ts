import { describe, expect, test } from "bun:test";
import { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import fc from "fast-check";
import { EquityCurve } from "./equity-curve.ts";

interface Sample {
  equity: number;
  drawdown: number;
}
const samples = fc.array(
  fc.record({
    equity: fc.integer({ min: -100, max: 1000 }),
    drawdown: fc.integer({ min: 0, max: 64 }).map((n) => n / 64),
  }),
  { maxLength: 300 },
);
const capacity = fc.integer({ min: 1, max: 20 }).map((n) => n * 2);

function record(curve: EquityCurve, list: Sample[], from = 0): void {
  for (const [i, { equity, drawdown }] of list.entries()) curve.record(1_000 + from + i, equity, drawdown);
}

describe("EquityCurve", () => {
  test("keeps every sample until it is full, then merges two by two", () => {
    const curve = new EquityCurve(4);
    record(curve, [
      { equity: 10, drawdown: 0 },
      { equity: 8, drawdown: 0.2 },
      { equity: 12, drawdown: 0 },
      { equity: 11, drawdown: 0.1 },
    ]);
    expect([curve.length, curve.stride]).toEqual([4, 1]);
    expect(curve.points()[1]).toEqual({ micros: 1001, equity: 8, low: 8, high: 8, drawdown: 0.2 });
    curve.record(1004, 20, 0);
    expect(curve.points()).toEqual([
      { micros: 1001, equity: 8, low: 8, high: 10, drawdown: 0.2 },
      { micros: 1003, equity: 11, low: 11, high: 12, drawdown: 0.1 },
      { micros: 1004, equity: 20, low: 20, high: 20, drawdown: 0 },
    ]);
    expect([curve.stride, curve.samples]).toEqual([2, 5]);
    expect([...curve.equity()]).toEqual([8, 11, 20]);
  });

  test("each point is its stretch of samples, exactly, whatever their number", () => {
    fc.assert(
      fc.property(capacity, samples, (most, list) => {
        const curve = new EquityCurve(most);
        record(curve, list);
        expect(curve.samples).toBe(list.length);
        expect(curve.length).toBe(Math.ceil(list.length / curve.stride));
        expect(curve.length).toBeLessThanOrEqual(most);
        // No coarser than it must be.
        if (curve.stride > 1) expect(list.length).toBeGreaterThan((curve.stride / 2) * most);
        for (const [i, point] of curve.points().entries()) {
          const stretch = list.slice(i * curve.stride, (i + 1) * curve.stride);
          const equities = stretch.map((s) => s.equity);
          expect(point).toEqual({
            micros: 1_000 + i * curve.stride + stretch.length - 1,
            equity: equities.at(-1)!,
            low: Math.min(...equities),
            high: Math.max(...equities),
            drawdown: Math.max(...stretch.map((s) => s.drawdown)),
          });
        }
      }),
      { numRuns: 500 },
    );
  });

  test("goes on from a snapshot as if there had been none", () => {
    fc.assert(
      fc.property(capacity, samples, samples, (most, before, after) => {
        const whole = new EquityCurve(most);
        record(whole, before);
        const writer = new SnapshotWriter();
        whole.snapshot(writer);
        const copy = new EquityCurve(most);
        copy.record(1, 2, 3);
        const reader = new SnapshotReader(writer.finish());
        copy.restore(reader);
        reader.end();
        for (const curve of [whole, copy]) record(curve, after, before.length);
        expect(copy.points()).toEqual(whole.points());
        expect([copy.stride, copy.samples]).toEqual([whole.stride, whole.samples]);
      }),
      { numRuns: 200 },
    );
  });

  test("starts anew when cleared", () => {
    const curve = new EquityCurve(2);
    for (let i = 0; i < 9; i++) curve.record(i, i, 0);
    curve.clear();
    expect([curve.length, curve.stride, curve.samples, curve.points()]).toEqual([0, 1, 0, []]);
    curve.record(1, 5, 0);
    expect(curve.points()).toEqual([{ micros: 1, equity: 5, low: 5, high: 5, drawdown: 0 }]);
  });

  test.each([0, 1, 3, 2.5, -2, 2 ** 25, Number.NaN])("refuses a capacity of %d", (most) => {
    expect(() => new EquityCurve(most)).toThrow("allowed: an even integer from 2");
  });

  test("refuses a snapshot of another capacity, or one that contradicts itself", () => {
    const curve = new EquityCurve(4);
    record(curve, [{ equity: 1, drawdown: 0 }]);
    const writer = new SnapshotWriter();
    curve.snapshot(writer);
    const bytes = writer.finish();
    expect(() => new EquityCurve(6).restore(new SnapshotReader(bytes))).toThrow("a curve of 1 in 4 points");
    const bad = new SnapshotWriter();
    bad.section("portfolio.equity-curve");
    bad.i32(4);
    bad.i32(1);
    bad.f64(2);
    bad.f64(3);
    expect(() => new EquityCurve(4).restore(new SnapshotReader(bad.finish()))).toThrow("3 samples in a stretch of 2");
  });
});
