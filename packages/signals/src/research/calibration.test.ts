import { describe, expect, test } from "bun:test";
import { InputError, Random } from "@hotpath/core";
import fc from "fast-check";
import { logistic } from "../models/objective.ts";
import { logLoss } from "../training/metrics.ts";
import { calibrate, calibrationError, fitCalibration } from "./calibration.ts";
import { AdaptiveConformal, conformalHalfWidth, conformalSet, conformalThreshold } from "./conformal.ts";

function drawn(
  rows: number,
  seed: number,
  truth: (x: number) => number,
): { scores: Float64Array; labels: Float64Array } {
  const random = new Random(seed);
  const scores = Float64Array.from({ length: rows }, () => 2 * random.normal());
  return { scores, labels: scores.map((x) => (random.uniform() < truth(x) ? 1 : 0)) };
}

test("Platt finds the slope and the offset that made the labels", () => {
  const { scores, labels } = drawn(20_000, 1, (x) => logistic(1.7 * x - 0.4));
  const fitted = fitCalibration("platt", scores, labels);
  if (fitted.kind !== "platt") throw new Error("is of another kind");
  expect(Math.abs(fitted.slope - 1.7)).toBeLessThan(0.08);
  expect(Math.abs(fitted.offset + 0.4)).toBeLessThan(0.08);
});

test("Platt's derivatives are 0 where it ends: nothing fits better", () => {
  const { scores, labels } = drawn(300, 2, (x) => logistic(x));
  const fitted = fitCalibration("platt", scores, labels) as { kind: "platt"; slope: number; offset: number };
  const ones = labels.reduce((sum, label) => sum + label, 0);
  const targets = labels.map((label) => (label === 1 ? (ones + 1) / (ones + 2) : 1 / (300 - ones + 2)));
  let [bySlope, byOffset] = [0, 0];
  for (const [i, x] of scores.entries()) {
    const error = calibrate(fitted, x) - targets[i]!;
    bySlope += error * x;
    byOffset += error;
  }
  expect(Math.abs(bySlope)).toBeLessThan(1e-5);
  expect(Math.abs(byOffset)).toBeLessThan(1e-5);
});

test("each kind puts right what is wrong in its way", () => {
  // Too sure of itself: the truth is nearer to a half.
  const { scores, labels } = drawn(8000, 3, (x) => logistic(0.4 * x));
  const said = scores.map(logistic);
  for (const kind of ["platt", "beta", "isotonic"] as const) {
    const inputs = kind === "platt" ? scores : said;
    const fitted = fitCalibration(kind, inputs.slice(0, 4000), labels.slice(0, 4000));
    const after = inputs.slice(4000).map((x) => calibrate(fitted, x));
    expect(calibrationError(after, labels.slice(4000))).toBeLessThan(0.035);
    expect(calibrationError(said.slice(4000), labels.slice(4000))).toBeGreaterThan(0.12);
    expect(logLoss(after, labels.slice(4000))).toBeLessThan(logLoss(said.slice(4000), labels.slice(4000)));
  }
});

test("isotonic: the nearest rising steps, by the min-max formula", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.boolean()), { minLength: 2, maxLength: 30 }),
      (rows) => {
        const labels = Float64Array.from(rows, ([, one]) => Number(one));
        fc.pre(labels.includes(0) && labels.includes(1));
        const scores = Float64Array.from(rows, ([x]) => x);
        const fitted = fitCalibration("isotonic", scores, labels);
        const values = [...new Set(scores)].sort((a, b) => a - b);
        const mean = (from: number, to: number) => {
          const inside = rows.filter(([x]) => x >= from && x <= to);
          return inside.filter(([, one]) => one).length / inside.length;
        };
        for (const x of values) {
          const lower = values
            .filter((v) => v <= x)
            .map((v) => Math.min(...values.filter((w) => w >= x).map((w) => mean(v, w))));
          expect(calibrate(fitted, x)).toBeCloseTo(Math.max(...lower), 12);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test("bad input is named", () => {
  const one = Float64Array.of(0.5, 0.7);
  expect(() => fitCalibration("platt", one, Float64Array.of(1, 1))).toThrow("both labels must occur");
  expect(() => fitCalibration("beta", Float64Array.of(0.5, 1.5), Float64Array.of(0, 1))).toThrow(
    "row 1 has the score 1.5",
  );
  expect(() => fitCalibration("platt", Float64Array.of(Number.NaN, 1), Float64Array.of(0, 1))).toThrow(InputError);
  expect(() => fitCalibration("platt", one, Float64Array.of(0))).toThrow("1 labels for 2 scores");
  expect(calibrate({ kind: "isotonic", from: [0], to: [0.3] }, 5)).toBe(0.3);
  // Separable: slopes end, and no probability is certain.
  const apart = fitCalibration("platt", Float64Array.of(-1, 1), Float64Array.of(0, 1));
  expect(calibrate(apart, 1)).toBeCloseTo(2 / 3, 6);
});

describe("conformal", () => {
  test("intervals hold what they promise", () => {
    const random = new Random(4);
    let inside = 0;
    for (let round = 0; round < 400; round++) {
      const width = conformalHalfWidth(
        Float64Array.from({ length: 99 }, () => random.normal()),
        0.9,
      );
      if (Math.abs(random.normal()) <= width) inside++;
    }
    expect(inside / 400).toBeGreaterThan(0.86);
    expect(inside / 400).toBeLessThan(0.94);
    expect(conformalHalfWidth(Float64Array.of(3, -1, 2, 4), 0.6)).toBe(3);
    expect(conformalHalfWidth(Float64Array.of(1), 0.9)).toBe(Number.POSITIVE_INFINITY);
  });

  test("sets of labels too", () => {
    const { scores, labels } = drawn(4000, 5, logistic);
    const p = scores.map(logistic);
    const threshold = conformalThreshold(p.slice(0, 2000), labels.slice(0, 2000), 0.9);
    let held = 0;
    for (let i = 2000; i < 4000; i++) if (conformalSet(p[i]!, threshold)[labels[i] === 1 ? "one" : "zero"]) held++;
    expect(Math.abs(held / 2000 - 0.9)).toBeLessThan(0.025);
  });

  test("the adaptive one keeps its promise when errors grow", () => {
    const random = new Random(6);
    const adaptive = new AdaptiveConformal({ coverage: 0.9, window: 200, rate: 0.02 });
    let held = 0;
    for (let i = 0; i < 4000; i++) {
      const error = random.normal() * (1 + i / 500);
      if (Math.abs(error) <= adaptive.halfWidth) held++;
      adaptive.observe(error);
    }
    expect(Math.abs(held / 4000 - 0.9)).toBeLessThan(0.02);
  });
});
