/**
 * A strategy that has a large order worked by an execution algorithm instead of sending it at once, and what that cost
 * against the price when it came, the market's VWAP and its TWAP. Run it with
 * `./hotpath bun docs/examples/worked-strategy.ts`: one algorithm after the other on the same simulated exchange.
 */
import { SimulatedExchange } from "@hotpath/backtest";
import {
  EventCursor,
  EventQueue,
  type InstrumentDefinition,
  InstrumentRegistry,
  nameOf,
  OrderStatus,
  StrategyState,
} from "@hotpath/core";
import {
  defineStrategy,
  type Execution,
  integer,
  OrderUpdateKind,
  oneOf,
  type StrategyDefinition,
  StrategyEngine,
} from "@hotpath/engine";

/** The algorithms that this example shows: those that take, each by its own timetable. */
export const ALGORITHMS = ["twap", "vwap", "pov", "implementation-shortfall"] as const;

/** What is traded. */
const INSTRUMENTS: readonly InstrumentDefinition[] = [{ id: 1, symbol: "AAA", priceDecimals: 2, tick: "0.01" }];

/** Buys a quantity of the first instrument, once. */
const strategy: StrategyDefinition = defineStrategy({
  name: "worked",
  parameters: {
    algorithm: oneOf(ALGORITHMS, { default: "twap" }),
    quantity: integer({ min: 1, max: 1_000_000, default: 500, doc: "in size units" }),
    seconds: integer({ min: 1, max: 86_400, default: 60, doc: "over which it is worked" }),
  },
  create(context) {
    const { orders } = context;
    const { algorithm, quantity, seconds } = context.parameters;
    const state = context.state({ orderId: 0 });
    return {
      onBook(book) {
        if (state.orderId !== 0 || !book.isTwoSided) return;
        state.orderId = orders.work({
          algorithm,
          instrument: 0,
          side: "buy",
          quantity: BigInt(quantity), // a bigint counts size units
          over: `${seconds}s`,
          ...(algorithm === "pov" ? { participation: 0.2 } : { slices: 20 }),
          ...(algorithm === "implementation-shortfall" && { riskAversion: 1e-4 }),
        });
      },
      onOrder({ kind, status, execution }) {
        if (kind !== OrderUpdateKind.Closed || execution === undefined) return;
        context.log("info", nameOf(OrderStatus, status), { ...execution });
        context.stop();
      },
    };
  },
});

export default strategy;

/** What an algorithm's order has come to. */
export interface Outcome {
  /** How it ended, by the name of its `OrderStatus`. */
  ended: string;
  execution: Execution;
  /** What the strategy holds in the end. */
  position: number;
  /** Hash of the engine's state in the end. */
  state: string;
}

/** Has an order worked on a simulated exchange, until it has ended. */
export function work(algorithm: (typeof ALGORITHMS)[number], seed: bigint): Outcome {
  const venue = new SimulatedExchange({ instruments: new InstrumentRegistry(INSTRUMENTS), seed });
  using engine = new StrategyEngine({
    config: {
      instruments: INSTRUMENTS,
      initialCash: "10000000",
      riskLimits: { maxPositionVar: 1, maxPortfolioVar: 1 },
      books: true,
      algorithms: { seed: 1, impact: { 1: { volatility: 5, temporaryImpact: 0.02 } } },
    },
    strategies: [{ definition: strategy, parameters: { algorithm } }],
    venue,
  });
  const [stage] = engine.strategies;
  const queue = new EventQueue();
  const event = new EventCursor();
  venue.open(queue);
  // Timers fire between the market's events: `take` sees to it.
  while (stage!.state !== StrategyState.Stopped && engine.engine.sequence < 2_000_000) {
    while (queue.next(event)) engine.take(event);
    venue.step(queue);
  }
  const [line] = stage!.takeLog();
  return {
    ended: line!.message,
    execution: line!.fields as unknown as Execution,
    position: stage!.position(0),
    state: engine.engine.stateHash(),
  };
}

if (import.meta.main) {
  const rows = ALGORITHMS.map((algorithm) => {
    const { ended, execution } = work(algorithm, 7n);
    return { algorithm, ended, ...execution };
  });
  console.table(rows);
}
