/** One parameter set of a sweep: run, and judged. */
import { ConfigError, timeMicros } from "@hotpath/core";
import { BarSeries } from "@hotpath/market-data";
import { periodsPerYear } from "../periods-per-year.ts";
import { type RunBacktestOptions, runBacktest } from "../run-backtest.ts";
import { replayOf, type TickReplay } from "../ticks/replay-of.ts";
import type { RecordedTicks } from "../ticks/tick-recorder.ts";
import { type TrialFigures, trialFigures } from "../trial-figures.ts";
import { VectorisedRunner } from "../vectorised/vectorised-runner.ts";
import type { VectorisedStrategy } from "../vectorised/vectorised-strategy.ts";
import type { WholeRun } from "./sweep-messages.ts";

/** What came of one parameter set. */
export interface Trial {
  parameters: Readonly<Record<string, unknown>>;
  figures: TrialFigures;
  /** Equity at the end of each of the sweep's periods, for the judgement of all trials together. */
  curve: Float64Array;
  /** What the strategy threw; null if nothing. */
  fault: string | null;
}

/** How trials are run: as `runBacktest`, without parameters. */
export interface TrialOptions extends Omit<RunBacktestOptions, "parameters" | "data" | "observers" | "onProgress"> {
  /** Bars; or recorded ticks, which each trial replays anew. */
  data: BarSeries | readonly BarSeries[] | { ticks: RecordedTicks; replay: TickReplay };
  /** The strategy's other form, which is run instead. */
  vectorised?: VectorisedStrategy;
  /** Returns of the figures in a year; by default by the times of each trial's own samples. */
  periodsPerYear?: number;
}

/** Points of a trial's curve, at the most. */
const CURVE_POINTS = 1024;
const MINUTE_MICROS = 60e6;

/**
 * Makes what runs trials one after the other.
 *
 * @throws {ConfigError} where the vectorised form cannot be used: several instruments, ticks, or a bound on participation
 */
export function trialRunner(options: TrialOptions): (parameters: Readonly<Record<string, unknown>>) => Trial {
  const { vectorised, periodsPerYear: perYear, data, ...rest } = options;
  const start = Number(options.config?.initialCash ?? 1_000_000);
  if (vectorised !== undefined) return vectorisedRunner(options, vectorised, start);
  const grid = isTicks(data) ? gridOf(data) : undefined;
  return (parameters) => {
    const run = runBacktest({ ...rest, parameters, data: dataOf(data) });
    const { equity, fills, fault, timeMicros: times } = run;
    const figures = trialFigures(equity, start, perYear ?? periodsPerYear(times), fills.length);
    const curve = grid === undefined ? coarse(equity) : sampled(times, equity, grid, start);
    return { parameters, figures, curve, fault: fault ?? null };
  };
}

/** Runs one set event-driven, whichever form trials have. */
export function wholeRun(
  options: TrialOptions,
  parameters: Readonly<Record<string, unknown>>,
  afterMicros: number,
): WholeRun {
  const { vectorised: _, periodsPerYear: __, data, ...plain } = options;
  const { equity, fills } = runBacktest({ ...plain, parameters, data: dataOf(data) });
  return { equity, fillsAfter: fills.filter(({ timeMicros: micros }) => micros > afterMicros).length };
}

function vectorisedRunner(
  { data, participation, config, slippage, periodsPerYear: perYear }: TrialOptions,
  vectorised: VectorisedStrategy,
  start: number,
): (parameters: Readonly<Record<string, unknown>>) => Trial {
  const bars = data instanceof BarSeries ? data : Array.isArray(data) && data.length === 1 ? data[0] : undefined;
  if (!(bars instanceof BarSeries))
    throw new ConfigError("data", "several", "one series of bars: the vectorised form is of one instrument");
  if (participation !== undefined)
    throw new ConfigError("participation", participation, "nothing with the vectorised form: it fills all at the open");
  const runner = new VectorisedRunner({
    strategy: vectorised,
    bars,
    ...(config && { config }),
    ...(slippage && { slippage }),
  });
  const periods = perYear ?? periodsPerYear(bars.timeMicros);
  return (parameters) => {
    const { equity, fills } = runner.run(parameters);
    return { parameters, figures: trialFigures(equity, start, periods, fills), curve: coarse(equity), fault: null };
  };
}

function isTicks(data: TrialOptions["data"]): data is { ticks: RecordedTicks; replay: TickReplay } {
  return "ticks" in data;
}

function dataOf(data: TrialOptions["data"]): RunBacktestOptions["data"] {
  return isTicks(data) ? replayOf(data.ticks, data.replay) : data;
}

/** The curve at evenly spaced points, the first and the last among them. */
function coarse(equity: Float64Array): Float64Array {
  const last = equity.length - 1;
  if (equity.length <= CURVE_POINTS) return equity.slice();
  return Float64Array.from({ length: CURVE_POINTS }, (_, i) => equity[Math.floor((i * last) / (CURVE_POINTS - 1))]!);
}

/** Times at even distances over all events: the samples of two trials are not at the same times, for orders have times too. */
function gridOf({ ticks, replay }: { ticks: RecordedTicks; replay: TickReplay }): Float64Array {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { columns } of ticks.tapes) {
    const { words } = columns;
    if (words.length === 0) continue;
    first = Math.min(first, timeMicros(words, 4));
    let at = 0;
    for (let next = 0; next < words.length; next += words[next]! >> 2) at = next;
    last = Math.max(last, timeMicros(words, at + 4));
  }
  if (!(last > first)) return new Float64Array(0);
  const steps = Math.ceil((last - first) / (replay.sampleMicros ?? MINUTE_MICROS));
  const points = Math.min(CURVE_POINTS, Math.max(2, steps + 1));
  return Float64Array.from({ length: points }, (_, i) => first + ((last - first) * i) / (points - 1));
}

/** A curve at the times of a grid: at each, the sample before it or at it; before the first, what there was at the start. */
function sampled(times: Float64Array, values: Float64Array, grid: Float64Array, start: number): Float64Array {
  let at = -1;
  return grid.map((micros, i) => {
    while (at + 1 < times.length && (times[at + 1]! <= micros || i === grid.length - 1)) at += 1;
    return at === -1 ? start : values[at]!;
  });
}
