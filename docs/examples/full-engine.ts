/**
 * A full engine, each stage put in its place by hand: a simulated exchange's market data through books, signals, a
 * strategy, the order manager and the risk gate, and orders back to the exchange. Run it with
 * `./hotpath bun docs/examples/full-engine.ts`.
 */
import { SimulatedExchange, TradeRecorder } from "@hotpath/backtest";
import { InstrumentRegistry, type Stage } from "@hotpath/core";
import { BookStage, Engine, OrderIds, SignalTrader } from "@hotpath/engine";
import { OrderStage } from "@hotpath/orders";
import { Portfolio, PortfolioStage } from "@hotpath/portfolio";
import { RiskGate, RiskStage } from "@hotpath/risk";
import { SignalSet, SignalStage } from "@hotpath/signals";

/** What is traded. */
export const instruments: InstrumentRegistry = new InstrumentRegistry(
  ["AAA", "BBB", "CCC", "DDD"].map((symbol, i) => ({ id: i + 1, symbol, priceDecimals: 2, tick: "0.01" })),
);

/** An engine and what a caller may want of its parts. */
export interface Assembly extends Disposable {
  engine: Engine;
  exchange: SimulatedExchange;
  portfolio: Portfolio;
  recorder: TradeRecorder;
  stages: readonly Stage[];
}

/** Everything in its place; nothing has happened yet. */
export function assemble(seed: bigint): Assembly {
  const portfolio = new Portfolio({ instruments, initialCash: "1000000" });
  const gate = new RiskGate({ instruments, portfolio, limits: { maxLeverage: 2 } });
  const signals = new SignalSet({ symbols: instruments.size, config: { minSignalConfidence: 0.3 } });
  const recorder = new TradeRecorder();
  const exchange = new SimulatedExchange({ instruments, seed });
  // An event goes to every stage that handles its type, in this order: positions before the gate that asks for them.
  const stages: Stage[] = [
    new BookStage({ instruments: instruments.size }), // BookLevel → Quote
    new PortfolioStage(portfolio), // Quote, Fill → positions, equity
    new OrderStage({ instruments }), // OrderIntent → OrderRequest; ExecutionReport → Fill, OrderClosed
    new RiskStage(gate), // OrderRequest → NewOrder or OrderRefused
    new SignalStage(signals), // Quote → Signal
    new SignalTrader({ instruments, portfolio, orderIds: new OrderIds() }), // Signal → OrderIntent
    recorder, // Fill → a list for people
  ];
  const engine = new Engine({ stages, venue: exchange });
  return { engine, exchange, portfolio, recorder, stages, [Symbol.dispose]: () => engine[Symbol.dispose]() };
}

/** Opens the exchange, and lets it go on until so many inputs were applied: its events, and its reports to us. */
export function run({ engine, exchange }: Assembly, inputs: number): void {
  exchange.open(engine.inbox);
  while (engine.sequence < inputs) {
    exchange.step(engine.inbox);
    engine.process();
  }
}

if (import.meta.main) {
  using assembly = assemble(7n);
  run(assembly, 100_000);
  const { trades } = assembly.recorder;
  for (const { instrument, side, price, quantity } of trades.slice(0, 10)) {
    const traded = instruments.at(instrument);
    console.log(side, traded.formatSize(quantity), traded.symbol, "at", traded.formatPrice(price));
  }
  const statement = assembly.portfolio.statement();
  console.log(`${trades.length} trades in all; equity ${statement.equity} ${statement.currency}`);
  console.table(statement.positions, ["symbol", "quantity", "averagePrice", "realized", "unrealized"]);
}
