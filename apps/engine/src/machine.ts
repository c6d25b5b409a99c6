import { availableParallelism, cpus, totalmem } from "node:os";
import { nativeStatus } from "@hotpath/native";
import type { MachineReport } from "./report/report.ts";

/** What the figures of a run were measured on. */
export function describeMachine(): MachineReport {
  const native = nativeStatus();
  return {
    cpu: cpus()[0]?.model.trim() || process.arch,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    platform: `${process.platform}-${process.arch}`,
    bun: Bun.version,
    kernels: native.isa,
    kernelsReason: native.reason,
    clockNs: clockCost().nanoseconds,
  };
}

/** What a reading of the clock costs, and the smallest step that it shows: the median of batches, in nanoseconds. */
export function clockCost(): { nanoseconds: number; resolution: number } {
  const batch = 2000;
  const costs: number[] = [];
  let resolution = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 50; round++) {
    const start = Bun.nanoseconds();
    let last = start;
    for (let i = 0; i < batch; i++) {
      const now = Bun.nanoseconds();
      if (now > last && now - last < resolution) resolution = now - last;
      last = now;
    }
    costs.push((last - start) / batch);
  }
  costs.sort((a, b) => a - b);
  return { nanoseconds: Math.round(costs[costs.length >> 1]!), resolution };
}
