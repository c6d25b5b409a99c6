import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { drawn, outputsOf, priceShapes, rolling, worst } from "../testing/reference.ts";

/** Distances from the mean, of distances from the first value. */
function central(values: Float64Array): number[] {
  const from = Array.from(values, (value) => value - values[0]!);
  const mean = from.reduce((sum, value) => sum + value, 0) / from.length;
  return from.map((value) => value - mean);
}

function moment(values: Float64Array, power: number): number {
  const distances = central(values);
  return distances.reduce((sum, d) => sum + d ** power, 0) / distances.length;
}

function last(name: string, params: Record<string, unknown>, values: number[]): number {
  return outputsOf(name, params, { real: Float64Array.from(values) }).real!.at(-1)!;
}

describe("skewness and kurtosis", () => {
  // The examples in the descriptions of SKEW and KURT that spreadsheets have.
  const example = [3, 4, 5, 2, 3, 4, 5, 6, 4, 7];

  test("are what spreadsheets give", () => {
    expect(last("SKEWNESS", { timePeriod: 10 }, example)).toBeCloseTo(0.359543071, 9);
    expect(last("KURTOSIS", { timePeriod: 10 }, example)).toBeCloseTo(-0.151799637, 9);
  });

  test("of a population, by hand: 1 2 3 4 5 20 20", () => {
    // Mean 55/7; in sevenths the distances are −48 −41 −34 −27 −20 85 85.
    const [m2, m3, m4] = [2, 3, 4].map(
      (k) => [-48, -41, -34, -27, -20, 85, 85].reduce((sum, d) => sum + (d / 7) ** k, 0) / 7,
    );
    const values = [1, 2, 3, 4, 5, 20, 20];
    const population = { timePeriod: 7, estimator: "population" };
    expect(last("SKEWNESS", population, values)).toBeCloseTo(m3! / m2! ** 1.5, 12);
    expect(last("KURTOSIS", population, values)).toBeCloseTo(m4! / m2! ** 2 - 3, 12);
    expect(last("KURTOSIS", { ...population, relative: "plain" }, values)).toBeCloseTo(m4! / m2! ** 2, 12);
  });

  test("of a flat window are those of a normal distribution", () => {
    const flat = new Array(40).fill(0.1);
    expect(last("SKEWNESS", {}, flat)).toBe(0);
    expect(last("KURTOSIS", {}, flat)).toBe(0);
    expect(last("KURTOSIS", { relative: "plain" }, flat)).toBe(3);
  });

  test("are those of two passes over each window, at every level of prices", () => {
    fc.assert(
      fc.property(drawn(["real"], priceShapes), fc.integer({ min: 4, max: 40 }), (columns, n) => {
        const real = columns.real!;
        const skew = rolling(real.length, n, (from, to) => {
          const window = real.subarray(from, to);
          const m2 = moment(window, 2);
          return m2 > 0 ? moment(window, 3) / m2 ** 1.5 : 0;
        });
        const kurt = rolling(real.length, n, (from, to) => {
          const window = real.subarray(from, to);
          const m2 = moment(window, 2);
          return m2 > 0 ? moment(window, 4) / m2 ** 2 - 3 : 0;
        });
        const population = { timePeriod: n, estimator: "population" };
        expect(worst(outputsOf("SKEWNESS", population, columns).real!, skew)).toBeLessThan(1e-12);
        expect(worst(outputsOf("KURTOSIS", population, columns).real!, kurt)).toBeLessThan(1e-12);
      }),
      { numRuns: 60 },
    );
  });
});

describe("quantiles", () => {
  test("by every convention, of 1 2 3 4 at 0.4, which falls between the second and the third", () => {
    const at = (method: string, q = 0.4) => last("QUANTILE", { timePeriod: 4, q, method }, [4, 1, 3, 2]);
    expect(at("linear")).toBeCloseTo(2.2, 12);
    expect(at("lower")).toBe(2);
    expect(at("higher")).toBe(3);
    expect(at("nearest")).toBe(2);
    expect(at("midpoint")).toBe(2.5);
    expect(at("nearest", 0.5)).toBe(3);
    expect([at("linear", 0), at("linear", 1)]).toEqual([1, 4]);
  });

  test("interquartile range of 1 … 9 is 4", () => {
    expect(last("IQR", { timePeriod: 9 }, [9, 1, 8, 2, 7, 3, 6, 4, 5])).toBe(4);
  });

  test("are those of the sorted window", () => {
    fc.assert(
      fc.property(
        drawn(["real"], [...priceShapes, "zeros"]),
        fc.integer({ min: 2, max: 30 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (columns, n, q) => {
          const real = columns.real!;
          const expected = rolling(real.length, n, (from, to) => {
            const sorted = real.slice(from, to).sort();
            const at = (n - 1) * q;
            const low = sorted[Math.floor(at)]!;
            return low + (sorted[Math.min(n - 1, Math.floor(at) + 1)]! - low) * (at - Math.floor(at));
          });
          expect(worst(outputsOf("QUANTILE", { timePeriod: n, q }, columns).real!, expected, 1e-300)).toBeLessThan(
            1e-14,
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("entropy of returns", () => {
  const prices = (returns: number[]) => {
    const values = [1];
    for (const r of returns) values.push(values.at(-1)! * Math.exp(r));
    return values;
  };

  test("two bins, as many returns in each, are one bit; one of four is 0.811", () => {
    expect(last("ENTROPY", { timePeriod: 4, bins: 2 }, prices([0.1, -0.1, 0.1, -0.1]))).toBeCloseTo(1, 14);
    const quarter = -(0.25 * Math.log2(0.25) + 0.75 * Math.log2(0.75));
    expect(last("ENTROPY", { timePeriod: 4, bins: 2 }, prices([0.1, -0.1, -0.1, -0.1]))).toBeCloseTo(quarter, 14);
    expect(last("ENTROPY", { timePeriod: 4, bins: 2 }, [1, 1, 1, 1, 1])).toBe(0);
  });

  test("is between none and that of bins that are full alike", () => {
    fc.assert(
      fc.property(drawn(["real"], priceShapes), fc.integer({ min: 2, max: 20 }), (columns, bins) => {
        const { real } = outputsOf("ENTROPY", { timePeriod: 40, bins }, columns);
        for (const value of real!.subarray(40)) expect(value >= 0 && value <= Math.log2(bins) + 1e-12).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
