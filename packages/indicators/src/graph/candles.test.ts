import { expect, test } from "bun:test";
import { ConfigError } from "@hotpath/core";
import { indicator } from "../indicator.ts";
import type { CandleSettingChanges } from "./candles.ts";

/** Bars of whole prices, some of them doji. */
function bars(length: number): Record<"open" | "high" | "low" | "close", Float64Array> {
  const column = () => new Float64Array(length);
  const [open, high, low, close] = [column(), column(), column(), column()];
  for (let t = 0; t < length; t++) {
    open[t] = 100 + ((t * 7) % 13);
    close[t] = open[t]! + ((t * 5) % 9) - 4;
    high[t] = Math.max(open[t]!, close[t]!) + ((t * 3) % 4);
    low[t] = Math.min(open[t]!, close[t]!) - ((t * 11) % 5);
  }
  return { open, high, low, close };
}

test("a setting's range, period and factor are what a candle is measured by", () => {
  const columns = bars(60);
  const { open, high, low, close } = columns;
  const settings: [CandleSettingChanges, (t: number) => number, number][] = [
    [{}, (t) => high[t]! - low[t]!, 0.1],
    [{ bodyDoji: { period: 4, factor: 0.25 } }, (t) => high[t]! - low[t]!, 0.25],
    [{ bodyDoji: { range: "body", period: 8, factor: 0.5 } }, (t) => Math.abs(close[t]! - open[t]!), 0.5],
    [
      { bodyDoji: { range: "shadows", period: 2, factor: 1 } },
      (t) => (high[t]! - low[t]! - Math.abs(close[t]! - open[t]!)) / 2,
      1,
    ],
    [{ bodyDoji: { period: 0, factor: 0.5 } }, (t) => high[t]! - low[t]!, 0.5],
  ];
  for (const [candles, range, factor] of settings) {
    const period = candles.bodyDoji?.period ?? 10;
    const doji = indicator("CDLDOJI", {}, { candles });
    expect(doji.lookback).toBe(period);
    const found = doji.batch(columns).outputs.integer!;
    for (let t = period; t < open.length; t++) {
      let total = period === 0 ? range(t) : 0;
      for (let k = t - period; k < t; k++) total += range(k);
      const body = Math.abs(close[t]! - open[t]!);
      expect(found[t]).toBe(body <= (factor * total) / (period || 1) ? 100 : 0);
    }
  }
});

test("settings and fields that are not known, and values out of range, are refused", () => {
  for (const candles of [
    { bodyLonger: { factor: 1 } },
    { near: { factor: -1 } },
    { near: { period: 1.5 } },
    { near: { range: "close" } },
    { near: { length: 5 } },
  ])
    expect(() => indicator("CDLDOJI", {}, { candles: candles as CandleSettingChanges })).toThrow(ConfigError);
});
