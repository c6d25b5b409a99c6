/**
 * A market-data recorder: no signals, no orders, only a feed that is numbered and written to a journal, and a journal
 * that is read back. Run it with `./hotpath bun docs/examples/market-data-recorder.ts`.
 */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SimulatedExchange } from "@hotpath/backtest";
import { EVENT_NAMES, EventCursor, InstrumentRegistry } from "@hotpath/core";
import { Engine } from "@hotpath/engine";
import { JournalReader, JournalWriter } from "@hotpath/journal";

/** Records at least `events` events of a simulated exchange into `folder`, and answers the exchange as it stood then. */
export function record(
  folder: string,
  instruments: InstrumentRegistry,
  events: number,
  seed: bigint,
): SimulatedExchange {
  const symbols = instruments.list.map((instrument) => instrument.symbol);
  const journal = JournalWriter.open({ folder, durability: "process", metadata: { symbols, seed: String(seed) } });
  using engine = new Engine({ stages: [], journal }); // it owns the journal: flushed and closed with it
  const exchange = new SimulatedExchange({ instruments, seed });
  exchange.open(engine.inbox);
  while (engine.sequence < events) {
    engine.process();
    exchange.step(engine.inbox);
  }
  engine.process();
  return exchange;
}

/** Reads a recording from its first event to its last, checking every byte, and counts events by their type. */
export function count(folder: string): Record<string, number> {
  using reader = JournalReader.open(folder);
  const event = new EventCursor();
  const counts: Record<string, number> = {};
  while (reader.next(event)) {
    const name = EVENT_NAMES[event.type] ?? `type ${event.type}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

if (import.meta.main) {
  const folder = mkdtempSync(join(tmpdir(), "recording-"));
  const instruments = new InstrumentRegistry([
    { id: 1, symbol: "AAA", priceDecimals: 2 },
    { id: 2, symbol: "BBB", priceDecimals: 2 },
  ]);
  record(folder, instruments, 100_000, 42n);
  console.log(`recorded into ${folder}:`, count(folder));
}
