import { expect, test } from "bun:test";
import { Random } from "@hotpath/core";
import { judgeRule, signalProbabilities, wilsonInterval } from "./outcomes.ts";

test("Wilson's interval is that of the books", () => {
  // Newcombe, Statistics in Medicine 17, 1998, table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
  const cases: [number, number, number, number][] = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ];
  for (const [hits, trials, lower, upper] of cases) {
    const interval = wilsonInterval(hits / trials, trials);
    expect(interval.lower).toBeCloseTo(lower, 4);
    expect(interval.upper).toBeCloseTo(upper, 4);
  }
  expect(wilsonInterval(Number.NaN, 0)).toEqual({ lower: Number.NaN, upper: Number.NaN });
  expect(() => wilsonInterval(0.5, 10, 1)).toThrow("level: got 1");
});

test("signals are judged over their horizon, beside all bars at which the rule knew what it says", () => {
  const close = Float64Array.of(10, 11, 12, 11, 10, 11, 12, 13);
  const signals = Float64Array.of(Number.NaN, 0.5, 0.5, 0, 0.5, 0, 0, 0.5);
  const outcome = judgeRule([{ signals, close }], { direction: "up", horizon: 2 });
  // After bar 1: 11 → 11, wrong. After 2: 12 → 10, wrong, and it overlaps. After 4: 10 → 12, right. Bar 7 is open.
  expect(outcome).toMatchObject({ signals: 4, judged: 3, apart: 2, hitRate: 1 / 3, baseRate: 2 / 5 });
  expect(outcome.meanChange).toBeCloseTo((0 - 1 / 6 + 1 / 5) / 3, 12);
  const down = judgeRule(
    [
      { signals, close },
      { signals, close },
    ],
    { direction: "down", horizon: 2 },
  );
  expect(down).toMatchObject({ signals: 8, judged: 6, apart: 4, hitRate: 1 / 3, baseRate: 1 / 5 });
  const none = judgeRule([{ signals: new Float64Array(8), close }], { direction: "up", horizon: 9 });
  expect(none).toMatchObject({ signals: 0, judged: 0, apart: 0, hitRate: Number.NaN, lower: Number.NaN });
  expect(() => judgeRule([{ signals: new Float64Array(2), close }], { direction: "up", horizon: 1 })).toThrow(
    "has 8 bars",
  );
  expect(() => judgeRule([], { direction: "up", horizon: 0 })).toThrow("horizon: got 0");
});

test("in noise the interval holds the base rate as often as it says", () => {
  const random = new Random(11);
  const rounds = 400;
  let held = 0;
  for (let round = 0; round < rounds; round++) {
    const close = new Float64Array(2000);
    let level = 1000;
    const signals = close.map(() => Number(random.uniform() < 0.1));
    for (let t = 0; t < close.length; t++) close[t] = level += random.normal();
    const { lower, upper, baseRate } = judgeRule([{ signals, close }], { direction: "up", horizon: 5 });
    held += Number(lower <= baseRate && baseRate <= upper);
  }
  // Of 400 at 95 %: 380 ± 4.4. Counting those apart alone errs to the wide side; counting all would hold some 85 %.
  expect(held).toBeGreaterThan(372);
}, 60_000);

test("a probability knows nothing later, and comes to the rate at which signals are right", () => {
  const random = new Random(12);
  const close = new Float64Array(20_000);
  const signals = new Float64Array(close.length);
  let level = 1000;
  for (let t = 1; t < close.length; t++) {
    // One step in ten is announced, and comes true three times in four.
    signals[t] = random.uniform() < 0.1 ? 0.5 : 0;
    const up = signals[t - 1] === 0 ? random.uniform() < 0.5 : random.uniform() < 0.75;
    level += up ? 1 : -1;
    close[t] = level;
  }
  const options = { direction: "up", horizon: 1 } as const;
  const whole = signalProbabilities({ signals, close }, options);
  expect(whole.findLast((p) => !Number.isNaN(p))).toBeCloseTo(0.75, 1);
  const first = whole.find((p) => !Number.isNaN(p))!;
  expect(first).toBeGreaterThan(0.3);
  expect(first).toBeLessThan(0.7);
  const cut = 5000;
  const part = signalProbabilities({ signals: signals.slice(0, cut), close: close.slice(0, cut) }, options);
  expect(Array.from(part)).toEqual(Array.from(whole.subarray(0, cut)));
});
