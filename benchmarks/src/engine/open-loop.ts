/**
 * Ticks that are due at a fixed rate whether or not the last one is done, in slices that take turns with slices of the
 * same loop with nothing to do: what those show is the machine's own.
 */
import { monotonicNanos } from "@hotpath/core";
import { LatencyHistogram, type LatencySummary } from "@hotpath/engine";
import type { BenchRow } from "../harness.ts";

const SLICES = 20;
/** Ticks whose own work is listed, the longest first, where `HOTPATH_BENCH_STALLS` is set. */
const LISTED = 50;

/** An open loop. */
export interface OpenLoop {
  ticks: number;
  /** Nanoseconds from one tick to the next. */
  interval: number;
  /** The work of one tick, which was due at a monotonic time in nanoseconds. */
  tick(due: number): void;
  /** What may explain a long tick, such as the number of the journal's segments: listed where it has changed. */
  mark?(): number;
}

/** A tick that took long. */
interface LongTick {
  tick: number;
  tookNanos: number;
  /** How much the loop's mark has changed in it. */
  marks: number;
}

/** Runs the loop. @returns how late the ticks of the loop that does nothing were noticed */
export function runOpenLoop(loop: OpenLoop): LatencySummary {
  const count = Math.floor(loop.ticks / SLICES);
  const idle = new LatencyHistogram();
  const longest: LongTick[] = [];
  let least = 0;
  for (let slice = 0; slice < SLICES; slice++) {
    const begin = monotonicNanos();
    for (let n = 0; n < count; n++) {
      const due = begin + n * loop.interval;
      while (monotonicNanos() < due);
      const before = loop.mark?.() ?? 0;
      const start = monotonicNanos();
      loop.tick(due);
      const tookNanos = monotonicNanos() - start;
      if (tookNanos <= least) continue;
      longest.push({ tick: slice * count + n, tookNanos, marks: (loop.mark?.() ?? 0) - before });
      if (longest.length >= 4 * LISTED) least = cut(longest);
    }
    idleSlice(count, loop.interval, idle);
  }
  cut(longest);
  if (process.env.HOTPATH_BENCH_STALLS !== undefined) for (const each of longest) console.error(JSON.stringify(each));
  return idle.summary();
}

/** The rows of an open loop: `what: p50` and so on, and the tail of the loop that did nothing. */
export function openLoopRows(
  what: string,
  { p50, p99, p999 }: LatencySummary,
  idle: LatencySummary,
  goals: { p50?: number | undefined; p50Floor?: number; p999?: number | undefined },
  note: string,
): BenchRow[] {
  const row = (name: string, ours: number, goal?: number): BenchRow => ({
    what: `${what}: ${name}`,
    ours,
    unit: "ns",
    better: "lower",
    ...(goal !== undefined && { goal }),
    note,
  });
  return [
    { ...row("p50", p50, goals.p50), ...(goals.p50Floor !== undefined && { floor: goals.p50Floor }) },
    row("p99", p99),
    row("p99.9", p999, goals.p999),
    {
      ...row("p99.9 of the same loop with nothing to do", idle.p999),
      note: "slices in turn with it: what the machine adds by itself",
    },
  ];
}

function idleSlice(count: number, interval: number, histogram: LatencyHistogram): void {
  const begin = monotonicNanos();
  for (let n = 0; n < count; n++) {
    const due = begin + n * interval;
    while (monotonicNanos() < due);
    histogram.record(monotonicNanos() - due);
  }
}

/** Keeps the longest. @returns the least of them */
function cut(ticks: LongTick[]): number {
  ticks.sort((a, b) => b.tookNanos - a.tookNanos);
  ticks.length = Math.min(ticks.length, LISTED);
  return ticks.at(-1)?.tookNanos ?? 0;
}
