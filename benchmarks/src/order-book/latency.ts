/**
 * What one command takes when commands come at their own pace, and whether the steady state makes garbage.
 */
import { LatencyHistogram } from "@hotpath/engine";
import type { CommandBatch, MatchingEngine } from "@hotpath/order-book";
import { DRAIN_EVERY, readReports, runSingles } from "./flows.ts";

/**
 * Commands arrive every `interval` nanoseconds whatever the engine does (an open loop); the time from when one was due
 * until its reports are there, its waiting for those before it included. Reading the clock is part of it, some 50 ns.
 */
export function openLoop(
  engine: MatchingEngine,
  flow: CommandBatch,
  count: number,
  interval: number,
): LatencyHistogram {
  // The first 200,000 are for the compiler.
  const warm = 200_000;
  for (let i = 0; i < warm; i++) {
    runSingles(engine, flow, i, i + 1);
    readReports(engine.reports);
  }
  const histogram = new LatencyHistogram();
  const start = Bun.nanoseconds() + 1000;
  for (let i = 0; i < count; i++) {
    const due = start + i * interval;
    let now = Bun.nanoseconds();
    while (now < due) now = Bun.nanoseconds();
    runSingles(engine, flow, warm + i, warm + i + 1);
    histogram.record(Bun.nanoseconds() - due);
    readReports(engine.reports);
  }
  return histogram;
}

/**
 * How often the runtime collects garbage while a flow runs `passes` times: objects that are forgotten at once are
 * finalised by each collection. A few bytes a command would make several a second.
 */
export async function collectionsDuring(run: () => void, passes: number): Promise<number> {
  let collections = 0;
  const registry = new FinalizationRegistry<number>(() => {
    collections++;
    registry.register({}, 0);
  });
  registry.register({}, 0);
  run();
  Bun.gc(true);
  await Bun.sleep(10);
  const before = collections;
  for (let pass = 0; pass < passes; pass++) {
    run();
    await Bun.sleep(0);
  }
  return collections - before;
}

/** One pass of a flow, one command at a time, with an empty book before and after. */
export function pass(engine: MatchingEngine, flow: CommandBatch): void {
  for (let from = 0; from < flow.count; from += DRAIN_EVERY) {
    runSingles(engine, flow, from, Math.min(flow.count, from + DRAIN_EVERY));
    readReports(engine.reports);
  }
  engine.massCancelInstrument(0);
  engine.reports.clear();
}
