/** Streams as signals use them: many symbols, bad values skipped, and numbers that stay right for long. */
import { describe, expect, test } from "bun:test";
import { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import fc from "fast-check";
import { type Indicator, indicator } from "./indicator.ts";
import type { IndicatorStream } from "./indicator-stream.ts";

const nan = "skip";

const indicators: readonly Indicator[] = [
  indicator("SMA", { timePeriod: 7 }, { nan }),
  indicator("EMA", { timePeriod: 7 }, { nan }),
  indicator("RSI", { timePeriod: 5 }, { nan }),
  indicator("MACD", { fastPeriod: 3, slowPeriod: 6, signalPeriod: 4 }, { nan }),
  indicator("MOM", { timePeriod: 4 }, { nan }),
  indicator("ZSCORE", { timePeriod: 6 }, { nan }),
];

const series = fc.array(fc.oneof(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), fc.constantFrom(100, 100, 100.5)), {
  minLength: 1,
  maxLength: 60,
});
const badValues = fc.array(fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY), {
  maxLength: 5,
});

function outputs(stream: IndicatorStream, symbol = 0): number[] {
  return stream.indicator.outputs.map((_, m) => stream.value(m, symbol));
}

for (const of of indicators) {
  describe(of.name, () => {
    test("has its first output exactly at its lookback", () => {
      const stream = of.stream({ symbols: 2 });
      const out = Array.from({ length: 60 }, (_, i) => stream.push(100 + (i % 7), 1));
      expect(out.findIndex((v) => !Number.isNaN(v))).toBe(of.lookback);
      expect(out.slice(of.lookback).some((v) => Number.isNaN(v))).toBe(false);
    });

    test("gives each symbol what it would have alone, to the bit, and push returns what value says", () => {
      fc.assert(
        fc.property(series, series, (a, b) => {
          const shared = of.stream({ symbols: 2 });
          const alone = [of.stream(), of.stream()] as const;
          for (let i = 0; i < Math.max(a.length, b.length); i++)
            for (const [symbol, values] of [a, b].entries()) {
              const value = values[i];
              if (value === undefined) continue;
              const got = shared.push(value, symbol);
              expect(got).toBe(alone[symbol]!.push(value));
              expect(shared.value(0, symbol)).toBe(got);
              expect(outputs(shared, symbol)).toEqual(outputs(alone[symbol]!));
            }
        }),
        { numRuns: 100 },
      );
    });

    test("skips what is not finite and is never spoiled by it", () => {
      fc.assert(
        fc.property(series, badValues, (values, bad) => {
          const clean = of.stream({ symbols: 3 });
          const dirty = of.stream({ symbols: 3 });
          for (const [i, value] of values.entries()) {
            const odd = bad[i % 7];
            if (odd !== undefined) {
              expect(dirty.push(odd, 2)).toBe(clean.value(0, 2));
              expect(outputs(dirty, 2)).toEqual(outputs(clean, 2));
            }
            expect(dirty.push(value, 2)).toBe(clean.push(value, 2));
          }
        }),
        { numRuns: 100 },
      );
    });

    test("goes on after a snapshot to the bit, and starts anew after a reset, symbol by symbol", () => {
      fc.assert(
        fc.property(series, series, (before, after) => {
          const original = of.stream({ symbols: 3 });
          for (const value of before) for (let q = 0; q < 3; q++) original.push(value + q, q);
          const writer = new SnapshotWriter();
          original.snapshot(writer);
          const copy = of.stream({ symbols: 3 });
          copy.restore(new SnapshotReader(writer.finish()));
          for (const value of after) expect(copy.push(value, 1)).toBe(original.push(value, 1));
          copy.reset(1);
          expect(outputs(copy, 1)).toEqual(of.outputs.map(() => Number.NaN));
          expect(outputs(copy, 2)).toEqual(outputs(original, 2));
          const fresh = of.stream();
          for (const value of before) expect(copy.push(value, 1)).toBe(fresh.push(value));
          expect(copy.push(3, 2)).toBe(original.push(3, 2));
        }),
        { numRuns: 50 },
      );
    });
  });
}

describe("against a plain calculation", () => {
  test("the z-score and its deviation, at prices of 1e-8 and of 1e8", () => {
    for (const scale of [1e-8, 1, 1e8]) {
      const period = 20;
      const z = indicator("ZSCORE", { timePeriod: period }).stream();
      const spread = indicator("STDDEV", { timePeriod: period }).stream();
      const values: number[] = [];
      for (let i = 0; i < 5_000; i++) {
        const value = scale * (1 + 1e-4 * Math.sin(i) + 1e-5 * ((i * 7919) % 13));
        values.push(value);
        z.push(value);
        spread.push(value);
        if (i < period - 1) continue;
        const window = values.slice(-period);
        const mean = window.reduce((a, b) => a + b) / period;
        const deviation = Math.sqrt(window.reduce((a, b) => a + (b - mean) ** 2, 0) / period);
        expect(Math.abs(spread.value() - deviation) / deviation).toBeLessThan(1e-7);
        expect(Math.abs(z.value() - (value - mean) / deviation)).toBeLessThan(1e-6);
      }
    }
  });

  test("equal values have deviation 0 and score 0", () => {
    const z = indicator("ZSCORE", { timePeriod: 5 }).stream();
    const spread = indicator("STDDEV", { timePeriod: 5 }).stream();
    for (let i = 0; i < 50; i++) {
      z.push(0.1);
      spread.push(0.1);
    }
    expect([z.value(), spread.value()]).toEqual([0, 0]);
  });

  test("a long SMA does not drift", () => {
    const sma = indicator("SMA", { timePeriod: 20 }).stream();
    for (let i = 0; i < 200_000; i++) sma.push(i % 2 === 0 ? 1e9 : 1e-3);
    for (let i = 0; i < 40; i++) sma.push(0.1);
    expect(Math.abs(sma.value() - 0.1)).toBeLessThan(1e-15);
  });
});

test("what is wrong is named", () => {
  expect(() => indicator("SMA", { timePeriod: 0 })).toThrow("timePeriod: got 0; allowed: an integer from 1 to 100000");
  expect(() => indicator("RSI", { timePeriod: 1 })).toThrow("timePeriod: got 1; allowed: an integer from 2");
  expect(() => indicator("EMA").stream({ symbols: 0 })).toThrow(
    "symbols: got 0; allowed: an integer from 1 to 1000000",
  );
});

describe("a state of another kind", () => {
  test("is refused by streams and by rows, and leaves what they have", () => {
    const [ours, other] = [indicator("EMA", { timePeriod: 10 }), indicator("EMA", { timePeriod: 20 })];
    const stream = ours.stream();
    for (let i = 0; i < 30; i++) stream.push(100 + i);
    const before = stream.value();
    expect(() => stream.restore(other.stream().snapshot())).toThrow("EMA");
    expect(() => stream.restore({ ...stream.snapshot(), doubles: [1, 2] })).toThrow("another indicator");
    expect(stream.value()).toBe(before);
    const rows = ours.symbols(3);
    expect(() => rows.restore(other.symbols(3).snapshot())).toThrow("other parameters");
    expect(() => rows.restore(ours.symbols(4).snapshot())).toThrow("other symbols");
    const state = rows.snapshot();
    state.integers[5]! += 1;
    expect(() => rows.restore(state)).toThrow("another indicator");
    rows.restore(rows.snapshot());
  });

  test("damaged on its way is refused by rows, wherever the damage is", () => {
    const rows = indicator("SMA", { timePeriod: 10 }).symbols(3);
    rows.update(new Float64Array(60).fill(5), new Float64Array(60));
    const taken = rows.snapshot();
    for (const at of [1, 7, 20]) {
      const integers = taken.integers.slice();
      integers[integers.length - at]! += 1_000_000;
      expect(() => rows.restore({ ...taken, integers })).toThrow();
      const doubles = taken.doubles.slice();
      doubles[doubles.length - at]! += 1;
      expect(() => rows.restore({ ...taken, doubles })).toThrow("not as it was");
    }
    rows.restore(taken);
    expect(rows.snapshot().digest).toBe(taken.digest);
  });
});
