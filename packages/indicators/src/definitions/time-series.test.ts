import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expectedRescaledRange } from "../graph/time-series.ts";
import { columnsOf, goldenFolder } from "../testing/golden.ts";
import { centralSum, drawn, meanOf, outputsOf, priceShapes, rolling, worst } from "../testing/reference.ts";

const published = join(goldenFolder, "../stock-indicators/hurst.standard.json");

function last(name: string, params: Record<string, unknown>, values: number[], output = "real"): number {
  return outputsOf(name, params, { real: Float64Array.from(values) })[output]!.at(-1)!;
}

describe("HURST", () => {
  test.if(existsSync(published))("is what Stock.Indicators publishes, to 12 digits", () => {
    const rows: { hurstExponent: number | null; hurstExponentAL: number | null }[] = JSON.parse(
      readFileSync(published, "utf8"),
    );
    const { close } = columnsOf(join(goldenFolder, "_input.json"));
    const { hurst, corrected } = outputsOf("HURST", {}, { real: close! });
    const column = (of: (row: (typeof rows)[number]) => number | null) =>
      Float64Array.from(rows, (row) => of(row) ?? Number.NaN);
    expect(
      worst(
        hurst!,
        column((row) => row.hurstExponent),
      ),
    ).toBeLessThan(1e-12);
    expect(
      worst(
        corrected!,
        column((row) => row.hurstExponentAL),
      ),
    ).toBeLessThan(1e-12);
  });

  test("expected rescaled ranges: of two values 1 ÷ 1, of three by hand", () => {
    // Two values: distances ±d, range d, deviation d; the formula gives Γ(½) ÷ (√π Γ(1)) √(1 ÷ 1) = 1.
    expect(expectedRescaledRange(2)).toBeCloseTo(1, 14);
    // Γ(1) ÷ (√π Γ(3 ÷ 2)) = 2 ÷ π; √2 + √½.
    expect(expectedRescaledRange(3)).toBeCloseTo((2 / Math.PI) * (Math.SQRT2 + Math.SQRT1_2), 14);
    expect(expectedRescaledRange(100_000)).toBeCloseTo(Math.sqrt((Math.PI * 100_000) / 2), -1);
  });

  test("of prices that do not move, or grow evenly, is that of a random walk", () => {
    expect(last("HURST", { timePeriod: 20 }, new Array(40).fill(5), "hurst")).toBeCloseTo(0.5, 14);
    expect(last("HURST", { timePeriod: 20 }, new Array(40).fill(5), "corrected")).toBeCloseTo(0.5, 14);
    const doubling = Array.from({ length: 40 }, (_, i) => 2 ** i);
    expect(last("HURST", { timePeriod: 20 }, doubling, "hurst")).toBeCloseTo(0.5, 14);
  });
});

describe("mean reversion", () => {
  test("a distance that halves at every bar has a half-life of one; one that doubles, of minus one", () => {
    const halving = Array.from({ length: 12 }, (_, i) => 10 + 2 ** -i);
    expect(last("HALFLIFE", { timePeriod: 10 }, halving)).toBeCloseTo(1, 10);
    const doubling = Array.from({ length: 12 }, (_, i) => 10 + 2 ** i);
    expect(last("HALFLIFE", { timePeriod: 10 }, doubling)).toBeCloseTo(-1, 10);
    expect(last("HALFLIFE", { timePeriod: 10 }, new Array(12).fill(3))).toBe(0);
  });

  test("Ornstein–Uhlenbeck: speed ln 2 and mean 10 of a distance from 10 that halves at every bar", () => {
    const halving = Array.from({ length: 12 }, (_, i) => 10 + 2 ** -i);
    expect(last("OU", { timePeriod: 10 }, halving, "speed")).toBeCloseTo(Math.LN2, 10);
    expect(last("OU", { timePeriod: 10 }, halving, "mean")).toBeCloseTo(10, 10);
    expect(last("OU", { timePeriod: 10 }, halving, "volatility")).toBeCloseTo(0, 7);
    expect(last("OU", { timePeriod: 10 }, new Array(12).fill(3), "mean")).toBe(3);
  });

  test("Dickey–Fuller without lags, by hand: 1 3 2 3 1 2", () => {
    // Steps 2 −1 1 −2 1 on 1 3 2 3 1: means 0.2 and 2; Sxx 4, Sxy −6, Syy 10.8, b −1.5, rest 1.8, s² 0.6.
    const expected = -1.5 / Math.sqrt(0.6 / 4);
    expect(last("ADF", { timePeriod: 6, lags: 0 }, [1, 3, 2, 3, 1, 2])).toBeCloseTo(expected, 13);
  });

  test("Dickey–Fuller is the t of least squares over each window", () => {
    fc.assert(
      fc.property(
        drawn(["real"], ["walk", "tiny", "huge"], 90),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 20, max: 40 }),
        (columns, lags, n) => {
          const real = columns.real!;
          const expected = rolling(real.length, n, (from, to) => tOfLevel(real.subarray(from, to), lags));
          expect(worst(outputsOf("ADF", { timePeriod: n, lags }, columns).real!, expected)).toBeLessThan(1e-9);
        },
      ),
      { numRuns: 30 },
    );
  });

  test("Dickey–Fuller has an answer where regressors say the same, or nothing is left over", () => {
    const flat = new Array(60).fill(3);
    const line = Array.from({ length: 60 }, (_, i) => i);
    const turns = Array.from({ length: 60 }, (_, i) => i % 2);
    for (const values of [flat, line, turns])
      for (const lags of [0, 1, 3]) expect(Number.isFinite(last("ADF", { timePeriod: 30, lags }, values))).toBe(true);
    expect(last("ADF", { timePeriod: 30, lags: 1 }, flat)).toBe(0);
    expect(() => outputsOf("ADF", { timePeriod: 6, lags: 5 }, { real: new Float64Array(9) })).toThrow("timePeriod");
  });
});

/** By modified Gram–Schmidt: what is left of the level and of the step once all else is taken out of both. */
function tOfLevel(values: Float64Array, lags: number): number {
  const step = (i: number) => values[i]! - values[i - 1]!;
  const rows = Array.from({ length: values.length - 1 - lags }, (_, r) => r + 1 + lags);
  const column = (f: (i: number) => number) => {
    const raw = rows.map((i) => f(i));
    const mean = meanOf(raw);
    return raw.map((value) => value - mean);
  };
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const others = Array.from({ length: lags }, (_, k) => column((i) => step(i - 1 - k)));
  const level = column((i) => values[i - 1]! - values[0]!);
  const steps = column(step);
  const all = [...others, level, steps];
  for (let k = 0; k < all.length - 1; k++)
    for (let m = k + 1; m < all.length; m++) {
      const share = dot(all[k]!, all[m]!) / dot(all[k]!, all[k]!);
      if (m === all.length - 1 && k === all.length - 2) {
        const rest = steps.map((value, i) => value - share * level[i]!);
        return share / Math.sqrt(dot(rest, rest) / (rows.length - lags - 2) / dot(level, level));
      }
      for (let i = 0; i < rows.length; i++) all[m]![i]! -= share * all[k]![i]!;
    }
  return Number.NaN;
}

describe("autocorrelation", () => {
  test("of 1 2 3 4 5 at lag 1: 1 by pairs, 0.4 about the common mean", () => {
    expect(last("AUTOCORR", { timePeriod: 5, lag: 1 }, [1, 2, 3, 4, 5])).toBeCloseTo(1, 14);
    expect(last("ACF", { timePeriod: 5, lag: 1 }, [1, 2, 3, 4, 5])).toBeCloseTo(0.4, 14);
    expect(() => outputsOf("ACF", { timePeriod: 5, lag: 4 }, { real: new Float64Array(9) })).toThrow("lag");
  });

  test("is that of the plain formulas over each window", () => {
    fc.assert(
      fc.property(
        drawn(["real"], priceShapes),
        fc.integer({ min: 5, max: 40 }),
        fc.integer({ min: 1, max: 3 }),
        (columns, n, lag) => {
          const real = columns.real!;
          const acf = rolling(real.length, n, (from, to) => {
            const distances = Float64Array.from(real.subarray(from, to), (value) => value - real[from]!);
            const mean = meanOf(distances);
            const squares = centralSum(distances);
            let sum = 0;
            for (let i = lag; i < n; i++) sum += (distances[i]! - mean) * (distances[i - lag]! - mean);
            return squares > 0 ? sum / squares : 0;
          });
          expect(worst(outputsOf("ACF", { timePeriod: n, lag }, columns).real!, acf)).toBeLessThan(1e-12);
          const pairs = rolling(real.length, n, (from, to) => {
            const [late, early] = [real.subarray(from + lag, to), real.subarray(from, to - lag)];
            const spread = Math.sqrt(centralSum(late)) * Math.sqrt(centralSum(early));
            return spread > 0 ? centralSum(late, early) / spread : 0;
          });
          expect(worst(outputsOf("AUTOCORR", { timePeriod: n, lag }, columns).real!, pairs)).toBeLessThan(1e-11);
        },
      ),
      { numRuns: 60 },
    );
  });
});
