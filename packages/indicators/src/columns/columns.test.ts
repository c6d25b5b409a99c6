import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import fc from "fast-check";
import { BarCache, batch, type ColumnIndicator, Ema, Macd, Momentum, Rsi, Sma, ZScore } from "../index.ts";

const makers: Record<string, (symbols: number) => ColumnIndicator> = {
  SMA: (symbols) => new Sma({ period: 7, symbols }),
  EMA: (symbols) => new Ema({ period: 7, symbols }),
  RSI: (symbols) => new Rsi({ period: 5, symbols }),
  MACD: (symbols) => new Macd({ fastPeriod: 3, slowPeriod: 6, signalPeriod: 4, symbols }),
  MOM: (symbols) => new Momentum({ period: 4, symbols }),
  ZSCORE: (symbols) => new ZScore({ period: 6, symbols }),
};

const series = fc.array(fc.oneof(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), fc.constantFrom(100, 100, 100.5)), {
  minLength: 1,
  maxLength: 60,
});

for (const [name, make] of Object.entries(makers)) {
  describe(name, () => {
    test("has its first output exactly at its lookback", () => {
      const indicator = make(1);
      const out = batch(
        indicator,
        Float64Array.from({ length: 60 }, (_, i) => 100 + (i % 7)),
      );
      expect(out.findIndex((v) => !Number.isNaN(v))).toBe(indicator.lookback);
      expect(out.subarray(indicator.lookback).some((v) => Number.isNaN(v))).toBe(false);
    });

    test("gives each symbol what it would have alone, to the bit, and update returns what value says", () => {
      fc.assert(
        fc.property(series, series, (a, b) => {
          const shared = make(2);
          const alone = [make(1), make(1)] as const;
          for (let i = 0; i < Math.max(a.length, b.length); i++) {
            for (const [symbol, values] of [a, b].entries()) {
              const value = values[i];
              if (value === undefined) continue;
              const got = shared.update(value, symbol);
              expect(got).toBe(alone[symbol]!.update(value));
              expect(shared.value(symbol)).toBe(got);
            }
          }
        }),
        { numRuns: 200 },
      );
    });

    test("skips what is not finite and is never spoiled by it", () => {
      fc.assert(
        fc.property(
          series,
          fc.array(fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY), { maxLength: 5 }),
          (values, bad) => {
            const clean = make(1);
            const dirty = make(1);
            for (const [i, value] of values.entries()) {
              const odd = bad[i % 7];
              if (odd !== undefined) expect(dirty.update(odd)).toBe(clean.value());
              expect(dirty.update(value)).toBe(clean.update(value));
            }
          },
        ),
        { numRuns: 100 },
      );
    });

    test("goes on after a snapshot to the bit, and starts anew after a reset", () => {
      fc.assert(
        fc.property(series, series, (before, after) => {
          const original = make(1);
          for (const value of before) original.update(value);
          const writer = new SnapshotWriter();
          original.snapshot(writer);
          const copy = make(1);
          copy.restore(new SnapshotReader(writer.finish()));
          for (const value of after) expect(copy.update(value)).toBe(original.update(value));
          copy.reset();
          const fresh = make(1);
          for (const value of before) expect(copy.update(value)).toBe(fresh.update(value));
        }),
        { numRuns: 100 },
      );
    });
  });
}

describe("against a plain calculation", () => {
  test("the z-score and its deviation, at prices of 1e-8 and of 1e8", () => {
    for (const scale of [1e-8, 1, 1e8]) {
      const period = 20;
      const z = new ZScore({ period });
      const values: number[] = [];
      for (let i = 0; i < 5_000; i++) {
        const value = scale * (1 + 1e-4 * Math.sin(i) + 1e-5 * ((i * 7919) % 13));
        values.push(value);
        z.update(value);
        if (i < period - 1) continue;
        const window = values.slice(-period);
        const mean = window.reduce((a, b) => a + b) / period;
        const deviation = Math.sqrt(window.reduce((a, b) => a + (b - mean) ** 2, 0) / period);
        expect(Math.abs(z.deviation() - deviation) / deviation).toBeLessThan(1e-7);
        expect(Math.abs(z.value() - (value - mean) / deviation)).toBeLessThan(1e-6);
      }
    }
  });

  test("equal values have deviation 0 and score 0", () => {
    const z = new ZScore({ period: 5 });
    for (let i = 0; i < 50; i++) z.update(0.1);
    expect([z.value(), z.deviation()]).toEqual([0, 0]);
  });

  test("a long SMA does not drift", () => {
    const sma = new Sma({ period: 20 });
    for (let i = 0; i < 200_000; i++) sma.update(i % 2 === 0 ? 1e9 : 1e-3);
    for (let i = 0; i < 40; i++) sma.update(0.1);
    expect(Math.abs(sma.value() - 0.1)).toBeLessThan(1e-15);
  });
});

const golden = join(process.env.HOTPATH_TEST_DATA ?? join(import.meta.dir, "../../../../shared"), "golden/indicators");

interface GoldenCase {
  params: Record<string, number>;
  inputs: string[];
  unstablePeriod: number;
  begIdx: number;
  nbElement: number;
  outputs: Record<string, (number | null)[]>;
}

describe.skipIf(!existsSync(golden))("against TA-Lib", () => {
  const made: [string, string, (p: Record<string, number>) => ColumnIndicator][] = [
    ["SMA", "outReal", (p) => new Sma({ period: p.TimePeriod! })],
    ["EMA", "outReal", (p) => new Ema({ period: p.TimePeriod! })],
    ["RSI", "outReal", (p) => new Rsi({ period: p.TimePeriod! })],
    ["MOM", "outReal", (p) => new Momentum({ period: p.TimePeriod! })],
    [
      "MACD",
      "outMACDHist",
      (p) => new Macd({ fastPeriod: p.FastPeriod!, slowPeriod: p.SlowPeriod!, signalPeriod: p.SignalPeriod! }),
    ],
  ];
  for (const [name, output, make] of made) {
    test(name, async () => {
      const input = (await Bun.file(join(golden, "_input.json")).json()) as { columns: Record<string, number[]> };
      const { cases } = (await Bun.file(join(golden, `${name}.json`)).json()) as { cases: GoldenCase[] };
      let compared = 0;
      for (const { params, inputs, unstablePeriod, begIdx, nbElement, outputs } of cases) {
        const indicator = make(params);
        expect(indicator.lookback + unstablePeriod).toBe(begIdx);
        const out = batch(indicator, Float64Array.from(input.columns[inputs[0]!.toLowerCase()]!));
        const want = outputs[output]!;
        const scale = Math.max(...want.map((v) => Math.abs(v ?? 0)));
        for (let k = 0; k < nbElement; k++) {
          expect(Math.abs(out[begIdx + k]! - want[k]!) / scale).toBeLessThan(1e-12);
          compared++;
        }
      }
      expect(compared).toBeGreaterThan(400);
    });
  }
});

describe("configuration", () => {
  test("names what is wrong", () => {
    expect(() => new Sma({ period: 0 })).toThrow("period: got 0; allowed: an integer from 1 to 100000");
    expect(() => new Rsi({ period: 1 })).toThrow("period: got 1; allowed: an integer from 2");
    expect(() => new Macd({ fastPeriod: 26, slowPeriod: 12 })).toThrow(
      "fastPeriod: got 26; allowed: less than slowPeriod, which is 12",
    );
    expect(() => new Ema({ period: 5, symbols: 0 })).toThrow("symbols: got 0");
  });
});

describe("BarCache", () => {
  test("computes once a bar, and without caching every time, with the same numbers", () => {
    for (const enabled of [true, false]) {
      let computed = 0;
      const state = [10, 20];
      const cache = new BarCache({
        symbols: 2,
        enabled,
        indicators: [{ name: "twice", compute: (s) => state[s]! * 2 * (computed++ < 0 ? 0 : 1) }],
      });
      expect([cache.value(0, 0), cache.value(0, 0), cache.value(1, 0)]).toEqual([20, 20, 40]);
      state[0] = 11;
      cache.closeBar(0);
      expect([cache.value(0, 0), cache.value(1, 0)]).toEqual([22, 40]);
      expect(computed).toBe(enabled ? 3 : 5);
      expect(cache.stats()).toEqual(
        enabled ? { size: 2, hits: 2, misses: 3, hitRate: 0.4 } : { size: 0, hits: 0, misses: 5, hitRate: 0 },
      );
      expect(cache.names).toEqual(["twice"]);
    }
  });
});
