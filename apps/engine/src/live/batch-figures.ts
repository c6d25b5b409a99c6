/**
 * Figures too small for a clock: each work is done a batch at a time with one reading of the clock before and after, and
 * the median over the batches is divided by their length. On parts of their own, fed by the same market.
 */
import { SimulatedExchange } from "@hotpath/backtest";
import {
  Command,
  EngineCommand,
  EventCursor,
  EventQueue,
  InstrumentRegistry,
  OrderIntent,
  OrderType,
  Side,
  TimeInForce,
} from "@hotpath/core";
import { BookStage, Engine } from "@hotpath/engine";
import { OrderStage } from "@hotpath/orders";
import { Portfolio } from "@hotpath/portfolio";
import { RiskGate, RiskStage } from "@hotpath/risk";
import { SignalSet, SignalStage } from "@hotpath/signals";
import { INITIAL_CASH, OPENING_PRICE, riskLimitsOf, SIGNALS, simulatedInstruments } from "./configuration.ts";

/** Nanoseconds of one operation. */
export interface BatchFigures {
  /** One quote through all default indicators, signals and the ensemble. */
  signalNs: number;
  /** One check of an order against every limit. */
  riskCheckNs: number;
  /** One order: order manager, risk gate, matching engine, and its reports back to the order manager. */
  orderNs: number;
}

/** Operations of a batch. */
const QUOTE_BATCH = 1000;
const ORDER_BATCH = 100;

/** Batches of each kind: a long run has time for more, which the compiler needs to do its best. */
const ROUNDS_MIN = 20;
const ROUNDS_MAX = 400;

/**
 * Measures all of them; takes about half a second.
 *
 * @param events market events of the run that this belongs to: a short one gets fewer batches, and rougher figures
 */
export function measureBatches(seed: bigint, symbols: number, events: number): BatchFigures {
  const instruments = new InstrumentRegistry(simulatedInstruments(symbols));
  const rounds = Math.min(Math.max(Math.floor(events / 2500), ROUNDS_MIN), ROUNDS_MAX);
  return {
    signalNs: measureSignals(instruments, seed, Math.ceil(rounds / 4)),
    riskCheckNs: measureChecks(instruments, rounds),
    orderNs: measureOrders(instruments, seed, rounds),
  };
}

function measureSignals(instruments: InstrumentRegistry, seed: bigint, rounds: number): number {
  const quotes = recordQuotes(instruments, seed, rounds * QUOTE_BATCH);
  using set = new SignalSet({ symbols: instruments.size, config: SIGNALS });
  const stage = new SignalStage(set);
  const out = new EventQueue();
  const event = new EventCursor();
  const times: number[] = [];
  while (quotes.size >= QUOTE_BATCH) {
    const start = Bun.nanoseconds();
    for (let i = 0; i < QUOTE_BATCH; i++) {
      quotes.next(event);
      stage.on(event, out);
    }
    times.push((Bun.nanoseconds() - start) / QUOTE_BATCH);
    out.clear();
  }
  return steadyMedian(times);
}

/** The quotes of a market on which nobody of ours trades. */
function recordQuotes(instruments: InstrumentRegistry, seed: bigint, count: number): EventQueue {
  const exchange = new SimulatedExchange({ instruments, seed, openingPrice: OPENING_PRICE });
  const book = new BookStage({ instruments: instruments.size });
  const inbox = new EventQueue();
  const quotes = new EventQueue();
  const event = new EventCursor();
  exchange.open(inbox);
  while (quotes.size < count) {
    while (inbox.next(event)) if (book.handles.includes(event.type)) book.on(event, quotes);
    exchange.step(inbox);
  }
  return quotes;
}

function measureChecks(instruments: InstrumentRegistry, rounds: number): number {
  const portfolio = new Portfolio({ instruments, initialCash: INITIAL_CASH });
  const symbols = instruments.size;
  const gate = new RiskGate({ instruments, portfolio, limits: riskLimitsOf(symbols), portfolioChanges: "told" });
  for (let i = 0; i < symbols; i++) {
    portfolio.fill(i, i % 2 === 0 ? Side.Buy : Side.Sell, OPENING_PRICE, 10);
    gate.reference(i, 2 * OPENING_PRICE + 1, 0);
    gate.release(i, Side.Buy, 0);
  }
  const times: number[] = [];
  let passed = 0;
  for (let round = 0; round < rounds; round++) {
    const start = Bun.nanoseconds();
    for (let i = 0; i < QUOTE_BATCH; i++) {
      // Sizes that go through every limit, some of them beyond one.
      const side = (i & 1) === 0 ? Side.Buy : Side.Sell;
      if (gate.check(i % symbols, side, OPENING_PRICE, 11 + (i & 127)) === 0) passed += 1;
    }
    times.push((Bun.nanoseconds() - start) / QUOTE_BATCH);
  }
  return passed > 0 ? steadyMedian(times) : Number.NaN;
}

function measureOrders(instruments: InstrumentRegistry, seed: bigint, rounds: number): number {
  const symbols = instruments.size;
  const portfolio = new Portfolio({ instruments, initialCash: INITIAL_CASH });
  const limits = { maxConcentration: 1000, maxLeverage: 1000, maxPositionVar: 1, maxPortfolioVar: 1 };
  const gate = new RiskGate({ instruments, portfolio, limits, portfolioChanges: "told" });
  const exchange = new SimulatedExchange({ instruments, seed, openingPrice: OPENING_PRICE });
  const stages = [new OrderStage({ instruments }), new RiskStage(gate)];
  using engine = new Engine({ stages, venue: exchange, timeEvery: 0 });
  const { inbox } = engine;
  exchange.open(inbox);
  engine.process();
  const times: number[] = [];
  let orderId = 0;
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < symbols * 20; i++) exchange.step(inbox);
    for (let i = 0; i < symbols; i++) {
      const book = exchange.matching.book(i);
      if (book.bestBid > 0 && book.bestAsk > 0) gate.reference(i, book.bestBid + book.bestAsk, 0);
    }
    engine.process();
    // One order in two waits five ticks behind the touch, the other takes one share; as many buy as sell.
    for (let k = 0; k < ORDER_BATCH; k++) {
      const i = k % symbols;
      const book = exchange.matching.book(i);
      const buy = (k & 2) === 0;
      const take = (k & 1) === 0;
      const touch = buy === take ? book.bestAsk : book.bestBid;
      if (!(touch > 0)) continue;
      const price = take ? touch : buy ? touch - 5 : touch + 5;
      orderId += 1;
      const timeInForce = take ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancel;
      const side = buy ? Side.Buy : Side.Sell;
      OrderIntent.write(inbox, 0, 0, i, 0, orderId, price, 1, side, OrderType.Limit, timeInForce, 1);
    }
    const orders = inbox.size;
    const start = Bun.nanoseconds();
    engine.process();
    if (orders > 0) times.push((Bun.nanoseconds() - start) / orders);
    Command.write(inbox, 0, 0, -1, 0, EngineCommand.CancelAll, 0);
    engine.process();
  }
  return steadyMedian(times);
}

/** The median of the second half: the first warms the compiler up. */
function steadyMedian(times: readonly number[]): number {
  const half = times.slice(times.length >> 1).sort((a, b) => a - b);
  return half[half.length >> 1] ?? Number.NaN;
}
