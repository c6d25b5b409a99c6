import { expect, test } from "bun:test";
import { exp, Random, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { findLookAhead } from "../research/index.ts";
import { BarFeatures, barFeatures } from "./bar-features.ts";

/** Bars of a random walk. */
function bars(seed: number, count: number) {
  const random = new Random(seed);
  let level = 4;
  const columns = {
    close: new Float64Array(count),
    high: new Float64Array(count),
    low: new Float64Array(count),
    volume: new Float64Array(count),
  };
  for (let i = 0; i < count; i++) {
    const open = exp(level);
    level += 0.01 * random.normal();
    const close = exp(level);
    columns.close[i] = close;
    columns.high[i] = Math.max(open, close) * (1 + 0.002 * random.uniform());
    columns.low[i] = Math.min(open, close) * (1 - 0.002 * random.uniform());
    columns.volume[i] = random.integer(1000);
  }
  return columns;
}

test("bar by bar, for several symbols and over a snapshot: the bits of whole columns", () => {
  const [a, b] = [bars(1, 300), bars(2, 300)];
  const [wholeA, wholeB] = [barFeatures(a), barFeatures(b)];
  let stream = new BarFeatures(2);
  expect(Object.keys(wholeA)).toEqual([...stream.names]);
  const row = new Float64Array(stream.names.length);
  for (let i = 0; i < 300; i++) {
    for (const [symbol, columns, whole] of [
      [0, a, wholeA],
      [1, b, wholeB],
    ] as const) {
      stream.update(symbol, columns.high[i]!, columns.low[i]!, columns.close[i]!, columns.volume[i]!, row);
      for (const [f, name] of stream.names.entries()) expect(row[f]!, `${name} ${i}`).toBe(whole[name]![i]!);
    }
    if (i === 150) {
      const writer = new SnapshotWriter();
      stream.snapshot(writer);
      stream = new BarFeatures(2);
      stream.restore(new SnapshotReader(writer.finish()));
    }
  }
});

test("they know no later bar, and no unit of price", () => {
  const columns = bars(3, 250);
  expect(findLookAhead(barFeatures, columns, { samples: 60 })).toEqual([]);
  const quarterOf = (column: Float64Array) => column.map((value) => value / 4);
  const { close, high, low, volume } = columns;
  const quarter = barFeatures({
    close: quarterOf(close),
    high: quarterOf(high),
    low: quarterOf(low),
    volume: quarterOf(volume),
  });
  for (const [name, column] of Object.entries(barFeatures(columns))) expect([...quarter[name]!]).toEqual([...column]);
  expect(Object.values(barFeatures(columns)).every((column) => column.slice(100).every(Number.isFinite))).toBe(true);
  expect(Object.keys(barFeatures({ close }))).not.toContain("range");
});

test("what cannot be is named", () => {
  const { close, high, low } = bars(4, 50);
  expect(() => barFeatures({})).toThrow("close is missing");
  expect(() => barFeatures({ close, high: high.subarray(1), low })).toThrow("high has 49 values; close has 50");
  expect(() => barFeatures({ close: close.with(7, 0) })).toThrow("close[7]: got 0; allowed: a positive number");
});
