import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { BarSeries } from "@hotpath/market-data";
import { runBarBacktest } from "../bar-backtest.ts";
import { MovingAverageCross } from "../moving-average-cross.ts";
import { walkBars } from "../testing/bars.ts";
import { dailyBars } from "../testing/daily-bars.ts";
import { bracket, buyAndHold, peeking, unitCross } from "../testing/strategies.ts";
import type { BacktestRun } from "./backtest-run.ts";
import { checkLookAhead } from "./check-look-ahead.ts";
import { proportionalFees } from "./proportional-fees.ts";
import { runBacktest } from "./run-backtest.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const bars = await dailyBars();
const config = {
  riskLimits: { maxDrawdown: 1, maxLeverage: 2, maxConcentration: 2, maxPositionVar: 1, maxPortfolioVar: 1 },
};

interface Fill {
  bar: number;
  side: string;
  price: number;
  quantity: number;
}

function fillsOf(run: BacktestRun, series: BarSeries): Fill[] {
  return run.fills.map(({ timeMicros, side, price, quantity }) => ({
    bar: series.indexFrom(timeMicros),
    side,
    price,
    quantity,
  }));
}

/** Equity of a list of fills, by nothing but addition, with what each costs in cents. */
function equityOf(fills: readonly Fill[], series: BarSeries, feeOf: (fill: Fill) => number): number[] {
  let cash = 1_000_000_00;
  let units = 0;
  let next = 0;
  return Array.from(series.close, (close, bar) => {
    for (; next < fills.length && fills[next]!.bar <= bar; next++) {
      const { side, price, quantity } = fills[next]!;
      const signed = side === "buy" ? quantity : -quantity;
      cash -= signed * price + feeOf(fills[next]!);
      units += signed;
    }
    return (cash + units * close) / 100;
  });
}

function expectRun(run: BacktestRun, want: readonly Fill[], feeOf: (fill: Fill) => number = () => 0): void {
  expect(fillsOf(run, bars)).toEqual([...want]);
  expect(run.refusals).toEqual({});
  const equity = equityOf(want, bars, feeOf);
  for (let bar = 0; bar < bars.length; bar++) expect(Math.abs(run.equity[bar]! - equity[bar]!)).toBeLessThan(1e-5);
}

/** What the unit cross does, by sums over whole windows. */
function crossFills(fast: number, slow: number): Fill[] {
  const fills: Fill[] = [];
  const mean = (end: number, period: number): number =>
    bars.close.subarray(end - period + 1, end + 1).reduce((sum, x) => sum + x, 0) / period;
  let isIn = false;
  for (let bar = slow - 1; bar + 1 < bars.length; bar++) {
    const isUp = mean(bar, fast) > mean(bar, slow);
    if (isUp === isIn) continue;
    isIn = isUp;
    fills.push({ bar: bar + 1, side: isUp ? "buy" : "sell", price: bars.open[bar + 1]!, quantity: 100 });
  }
  return fills;
}

describe("known answers on daily bars", () => {
  test("bought and held", () => {
    const run = runBacktest({ strategy: buyAndHold, data: bars, config });
    expectRun(run, [{ bar: 1, side: "buy", price: bars.open[1]!, quantity: 500 }]);
    expect(run.trades).toHaveLength(1);
    const [trade] = run.trades;
    expect([trade!.isOpen, trade!.side, trade!.quantity]).toEqual([true, "long", 500]);
    expect(trade!.profit).toBeCloseTo((500 * (bars.close.at(-1)! - bars.open[1]!)) / 100, 6);
    expect(run.benchmark.at(-1)).toBeCloseTo((1e6 * bars.close.at(-1)!) / bars.close[0]!, 4);
  });

  test("a moving-average cross with fees", () => {
    const want = crossFills(50, 200);
    expect(want.length).toBeGreaterThan(20);
    const fees = proportionalFees(0.0005, [bars.instrument]);
    // Five basis points of a hundred units, in tenths of a cent, half to even.
    const feeOf = ({ price }: Fill): number => {
      const whole = Math.floor(price / 2);
      return (whole + (price % 2 === 1 && whole % 2 === 1 ? 1 : 0)) / 10;
    };
    const run = runBacktest({ strategy: unitCross, data: bars, config: { ...config, fees } });
    expectRun(run, want, feeOf);
    const [first] = run.fills;
    expect(first!.fee).toBeCloseTo(feeOf(want[0]!) / 100, 9);
    const arrival = bars.close[want[0]!.bar - 1]!;
    expect([first!.arrivalPrice, first!.slippage]).toEqual([arrival, first!.price - arrival]);
    const closed = run.trades.filter(({ isOpen }) => !isOpen);
    const profit = run.trades.reduce((sum, trade) => sum + trade.profit, 0);
    expect(closed).toHaveLength(Math.floor(want.length / 2));
    expect(profit).toBeCloseTo(run.equity.at(-1)! - 1e6, 4);
  });

  test("a bracket: a target that rests, a stop that is watched at closes", () => {
    const want: Fill[] = [];
    let [entry, isIn, leaves] = [0, false, false];
    for (let bar = 2; bar < bars.length; bar++) {
      const [open, high] = [bars.open[bar]!, bars.high[bar]!];
      if (leaves) {
        want.push({ bar, side: "sell", price: open, quantity: 100 });
        [isIn, leaves] = [false, false];
        // The news of the fill comes before the bar's close, after which it may buy again.
        continue;
      }
      let isFresh = false;
      if (!isIn && bars.close[bar - 1]! < bars.close[bar - 2]!) {
        want.push({ bar, side: "buy", price: open, quantity: 100 });
        [entry, isIn, isFresh] = [open, true, true];
      }
      if (!isIn) continue;
      const target = Math.round(entry * 1.03);
      if (!isFresh && open >= target) want.push({ bar, side: "sell", price: open, quantity: 100 });
      else if (high >= target) want.push({ bar, side: "sell", price: target, quantity: 100 });
      else {
        leaves = bars.close[bar]! <= Math.round(entry * 0.98);
        continue;
      }
      isIn = false;
    }
    expect(want.length).toBeGreaterThan(200);
    const run = runBacktest({ strategy: bracket, data: bars, config });
    if (want.at(-1)!.bar === bars.length) want.pop();
    expectRun(run, want);
  });

  test("the older runner trades on the same days", () => {
    const old = runBarBacktest({
      bars,
      strategy: (context) => new MovingAverageCross({ ...context }),
      riskLimits: config.riskLimits,
    });
    expect(old.trades.map(({ timeMicros }) => bars.indexFrom(timeMicros))).toEqual(
      crossFills(50, 200).map(({ bar }) => bar),
    );
  });
});

describe("runBacktest", () => {
  test("equal options give equal hashes, other ones others", () => {
    const run = (parameters: Record<string, unknown>) =>
      runBacktest({ strategy: unitCross, parameters, data: bars, config }).hashes;
    const hashes = run({ fast: 20, slow: 60 });
    expect(run({ fast: 20, slow: 60 })).toEqual(hashes);
    const other = run({ fast: 21, slow: 60 });
    expect(other.run).not.toBe(hashes.run);
    expect(other.data).toBe(hashes.data);
    expect(other.configuration).not.toBe(hashes.configuration);
  });

  test("several instruments: each trades as it does alone", () => {
    const series = [walkBars(600, 1), walkBars(900, 2, { id: 2, spanMicros: 50_000e6 }), walkBars(700, 3, { id: 3 })];
    const parameters = { fast: 5, slow: 20, quantity: 10 };
    const together = runBacktest({ strategy: unitCross, parameters, data: series, config });
    const times = together.timeMicros;
    expect(times.every((time, i) => i === 0 || time > times[i - 1]!)).toBe(true);
    let profit = 0;
    for (const [i, data] of series.entries()) {
      const alone = runBacktest({ strategy: unitCross, parameters, data, config });
      const own = together.fills.filter((fill) => fill.instrument === i);
      const plain = ({ timeMicros, side, price, quantity }: (typeof own)[number]) => [
        timeMicros,
        side,
        price,
        quantity,
      ];
      expect(own.map(plain)).toEqual(alone.fills.map(plain));
      expect(own.length).toBeGreaterThan(10);
      profit += alone.equity.at(-1)! - 1e6;
    }
    expect(together.equity.at(-1)).toBeCloseTo(1e6 + profit, 4);
  });

  test("a strategy that throws has failed, and the run says how", () => {
    const run = runBacktest({
      strategy: {
        name: "broken",
        parameters: {},
        create: () => ({
          onBar() {
            throw new Error("no idea");
          },
        }),
      },
      data: bars,
    });
    expect([run.state, run.fault]).toEqual(["Failed", "onBar at input 1: no idea"]);
    expect(run.equity.every((value) => value === 1e6)).toBe(true);
  });

  test("a strategy that peeks is caught, an honest one is not", () => {
    const data = walkBars(400, 7);
    const peek = checkLookAhead({ strategy: peeking(data.close), data, config });
    expect(peek).toBeDefined();
    expect(peek!.decision).not.toEqual(peek!.altered);
    expect(checkLookAhead({ strategy: unitCross, parameters: { fast: 3, slow: 9 }, data, config })).toBeUndefined();
    expect(checkLookAhead({ strategy: bracket, data, config })).toBeUndefined();
  });

  test("what is wrong is named", () => {
    const data = walkBars(10, 1);
    expect(() => runBacktest({ strategy: unitCross, parameters: { fast: 0 }, data })).toThrow("unit-cross");
    expect(() => runBacktest({ strategy: unitCross, data: [] })).toThrow("data");
    expect(() => runBacktest({ strategy: unitCross, data: data.slice(3, 3) })).toThrow("at least one bar");
    data.timeMicros[5] = 0;
    expect(() => runBacktest({ strategy: unitCross, data })).toThrow("data.timeMicros[5]");
  });
});
