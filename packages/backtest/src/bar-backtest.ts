/**
 * A backtest on the bars of one instrument: the same stages as a live engine, with a {@link BarVenue} behind them.
 *
 * A bar enters as a `Bar` at its close, which the strategy sees; before it, where orders wait or a stage listens, come `Trade`s
 * at the points of its path, at which orders are filled. An order therefore leaves after a close and is filled no sooner than
 * the next open.
 */
import {
  Bar,
  ConfigError,
  type DecimalInput,
  type EventCursor,
  EventSlot,
  Fill,
  type Instrument,
  InstrumentRegistry,
  POWERS_OF_TEN,
  type Stage,
  Trade,
} from "@hotpath/core";
import { Engine, OrderIds } from "@hotpath/engine";
import type { BarSeries } from "@hotpath/market-data";
import { type OrderCounts, OrderStage } from "@hotpath/orders";
import { type FeeSchedule, Portfolio, PortfolioStage, type PortfolioStageOptions } from "@hotpath/portfolio";
import { RefusalReason, RiskGate, type RiskLimits, RiskStage, refusalName } from "@hotpath/risk";
import { barOpenMicros } from "./bar-open-time.ts";
import { BarVenue, type BarVenueOptions } from "./bar-venue.ts";
import { type BacktestTrade, TradeRecorder } from "./trade-recorder.ts";

/** What a strategy is made from. */
export interface StrategyContext {
  instruments: InstrumentRegistry;
  portfolio: Portfolio;
  orderIds: OrderIds;
}

/** How a backtest is run. */
export interface BarBacktestOptions {
  bars: BarSeries;
  /** Makes the strategy: a stage that sees `Bar`, `Fill`, `OrderClosed` and `OrderRefused` and emits `OrderIntent`. */
  strategy: (context: StrategyContext) => Stage;
  /** Default 1,000,000. */
  initialCash?: DecimalInput;
  /** Default: those of a long-only investor in one index, see {@link INDEX_LIMITS}. */
  riskLimits?: Partial<RiskLimits>;
  /** Share of a fill's value that is paid as a fee. Default 0. */
  feeRate?: number;
  /** What a fill costs by a schedule instead of a rate. */
  fees?: FeeSchedule;
  /** How much worse market and stop orders are filled, see {@link BarVenueOptions}. Default nothing. */
  slippage?: NonNullable<BarVenueOptions["slippage"]>;
  /** The most of the volume of the bar before that is filled in a bar. Default no bound. */
  participation?: number;
  /** More stages, behind all others: a `DecisionRecorder`, for example. */
  stages?: readonly Stage[];
  /** Called after every so many bars, for a progress bar. */
  onProgress?: (done: number, total: number) => void;
}

/** What a backtest found. Columns have one entry a bar. */
export interface BarBacktestResult {
  instrument: Instrument;
  timeMicros: Float64Array;
  /** Equity at each close, marked at it. */
  equity: Float64Array;
  /** What the same cash would be worth, invested at the first close and held: fractions of a unit allowed. */
  buyAndHold: Float64Array;
  /** Position at each close, in size units. */
  position: Float64Array;
  trades: BacktestTrade[];
  orders: OrderCounts;
  /** Refusals of the risk gate by reason. */
  refusals: Record<string, number>;
  /** Value at risk of the position at the end, 99 %, one day, as a share of equity. */
  valueAtRisk: number;
  portfolio: Portfolio;
  /** Equal inputs and options give equal hashes. */
  stateHash: string;
}

/** One instrument, no leverage: the whole of equity may be in it. */
export const INDEX_LIMITS: Readonly<Partial<RiskLimits>> = {
  maxConcentration: 1,
  maxLeverage: 1,
  maxPositionVar: 0.25,
  maxPortfolioVar: 0.25,
  maxDrawdown: 0.6,
};

const DAY_MICROS = 86_400e6;

/**
 * Runs a strategy over bars. Deterministic: no clock, no randomness.
 *
 * @throws {ConfigError} if there are no bars, or their times do not rise
 */
export function runBarBacktest(options: BarBacktestOptions): BarBacktestResult {
  const { bars } = options;
  if (bars.length === 0) throw new ConfigError("bars", bars.length, "at least one bar");
  const instruments = new InstrumentRegistry([bars.instrument]);
  const portfolio = new Portfolio({ instruments, initialCash: options.initialCash ?? "1000000" });
  const covariance = { barMicros: DAY_MICROS, dayMicros: DAY_MICROS, decay: 0.97, initialDailyVolatility: 0.02 };
  const gate = new RiskGate({ instruments, portfolio, limits: { ...INDEX_LIMITS, ...options.riskLimits }, covariance });
  const risk = new RiskStage(gate);
  const orders = new OrderStage({ instruments });
  const recorder = new TradeRecorder();
  const strategy = options.strategy({ instruments, portfolio, orderIds: new OrderIds() });
  const { slippage, participation } = options;
  const venue = new BarVenue({
    instruments,
    ...(slippage !== undefined && { slippage }),
    ...(participation !== undefined && { participation }),
  });
  using engine = new Engine({
    stages: [
      new PortfolioStage(portfolio, feesOf(portfolio, options)),
      risk,
      strategy,
      orders,
      recorder,
      ...(options.stages ?? []),
    ],
    venue,
    timeEvery: 0,
  });
  const length = bars.length;
  const equity = new Float64Array(length);
  const position = new Float64Array(length);
  const isWatched = engine.stages.some((stage) => stage.handles.includes(Trade.TYPE));
  const slot = new EventSlot();
  const { timeMicros, open, high, low, close, volume } = bars;
  for (let bar = 0; bar < length; bar++) {
    checkTime(bars, bar);
    // Where nothing waits and nobody listens, a bar is nothing but its close.
    if (isWatched || venue.waiting > 0) walkBar(engine, venue, bars, bar);
    Bar.write(slot, timeMicros[bar]!, 0, 0, 0, open[bar]!, high[bar]!, low[bar]!, close[bar]!, volume[bar]!);
    engine.processRecord(slot.cursor);
    equity[bar] = portfolio.equity();
    position[bar] = portfolio.position(0);
    if (options.onProgress && (bar & 255) === 255) options.onProgress(bar + 1, length);
  }
  options.onProgress?.(length, length);
  const start = equity[0]!;
  const firstClose = bars.close[0]!;
  const buyAndHold = new Float64Array(length);
  for (let bar = 0; bar < length; bar++) buyAndHold[bar] = (start * bars.close[bar]!) / firstClose;
  return {
    instrument: bars.instrument,
    timeMicros: bars.timeMicros.slice(),
    equity,
    buyAndHold,
    position,
    trades: recorder.trades,
    orders: orders.counts(),
    refusals: namedRefusals(risk),
    valueAtRisk: gate.portfolioVar() / portfolio.equity(),
    portfolio,
    stateHash: engine.stateHash(),
  };
}

function checkTime(bars: BarSeries, bar: number): void {
  const close = bars.timeMicros[bar]!;
  const last = bar === 0 ? close - 2 : bars.timeMicros[bar - 1]!;
  if (!(close > last)) throw new ConfigError(`bars.timeMicros[${bar}]`, close, `a time after the bar before, ${last}`);
}

/**
 * Tells of a bar's path before its close: the open, halfway since the last close, and where orders wait the two extremes, of
 * which the worse comes first. Between them the engine hears of its fills and can act on them.
 */
function walkBar(engine: Engine, venue: BarVenue, bars: BarSeries, bar: number): void {
  const micros = barOpenMicros(bars, bar);
  visit(engine, micros, bars.open[bar]!);
  if (venue.waiting === 0) return;
  const isLowFirst = venue.visitsLowFirst(0);
  visit(engine, micros, isLowFirst ? bars.low[bar]! : bars.high[bar]!);
  visit(engine, micros, isLowFirst ? bars.high[bar]! : bars.low[bar]!);
}

function visit(engine: Engine, micros: number, price: number): void {
  Trade.write(engine.inbox, micros, 0, 0, 0, price, 0, 0);
  engine.process();
}

function feesOf(portfolio: Portfolio, options: BarBacktestOptions): PortfolioStageOptions {
  const { fees, feeRate } = options;
  if (fees !== undefined && feeRate !== undefined) throw new ConfigError("feeRate", feeRate, "nothing beside `fees`");
  return fees === undefined ? { fee: proportionalFee(portfolio, feeRate ?? 0) } : { fees };
}

/** A share of the fill's value, rounded to the nearest fee unit. */
function proportionalFee(portfolio: Portfolio, rate: number): (fill: EventCursor) => number {
  if (!(rate >= 0 && rate < 1)) throw new ConfigError("feeRate", rate, "a number from 0 up to but not 1");
  const perUnit = portfolio.instruments.list.map(
    (i) =>
      (rate * i.multiplier * POWERS_OF_TEN[portfolio.feeDecimals]!) /
      POWERS_OF_TEN[i.priceDecimals]! /
      POWERS_OF_TEN[i.sizeDecimals]!,
  );
  return (fill) => Math.round(Fill.price(fill) * Fill.quantity(fill) * perUnit[fill.instrument]!);
}

function namedRefusals(risk: RiskStage): Record<string, number> {
  const named: Record<string, number> = {};
  for (const reason of Object.values(RefusalReason)) {
    const count = risk.refusals[reason] ?? 0;
    if (count > 0) named[refusalName(reason)] = count;
  }
  return named;
}
