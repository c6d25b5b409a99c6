/** Recovery of a million events: the journal read and checked alone, and a whole engine brought back by it. */
import { join } from "node:path";
import { EventCursor, InstrumentRegistry, Quote, Random, SnapshotReader } from "@hotpath/core";
import { Engine } from "@hotpath/engine";
import { JournalReader, JournalWriter, recover, SnapshotStore } from "@hotpath/journal";
import { OrderStage } from "@hotpath/orders";
import { Portfolio, PortfolioStage } from "@hotpath/portfolio";
import { RiskGate, RiskStage } from "@hotpath/risk";
import { SignalSet, SignalStage } from "@hotpath/signals";
import type { BenchRow } from "../harness.ts";
import { round } from "./records.ts";

const EVENTS = 1_000_000;
const SYMBOLS = 8;
const GOAL_SECONDS = 2;
const ROUNDS = 3;

function assembled(journal?: JournalWriter): Engine {
  const instruments = new InstrumentRegistry(
    Array.from({ length: SYMBOLS }, (_, i) => ({ id: i + 1, symbol: `S${i}`, priceDecimals: 2 })),
  );
  const portfolio = new Portfolio({ instruments, initialCash: "1000000000" });
  return new Engine({
    stages: [
      new PortfolioStage(portfolio),
      new OrderStage({ instruments }),
      new RiskStage(new RiskGate({ instruments, portfolio })),
      new SignalStage(new SignalSet({ symbols: SYMBOLS })),
    ],
    timeEvery: 0,
    ...(journal && { journal }),
  });
}

/** The rows, in a folder of their own. */
export function recoveryRows(root: string): BenchRow[] {
  const folder = join(root, "recovery");
  const hash = live(folder);
  const [whole, opened] = [
    seconds(() => replay(folder, hash)),
    seconds(() => JournalWriter.open({ folder })[Symbol.dispose]()),
  ];
  const read = seconds(() => readAll(folder));
  const first = assembled();
  recover({ folder, restore: () => {}, replay: (event) => first.replay(event), until: EVENTS - 10_000 });
  new SnapshotStore({ folder }).save(first.takeSnapshot());
  const withSnapshot = seconds(() => replay(folder, hash));
  const row = (what: string, value: number, more: Partial<BenchRow> = {}): BenchRow => ({
    what,
    ours: round(value),
    unit: "s",
    better: "lower",
    ...more,
  });
  return [
    row(`recovery of 10⁶ events: read and checked`, read, { goal: GOAL_SECONDS, note: `quotes, best of ${ROUNDS}` }),
    row("recovery of 10⁶ events: a whole engine by replay of everything", whole, {
      goal: GOAL_SECONDS,
      note: "positions, orders, risk gate and all default signals of 8 symbols; ends in the same state hash",
    }),
    row("recovery of 10⁶ events: a whole engine by a snapshot and the last 10,000", withSnapshot, {
      goal: GOAL_SECONDS,
    }),
    row("opening the journal for writing", opened, { note: "reads the last segment whole" }),
  ];
}

function live(folder: string): string {
  const engine = assembled(JournalWriter.open({ folder }));
  const random = new Random(5);
  let price = 50_000;
  for (let k = 0; k < EVENTS; k++) {
    price = Math.max(10_000, price + random.integer(11) - 5);
    Quote.write(engine.inbox, 1_700_000_000_000_000 + k * 50, 0, k % SYMBOLS, 1, price, price + 1, 100, 120, 0);
    engine.process();
  }
  const hash = engine.stagesHash();
  engine[Symbol.dispose]();
  return hash;
}

function replay(folder: string, hash: string): void {
  const engine = assembled();
  const done = recover({
    folder,
    restore: (state) => engine.restore(new SnapshotReader(state)),
    replay: (event) => engine.replay(event),
  });
  if (done.sequence !== EVENTS || engine.stagesHash() !== hash) throw new Error("the recovered state is another one");
}

function readAll(folder: string): void {
  using reader = JournalReader.open(folder);
  const event = new EventCursor();
  let count = 0;
  while (reader.next(event)) count += 1;
  if (count !== EVENTS) throw new Error(`${count} events were read`);
}

function seconds(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < ROUNDS; i++) {
    const start = Bun.nanoseconds();
    work();
    least = Math.min(least, (Bun.nanoseconds() - start) / 1e9);
  }
  return least;
}
