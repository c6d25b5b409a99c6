/**
 * From a market update to the order that it leads to, with the journal on: everything that the order depends on is in the
 * file, or in memory shared with it, before the order leaves.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { InstrumentRegistry, monotonicNanos, Quote, Random } from "@hotpath/core";
import { Engine, type LatencySummary } from "@hotpath/engine";
import { JournalWriter, type JournalWriterOptions } from "@hotpath/journal";
import { OrderStage } from "@hotpath/orders";
import { Portfolio, PortfolioStage } from "@hotpath/portfolio";
import { RiskGate, RiskStage } from "@hotpath/risk";
import { SignalSet, SignalStage } from "@hotpath/signals";
import { openLoopRows, runOpenLoop } from "../engine/open-loop.ts";
import { ClockedVenue, EverySignal } from "../engine/stages.ts";
import type { BenchRow } from "../harness.ts";

const SYMBOLS = 8;
const WARM_UP = 300_000;
const UPDATES = 400_000;
const WIDE_LIMITS = {
  maxPortfolioVar: 1,
  maxPositionVar: 1,
  maxDrawdown: 1,
  maxLeverage: 1000,
  maxConcentration: 1000,
};

const MODES: readonly [what: string, options: Partial<JournalWriterOptions> | undefined][] = [
  ["no journal", undefined],
  ["journal on, mapped, process-crash durable", { access: "map" }],
  ["journal on, mapped, synced every 100 ms", { access: "map", durability: "interval" }],
  ["journal on, a write for each order, process-crash durable", { access: "write" }],
  ["journal on, a write for each order, synced every 100 ms", { access: "write", durability: "interval" }],
];

/** The rows, in a folder of their own. */
export function tickToOrderRows(root: string): BenchRow[] {
  return MODES.flatMap(([what, options]): BenchRow[] => {
    const { alone, openLoop, idle, interval } = measured(join(root, "tick"), options);
    const goals = options === undefined ? {} : { p50: 2000, p999: 50_000 };
    const rate = `${Math.round(1e6 / interval)},000 updates/s, due whether or not the last one is done`;
    const row = (name: string, ours: number, goal?: number): BenchRow => ({
      what: `tick to order, ${what}, each by itself: ${name}`,
      ours,
      unit: "ns",
      better: "lower",
      ...(goal !== undefined && { goal }),
      note: "every update leads to an order; with one read of the clock",
    });
    return [
      row("p50", alone.p50, goals.p50),
      row("p99", alone.p99),
      row("p99.9", alone.p999, goals.p999),
      ...openLoopRows(`tick to order, ${what}, open loop`, openLoop, idle, goals, rate),
    ];
  });
}

function measured(
  folder: string,
  options: Partial<JournalWriterOptions> | undefined,
): { alone: LatencySummary; openLoop: LatencySummary; idle: LatencySummary; interval: number } {
  rmSync(folder, { recursive: true, force: true });
  const journal = options && JournalWriter.open({ folder, ...options });
  const { engine, venue } = assembled(journal);
  let k = 0;
  for (; k < WARM_UP; k++) step(engine, k);
  const start = monotonicNanos();
  for (const end = k + UPDATES; k < end; k++) {
    venue.due = monotonicNanos();
    step(engine, k);
  }
  const alone = venue.histogram.summary();
  venue.histogram.reset();
  // Half of what it can do at the most: an open loop at saturation measures its queue and nothing else.
  const interval = Math.max(2000, ((monotonicNanos() - start) / UPDATES) * 2);
  const idle = runOpenLoop({
    ticks: UPDATES,
    interval,
    tick: (due) => {
      venue.due = due;
      step(engine, k);
      k += 1;
    },
    mark: () => journal?.statistics.segments ?? 0,
  });
  const openLoop = venue.histogram.summary();
  engine[Symbol.dispose]();
  return { alone, openLoop, idle, interval };
}

function assembled(journal: JournalWriter | undefined): { engine: Engine; venue: ClockedVenue } {
  const instruments = new InstrumentRegistry(
    Array.from({ length: SYMBOLS }, (_, i) => ({ id: i + 1, symbol: `S${i}`, priceDecimals: 2 })),
  );
  const portfolio = new Portfolio({ instruments, initialCash: "1000000000" });
  const venue = new ClockedVenue();
  const engine = new Engine({
    stages: [
      new PortfolioStage(portfolio),
      new OrderStage({ instruments }),
      new RiskStage(new RiskGate({ instruments, portfolio, limits: WIDE_LIMITS, portfolioChanges: "told" })),
      new SignalStage(new SignalSet({ symbols: SYMBOLS, config: { minSignalConfidence: 0 } })),
      new EverySignal(SYMBOLS),
    ],
    venue,
    timeEvery: 0,
    ...(journal && { journal }),
  });
  return { engine, venue };
}

const PRICES = walk(1 << 20);

function step(engine: Engine, k: number): void {
  const bid = PRICES[k & (PRICES.length - 1)]!;
  Quote.write(engine.inbox, 1_700_000_000_000_000 + k * 5, 0, k % SYMBOLS, 1, bid, bid + 1, 100 + (k % 50), 120, 0);
  engine.process();
}

/** Bids of a walk that trends and turns. */
function walk(length: number): Float64Array {
  const random = new Random(7);
  const prices = new Float64Array(length);
  let price = 50_000;
  let drift = 0;
  for (let i = 0; i < length; i++) {
    drift = 0.98 * drift + 0.3 * random.normal();
    price = Math.max(10_000, price + Math.round(drift + random.normal()));
    prices[i] = price;
  }
  return prices;
}
