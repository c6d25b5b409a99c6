import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { drawn, outputsOf, priceShapes, rolling, worst } from "../testing/reference.ts";

describe("LOGRETURN", () => {
  test("of 1 e e² over two bars is 2, of what is not positive 0", () => {
    const { real } = outputsOf(
      "LOGRETURN",
      { timePeriod: 2 },
      { real: Float64Array.of(1, Math.E, Math.E ** 2, 0, -1) },
    );
    expect(real![1]).toBeNaN();
    expect(real![2]).toBeCloseTo(2, 15);
    expect([real![3], real![4]]).toEqual([0, 0]);
  });

  test("keeps the digits of the smallest moves", () => {
    const { real } = outputsOf("LOGRETURN", {}, { real: Float64Array.of(1e8, 1e8 + 2 ** -26) });
    const share = 2 ** -26 / 1e8;
    expect(Math.abs(real![1]! / (share - share ** 2 / 2) - 1)).toBeLessThan(1e-15);
  });
});

describe("DRAWDOWN", () => {
  test("by hand: 100 120 90 130 104 of three bars", () => {
    const columns = { real: Float64Array.of(100, 120, 90, 130, 104) };
    const { drawdown, deepest } = outputsOf("DRAWDOWN", { timePeriod: 3 }, columns);
    expect([...drawdown!.subarray(2)]).toEqual([0.25, 0, 0.2]);
    expect([...deepest!.subarray(2)]).toEqual([0.25, 0.25, 0.2]);
  });

  test("is that of every pair in each window", () => {
    fc.assert(
      fc.property(drawn(["real"], [...priceShapes, "zeros"]), fc.integer({ min: 1, max: 30 }), (columns, n) => {
        const real = columns.real!;
        const loss = (from: number, at: number) => {
          let peak = Number.NEGATIVE_INFINITY;
          for (let i = from; i <= at; i++) peak = Math.max(peak, real[i]!);
          return peak > 0 ? (peak - real[at]!) / peak : 0;
        };
        const { drawdown, deepest } = outputsOf("DRAWDOWN", { timePeriod: n }, columns);
        expect(
          worst(
            drawdown!,
            rolling(real.length, n, (from, to) => loss(from, to - 1)),
          ),
        ).toBe(0);
        const greatest = rolling(real.length, n, (from, to) => {
          let most = 0;
          for (let i = from; i < to; i++) most = Math.max(most, loss(from, i));
          return most;
        });
        expect(worst(deepest!, greatest)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
