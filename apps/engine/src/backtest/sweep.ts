/** `hotpath backtest --sweep`: many parameter sets, from a cache where they were run before, judged together. */
import { join } from "node:path";
import {
  parameterSets,
  periodsPerYear,
  runSweep,
  type SweepJob,
  type SweepResult,
  sweepAxis,
  type TrialFigures,
} from "@hotpath/backtest";
import { TrialCache } from "@hotpath/backtest/trial-cache";
import { ConfigError, hashBytes } from "@hotpath/core";
import { parseParameters, type StrategyEngineConfig } from "@hotpath/engine";
import type { BarColumns, BarSeries } from "@hotpath/market-data";
import { cacheFolder } from "../cache-folder.ts";
import type { LoadedStrategy } from "../run/assembly.ts";
import { startProgress } from "../terminal/progress.ts";
import { version } from "../version.ts";
import type { LoadedData } from "./load-data.ts";

/** What the command line says of a sweep. */
export interface SweepCommand {
  sweep: readonly string[];
  samples?: number;
  seed: bigint;
  workers?: number;
  sortBy: keyof TrialFigures;
  vectorised?: boolean;
  /** A folder of trials; false for none. */
  cache?: string | false;
  slippage?: SweepJob["slippage"];
  participation?: number;
  periods?: number;
}

/** The format of cached trials and what made them: another version has another cache. */
const CACHE_FORMAT = `hotpath ${version} trials 2`;

/**
 * Runs a sweep.
 *
 * @throws {ConfigError} naming the option that is wrong
 */
export async function sweep(
  command: SweepCommand,
  strategy: LoadedStrategy,
  data: LoadedData,
  config: Omit<StrategyEngineConfig, "instruments">,
): Promise<SweepResult & { cacheFile: string | null }> {
  const { description } = strategy;
  const sets = setsOf(command, strategy);
  const job = jobOf(command, description.file, data, config);
  const cache =
    command.cache === false
      ? undefined
      : new TrialCache(await cachePath(command, job, description.fileHash, data.hash));
  const progress = startProgress("sweep", sets.length);
  try {
    const result = await runSweep({
      job,
      sets,
      ...workersOf(command),
      ...(cache && { cache }),
      sortBy: command.sortBy,
      onProgress: (done) => progress.update(done),
    });
    return { ...result, cacheFile: cache?.path ?? null };
  } finally {
    progress.stop();
  }
}

/** The parameter sets of a sweep, defaults and `--param` in all of them. @throws {ConfigError} naming what is wrong */
export function setsOf(command: SweepCommand, { definition, description }: LoadedStrategy): Record<string, unknown>[] {
  const axes = command.sweep.map((text) => sweepAxis(definition.parameters, text));
  return parameterSets(axes, command.samples, command.seed).map((set) => ({
    ...parseParameters(definition.parameters, { ...description.parameters, ...set }, definition.name),
  }));
}

/** How many Workers, and which. One core is left for whoever waits, where there are several. */
export function workersOf(command: SweepCommand): { workers: number; workerModule: URL } {
  return {
    workers: command.workers ?? Math.max(1, navigator.hardwareConcurrency - 1),
    workerModule: new URL("./sweep-worker.ts", import.meta.url),
  };
}

/** The job of a sweep or a walk-forward. @throws {ConfigError} for the vectorised form where there are no bars */
export function jobOf(
  command: SweepCommand,
  file: string,
  data: LoadedData,
  config: Omit<StrategyEngineConfig, "instruments">,
): SweepJob {
  if (data.kind === "ticks" && command.vectorised === true)
    throw new ConfigError("--vectorised", data.source, "bars: ticks are events");
  const perYear = command.periods ?? (data.kind === "bars" ? periodsPerYear(data.bars[0]!.timeMicros) : undefined);
  return {
    file,
    isVectorised: command.vectorised === true,
    data:
      data.kind === "ticks"
        ? { ticks: data.ticks, replay: data.replay }
        : { bars: data.bars.map((bars, i) => ({ instrument: data.definitions[i]!, columns: sharedColumns(bars) })) },
    config,
    ...(command.slippage && { slippage: command.slippage }),
    ...(command.participation !== undefined && { participation: command.participation }),
    ...(perYear !== undefined && { periodsPerYear: perYear }),
  };
}

/** Columns that Workers need not copy. */
function sharedColumns(bars: BarSeries): BarColumns {
  const shared = (column: Float64Array): Float64Array => {
    const copy = new Float64Array(new SharedArrayBuffer(column.byteLength));
    copy.set(column);
    return copy as unknown as Float64Array;
  };
  const { timeMicros, open, high, low, close, volume } = bars;
  return {
    timeMicros: shared(timeMicros),
    open: shared(open),
    high: shared(high),
    low: shared(low),
    close: shared(close),
    volume: shared(volume),
  };
}

/** A file for the strategy's source, the data and all options that change a trial. Files that a strategy imports are not looked at. */
async function cachePath(command: SweepCommand, job: SweepJob, fileHash: string, dataHash: string): Promise<string> {
  const { data, file: _, ...options } = job;
  const replay = "ticks" in data ? data.replay : undefined;
  const key = JSON.stringify([CACHE_FORMAT, fileHash, dataHash, options, replay]);
  const folder = typeof command.cache === "string" ? command.cache : join(cacheFolder(), "sweeps");
  return join(folder, `${hashBytes(new TextEncoder().encode(key))}.jsonl`);
}
