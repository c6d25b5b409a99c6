import { SimulatedExchange } from "@hotpath/backtest";
import { EventQueue, InstrumentRegistry, type Stage } from "@hotpath/core";
import { OPENING_MICROS, OPENING_PRICE, simulatedInstruments } from "../../live/configuration.ts";
import type { FeedOptions, RunFeed } from "./feed.ts";

/** Market events in one batch: between two of them a Ctrl-C is heard. */
const BATCH = 4096;

/** A simulated exchange: seeded order flow on a matching engine, which takes the strategies' orders as any other's. */
export function openDemoFeed(options: FeedOptions): RunFeed {
  const definitions = simulatedInstruments(options.demoSymbols);
  const exchange = demoExchange(new InstrumentRegistry(definitions), options.seed);
  return {
    name: `a simulated exchange, seed ${options.seed}`,
    instruments: definitions,
    venue: "exchange",
    config: { books: true, signals: {} },
    isLive: false,
    makeVenue: () => exchange,
    events: () => exchangeEvents(exchange, options.events),
    notes: () => [],
  };
}

/** The exchange of the demo: the same seed is the same market, as long as the orders are the same. */
export function demoExchange(instruments: InstrumentRegistry, seed: bigint): SimulatedExchange & Stage {
  return new SimulatedExchange({ instruments, seed, openingPrice: OPENING_PRICE, startMicros: OPENING_MICROS });
}

async function* exchangeEvents(exchange: SimulatedExchange, events: number): AsyncGenerator<EventQueue> {
  const queue = new EventQueue();
  exchange.open(queue);
  let written = queue.size;
  let inBatch = written;
  yield queue;
  while (written < events) {
    exchange.step(queue);
    written += queue.size;
    inBatch += queue.size;
    // The exchange goes on only when what it said was heard: orders meet the book that they were sent for.
    yield queue;
    if (inBatch < BATCH) continue;
    inBatch = 0;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
