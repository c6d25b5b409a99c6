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
export const FEED_TYPES: readonly number[] = [
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
 * @returns what it says of the run that wrote it
 * @throws {ConfigError} naming what is not as it was
 */
export function assertResumable(folder: string, run: RunDescription): RunDescription {
  if (run.venue === "exchange")
    throw new ConfigError("--resume", folder, "no run on the simulated exchange, whose state is lost with it");
  return assertSameRun(folder, run, "--resume");
}

/**
 * Whether the engine that wrote a journal was put together as this one is.
 *
 * @param option the command line's, for errors
 * @returns what the journal says of the run that wrote it
 * @throws {ConfigError} naming what is not as it was
 */
export function assertSameRun(folder: string, run: RunDescription, option: string): RunDescription {
  using reader = JournalReader.open(folder);
  const before = describedRun(reader.metadata, folder);
  for (const key of ["feed", "venue", "clock", "engine", "strategies", "checkpointEvery"] as const)
    if (JSON.stringify(before[key]) !== JSON.stringify(run[key]))
      throw new ConfigError(option, folder, `the journal of a run with the same ${key}`);
  if ((before.serve === undefined) !== (run.serve === undefined))
    throw new ConfigError(option, folder, `a journal that hotpath ${run.serve ? "serve" : "run"} has written`);
  if (before.serve?.seed !== run.serve?.seed) throw new ConfigError(option, folder, "the journal of the same --seed");
  if (before.fix?.session !== run.fix?.session)
    throw new ConfigError(option, folder, `the journal of a run over the session ${before.fix?.session}`);
  return before;
}

/**
 * Brings an engine to where its journal ends.
 *
 * @param venue `answers`: the venue is on paper, and is brought there too: what it had said and nobody had recorded comes in
 * now. `silent`: it is another's, and has gone on meanwhile
 * @returns how many events of the feed the journal has: the run goes on behind them
 */
export function replayRun(folder: string, engine: StrategyEngine, venue: "silent" | "answers"): number {
  using reader = JournalReader.open(folder);
  const event = new EventCursor();
  let taken = 0;
  while (reader.next(event)) {
    if (FEED_TYPES.includes(event.type)) taken += 1;
    engine.replay(event, venue);
  }
  return taken;
}

/** The run goes on: what waits is applied, and a strategy that had been stopped is started. */
export function goOn(engine: StrategyEngine): void {
  engine.engine.resume();
  engine.process();
  for (const { name, state } of engine.strategies)
    if (state === StrategyState.Stopped) engine.command(StrategyAction.Start, engine.engine.lastMicros, name);
}
