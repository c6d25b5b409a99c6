import { describe, expect, test } from "bun:test";
import { ConfigError, InputError, log, Random } from "@hotpath/core";
import fc from "fast-check";
import { exponentialVolatility } from "./exponential-volatility.ts";
import {
  averageUniqueness,
  concurrency,
  cusumEvents,
  differenceWeights,
  FractionalDifference,
  fractionalDifference,
  returnAttribution,
} from "./sampling.ts";
import { trendScanning } from "./trend-scanning.ts";
import { metaLabels, tripleBarrier } from "./triple-barrier.ts";

const walk = (bars: number, seed: number) => {
  const random = new Random(seed);
  let price = 100;
  return Float64Array.from({ length: bars }, () => (price *= 1 + 0.01 * random.normal()));
};

describe("triple barrier", () => {
  const close = Float64Array.of(100, 101, 103, 99, 98, 98, 98.5, 98.2, 98, 98);

  test("the first barrier ends a label, or time does", () => {
    const labels = tripleBarrier(close, Int32Array.of(0, 2, 4, 8), new Float64Array(4).fill(0.02), { horizon: 3 });
    expect(labels).toEqual({
      starts: Int32Array.of(0, 2, 4),
      ends: Int32Array.of(2, 3, 7),
      labels: Int8Array.of(1, -1, 1),
      returns: Float64Array.of(103 / 100 - 1, 99 / 103 - 1, 98.2 / 98 - 1),
      touches: ["profit", "loss", "time"],
      unfinished: 1,
    });
  });

  test("the other side has the other outcome; meta-labels say whether it paid", () => {
    const sides = Int8Array.of(-1, -1, -1);
    const short = tripleBarrier(close, Int32Array.of(0, 2, 4), new Float64Array(3).fill(0.02), { horizon: 3, sides });
    expect(Array.from(short.labels)).toEqual([-1, 1, -1]);
    expect(Array.from(metaLabels(short))).toEqual([0, 1, 0]);
  });

  test("within a bar that touches both barriers, the loss counts", () => {
    const flat = Float64Array.of(100, 100, 100);
    const options = { horizon: 1, high: Float64Array.of(100, 103, 100), low: Float64Array.of(100, 97, 100) };
    const both = tripleBarrier(flat, Int32Array.of(0), Float64Array.of(0.02), options);
    expect([both.touches[0], both.returns[0]]).toEqual(["loss", -0.02]);
  });

  test("no label knows more than the bars up to its end", () => {
    const prices = walk(300, 3);
    const events = Int32Array.from({ length: 50 }, (_, i) => 5 * i);
    const widths = new Float64Array(50).fill(0.03);
    const whole = tripleBarrier(prices, events, widths, { horizon: 20 });
    for (const [i, end] of whole.ends.entries()) {
      const changed = prices.map((price, bar) => (bar > end ? price * 3 : price));
      expect(tripleBarrier(changed, events, widths, { horizon: 20 }).labels[i]).toBe(whole.labels[i]!);
    }
  });

  test("bad input is named", () => {
    const width = Float64Array.of(0.01);
    expect(() => tripleBarrier(close, Int32Array.of(3), width, { horizon: 0 })).toThrow(ConfigError);
    expect(() => tripleBarrier(close, Int32Array.of(3), Float64Array.of(Number.NaN), { horizon: 2 })).toThrow(
      "event 0: got NaN",
    );
    expect(() => tripleBarrier(Float64Array.of(1, -1), Int32Array.of(0), width, { horizon: 1 })).toThrow(
      "close: bar 1: got -1",
    );
    expect(() => tripleBarrier(close, Int32Array.of(3, 3), width, { horizon: 1 })).toThrow(InputError);
    expect(() => tripleBarrier(new Float64Array(0), new Int32Array(0), width, { horizon: 1 })).toThrow("at least 2");
  });
});

test("volatility: the weighted deviation of returns, told from nothing later", () => {
  const close = walk(400, 4);
  const volatility = exponentialVolatility(close, 50);
  expect(volatility.slice(0, 2).every(Number.isNaN)).toBe(true);
  expect(Math.abs(volatility[399]! - 0.01)).toBeLessThan(0.003);
  expect(exponentialVolatility(close.slice(0, 200), 50)[199]).toBe(volatility[199]!);
  // Against the definition.
  const keep = 1 - 2 / 51;
  const returns = Array.from(close.slice(0, 101), (p, i) => (i === 0 ? 0 : p / close[i - 1]! - 1)).slice(1);
  const weights = returns.map((_, i) => keep ** (returns.length - 1 - i));
  const total = weights.reduce((s, w) => s + w, 0);
  const mean = returns.reduce((s, r, i) => s + weights[i]! * r, 0) / total;
  const biased = returns.reduce((s, r, i) => s + weights[i]! * (r - mean) ** 2, 0) / total;
  const correction = 1 - weights.reduce((s, w) => s + w * w, 0) / total ** 2;
  expect(volatility[100]!).toBeCloseTo(Math.sqrt(biased / correction), 12);
});

test("trend scanning: the surest straight line, against least squares", () => {
  const close = walk(120, 5);
  const labels = trendScanning(close, Int32Array.of(0, 17, 60, 115), 5, 20);
  expect(labels.unfinished).toBe(1);
  for (const [i, event] of labels.starts.entries()) {
    let best = 0;
    let end = 0;
    for (let k = 5; k <= 20; k++) {
      const y = Array.from(close.slice(event, event + k + 1));
      const n = y.length;
      const [mx, my] = [(n - 1) / 2, y.reduce((s, v) => s + v, 0) / n];
      const sxx = y.reduce((s, _, x) => s + (x - mx) ** 2, 0);
      const slope = y.reduce((s, v, x) => s + (x - mx) * (v - my), 0) / sxx;
      const residual = y.reduce((s, v, x) => s + (v - my - slope * (x - mx)) ** 2, 0);
      const t = slope / Math.sqrt(residual / (n - 2) / sxx);
      if (Math.abs(t) > Math.abs(best)) [best, end] = [t, event + k];
    }
    expect(labels.tValues[i]!).toBeCloseTo(best, 6);
    expect([labels.ends[i], labels.labels[i]]).toEqual([end, Math.sign(best)]);
  }
  const line = trendScanning(
    Float64Array.from({ length: 30 }, (_, i) => 30 - i / 2),
    Int32Array.of(0),
    3,
    9,
  );
  expect(line.labels[0]).toBe(-1);
  expect(trendScanning(new Float64Array(30).fill(5), Int32Array.of(0), 3, 9).labels[0]).toBe(0);
});

test("CUSUM: an event each time the change since the last one passes the threshold", () => {
  const values = Float64Array.of(0, 1, 2, 3, 2, 1, 0, 0, 5);
  expect(Array.from(cusumEvents(values, 2))).toEqual([2, 5, 8]);
  expect(cusumEvents(new Float64Array(10), 1).length).toBe(0);
  expect(() => cusumEvents(Float64Array.of(0, Number.NaN), 1)).toThrow(InputError);
  expect(() => cusumEvents(values, 0)).toThrow("threshold: got 0");
});

test("uniqueness: labels that overlap share, against the definition", () => {
  const spans = { starts: Int32Array.of(0, 2, 2, 9), ends: Int32Array.of(3, 4, 2, 9) };
  expect(Array.from(concurrency(spans, 10))).toEqual([1, 1, 3, 2, 1, 0, 0, 0, 0, 1]);
  const unique = averageUniqueness(spans, 10);
  for (const [i, expected] of [(1 + 1 + 1 / 3 + 1 / 2) / 4, (1 / 3 + 1 / 2 + 1) / 3, 1 / 3, 1].entries())
    expect(unique[i]!).toBeCloseTo(expected, 14);
  const returns = Float64Array.of(0, 0.1, 0.3, -0.2, 0.1, 0, 0, 0, 0, 0);
  const raw = [0.1 + 0.1 - 0.1, -0.1 + 0.1, 0, 0].map(Math.abs);
  const total = raw.reduce((s, w) => s + w, 0);
  for (const [i, weight] of returnAttribution(spans, returns).entries())
    expect(weight).toBeCloseTo((4 * raw[i]!) / total, 12);
  expect(() => averageUniqueness({ starts: Int32Array.of(5), ends: Int32Array.of(4) }, 10)).toThrow(InputError);
});

test("fractional differences: of order 0 the series, of order 1 its changes, streamed as in one go", () => {
  const prices = walk(400, 6).map(log);
  expect(fractionalDifference(prices, 0)).toEqual(prices);
  const first = fractionalDifference(prices, 1);
  for (let i = 1; i < 400; i++) expect(first[i]!).toBe(prices[i]! - prices[i - 1]!);
  expect(Array.from(differenceWeights(0.5).slice(0, 4))).toEqual([1, -0.5, -0.125, -0.0625]);
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 2, noNaN: true }), fc.integer({ min: 1, max: 399 }), (order, cut) => {
      const whole = fractionalDifference(prices, order, 1e-3);
      const stream = new FractionalDifference(order, 1e-3);
      for (let i = 0; i < cut; i++) expect(Object.is(stream.push(prices[i]!), whole[i])).toBe(true);
      expect(whole.slice(stream.lookback).some(Number.isNaN)).toBe(false);
    }),
    { numRuns: 30 },
  );
});
