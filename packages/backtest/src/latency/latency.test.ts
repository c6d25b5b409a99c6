import { describe, expect, test } from "bun:test";
import { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { RandomLatency } from "./random-latency.ts";
import { RecordedLatency } from "./recorded-latency.ts";

function moments(draw: () => number, count = 40_000): { mean: number; deviation: number; median: number } {
  const values = Float64Array.from({ length: count }, draw).sort();
  const mean = values.reduce((sum, x) => sum + x, 0) / count;
  const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count);
  return { mean, deviation, median: values[count >> 1]! };
}

describe("RandomLatency", () => {
  test("lognormal, gamma and measured quantiles have the moments of their distributions", () => {
    const latency = new RandomLatency({
      seed: 3,
      entry: { kind: "lognormal", medianNanos: 200_000, sigma: 0.5, leastNanos: 50_000 },
      response: { kind: "gamma", meanNanos: 300_000, shape: 4 },
      feed: { kind: "quantiles", nanos: [10_000, 20_000, 60_000] },
    });
    const entry = moments(() => latency.entryNanos());
    expect(Math.abs(entry.median / 250_000 - 1)).toBeLessThan(0.01);
    expect(Math.abs((entry.mean - 50_000) / (200_000 * Math.exp(0.125)) - 1)).toBeLessThan(0.01);
    const response = moments(() => latency.responseNanos());
    expect(Math.abs(response.mean / 300_000 - 1)).toBeLessThan(0.01);
    expect(Math.abs(response.deviation / 150_000 - 1)).toBeLessThan(0.02);
    const feed = moments(() => latency.feedNanos());
    expect(Math.abs(feed.mean / 27_500 - 1)).toBeLessThan(0.01);
    expect(Math.abs(feed.median / 20_000 - 1)).toBeLessThan(0.02);
    const small = new RandomLatency({ seed: 3, entry: { kind: "gamma", meanNanos: 1000, shape: 0.5 } });
    expect(Math.abs(moments(() => small.entryNanos()).mean / 1000 - 1)).toBeLessThan(0.03);
  });

  test("draws are whole, by their seed, each way apart, and go on from a snapshot", () => {
    const make = (): RandomLatency =>
      new RandomLatency({
        seed: 9n,
        entry: { kind: "lognormal", medianNanos: 1000, sigma: 1 },
        feed: { kind: "gamma", meanNanos: 1000, shape: 2 },
      });
    const [a, b] = [make(), make()];
    for (let n = 0; n < 50; n++) a.feedNanos();
    const entries = Array.from({ length: 20 }, () => a.entryNanos());
    expect(Array.from({ length: 20 }, () => b.entryNanos())).toEqual(entries);
    expect(entries.every((x) => Number.isSafeInteger(x) && x >= 0)).toBe(true);
    expect(a.responseNanos()).toBe(0);
    const writer = new SnapshotWriter();
    a.snapshot(writer);
    const c = make();
    c.restore(new SnapshotReader(writer.finish()));
    expect([c.entryNanos(), c.feedNanos()]).toEqual([a.entryNanos(), a.feedNanos()]);
  });

  test("what is no distribution is refused by its path", () => {
    const entry = (distribution: object) => () => new RandomLatency({ seed: 1, entry: distribution as never });
    expect(entry({ kind: "normal" })).toThrow("latency.entry.kind");
    expect(entry({ kind: "gamma", meanNanos: 1, shape: 0 })).toThrow("latency.entry.shape");
    expect(entry({ kind: "lognormal", medianNanos: -1, sigma: 1 })).toThrow("latency.entry.medianNanos");
    expect(entry({ kind: "quantiles", nanos: [5, 4] })).toThrow("latency.entry.nanos[1]");
  });
});

describe("RecordedLatency", () => {
  test("interpolates between measurements, the way out by when it leaves, the way back by when the venue speaks", () => {
    const latency = new RecordedLatency({
      micros: Float64Array.of(1000, 2000),
      entryNanos: Float64Array.of(100_000, 300_000),
      responseNanos: Float64Array.of(50_000, 70_000),
    });
    expect(latency.entryNanos(500, 0)).toBe(100_000);
    expect(latency.entryNanos(1000, 0)).toBe(100_000);
    expect(latency.entryNanos(1250, 0)).toBe(150_000);
    expect(latency.entryNanos(1250, 500)).toBe(150_100);
    expect(latency.entryNanos(2000, 0)).toBe(300_000);
    expect(latency.entryNanos(9000, 0)).toBe(300_000);
    // The venue had them at 1100 and 2300.
    expect(latency.responseNanos(1099, 999)).toBe(50_000);
    expect(latency.responseNanos(1700, 0)).toBe(60_000);
    expect(latency.responseNanos(2300, 0)).toBe(70_000);
  });

  test("beside a measurement that the venue did not take, it does not take ours: the answer's time, negative", () => {
    const at = (values: number[]): BigInt64Array => BigInt64Array.from(values.map(BigInt));
    const latency = RecordedLatency.fromNanos(
      at([1_000_000, 2_000_000, 3_000_000, 4_000_000]),
      at([1_100_000, 0, 3_200_000, 4_100_000]),
      at([1_150_000, 2_400_000, 3_300_000, 4_150_000]),
    );
    expect(latency.entryNanos(1000, 0)).toBe(-150_000);
    expect(latency.entryNanos(1500, 0)).toBe(-275_000);
    expect(latency.entryNanos(2500, 0)).toBe(-350_000);
    expect(latency.entryNanos(3000, 0)).toBe(200_000);
    expect(latency.entryNanos(3500, 0)).toBe(150_000);
  });

  test("rows that make no sense are refused by their place", () => {
    const one = Float64Array.of(1);
    const make = (micros: Float64Array, entry: Float64Array, response: Float64Array) => () =>
      new RecordedLatency({ micros, entryNanos: entry, responseNanos: response });
    expect(make(new Float64Array(0), one, one)).toThrow("latency.micros");
    expect(make(one, Float64Array.of(1, 2), one)).toThrow("latency.entryNanos");
    expect(make(Float64Array.of(2, 2), Float64Array.of(1, 1), Float64Array.of(1, 1))).toThrow("latency.micros[1]");
    expect(make(one, one, Float64Array.of(Number.NaN))).toThrow("latency.responseNanos[0]");
  });
});
