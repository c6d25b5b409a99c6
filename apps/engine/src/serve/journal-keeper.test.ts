import { describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventCursor, InstrumentRegistry } from "@hotpath/core";
import { OrderIds, type StrategyEngine } from "@hotpath/engine";
import { DeskStage } from "@hotpath/gateway/server";
import { JournalReader, JournalWriter } from "@hotpath/journal";
import { simulatedInstruments } from "../live/configuration.ts";
import { assemble, BUILD, type LoadedStrategy, loadDescribed, type RunDescription } from "../run/assembly.ts";
import { demoExchange } from "../run/feeds/demo-feed.ts";
import { JournalKeeper, restoreBehind } from "./journal-keeper.ts";
import { DemoMarket } from "./markets/demo-market.ts";

const SEGMENT = 64 * 1024;
const BOUNDS = { stateEveryBytes: SEGMENT, bytesMax: 6 * SEGMENT };

const instruments = simulatedInstruments(2);
const run: RunDescription = {
  kind: "hotpath.run",
  format: 1,
  build: BUILD,
  feed: "demo",
  venue: "exchange",
  clock: "event",
  engine: { instruments, books: true, signals: {} },
  strategies: [],
  checkpointEvery: 1000,
};

function make(strategy: LoadedStrategy, journal?: JournalWriter): { engine: StrategyEngine; market: DemoMarket } {
  const exchange = demoExchange(new InstrumentRegistry(instruments), 3n);
  const market = new DemoMarket(exchange, 500);
  const orderIds = new OrderIds();
  const observers = [new DeskStage({ orderIds })];
  const engine = assemble(run, [strategy], { venue: market.venue, orderIds, observers, ...(journal && { journal }) });
  return { engine, market };
}

describe("the journal of a long run", () => {
  test("stays within its bound, and an engine that comes back is the one that was", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hotpath-keeper-"));
    try {
      const strategy = await loadDescribed(join(import.meta.dir, "signal-strategy.ts"), () => ({}), "stop");
      const journal = JournalWriter.open({ folder, segmentBytes: SEGMENT });
      const { engine, market } = make(strategy, journal);
      const keeper = new JournalKeeper(folder, engine, journal, BOUNDS);
      market.begin(engine);
      for (let k = 1; k <= 20_000; k++) {
        market.step(engine);
        keeper.look(k * 1000);
      }
      const { sequence } = engine.engine;
      const hash = engine.engine.stateHash();
      engine[Symbol.dispose]();
      const segments = readdirSync(folder).filter((name) => name.endsWith(".hpj"));
      const bytes = segments.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
      expect(bytes).toBeLessThan(BOUNDS.bytesMax + 3 * SEGMENT);
      using reader = JournalReader.open(folder);
      expect(reader.sequence).toBeGreaterThan(0);
      const again = make(strategy);
      expect(restoreBehind(folder, again.engine, sequence)).toBe(true);
      again.market.restored();
      reader.seek(again.engine.engine.sequence + 1);
      const event = new EventCursor();
      while (reader.next(event)) again.market.replay(again.engine, event);
      again.market.begin(again.engine);
      expect(again.engine.engine.sequence).toBe(sequence);
      expect(again.engine.engine.stateHash()).toBe(hash);
      again.engine[Symbol.dispose]();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);
});
