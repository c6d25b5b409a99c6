/** Runs of strategies: event-driven over bars, and sweeps of the vectorised form over columns. */
import { runBacktest, trialFigures, VectorisedRunner, type VectorisedStrategy, vectorise } from "@hotpath/backtest";
import { Instrument, Random, Side } from "@hotpath/core";
import { defineStrategy, integer } from "@hotpath/engine";
import { BarSeries } from "@hotpath/market-data";
import { processorNanos } from "./backtest/processor-time.ts";
import type { BenchRow, Suite } from "./harness.ts";

const EVENT_BARS = 500_000;
const SWEEP_BARS = 8_000;
const SETS = 1000;
const RUNS = 7;

const strategy = defineStrategy({
  name: "unit-cross",
  parameters: {
    fast: integer({ min: 1, default: 50 }),
    slow: integer({ min: 2, default: 200 }),
    quantity: integer({ min: 1, default: 100 }),
  },
  create(context) {
    const { orders, parameters } = context;
    const fast = context.indicator("SMA", { timePeriod: parameters.fast });
    const slow = context.indicator("SMA", { timePeriod: parameters.slow });
    return {
      onBar({ close }) {
        const above = fast.push(close, 0) - slow.push(close, 0);
        const missing = (above > 0 ? parameters.quantity : 0) - context.position(0);
        if (Number.isNaN(above) || missing === 0) return;
        orders.market(0, missing > 0 ? Side.Buy : Side.Sell, Math.abs(missing));
      },
    };
  },
});

const columns: VectorisedStrategy = vectorise(strategy, ({ indicators }, { fast, slow, quantity }, out) => {
  const [a, b] = [indicators.first("SMA", { timePeriod: fast }), indicators.first("SMA", { timePeriod: slow })];
  for (let i = 0; i < out.length; i++) {
    const above = a[i]! - b[i]!;
    out[i] = above > 0 ? quantity : above <= 0 ? 0 : Number.NaN;
  }
}) as VectorisedStrategy;

function bars(length: number): BarSeries {
  const random = new Random(3);
  const close = new Float64Array(length);
  for (let i = 0, price = 100_000; i < length; i++)
    close[i] = price = Math.max(1000, Math.round(price * (1 + 0.001 * random.normal())));
  const open = close.map((price, i) => close[i - 1] ?? price);
  const high = close.map((price, i) => Math.max(price, open[i]!));
  const low = close.map((price, i) => Math.min(price, open[i]!));
  const timeMicros = close.map((_, i) => (i + 1) * 60e6);
  const instrument = new Instrument({ id: 1, symbol: "INDEX", priceDecimals: 2 });
  return new BarSeries(instrument, { timeMicros, open, high, low, close, volume: close.map(() => 1000) });
}

/** The best of several runs, in millions a second of the processor's time. */
function best(count: number, run: () => number): { rate: number; found: number } {
  let [rate, found] = [0, 0];
  for (let n = 0; n < RUNS; n++) {
    const start = processorNanos();
    found = run();
    rate = Math.max(rate, (count / (processorNanos() - start)) * 1e3);
  }
  return { rate, found };
}

function eventRow(): BenchRow {
  const data = bars(EVENT_BARS);
  const riskLimits = { maxDrawdown: 1, maxConcentration: 1, maxLeverage: 1, maxPositionVar: 1, maxPortfolioVar: 1 };
  const { rate, found } = best(EVENT_BARS, () => runBacktest({ strategy, data, config: { riskLimits } }).fills.length);
  return {
    what: "runBacktest: bars, a strategy with two indicators, orders, gate, books, columns, hashes",
    ours: rate,
    unit: "million/s",
    better: "higher",
    goal: 5,
    floor: 1,
    note: `${EVENT_BARS} bars, ${found} fills; best of ${RUNS} runs, by the processor's time`,
  };
}

function sweepRow(): BenchRow {
  const series = bars(SWEEP_BARS);
  const sweep = (): number => {
    const runner = new VectorisedRunner({ strategy: columns, bars: series });
    let most = Number.NEGATIVE_INFINITY;
    for (let set = 0; set < SETS; set++) {
      const { equity, fills } = runner.run({
        fast: 5 + (set % 40),
        slow: 50 + 10 * Math.floor(set / 40),
        quantity: 100,
      });
      most = Math.max(most, trialFigures(equity, 1e6, 252, fills).sharpe);
    }
    return most;
  };
  const { rate, found } = best(SETS * SWEEP_BARS, sweep);
  return {
    what: "sweep, vectorised: indicators, targets, fills, equity, Sharpe and drawdown of 1,000 sets",
    ours: rate,
    unit: "million bar-evaluations/s",
    better: "higher",
    goal: 60,
    note: `${SETS} sets of ${SWEEP_BARS} bars on one core, indicators computed anew for each sweep; best Sharpe ratio ${found.toFixed(2)}; best of ${RUNS} runs, by the processor's time`,
  };
}

const suite: Suite = { name: "backtest-run", run: () => [eventRow(), sweepRow()] };

export default suite;
