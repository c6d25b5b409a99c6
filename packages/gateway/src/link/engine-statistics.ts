import { Fill, NewOrder, OrderRefused } from "@hotpath/core";
import { refusalName } from "@hotpath/risk";
import type {
  CacheFigures,
  CountFigures,
  JournalFigures,
  PoolFigures,
  QueueFigures,
  Statistics,
} from "../protocol/index.ts";
import type { LinkedEngine } from "./engine-figures.ts";
import type { GatewayTap } from "./gateway-tap.ts";

/** What of the statistics an engine tells. */
export type EngineStatistics = Pick<
  Statistics,
  "timedEvery" | "counts" | "latencyBounds" | "stages" | "queues" | "caches" | "pools" | "journal"
>;

/** From 100 ns to 1 s, in nanoseconds. */
const BOUNDS: readonly number[] = [
  100, 250, 500, 1e3, 2.5e3, 5e3, 1e4, 2.5e4, 5e4, 1e5, 2.5e5, 5e5, 1e6, 2.5e6, 5e6, 1e7, 2.5e7, 5e7, 1e8, 2.5e8, 5e8,
  1e9,
];

/**
 * How an engine in this process does, as plain values.
 *
 * @param quotesRejected quotes of clients that could not be used, by reason
 */
export function engineStatistics(
  parts: LinkedEngine,
  tap: GatewayTap,
  quotesRejected: Readonly<Record<string, number>>,
): EngineStatistics {
  const { engine } = parts;
  const journal = journalFigures(parts);
  return {
    counts: countsOf(parts, tap, quotesRejected),
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

function countsOf(
  { signals, risk }: LinkedEngine,
  tap: GatewayTap,
  quotesRejected: Readonly<Record<string, number>>,
): CountFigures {
  const seen = signals?.counts();
  const refusals = [...(risk?.refusals ?? [])].map((times, reason) => [refusalName(reason), times] as const);
  return {
    marketUpdates: seen?.updates ?? 0,
    signalsProcessed: seen?.signals ?? 0,
    signalsWeak: seen?.weak ?? 0,
    signalsExpired: seen?.expired ?? 0,
    priceHistorySymbols: signals?.historySymbols ?? 0,
    ordersSubmitted: tap.count(NewOrder.TYPE),
    ordersRefused: tap.count(OrderRefused.TYPE),
    refusalsByReason: Object.fromEntries(refusals.filter(([, times]) => times > 0)),
    fills: tap.count(Fill.TYPE),
    quotesRejected: { ...quotesRejected },
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
