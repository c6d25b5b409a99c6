/** Backtests on bars: one strategy with two indicators and its orders, through the whole engine. */
import { MovingAverageCross, runBarBacktest } from "@hotpath/backtest";
import { Instrument, Random } from "@hotpath/core";
import { BarSeries } from "@hotpath/market-data";
import { DataFrame } from "data-forge";
import { backtest, type IBar, type IStrategy } from "grademark";
import { SMA } from "technicalindicators";
import type { BenchRow } from "../harness.ts";
import { processorNanos } from "./processor-time.ts";

const BARS = 500_000;
const FAST = 50;
const SLOW = 200;
const RUNS = 7;

function bars(): BarSeries {
  const random = new Random(3);
  const close = new Float64Array(BARS);
  for (let i = 0, price = 100_000; i < BARS; i++)
    close[i] = price = Math.max(1000, Math.round(price * (1 + 0.001 * random.normal())));
  const open = close.map((price, i) => close[i - 1] ?? price);
  const high = close.map((price, i) => Math.max(price, open[i]!));
  const low = close.map((price, i) => Math.min(price, open[i]!));
  const timeMicros = close.map((_, i) => (i + 1) * 60e6);
  const volume = close.map(() => 1000);
  const instrument = new Instrument({ id: 1, symbol: "INDEX", priceDecimals: 2 });
  return new BarSeries(instrument, { timeMicros, open, high, low, close, volume });
}

interface AveragedBar extends IBar {
  fast: number;
  slow: number;
}

/** The same rule for grademark, with averages of `technicalindicators`, for it has none of its own. */
function grademarkRun(series: BarSeries): () => number {
  const rows = Array.from(
    { length: BARS },
    (_, i): AveragedBar => ({
      time: new Date(series.timeMicros[i]! / 1000),
      open: series.open[i]!,
      high: series.high[i]!,
      low: series.low[i]!,
      close: series.close[i]!,
      volume: series.volume[i]!,
      fast: 0,
      slow: 0,
    }),
  );
  const values = Array.from(series.close);
  const average = (period: number, name: "fast" | "slow"): void => {
    const means = SMA.calculate({ period, values });
    for (let n = 0; n < means.length; n++) rows[n + period - 1]![name] = means[n]!;
  };
  const strategy: IStrategy<AveragedBar, AveragedBar> = {
    entryRule: (enter, { bar }) => void (bar.fast > bar.slow && enter()),
    exitRule: (exit, { bar }) => void (bar.fast <= bar.slow && exit()),
  };
  const frame = new DataFrame<number, AveragedBar>(rows).bake();
  return () => {
    average(FAST, "fast");
    average(SLOW, "slow");
    return backtest(strategy, frame).length;
  };
}

/** The best of several runs, in million bars a second of the processor's time. */
function best(run: () => number): { rate: number; trades: number } {
  let rate = 0;
  let trades = 0;
  for (let n = 0; n < RUNS; n++) {
    const start = processorNanos();
    trades = run();
    rate = Math.max(rate, (BARS / (processorNanos() - start)) * 1e3);
  }
  return { rate, trades };
}

/** The rows of bars. */
export function barRows(): BenchRow[] {
  const series = bars();
  const ours = best(
    () =>
      runBarBacktest({
        bars: series,
        strategy: (context) => new MovingAverageCross({ ...context, fastPeriod: FAST, slowPeriod: SLOW }),
        riskLimits: { maxDrawdown: 1 },
      }).trades.length,
  );
  const peer = best(grademarkRun(series));
  return [
    {
      what: "bars, event-driven: two averages, orders, gate, books",
      ours: ours.rate,
      unit: "million/s",
      better: "higher",
      goal: 5,
      floor: 1,
      peers: { "grademark 0.3.0, technicalindicators 3.1.0": peer.rate },
      note: `${BARS} bars, ${ours.trades} fills; grademark ${peer.trades} round trips; best of ${RUNS} runs, by the processor's time`,
    },
  ];
}
