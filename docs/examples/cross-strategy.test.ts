import { expect, test } from "bun:test";
import { SimulatedExchange } from "@hotpath/backtest";
import { EventCursor, EventQueue, InstrumentRegistry } from "@hotpath/core";
import { OutputHash, StrategyEngine } from "@hotpath/engine";
import strategy from "./cross-strategy.ts";

const INSTRUMENTS = ["AAA", "BBB"].map((symbol, i) => ({ id: i + 1, symbol, priceDecimals: 2 }));

/** A run on a simulated exchange, and what it has come to. */
function session(seed: bigint) {
  const venue = new SimulatedExchange({ instruments: new InstrumentRegistry(INSTRUMENTS), seed });
  const hash = new OutputHash({ instruments: INSTRUMENTS.length });
  using engine = new StrategyEngine({
    config: { instruments: INSTRUMENTS, books: true },
    strategies: [{ definition: strategy, parameters: { fast: 50, slow: 200, share: 0.2 } }],
    venue,
    observers: [hash],
  });
  const queue = new EventQueue();
  const event = new EventCursor();
  venue.open(queue);
  while (engine.engine.sequence < 40_000) {
    while (queue.next(event)) engine.take(event);
    venue.step(queue);
  }
  const positions = INSTRUMENTS.map((_, i) => [engine.portfolio.position(i), engine.strategies[0]!.position(i)]);
  const fills = INSTRUMENTS.map((_, i) => engine.portfolio.fillCount(i));
  return {
    orders: hash.orders(),
    fills,
    positions,
    state: engine.engine.stateHash(),
    faults: engine.strategies[0]!.faults,
  };
}

test("it trades, knows its position, and comes to the same end each time", () => {
  const run = session(7n);
  expect(Math.min(...run.fills)).toBeGreaterThan(5);
  for (const [whole, own] of run.positions) expect(own).toBe(whole!);
  expect(run.faults).toBe(0);
  expect(session(7n)).toEqual(run);
  expect(session(8n).orders).not.toBe(run.orders);
});
