import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { centralSum, drawn, outputsOf, rolling, worst } from "../testing/reference.ts";

describe("OLS", () => {
  test("by hand: 1 2 3 4 and 2 3 5 4", () => {
    // Sxx 5, Sxy 4, Syy 5; the last residual is 4 − 3.5 − 0.8 · 1.5 = −0.7, the residuals' squares 1.8.
    const columns = { real0: Float64Array.of(1, 2, 3, 4), real1: Float64Array.of(2, 3, 5, 4) };
    const { slope, intercept, r2, zScore } = outputsOf("OLS", { timePeriod: 4, ddof: 2 }, columns);
    expect(slope![3]).toBeCloseTo(0.8, 14);
    expect(intercept![3]).toBeCloseTo(1.5, 14);
    expect(r2![3]).toBeCloseTo(0.64, 14);
    expect(zScore![3]).toBeCloseTo(-0.7 / Math.sqrt(0.9), 13);
  });

  test("of a flat series, and of one that is the other's line", () => {
    const up = Float64Array.from({ length: 20 }, (_, i) => i);
    const line = up.map((value) => 3 * value + 0.1);
    const exact = outputsOf("OLS", { timePeriod: 10 }, { real0: up, real1: line });
    expect(exact.slope![19]).toBeCloseTo(3, 13);
    expect(exact.r2![19]).toBeCloseTo(1, 13);
    expect(exact.zScore![19]).toBe(0);
    const flat = outputsOf("OLS", { timePeriod: 10 }, { real0: up.map(() => 7), real1: up });
    expect([flat.slope![19], flat.r2![19]]).toEqual([0, 0]);
    expect(flat.intercept![19]).toBeCloseTo(14.5, 13);
  });

  test("is least squares over each window, at every level of prices", () => {
    fc.assert(
      fc.property(
        drawn(["real0", "real1"], ["walk", "tiny", "huge", "steps"]),
        fc.integer({ min: 5, max: 40 }),
        (columns, n) => {
          const [a, b] = [columns.real0!, columns.real1!];
          const plain = (f: (sa: number, sb: number, ab: number, from: number, to: number) => number) =>
            rolling(a.length, n, (from, to) => {
              const [wa, wb] = [a.subarray(from, to), b.subarray(from, to)];
              return f(centralSum(wa), centralSum(wb), centralSum(wa, wb), from, to);
            });
          const { slope, r2, zScore } = outputsOf("OLS", { timePeriod: n }, columns);
          expect(
            worst(
              slope!,
              plain((sa, _, ab) => ab / sa),
            ),
          ).toBeLessThan(1e-12);
          expect(
            worst(
              r2!,
              plain((sa, sb, ab) => (ab * ab) / sa / sb),
            ),
          ).toBeLessThan(1e-12);
          const residuals = plain((sa, sb, ab, from, to) => {
            const distance = (values: Float64Array) => {
              let sum = 0;
              for (let i = from; i < to; i++) sum += values[to - 1]! - values[i]!;
              return sum / n;
            };
            return (distance(b) - (ab / sa) * distance(a)) / Math.sqrt((sb - (ab * ab) / sa) / n);
          });
          expect(worst(zScore!, residuals)).toBeLessThan(1e-11);
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** Ranks from 1, equal values having the mean of theirs. */
function ranks(values: Float64Array): Float64Array {
  return values.map((value) => {
    let rank = 0.5;
    for (const other of values) rank += other < value ? 1 : other === value ? 0.5 : 0;
    return rank;
  });
}

describe("SPEARMAN", () => {
  test("by hand: 1 2 3 4 against 1 9 3 100 has distances of ranks 0 1 1 0", () => {
    const columns = { real0: Float64Array.of(1, 2, 3, 4), real1: Float64Array.of(1, 9, 3, 100) };
    expect(outputsOf("SPEARMAN", { timePeriod: 4 }, columns).real![3]).toBeCloseTo(1 - (6 * 2) / (4 * 15), 15);
  });

  test("is the correlation of ranks over each window, equal values and all", () => {
    fc.assert(
      fc.property(
        drawn(["real0", "real1"], ["walk", "constant", "spikes"]),
        drawn(["close"], ["steps", "constant", "walk"]),
        fc.integer({ min: 2, max: 30 }),
        ({ real0 }, { close }, n) => {
          const expected = rolling(close!.length, n, (from, to) => {
            const [a, b] = [ranks(real0!.subarray(from, to)), ranks(close!.subarray(from, to))];
            const spread = Math.sqrt(centralSum(a)) * Math.sqrt(centralSum(b));
            return spread > 0 ? centralSum(a, b) / spread : 0;
          });
          const { real } = outputsOf("SPEARMAN", { timePeriod: n }, { real0: real0!, real1: close! });
          expect(worst(real!, expected)).toBeLessThan(1e-13);
        },
      ),
      { numRuns: 60 },
    );
  });
});
