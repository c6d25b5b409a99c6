/** Walk-forward: parameters are chosen on what was known, and judged on what came after. */
import { ConfigError } from "@hotpath/core";
import { BarSeries } from "@hotpath/market-data";
import { runBacktest } from "./run-backtest.ts";
import { sortTrials } from "./sweep/run-sweep.ts";
import { type TrialOptions, trialRunner } from "./sweep/trial.ts";
import { type TrialFigures, trialFigures } from "./trial-figures.ts";

/** How a walk-forward is made. */
export interface WalkForwardOptions extends Omit<TrialOptions, "data"> {
  data: BarSeries;
  /** The parameter sets that are chosen from. */
  sets: readonly Readonly<Record<string, unknown>>[];
  /** Windows that are judged, one after the other, of equal length. */
  windows: number;
  /** Bars on which the first choice is made. Default: as many as a window has, and at least a tenth of all. */
  trainBars?: number;
  /** Whether the choice is made on all bars before (the default), or on the last `trainBars` of them. */
  isAnchored?: boolean;
  /** What the choice is made by. Default `sharpe`. */
  sortBy?: keyof TrialFigures;
  onProgress?: (done: number, total: number) => void;
}

/** One window. */
export interface WalkForwardWindow {
  /** Bars that were chosen on, and those that were judged on: [from, to). */
  trainFrom: number;
  from: number;
  to: number;
  parameters: Readonly<Record<string, unknown>>;
  /** Of the chosen set where it was chosen, and afterwards. */
  inSample: TrialFigures;
  outOfSample: TrialFigures;
}

/** What a walk-forward found. */
export interface WalkForwardResult {
  windows: WalkForwardWindow[];
  /** Times and equity of all windows behind each other, each begun with what the one before had left. */
  timeMicros: Float64Array;
  equity: Float64Array;
  figures: TrialFigures;
  /** Mean statistic afterwards by the mean where it was chosen: what is left of what was hoped. 0 where nothing was hoped. */
  efficiency: number;
}

/**
 * Walks forward: for each window the best set on the bars before it is run on the window. Each window is run from the start
 * of its training on, so that indicators have warmed up, and its curve is the part in the window, scaled to what the
 * window before had left: what a strategy carries over a change of parameters is the position of the set that was chosen.
 *
 * @throws {ConfigError} naming the option that is wrong
 */
export function walkForward(options: WalkForwardOptions): WalkForwardResult {
  const { data, sets, windows, trainBars, isAnchored = true, sortBy = "sharpe", onProgress, ...trial } = options;
  if (!(data instanceof BarSeries)) throw new ConfigError("data", data, "one series of bars");
  if (sets.length === 0) throw new ConfigError("sets", sets, "at least one parameter set");
  if (!Number.isInteger(windows) || windows < 1 || windows > data.length / 4)
    throw new ConfigError("windows", windows, `an integer from 1 to ${Math.floor(data.length / 4)}`);
  const train = trainBars ?? Math.max(Math.floor(data.length / (windows + 1)), Math.ceil(data.length / 10));
  if (!Number.isInteger(train) || train < 3 || data.length - train < 2 * windows)
    throw new ConfigError("trainBars", train, `an integer from 3 to ${data.length - 2 * windows}`);
  const start = Number(options.config?.initialCash ?? 1_000_000);
  const found: WalkForwardWindow[] = [];
  const equity = new Float64Array(data.length - train);
  let carried = start;
  for (let window = 0; window < windows; window++) {
    const from = edge(window, windows, train, data.length);
    const to = edge(window + 1, windows, train, data.length);
    const trainFrom = isAnchored ? 0 : from - train;
    const run = trialRunner({ ...trial, data: data.slice(trainFrom, from) });
    const trials = sets.map((set, n) => {
      onProgress?.(window * sets.length + n, windows * sets.length);
      return run(set);
    });
    const best = sortTrials(trials, sortBy)[0]!;
    const { vectorised: _, periodsPerYear, ...plain } = trial;
    const whole = runBacktest({ ...plain, data: data.slice(trainFrom, to), parameters: best.parameters });
    const before = whole.equity[from - trainFrom - 1]!;
    // The last value before the window is its start: its first return is that of its first bar.
    const curve = whole.equity.slice(from - trainFrom - 1);
    const fills = whole.fills.filter(({ timeMicros }) => timeMicros > data.timeMicros[from - 1]!).length;
    for (let i = 1; i < curve.length; i++)
      equity[from - train + i - 1] = before > 0 ? (carried * curve[i]!) / before : carried;
    carried = equity[to - train - 1]!;
    found.push({
      trainFrom,
      from,
      to,
      parameters: best.parameters,
      inSample: best.figures,
      outOfSample: trialFigures(curve, before, periodsPerYear, fills),
    });
  }
  onProgress?.(windows * sets.length, windows * sets.length);
  const fills = found.reduce((sum, { outOfSample }) => sum + outOfSample.fills, 0);
  const mean = (of: (window: WalkForwardWindow) => number) => found.reduce((sum, each) => sum + of(each), 0) / windows;
  const hoped = mean(({ inSample }) => inSample[sortBy]);
  return {
    windows: found,
    timeMicros: data.timeMicros.slice(train),
    equity,
    figures: trialFigures(equity, start, trial.periodsPerYear, fills),
    efficiency: hoped === 0 ? 0 : mean(({ outOfSample }) => outOfSample[sortBy]) / hoped,
  };
}

/** Where a window begins. */
function edge(window: number, windows: number, train: number, length: number): number {
  return train + Math.floor((window * (length - train)) / windows);
}
