import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { drawn, meanOf, outputsOf, worst } from "../testing/reference.ts";

const of = (values: number[]) => ({ real: Float64Array.from(values) });

describe("exponential weights", () => {
  test("by hand: 1 3 2 with half the weight left to the past", () => {
    // d = 2: mean 2, variance ½ (0 + ½ · 4) = 1; d = 0: mean 2, variance ½.
    const { mean, variance, deviation } = outputsOf("EWM", { lambda: 0.5 }, of([1, 3, 2]));
    expect([...mean!]).toEqual([1, 2, 2]);
    expect([...variance!]).toEqual([0, 1, 0.5]);
    expect(deviation![2]).toBe(Math.sqrt(0.5));
  });

  test("mean and variance are those of the weights that they stand for", () => {
    fc.assert(
      fc.property(
        drawn(["real"], ["walk", "huge", "tiny", "steps"], 60),
        fc.double({ min: 0.1, max: 0.99, noNaN: true }),
        (columns, lambda) => {
          const real = columns.real!;
          const { mean, variance } = outputsOf("EWM", { lambda }, columns);
          for (const i of [1, 7, 59]) {
            const weights = Array.from({ length: i + 1 }, (_, j) =>
              j === 0 ? lambda ** i : (1 - lambda) * lambda ** (i - j),
            );
            const distances = weights.map((_, j) => real[j]! - real[0]!);
            const centre = weights.reduce((sum, w, j) => sum + w * distances[j]!, 0);
            const spread = weights.reduce((sum, w, j) => sum + w * (distances[j]! - centre) ** 2, 0);
            expect(Math.abs(mean![i]! - real[0]! - centre)).toBeLessThan(1e-14 * Math.abs(real[0]!));
            // The mean of high prices has no digits below its own.
            const digits =
              1e-12 * spread + (Math.abs(real[0]!) * 1e-15) ** 2 + Math.abs(real[0]!) * 1e-15 * Math.sqrt(spread);
            expect(Math.abs(variance![i]! - spread)).toBeLessThanOrEqual(digits);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("RiskMetrics: returns of 10 % and then none", () => {
    const { variance, volatility } = outputsOf("EWMAVOL", { lambda: 0.9, periodsPerYear: 4 }, of([100, 110, 110, 110]));
    const square = Math.log(1.1) ** 2;
    expect(variance![0]).toBeNaN();
    for (const [i, share] of [
      [1, 1],
      [2, 0.9],
      [3, 0.81],
    ] as const) {
      expect(variance![i]).toBeCloseTo(square * share, 15);
      expect(volatility![i]).toBeCloseTo(2 * Math.sqrt(square * share), 14);
    }
  });
});

describe("Kalman filters", () => {
  test("a level that does not move is the mean of all values so far", () => {
    const values = [3, 5, 10, 2, 7, 7, 1];
    const { level } = outputsOf("KALMAN", { processNoise: 0, measurementNoise: 4 }, of(values));
    for (let i = 0; i < values.length; i++) expect(level![i]).toBeCloseTo(meanOf(values.slice(0, i + 1)), 13);
  });

  test("only the ratio of the noises matters, and without measurement noise to speak of the level is the value", () => {
    fc.assert(
      fc.property(drawn(["real"], ["walk", "huge", "tiny"]), fc.integer({ min: -20, max: 20 }), (columns, power) => {
        const at = (processNoise: number, measurementNoise: number) =>
          outputsOf("KALMAN", { processNoise, measurementNoise }, columns).level!;
        expect(at(0.3 * 2 ** power, 2 ** power)).toEqual(at(0.3, 1));
        expect(worst(at(1, 1e-30), columns.real!, 1e-300)).toBeLessThan(1e-15);
      }),
      { numRuns: 30 },
    );
  });

  test("the gain settles where p² + q p − q r = 0 says: q 1, r 2 gives ½", () => {
    const values = [...new Array(200).fill(0), 1];
    // Uncertainty after an update 1, before it 2, so the gain is 2 ÷ (2 + 2).
    const { level } = outputsOf("KALMAN", { processNoise: 1, measurementNoise: 2 }, of(values));
    expect(level!.at(-1)).toBeCloseTo(0.5, 14);
  });

  test("a trend that does not change is the line of least squares through all values so far", () => {
    const values = [3, 5, 10, 2, 7, 7, 1, 12];
    const still = { levelNoise: 0, slopeNoise: 0, measurementNoise: 2 };
    const { level, slope } = outputsOf("KALMANTREND", still, of(values));
    expect(level![0]).toBeNaN();
    for (let i = 1; i < values.length; i++) {
      const n = i + 1;
      const mean = meanOf(values.slice(0, n));
      let products = 0;
      for (let j = 0; j < n; j++) products += (j - i / 2) * (values[j]! - mean);
      const line = (12 * products) / (n * (n * n - 1));
      expect(slope![i]).toBeCloseTo(line, 12);
      expect(level![i]).toBeCloseTo(mean + (line * i) / 2, 12);
    }
  });

  test("a straight line is followed without error", () => {
    const values = Array.from({ length: 50 }, (_, i) => 5 + 0.25 * i);
    const { level, slope } = outputsOf("KALMANTREND", {}, of(values));
    for (let i = 1; i < 50; i++) {
      expect(level![i]).toBeCloseTo(values[i]!, 12);
      expect(slope![i]).toBeCloseTo(0.25, 12);
    }
  });
});
