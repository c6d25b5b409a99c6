/**
 * A backtest of a strategy: the very stages of a live engine, driven by bars or by a replay of recorded markets.
 *
 *     bars ──► BarVenue ──┐
 *     tapes ─► replay  ───┴─► StrategyEngine ─► recorder, samples ─► BacktestRun
 */
import {
  ConfigError,
  hashBytes,
  type Instrument,
  InstrumentRegistry,
  nameOf,
  OrderType,
  type Stage,
  StrategyAction,
  StrategyState,
  TimeInForce,
} from "@hotpath/core";
import {
  type FaultPolicy,
  OutputHash,
  parseParameters,
  type StrategyDefinition,
  StrategyEngine,
  type StrategyEngineConfig,
} from "@hotpath/engine";
import { BarSeries } from "@hotpath/market-data";
import type { VenueCapabilities } from "@hotpath/orders";
import { INDEX_LIMITS } from "../bar-backtest.ts";
import { BAR_VENUE_CAPABILITIES, BarVenue, type BarVenueOptions } from "../bar-venue.ts";
import type { MarketReplay } from "../replay/market-replay.ts";
import type { BacktestConfiguration, BacktestHandling, BacktestRun } from "./backtest-run.ts";
import { checkBars, driveBars } from "./drive-bars.ts";
import { roundTrips } from "./round-trips.ts";
import { ORDER_TYPE_NAMES, RunRecorder } from "./run-recorder.ts";
import { RunSamples } from "./run-samples.ts";

/** Recorded markets to run on. */
export interface ReplayData {
  instruments: InstrumentRegistry;
  /** Made for this run alone: a replay is used up. */
  replay: MarketReplay;
  /** Between two samples of the columns, in microseconds of event time. Default a minute. */
  sampleMicros?: number;
  /** The data's own fingerprint, for that of the run. */
  hash?: string;
  /** How its venues are simulated, plain values, for the run's configuration. */
  venue?: Readonly<Record<string, unknown>>;
  /** What its venues take by themselves, where `emulation` of the configuration does not say it. */
  capabilities?: VenueCapabilities;
}

/** How a backtest is run. */
export interface RunBacktestOptions {
  strategy: StrategyDefinition;
  /** Values of its parameters; defaults for the rest. */
  parameters?: Readonly<Record<string, unknown>>;
  /** Bars of one instrument, of several (each an instrument of its own), or recorded markets. */
  data: BarSeries | readonly BarSeries[] | ReplayData;
  /**
   * Cash, limits, fees and the rest of the engine. With bars, limits and covariance are by default those of a long-only
   * investor in one index by the day, {@link INDEX_LIMITS}. With `emulation`, its `capabilities` are by default the venue's.
   */
  config?: Omit<StrategyEngineConfig, "instruments">;
  /** Of bars: how much worse market and stop orders are filled. Default nothing. */
  slippage?: NonNullable<BarVenueOptions["slippage"]>;
  /** Of bars: the most of the volume of the bar before that is filled in a bar. Default no bound. */
  participation?: number;
  /** What becomes of a strategy that throws. Default `stop`. */
  onFault?: FaultPolicy;
  /** More stages, behind the strategy. */
  observers?: readonly Stage[];
  /** For a progress bar: bars that are done, and all. Not called for a replay, of which nobody knows the length. */
  onProgress?: (done: number, total: number) => void;
}

const DAY_MICROS = 86_400e6;
const MINUTE_MICROS = 60e6;
const DAILY = { barMicros: DAY_MICROS, dayMicros: DAY_MICROS, decay: 0.97, initialDailyVolatility: 0.02 };

/**
 * Runs a strategy. Deterministic: the same options give the same result, bit for bit.
 *
 * @throws {ConfigError} naming the option, parameter or bar that is wrong
 * @example
 * const { trades, equity, hashes } = runBacktest({ strategy, parameters: { fast: 10 }, data: bars });
 */
export function runBacktest(options: RunBacktestOptions): BacktestRun {
  const { data } = options;
  return isReplay(data) ? runReplay(options, data) : runBars(options, data instanceof BarSeries ? [data] : [...data]);
}

function runBars(options: RunBacktestOptions, all: readonly BarSeries[]): BacktestRun {
  checkBars(all);
  const instruments = new InstrumentRegistry(all.map(({ instrument }) => instrument));
  const { slippage, participation } = options;
  const venueOptions = { ...(slippage && { slippage }), ...(participation !== undefined && { participation }) };
  const venue = new BarVenue({ instruments, ...venueOptions });
  const config = withCapabilities(
    { riskLimits: INDEX_LIMITS, covariance: DAILY, ...options.config },
    BAR_VENUE_CAPABILITIES,
  );
  using parts = assemble(options, instruments, config, venue);
  const samples = new RunSamples(parts.engine.portfolio, Math.max(...all.map((bars) => bars.length)));
  driveBars({ engine: parts.engine, venue, samples, onProgress: options.onProgress }, all);
  return finish(options, parts, samples, config, { kind: "bars", ...venueOptions }, hashBars(all));
}

function runReplay(options: RunBacktestOptions, data: ReplayData): BacktestRun {
  const { replay, instruments, sampleMicros = MINUTE_MICROS } = data;
  if (!(sampleMicros > 0)) throw new ConfigError("data.sampleMicros", sampleMicros, "a number of microseconds above 0");
  const { slippage, participation } = options;
  if (slippage !== undefined) throw new ConfigError("slippage", slippage, "nothing with a replay: its venues say");
  if (participation !== undefined) throw new ConfigError("participation", participation, "nothing with a replay");
  const config = withCapabilities({ ...options.config }, data.capabilities);
  using parts = assemble(options, instruments, config, replay.gateway);
  replay.attach(parts.engine, parts.engine.timers);
  const samples = new RunSamples(parts.engine.portfolio, 1024);
  let due = Number.NaN;
  while (replay.step()) {
    if (Number.isNaN(due)) due = replay.micros + sampleMicros;
    if (replay.micros < due) continue;
    samples.take(replay.micros);
    due = replay.micros + sampleMicros;
  }
  samples.take(replay.micros);
  return finish(options, parts, samples, config, { kind: "replay", sampleMicros, ...data.venue }, data.hash ?? "");
}

interface Parts extends Disposable {
  engine: StrategyEngine;
  recorder: RunRecorder;
  hash: OutputHash;
}

function assemble(
  options: RunBacktestOptions,
  instruments: InstrumentRegistry,
  config: Omit<StrategyEngineConfig, "instruments">,
  venue: Stage,
): Parts {
  const { strategy: definition, parameters = {}, onFault = "stop" } = options;
  const recorder = new RunRecorder(instruments, () => engine.portfolio);
  const hash = new OutputHash({ instruments: instruments.size });
  const engine: StrategyEngine = new StrategyEngine({
    config: { ...config, instruments: instruments.list as never },
    strategies: [{ definition, parameters, onFault }],
    venue,
    observers: [recorder, hash, ...(options.observers ?? [])],
  });
  return { engine, recorder, hash, [Symbol.dispose]: () => engine[Symbol.dispose]() };
}

function finish(
  options: RunBacktestOptions,
  { engine, recorder, hash }: Parts,
  samples: RunSamples,
  config: Omit<StrategyEngineConfig, "instruments">,
  venue: Readonly<Record<string, unknown>>,
  dataHash: string,
): BacktestRun {
  const { portfolio, instruments } = engine;
  const stage = engine.strategies[0]!;
  const columns = samples.columns(Number(portfolio.statement().initialCash));
  if (stage.state === StrategyState.Running) engine.command(StrategyAction.Stop, engine.engine.lastMicros);
  const configuration: BacktestConfiguration = {
    strategy: options.strategy.name,
    parameters: { ...parseParameters(options.strategy.parameters, options.parameters) },
    instruments: instruments.list.map(described),
    engine: { ...config },
    venue,
    data: dataHash,
  };
  const hashes = {
    configuration: hashText(JSON.stringify(configuration)),
    data: dataHash,
    orders: hash.orders(),
    fills: hash.fills(),
    state: engine.engine.stagesHash(),
  };
  const fault = stage.lastFault;
  return {
    ...columns,
    instruments,
    trades: roundTrips(
      recorder.fills,
      instruments,
      columns.marks.map((column) => column.at(-1) ?? Number.NaN),
    ),
    fills: recorder.fills,
    orders: recorder.orders,
    handling: handlingOf(engine),
    counts: engine.orders.counts(),
    cancels: recorder.cancels,
    refusals: recorder.refusals,
    log: stage.takeLog(),
    state: nameOf(StrategyState, stage.state),
    fault: fault === undefined ? undefined : `${fault.handler} at input ${fault.sequence}: ${messageOf(fault.error)}`,
    inputs: engine.engine.sequence,
    statement: portfolio.statement(),
    valueAtRiskAtEnd: portfolio.equity() > 0 ? engine.gate.portfolioVar() / portfolio.equity() : 0,
    configuration,
    hashes: { run: hashText(JSON.stringify(hashes)), ...hashes },
  };
}

/**
 * A configuration whose `emulation`, if it has one, knows what the venue takes by itself, unless it says so.
 *
 * @example new StrategyEngine({ config: withCapabilities(config, BAR_VENUE_CAPABILITIES), strategies, venue: new BarVenue() });
 */
export function withCapabilities<Config extends Pick<StrategyEngineConfig, "emulation">>(
  config: Config,
  capabilities: VenueCapabilities | undefined,
): Config {
  const { emulation } = config;
  if (emulation === undefined || emulation.capabilities !== undefined || capabilities === undefined) return config;
  return { ...config, emulation: { ...emulation, capabilities } };
}

/** Who keeps which orders. */
function handlingOf({ orders }: StrategyEngine): BacktestHandling {
  const types = Object.entries(ORDER_TYPE_NAMES).map(
    ([type, name]) => [name, orders.handling(Number(type) as OrderType, TimeInForce.GoodTillCancel)] as const,
  );
  const times = Object.entries(TimeInForce).map(
    ([name, time]) => [name, orders.handling(OrderType.Limit, time)] as const,
  );
  return { orderTypes: Object.fromEntries(types), timesInForce: Object.fromEntries(times) };
}

function isReplay(data: RunBacktestOptions["data"]): data is ReplayData {
  return "replay" in data;
}

function described(instrument: Instrument): Record<string, unknown> {
  const { id, symbol, priceDecimals, sizeDecimals, lot, currency, multiplier } = instrument;
  return { id, symbol, priceDecimals, sizeDecimals, lot: instrument.formatSize(lot), currency, multiplier };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A fingerprint of a text. */
export function hashText(text: string): string {
  return hashBytes(new TextEncoder().encode(text));
}

/** A fingerprint of bars: of their columns and of what their units are. */
export function hashBars(all: readonly BarSeries[]): string {
  const parts = all.map(({ instrument, timeMicros, open, high, low, close, volume }) => {
    const columns = [timeMicros, open, high, low, close, volume];
    const bytes = columns.map((column) =>
      hashBytes(new Uint8Array(column.buffer, column.byteOffset, column.byteLength)),
    );
    return [JSON.stringify(described(instrument)), ...bytes].join(" ");
  });
  return hashText(parts.join("\n"));
}
