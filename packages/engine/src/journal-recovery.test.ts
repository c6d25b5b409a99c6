/** Recovery of a whole engine: a snapshot and the journal's tail give the state that a replay of everything gives. */
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventCursor, InstrumentRegistry, Quote, Random, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { JournalReader, JournalWriter, recover, SnapshotStore } from "@hotpath/journal";
import { OrderStage } from "@hotpath/orders";
import { Portfolio, PortfolioStage } from "@hotpath/portfolio";
import { RiskGate, RiskStage } from "@hotpath/risk";
import { SignalSet, SignalStage } from "@hotpath/signals";
import { Engine } from "./engine.ts";

function assembled(journal?: JournalWriter): Engine {
  const instruments = new InstrumentRegistry([{ id: 1, symbol: "A", priceDecimals: 2 }]);
  const portfolio = new Portfolio({ instruments, initialCash: "1000000" });
  return new Engine({
    stages: [
      new PortfolioStage(portfolio),
      new OrderStage({ instruments }),
      new RiskStage(new RiskGate({ instruments, portfolio })),
      new SignalStage(new SignalSet({ symbols: 1 })),
    ],
    ...(journal && { journal }),
  });
}

test("a snapshot and the journal's tail give an engine the state that a whole replay gives", () => {
  const folder = mkdtempSync(join(tmpdir(), "hotpath-recovery-"));
  try {
    const journal = JournalWriter.open({ folder, segmentBytes: 16_384 });
    const snapshots = new SnapshotStore({ folder });
    const live = assembled(journal);
    const random = new Random(11);
    let price = 10_000;
    for (let k = 0; k < 2_000; k++) {
      price = Math.max(100, price + random.integer(21) - 10);
      Quote.write(live.inbox, 1_700_000_000_000_000 + k * 1000, 0, 0, 1, price, price + 1, 10, 12, 0);
      live.process();
      if (k % 600 !== 599) continue;
      journal.flush();
      const writer = new SnapshotWriter();
      live.snapshot(writer);
      const saved = snapshots.save({ sequence: live.sequence, time: 0n, state: writer.finish() });
      expect(saved.stateHash).toBe(live.stateHash());
    }
    const hash = live.stateHash();
    live[Symbol.dispose]();

    using whole = assembled();
    using reader = JournalReader.open(folder);
    const event = new EventCursor();
    while (reader.next(event)) whole.replay(event);
    expect(whole.stateHash()).toBe(hash);

    using engine = assembled();
    const done = recover({
      folder,
      restore: (state) => engine.restore(new SnapshotReader(state)),
      replay: (record) => engine.replay(record),
    });
    expect(done).toMatchObject({ snapshot: { sequence: 1_800 }, records: 200, sequence: 2_000 });
    expect(engine.stateHash()).toBe(hash);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
