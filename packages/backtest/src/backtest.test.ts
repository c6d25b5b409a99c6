import { describe, expect, test } from "bun:test";
import { Instrument, Random } from "@hotpath/core";
import { BarSeries } from "@hotpath/market-data";
import { MovingAverageCross, runBarBacktest } from "./index.ts";

const index = new Instrument({ id: 1, symbol: "SPX", priceDecimals: 2 });
const DAY = 86_400e6;

/** Bars of a seeded walk, opens apart from the closes before. */
function seededBars(length: number, seed = 1): BarSeries {
  const random = new Random(seed);
  const columns = ["timeMicros", "open", "high", "low", "close", "volume"].map(
    () => new Float64Array(length),
  ) as Float64Array[];
  let last = 100_000;
  let drift = 0;
  for (let i = 0; i < length; i++) {
    drift = 0.97 * drift + 60 * random.normal();
    const open = Math.max(5_000, Math.round(last + 200 * random.normal()));
    const close = Math.max(5_000, Math.round(open + drift + 700 * random.normal()));
    const spread = Math.round(300 * random.uniform());
    const row = [(i + 1) * DAY, open, Math.max(open, close) + spread, Math.min(open, close) - spread, close, 1000];
    for (const [k, value] of row.entries()) columns[k]![i] = value;
    last = close;
  }
  const [timeMicros, open, high, low, close, volume] = columns as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return new BarSeries(index, { timeMicros, open, high, low, close, volume });
}

/** The same rule by hand, over plain arrays: signal at a close, filled at the next open, all in or all out. */
function byHand(bars: BarSeries, fast: number, slow: number, share: number, feeRate: number) {
  let cash = 1_000_000;
  let units = 0;
  let want = 0;
  const equity: number[] = [];
  const trades: { bar: number; side: string; price: number; quantity: number }[] = [];
  const mean = (end: number, period: number): number => {
    let sum = 0;
    for (let i = end - period + 1; i <= end; i++) sum += bars.close[i]!;
    return sum / period;
  };
  for (let i = 0; i < bars.length; i++) {
    if (want !== 0) {
      const price = bars.open[i]! / 100;
      cash -= want * price + Math.abs(want) * price * feeRate;
      units += want;
      trades.push({ bar: i, side: want > 0 ? "buy" : "sell", price: bars.open[i]!, quantity: Math.abs(want) });
      want = 0;
    }
    const close = bars.close[i]! / 100;
    equity.push(cash + units * close);
    if (i < slow - 1) continue;
    const up = mean(i, fast) > mean(i, slow);
    if (up && units === 0) want = Math.floor((equity[i]! * share) / close);
    else if (!up && units > 0) want = -units;
  }
  return { equity, trades };
}

describe("runBarBacktest", () => {
  test("gives the trades and the equity of an independent calculation, fees and all", () => {
    for (const seed of [1, 2, 3]) {
      const bars = seededBars(1500, seed);
      for (const feeRate of [0, 0.0005]) {
        const result = runBarBacktest({
          bars,
          feeRate,
          strategy: (c) => new MovingAverageCross({ ...c, fastPeriod: 10, slowPeriod: 30 }),
        });
        const want = byHand(bars, 10, 30, 0.98, feeRate);
        expect(result.trades.map(({ side, price, quantity }) => ({ side, price, quantity }))).toEqual(
          want.trades.map(({ side, price, quantity }) => ({ side: side as "buy" | "sell", price, quantity })),
        );
        expect(want.trades.length).toBeGreaterThan(20);
        for (let i = 0; i < bars.length; i++)
          expect(Math.abs(result.equity[i]! - want.equity[i]!)).toBeLessThan(feeRate === 0 ? 1e-6 : 0.01);
      }
    }
  });

  test("an order leaves after a close and is filled at the next open: no look-ahead", () => {
    const bars = seededBars(400);
    const result = runBarBacktest({
      bars,
      strategy: (c) => new MovingAverageCross({ ...c, fastPeriod: 5, slowPeriod: 20 }),
    });
    for (const trade of result.trades) {
      const bar = bars.indexFrom(trade.timeMicros);
      expect(trade.price).toBe(bars.open[bar]!);
      expect(trade.timeMicros).toBeLessThan(bars.timeMicros[bar]!);
    }
    // What comes later changes nothing that came before.
    const cut = runBarBacktest({
      bars: bars.slice(0, 200),
      strategy: (c) => new MovingAverageCross({ ...c, fastPeriod: 5, slowPeriod: 20 }),
    });
    expect([...cut.equity]).toEqual([...result.equity.subarray(0, 200)]);
  });

  test("the same run has the same hash, another one another", () => {
    const run = (seed: number): string =>
      runBarBacktest({
        bars: seededBars(300, seed),
        strategy: (c) => new MovingAverageCross({ ...c, fastPeriod: 5, slowPeriod: 20 }),
      }).stateHash;
    expect(run(1)).toBe(run(1));
    expect(run(2)).not.toBe(run(1));
  });

  test("limits hold: a tenth of equity is all that a concentration of 0.1 lets through", () => {
    const bars = seededBars(300);
    const result = runBarBacktest({
      bars,
      riskLimits: { maxConcentration: 0.1 },
      strategy: (c) => new MovingAverageCross({ ...c, fastPeriod: 5, slowPeriod: 20 }),
    });
    expect(result.trades).toEqual([]);
    expect(result.refusals.Concentration).toBeGreaterThan(5);
  });

  test("bars that do not rise in time are refused", () => {
    const bars = seededBars(5);
    bars.timeMicros[3] = bars.timeMicros[2]!;
    expect(() => runBarBacktest({ bars, strategy: (c) => new MovingAverageCross(c) })).toThrow("bars.timeMicros[3]");
    expect(() => runBarBacktest({ bars: bars.slice(0, 0), strategy: (c) => new MovingAverageCross(c) })).toThrow(
      "at least one bar",
    );
  });
});
