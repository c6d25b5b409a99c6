/** The first half of the demo: a moving-average cross over daily bars, held against buying and holding. */
import { type BarBacktestResult, MovingAverageCross, runBarBacktest } from "@hotpath/backtest";
import { formatTimestamp, joinNanos } from "@hotpath/core";
import { defaultKernels } from "@hotpath/native";
import { performance, returns } from "@hotpath/portfolio";
import type { BacktestReport, CurveFigures } from "../report/report.ts";
import type { LoadedBars } from "./bars.ts";

const INITIAL_CASH = 1_000_000;
const FAST_PERIOD = 50;
const SLOW_PERIOD = 200;
const POSITION_SHARE = 0.98;
/** One basis point of a trade's value. */
const FEE_RATE = 0.0001;
const TRADING_DAYS = 252;

/** Runs the strategy over the bars and sums up. */
export function runBacktest(bars: LoadedBars, onProgress: (done: number) => void): BacktestReport {
  const result = runBarBacktest({
    bars: bars.series,
    strategy: (context) =>
      new MovingAverageCross({
        ...context,
        fastPeriod: FAST_PERIOD,
        slowPeriod: SLOW_PERIOD,
        positionShare: POSITION_SHARE,
      }),
    initialCash: INITIAL_CASH,
    feeRate: FEE_RATE,
    onProgress,
  });
  const times = result.timeMicros;
  const { roundTrips, won } = countRoundTrips(result);
  return {
    status: "done",
    source: bars.source,
    symbol: result.instrument.symbol,
    bars: times.length,
    rejectedRows: Object.fromEntries(Object.entries(bars.rejects).filter(([, count]) => count > 0)),
    from: dateOf(times[0]!),
    to: dateOf(times.at(-1)!),
    fastPeriod: FAST_PERIOD,
    slowPeriod: SLOW_PERIOD,
    positionShare: POSITION_SHARE,
    feeRate: FEE_RATE,
    initialCash: INITIAL_CASH,
    orders: result.orders.intents,
    fills: result.trades.length,
    refusals: result.refusals,
    roundTrips,
    roundTripsWon: won,
    feesPaid: result.portfolio.fees(),
    timeInMarket: result.position.reduce((count, units) => count + (units === 0 ? 0 : 1), 0) / times.length,
    valueAtRiskAtEnd: result.valueAtRisk,
    strategy: figuresOf(result.equity, times),
    buyAndHold: figuresOf(result.buyAndHold, times),
    stateHash: result.stateHash,
    curve: {
      seconds: Array.from(times, (micros) => micros / 1e6),
      equity: Array.from(result.equity, cents),
      buyAndHold: Array.from(result.buyAndHold, cents),
    },
  };
}

/** The figures of a curve. @throws {InputError} if it falls to nothing: there are no returns on what is not there */
export function figuresOf(
  equity: Float64Array,
  times: Float64Array,
  periodsPerYear: number = TRADING_DAYS,
): CurveFigures {
  const figures = performance(equity, { periodsPerYear });
  const { depth, from, to, recovery } = figures.maxDrawdown;
  const at = (index: number) => (index < 0 ? null : dateOf(times[index]!));
  const daily = returns(equity);
  const kernels = defaultKernels();
  return {
    finalEquity: equity.at(-1)!,
    totalReturn: figures.totalReturn,
    yearlyReturn: figures.cagr,
    volatility: figures.volatility,
    sharpe: figures.sharpe,
    sortino: figures.sortino,
    maxDrawdown: depth,
    drawdownFrom: at(from),
    drawdownTo: at(to),
    drawdownRecovered: at(recovery),
    valueAtRisk99: Math.max(0, -kernels.select(daily, Math.floor(daily.length / 100))),
    worstDay: kernels.select(daily, 0),
  };
}

/** Positions opened and closed again; the strategy buys and sells them whole. */
function countRoundTrips(result: BarBacktestResult): { roundTrips: number; won: number } {
  let roundTrips = 0;
  let won = 0;
  for (let i = 1; i < result.trades.length; i += 2) {
    const entry = result.trades[i - 1]!;
    const exit = result.trades[i]!;
    roundTrips += 1;
    if (exit.price * (1 - FEE_RATE) > entry.price * (1 + FEE_RATE)) won += 1;
  }
  return { roundTrips, won };
}

/** The day of a time, ISO 8601. */
export function dateOf(micros: number): string {
  return formatTimestamp(joinNanos(micros, 0)).slice(0, 10);
}

export function cents(money: number): number {
  return Math.round(money * 100) / 100;
}
