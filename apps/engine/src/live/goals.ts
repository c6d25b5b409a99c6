import type { EngineLatency, LatencySummary } from "@hotpath/engine";
import type { GoalReport } from "../report/report.ts";
import type { BatchFigures } from "./batch-figures.ts";

const BATCH = "mean over a batch, no clock inside";
const TIMED = "timed in the running engine, clock included";

/** The figures that the engine is held to, beside what this run measured. */
export function goalsOf(
  latencies: readonly EngineLatency[],
  inputsPerSecond: number,
  batches: BatchFigures,
): GoalReport[] {
  const order = summaryOf(latencies, "updateToOrder");
  const ns = { unit: "ns", better: "lower" } as const;
  return [
    { what: "signals, one quote", ...ns, goal: 150, floor: 500, measured: batches.signalNs, how: BATCH },
    { what: "pre-trade risk check", ...ns, goal: 30, floor: 100, measured: batches.riskCheckNs, how: BATCH },
    {
      what: "order manager and matching",
      ...ns,
      goal: 700,
      floor: 5000,
      measured: batches.orderNs,
      how: `${BATCH}; with risk gate and reports back`,
    },
    { what: "update to order, p50", ...ns, goal: 1500, floor: 10_000, measured: order.p50, how: TIMED },
    { what: "update to order, p99.9", ...ns, goal: 10_000, measured: order.p999, how: TIMED },
    {
      what: "updates through the pipeline",
      unit: "/s",
      better: "higher",
      goal: 700_000,
      floor: 100_000,
      measured: inputsPerSecond,
      how: "whole run from cold, simulated exchange left out",
    },
  ];
}

/** Whether a figure meets its goal. */
export function meetsGoal({ better, goal, measured }: GoalReport): boolean {
  return better === "lower" ? measured < goal : measured > goal;
}

function summaryOf(latencies: readonly EngineLatency[], name: string): LatencySummary {
  const found = latencies.find((latency) => latency.name === name);
  if (found === undefined || found.summary.count === 0)
    return {
      count: 0,
      mean: Number.NaN,
      p50: Number.NaN,
      p90: Number.NaN,
      p99: Number.NaN,
      p999: Number.NaN,
      max: NaN,
    };
  return found.summary;
}
