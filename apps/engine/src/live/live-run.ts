/**
 * The second half of the demo, in two passes over the same seed: the first is the run that is reported, with no clock
 * read inside the engine; the second, compiled and warm by then, times the stages. Both must end in the same state.
 */
import { RefusalReason, refusalName } from "@hotpath/risk";
import type { LiveReport, StrategyReport, SymbolReport } from "../report/report.ts";
import { measureBatches } from "./batch-figures.ts";
import {
  INITIAL_CASH,
  MAKER_FEE,
  MONEY_DECIMALS,
  OPENING_PRICE,
  positionShareOf,
  STRATEGIES,
  TAKER_FEE,
} from "./configuration.ts";
import { goalsOf } from "./goals.ts";
import { LiveMarket, type RunTimes } from "./live-market.ts";

/** One input in so many is timed in the second pass: all of them, half by stages and half as a whole. */
const TIMED_ONE_IN = 1;

/** What to run. */
export interface LiveOptions {
  seed: bigint;
  symbols: number;
  events: number;
  /** Market events of both passes so far. */
  onProgress: (done: number) => void;
}

/** Runs both passes and sums up. */
export function runLive(options: LiveOptions): LiveReport {
  const { seed, symbols, events, onProgress } = options;
  using market = new LiveMarket({ seed, symbols, timeEvery: 0 });
  Bun.gc(true);
  const heapBefore = process.memoryUsage().heapUsed;
  const times = market.run(events, onProgress);
  Bun.gc(true);
  const heapGrowthBytes = process.memoryUsage().heapUsed - heapBefore;
  const stateHash = market.engine.stateHash();
  using again = new LiveMarket({ seed, symbols, timeEvery: TIMED_ONE_IN });
  again.run(events, (done) => onProgress(times.marketEvents + done));
  const latencies = again.engine.latencies();
  const inputsPerSecond = times.inputs / (times.engineNs / 1e9);
  return {
    seed: seed.toString(),
    ...marketFigures(market, times),
    ...tradingFigures(market),
    caches: cacheFigures(market),
    engineSeconds: times.engineNs / 1e9,
    exchangeSeconds: times.exchangeNs / 1e9,
    inputsPerSecond,
    heapGrowthBytes,
    timedOneIn: TIMED_ONE_IN,
    latencies,
    goals: goalsOf(latencies, inputsPerSecond, measureBatches(seed, symbols, events)),
    stateHash,
    stateHashAgain: again.engine.stateHash(),
    curve: curveOf(market),
  };
}

function marketFigures(market: LiveMarket, times: RunTimes) {
  return {
    symbols: market.instruments.size,
    marketEvents: times.marketEvents,
    inputs: times.inputs,
    marketSeconds: (market.signals.now - market.startMicros) / 1e6,
    flow: market.exchange.counts(),
    configuration: configurationOf(market),
  };
}

function configurationOf(market: LiveMarket): Record<string, unknown> {
  const positionShare = positionShareOf(market.instruments.size);
  return {
    initialCash: INITIAL_CASH,
    openingPrice: market.instruments.at(0).formatPrice(OPENING_PRICE),
    feePerShare: { taker: TAKER_FEE / 10 ** MONEY_DECIMALS, maker: MAKER_FEE / 10 ** MONEY_DECIMALS },
    riskLimits: market.gate.limits,
    signals: market.signals.config,
    generators: market.signals.names,
    strategies: STRATEGIES.map(({ name, options }) => ({ name, ...options, positionShare })),
  };
}

function tradingFigures(market: LiveMarket) {
  const { portfolio, gate, tally, orders, signals } = market;
  const equity = portfolio.equity();
  const sum = (column: Float64Array) => column.reduce((a, b) => a + b, 0);
  return {
    strategies: STRATEGIES.map(
      ({ name, rule }, i): StrategyReport => ({
        name,
        rule,
        orders: tally.strategyOrders[i + 1]!,
        fills: tally.strategyFills[i + 1]!,
      }),
    ),
    signals: signals.counts().signals,
    orders: sum(tally.orders),
    fills: sum(tally.fills),
    makerFills: tally.makerFills,
    takerFills: tally.takerFills,
    closed: tally.closed(),
    cancels: orders.counts().cancels,
    venueRejects: orders.counts().venueRejects,
    refusals: refusalsOf(market),
    turnover: sum(tally.turnover),
    feesPaid: portfolio.statement().fees,
    statement: portfolio.statement(),
    profit: equity - INITIAL_CASH,
    maxDrawdown: portfolio.maxDrawdown,
    valueAtRisk: gate.portfolioVar() / equity,
    valueAtRiskMax: market.valueAtRiskMax,
    grossExposure: portfolio.grossExposure(),
    perSymbol: symbolsOf(market),
  };
}

function refusalsOf(market: LiveMarket): Record<string, number> {
  const named: Record<string, number> = {};
  const { malformed } = market.orders.counts();
  for (const reason of Object.values(RefusalReason)) {
    const count = market.risk.refusals[reason] ?? 0;
    if (count > 0) named[refusalName(reason)] = count;
  }
  if (malformed > 0) named.Malformed = malformed;
  return named;
}

function symbolsOf(market: LiveMarket): SymbolReport[] {
  const { tally, portfolio, instruments } = market;
  const statement = portfolio.statement();
  return instruments.list.map((instrument, i) => {
    const held = statement.positions.find((position) => position.id === instrument.id);
    return {
      symbol: instrument.symbol,
      price: held?.markPrice ?? portfolio.markPrice(i).toFixed(instrument.priceDecimals + 1),
      orders: tally.orders[i]!,
      fills: tally.fills[i]!,
      turnover: tally.turnover[i]!,
      position: held?.quantity ?? "0",
      realized: held?.realized ?? "0",
      unrealized: held?.unrealized ?? "0",
    };
  });
}

function cacheFigures(market: LiveMarket): LiveReport["caches"] {
  const bars = market.signals.cacheStats().bars;
  return {
    indicatorValues: bars.size,
    indicatorHits: bars.hits,
    indicatorMisses: bars.misses,
    indicatorHitRate: bars.hitRate,
    priceHistorySymbols: market.signals.historySymbols,
  };
}

function curveOf(market: LiveMarket): LiveReport["curve"] {
  const points = market.curve.points();
  const start = market.startMicros;
  return {
    seconds: points.map((point) => (point.micros - start) / 1e6),
    equity: points.map((point) => Math.round(point.equity * 100) / 100),
    drawdown: points.map((point) => point.drawdown),
  };
}
