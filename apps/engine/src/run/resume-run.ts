import { existsSync, readdirSync } from "node:fs";
import {
  Bar,
  BookClear,
  BookLevel,
  BookOrder,
  ConfigError,
  EventCursor,
  Quote,
  StrategyAction,
  StrategyState,
  Trade,
  TradingStatus,
} from "@hotpath/core";
import type { StrategyEngine } from "@hotpath/engine";
import { JournalReader } from "@hotpath/journal";
import { describedRun, type RunDescription } from "./assembly.ts";

/** What a feed brings; all else is an engine's own, its venue's or an operator's. */
const FEED_TYPES: readonly number[] = [
  Quote.TYPE,
  Trade.TYPE,
  BookLevel.TYPE,
  BookClear.TYPE,
  BookOrder.TYPE,
  Bar.TYPE,
  TradingStatus.TYPE,
];

/** Whether a folder holds a journal. */
export function holdsJournal(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(".hpj"));
}

/**
 * Whether a journal can be gone on with by this run.
 *
 * @throws {ConfigError} naming what is not as it was
 */
export function assertResumable(folder: string, run: RunDescription): void {
  using reader = JournalReader.open(folder);
  const before = describedRun(reader.metadata, folder);
  if (run.venue === "exchange")
    throw new ConfigError("--resume", folder, "no run on the simulated exchange, whose state is lost with it");
  for (const key of ["feed", "venue", "clock", "engine", "strategies", "checkpointEvery"] as const)
    if (JSON.stringify(before[key]) !== JSON.stringify(run[key]))
      throw new ConfigError("--resume", folder, `the journal of a run with the same ${key}`);
}

/**
 * Brings an engine to where its journal ends, the venue on paper included: what that had said and nobody had recorded comes in
 * now. A strategy that had been stopped is started.
 *
 * @returns how many events of the feed the journal has: the run goes on behind them
 */
export function resumeRun(folder: string, engine: StrategyEngine): number {
  using reader = JournalReader.open(folder);
  const event = new EventCursor();
  let taken = 0;
  while (reader.next(event)) {
    if (FEED_TYPES.includes(event.type)) taken += 1;
    engine.replay(event, "answers");
  }
  engine.engine.resume();
  engine.process();
  for (const { name, state } of engine.strategies)
    if (state === StrategyState.Stopped) engine.command(StrategyAction.Start, engine.engine.lastMicros, name);
  return taken;
}
