import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CapacityError } from "@hotpath/core";
import fc from "fast-check";
import type { Columns } from "../indicator.ts";
import { columnsOfCsv, goldenFolder } from "../testing/golden.ts";
import type { BarInput, BuiltBar } from "./bar-builder.ts";
import { buildBars } from "./build-bars.ts";
import { lastAverageTrueRange, RenkoBars, type RenkoBarsOptions } from "./renko-bars.ts";

const folder = join(goldenFolder, "../stock-indicators");

/** Bars of whole prices. */
const series: fc.Arbitrary<BarInput[]> = fc
  .array(fc.tuple(fc.integer({ min: -30, max: 30 }), fc.nat(15), fc.nat(15), fc.nat(50)), { maxLength: 80 })
  .map((steps) => {
    let open = 1000;
    return steps.map(([move, above, below, volume], time) => {
      const close = open + move;
      const bar = {
        time,
        open,
        high: Math.max(open, close) + above,
        low: Math.min(open, close) - below,
        close,
        volume,
      };
      open = close;
      return bar;
    });
  });

function run(builder: RenkoBars, bars: readonly BarInput[]): BuiltBar[] {
  return bars.flatMap((bar) => Array.from({ length: builder.bar(bar) }, (_, k) => builder.finished(k)));
}

/** Ends of bricks as the rule says, step by step over whole numbers. */
function naiveEnds(bars: readonly BarInput[], brick: number, by: RenkoBarsOptions["by"]): [number, number][] {
  const ends: [number, number][] = [];
  let [bottom, top] = [bars[0]?.close ?? 0, bars[0]?.close ?? 0];
  for (const { high, low, close } of bars.slice(1)) {
    const goesUp = by === "close" ? close > top : high - top >= bottom - low;
    const [up, down] = by === "close" ? [close, close] : [high, low];
    if (goesUp)
      while (up >= top + brick) {
        ends.push([top, top + brick]);
        [bottom, top] = [top, top + brick];
      }
    else
      while (down <= bottom - brick) {
        ends.push([bottom, bottom - brick]);
        [bottom, top] = [bottom - brick, bottom];
      }
  }
  return ends;
}

test.each(["close", "high-low"] as const)("bricks by %s are as high as a brick, and the rule's", (by) => {
  fc.assert(
    fc.property(series, fc.integer({ min: 1, max: 25 }), (bars, brick) => {
      const bricks = run(new RenkoBars({ brick, by }), bars);
      for (const { open, close } of bricks) expect(Math.abs(close - open)).toBe(brick);
      expect(bricks.map(({ open, close }): [number, number] => [open, close])).toEqual(naiveEnds(bars, brick, by));
    }),
  );
});

test("prices that are not whole reach the bricks that they are at", () => {
  const builder = new RenkoBars({ brick: 0.1, origin: 0 });
  builder.trade(213, 1, 0);
  for (let k = 1; k <= 1000; k++) expect(builder.trade((2130 + k) / 10, 1, k)).toBe(1);
});

test("the forming brick begins where the next one would", () => {
  const builder = new RenkoBars({ brick: 10 });
  builder.trade(100, 1, 0);
  builder.trade(125, 4, 1);
  expect(builder.count).toBe(2);
  expect(builder.finished(1)).toMatchObject({ open: 110, close: 120, volume: 2 });
  expect(builder.forming()).toBeUndefined();
  builder.trade(127, 1, 2);
  expect(builder.forming()).toMatchObject({ open: 120, close: 127, volume: 1 });
  builder.trade(105, 1, 3);
  expect(builder.forming()).toMatchObject({ open: 110, close: 105, low: 105, volume: 2 });
  expect(builder.trade(100, 1, 4)).toBe(1);
  expect(builder.finished(0)).toMatchObject({ open: 110, close: 100, volume: 3 });
});

test("bricks of average true range begin where it is known", () => {
  const builder = new RenkoBars({ brick: { atrPeriod: 3 } });
  for (const [time, price] of [10, 12, 11, 14].entries()) {
    expect(builder.brick).toBe(0);
    builder.trade(price, 1, time);
  }
  expect(builder.brick).toBe(2);
  expect(builder.trade(18, 1, 4)).toBe(2);
});

test("a jump of too many bricks is an error that changes nothing", () => {
  const builder = new RenkoBars({ brick: 1, maxBars: 100 });
  builder.trade(5, 1, 0);
  const before = builder.snapshot();
  expect(() => builder.trade(200, 1, 1)).toThrow(CapacityError);
  expect(builder.snapshot()).toEqual(before);
});

describe("Stock.Indicators", () => {
  const cases: [string, (columns: Columns) => RenkoBarsOptions][] = [
    ["renko", () => ({ brick: 1, origin: 0 })],
    ["renko-atr", (columns) => ({ brick: lastAverageTrueRange(columns, 14) })],
  ];
  test.if(existsSync(folder)).each(cases)("%s", (name, optionsOf) => {
    const columns = columnsOfCsv(join(folder, "_input_default.csv"));
    const input = { ...columns, time: Float64Array.from(columns.close?.keys() ?? []) };
    const expected = JSON.parse(readFileSync(join(folder, `${name}.standard.json`), "utf8")) as BuiltBar[];
    const bricks = buildBars(new RenkoBars(optionsOf(columns)), input);
    expect(bricks.open.length).toBe(expected.length);
    for (const field of ["open", "high", "low", "close", "volume"] as const)
      for (const [k, bar] of expected.entries())
        expect(Math.abs(bricks[field][k]! / bar[field] - 1)).toBeLessThan(1e-15);
  });
});
