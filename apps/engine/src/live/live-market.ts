/**
 * The live pipeline, put together by hand from the packages:
 *
 *     simulated exchange → book → portfolio → orders → risk gate → signals → strategies → exchange
 *            └────────────────────── acks, fills, closed orders ──────────────┘
 *
 * The engine sees levels and trades, never the exchange's inside.
 */
import { SimulatedExchange } from "@hotpath/backtest";
import { type EventCursor, Fill, InstrumentRegistry, Liquidity } from "@hotpath/core";
import { BookStage, Engine, OrderIds, SignalTrader } from "@hotpath/engine";
import { OrderStage } from "@hotpath/orders";
import { EquityCurve, Portfolio, PortfolioStage } from "@hotpath/portfolio";
import { RiskGate, RiskStage } from "@hotpath/risk";
import { SignalSet, SignalStage } from "@hotpath/signals";
import {
  INITIAL_CASH,
  MAKER_FEE,
  MONEY_DECIMALS,
  OPENING_MICROS,
  OPENING_PRICE,
  positionShareOf,
  riskLimitsOf,
  SIGNALS,
  STRATEGIES,
  simulatedInstruments,
  TAKER_FEE,
} from "./configuration.ts";
import { TradeTally } from "./trade-tally.ts";

/** Points of the equity curve, at the most. */
const CURVE_POINTS = 1024;
/** Steps of the market between two calls of `onProgress`, and two looks at the value at risk. */
const STEPS_PER_LOOK = 1024;

/** What a run took. */
export interface RunTimes {
  marketEvents: number;
  inputs: number;
  /** Time in the engine and in the exchange's order flow, a reading of the clock a step in each. */
  engineNs: number;
  exchangeNs: number;
}

/** A market and an engine that trades on it. */
export class LiveMarket implements Disposable {
  readonly instruments: InstrumentRegistry;
  readonly portfolio: Portfolio;
  readonly gate: RiskGate;
  readonly risk: RiskStage;
  readonly orders: OrderStage;
  readonly signals: SignalSet;
  readonly curve: EquityCurve = new EquityCurve(CURVE_POINTS);
  readonly tally: TradeTally;
  readonly exchange: SimulatedExchange;
  readonly engine: Engine;
  /** When the market opens, in microseconds since the epoch. */
  readonly startMicros: number = OPENING_MICROS;
  /** The greatest value at risk seen, 99 %, one day, as a share of equity. */
  valueAtRiskMax = 0;

  /** @param options.timeEvery one input in so many is timed, 0 for none */
  constructor(options: { seed: bigint; symbols: number; timeEvery: number }) {
    const { seed, symbols, timeEvery } = options;
    this.instruments = new InstrumentRegistry(simulatedInstruments(symbols));
    const instruments = this.instruments;
    this.portfolio = new Portfolio({ instruments, initialCash: INITIAL_CASH, moneyDecimals: MONEY_DECIMALS });
    const portfolio = this.portfolio;
    this.gate = new RiskGate({ instruments, portfolio, limits: riskLimitsOf(symbols), portfolioChanges: "told" });
    this.risk = new RiskStage(this.gate);
    this.orders = new OrderStage({ instruments });
    this.signals = new SignalSet({ symbols, config: SIGNALS });
    this.tally = new TradeTally(instruments);
    this.exchange = new SimulatedExchange({
      instruments,
      seed,
      openingPrice: OPENING_PRICE,
      startMicros: OPENING_MICROS,
    });
    const orderIds = new OrderIds();
    const positionShare = positionShareOf(symbols);
    const traders = STRATEGIES.map(
      ({ name, options }, i) =>
        new SignalTrader({ instruments, portfolio, orderIds, positionShare, name, strategy: i + 1, ...options }),
    );
    this.engine = new Engine({
      stages: [
        new BookStage({ instruments: symbols }),
        new PortfolioStage(portfolio, { curve: this.curve, fee: feeOf }),
        this.orders,
        this.risk,
        new SignalStage(this.signals),
        ...traders,
        this.tally,
      ],
      venue: this.exchange,
      timeEvery,
    });
  }

  /**
   * Opens the market and lets it run until so many market events have gone through the engine.
   *
   * @param onProgress market events so far
   */
  run(marketEvents: number, onProgress: (events: number) => void): RunTimes {
    const { engine, exchange } = this;
    const { inbox } = engine;
    exchange.open(inbox);
    let events = inbox.size;
    let exchangeNs = 0;
    let engineNs = 0;
    let last = Bun.nanoseconds();
    engine.process();
    for (let step = 1; events < marketEvents; step++) {
      exchange.step(inbox);
      events += inbox.size;
      const stepped = Bun.nanoseconds();
      engine.process();
      const processed = Bun.nanoseconds();
      exchangeNs += stepped - last;
      engineNs += processed - stepped;
      last = processed;
      if (step % STEPS_PER_LOOK !== 0) continue;
      this.#look();
      onProgress(events);
      last = Bun.nanoseconds();
    }
    this.#look();
    onProgress(events);
    return { marketEvents: events, inputs: engine.sequence, engineNs, exchangeNs };
  }

  [Symbol.dispose](): void {
    this.engine[Symbol.dispose]();
    this.signals[Symbol.dispose]();
  }

  #look(): void {
    const share = this.gate.portfolioVar() / this.portfolio.equity();
    if (share > this.valueAtRiskMax) this.valueAtRiskMax = share;
  }
}

/** The fee of a fill, by its liquidity and its shares. */
function feeOf(fill: EventCursor): number {
  return Fill.quantity(fill) * (Fill.liquidity(fill) === Liquidity.Maker ? MAKER_FEE : TAKER_FEE);
}
