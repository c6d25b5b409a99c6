/** One parameter set of a sweep: run, and judged. */
import { ConfigError } from "@hotpath/core";
import { BarSeries } from "@hotpath/market-data";
import { type RunBacktestOptions, runBacktest } from "../run-backtest.ts";
import { type TrialFigures, trialFigures } from "../trial-figures.ts";
import { VectorisedRunner } from "../vectorised/vectorised-runner.ts";
import type { VectorisedStrategy } from "../vectorised/vectorised-strategy.ts";

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
  data: BarSeries | readonly BarSeries[];
  /** The strategy's other form, which is run instead. */
  vectorised?: VectorisedStrategy;
  /** Returns of the figures in a year. */
  periodsPerYear: number;
}

/** Points of a trial's curve, at the most. */
const CURVE_POINTS = 1024;

/**
 * Makes what runs trials one after the other.
 *
 * @throws {ConfigError} where the vectorised form cannot be used: several instruments, or a bound on participation
 */
export function trialRunner(options: TrialOptions): (parameters: Readonly<Record<string, unknown>>) => Trial {
  const { vectorised, periodsPerYear, ...rest } = options;
  const start = Number(options.config?.initialCash ?? 1_000_000);
  if (vectorised === undefined)
    return (parameters) => {
      const { equity, fills, fault } = runBacktest({ ...rest, parameters });
      const figures = trialFigures(equity, start, periodsPerYear, fills.length);
      return { parameters, figures, curve: coarse(equity), fault: fault ?? null };
    };
  const { data, participation, config, slippage } = rest;
  const bars = data instanceof BarSeries ? data : data[0]!;
  if (!(data instanceof BarSeries) && data.length !== 1)
    throw new ConfigError("data", data.length, "one series of bars: the vectorised form is of one instrument");
  if (participation !== undefined)
    throw new ConfigError("participation", participation, "nothing with the vectorised form: it fills all at the open");
  const runner = new VectorisedRunner({
    strategy: vectorised,
    bars,
    ...(config && { config }),
    ...(slippage && { slippage }),
  });
  return (parameters) => {
    const { equity, fills } = runner.run(parameters);
    return {
      parameters,
      figures: trialFigures(equity, start, periodsPerYear, fills),
      curve: coarse(equity),
      fault: null,
    };
  };
}

/** The curve at evenly spaced points, the first and the last among them. */
function coarse(equity: Float64Array): Float64Array {
  const last = equity.length - 1;
  if (equity.length <= CURVE_POINTS) return equity.slice();
  return Float64Array.from({ length: CURVE_POINTS }, (_, i) => equity[Math.floor((i * last) / (CURVE_POINTS - 1))]!);
}
