/** Walk-forward: parameters are chosen on what was known, and judged on what came after. */
import { ConfigError } from "@hotpath/core";
import { BarSeries } from "@hotpath/market-data";
import { periodsPerYear } from "./periods-per-year.ts";
import { checkWorkers, sortTrials } from "./sweep/run-sweep.ts";
import { trialOptionsOf } from "./sweep/serve-sweep.ts";
import type { SweepJob, WholeRun } from "./sweep/sweep-messages.ts";
import { SweepWorkers } from "./sweep/sweep-workers.ts";
import { type Trial, type TrialOptions, trialRunner, wholeRun } from "./sweep/trial.ts";
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

/** How a walk-forward is made of a job, on Workers or here. */
export interface RunWalkForwardOptions
  extends Pick<WalkForwardOptions, "sets" | "windows" | "trainBars" | "isAnchored" | "sortBy" | "onProgress"> {
  /** Of bars of one instrument. */
  job: SweepJob;
  /** How many Workers; 0 runs all here. Default 0. */
  workers?: number;
  /** The Workers' module. Default: this package's own. */
  workerModule?: URL;
}

/** Sets in one order to a Worker. */
const BATCH = 8;

/** The bars of a window: chosen on [trainFrom, from), judged on [from, to). */
interface WindowPlan {
  trainFrom: number;
  from: number;
  to: number;
}

/** A window's course: the set that was chosen, and its run from the start of its training to the end of the window. */
interface WindowCourse {
  best: Trial;
  run: WholeRun;
}

/**
 * Walks forward: for each window the best set on the bars before it is run on the window. Each window is run from the start
 * of its training on, so that indicators have warmed up, and its curve is the part in the window, scaled to what the
 * window before had left: what a strategy carries over a change of parameters is the position of the set that was chosen.
 *
 * @throws {ConfigError} naming the option that is wrong
 */
export function walkForward(options: WalkForwardOptions): WalkForwardResult {
  const { data, sets, windows, trainBars: _, isAnchored: __, sortBy = "sharpe", onProgress, ...trial } = options;
  if (!(data instanceof BarSeries)) throw new ConfigError("data", data, "one series of bars");
  const plans = plansOf(options, data.length);
  const courses = plans.map(({ trainFrom, from, to }, window) => {
    const run = trialRunner({ ...trial, data: data.slice(trainFrom, from) });
    const trials = sets.map((set, n) => {
      onProgress?.(window * sets.length + n, windows * sets.length);
      return run(set);
    });
    const best = sortTrials(trials, sortBy)[0]!;
    const whole = { ...trial, data: data.slice(trainFrom, to) };
    return { best, run: wholeRun(whole, best.parameters, data.timeMicros[from - 1]!) };
  });
  onProgress?.(windows * sets.length, windows * sets.length);
  return joined(plans, courses, data.timeMicros, trial, sortBy);
}

/**
 * The same of a job, on Workers: the result is that of {@link walkForward}, whatever their number.
 *
 * @throws {ConfigError} naming the option that is wrong
 * @throws {StateError} with the words of a Worker that cannot go on; {UnavailableError} for Workers where there are none
 */
export async function runWalkForward(options: RunWalkForwardOptions): Promise<WalkForwardResult> {
  const { job, sets, windows, workers = 0, sortBy = "sharpe", onProgress } = options;
  checkWorkers(workers);
  const bars = "bars" in job.data && job.data.bars.length === 1 ? job.data.bars[0] : undefined;
  if (bars === undefined) throw new ConfigError("job.data", Object.keys(job.data), "bars of one instrument");
  const { timeMicros } = bars.columns;
  if (workers === 0) {
    const trial = await trialOptionsOf(job);
    const data = (trial.data as readonly BarSeries[])[0]!;
    const { trainBars, isAnchored } = options;
    return walkForward({
      ...trial,
      data,
      sets,
      windows,
      sortBy,
      ...(trainBars !== undefined && { trainBars }),
      ...(isAnchored !== undefined && { isAnchored }),
      ...(onProgress && { onProgress }),
    });
  }
  const plans = plansOf(options, timeMicros.length);
  const tasks = plans.flatMap(({ trainFrom, from }, window) =>
    Array.from({ length: Math.ceil(sets.length / BATCH) }, (_, n) => ({
      window,
      first: n * BATCH,
      sets: sets.slice(n * BATCH, (n + 1) * BATCH),
      range: { from: trainFrom, to: from },
    })),
  );
  const found: Trial[][] = plans.map(() => []);
  using running = await SweepWorkers.start(job, Math.min(workers, tasks.length), options.workerModule);
  let done = 0;
  await running.run(tasks, (place, answer) => {
    const { window, first } = tasks[place]!;
    if (answer.kind !== "done") return;
    for (const [n, trial] of answer.trials.entries()) found[window]![first + n] = trial;
    done += answer.trials.length;
    onProgress?.(done, windows * sets.length);
  });
  const best = found.map((trials) => sortTrials(trials, sortBy)[0]!);
  const runs: WholeRun[] = [];
  const last = plans.map(({ trainFrom, from, to }, window) => ({
    whole: best[window]!.parameters,
    range: { from: trainFrom, to },
    afterMicros: timeMicros[from - 1]!,
  }));
  await running.run(last, (window, answer) => {
    if (answer.kind === "whole") runs[window] = answer.run;
  });
  const courses = plans.map((_, window) => ({ best: best[window]!, run: runs[window]! }));
  return joined(plans, courses, timeMicros, job, sortBy);
}

function plansOf(
  {
    sets,
    windows,
    trainBars,
    isAnchored = true,
  }: Pick<WalkForwardOptions, "sets" | "windows" | "trainBars" | "isAnchored">,
  length: number,
): WindowPlan[] {
  if (sets.length === 0) throw new ConfigError("sets", sets, "at least one parameter set");
  if (!Number.isInteger(windows) || windows < 1 || windows > length / 4)
    throw new ConfigError("windows", windows, `an integer from 1 to ${Math.floor(length / 4)}`);
  const train = trainBars ?? Math.max(Math.floor(length / (windows + 1)), Math.ceil(length / 10));
  if (!Number.isInteger(train) || train < 3 || length - train < 2 * windows)
    throw new ConfigError("trainBars", train, `an integer from 3 to ${length - 2 * windows}`);
  return Array.from({ length: windows }, (_, window) => {
    const from = edge(window, windows, train, length);
    return { trainFrom: isAnchored ? 0 : from - train, from, to: edge(window + 1, windows, train, length) };
  });
}

/** The windows behind each other. */
function joined(
  plans: readonly WindowPlan[],
  courses: readonly WindowCourse[],
  times: Float64Array,
  trial: Pick<TrialOptions, "config" | "periodsPerYear">,
  sortBy: keyof TrialFigures,
): WalkForwardResult {
  const perYear = trial.periodsPerYear ?? periodsPerYear(times);
  const start = Number(trial.config?.initialCash ?? 1_000_000);
  const train = plans[0]!.from;
  const equity = new Float64Array(times.length - train);
  let carried = start;
  const windows = plans.map(({ trainFrom, from, to }, window): WalkForwardWindow => {
    const { best, run } = courses[window]!;
    const before = run.equity[from - trainFrom - 1]!;
    // The last value before the window is its start: its first return is that of its first bar.
    const curve = run.equity.slice(from - trainFrom - 1);
    for (let i = 1; i < curve.length; i++)
      equity[from - train + i - 1] = before > 0 ? (carried * curve[i]!) / before : carried;
    carried = equity[to - train - 1]!;
    const outOfSample = trialFigures(curve, before, perYear, run.fillsAfter);
    return { trainFrom, from, to, parameters: best.parameters, inSample: best.figures, outOfSample };
  });
  const fills = windows.reduce((sum, { outOfSample }) => sum + outOfSample.fills, 0);
  const mean = (of: (window: WalkForwardWindow) => number) =>
    windows.reduce((sum, each) => sum + of(each), 0) / windows.length;
  const hoped = mean(({ inSample }) => inSample[sortBy]);
  return {
    windows,
    timeMicros: times.slice(train),
    equity,
    figures: trialFigures(equity, start, perYear, fills),
    efficiency: hoped === 0 ? 0 : mean(({ outOfSample }) => outOfSample[sortBy]) / hoped,
  };
}

/** Where a window begins. */
function edge(window: number, windows: number, train: number, length: number): number {
  return train + Math.floor((window * (length - train)) / windows);
}
