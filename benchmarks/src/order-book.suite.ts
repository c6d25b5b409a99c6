/**
 * The matching engine: full reports, written and read, on recorded and synthetic flows, one command at a time in TypeScript
 * and in batches by the native library; what one command takes in an open loop; and a million orders alive.
 */
import { type CommandBatch, MatchingEngine } from "@hotpath/order-book";
import { flowEngine } from "../../packages/order-book/src/testing/recorded-flow.ts";
import type { BenchRow, Suite } from "./harness.ts";
import { churnColumns, churnObjects } from "./order-book/churn.ts";
import { deepFlow, mixedFlow, type Rate, rateOf, recordedFlow, runBatch, runSingles } from "./order-book/flows.ts";
import { collectionsDuring, openLoop, pass } from "./order-book/latency.ts";
import { PEER, peerRate } from "./order-book/peers.ts";

/** A flow, and what is asked of it. */
interface Measured {
  name: string;
  flow: CommandBatch;
  symbols: number;
  engine: () => MatchingEngine;
  goal: number;
  nativeGoal: number;
  /** Commands that the peer is given: it may be too slow for all. */
  peerCommands: number;
}

function rows({ name, flow, symbols, engine, goal, nativeGoal, peerCommands }: Measured): BenchRow[] {
  const singles = rateOf(engine(), flow, symbols, runSingles);
  const batches = rateOf(engine(), flow, symbols, runBatch);
  const peers = peerCommands === 0 ? undefined : { [PEER]: peerRate(flow, peerCommands) };
  const common = { unit: "million/s", better: "higher" } as const;
  const best = (rate: Rate): string =>
    `median pass; best ${rate.best.toFixed(1)}, undisturbed ${rate.undisturbed.toFixed(1)}`;
  return [
    {
      ...common,
      what: `matching: ${name}, one by one in TypeScript`,
      ours: singles.median,
      goal,
      ...(peers && { peers }),
      note: `${flow.count} commands, full reports, read every 64; ${best(singles)}; the peer had the first ${peerCommands}`,
    },
    {
      ...common,
      what: `matching: ${name}, batches of 64, native`,
      ours: batches.median,
      goal: nativeGoal,
      note: `the same commands and reports; ${best(batches)}`,
    },
  ];
}

async function recordedRows(name: string): Promise<BenchRow[]> {
  const flow = await recordedFlow(name);
  if (flow === undefined) return [];
  const engine = flowEngine;
  return rows({
    ...{ name: `recorded flow "${name}"`, flow, engine, symbols: 1 },
    ...{ goal: 10, nativeGoal: 15, peerCommands: 100_000 },
  });
}

function mixedRows(symbols: number): BenchRow[] {
  const flow = mixedFlow(500_000, symbols);
  const engine = (): MatchingEngine => new MatchingEngine({ instruments: symbols, orderCapacity: 1 << 20 });
  return rows({
    ...{ name: `mixed flow, ${symbols} symbol(s)`, flow, engine, symbols },
    ...{ goal: 6.7, nativeGoal: 10, peerCommands: symbols === 1 ? 20_000 : 0 },
  });
}

function deepRows(): BenchRow[] {
  const engine = (): MatchingEngine =>
    new MatchingEngine({ instruments: 1, orderCapacity: 1 << 20, windowTicks: 8192 });
  return rows({
    ...{ name: "600,000 adds, 300,000 cancels, 100,000 markets", flow: deepFlow(), engine, symbols: 1 },
    ...{ goal: 8, nativeGoal: 8, peerCommands: 20_000 },
  });
}

async function latencyRows(): Promise<BenchRow[]> {
  const flow = mixedFlow(1_300_000, 1);
  const engine = new MatchingEngine({ instruments: 1, orderCapacity: 1 << 20 });
  const histogram = openLoop(engine, flow, 1_000_000, 1000);
  const note = "a command every microsecond, from when it was due; reading the clock, some 50 ns, is part of it";
  const row = (name: string, share: number): BenchRow => ({
    what: `matching: one command in an open loop, ${name}`,
    ours: histogram.percentile(share),
    unit: "ns",
    better: "lower",
    note,
  });
  const steady = mixedFlow(500_000, 1);
  const quiet = new MatchingEngine({ instruments: 1, orderCapacity: 1 << 20 });
  return [
    row("p50", 0.5),
    row("p99", 0.99),
    row("p99.9", 0.999),
    {
      what: "matching: collections of garbage in 10 million commands",
      ours: await collectionsDuring(() => pass(quiet, steady), 20),
      unit: "collections",
      better: "lower",
      goal: 0,
      peers: { "one small object a command": await collectionsDuring(() => makeObjects(500_000), 20) },
    },
  ];
}

let kept: object = {};

function makeObjects(count: number): object {
  for (let i = 0; i < count; i++) kept = { id: i, quantity: i };
  return kept;
}

function churnRow(): BenchRow {
  const ours = churnColumns();
  const objects = churnObjects();
  return {
    what: "orders: 1 million alive, churned, worst slice of 1,000 events",
    ours: ours.worst,
    unit: "ms",
    better: "lower",
    goal: 0.4,
    peers: { "plain objects in a Map": objects.worst },
    note: `median slice ${ours.median.toFixed(2)} ms, peer ${objects.median.toFixed(2)} ms; ours keeps the book as well, the peer the orders only`,
  };
}

const suite: Suite = {
  name: "order-book",
  async run() {
    const churn = churnRow();
    return [
      ...(await recordedRows("normal")),
      ...(await recordedRows("swing-40")),
      ...deepRows(),
      ...mixedRows(1),
      ...mixedRows(8),
      ...(await latencyRows()),
      churn,
    ];
  },
};

export default suite;
