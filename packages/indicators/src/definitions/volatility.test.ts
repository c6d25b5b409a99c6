import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { centralSum, drawn, outputsOf, priceShapes, rolling, worst } from "../testing/reference.ts";

const bars = ["open", "high", "low", "close"];
const columnsOf = (rows: number[][]) =>
  Object.fromEntries(bars.map((name, k) => [name, Float64Array.from(rows, (row) => row[k]!)]));

describe("volatility", () => {
  test("of one bar, by hand", () => {
    // O 100, H 110, L 95, C 105.
    const columns = columnsOf([[100, 110, 95, 105]]);
    const daily = { timePeriod: 1, periodsPerYear: 1 };
    const range = Math.log(110 / 95);
    const body = Math.log(105 / 100);
    expect(outputsOf("PARKINSON", daily, columns).real![0]).toBeCloseTo(range / Math.sqrt(4 * Math.log(2)), 14);
    expect(outputsOf("GARMANKLASS", daily, columns).real![0]).toBeCloseTo(
      Math.sqrt(0.5 * range ** 2 - (2 * Math.log(2) - 1) * body ** 2),
      14,
    );
    const rogersSatchell = Math.log(110 / 105) * Math.log(110 / 100) + Math.log(95 / 105) * Math.log(95 / 100);
    expect(outputsOf("ROGERSSATCHELL", daily, columns).real![0]).toBeCloseTo(Math.sqrt(rogersSatchell), 14);
    expect(outputsOf("PARKINSON", { timePeriod: 1 }, columns).real![0]).toBeCloseTo(
      range * Math.sqrt(252 / (4 * Math.log(2))),
      13,
    );
  });

  test("close to close of e⁰ e¹ e³: returns 1 and 2, sample variance ½", () => {
    const close = Float64Array.of(1, Math.E, Math.E ** 3);
    const at = (estimator: string) =>
      outputsOf("HISTVOL", { timePeriod: 2, periodsPerYear: 1, estimator }, { close }).real![2]!;
    expect(at("sample")).toBeCloseTo(Math.sqrt(0.5), 14);
    expect(at("population")).toBeCloseTo(0.5, 14);
    expect(outputsOf("REALIZEDVOL", { timePeriod: 2, periodsPerYear: 1 }, { close }).real![2]).toBeCloseTo(
      Math.sqrt(2.5),
      14,
    );
  });

  test("of prices that do not move is 0", () => {
    const columns = columnsOf(new Array(50).fill([7, 7, 7, 7]));
    for (const name of ["HISTVOL", "REALIZEDVOL", "PARKINSON", "GARMANKLASS", "ROGERSSATCHELL", "YANGZHANG"])
      expect([name, outputsOf(name, {}, columns).real!.at(-1)]).toEqual([name, 0]);
  });

  test("is that of the plain formulas over each window", () => {
    fc.assert(
      fc.property(
        drawn(
          bars,
          priceShapes.filter((shape) => shape !== "spikes"),
        ),
        fc.integer({ min: 2, max: 30 }),
        (columns, n) => {
          const [o, h, l, c] = bars.map((name) => columns[name]!) as [
            Float64Array,
            Float64Array,
            Float64Array,
            Float64Array,
          ];
          const logs = (f: (i: number) => number) => Float64Array.from(c, (_, i) => f(i));
          const returns = logs((i) => (i > 0 ? Math.log(c[i]! / c[i - 1]!) : Number.NaN));
          const overnight = logs((i) => (i > 0 ? Math.log(o[i]! / c[i - 1]!) : Number.NaN));
          const day = logs((i) => Math.log(c[i]! / o[i]!));
          const range = logs((i) => Math.log(h[i]! / l[i]!));
          const rs = logs(
            (i) =>
              Math.log(h[i]! / c[i]!) * Math.log(h[i]! / o[i]!) + Math.log(l[i]! / c[i]!) * Math.log(l[i]! / o[i]!),
          );
          const sample = (values: Float64Array, from: number, to: number) =>
            centralSum(values.subarray(from, to)) / (n - 1);
          const mean = (f: (i: number) => number, from: number, to: number) => {
            let sum = 0;
            for (let i = from; i < to; i++) sum += f(i);
            return Math.max(0, sum / n);
          };
          const k = 0.34 / (1.34 + (n + 1) / (n - 1));
          const expected: Record<string, (from: number, to: number) => number> = {
            HISTVOL: (from, to) => sample(returns, from, to),
            REALIZEDVOL: (from, to) => mean((i) => returns[i]! ** 2, from, to),
            PARKINSON: (from, to) => mean((i) => range[i]! ** 2 / (4 * Math.log(2)), from, to),
            GARMANKLASS: (from, to) =>
              mean((i) => 0.5 * range[i]! ** 2 - (2 * Math.log(2) - 1) * day[i]! ** 2, from, to),
            ROGERSSATCHELL: (from, to) => mean((i) => rs[i]!, from, to),
            YANGZHANG: (from, to) =>
              sample(overnight, from, to) + k * sample(day, from, to) + (1 - k) * mean((i) => rs[i]!, from, to),
          };
          for (const [name, variance] of Object.entries(expected)) {
            const plain = rolling(c.length, n, (from, to) => Math.sqrt(252 * variance(from, to)));
            const late = ["HISTVOL", "REALIZEDVOL", "YANGZHANG"].includes(name);
            if (late) plain[n - 1] = Number.NaN;
            const { real } = outputsOf(name, { timePeriod: n }, columns);
            expect([name, worst(real!, plain) < 1e-12 || worst(real!, plain)]).toEqual([name, true]);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
