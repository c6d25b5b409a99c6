import type { CacheFigures, JournalFigures, PoolFigures, QueueFigures, Statistics } from "../protocol/index.ts";
import type { LinkedEngine } from "./engine-figures.ts";
import type { GatewayTap } from "./gateway-tap.ts";

/** What of the statistics an engine tells. */
export type EngineStatistics = Pick<
  Statistics,
  "timedEvery" | "latencyBounds" | "stages" | "queues" | "caches" | "pools" | "journal"
>;

/** From 100 ns to 1 s, in nanoseconds. */
const BOUNDS: readonly number[] = [
  100, 250, 500, 1e3, 2.5e3, 5e3, 1e4, 2.5e4, 5e4, 1e5, 2.5e5, 5e5, 1e6, 2.5e6, 5e6, 1e7, 2.5e7, 5e7, 1e8, 2.5e8, 5e8,
  1e9,
];

/** How an engine in this process does, as plain values. */
export function engineStatistics(parts: LinkedEngine, tap: GatewayTap): EngineStatistics {
  const { engine } = parts;
  const journal = journalFigures(parts);
  return {
    timedEvery: engine.timeEvery,
    latencyBounds: [...BOUNDS],
    stages: engine
      .histograms()
      .map(({ name, histogram }) => ({ name, ...histogram.summary(), cumulative: histogram.cumulative(BOUNDS) })),
    queues: queuesOf(parts, tap),
    caches: cachesOf(parts),
    pools: poolsOf(parts),
    ...(journal && { journal }),
  };
}

function queuesOf({ engine }: LinkedEngine, tap: GatewayTap): QueueFigures[] {
  return [
    { name: "inbox", size: engine.inbox.size },
    { name: "outbox", size: engine.outbox.size },
    { name: "tap", size: tap.size, capacity: tap.maxRecords },
  ];
}

function cachesOf({ signals }: LinkedEngine): CacheFigures[] {
  if (signals === undefined) return [];
  const { views, bars } = signals.cacheStats();
  return [
    { name: "signals", ...views },
    { name: "indicators", ...bars },
  ];
}

function poolsOf({ orders }: LinkedEngine): PoolFigures[] {
  return [{ name: "orders", used: orders.store.size, capacity: orders.store.capacity }];
}

function journalFigures({ engine: { journal } }: LinkedEngine): JournalFigures | undefined {
  if (journal === undefined) return undefined;
  const { indexFailures: _, ...figures } = journal.statistics;
  const { atRiskMillis } = journal;
  return { ...figures, ...(Number.isFinite(atRiskMillis) && { atRiskMillis }) };
}
