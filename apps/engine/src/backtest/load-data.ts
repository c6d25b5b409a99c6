import {
  hashBars,
  type RecordedTicks,
  type ReplayData,
  replayOf,
  TickRecorder,
  type TickReplay,
} from "@hotpath/backtest";
import { ConfigError, type InstrumentDefinition, InstrumentRegistry } from "@hotpath/core";
import type { StrategyEngineConfig } from "@hotpath/engine";
import type { BarSeries } from "@hotpath/market-data";
import { openCatalogData, type SelectionOptions } from "../catalog/catalog-data.ts";
import type { TIME_FORMATS } from "../option-values.ts";
import { recordingRows } from "../run/feeds/recording-rows.ts";
import { type RowSource, refusedNote } from "../run/feeds/row-source.ts";
import { barsOfFile, type LoadedBars, looksLikeBars } from "./bars.ts";
import { replaySettings, type VenueOptions } from "./venue-options.ts";

/** What the command line says of data. */
export interface DataOptions extends VenueOptions, Pick<SelectionOptions, "kind" | "from" | "to"> {
  data: readonly string[];
  symbols: readonly string[];
  format?: string;
  date?: string;
  columns?: Record<string, string>;
  timeFormat?: (typeof TIME_FORMATS)[number];
  /** Of recordings: between two samples of the report's columns, in milliseconds. */
  sample?: number;
}

/** What a backtest runs on. */
export type LoadedData = LoadedShared & (BarData | TickData);

interface LoadedShared {
  source: string;
  /** What the engine needs for it. */
  config: Omit<Partial<StrategyEngineConfig>, "instruments">;
  /** The instruments as plain data. */
  definitions: readonly InstrumentDefinition[];
  instruments: InstrumentRegistry;
  /** Its fingerprint. */
  hash: string;
  notes(): string[];
}

/** Bars, a series an instrument. */
export interface BarData {
  kind: "bars";
  bars: readonly BarSeries[];
}

/** Ticks, and how they are replayed. */
export interface TickData {
  kind: "ticks";
  ticks: RecordedTicks;
  replay: TickReplay;
}

/** The data for one run: a replay is used up by it. */
export function dataOfRun(data: LoadedData): readonly BarSeries[] | ReplayData {
  return data.kind === "bars" ? data.bars : replayOf(data.ticks, data.replay);
}

/**
 * Loads what `--data` names: files of bars (CSV, Parquet), each an instrument; one recording that `hotpath book` reads; or a
 * catalog.
 *
 * @throws {ConfigError} naming the option that is wrong
 */
export async function loadData(options: DataOptions): Promise<LoadedData> {
  const { data, format, symbols } = options;
  const [first] = data;
  const stored = await openCatalogData(first!, "--data", options);
  if (stored !== undefined) {
    if (data.length > 1) throw new ConfigError("--data", data[1], "one catalog alone");
    if (!("bars" in stored)) return loadTicks(options, stored.rows);
    return loadBars(options, first!, stored.bars, stored.instruments, () => []);
  }
  for (const path of data)
    if (!(await Bun.file(path).exists()))
      throw new ConfigError("--data", path, "a file that can be read, or a folder with catalog.json");
  const areBars = await Promise.all(
    data.map(async (path) => format === "bars" || (format === undefined && (await looksLikeBars(path)))),
  );
  if (areBars.every(Boolean)) return loadBarFiles(options);
  if (data.length > 1)
    throw new ConfigError("--data", data[areBars.indexOf(false)], "files of bars, or one recording or catalog alone");
  return loadTicks(options, await recordingRows({ ...options, file: first!, option: "--data", symbols }));
}

async function loadBarFiles(options: DataOptions): Promise<LoadedData> {
  const { data, symbols, columns, timeFormat } = options;
  if (symbols.length > 0 && symbols.length !== data.length)
    throw new ConfigError("--symbol", symbols.join(", "), `a name for each of the ${data.length} files, or none`);
  const loaded: LoadedBars[] = [];
  for (const [place, path] of data.entries())
    loaded.push(
      await barsOfFile(path, "--data", {
        timeOption: "--time-format",
        id: place + 1,
        ...(symbols[place] !== undefined && { symbol: symbols[place] }),
        ...(columns !== undefined && { columns }),
        ...(timeFormat !== undefined && { dateFormat: timeFormat }),
      }),
    );
  const notes = loaded
    .filter(({ rejected }) => rejected > 0)
    .map(({ source, rows, rejected }) => `${source}: ${rejected} of ${rows} rows could not be read`);
  return loadBars(
    options,
    data.join(", "),
    loaded.map(({ series }) => series),
    loaded.map(({ definition }) => definition),
    () => notes,
  );
}

function loadBars(
  options: DataOptions,
  source: string,
  bars: readonly BarSeries[],
  definitions: readonly InstrumentDefinition[],
  notes: () => string[],
): LoadedData {
  for (const [name, value] of [
    ["--latency", options.latency],
    ["--queue", options.queue],
    ["--venue-config", options.venueConfig],
    ["--sample", options.sample],
  ] as const)
    if (value !== undefined) throw new ConfigError(name, value, "nothing with bars: it is of recordings");
  const instruments = new InstrumentRegistry(
    bars.map(({ instrument }) => instrument),
    "--data",
  );
  return { kind: "bars", source, config: {}, definitions, instruments, hash: hashBars(bars), bars, notes };
}

async function loadTicks(options: DataOptions, rows: RowSource): Promise<LoadedData> {
  const { sample = 60_000, queue } = options;
  const settings = await replaySettings(options);
  const model = queue ?? settings.queue;
  const definitions = rows.instruments;
  const recorder = new TickRecorder({
    instruments: definitions.length,
    // A model of queues is of levels.
    keepsOrders: model === undefined || model === "exact",
    isShared: true,
  });
  for await (const batch of rows.batches()) recorder.take(batch);
  const ticks = recorder.finish();
  if (queue === "exact" && ticks.depth !== "orders")
    throw new ConfigError("--queue", queue, `a model: ${rows.name} has no orders one by one, but ${ticks.depth}`);
  return {
    kind: "ticks",
    source: rows.name,
    config: { books: true },
    definitions,
    instruments: new InstrumentRegistry(definitions, "--data"),
    hash: ticks.hash,
    ticks,
    replay: { instruments: definitions, sampleMicros: sample * 1000, ...settings },
    notes: () => [...rows.notes(), ...refusedNote(recorder.refused)],
  };
}
