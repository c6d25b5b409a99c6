/** What a backtest came to, as plain data: the terminal, the HTML file and `--json` all show this. */
import { type BacktestFill, type BacktestRun, periodsPerYear, type RoundTrip } from "@hotpath/backtest";
import { InputError } from "@hotpath/core";
import type { CurveFigures } from "../report/report.ts";
import { cents, dateOf, figuresOf } from "./backtest.ts";

/** Figures of the trades. Amounts are money, shares are not per cent. */
export interface TradeFigures {
  count: number;
  open: number;
  won: number;
  /** Profits by losses; infinite (in JSON null) without a loss. */
  profitFactor: number;
  averageWin: number;
  averageLoss: number;
  best: number;
  worst: number;
  /** Mean days from entry to exit. */
  averageDays: number;
}

/** How well orders were filled. */
export interface FillFigures {
  orders: number;
  /** Orders by how they ended. */
  byStatus: Record<string, number>;
  /** Orders that the engine held for the venue until they were triggered, by what they were asked for as. */
  emulated: Record<string, number>;
  fills: number;
  makerShare: number;
  turnover: number;
  fees: number;
  /** Against the marks when the orders left: what was lost is positive. */
  slippage: number;
  slippageBasisPoints: number;
  /** Mean time from an order's leaving to its fill, in seconds. */
  averageDelay: number;
}

/** What was held. Shares of equity. */
export interface ExposureFigures {
  timeInMarket: number;
  averageGross: number;
  greatestGross: number;
  averageNet: number;
}

/** A run summed up. */
export interface BacktestSummary {
  strategy: string;
  parameters: Readonly<Record<string, unknown>>;
  source: string;
  symbols: string[];
  samples: number;
  from: string;
  to: string;
  periodsPerYear: number;
  initialCash: number;
  /** Null where equity fell to nothing: there are no returns on what is not there. */
  figures: CurveFigures | null;
  benchmark: CurveFigures | null;
  trades: TradeFigures;
  fills: FillFigures;
  exposure: ExposureFigures;
  valueAtRiskAtEnd: number;
  /** What the venue has by itself, and what the engine emulates. */
  handling: BacktestRun["handling"];
  refusals: Record<string, number>;
  cancels: number;
  state: string;
  fault: string | null;
  log: string[];
  configuration: BacktestRun["configuration"];
  hashes: BacktestRun["hashes"];
}

/** Lines of the log that are kept. */
const LOG_LINES = 20;

/**
 * Sums up a run.
 *
 * @param periods in a year; by default found from the times of the samples
 */
export function summaryOf(run: BacktestRun, source: string, periods?: number): BacktestSummary {
  const { timeMicros, equity, benchmark } = run;
  const perYear = periods ?? periodsPerYear(timeMicros);
  return {
    strategy: run.configuration.strategy,
    parameters: run.configuration.parameters,
    source,
    symbols: run.instruments.list.map(({ symbol }) => symbol),
    samples: timeMicros.length,
    from: dateOf(timeMicros[0]!),
    to: dateOf(timeMicros.at(-1)!),
    periodsPerYear: perYear,
    initialCash: Number(run.statement.initialCash),
    figures: curveOf(equity, timeMicros, perYear),
    benchmark: curveOf(benchmark, timeMicros, perYear),
    trades: tradeFigures(run.trades),
    fills: fillFigures(run),
    exposure: exposureFigures(run),
    valueAtRiskAtEnd: run.valueAtRiskAtEnd,
    handling: run.handling,
    refusals: run.refusals,
    cancels: run.cancels,
    state: run.state,
    fault: run.fault ?? null,
    log: run.log.slice(-LOG_LINES).map(({ level, message, fields }) => `${level} ${message}${fieldsText(fields)}`),
    configuration: run.configuration,
    hashes: run.hashes,
  };
}

/** The figures of a curve, or null where it falls to nothing or is but a point. */
function curveOf(curve: Float64Array, times: Float64Array, periods: number): CurveFigures | null {
  if (curve.length < 2) return null;
  try {
    return figuresOf(curve, times, periods);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

function tradeFigures(trades: readonly RoundTrip[]): TradeFigures {
  const closed = trades.filter(({ isOpen }) => !isOpen);
  const profits = closed.map(({ profit }) => profit);
  const wins = profits.filter((profit) => profit > 0);
  const losses = profits.filter((profit) => profit < 0);
  const days = closed.map(({ entryMicros, exitMicros }) => (exitMicros - entryMicros) / 86_400e6);
  return {
    count: closed.length,
    open: trades.length - closed.length,
    won: wins.length,
    profitFactor: losses.length === 0 ? (wins.length === 0 ? 0 : Number.POSITIVE_INFINITY) : sum(wins) / -sum(losses),
    averageWin: mean(wins),
    averageLoss: mean(losses),
    best: profits.length === 0 ? 0 : Math.max(...profits),
    worst: profits.length === 0 ? 0 : Math.min(...profits),
    averageDays: mean(days),
  };
}

function fillFigures({ orders, fills, statement, instruments }: BacktestRun): FillFigures {
  const byStatus: Record<string, number> = {};
  const emulated: Record<string, number> = {};
  for (const { status, heldAs } of orders) {
    byStatus[status] = (byStatus[status] ?? 0) + 1;
    if (heldAs !== null) emulated[heldAs] = (emulated[heldAs] ?? 0) + 1;
  }
  const worthOf = ({ instrument, price, quantity }: BacktestFill): number => {
    const { multiplier, priceDecimals, sizeDecimals } = instruments.at(instrument);
    return (Math.abs(price) * quantity * multiplier) / 10 ** (priceDecimals + sizeDecimals);
  };
  const turnover = sum(fills.map(worthOf));
  const slippage = sum(fills.map((fill) => fill.slippage));
  return {
    orders: orders.length,
    byStatus,
    emulated,
    fills: fills.length,
    makerShare: fills.length === 0 ? 0 : fills.filter(({ liquidity }) => liquidity === "maker").length / fills.length,
    turnover,
    fees: Number(statement.fees),
    slippage,
    slippageBasisPoints: turnover === 0 ? 0 : (slippage / turnover) * 1e4,
    averageDelay: mean(fills.map(({ delayMicros }) => delayMicros / 1e6)),
  };
}

function exposureFigures({ equity, grossExposure, netExposure, positions }: BacktestRun): ExposureFigures {
  const shares = (column: Float64Array) => column.map((value, i) => (equity[i]! > 0 ? value / equity[i]! : 0));
  const gross = shares(grossExposure);
  const held = equity.reduce((count, _, i) => count + (positions.some((column) => column[i] !== 0) ? 1 : 0), 0);
  return {
    timeInMarket: held / equity.length,
    averageGross: sum(gross) / gross.length,
    greatestGross: gross.reduce((most, value) => Math.max(most, value), 0),
    averageNet: sum(shares(netExposure)) / gross.length,
  };
}

/** What is kept by somebody, in a line: `market, limit, stop`. */
export function handledBy({ orderTypes, timesInForce }: BacktestSummary["handling"], who: "venue" | "engine"): string {
  const names = [...Object.entries(orderTypes), ...Object.entries(timesInForce)]
    .filter(([, keeper]) => keeper === who)
    .map(([name]) => name);
  return names.length === 0 ? "none" : names.join(", ");
}

/** The columns of a run for charts and JSON: seconds, and money to the cent. */
export function curveData(run: BacktestRun): Record<string, number[]> {
  return {
    seconds: Array.from(run.timeMicros, (micros) => micros / 1e6),
    equity: Array.from(run.equity, cents),
    benchmark: Array.from(run.benchmark, cents),
    drawdown: Array.from(run.drawdown, (share) => Math.round(share * 1e6) / 1e6),
    gross: Array.from(run.grossExposure, cents),
    net: Array.from(run.netExposure, cents),
  };
}

function fieldsText(fields: Readonly<Record<string, unknown>> | undefined): string {
  return Object.entries(fields ?? {})
    .map(([name, value]) => ` ${name}=${value}`)
    .join("");
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length;
}
