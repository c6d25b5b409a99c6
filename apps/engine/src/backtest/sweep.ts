/** `hotpath backtest --sweep`: many parameter sets, from a cache where they were run before, judged together. */
import { join } from "node:path";
import {
  parameterSets,
  runSweep,
  type SweepJob,
  type SweepResult,
  sweepAxis,
  type TrialFigures,
} from "@hotpath/backtest";
import { TrialCache } from "@hotpath/backtest/trial-cache";
import { ConfigError, hashBytes, type Instrument, type InstrumentDefinition } from "@hotpath/core";
import { parseParameters, type StrategyEngineConfig } from "@hotpath/engine";
import type { BarSeries } from "@hotpath/market-data";
import { cacheFolder } from "../cache-folder.ts";
import type { LoadedStrategy } from "../run/assembly.ts";
import { startProgress } from "../terminal/progress.ts";
import { version } from "../version.ts";
import type { LoadedData } from "./load-data.ts";
import { periodsPerYear } from "./periods.ts";

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
const CACHE_FORMAT = `hotpath ${version} trials 1`;

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
  const series = data.open();
  if (!Array.isArray(series)) throw new ConfigError("--sweep", data.source, "bars: recordings are run one by one");
  const { definition, description } = strategy;
  const axes = command.sweep.map((text) => sweepAxis(definition.parameters, text));
  const sets = parameterSets(axes, command.samples, command.seed).map((set) => ({
    ...parseParameters(definition.parameters, { ...description.parameters, ...set }, definition.name),
  }));
  const job = jobOf(command, description.file, series, config);
  const cache =
    command.cache === false
      ? undefined
      : new TrialCache(await cachePath(command, job, description.fileHash, data.hash));
  const progress = startProgress("sweep", sets.length);
  try {
    const result = await runSweep({
      job,
      sets,
      // One core is left for whoever waits, where there are several.
      workers: command.workers ?? Math.max(1, navigator.hardwareConcurrency - 1),
      workerModule: new URL("./sweep-worker.ts", import.meta.url),
      ...(cache && { cache }),
      sortBy: command.sortBy,
      onProgress: (done) => progress.update(done),
    });
    return { ...result, cacheFile: cache?.path ?? null };
  } finally {
    progress.stop();
  }
}

function jobOf(
  command: SweepCommand,
  file: string,
  series: readonly BarSeries[],
  config: Omit<StrategyEngineConfig, "instruments">,
): SweepJob {
  return {
    file,
    isVectorised: command.vectorised === true,
    bars: series.map((bars) => ({ instrument: definitionOf(bars.instrument), columns: sharedColumns(bars) })),
    config,
    ...(command.slippage && { slippage: command.slippage }),
    ...(command.participation !== undefined && { participation: command.participation }),
    periodsPerYear: command.periods ?? periodsPerYear(series[0]!.timeMicros),
  };
}

/** Instruments of files have no ticks or lots of their own. */
function definitionOf({ id, symbol, priceDecimals, sizeDecimals }: Instrument): InstrumentDefinition {
  return { id, symbol, priceDecimals, sizeDecimals };
}

/** Columns that Workers need not copy. */
function sharedColumns(bars: BarSeries): SweepJob["bars"][number]["columns"] {
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
  const { bars: _, file: __, ...options } = job;
  const key = JSON.stringify([CACHE_FORMAT, fileHash, dataHash, options]);
  const folder = typeof command.cache === "string" ? command.cache : join(cacheFolder(), "sweeps");
  return join(folder, `${hashBytes(new TextEncoder().encode(key))}.jsonl`);
}
