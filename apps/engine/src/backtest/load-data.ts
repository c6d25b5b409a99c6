import { ConstantLatency, EventTape, hashBars, MarketReplay, type ReplayData, ReplayVenue } from "@hotpath/backtest";
import { ConfigError, EventCursor, hashBytes, InstrumentRegistry } from "@hotpath/core";
import type { StrategyEngineConfig } from "@hotpath/engine";
import type { BarSeries } from "@hotpath/market-data";
import type { TIME_FORMATS } from "../option-values.ts";
import { isBars } from "../run/feeds/open-feed.ts";
import { openRecordingFeed } from "../run/feeds/recording-feed.ts";
import { barsOfFile, type LoadedBars } from "./bars.ts";

/** What the command line says of data. */
export interface DataOptions {
  data: readonly string[];
  symbols: readonly string[];
  format?: string;
  date?: string;
  columns?: Record<string, string>;
  timeFormat?: (typeof TIME_FORMATS)[number];
  /** Of recordings: of orders, of reports and of market data, in milliseconds each. */
  latency?: number;
  /** Of recordings: between two samples of the report's columns, in milliseconds. */
  sample?: number;
}

/** What a backtest runs on: the data anew for each run, for a replay is used up. */
export interface LoadedData {
  kind: "bars" | "recording";
  source: string;
  /** What the engine needs for it. */
  config: Omit<Partial<StrategyEngineConfig>, "instruments">;
  instruments: InstrumentRegistry;
  /** Its fingerprint. */
  hash: string;
  open(): readonly BarSeries[] | ReplayData;
  notes(): string[];
}

/**
 * Loads what `--data` names: files of bars (CSV, Parquet), each an instrument, or one recording that `hotpath book` reads.
 *
 * @throws {ConfigError} naming the option that is wrong
 */
export async function loadData(options: DataOptions): Promise<LoadedData> {
  const { data, format } = options;
  for (const path of data)
    if (!(await Bun.file(path).exists())) throw new ConfigError("--data", path, "a file that can be read");
  const areBars = await Promise.all(
    data.map(async (path) => format === "bars" || (format === undefined && (await looksLikeBars(path)))),
  );
  if (areBars.every(Boolean)) return loadBars(options);
  if (data.length === 1) return loadRecording(options, data[0]!);
  const odd = data[areBars.indexOf(false)];
  throw new ConfigError("--data", odd, "files of bars, or one recording alone");
}

async function looksLikeBars(path: string): Promise<boolean> {
  return path.endsWith(".parquet") || (await isBars(path));
}

async function loadBars(options: DataOptions): Promise<LoadedData> {
  const { data, symbols, columns, timeFormat } = options;
  for (const [name, value] of [
    ["--latency", options.latency],
    ["--sample", options.sample],
  ] as const)
    if (value !== undefined) throw new ConfigError(name, value, "nothing with bars: it is of recordings");
  if (symbols.length > 0 && symbols.length !== data.length)
    throw new ConfigError("--symbol", symbols.join(", "), `a name for each of the ${data.length} files, or none`);
  const loaded: LoadedBars[] = [];
  for (const [place, path] of data.entries())
    loaded.push(
      await barsOfFile(path, "--data", {
        id: place + 1,
        ...(symbols[place] !== undefined && { symbol: symbols[place] }),
        ...(columns !== undefined && { columns }),
        ...(timeFormat !== undefined && { dateFormat: timeFormat }),
      }),
    );
  const all = loaded.map(({ series }) => series);
  return {
    kind: "bars",
    source: data.join(", "),
    config: {},
    instruments: new InstrumentRegistry(
      all.map(({ instrument }) => instrument),
      "--data",
    ),
    hash: hashBars(all),
    open: () => all,
    notes: () =>
      loaded
        .filter(({ rejected }) => rejected > 0)
        .map(({ source, rows, rejected }) => `${source}: ${rejected} of ${rows} rows could not be read`),
  };
}

async function loadRecording(options: DataOptions, path: string): Promise<LoadedData> {
  const { latency = 0, sample = 60_000, timeFormat, ...rest } = options;
  const feed = await openRecordingFeed({
    ...rest,
    ...(timeFormat !== undefined && { timeFormat }),
    feed: path,
    seed: 0n,
    events: 0,
    demoSymbols: 0,
  });
  const tape = new EventTape();
  const event = new EventCursor();
  for await (const queue of feed.events()) while (queue.next(event)) tape.append(event);
  const instruments = new InstrumentRegistry(feed.instruments, "--data");
  const nanos = Math.round(latency * 1e6);
  const model = new ConstantLatency({ entryNanos: nanos, responseNanos: nanos, feedNanos: nanos });
  const hash = hashBytes(new Uint8Array(tape.f64.buffer, 0, tape.bytes));
  return {
    kind: "recording",
    source: feed.name,
    config: feed.config,
    instruments,
    hash,
    open: () => ({
      instruments,
      hash,
      sampleMicros: sample * 1000,
      replay: new MarketReplay({
        markets: [
          {
            exchange: new ReplayVenue({ instruments }),
            sources: [tape.source()],
            orderLatency: model,
            feedLatency: model,
          },
        ],
      }),
    }),
    notes: () => feed.notes(),
  };
}
